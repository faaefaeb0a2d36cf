"""Recordings for everybody: published with their text, withdrawn with a reason, never deleted (PB-40)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from fengqiao.apps.files import keeping, queries
from fengqiao.apps.files.models import Recording
from fengqiao.apps.files.recognising import KINDS
from fengqiao.apps.files.services import looked_at, refused
from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.domain.errors import Conflict, Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers, packfiles
from fengqiao.kernel.county import new_id

MOST_TITLE, MOST_TEXT, MOST_REASON = 60, 20_000, 500


def languages() -> Mapping[str, Words]:
    """The languages a recording may be in, by code."""
    return packfiles.load("national").lists["languages"]


def publish(upload: UploadedFile, *, title: str, language: str, transcript: str, county: int, by: Actor, at: datetime) -> Recording:
    """Publish a recording with its text. Raises Denied, Incomplete (no text, another language, no sound that browsers play), or
    Conflict for a content that is published already."""
    may_administer(by, county).or_raise()
    said = {"title": title.strip(), "transcript": transcript.strip()}
    wrong = {name: Words("请填写。", "Please fill in.") for name, text in said.items() if not text}
    for name, most in (("title", MOST_TITLE), ("transcript", MOST_TEXT)):
        if len(said[name]) > most:
            wrong[name] = Words(f"最多{most}字。", f"At most {most} characters.")
    if language not in languages():
        wrong["language"] = Words("请从列表中选。", "Choose from the list.")
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    name, kind, data = looked_at(upload)
    if KINDS[kind].shown_as != "audio":
        raise refused(name, Words("不是网页能放的录音，请存成MP3或者M4A。", "is no sound that pages play; save it as MP3 or M4A."))
    with transaction.atomic():
        return _kept(Recording(id=new_id(county), county=county, language=language, kind=kind, size=len(data), published_at=at,
                               published_by=UUID(by.user), published_name=by.name, **said), data)  # fmt: skip


def withdraw(recording: Recording, *, reason: str, by: Actor, at: datetime) -> None:
    """Let a recording be heard no more; it stays with the reason. Raises Denied, Incomplete without one, or Conflict."""
    may_administer(by, recording.county).or_raise()
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        words = Words("请写明为什么撤下。", "Say why it is withdrawn.") if not said else Words(
            f"最多{MOST_REASON}字。", f"At most {MOST_REASON} characters.")  # fmt: skip
        raise Incomplete(words, {"reason": words})
    standing = queries.recordings(recording.county).filter(id=recording.id)
    if not standing.update(withdrawn_at=at, withdrawn_by=UUID(by.user), withdrawn_name=by.name, withdrawn_because=said):
        raise Conflict(Words("已经撤下了。", "It was withdrawn already."), code="withdrawn")


def _kept(row: Recording, data: bytes) -> Recording:
    digest = keeping.digest_of(data)
    numbers.hold(row.county, digest)
    if (known := queries.recordings(row.county).filter(sha256=digest).first()) is not None:
        words = Words(f"这段录音已经发布过，题目是“{known.title}”。", f"This recording is published already, as “{known.title}”.")
        raise Conflict(words, code="published")
    row.sha256 = keeping.keep(row.county, data)
    row.save(force_insert=True)
    return row
