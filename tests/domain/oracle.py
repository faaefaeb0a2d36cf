"""A second way to find the last day, walked date by date, that shares nothing with the code under test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

ONE = timedelta(days=1)
Works = Callable[[date], bool]


def works_by(days_off: set[date], make_up: set[date]) -> Works:
    """Whether people work on a day, from bare sets of dates."""

    def works(day: date) -> bool:
        if day in make_up:
            return True
        return day not in days_off and day.isoweekday() not in (6, 7)

    return works


def raw_day(start: date, total: int, unit: str, halts: Sequence[tuple[date, date]], works: Works) -> date:
    """The day on which `total` units have been walked; days after a halt's first up to its last do not count."""
    day, walked = start, 0
    while walked < total:
        day += ONE
        if any(first < day <= last for first, last in halts):
            continue
        if unit == "cd" or (unit == "wd" and works(day)) or (unit == "mo" and is_month_mark(start, day)):
            walked += 1
    return day


def is_month_mark(start: date, day: date) -> bool:
    """The corresponding day of a month, or its last day when the month has none."""
    last_of_month = (day + ONE).month != day.month
    return day.day == start.day or (last_of_month and day.day < start.day)


def legal_day(raw: date, works: Works) -> date:
    """The raw day, or the first day worked after it."""
    return next(day for n in range(60) if works(day := raw + n * ONE))


def internal_day(raw: date, works: Works) -> date:
    """The raw day, or the last day worked before it."""
    return next(day for n in range(60) if works(day := raw - n * ONE))
