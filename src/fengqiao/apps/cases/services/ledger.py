"""The ledger: one row an act, chained by hash per case, in the transaction of what it records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from fengqiao.apps.cases.models import Case, Entry, Seal
from fengqiao.domain.roles import Actor
from fengqiao.kernel.county import new_id
from fengqiao.kernel.writing import Batch

UNDER_WAY = timedelta(minutes=5)  # longer than any act takes


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the ledger does not hold: the case, the row, and what is wrong (a stable code)."""

    case: UUID
    number: str
    seq: int
    code: str  # changed, gap, order, head, missing, unsealed


def append(
    batch: Batch, case: Case, act: str, *, by: Actor, at: datetime, body: Mapping[str, Any], shown: str = "petitioner"
) -> Entry:
    """Add the next row of a case's chain and move its head; the caller saves the case in the same transaction."""
    entry = Entry(
        id=new_id(case.county), county=case.county, case=case, seq=case.ledger_seq + 1, act=act, at=at,
        actor_id=by.user or by.kind, actor_name=by.name, actor_unit=by.unit, shown=shown,
        body=dict(body), prior=bytes(case.ledger_head),
    )  # fmt: skip
    entry.digest = digest_of(entry)
    case.ledger_seq, case.ledger_head = entry.seq, entry.digest
    batch.add(entry)
    return entry


def digest_of(entry: Entry) -> bytes:
    """The hash of a row and of the one before it."""
    core = [
        str(entry.county), str(entry.case_id), entry.seq, entry.act, entry.at.astimezone(UTC).isoformat(),
        entry.actor_id, entry.actor_name, entry.actor_unit, entry.shown, entry.body,
    ]  # fmt: skip
    return chained(bytes(entry.prior), core)


def chained(prior: bytes, core: Sequence[Any]) -> bytes:
    """The hash of a row's parts after the hash of the row before: SHA-256 over canonical JSON."""
    text = json.dumps(core, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(prior + text.encode()).digest()


def verify(county: int | None = None) -> Iterator[Break | int]:
    """Walk every chain; yields each break, and every thousand rows the number walked so far (for a progress bar).

    Finds a row that was changed, removed, added or put elsewhere, a head that does not match its chain, and a chain
    that was rewritten as a whole since it was sealed.
    """
    heads = dict(_cases(county).values_list("id", "ledger_head"))
    numbers = dict(_cases(county).values_list("id", "number"))
    rows = Entry.objects.order_by("county", "case_id", "seq")
    rows = rows if county is None else rows.filter(county=county)
    prior, seq, current, walked = b"", 0, None, 0
    for entry in rows.iterator(chunk_size=2000):
        if entry.case_id != current:
            if current is not None:
                yield from _head(current, numbers, heads, prior, seq)
            prior, seq, current = b"", 0, entry.case_id
        yield from _row(entry, numbers, prior, seq)
        prior, seq, walked = bytes(entry.digest), entry.seq, walked + 1
        if walked % 1000 == 0:
            yield walked
    if current is not None:
        yield from _head(current, numbers, heads, prior, seq)
    for case in heads:
        yield Break(case, numbers[case], 0, "missing")
    yield from _broken_seals(county)
    yield walked


def files_on_record(county: int | None = None) -> Iterator[tuple[int, UUID, int, Mapping[str, Any]]]:
    """Every file that the ledger tells of: county, case, row, and what the row says (id, sha256, size, kind, what)."""
    rows = Entry.objects.filter(body__has_key="files").order_by("county", "case_id", "seq")
    rows = rows if county is None else rows.filter(county=county)
    for entry in rows.iterator(chunk_size=500):
        yield from ((entry.county, entry.case_id, entry.seq, told) for told in entry.body["files"])


def seal(county: int, *, day: date, at: datetime) -> Seal:
    """One digest over the heads of all cases of a county, to be printed and kept outside; once a day.

    It covers the rows up to a few minutes before `at` (kept with it), so that no act under way is half inside.
    """
    found = Seal.objects.filter(county=county, day=day).first()
    if found:
        return found
    until = at - UNDER_WAY
    total, cases, entries = _heads_digest(county, until)
    return Seal.objects.create(
        id=new_id(county), county=county, day=day, cases=cases, entries=entries, digest=total, at=until
    )


_HEADS = """
    SELECT DISTINCT ON (case_id) case_id, seq, digest FROM cases_entry WHERE county = %s AND at < %s
    ORDER BY case_id, seq DESC
"""


def _heads_digest(county: int, until: datetime) -> tuple[bytes, int, int]:
    total, cases, entries = hashlib.sha256(), 0, 0
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [county, until])
        for case, seq, head in cursor:
            total.update(case.bytes + seq.to_bytes(4, "big") + bytes(head))
            cases, entries = cases + 1, entries + seq
    return total.digest(), cases, entries


def _broken_seals(county: int | None) -> Iterator[Break]:
    """The seals that the rows of their day no longer match: a whole chain was rewritten since."""
    seals = Seal.objects.order_by("county", "day")
    for kept in seals if county is None else seals.filter(county=county):
        if _heads_digest(kept.county, kept.at)[0] != bytes(kept.digest):
            yield Break(kept.id, f"{kept.county:06d} {kept.day}", 0, "unsealed")


def _cases(county: int | None) -> Any:
    return Case.objects.all() if county is None else Case.objects.filter(county=county)


def _row(entry: Entry, numbers: Mapping[UUID, str], prior: bytes, seq: int) -> Iterator[Break]:
    number = numbers.get(entry.case_id, "?")
    if entry.seq != seq + 1:
        yield Break(entry.case_id, number, seq + 1, "gap")
    elif bytes(entry.prior) != prior:
        yield Break(entry.case_id, number, entry.seq, "order")
    if digest_of(entry) != bytes(entry.digest):
        yield Break(entry.case_id, number, entry.seq, "changed")


def _head(case: UUID, numbers: Mapping[UUID, str], heads: dict[UUID, Any], prior: bytes, seq: int) -> Iterator[Break]:
    head = heads.pop(case, None)
    if head is None or bytes(head) != prior:
        yield Break(case, numbers.get(case, "?"), seq, "head")
