"""The days of all clocks reckoned again: after a year's days off became known, or a day off of the county's own came or went.

The last day of a clock follows from its events and the calendar; what rows and lists show of it is kept with them and would stay
a bound of before (every unknown day taken for a working day) until the next act on the case.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.cases import clocks, queries, rules
from fengqiao.apps.cases.models import Case, Proceeding
from fengqiao.apps.cases.services import standing, tally
from fengqiao.apps.organisations.queries import calendar_for
from fengqiao.domain.workdays import WorkCalendar
from fengqiao.kernel.reading import rows
from fengqiao.kernel.writing import Batch

FIRST = UUID(int=0)
A_LOOK = 200  # cases looked at together; only those whose days differ are held and written, each by itself
_RUNNING = """
    SELECT DISTINCT case_id FROM cases_proceeding
    WHERE county = %s AND clocks @> '[{"state": "running"}]' AND case_id > %s ORDER BY case_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How far it went: cases looked at, cases whose days changed, and after which case to go on; None at the end."""

    seen: int
    changed: int
    after: UUID | None


def waiting(county: int) -> int:
    """How many cases have a clock that runs."""
    return Proceeding.objects.filter(county=county, clocks__contains=[{"state": "running"}]).values("case").distinct().count()


def reckon_again(county: int, *, after: UUID = FIRST, seconds: float | None = None) -> Reckoned:
    """Reckon every running clock of a county by the calendar of now, for about so many seconds; the same again changes nothing.

    An act on a case that comes between is waited for and counts. Nothing is written into a ledger: no act changed, only the
    days that follow from them.
    """
    calendar, until = calendar_for(county), None if seconds is None else time.monotonic() + seconds
    seen = changed = 0
    while keys := [row[0] for row in rows(_RUNNING, [county, after, A_LOOK])]:
        for case, own in _together(county, keys):
            if _differs(case, own, calendar):
                _reckon(county, case.id, calendar)
                changed += 1
        seen, after = seen + len(keys), keys[-1]
        if until is not None and time.monotonic() > until:
            return Reckoned(seen, changed, after)
    return Reckoned(seen, changed, None)


def _together(county: int, keys: Sequence[UUID]) -> list[tuple[Case, list[Proceeding]]]:
    own: dict[UUID, list[Proceeding]] = {}
    for one in Proceeding.objects.filter(county=county, case__in=keys):
        own.setdefault(one.case_id, []).append(one)
    return [(case, own[case.id]) for case in Case.objects.filter(county=county, id__in=keys).order_by("id")]


def _differs(case: Case, proceedings: Sequence[Proceeding], calendar: WorkCalendar) -> bool:
    limits = rules.pack_of(case).clocks
    return any(clocks.recompute(one.clocks, limits, calendar) != one.clocks for one in proceedings)


@database.atomic
def _reckon(county: int, key: UUID, calendar: WorkCalendar) -> None:
    case = standing.locked(county, key)
    pack, proceedings = rules.pack_of(case), queries.proceedings_of(case)
    counted = tally.place_of(case)
    for one in proceedings:
        one.clocks = clocks.recompute(one.clocks, pack.clocks, calendar)
    standing.show_days(case, proceedings, pack)
    Proceeding.objects.bulk_update(proceedings, ["clocks", "due_on", "due_clock"])
    case.save(update_fields=["due_on", "warn_on", "due_clock", "is_provisional"])
    batch = Batch()
    tally.moved(batch, counted, tally.place_of(case))
    batch.write()
