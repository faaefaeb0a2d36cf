"""What a place plans and holds (receptions, visits, sessions, meetings) and the rosters by which some of it recurs."""

from __future__ import annotations

import calendar as months
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fengqiao.domain.words import Words
from fengqiao.domain.workdays import SATURDAY, WorkCalendar
from fengqiao.domain.workflow import Field

RECEPTION, VISIT, OUTREACH, STUDY, MEETING = "reception", "visit", "outreach", "study", "meeting"
FORMS = {
    RECEPTION: Words("接访", "Receptions"), VISIT: Words("下访走访", "Visits"), OUTREACH: Words("宣传", "Outreach"),
    STUDY: Words("学习", "Study"), MEETING: Words("会议", "Meetings"),
}  # fmt: skip
"""What kinds are counted together in a register."""

WORKDAYS, MONTH_DAYS, ENDINGS, WEEKDAYS = "workdays", "month_days", "endings", "weekdays"
RECURS = {
    WORKDAYS: Words("每个工作日", "every working day"), MONTH_DAYS: Words("每月这几日", "these days of the month"),
    ENDINGS: Words("逢这几日赶集", "market days: dates ending in"), WEEKDAYS: Words("每周这几天", "these days of the week"),
}  # fmt: skip
REACH = {WORKDAYS: (0, 0), MONTH_DAYS: (1, 31), ENDINGS: (0, 9), WEEKDAYS: (1, 7)}
"""The least and the largest number that may stand in `on`; working days need none."""

LEVELS = ("village", "town", "county", "prefecture")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of occasion: who plans it, who should lead it, and what its record asks."""

    id: str
    name: Words
    form: str  # one of FORMS
    by: tuple[str, ...]  # roles that plan and record it for their own unit; role@county: for any unit of the county
    led_by: tuple[str, ...] = ()  # roles of whoever should lead; somebody else needs a written reason
    fields: tuple[Field, ...] = ()  # of its record; numbers among them are counted in registers
    is_public: bool = False  # shown to everybody before it takes place
    treats_cases: bool = False
    needs_case: bool = False
    resolves: bool = False  # has an agenda, people invited, minutes and resolutions
    is_urgent: bool = False  # called for the same day
    lit: str = ""  # the slogan all of whose lights a case must show before it is treated here; empty: none
    source: str = ""

    @property
    def counted(self) -> tuple[Field, ...]:
        """The numbers of its record, which a register sums up."""
        return tuple(spec for spec in self.fields if spec.type == "number")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of occasion recurs at a level: on which days, and who takes turns is for the unit to say."""

    id: str
    name: Words
    kind: str
    level: str  # one of LEVELS
    recurs: str  # one of RECURS
    on: tuple[
        int, ...
    ] = ()  # days of the month, last digits of market days, days of the week from 1; empty: the place says
    moves: bool = False  # a day on which nobody works is made up on the next working day
    source: str = ""

    @property
    def is_open(self) -> bool:
        """True while the place has to say on which days."""
        return self.recurs != WORKDAYS and not self.on


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which somebody should sit; provisional while the holidays of its year are not published."""

    on: date
    is_provisional: bool = False


def works(calendar: WorkCalendar, day: date) -> bool:
    """True on a working day; of a year without published holidays every weekday counts for the time being (DAY-12)."""
    return calendar.is_workday(day) if calendar.has(day.year) else day.weekday() < SATURDAY


def days_of(rule: Rule, on: Sequence[int], month: date, calendar: WorkCalendar) -> list[Day]:
    """The days of a month on which a rule wants somebody, in order; `on` are the unit's own where the rule leaves them open.

    `month` is any day of it. A day made up on the next working day may lie in the month after, and belongs to this one.
    """
    wanted = set(rule.on or on)
    found = {_made_up(rule, day, calendar) for day in _days_in(month) if _falls_on(rule, wanted, day, calendar)}
    return [Day(day, not calendar.has(day.year)) for day in sorted(found)]


def take_turns(
    days: Sequence[date], people: Sequence[str], is_there: Callable[[str, date], bool], *, after: str = ""
) -> dict[date, str]:
    """Who sits on each day: in order, beginning with the one next to `after` (who sat last); whoever is away keeps the turn.

    A day on which nobody of them is there has no entry.
    """
    queue = deque(people)
    if after in people:
        queue.rotate(-people.index(after) - 1)
    turns: dict[date, str] = {}
    for day in days:
        found = next((person for person in queue if is_there(person, day)), None)
        if found is not None:
            queue.remove(found)
            queue.append(found)
            turns[day] = found
    return turns


def _days_in(month: date) -> Iterator[date]:
    first = month.replace(day=1)
    return (first + timedelta(days=n) for n in range(months.monthrange(first.year, first.month)[1]))


def _falls_on(rule: Rule, wanted: set[int], day: date, calendar: WorkCalendar) -> bool:
    match rule.recurs:
        case "workdays":
            return works(calendar, day)
        case "month_days":
            return day.day in wanted
        case "endings":
            return day.day % 10 in wanted
    return day.isoweekday() in wanted


def _made_up(rule: Rule, day: date, calendar: WorkCalendar) -> date:
    while rule.moves and not works(calendar, day):
        day += timedelta(days=1)
    return day
