"""Sweeps (排查): how often somebody goes round, for which days, and what the counts of a round say.

A plan never asks for findings: nothing found is a result like any other (product.md K-09).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Literal

from fengqiao.domain.words import Words

Level = Literal["village", "town", "county"]
LEVELS: tuple[Level, ...] = ("village", "town", "county")

EVERY: Mapping[str, Words] = {
    "week": Words("每周", "every week"),
    "half_month": Words("每半月", "twice a month"),
    "month": Words("每月", "every month"),
    "quarter": Words("每季度", "every quarter"),
    "half_year": Words("每半年", "twice a year"),
    "year": Words("每年", "every year"),
}
"""How often a sweep comes round; weeks begin on Monday, the others with the calendar."""

QUOTAS = ("quota", "target", "least", "most", "goal", "minimum")
"""What a plan may not have: numbers of findings to reach."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One recurring sweep of a working method: who goes round, how often, and the kinds of helper who go along.

    `by_door` says that every household is called on; without it the unit looks over what it knows.
    """

    id: str
    name: Words
    level: Level
    every: str
    team: tuple[str, ...] = ()  # codes of the pack's `helper_kinds`
    by_door: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one round, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def period_of(every: str, day: date) -> Period:
    """The round that a day lies in; raises KeyError for a word that is not in EVERY."""
    return _PERIODS[every](day)


def _week(day: date) -> Period:
    first = day - timedelta(days=day.weekday())
    return Period(first, first + timedelta(days=6))


def _half_month(day: date) -> Period:
    whole = _months(day, 1)
    if day.day <= 15:
        return Period(whole.first, whole.first.replace(day=15))
    return Period(whole.first.replace(day=16), whole.last)


def _months(day: date, length: int) -> Period:
    """So many months beginning with January: 1, 3, 6 or 12."""
    month = (day.month - 1) // length * length + 1
    last = month + length - 1
    return Period(date(day.year, month, 1), date(day.year, last, calendar.monthrange(day.year, last)[1]))


_PERIODS: Mapping[str, Callable[[date], Period]] = {
    "week": _week,
    "half_month": _half_month,
    "month": partial(_months, length=1),
    "quarter": partial(_months, length=3),
    "half_year": partial(_months, length=6),
    "year": partial(_months, length=12),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What a round came to, in households; the four results are kept apart and none is a rate.

    `visited` are those spoken with, those with something to tell among them (M-14); `found` are matters told. `is_least`: what was
    written down says “9000余户”, so many were spoken with or more (N-02).
    """

    planned: int = 0
    visited: int = 0
    nobody_home: int = 0
    declined: int = 0
    found: int = 0
    is_least: bool = field(default=False, kw_only=True)

    @property
    def called_on(self) -> int:
        """The doors that somebody stood at, whatever came of it."""
        return self.visited + self.nobody_home + self.declined

    @property
    def left(self) -> int:
        """The households of the plan where nobody has been yet; 0 when there turned out to be more than planned."""
        return max(self.planned - self.called_on, 0)

    @property
    def nothing(self) -> int:
        """The households spoken with that had nothing to tell."""
        return max(self.visited - self.found, 0)

    @property
    def may_say_all_visited(self) -> bool:
        """True when “been everywhere, nothing found” is true: every planned household was spoken with and none had a matter."""
        return self.planned > 0 and self.visited >= self.planned and self.found == 0

    @property
    def per_hundred(self) -> Decimal | None:
        """Matters found for each hundred households spoken with, to two places, at most so many where `is_least`; None below ten (G-09)."""
        if self.visited < FEWEST:
            return None
        return (Decimal(100 * self.found) / self.visited).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def wrong(self) -> dict[str, Words]:
        """What cannot be so, by its name; empty for counts that can."""
        found: dict[str, Words] = {}
        for name in SUMS:
            if not 0 <= getattr(self, name) <= MOST_HOUSEHOLDS:
                found[name] = Words(f"须是0到{MOST_HOUSEHOLDS}之间的整数。", f"It must be a whole number from 0 to {MOST_HOUSEHOLDS}.")
        if not found and self.found > self.visited:
            found["found"] = Words("发现的比走访的户数还多，请核对。", "More was found than households were spoken with; please check.")
        return found


SUMS = ("planned", "visited", "nobody_home", "declined", "found")
MOST_HOUSEHOLDS = 1_000_000
FEWEST = 10  # households; of fewer no rate is given


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of some counts."""
    found = list(counts)
    return Counts(*(sum(getattr(one, name) for one in found) for name in SUMS), is_least=any(one.is_least for one in found))
