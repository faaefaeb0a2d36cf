"""Counts kept on write: how many cases of a unit are in a state with a due day. Sealed cases are in none."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fengqiao.apps.cases.models import NEVER, Case
from fengqiao.kernel.county import new_id
from fengqiao.kernel.writing import Batch

Place = tuple[int, UUID, str, str, date, date]
_ADD = """
    INSERT INTO cases_tally (id, county, unit_id, state, stage, due_on, warn_on, n)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (county, unit_id, state, due_on, warn_on) DO UPDATE SET n = cases_tally.n + EXCLUDED.n
"""


def place_of(case: Case) -> Place | None:
    """Where a case is counted now; None for a sealed one."""
    if case.is_sealed:
        return None
    due_on = NEVER if case.is_provisional else case.due_on or NEVER  # a day that is not certain is never overdue
    return (case.county, case.unit_id, case.state, case.stage, due_on, case.warn_on or NEVER)


def moved(batch: Batch, before: Place | None, after: Place | None) -> None:
    """Count a case at its new place instead of its old one; places are touched in one order, so acts never deadlock."""
    if before == after:
        return
    changes = [(place, n) for place, n in ((before, -1), (after, 1)) if place is not None]
    for place, n in sorted(changes, key=lambda change: tuple(map(str, change[0]))):
        batch.run(_ADD, [new_id(place[0]), *place, n])
