"""Take a file in, put it on record with an act, take it back, note who read it, and prove that all are still there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction as database

from fengqiao.apps.files import keeping, scanning
from fengqiao.apps.files.models import NAME_PLACE, File, Reading, Recording
from fengqiao.apps.files.queries import brought_by
from fengqiao.apps.files.recognising import kind_of
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.positions import without_position
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers, vault
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.writing import Batch

LOOSE_FOR = timedelta(hours=24)  # what was sent but handed in with no act is kept so long
MOST_LOOSE = 60  # files that one person may have under way in one place
MOST_NAME = 200
MEGABYTE = 1024 * 1024
SORTS = Words("照片、图片、录音、录像、PDF、Word、Excel和文字", "photos, pictures, recordings, films, PDF, Word, Excel and text")

_ON_RECORD = "UPDATE files_file SET seq = %s, field = %s, what = %s WHERE county = %s AND owner_id = %s AND id = %s AND seq = 0"
_HOLD = "UPDATE files_file SET is_held = true WHERE county = %s AND owner_id = %s AND id = ANY(%s) AND seq = 0"
_WITHDRAW = "UPDATE files_file SET withdrawn_seq = %s WHERE county = %s AND owner_id = %s AND id = %s"


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that is not what its record says: the case or occasion, the row of its ledger or log, its key, what is wrong (a code)."""

    owner: UUID
    seq: int
    file: str
    code: str  # changed, missing, unlisted


def receive(upload: UploadedFile, *, county: int, owner_id: UUID, by: Actor, at: datetime) -> File:
    """Take one file in for an act to come: looked at by its content, its position taken out, kept once.

    Sent again by the same person it is the same row. Raises Incomplete saying what is wrong with it.
    """
    name, kind, data = looked_at(upload)
    with database.atomic():
        return _keep((kind, data), name, county=county, owner_id=owner_id, by=by, at=at)


def looked_at(upload: UploadedFile) -> tuple[str, str, bytes]:
    """The plain name of what was sent, its kind by its content, and the bytes that may be kept. Raises Incomplete saying what is
    wrong with it."""
    name = _name(upload.name or "")
    most = settings.FILE_MEGABYTES
    if (upload.size or 0) > most * MEGABYTE:
        raise refused(name, Words(f"太大了，一个文件最多{most} MB。", f"is too large: {most} MB at most."))
    data = upload.read()
    if not data:
        raise refused(name, Words("是空的。", "is empty."))
    kind = kind_of(data)
    if kind is None:
        raise refused(name, Words(f"不是能收的文件。能收的有：{SORTS.zh}。", f"is not of a kind taken here. Taken are {SORTS.of('en')}."))
    _scanned(data, name)
    try:
        return name, kind.id, without_position(kind.id, data)
    except ValueError:
        raise refused(name, Words("打不开，可能没有传完整，请再选一次。",
                                   "cannot be opened; it may have come incomplete. Choose it again.")) from None  # fmt: skip


def _scanned(data: bytes, name: str) -> None:
    """Where a scanner is set nothing comes in unscanned, not even when it does not answer."""
    if scanning.scan is None:
        return
    try:
        found = scanning.scan(data)
    except OSError:
        raise refused(name, Words("现在查不了病毒，暂时不能收，请过一会儿再传。",
                                   "cannot be checked for viruses now, so it is not taken in. Send it again later.")) from None  # fmt: skip
    if found:
        raise refused(name, Words("查出病毒，没有收。", "carries a virus and was not taken in."))


def _keep(content: tuple[str, bytes], name: str, *, county: int, owner_id: UUID, by: Actor, at: datetime) -> File:
    kind, data = content
    who, digest = brought_by(by), keeping.digest_of(data)
    _sweep(county, at)
    numbers.hold(county, digest)
    mine = File.objects.filter(county=county, owner_id=owner_id, brought_by=who, seq=0)
    if (known := mine.filter(sha256=digest, is_held=False).first()) is not None:
        return known
    if mine.count() >= MOST_LOOSE:
        raise refused(name, Words("先等一等：前面传的还没有交。", "must wait: what you sent before is not handed in yet."))
    file = File(id=new_id(county), county=county, owner_id=owner_id, sha256=keeping.keep(county, data), size=len(data), kind=kind,
                brought_by=who, sent_at=at)  # fmt: skip
    file.name = vault.seal(name, f"{NAME_PLACE}.{file.id}")
    file.save(force_insert=True)
    return file


