"""Green, yellow, red, grey, purple: how near a clock is, in colour and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from fengqiao.domain.clock.hours import Hours
from fengqiao.domain.clock.limits import length_words
from fengqiao.domain.clock.standing import Due
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import ONE_DAY, WorkCalendar

Colour = Literal["green", "yellow", "red", "grey", "purple"]


@dataclass(frozen=True, slots=True)
class Lamp:
    """A colour and the words beside it; `urgent` marks the last days of yellow. A case has one, a person never."""

    colour: Colour
    words: Words
    urgent: bool = False


def lamp(due: Due, today: date, now: time | None = None, *, office: str = "", began: time | None = None) -> Lamp:
    """The lamp of a clock on a day, and of a same-day clock with hours of its own at a time of that day.

    `office` are the hours as the unit tells them, `began` the time at which what is counted came in, where that was today.

    Green is in time, yellow near its end (the limit's `warn` days), red overdue, purple paused, grey not counting.
    A citizen's lapsed clock is grey: that a right is lost is for a person to find, after looking at the service.
    """
    if due.state == "running":
        if now is not None and due.limit.hours is not None and due.legal == today:
            return _by_the_hour(due.limit.hours, now, office, began)
        return _running(due, today)
    if due.state == "paused":
        left = _days(due, due.left or 0)
        return Lamp("purple", Words("已暂停，恢复后还有{left}", "Paused, {left} left once resumed").filled(left=left))
    if due.state == "idle":
        return Lamp("grey", Words("还未起算", "Not started"))
    if due.state == "cancelled":
        return Lamp("grey", Words("已取消", "Cancelled"))
    if late := due.late_days(today):
        return Lamp("grey", Words("已完成，超期{n}天", "Done, {n} days late").filled(n=late))
    if due.provisional and due.earliest and due.stopped_on and due.stopped_on > due.earliest:
        return Lamp("grey", Words("已完成，是否超期待放假安排装入后确定", "Done; whether in time is open"))
    return Lamp("grey", Words("已按时完成", "Done in time"))


def warn_on(due: Due) -> date | None:
    """The first day on which a running clock is yellow; None when it does not run.

    Counted back from the day shown by the limit's yellow days, at the latest the unit's internal day.
    """
    last = due.shown
    if due.state != "running" or last is None or due.started_on is None:
        return None
    yellow = due.limit.warn[0]
    if due.limit.unit == "wd" and due.calendar is not None:
        day = _workdays_before(due.calendar.assuming_work(), last, yellow)
    else:
        day = last - timedelta(days=yellow)
    return max(due.started_on, min(day, due.internal or day))


def _running(due: Due, today: date) -> Lamp:
    left = due.days_left(today)
    if due.limit.kind == "at_least":
        words = Words("不得早于{day}", "Not before {day}").filled(day=due.shown)
        return Lamp("green", words)
    if left is None:  # the proven bound has passed, and nobody can tell yet
        words = Words("可能已到期，待放假安排装入后确定", "It may be over: the working days are not loaded")
        return Lamp("yellow", words, urgent=True)
    if left < 0:
        return _over(due, -left)
    yellow, urgent = due.limit.warn
    at_internal = due.internal is not None and today >= due.internal
    words = _left_words(due, left)
    if left <= yellow or at_internal:
        return Lamp("yellow", words, urgent=left <= urgent or at_internal)
    return Lamp("green", words)


def _by_the_hour(hours: Hours, now: time, office: str, began: time | None) -> Lamp:
    colour = hours.colour(now, office=office, began=began)
    if colour == "red":
        return Lamp("red", Words("已下班，今天没有办完", "Not done by the close of business"))
    words = Words("今天下班前（{close}）", "Before the close of business ({close})")
    return Lamp(colour, words.filled(close=f"{hours.closing(office):%H:%M}"), urgent=colour == "yellow")


def _over(due: Due, days: int) -> Lamp:
    if due.limit.owner == "unit":
        return Lamp("red", Words("超期{n}天", "{n} days overdue").filled(n=days))
    if due.limit.owner == "both_parties":
        return Lamp("grey", Words("期限已过，请问过各方再定", "The period is over; ask the parties first"))
    if not due.limit.starts.endswith("_served"):  # nothing was to be served for it to begin
        return Lamp("grey", Words("期限已过", "The period is over"))
    return Lamp("grey", Words("期限已过，须由工作人员核对送达后确认", "The period is over; a person must check the service"))


def _left_words(due: Due, left: int) -> Words:
    if left == 0 and not due.provisional:
        return Words("今天到期", "Due today")
    length = _days(due, left)
    if due.provisional:
        return Words("至少还有{length}", "At least {length} left").filled(length=length)
    return Words("还有{length}", "{length} left").filled(length=length)


def _days(due: Due, n: int) -> Words:
    return length_words(n, "wd" if due.limit.unit == "wd" else "cd")


def _workdays_before(calendar: WorkCalendar, last: date, count: int) -> date:
    """The first day with no more than `count` working days after it, up to and including the last."""
    day = last
    count -= calendar.is_workday(day)
    while count >= 0:
        day -= ONE_DAY
        count -= calendar.is_workday(day)
    return day
