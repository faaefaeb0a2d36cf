"""Working days: weekends, national holidays, make-up workdays and a county's own holidays (DAY-10 to DAY-12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from fengqiao.domain.errors import CalendarMissing, PackError
from fengqiao.domain.words import Words, words_of

ONE_DAY = timedelta(days=1)
SATURDAY = 5
PUBLISHED = 11  # the month of the State Council's notice of the next year
KEYS = {"year", "source", "holidays", "workdays"}
WEEKEND = Words("周末", "a weekend")


@dataclass(frozen=True, slots=True)
class YearDays:
    """What the State Council's notice says of one year: named days off and named make-up workdays."""

    holidays: Mapping[date, Words]
    workdays: Mapping[date, Words]
    source: str = ""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of the years that are loaded; asking about any other year raises CalendarMissing."""

    years: Mapping[int, YearDays]
    local_holidays: Mapping[date, Words] = field(default_factory=dict)
    assumes_work: bool = False  # only for lower bounds: every day of a year without data is a working day

    def has(self, year: int) -> bool:
        """True when the year's days off and make-up workdays are loaded."""
        return year in self.years

    def missing(self, today: date) -> int | None:
        """The year whose days off are to be put in: this one, or from November on, when they are published, the next; else None."""
        wanted = [today.year, *([today.year + 1] if today.month >= PUBLISHED else [])]
        return next((year for year in wanted if not self.has(year)), None)

    def is_workday(self, day: date) -> bool:
        """True on a working day: a weekday that is no holiday, or a make-up workday (DAY-10)."""
        days = self.years.get(day.year)
        if days is None:
            if self.assumes_work:
                return True
            raise CalendarMissing(day.year)
        if day in self.local_holidays or day in days.holidays:
            return False
        return day.weekday() < SATURDAY or day in days.workdays

    def rest_name(self, day: date) -> Words | None:
        """Why nobody works that day (the holiday's name, or a weekend), or None on a working day."""
        if self.is_workday(day):
            return None
        return self.local_holidays.get(day) or self.years[day.year].holidays.get(day) or WEEKEND

    def makeup_name(self, day: date) -> Words | None:
        """The holiday for which a weekend day is worked, or None when it is no make-up workday."""
        days = self.years.get(day.year)
        return days.workdays.get(day) if days and self.is_workday(day) else None

    def next_workday(self, day: date) -> date:
        """The day itself when it is a working day, else the first working day after it (DAY-4)."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The day itself when it is a working day, else the last working day before it (DAY-13)."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def add_workdays(self, start: date, count: int) -> date:
        """The day on which `count` working days have passed; the start itself is not counted (DAY-2)."""
        day = start
        while count > 0:
            day += ONE_DAY
            count -= self.is_workday(day)
        return day

    def count_workdays(self, after: date, until: date) -> int:
        """How many working days lie after the first date, up to and including the second; 0 when none."""
        return sum(self.is_workday(day) for day in days_between(after, until))

    def with_local(self, name: Words, dates: Iterable[date]) -> WorkCalendar:
        """The same calendar with a county's own holidays added (DAY-11); nothing can be taken away."""
        return replace(self, local_holidays={**self.local_holidays, **dict.fromkeys(dates, name)})

    def assuming_work(self) -> WorkCalendar:
        """For lower bounds only: years without data are counted as if every day were worked."""
        return replace(self, assumes_work=True)


def days_between(after: date, until: date) -> Iterator[date]:
    """Each day after the first date, up to and including the second."""
    day = after
    while day < until:
        day += ONE_DAY
        yield day


def calendar_from(mappings: Iterable[Mapping[str, object]]) -> WorkCalendar:
    """The calendar in a set of year files; raises PackError naming the file, the entry and what is wrong.

    Each mapping has the keys `year`, `source` (the State Council's notice), `holidays` and `workdays`,
    both lists of {date, name}.
    """
    years: dict[int, YearDays] = {}
    for position, mapping in enumerate(mappings, start=1):
        year = _year_of(mapping, f"calendars[{position}]")
        if year in years:
            raise _wrong(year, "year", "这一年出现了两次。", "This year is given twice.")
        years[year] = _year_days(year, mapping)
    return WorkCalendar(years)


def _wrong(year: int, key: str, zh: str, en: str) -> PackError:
    return PackError(Words(zh, en), where=f"calendars/{year}.yaml", key=key, code="calendar")


def _year_of(mapping: Mapping[str, object], where: str) -> int:
    year = mapping.get("year") if isinstance(mapping, Mapping) else None
    if not isinstance(year, int) or isinstance(year, bool) or not 1990 <= year <= 2199:
        words = Words("年份须是1990至2199之间的整数。", "The year must be a whole number from 1990 to 2199.")
        raise PackError(words, where=where, key="year", code="calendar")
    return year


def _year_days(year: int, mapping: Mapping[str, object]) -> YearDays:
    if unknown := sorted(map(str, set(mapping) - KEYS)):
        raise _wrong(year, unknown[0], "没有这个键。", "There is no such key.")
    source = mapping.get("source")
    if not isinstance(source, str) or not source.strip():
        raise _wrong(year, "source", "须写明依据的通知。", "The notice it rests on must be named.")
    holidays = _named_days(year, "holidays", mapping.get("holidays"))
    workdays = _named_days(year, "workdays", mapping.get("workdays"))
    if not holidays:
        raise _wrong(year, "holidays", "没有一个放假日。", "There is not one day off.")
    for day in workdays:
        if day in holidays:
            raise _wrong(year, "workdays", f"{day}既放假又上班。", f"{day} is both a day off and a workday.")
        if day.weekday() < SATURDAY:
            raise _wrong(year, "workdays", f"{day}不是周末。", f"{day} is not on a weekend.")
    return YearDays(holidays, workdays, source)


def _named_days(year: int, key: str, entries: object) -> dict[date, Words]:
    if not isinstance(entries, list):
        raise _wrong(year, key, "须是一个列表。", "It must be a list.")
    days: dict[date, Words] = {}
    for position, entry in enumerate(entries):
        day, name = _named_day(year, f"{key}[{position}]", entry)
        if day in days:
            raise _wrong(year, f"{key}[{position}]", f"{day}出现了两次。", f"{day} is given twice.")
        days[day] = name
    return days


def _named_day(year: int, key: str, entry: object) -> tuple[date, Words]:
    if not isinstance(entry, Mapping) or set(entry) != {"date", "name"}:
        raise _wrong(year, key, "须只有date和name两项。", "It must have date and name, nothing else.")
    day, name = _as_date(entry["date"]), entry["name"]
    if day is None or day.year != year:
        raise _wrong(year, key, f"日期须是{year}年的一天。", f"The date must be a day of {year}.")
    if not name or not isinstance(name, str | Mapping) or (isinstance(name, Mapping) and not name.get("zh")):
        raise _wrong(year, key, "须有名称。", "It needs a name.")
    return day, words_of(name)


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
