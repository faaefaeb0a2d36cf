"""Counts kept on write, of cases that are not sealed: by unit and state, and by unit and due day while they are open.

The two kinds of rows lie in one table (`Tally`): a unit's few states answer counts at once however many cases there
are; its days tell how many are near or overdue on any day, and go when their last case has gone. A period in which the
citizen may act is never near or overdue for the unit.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from django.db import connection
from django.db import transaction as database

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import NEVER, OPEN_DAYS, Case, Stage
from fengqiao.kernel.county import new_id
from fengqiao.kernel.writing import Batch

Place = tuple[int, UUID, str, str, date, date]
_ADD = """
    INSERT INTO cases_tally (id, county, unit_id, state, stage, due_on, warn_on, n)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (county, unit_id, state, due_on, warn_on) DO UPDATE SET n = cases_tally.n + EXCLUDED.n
"""
_EMPTY = """
    DELETE FROM cases_tally
    WHERE county = %s AND unit_id = %s AND state = %s AND stage = %s AND due_on = %s AND warn_on = %s AND n = 0
"""
_BY_STATE = """
    INSERT INTO cases_tally (id, county, unit_id, state, stage, due_on, warn_on, n)
    SELECT gen_random_uuid(), county, unit_id, state, stage, %s, %s, count(*)
    FROM cases_case WHERE county = %s AND NOT is_sealed GROUP BY county, unit_id, state, stage
"""
_BY_DAY = """
    INSERT INTO cases_tally (id, county, unit_id, state, stage, due_on, warn_on, n)
    SELECT gen_random_uuid(), county, unit_id, %s, %s, CASE WHEN is_provisional THEN %s ELSE due_on END, warn_on, count(*)
    FROM cases_case
    WHERE county = %s AND NOT is_sealed AND stage <> 'done' AND warn_on IS NOT NULL AND due_clock <> ALL(%s)
    GROUP BY county, unit_id, 6, 7
"""


def place_of(case: Case) -> Place | None:
    """Where a case is counted now; None for a sealed one."""
    if case.is_sealed:
        return None
    if case.warn_on is None or case.due_clock in rules.citizens_clocks(case.pack):
        return (case.county, case.unit_id, case.state, case.stage, NEVER, NEVER)
    due_on = NEVER if case.is_provisional else case.due_on or NEVER  # a day that is not certain is never overdue
    return (case.county, case.unit_id, case.state, case.stage, due_on, case.warn_on)


def moved(batch: Batch, before: Place | None, after: Place | None) -> None:
    """Count a case at its new place instead of its old one; rows are touched in one order, so acts never deadlock."""
    changes: Counter[Place] = Counter()
    changes.update(dict.fromkeys(rows_of(after), 1))
    changes.subtract(dict.fromkeys(rows_of(before), 1))
    for row, n in sorted(changes.items(), key=lambda change: tuple(map(str, change[0]))):
        if n:
            batch.run(_ADD, [new_id(row[0]), *row, n])
        if n < 0 and row[2] == OPEN_DAYS:
            batch.run(_EMPTY, row)


def count_again(county: int) -> None:
    """Count all cases of a county afresh, after rows were loaded in bulk."""
    citizens = sorted(rules.citizens_clocks(rules.NATIONAL))
    with database.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_tally WHERE county = %s", [county])
        cursor.execute(_BY_STATE, [NEVER, NEVER, county])
        cursor.execute(_BY_DAY, [OPEN_DAYS, OPEN_DAYS, NEVER, county, citizens])


def rows_of(place: Place | None) -> list[Place]:
    """The rows of the table that a place counts in; none for None."""
    if place is None:
        return []
    county, unit, state, stage, due_on, warn_on = place
    rows = [(county, unit, state, stage, NEVER, NEVER)]
    if stage != Stage.DONE and warn_on != NEVER:
        rows.append((county, unit, OPEN_DAYS, OPEN_DAYS, due_on, warn_on))
    return rows
