"""What happens to a clock, and where it stands after that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fengqiao.domain.clock.limits import Limit
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar

EventKind = Literal["started", "paused", "resumed", "extended", "stopped", "cancelled"]
State = Literal["idle", "running", "paused", "stopped", "cancelled"]


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """Something that happened to a clock on a day.

    `days` is the length of an extension in the limit's unit; on a start the length of a clock that has none of its
    own, or a shorter one; on a resumption the days that are left at the least. `until` is, on a start, the last day that
    was agreed, which may be the first day itself. `why` is the reason of a pause, as the limit names it; `article`
    replaces the limit's own source.
    """

    kind: EventKind
    on: date
    days: int = 0
    why: str = ""
    article: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning: what follows, from which article, and the day it leads to."""

    words: Words
    article: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Where a clock stands.

    `raw` is the day on which the length is used up, `legal` that day after rest days are passed over (DAY-4),
    `internal` the last working day on or before it (DAY-13, units only). When a year needed has no data, `legal` is
    None, `provisional` is true, `missing_year` names the year and `earliest` is a day before which the clock certainly
    does not end. `left` is what a paused clock has left: working days for a limit in working days, else calendar days.
    """

    limit: Limit
    state: State
    started_on: date | None = None
    raw: date | None = None
    legal: date | None = None
    internal: date | None = None
    provisional: bool = False
    earliest: date | None = None
    missing_year: int | None = None
    left: int | None = None
    stopped_on: date | None = None
    steps: tuple[Step, ...] = ()
    calendar: WorkCalendar | None = field(default=None, repr=False, compare=False)

    @property
    def shown(self) -> date | None:
        """The date to show and to sort by: the legal day, or the proven bound while that is not known."""
        return self.legal or self.earliest

    def days_left(self, today: date) -> int | None:
        """Days until the day shown: working days for a limit in working days, else calendar days.

        0 on the last day; negative calendar days once it is over; None when the clock does not run, and when the
        bound of a provisional day has passed.
        """
        last = self.shown
        if self.state != "running" or last is None or self.calendar is None:
            return None
        if today > last:
            return None if self.provisional else (last - today).days
        if self.limit.unit == "wd":
            return self.calendar.assuming_work().count_workdays(today, last)
        return (last - today).days

    def late_days(self, today: date) -> int:
        """Calendar days past the legal day, up to the stop or to today; 0 when in time or not proven late."""
        if self.legal is None or self.state == "cancelled":
            return 0
        return max(0, ((self.stopped_on or today) - self.legal).days)
