"""The lists: each page is one index range, however many cases there are.

A list is a row of strips (dated cases, then undated ones; or one strip by the last act), each strip a bundle of lanes
(a unit in a stage, say) that an index holds in order. A page takes what it needs from each lane and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.insight import desking, looking
from fengqiao.apps.insight.asking import PLACES, STAGES, Ask, Cursor, Filters, order_of, pack, written
from fengqiao.apps.insight.scope import Scope
from fengqiao.apps.organisations import unit_names
from fengqiao.domain import rough_days
from fengqiao.domain.words import Words
from fengqiao.kernel import reading

A_PAGE = 50
A_PIECE = 2000
MOST_COUNTED = 1000
LONGEST_LOOK = 3000  # milliseconds that a search of a whole county under rare conditions may take
TOO_WIDE = Words("这些条件要翻看的办件太多，请加上单位、类别或更短的时间再查。",
                 "These conditions would search too many cases; add a unit, a category or a shorter time.")  # fmt: skip
IN_ORDER = frozenset({"unit", "state", "desk"})  # conditions that an index answers together with the order
FIELDS = (
    "id", "number", "title", "petitioner_mask", "people_count", "person_id", "person_name", "due_on", "warn_on",
    "due_clock", "is_provisional", "state", "stage", "category", "channel", "classification", "received_on", "acted_at",
    "unit_id", "is_repeat", "is_sealed", "restricted_for", "pack", "registered_at",
)  # fmt: skip
SELECT = ", ".join(f"c.{name}" for name in FIELDS)


class Row(NamedTuple):
    """One case in a list, from its own row; `key` and `key_id` are its place."""

    id: UUID
    number: str
    title: str
    petitioner_mask: str
    people_count: int
    person_id: UUID | None
    person_name: str
    due_on: date | None
    warn_on: date | None
    due_clock: str
    is_provisional: bool
    state: str
    stage: str
    category: str
    channel: str
    classification: str
    received_on: date
    acted_at: datetime
    unit_id: UUID
    is_repeat: bool
    is_sealed: bool
    restricted_for: str
    pack: str
    registered_at: datetime
    key: date | datetime | None
    key_id: UUID

    @property
    def place(self) -> str:
        """Where this row stands, for the pages before and after it."""
        return written(self.key, self.key_id)


def row_of(case: Case) -> Row:
    """A case that was read whole, as a row of a list."""
    return Row._make([*(getattr(case, name) for name in FIELDS), case.acted_at, case.id])


class Part(NamedTuple):
    """A condition and its values."""

    sql: str
    values: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of a list in one order."""

    lanes: tuple[tuple[Part, ...], ...]
    where: tuple[Part, ...]
    key: str = "c.due_on"
    key_id: str = "c.id"
    source: str = "cases_case c"
    newest_first: bool = False
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and the places to go on from; a place is empty where nothing lies beyond."""

    rows: list[Row]
    before: str
    after: str


def page(scope: Scope, ask: Ask, today: date, *, near_until: date | None = None, size: int = A_PAGE) -> Page:
    """One page of a list. `near_until` is the last due day among the near ones (from the tallies), for that tab.

    Raises NotNow when rare conditions over a whole county would take too long.
    """
    if scope.none:
        return Page([], "", "")
    stretch = strips(scope, ask, today, near_until)
    cursor = ask.cursor
    is_backward = cursor is not None and cursor.backward
    rows: list[Row] = []
    with _in_time(scope, ask, today):
        for strip in reversed(stretch) if is_backward else stretch:
            if len(rows) <= size and (sql := _select(strip, cursor, size + 1 - len(rows))):
                rows += map(Row._make, reading.rows(sql.sql, sql.values))
    has_more = len(rows) > size
    rows = rows[:size]
    if is_backward:
        rows.reverse()
    has_before, has_after = (has_more, True) if is_backward else (cursor is not None, has_more)
    return Page(
        rows,
        rows[0].place if rows and has_before else "",
        rows[-1].place if rows and has_after else "",
    )


def count(scope: Scope, ask: Ask, today: date, *, near_until: date | None = None) -> int:
    """How many cases a list holds, counted no further than MOST_COUNTED + 1; raises NotNow as `page` does."""
    total = 0
    if scope.none:
        return total
    with _in_time(scope, ask, today):
        for strip in strips(scope, ask, today, near_until):
            for lane in strip.lanes:
                where = _joined((*lane, *strip.where))
                most = MOST_COUNTED + 1 - total
                sql = f"SELECT count(*) FROM (SELECT 1 FROM {strip.source} WHERE {where.sql} LIMIT {most}) counted"
                total += int(reading.rows(sql, where.values)[0][0])
                if total > MOST_COUNTED:
                    return total
    return total


def every(scope: Scope, ask: Ask, today: date, *, near_until: date | None, most: int) -> Iterator[list[Row]]:
    """A whole list in pieces, each its own short query, up to `most` rows; the first piece is small and comes at once."""
    left, size, ask = most, A_PAGE, replace(ask, cursor=None)
    while left > 0:
        found = page(scope, ask, today, near_until=near_until, size=min(size, left))
        size = A_PIECE
        if found.rows:
            yield found.rows
        left -= len(found.rows)
        if not found.after:
            return
        last = found.rows[-1]
        ask = replace(ask, cursor=Cursor(last.key, last.key_id))


# What lies in a list

_UNITS_OWN = Part("c.due_clock <> ALL(%s)", [sorted(rules.citizens_clocks(rules.NATIONAL))])


def strips(scope: Scope, ask: Ask, today: date, near_until: date | None) -> tuple[Strip, ...]:
    """The stretches of a list in order."""
    where = _conditions(scope, ask, today)
    if ask.tab == "sealed":
        named = Part("c.county = %s AND c.is_sealed AND c.readers @> ARRAY[%s]::uuid[]", [scope.county, scope.user])
        return (Strip(((named,),), where, key="c.acted_at", newest_first=True),)
    where = (Part("NOT c.is_sealed"), *where)
    if ask.tab == "handled":
        return (_handled(scope, where),)
    lanes = _lanes(scope, ask)
    if ask.tab == "done":
        key = "c.received_on" if order_of(ask.tab, ask.filters) == "received" else "c.acted_at"
        return (Strip(lanes, where, key=key, newest_first=True),)
    if ask.tab == "overdue":
        return (Strip(lanes, (Part("c.due_on < %s AND NOT c.is_provisional", [today]), _UNITS_OWN, *where)),)
    if ask.tab == "near":
        return _near(scope, ask, lanes, where, today, near_until)
    undated = Strip(lanes, (Part("c.due_on IS NULL"), *where), dated=False)
    return (Strip(lanes, (Part("c.due_on IS NOT NULL"), *where)), undated)


def _near(
    scope: Scope, ask: Ask, lanes: tuple[tuple[Part, ...], ...], where: tuple[Part, ...], today: date,
    near_until: date | None,
) -> tuple[Strip, ...]:  # fmt: skip
    """First what may be over but cannot be reckoned yet (a year's working days are missing), then what is due soon."""
    own = _units(scope, ask)
    open_here = [Part("c.county = %s AND c.is_provisional AND c.stage <> 'done'", [scope.county])]
    if own is not None:
        open_here.append(Part("c.unit_id = ANY(%s)", [own]))
    uncertain = Strip((tuple(open_here),), (Part("c.due_on < %s", [today]), _UNITS_OWN, *where))
    soon = [Part("c.due_on >= %s AND c.warn_on <= %s", [today, today])]
    if near_until is not None:
        soon.append(Part("c.due_on <= %s", [near_until]))
    return (uncertain, Strip(lanes, (*soon, _UNITS_OWN, *where)))


def _handled(scope: Scope, where: tuple[Part, ...]) -> Strip:
    """Whatever lay on a desk of these units, latest first; a case of two of them once."""
    lanes = tuple((Part("d.county = %s AND d.unit_id = %s", [scope.county, UUID(unit)]),) for unit in scope.units)
    if len(scope.units) > 1:
        later = Part(
            "NOT EXISTS (SELECT 1 FROM cases_desk o WHERE o.county = d.county AND o.case_id = d.case_id"
            " AND o.unit_id = ANY(%s) AND (o.acted_at, o.id) > (d.acted_at, d.id))",
            [[UUID(unit) for unit in scope.units]],
        )
        where = (*where, later)
    source = "cases_desk d JOIN cases_case c ON c.county = d.county AND c.id = d.case_id"
    return Strip(lanes, where, key="d.acted_at", key_id="d.id", source=source, newest_first=True)


def _units(scope: Scope, ask: Ask) -> list[UUID] | None:
    """The units a list is about; None for the whole county."""
    chosen = unit_names.by_code(scope.county, ask.filters.unit) if ask.filters.unit else None
    if chosen is not None:
        return [chosen.id] if scope.whole or str(chosen.id) in scope.units else []
    return None if ask.whole and scope.whole else [UUID(unit) for unit in scope.units]


def _lanes(scope: Scope, ask: Ask) -> tuple[tuple[Part, ...], ...]:
    own, state = _units(scope, ask), ask.filters.state
    homes = [Part("c.county = %s", [scope.county])]
    if own is not None:
        homes = [Part("c.county = %s AND c.unit_id = %s", [scope.county, unit]) for unit in own]
    places = [Part(f"c.stage = '{stage}'") for stage in STAGES[ask.tab]]
    if state:  # the done index holds one stage only
        places = [Part("c.stage = 'done' AND c.state = %s" if ask.tab == "done" else "c.state = %s", [state])]
    elif wanted := _on_desk(scope, ask) if ask.tab != "done" else ():  # of each state an index holds the cases in order
        places = [Part("c.state = %s", [one]) for one in wanted if _stage(one) in STAGES[ask.tab]]
    return tuple(product(homes, places))


def _on_desk(scope: Scope, ask: Ask) -> tuple[str, ...]:
    """The states that lie on the desk asked for; none when no desk is."""
    return desking.desks_of(scope)[ask.filters.desk].states if ask.filters.desk else ()


def _stage(state: str) -> str:
    known = pack().case_states.get(state)
    return known.stage if known else ""


def _conditions(scope: Scope, ask: Ask, today: date) -> tuple[Part, ...]:
    wanted, parts = ask.filters, []
    for name in ("category", "channel", "classification"):
        if value := getattr(wanted, name):
            parts.append(Part(f"c.{name} = %s", [value]))
    parts += _of_matter(wanted)
    if wanted.state and ask.tab in ("handled", "sealed"):
        parts.append(Part("c.state = %s", [wanted.state]))
    if wanted.unit and ask.tab in ("handled", "sealed"):
        parts.append(Part("c.unit_id = ANY(%s)", [_units(scope, ask)]))
    if wanted.desk:
        parts.append(Part("c.state = ANY(%s)", [list(_on_desk(scope, ask))]))
    if wanted.person:
        parts.append(Part("c.person_id = %s", [scope.user]))
    if wanted.since:
        parts.append(Part("c.received_on >= %s", [wanted.since]))
    if wanted.until:
        parts.append(Part("c.received_on <= %s", [wanted.until]))
    if wanted.text:
        parts.append(Part(*looking.by_text(wanted.text, scope.county, today)))
    return tuple(parts)


def _of_matter(wanted: Filters) -> Iterator[Part]:
    """Conditions on what is known of the matter; a cause known by its year alone counts wherever it may have been."""
    if wanted.difficulty:
        yield Part("c.difficulty = %s", [wanted.difficulty])
    if wanted.places:
        yield Part(f"cardinality(c.visited) {'>=' if wanted.places == PLACES[-1] else '='} %s", [int(wanted.places)])
    if wanted.practical:
        yield Part("c.is_practical")
    if wanted.arose_since or wanted.arose_until:
        yield Part("c.arose <> '' AND c.arose <> %s", [rough_days.UNKNOWN])
    if since := wanted.arose_since:
        yield Part("(c.arose >= %s OR c.arose = ANY(%s))", [since, rough_days.wider(since)])
    if until := wanted.arose_until:
        after = rough_days.beyond(until)
        later = [one for one in rough_days.wider(after) if one not in (until, *rough_days.wider(until))]
        yield Part("c.arose < %s AND c.arose <> ALL(%s)", [after, later])


# SQL

def _joined(parts: Sequence[Part]) -> Part:
    return Part(" AND ".join(part.sql for part in parts), [value for part in parts for value in part.values])


def _select(strip: Strip, cursor: Cursor | None, most: int) -> Part | None:
    """The SQL for the next rows of a strip; None when the cursor has passed it."""
    is_backward = cursor is not None and cursor.backward
    place = _beyond(strip, cursor) if cursor else Part("TRUE")
    if place is None or not strip.lanes:
        return None
    way = "DESC" if strip.newest_first != is_backward else "ASC"
    texts: list[str] = []
    values: list[Any] = []
    for lane in strip.lanes:
        where = _joined((*lane, *strip.where, place))
        texts.append(
            f"SELECT {SELECT}, {strip.key} AS key, {strip.key_id} AS key_id FROM {strip.source} WHERE {where.sql}"
            f" ORDER BY {strip.key} {way}, {strip.key_id} {way} LIMIT {most}"
        )
        values += where.values
    if len(texts) == 1:
        return Part(texts[0], values)
    whole = " UNION ALL ".join(f"({text})" for text in texts)
    return Part(f"SELECT * FROM ({whole}) lanes ORDER BY key {way}, key_id {way} LIMIT {most}", values)


def _beyond(strip: Strip, cursor: Cursor) -> Part | None:
    sign = "<" if strip.newest_first != cursor.backward else ">"
    if not strip.dated:
        if cursor.key is None:
            return Part(f"{strip.key_id} {sign} %s", [cursor.id])
        return None if cursor.backward else Part("TRUE")
    if cursor.key is None:
        return Part("TRUE") if cursor.backward else None
    return Part(f"({strip.key}, {strip.key_id}) {sign} (%s, %s)", [cursor.key, cursor.id])


@contextmanager
def _in_time(scope: Scope, ask: Ask, today: date) -> Iterator[None]:
    """Give up on a search that would read a whole county, in words; what an index holds in order needs no guard."""
    wanted = ask.filters
    if wanted.given.keys() <= IN_ORDER or (wanted.text and looking.is_exact(wanted.text, scope.county, today)):
        yield
        return
    with reading.within(LONGEST_LOOK, TOO_WIDE):
        yield
