"""Whatever the dates, the clock agrees with a naive walk day by day, and keeps its promises."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fengqiao.domain.clock import ClockEvent, Limit, due, lamp, warn_on
from fengqiao.domain.errors import NotNow
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import YearDays, calendar_from
from tests.domain import oracle
from tests.domain.national import CALENDAR, YEARS

WORKS = oracle.works_by(
    {entry["date"] for year in YEARS for entry in year["holidays"]},
    {entry["date"] for year in YEARS for entry in year["workdays"]},
)
STARTS = st.dates(date(2019, 1, 1), date(2025, 12, 1))
UNITS = st.sampled_from(["cd", "wd"])
quick = settings(max_examples=50)


def limit(days: int, unit: str) -> Limit:
    return Limit("CLK-T", Words("测试", "Test"), days, unit, extension_max=60, pauses=("hearing",), warn=(7, 2), source="x")


def on_the_way(start: date, days: int, unit: str, *later: ClockEvent):
    return due(limit(days, unit), [ClockEvent("started", start), *later], CALENDAR)


@quick
@given(STARTS, UNITS, st.integers(1, 90))
def test_days_agree_with_the_walk(start, unit, days):
    found, raw = on_the_way(start, days, unit), oracle.raw_day(start, days, unit, [], WORKS)
    assert found.raw == raw
    assert found.legal == oracle.legal_day(raw, WORKS)
    internal = oracle.internal_day(raw, WORKS)
    assert found.internal == (internal if internal > start else found.legal)


@quick
@given(STARTS, st.integers(1, 9))
def test_months_agree_with_the_walk(start, months):
    found, raw = on_the_way(start, months, "mo"), oracle.raw_day(start, months, "mo", [], WORKS)
    assert (found.raw, found.legal) == (raw, oracle.legal_day(raw, WORKS))


@quick
@given(STARTS, UNITS, st.integers(5, 60), st.lists(st.integers(1, 10), max_size=3))
def test_extensions_agree_with_the_walk(start, unit, days, extras):
    later = [ClockEvent("extended", start + timedelta(days=1), days=extra) for extra in extras]
    raw = oracle.raw_day(start, days + sum(extras), unit, [], WORKS)
    assert on_the_way(start, days, unit, *later).raw == raw


@quick
@given(STARTS, UNITS, st.integers(3, 60), st.integers(0, 2), st.integers(0, 80), st.integers(0, 20))
def test_pauses_agree_with_the_walk(start, unit, days, before, halt, extra):
    first = start + timedelta(days=before)
    last = first + timedelta(days=halt)
    later = [ClockEvent("paused", first, why="hearing"), ClockEvent("resumed", last)]
    if extra:
        later.append(ClockEvent("extended", last, days=extra))
    raw = oracle.raw_day(start, days + extra, unit, [(first, last)], WORKS)
    assert on_the_way(start, days, unit, *later).raw == raw


@quick
@given(STARTS, UNITS, st.integers(1, 60), st.integers(1, 120))
def test_an_extension_is_taken_exactly_until_the_legal_day(start, unit, days, after):
    asked = start + timedelta(days=after)
    legal = on_the_way(start, days, unit).legal
    try:
        on_the_way(start, days, unit, ClockEvent("extended", asked, days=1))
        taken = True
    except NotNow:
        taken = False
    assert taken is (asked <= legal)


@quick
@given(STARTS, UNITS, st.integers(1, 60))
def test_the_last_day_is_worked_and_the_internal_day_is_never_later(start, unit, days):
    found = on_the_way(start, days, unit)
    assert WORKS(found.legal)
    assert WORKS(found.internal)
    assert start < found.internal <= found.legal
    assert found.raw <= found.legal


@quick
@given(STARTS, UNITS, st.integers(1, 60), st.integers(0, 70))
def test_the_lamp_is_yellow_from_the_first_day_of_warning_and_red_from_the_day_after_the_last(start, unit, days, after):
    found, today = on_the_way(start, days, unit), start + timedelta(days=after)
    colour = lamp(found, today).colour
    expected = "red" if today > found.legal else "yellow" if today >= warn_on(found) else "green"
    assert colour == expected


@quick
@given(st.dates(date(2026, 9, 1), date(2026, 12, 31)), UNITS, st.integers(1, 90), st.sets(st.integers(0, 120), max_size=30))
def test_the_bound_of_a_missing_year_is_never_after_the_day_that_year_brings(start, unit, days, rests):
    """Invent any holidays for 2027: what was promised before it was published still holds."""
    before = on_the_way(start, days, unit)
    assume(before.provisional)
    off = {date(2027, 1, 1) + timedelta(days=n): Words("假", "Off") for n in rests}
    known = calendar_from(YEARS)
    known = type(known)({**known.years, 2027: YearDays(off, {}, "x")})
    after = due(limit(days, unit), [ClockEvent("started", start)], known)
    assert before.earliest <= after.legal
    assert not after.provisional
