"""Reading figures: counts, months, times and lists from the relations, each in one statement, sealed cases in none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from fengqiao.apps.figures import relations
from fengqiao.apps.figures.asking import Asked
from fengqiao.apps.insight import lists
from fengqiao.apps.insight.lists import Row
from fengqiao.apps.insight.scope import Scope
from fengqiao.domain.figures import Period, Spread
from fengqiao.domain.figures.book import CAUSE_WITHIN
from fengqiao.domain.words import Words
from fengqiao.kernel.reading import within

A_PAGE = 50
A_PIECE = 2000
LONGEST_LOOK = 20_000  # milliseconds that the figures of a long period may take
TOO_WIDE = Words("这段时间的办件太多，一次算不完，请选短一点的时间或者一个单位。",
                 "There are too many cases to count at once; choose a shorter period or one unit.")  # fmt: skip
EACH = "each"
Counts = Mapping[str, Mapping[str, int]]  # figure -> part -> how many


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for what, today: all that the SQL needs."""

    scope: Scope
    asked: Asked
    today: date

    @property
    def sql(self) -> str:
        """The common part of every statement."""
        return self._filled(relations.BASE)

    def relation(self, figure: str) -> str:
        """The relation of a figure, for this asker."""
        return self._filled(relations.RELATIONS[figure])

    def _filled(self, text: str) -> str:
        units = "" if self.asked.units is None else " AND c.unit_id = ANY(%(units)s)"
        return text.replace("{seen}", self._seen[0]).replace("{units}", units)

    @property
    def _seen(self) -> tuple[str, dict[str, Any]]:
        """The condition of what this actor may see, with named values."""
        condition, values = self.scope.seen
        named = {f"seen{n}": value for n, value in enumerate(values)}
        for name in named:
            condition = condition.replace("%s", f"%({name})s", 1)
        return f"({condition})", named

    @property
    def values(self) -> dict[str, Any]:
        """The values of every statement."""
        period = self.asked.period
        start, stop = _midnight(period.since), _midnight(period.until + timedelta(days=1))
        reach = min(start, _midnight(period.until - timedelta(days=CAUSE_WITHIN - 1)))
        return {
            **self._seen[1], **relations.values(), "county": self.scope.county, "units": list(self.asked.units or ()),
            "zone": settings.TIME_ZONE, "since": period.since, "until": period.until, "start": start, "stop": stop, "reach": reach,
            "today": self.today, "month": _midnight(self.today.replace(day=1)),
        }  # fmt: skip


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _run(asker: Asker, sql: str, **more: Any) -> list[tuple[Any, ...]]:
    """The rows of one statement; raises NotNow when it would take too long."""
    with within(LONGEST_LOOK, TOO_WIDE), connection.cursor() as cursor:
        cursor.execute(asker.sql + sql, {**asker.values, **more})
        return list(cursor.fetchall())


def _each(asker: Asker, figures: Sequence[str], sql: str, **more: str) -> str:
    """The same question of each figure, as one statement."""
    return " UNION ALL ".join(sql.format(figure=one, relation=asker.relation(one), **more) for one in figures)


_COUNTED = "SELECT '{figure}', part, count(*), count(DISTINCT case_id) FROM ({relation}) r GROUP BY GROUPING SETS ((part), ())"
_BY_UNIT = "SELECT m.unit_id, '{figure}', r.part, count(*) FROM ({relation}) r JOIN matters m ON m.id = r.case_id GROUP BY 1, 3"
_TIMES = """SELECT '{figure}', part, {month}, count(value), percentile_cont(0.5) WITHIN GROUP (ORDER BY value),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY value) FROM ({relation}) r WHERE value IS NOT NULL GROUP BY 1, 2, 3"""


def counts(asker: Asker, figures: Sequence[str]) -> Counts:
    """How many cases are in each part of some figures, and in any of them (EACH, each case once); one statement for all of them."""
    found: dict[str, dict[str, int]] = {one: {} for one in figures}
    for figure, part, n, of_cases in _run(asker, _each(asker, figures, _COUNTED)):
        found[figure][EACH if part is None else part] = of_cases if part is None else n
    return found


