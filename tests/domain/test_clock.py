"""The clocks of the law: every vector of the rule book, each counting rule, and what a clock refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fengqiao.domain.clock import ClockEvent, Limit, due
from fengqiao.domain.errors import CalendarMissing, Incomplete, NotNow
from fengqiao.domain.words import Words
from tests.domain.national import CALENDAR, CLOCKS, day, events, standing


def length(days: int, unit: str, **more) -> Limit:
    """A bare limit of so many calendar days (cd), working days (wd) or months (mo)."""
    return Limit("CLK-T", Words("测试", "Test"), days, unit, source="《测试》", **more)


@pytest.mark.parametrize(
    ("start", "days", "unit", "raw", "legal", "why"),
    [
        ("2025-01-15", 15, "cd", "2025-01-30", "2025-02-05", "spring festival"),
        ("2026-02-03", 15, "cd", "2026-02-18", "2026-02-24", "roll over nine days"),
        ("2026-03-02", 60, "cd", "2026-05-01", "2026-05-06", "labour day"),
        ("2026-08-03", 60, "cd", "2026-10-02", "2026-10-08", "national day"),
        ("2026-02-09", 30, "cd", "2026-03-11", "2026-03-11", "no roll; holidays inside the period count"),
        ("2026-02-12", 5, "wd", "2026-02-26", "2026-02-26", "the make-up Saturday 14 February counts"),
        ("2026-09-30", 3, "wd", "2026-10-10", "2026-10-10", "a make-up Saturday is the last day"),
        ("2026-01-31", 1, "mo", "2026-02-28", "2026-02-28", "month end, a make-up Saturday, no roll"),
        ("2026-09-05", 1, "mo", "2026-10-05", "2026-10-08", "month and roll"),
    ],
)
def test_the_vectors_of_the_rule_book(start, days, unit, raw, legal, why):
    found = standing(length(days, unit), start)
    assert (found.raw, found.legal) == (day(raw), day(legal)), why


# Each counting rule


def test_day_2_the_day_of_the_start_event_is_not_counted():
    found = standing(length(1, "cd"), "2026-11-23")
    assert found.legal == day("2026-11-24")
    assert "2026-11-24为第1日" in found.steps[0].words.zh
    assert found.steps[0].article.startswith("DAY-2")


REGULATION = [c for c, limit in CLOCKS.items() if limit.certainty == "law" and "《信访工作条例》" in limit.source]


@pytest.mark.parametrize("clock", REGULATION)
def test_day_3_and_day_9_the_regulation_counts_calendar_days_but_for_the_objection(clock):
    expected = {"CLK-04": "wd", "CLK-10": "mo"}.get(clock, "cd")
    assert CLOCKS[clock].unit == expected


def test_day_4_a_last_day_on_a_rest_day_moves_to_the_next_working_day():
    found = standing("CLK-07", "2026-08-03")
    rolled = next(step for step in found.steps if step.article.startswith("DAY-4"))
    assert rolled.on == day("2026-10-08")
    assert "国庆节" in rolled.words.zh
    assert "National Day" in rolled.words.en


def test_day_4_a_plain_weekend_rolls_too_and_a_local_holiday_as_well():
    assert standing(length(5, "cd"), "2026-11-16").legal == day("2026-11-23")  # a Saturday
    local = CALENDAR.with_local(Words("节", "Feast"), [day("2026-11-23")])
    assert due(length(5, "cd"), events("2026-11-16"), local).legal == day("2026-11-24")


@pytest.mark.parametrize(
    ("start", "months", "raw"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 3, "2026-04-30"),
        ("2025-12-15", 2, "2026-02-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_day_6_months_end_on_the_corresponding_day_or_the_end_of_the_month(start, months, raw):
    assert standing(length(months, "mo"), start).raw == day(raw)


def test_day_13_a_duty_shows_two_dates():
    found = standing("CLK-07", "2026-08-03")
    assert (found.internal, found.legal) == (day("2026-09-30"), day("2026-10-08"))
    assert found.steps[-1].article.startswith("DAY-13")


@pytest.mark.parametrize("clock", ["CLK-12", "CLK-14", "CLK-34"])
def test_day_13_a_citizens_clock_shows_the_legal_day_only(clock):
    found = standing(clock, "2026-09-02")
    assert found.legal == day("2026-10-08")
    assert found.internal is None


@pytest.mark.parametrize("start", ["2026-09-30", "2026-10-02"])
def test_day_13_without_a_working_day_in_between_both_dates_are_one(start):
    found = standing(length(1, "cd"), start)
    assert found.internal == found.legal == day("2026-10-08")


def test_every_step_speaks_both_languages_and_names_its_article():
    found = standing("CLK-15", "2026-06-01", ("paused", "2026-06-10", "hearing"), ("resumed", "2026-06-20"))
    for step in found.steps:
        assert step.words.zh
        assert step.words.en
        assert step.article
        assert "{" not in step.words.zh + step.words.en


# DAY-12: a year without data


def test_day_12_a_clock_that_runs_into_a_missing_year_gives_a_bound_and_no_date():
    found = standing("CLK-07", "2026-11-20")
    assert found.provisional
    assert (found.legal, found.internal) == (None, None)
    assert found.raw == found.earliest == found.shown == day("2027-01-19")
    assert found.missing_year == 2027
    assert found.steps[-1].article.startswith("DAY-12")
    assert "2027" in found.steps[-1].words.zh


def test_day_12_working_days_of_a_missing_year_are_all_counted_for_the_bound():
    found = standing("CLK-04", "2026-12-29")  # 30 and 31 December, then three days of 2027 at least
    assert (found.raw, found.earliest) == (None, day("2027-01-03"))
    assert "或之后" in found.steps[1].words.zh


def test_day_12_only_the_roll_may_need_the_missing_year():
    found = due(length(10, "cd"), events("2023-12-20"), replace(CALENDAR, years={2023: CALENDAR.years[2023]}))
    assert (found.legal, found.earliest, found.missing_year) == (None, day("2023-12-30"), 2024)


def test_day_12_a_clock_that_ends_before_the_missing_year_is_certain():
    assert standing(length(38, "cd"), "2026-11-23").legal == day("2026-12-31")


def test_day_12_calendar_days_do_not_need_the_year_of_the_start():
    assert standing(length(15, "cd"), "2018-12-28").legal == day("2019-01-14")
    assert standing(length(5, "wd"), "2018-12-28").provisional


def test_day_12_an_extension_is_proven_in_time_by_the_bound():
    found = standing("CLK-07", "2026-11-20", ("extended", "2027-01-19", 30))
    assert found.earliest == day("2027-02-18")


def test_day_12_an_extension_after_the_bound_cannot_be_judged():
    with pytest.raises(CalendarMissing):  # 16 January 2027 is a Saturday, which the year may or may not work
        standing("CLK-07", "2026-11-17", ("extended", "2027-01-18", 30))


def test_day_12_a_stop_in_a_missing_year_is_kept():
    found = standing("CLK-07", "2026-11-20", ("stopped", "2027-01-10"))
    assert (found.state, found.provisional, found.stopped_on) == ("stopped", True, day("2027-01-10"))


# CLK-07 and CLK-08: extension


def test_clk_07_an_extension_moves_the_last_day_by_its_own_length_before_the_roll():
    found = standing("CLK-07", "2026-08-03", ("extended", "2026-09-20", 30))
    assert (found.raw, found.legal) == (day("2026-11-01"), day("2026-11-02"))
    assert "2026-10-02移到2026-11-01" in found.steps[2].words.zh


def test_clk_08_several_extensions_add_up_to_thirty_days_at_most():
    found = standing("CLK-07", "2026-08-03", ("extended", "2026-09-20", 10), ("extended", "2026-10-10", 20))
    assert found.raw == day("2026-11-01")
    with pytest.raises(NotNow) as refusal:
        standing("CLK-07", "2026-08-03", ("extended", "2026-09-20", 10), ("extended", "2026-10-10", 21))
    assert refusal.value.code == "extension_too_long"
    assert "30日" in refusal.value.words.zh


@pytest.mark.parametrize("approved", ["2026-10-02", "2026-10-08"])
def test_clk_08_approved_on_or_before_the_legal_day(approved):
    assert standing("CLK-07", "2026-08-03", ("extended", approved, 30)).raw == day("2026-11-01")


@pytest.mark.parametrize("approved", ["2026-10-09", "2026-12-01"])
def test_clk_08_never_after_the_legal_day(approved):
    with pytest.raises(NotNow) as refusal:
        standing("CLK-07", "2026-08-03", ("extended", approved, 30))
    assert refusal.value.code == "too_late"


@pytest.mark.parametrize("clock", ["CLK-01", "CLK-02", "CLK-03", "CLK-04", "CLK-12", "CLK-13", "CLK-15"])
def test_no_national_extension_where_the_text_gives_none(clock):
    with pytest.raises(NotNow) as refusal:
        standing(clock, "2026-06-01", ("extended", "2026-06-02", 1))
    assert refusal.value.code == "no_extension"
    assert CLOCKS[clock].source == refusal.value.article


def test_clk_30_the_parties_may_agree_to_any_number_of_months():
    found = standing("CLK-30", "2026-03-31", ("extended", "2026-04-20", 1), ("extended", "2026-05-20", 2))
    assert found.raw == day("2026-07-30")


@pytest.mark.parametrize("days", [0, -5])
def test_an_extension_must_say_how_long(days):
    with pytest.raises(Incomplete):
        standing("CLK-07", "2026-08-03", ("extended", "2026-08-10", days))


# CLK-15: pause


def test_clk_15_hearing_time_is_not_counted():
    found = standing("CLK-15", "2026-06-01", ("paused", "2026-06-11", "hearing"), ("resumed", "2026-06-25"))
    assert found.raw == day("2026-07-15")  # 10 days used, 20 left after 25 June
    assert "已用10日，剩余20日" in found.steps[2].words.zh


def test_clk_15_a_paused_clock_has_days_left_and_no_last_day():
    found = standing("CLK-15", "2026-06-01", ("paused", "2026-06-11", "hearing"))
    assert (found.state, found.left, found.raw, found.legal) == ("paused", 20, None, None)


def test_clk_31_a_pause_of_working_days_keeps_working_days():
    found = standing("CLK-31", "2026-09-28", ("paused", "2026-10-09", "appraisal"), ("resumed", "2026-11-02"))
    assert "已用4个工作日，剩余26个工作日" in found.steps[2].words.zh  # 29, 30 September, 8, 9 October
    assert found.raw == day("2026-12-08")


@pytest.mark.parametrize("clock", ["CLK-01", "CLK-02", "CLK-03", "CLK-07", "CLK-13"])
def test_a_hearing_halts_nothing_but_the_final_review(clock):
    with pytest.raises(NotNow) as refusal:
        standing(clock, "2026-06-01", ("paused", "2026-06-02", "hearing"))
    assert refusal.value.code == "no_pause"
    assert "听证" in refusal.value.words.zh


def test_a_pause_on_the_last_day_leaves_nothing_and_ends_with_the_resumption():
    found = standing("CLK-15", "2026-06-01", ("paused", "2026-07-01", "hearing"), ("resumed", "2026-07-08"))
    assert found.legal == day("2026-07-08")


def test_an_overdue_clock_cannot_be_paused():
    with pytest.raises(NotNow) as refusal:
        standing("CLK-15", "2026-06-01", ("paused", "2026-07-02", "hearing"))
    assert refusal.value.code == "too_late"


def test_a_pause_within_the_roll_is_in_time():
    found = standing("CLK-15", "2026-09-02", ("paused", "2026-10-05", "hearing"))
    assert (found.state, found.left) == ("paused", 0)


@pytest.mark.parametrize(
    ("unit", "days", "extra", "resumed", "raw"),
    [
        ("cd", 10, 5, "2026-07-05", "2026-07-20"),
        ("wd", 10, 5, "2026-07-01", "2026-07-22"),
        ("mo", 1, 2, "2026-06-20", "2026-09-20"),
    ],
)
def test_an_extension_granted_while_paused_counts_after_the_resumption(unit, days, extra, resumed, raw):
    limit = length(days, unit, extension_max=None, pauses=("agreed",))
    halt = ("paused", "2026-06-01", "agreed")
    found = standing(limit, "2026-06-01", halt, ("extended", "2026-06-15", extra), ("resumed", resumed))
    assert found.raw == day(raw)


# Order of events


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ([("started", "2026-06-02")], "正在计时"),
        ([("resumed", "2026-06-02")], "正在计时"),
        ([("paused", "2026-06-02", "hearing"), ("paused", "2026-06-03", "hearing")], "已暂停"),
        ([("stopped", "2026-06-02"), ("extended", "2026-06-03", 5)], "已停止"),
        ([("stopped", "2026-06-02"), ("started", "2026-06-03")], "已停止"),
        ([("cancelled", "2026-06-02"), ("stopped", "2026-06-03")], "已取消"),
        ([("stopped", "2026-05-31")], "正在计时"),
    ],
)
def test_events_out_of_order_are_refused_by_name(later, state):
    with pytest.raises(NotNow) as refusal:
        standing("CLK-15", "2026-06-01", *later)
    assert refusal.value.code == "out_of_order"
    assert state in refusal.value.words.zh
    assert later[-1][1] in refusal.value.words.zh


@pytest.mark.parametrize("kind", ["paused", "resumed", "extended", "stopped", "cancelled"])
def test_nothing_happens_to_a_clock_before_it_starts(kind):
    with pytest.raises(NotNow):
        due(CLOCKS["CLK-15"], [ClockEvent(kind, day("2026-06-01"), days=5, why="hearing")], CALENDAR)


def test_a_clock_without_events_is_idle():
    found = due(CLOCKS["CLK-07"], [], CALENDAR)
    assert (found.state, found.legal, found.steps) == ("idle", None, ())


def test_a_clock_may_stop_or_be_cancelled_while_paused():
    for kind in ("stopped", "cancelled"):
        found = standing("CLK-15", "2026-06-01", ("paused", "2026-06-02", "hearing"), (kind, "2026-06-05"))
        assert (found.state, found.legal, found.late_days(day("2026-12-01"))) == (kind, None, 0)


# Clocks with a length of their own, the same day, and the earliest day


def test_clk_09_takes_its_length_from_the_assigner():
    start = ClockEvent("started", day("2026-06-01"), days=20, article="交办函")
    found = due(CLOCKS["CLK-09"], [start], CALENDAR)
    assert found.raw == day("2026-06-21")
    assert found.steps[1].article == "DAY-3 · 交办函"


def test_clk_09_without_a_length_is_incomplete():
    with pytest.raises(Incomplete):
        standing("CLK-09", "2026-06-01")


def test_a_start_cannot_change_the_length_of_the_law():
    start = ClockEvent("started", day("2026-08-03"), days=90)
    assert due(CLOCKS["CLK-07"], [start], CALENDAR).raw == day("2026-10-02")


@pytest.mark.parametrize("clock", ["CLK-20", "CLK-60"])
def test_clk_20_and_clk_60_at_once_means_the_same_day_even_on_a_holiday(clock):
    found = standing(clock, "2026-10-01")
    assert found.legal == found.internal == day("2026-10-01")


def test_clk_52_gives_the_earliest_day_of_a_hearing():
    assert standing("CLK-52", "2026-09-28").legal == day("2026-10-13")


def test_clk_61_keeps_for_three_years_without_asking_for_a_calendar():
    found = standing("CLK-61", "2026-11-23")
    assert (found.legal, found.provisional) == (day("2029-11-23"), False)


# Days left, days late


def test_days_left_and_late_days():
    found = standing("CLK-07", "2026-08-03")
    assert found.days_left(day("2026-10-06")) == 2
    assert found.days_left(day("2026-10-08")) == 0
    assert found.days_left(day("2026-10-11")) == -3
    assert (found.late_days(day("2026-10-08")), found.late_days(day("2026-10-11"))) == (0, 3)


def test_days_left_of_a_limit_in_working_days():
    found = standing("CLK-18", "2026-09-24")  # ten working days, over two holidays
    assert found.legal == day("2026-10-15")
    assert found.days_left(day("2026-09-30")) == 7  # 8, 9, the make-up 10, and 12 to 15 October


def test_a_stopped_clock_is_late_by_its_stop():
    late = standing("CLK-07", "2026-08-03", ("stopped", "2026-10-10"))
    assert late.late_days(day("2027-05-01")) == 2
    assert late.days_left(day("2026-10-01")) is None
    assert standing("CLK-07", "2026-08-03", ("stopped", "2026-10-08")).late_days(day("2027-05-01")) == 0


def test_a_provisional_clock_is_never_called_late():
    found = standing("CLK-07", "2026-11-20")
    assert found.days_left(day("2027-01-18")) == 1
    assert found.days_left(day("2027-01-20")) is None
    assert found.late_days(day("2027-06-01")) == 0


def test_the_longest_way_of_the_law_takes_120_days_to_an_opinion():
    parts = [CLOCKS[c].days for c in ("CLK-01", "CLK-03", "CLK-07", "CLK-08")]
    assert sum(parts) == 120
    assert CLOCKS["CLK-07"].extension_max == CLOCKS["CLK-08"].days == 30