def _sweep(county: int, at: datetime) -> None:
    """What was sent a day ago and handed in with no act goes away; its content too, unless it belongs to another file."""
    old = File.objects.filter(county=county, seq=0, is_held=False, sent_at__lt=at - LOOSE_FOR).select_for_update(skip_locked=True)
    for file in sorted(old[:20], key=lambda file: file.sha256):
        numbers.hold(county, file.sha256)
        file.delete()
        if not any(rows.objects.filter(county=county, sha256=file.sha256).exists() for rows in (File, Recording)):
            keeping.forget(county, file.sha256)


def hold(batch: Batch, county: int, owner_id: UUID, keys: Iterable[str]) -> None:
    """Keep what was sent for as long as the act that names it waits for approval."""
    if wanted := [UUID(key) for key in keys]:
        batch.run(_HOLD, [county, owner_id, wanted])


def put_on_record(
    batch: Batch, county: int, owner_id: UUID, entered: Mapping[str, list[dict[str, str]]], *, seq: int
) -> list[dict[str, Any]]:
    """Tie the files entered with an act (field -> rows of file and what) to the row on record; gives what that row says of each:
    its key, digest, size, kind and what it is. The same content twice in one act counts once."""
    asked = [(field, row["file"], row.get("what") or "") for field, rows in entered.items() for row in rows]
    found = {str(one.id): one for one in File.objects.filter(county=county, owner_id=owner_id, seq=0, id__in=[key for _, key, _ in asked])}
    told: dict[str, dict[str, Any]] = {}
    for field, key, what in asked:
        file = found[key]
        if file.sha256 not in told:
            batch.run(_ON_RECORD, [seq, field, what, county, owner_id, file.id])
            told[file.sha256] = {"id": key, "sha256": file.sha256, "size": file.size, "kind": file.kind, "what": what}
    return list(told.values())


def withdraw(batch: Batch, county: int, owner_id: UUID, key: str, *, seq: int) -> None:
    """Show a file no more; its row, its digest on record and its content stay."""
    batch.run(_WITHDRAW, [seq, county, owner_id, UUID(key)])


def note_reading(file: File, by: Actor, at: datetime) -> None:
    """Note that one of the staff looks at a file that somebody else brought, once a day."""
    if by.kind != "staff" or file.brought_by == by.user:
        return
    row = Reading(id=new_id(file.county), county=file.county, file=file, user_id=UUID(by.user), user_name=by.name,
                  unit=by.unit_name, on=day_of(at), at=at)  # fmt: skip
    Reading.objects.bulk_create([row], ignore_conflicts=True)


def verify(told: Iterable[tuple[int, UUID, int, Mapping[str, Any]]]) -> Iterator[Lost | int]:
    """Compare contents with what is on record of them (county, owner, row, what was told); yields what does not hold, and every
    hundred files the number looked at so far."""
    looked = 0
    for county, owner, seq, row in told:
        if not File.objects.filter(county=county, id=row["id"], owner_id=owner, seq=seq, sha256=row["sha256"]).exists():
            yield Lost(owner, seq, row["id"], "unlisted")
        if (now := keeping.found(county, row["sha256"])) != row["sha256"]:
            yield Lost(owner, seq, row["id"], "changed" if now else "missing")
        looked += 1
        if looked % 100 == 0:
            yield looked
    yield looked


def _name(text: str) -> str:
    plain = "".join(c for c in text.replace("\\", "/").rpartition("/")[2] if unicodedata.category(c)[0] != "C")
    return plain.strip()[-MOST_NAME:] or "?"


def refused(name: str, words: Words) -> Incomplete:
    """A refusal that names the file it is about."""
    short = name if len(name) <= 40 else f"{name[:18]}…{name[-18:]}"
    told = Words(f"“{short}”{words.zh}", f"“{short}” {words.of('en')}")
    return Incomplete(told, {"file": told}, code="file")