def by_month(asker: Asker, figure: str) -> Mapping[str, Mapping[str, int]]:
    """How many cases are in each part of a figure, month by month."""
    sql = f"SELECT to_char(day, 'YYYY-MM'), part, count(*) FROM ({asker.relation(figure)}) r GROUP BY 1, 2"
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for month, part, n in _run(asker, sql):
        found[month][part] = n
    return found


def answers_of_year(asker: Asker) -> Mapping[str, int]:
    """How many petitioners rated in each month of the year in which the period begins: by these what is shown of any part of it is
    decided, so that no two pages tell what each of them hides. Nothing for days that somebody chose, nor for one unit of several."""
    period = asker.asked.period
    if period.length == "days" or asker.asked.unit:
        return {}
    year = replace(asker, asked=replace(asker.asked, period=Period.of(period.since, "year")))
    return {month: sum(parts.values()) for month, parts in by_month(year, "satisfaction").items()}


def by_unit(asker: Asker, figures: Sequence[str]) -> Mapping[UUID, Counts]:
    """The parts of some figures, unit by unit: for the process of units, never for people."""
    found: dict[UUID, dict[str, dict[str, int]]] = {}
    for unit, figure, part, n in _run(asker, _each(asker, figures, _BY_UNIT)):
        found.setdefault(unit, {one: {} for one in figures})[figure][part] = n
    return found


def times(asker: Asker, figures: Sequence[str]) -> Mapping[str, Mapping[str, Spread]]:
    """How long it took, part by part, of some figures; one statement for all of them."""
    found: dict[str, dict[str, Spread]] = {one: {} for one in figures}
    for figure, part, _all, n, median, p90 in _times(asker, figures, "''"):
        found[figure][part] = Spread(n, median, p90)
    return found


def times_by_month(asker: Asker, figure: str) -> Mapping[str, Mapping[str, Spread]]:
    """The same of one figure, month by month."""
    found: dict[str, dict[str, Spread]] = defaultdict(dict)
    for _figure, part, month, n, median, p90 in _times(asker, [figure], "to_char(day, 'YYYY-MM')"):
        found[month][part] = Spread(n, median, p90)
    return found


def _times(asker: Asker, figures: Sequence[str], month: str) -> list[tuple[Any, ...]]:
    return _run(asker, _each(asker, figures, _TIMES, month=month))


# The cases behind a number


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the cases of a part, in the order in which they were registered, and the places to go on from."""

    rows: list[Row]
    before: str
    after: str


def cases(asker: Asker, figure: str, parts: Iterable[str] | None, *, after: UUID | None = None, before: UUID | None = None,
          size: int = A_PAGE) -> Page:  # fmt: skip
    """One page of the cases in some parts of a figure (None: in any); each case once, however often it counts."""
    place, way = ("c.id < %(place)s", "DESC") if before else ("c.id > %(place)s", "ASC") if after else ("TRUE", "ASC")
    wanted = "TRUE" if parts is None else "part = ANY(%(parts)s)"
    sql = (f"SELECT {lists.SELECT}, NULL, c.id FROM cases_case c WHERE c.county = %(county)s AND {place}"
           f" AND c.id IN (SELECT case_id FROM ({asker.relation(figure)}) r WHERE {wanted})"
           f" ORDER BY c.id {way} LIMIT {size + 1}")  # fmt: skip
    found = [Row._make(row) for row in _run(asker, sql, place=before or after, parts=list(parts or ()))]
    has_more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    has_before, has_after = (has_more, True) if before else (after is not None, has_more)
    return Page(found, str(found[0].id) if found and has_before else "", str(found[-1].id) if found and has_after else "")


def every(asker: Asker, figure: str, parts: Iterable[str] | None, *, most: int) -> Iterator[list[Row]]:
    """All cases in some parts of a figure in pieces, each its own statement, up to `most`."""
    wanted, left, after = None if parts is None else list(parts), most, None
    while left > 0:
        page = cases(asker, figure, wanted, after=after, size=min(A_PIECE, left))
        yield page.rows
        left -= len(page.rows)
        if not page.after:
            return
        after = UUID(page.after)
