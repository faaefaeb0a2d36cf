"""Working days: the facts of eight years against two independent calendars, the counting, and bad year files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.domain.errors import CalendarMissing, PackError
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar, YearDays, calendar_from
from tests.domain.national import CALENDAR, YEARS, day

EVERY_DAY = [date(2019, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2019, 1, 1)).days)]
DAYS = st.dates(date(2019, 2, 1), date(2026, 10, 1))


def test_every_day_of_eight_years_agrees_with_chinesecalendar():
    import chinese_calendar

    assert [d for d in EVERY_DAY if chinese_calendar.is_workday(d) != CALENDAR.is_workday(d)] == []


def test_every_day_of_eight_years_agrees_with_holidays():
    import holidays

    china = holidays.country_holidays("CN", years=range(2019, 2027))
    assert [d for d in EVERY_DAY if china.is_working_day(d) != CALENDAR.is_workday(d)] == []


@pytest.mark.parametrize(
    ("year", "days_off", "make_up"),
    [(2019, 28, 6), (2020, 30, 6), (2021, 31, 7), (2022, 32, 7), (2023, 28, 7), (2024, 28, 8), (2025, 28, 5), (2026, 33, 6)],
)
def test_each_year_has_the_days_of_its_notice(year, days_off, make_up):
    loaded = CALENDAR.years[year]
    assert (len(loaded.holidays), len(loaded.workdays)) == (days_off, make_up)
    assert str(year) in loaded.source


@pytest.mark.parametrize(
    ("on", "works"),
    [
        ("2026-10-01", False),  # National Day
        ("2026-10-10", True),  # a make-up Saturday
        ("2026-09-20", True),  # a make-up Sunday
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-23", True),  # a plain Monday
        ("2020-01-31", False),  # Spring Festival was lengthened that year
        ("2020-02-01", False),
        ("2023-01-03", True),
    ],
)
def test_day_10_holidays_and_weekends_rest_but_make_up_days_are_worked(on, works):
    assert CALENDAR.is_workday(day(on)) is works


def test_day_11_a_county_adds_its_own_holiday_and_takes_none_away():
    local = CALENDAR.with_local(Words("雪顿节", "Shoton"), [day("2026-08-12"), day("2026-10-10")])
    assert not local.is_workday(day("2026-08-12"))
    assert not local.is_workday(day("2026-10-10"))
    assert local.rest_name(day("2026-08-12")) == Words("雪顿节", "Shoton")
    assert not local.is_workday(day("2026-10-01"))
    assert CALENDAR.is_workday(day("2026-08-12"))


@pytest.mark.parametrize("on", ["2018-12-31", "2027-01-01", "2027-10-01"])
def test_day_12_a_year_without_data_is_refused_and_named(on):
    assert not CALENDAR.has(day(on).year)
    with pytest.raises(CalendarMissing) as refusal:
        CALENDAR.is_workday(day(on))
    assert str(day(on).year) in refusal.value.words.zh
    assert refusal.value.year == day(on).year


def test_day_12_counting_into_a_missing_year_is_refused():
    assert CALENDAR.add_workdays(day("2026-12-29"), 2) == day("2026-12-31")
    with pytest.raises(CalendarMissing):
        CALENDAR.add_workdays(day("2026-12-29"), 3)
    with pytest.raises(CalendarMissing):
        CALENDAR.previous_workday(day("2019-01-01"))


def test_a_missing_year_may_only_be_assumed_for_a_bound():
    bound = CALENDAR.assuming_work()
    assert bound.is_workday(day("2027-01-02"))
    assert not bound.is_workday(day("2026-10-01"))


def test_days_are_named():
    assert CALENDAR.rest_name(day("2026-10-02")) == Words("国庆节", "National Day")
    assert CALENDAR.rest_name(day("2026-11-21")).zh == "周末"
    assert CALENDAR.rest_name(day("2026-11-23")) is None
    assert CALENDAR.makeup_name(day("2026-02-14")).zh == "春节"
    assert CALENDAR.makeup_name(day("2026-11-23")) is None


@pytest.mark.parametrize(
    ("on", "next_one", "previous"),
    [
        ("2026-10-02", "2026-10-08", "2026-09-30"),
        ("2026-10-10", "2026-10-10", "2026-10-10"),
        ("2026-02-15", "2026-02-24", "2026-02-14"),
        ("2023-12-31", "2024-01-02", "2023-12-29"),
    ],
)
def test_the_next_and_the_previous_working_day(on, next_one, previous):
    assert CALENDAR.next_workday(day(on)) == day(next_one)
    assert CALENDAR.previous_workday(day(on)) == day(previous)


def test_day_2_the_start_is_not_counted():
    assert CALENDAR.add_workdays(day("2026-11-23"), 1) == day("2026-11-24")
    assert CALENDAR.add_workdays(day("2026-11-23"), 0) == day("2026-11-23")
    assert CALENDAR.count_workdays(day("2026-11-23"), day("2026-11-24")) == 1
    assert CALENDAR.count_workdays(day("2026-11-24"), day("2026-11-23")) == 0


@settings(max_examples=60)
@given(DAYS, st.integers(0, 40))
def test_counting_undoes_adding(start, count):
    assert CALENDAR.count_workdays(start, CALENDAR.add_workdays(start, count)) == count


@settings(max_examples=60)
@given(DAYS)
def test_no_working_day_lies_between_a_rest_day_and_the_next_one(on):
    found = CALENDAR.next_workday(on)
    assert CALENDAR.is_workday(found)
    assert CALENDAR.count_workdays(on, found) == (found != on)


GOOD = {
    "year": 2030,
    "source": "通知",
    "holidays": [{"date": date(2030, 1, 1), "name": {"zh": "元旦", "en": "New Year's Day"}}],
    "workdays": [],
}


def test_a_date_may_be_text_and_a_name_may_be_chinese_only():
    loaded = calendar_from([{**GOOD, "holidays": [{"date": "2030-01-01", "name": "元旦"}]}])
    assert loaded.rest_name(day("2030-01-01")).zh == "元旦"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": "2030"}, "calendars[1] year"),
        ({"year": True}, "calendars[1] year"),
        ({"year": 20300}, "calendars[1] year"),
        ({"extra": 1}, "calendars/2030.yaml extra"),
        ({"source": " "}, "calendars/2030.yaml source"),
        ({"holidays": []}, "calendars/2030.yaml holidays"),
        ({"holidays": None}, "calendars/2030.yaml holidays"),
        ({"holidays": ["2030-01-01"]}, "holidays[0]"),
        ({"holidays": [{"date": date(2031, 1, 1), "name": "元旦"}]}, "2030"),
        ({"holidays": [{"date": "2030-02-30", "name": "元旦"}]}, "holidays[0]"),
        ({"holidays": [{"date": date(2030, 1, 1), "name": ""}]}, "holidays[0]"),
        ({"holidays": [{"date": date(2030, 1, 1), "name": {"en": "x"}}]}, "holidays[0]"),
        ({"holidays": GOOD["holidays"] * 2}, "holidays[1]"),
        ({"workdays": [{"date": date(2030, 1, 1), "name": "元旦"}]}, "2030-01-01"),
        ({"workdays": [{"date": date(2030, 1, 2), "name": "元旦"}]}, "2030-01-02"),
    ],
)
def test_a_bad_year_file_is_refused_by_name_and_place(change, said):
    with pytest.raises(PackError) as refusal:
        calendar_from([{**GOOD, **change}])
    assert said in refusal.value.words.zh
    assert refusal.value.words.en


def test_a_year_given_twice_is_refused():
    with pytest.raises(PackError, match="2026"):
        calendar_from([*YEARS, YEARS[-1]])


def test_something_that_is_no_mapping_is_refused():
    with pytest.raises(PackError):
        calendar_from(["2030"])


@pytest.mark.parametrize(
    ("day", "missing"), [("2026-10-31", None), ("2026-11-01", 2027), ("2026-12-31", 2027), ("2027-01-01", 2027), ("2025-12-01", None)]
)
def test_the_next_year_is_missing_from_the_month_of_its_notice(day: str, missing: int | None) -> None:
    assert WorkCalendar(dict.fromkeys((2025, 2026), YearDays({}, {}))).missing(date.fromisoformat(day)) == missing
