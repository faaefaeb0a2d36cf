"""Reading for the desk: counts on the tabs, what waits for approval, kept views, and looking a case up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import NEVER, Draft
from fengqiao.apps.insight import asking, lists, looking
from fengqiao.apps.insight.lists import Row
from fengqiao.apps.insight.models import SavedView
from fengqiao.apps.insight.scope import Scope
from fengqiao.domain import case_numbers
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.reading import Question, rows

MOST_FOUND = 50
_NAMED = """
    SELECT 1 FROM cases_case
    WHERE county = %(county)s AND is_sealed AND restricted_for <> '' AND readers @> ARRAY[%(user)s]::uuid[]
"""
MOST_LOOKED_AT = 500
SHORTEST_PHONE = 7  # digits

_COUNTS = """
    SELECT states.inbox, states.working, days.overdue, days.near, days.near_until, EXISTS({named}) FROM
    (SELECT coalesce(sum(n) FILTER (WHERE stage = 'inbox'), 0) AS inbox,
            coalesce(sum(n) FILTER (WHERE stage = 'working'), 0) AS working
     FROM cases_tally WHERE county = %(county)s AND state <> '' AND {units}) states,
    (SELECT coalesce(sum(n) FILTER (WHERE due_on < %(today)s), 0) AS overdue,
            coalesce(sum(n) FILTER (WHERE due_on >= %(today)s AND warn_on <= %(today)s), 0) AS near,
            max(due_on) FILTER (WHERE due_on >= %(today)s AND warn_on <= %(today)s AND n > 0) AS near_until
     FROM cases_tally WHERE county = %(county)s AND state = '' AND {units}) days
"""
_BY_STATE = """
    SELECT unit_id, state, stage, n FROM cases_tally
    WHERE county = %(county)s AND state <> '' AND n <> 0 AND {units} ORDER BY unit_id, state
"""
_ANY_DRAFT = """
    SELECT 1 FROM cases_draft
    WHERE county = %s AND state = 'waiting' AND (unit_id = ANY(%s) OR (%s AND unit_id IS NULL)) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases lie in the tabs, from the tallies (never older than the last commit), sealed ones in none."""

    inbox: int = 0
    working: int = 0
    overdue: int = 0
    near: int = 0
    near_until: date | None = None  # the last due day among the near ones; None when no day bounds them
    is_named: bool = False  # in a restricted case: there is something in the sealed tab


def counts(scope: Scope, today: date, *, whole: bool) -> Counts:
    """The counts of one's own units, or of the whole county; one SQL."""
    if scope.none:
        return Counts()
    found = rows(*_about(_COUNTS, scope, whole, today=today, user=UUID(scope.user)))
    inbox, working, overdue, near, near_until, is_named = found[0]
    bound = today if near_until is None else None if near_until == NEVER else near_until
    return Counts(inbox, working, overdue, near, bound, is_named)


def by_state(scope: Scope) -> list[tuple[UUID, str, str, int]]:
    """Unit, state, stage and number of cases, for all units that an actor sees; one SQL."""
    if scope.none:
        return []
    return rows(*_about(_BY_STATE, scope, scope.whole))  # type: ignore[return-value]


def _about(sql: str, scope: Scope, whole: bool, **values: Any) -> tuple[str, dict[str, Any]]:
    values["county"] = scope.county
    if whole and scope.whole:
        return sql.format(units="TRUE", named=_NAMED), values
    values["units"] = [UUID(unit) for unit in scope.units]
    return sql.format(units="unit_id = ANY(%(units)s)", named=_NAMED), values


def approvals(actor: Actor) -> QuerySet[Draft]:
    """Acts prepared by others that wait for this actor, oldest first."""
    return cases.waiting_for(actor).order_by("at", "id")


def approvals_count(actor: Actor, most: int) -> int:
    """How many acts wait for this actor, counted no further than `most`; usually none do, which one small SQL tells."""
    if not rows(_ANY_DRAFT, [actor.county, [UUID(unit) for unit in actor.units], "dispatcher" in actor.roles]):
        return 0
    return len(approvals(actor).values_list("id")[:most])


def step_name(step: str) -> Words:
    """The words for a step of the workflow; the step itself when the pack no longer knows it."""
    known = asking.pack().act(step)
    return known[1].name if known else Words(step)


def saved_views(actor: Actor) -> list[SavedView]:
    """The lists a person has kept, by name."""
    return _views_of(actor.county, actor.user) if actor.user else []


@Question
def _views_of(county: int, user: UUID) -> QuerySet[SavedView]:
    return SavedView.objects.filter(county=county, user_id=user)


def look_up(scope: Scope, text: str, today: date) -> tuple[str, list[Row]]:
    """What a text finds among the cases an actor sees, newest first: (how it was read, rows); of the many that a
    common beginning of titles finds, no more than MOST_LOOKED_AT are looked at.

    How: code, number, phone or title; empty for an empty text. A telephone finds exact matches only, and never a case
    whose petitioner asked for confidentiality at another unit.
    """
    text = text.strip()
    if scope.none or not text:
        return "", []
    for how, condition, values in _readings(scope, text, today):
        rows = _found(scope, condition, values)
        if rows or how == "title":
            return how, rows
    return how, []


def _readings(scope: Scope, text: str, today: date) -> list[tuple[str, str, list[Any]]]:
    """The ways in which a text may be meant, best first."""
    code = case_numbers.normalise(text)
    if case_numbers.is_valid(code):
        return [("code", "c.tracking_code = %s", [code])]
    readings: list[tuple[str, str, list[Any]]] = []
    if numbers := looking.numbers_of(text, scope.county, today):
        readings.append(("number", "c.number = ANY(%s)", [numbers]))
    digits = sum(sign.isdigit() for sign in text)
    if digits >= SHORTEST_PHONE and not any(sign.isalpha() for sign in text):
        readings.append(("phone", *_by_phone(scope, text)))
    return readings or [("title", *looking.title_starts(text))]


def _by_phone(scope: Scope, text: str) -> tuple[str, list[Any]]:
    condition = (
        "c.id IN (SELECT p.case_id FROM cases_party p JOIN cases_identity i ON i.county = p.county"
        " AND i.id = p.identity_id WHERE i.county = %s AND i.phone_index = %s)"
        " AND (NOT c.is_confidential OR c.origin_unit_id = ANY(%s))"
    )
    units = [UUID(unit) for unit in scope.units]
    return condition, [scope.county, vault.blind_index(text, "phone"), units]


def _found(scope: Scope, condition: str, values: list[Any]) -> list[Row]:
    seen, seen_values = scope.seen
    sql = (
        f"SELECT * FROM (SELECT {lists.SELECT}, c.registered_at AS key, c.id AS key_id FROM cases_case c"
        f" WHERE {condition} AND {seen} LIMIT {MOST_LOOKED_AT}) found ORDER BY key DESC, key_id LIMIT {MOST_FOUND}"
    )
    with connection.cursor() as cursor:  # the best way depends on what was typed, so it is planned each time
        cursor.execute(sql, [*values, *seen_values])
        return [Row._make(row) for row in cursor.fetchall()]


def is_named(actor: Actor) -> bool:
    """True for staff who are named in a restricted case."""
    return bool(actor.user) and bool(rows(f"{_NAMED} LIMIT 1", {"county": actor.county, "user": UUID(actor.user)}))
