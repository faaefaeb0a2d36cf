"""The rules a case lives under: the pack of its opening and the calendar of its county."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

from fengqiao.apps.cases.models import Case, Proceeding
from fengqiao.apps.organisations import queries as organisations
from fengqiao.domain.clock import Hours
from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack
from fengqiao.domain.workdays import WorkCalendar
from fengqiao.domain.workflow import Transition, Workflow
from fengqiao.kernel import packversions
from fengqiao.kernel.moment import day_of, now, time_of

NATIONAL = "national"


def pack_named(tag: str) -> Pack:
    """The pack of a tag such as national@2022.5.1, or of a name."""
    return packversions.pack_of_tag(tag)


def pack_of(case: Case) -> Pack:
    """The pack a case was opened under."""
    return pack_named(case.pack)


@lru_cache(maxsize=64)
def citizens_clocks(tag: str) -> frozenset[str]:
    """The clocks of a pack that are never near or overdue for the unit: the citizen's own periods, and earliest days."""
    clocks = pack_named(tag).clocks.values()
    return frozenset(limit.id for limit in clocks if limit.owner != "unit" or limit.kind == "at_least")


@lru_cache(maxsize=1024)
def hours_of(tag: str, clock: str) -> Hours | None:
    """The hours at which the lamp of a clock of a pack turns; None for one that turns by the day alone, and for a pack that is
    gone: a list shows its cases all the same."""
    try:
        limit = pack_named(tag).clocks.get(clock)
    except PackError:
        return None
    return limit.hours if limit else None


def time_on(day: date, at: datetime) -> time | None:
    """The time of day of an instant that lies on a day; None for another day."""
    return time_of(at) if day_of(at) == day else None


def workflow_of(case: Case, proceeding: Proceeding) -> Workflow:
    """The workflow a proceeding runs through."""
    return pack_of(case).workflows[proceeding.workflow]


def transition(case: Case, proceeding: Proceeding, step: str) -> Transition:
    """One act of the workflow; raises KeyError for one that does not exist."""
    return workflow_of(case, proceeding).transitions[step]


def calendar_of(county: int) -> WorkCalendar:
    """The national calendar and the county's own days off (read again every minute)."""
    return _calendar(county, int(now().timestamp() // 60))


@lru_cache(maxsize=64)
def _calendar(county: int, minute: int) -> WorkCalendar:
    return organisations.calendar_for(county)
