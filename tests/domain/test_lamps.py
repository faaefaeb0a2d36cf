"""The lamp beside a clock, the first day of warning, and the days clocks count from."""

from __future__ import annotations

import pytest

from fengqiao.domain.clock import (
    ServiceProof,
    acceptance_date,
    due,
    lamp,
    late_request_until,
    posted_in_time,
    receipt_date,
    service_date,
    warn_on,
)
from fengqiao.domain.errors import CalendarMissing, Incomplete
from tests.domain.national import CALENDAR, CLOCKS, day, standing

# A lamp beside CLK-02, whose 15 days from 2 November 2026 end on Tuesday the 17th


@pytest.mark.parametrize(
    ("today", "colour", "urgent", "said"),
    [
        ("2026-11-02", "green", False, "还有15日"),
        ("2026-11-11", "green", False, "还有6日"),
        ("2026-11-12", "yellow", False, "还有5日"),
        ("2026-11-14", "yellow", False, "还有3日"),
        ("2026-11-15", "yellow", True, "还有2日"),
        ("2026-11-17", "yellow", True, "今天到期"),
        ("2026-11-18", "red", False, "超期1天"),
    ],
)
def test_clk_02_turns_yellow_at_five_days_urgent_at_two_and_red_when_over(today, colour, urgent, said):
    shown = lamp(standing("CLK-02", "2026-11-02"), day(today))
    assert (shown.colour, shown.urgent, shown.words.zh) == (colour, urgent, said)
    assert shown.words.en


@pytest.mark.parametrize(
    ("today", "colour", "said"),
    [
        ("2026-09-24", "green", "还有3个工作日"),
        ("2026-09-28", "yellow", "还有2个工作日"),
        ("2026-09-30", "yellow", "今天到期"),
        ("2026-10-03", "red", "超期3天"),
    ],
)
def test_clk_04_warns_in_working_days(today, colour, said):
    shown = lamp(standing("CLK-04", "2026-09-22"), day(today))
    assert (shown.colour, shown.words.zh) == (colour, said)


def test_the_internal_day_is_urgent_though_the_holiday_gives_days_more():
    found = standing("CLK-07", "2026-08-03")  # internal 30 September, legal 8 October
    assert not lamp(found, day("2026-09-29")).urgent
    assert lamp(found, day("2026-09-30")).urgent
    assert lamp(found, day("2026-10-08")).colour == "yellow"
    assert lamp(found, day("2026-10-09")).colour == "red"


def test_a_paused_clock_is_purple_and_says_what_is_left():
    shown = lamp(standing("CLK-15", "2026-06-01", ("paused", "2026-06-11", "hearing")), day("2026-06-12"))
    assert (shown.colour, shown.words.zh) == ("purple", "已暂停，恢复后还有20日")


@pytest.mark.parametrize(
    ("later", "said"),
    [
        ([("stopped", "2026-11-17")], "已按时完成"),
        ([("stopped", "2026-11-20")], "已完成，超期3天"),
        ([("cancelled", "2026-11-20")], "已取消"),
    ],
)
def test_a_clock_that_no_longer_counts_is_grey(later, said):
    shown = lamp(standing("CLK-02", "2026-11-02", *later), day("2026-12-01"))
    assert (shown.colour, shown.words.zh) == ("grey", said)


def test_a_clock_not_started_is_grey():
    assert lamp(due(CLOCKS["CLK-02"], [], CALENDAR), day("2026-12-01")).words.zh == "还未起算"


def test_clk_12_a_citizens_right_is_never_declared_lost_by_the_clock():
    shown = lamp(standing("CLK-12", "2026-06-01"), day("2026-08-01"))
    assert shown.colour == "grey"
    assert "工作人员核对送达" in shown.words.zh


def test_clk_19_whoever_did_not_rate_in_time_is_told_nothing_of_service():
    shown = lamp(standing("CLK-19", "2026-06-01"), day("2026-08-01"))
    assert (shown.colour, shown.words.zh) == ("grey", "期限已过")


def test_clk_34_what_the_parties_have_to_do_is_asked_of_them():
    shown = lamp(standing("CLK-34", "2026-06-01"), day("2026-08-01"))
    assert (shown.colour, shown.words.zh) == ("grey", "期限已过，请问过各方再定")


def test_clk_52_shows_the_earliest_day_and_never_turns_red():
    shown = lamp(standing("CLK-52", "2026-09-28"), day("2026-11-01"))
    assert (shown.colour, shown.words.zh) == ("green", "不得早于2026-10-13")


@pytest.mark.parametrize(
    ("today", "colour", "said"),
    [
        ("2026-11-23", "green", "至少还有57日"),
        ("2027-01-10", "yellow", "至少还有9日"),
        ("2027-01-19", "yellow", "至少还有0日"),
        ("2027-01-20", "yellow", "可能已到期，待放假安排装入后确定"),
    ],
)
def test_day_12_a_provisional_clock_warns_and_is_never_red(today, colour, said):
    shown = lamp(standing("CLK-07", "2026-11-20"), day(today))
    assert (shown.colour, shown.words.zh) == (colour, said)


def test_day_12_whether_a_stop_was_in_time_may_be_open():
    late = lamp(standing("CLK-07", "2026-11-20", ("stopped", "2027-01-20")), day("2027-02-01"))
    assert "放假安排" in late.words.zh
    in_time = lamp(standing("CLK-07", "2026-11-20", ("stopped", "2027-01-19")), day("2027-02-01"))
    assert in_time.words.zh == "已按时完成"


@pytest.mark.parametrize(
    ("clock", "start", "first"),
    [
        ("CLK-02", "2026-11-02", "2026-11-12"),
        ("CLK-04", "2026-09-22", "2026-09-28"),
        ("CLK-07", "2026-08-03", "2026-09-23"),
        ("CLK-16", "2026-11-02", "2026-11-03"),
        ("CLK-20", "2026-11-02", "2026-11-02"),
        ("CLK-07", "2026-11-20", "2027-01-04"),
    ],
)
def test_the_first_day_of_warning(clock, start, first):
    assert warn_on(standing(clock, start)) == day(first)


def test_there_is_no_warning_without_a_running_clock():
    assert warn_on(due(CLOCKS["CLK-02"], [], CALENDAR)) is None
    assert warn_on(standing("CLK-02", "2026-11-02", ("stopped", "2026-11-03"))) is None


# The days clocks count from


def test_day_7_time_in_the_post_does_not_count_for_a_citizen():
    found = standing("CLK-12", "2026-09-02")
    assert posted_in_time(found, day("2026-10-08"))
    assert not posted_in_time(found, day("2026-10-09"))


def test_day_7_does_not_help_a_unit():
    assert not posted_in_time(standing("CLK-07", "2026-08-03"), day("2026-08-04"))


def test_day_7_in_a_missing_year_the_bound_proves_it_or_nothing_does():
    found = standing("CLK-12", "2026-12-10")  # ends on 9 January 2027 at the earliest, a Saturday
    assert posted_in_time(found, day("2027-01-09"))
    with pytest.raises(CalendarMissing):
        posted_in_time(found, day("2027-01-11"))


def test_day_8_ten_days_after_the_obstacle_and_then_the_roll():
    assert late_request_until(day("2026-11-02"), CALENDAR) == day("2026-11-12")
    assert late_request_until(day("2026-09-22"), CALENDAR) == day("2026-10-08")
    with pytest.raises(CalendarMissing):
        late_request_until(day("2026-12-28"), CALENDAR)


def test_day_14_receipt_is_the_arrival_not_the_click():
    assert receipt_date(arrived_on=day("2026-11-02"), taken_on=day("2026-11-10")) == day("2026-11-02")
    assert receipt_date(arrived_on=day("2026-11-02")) == day("2026-11-02")


@pytest.mark.parametrize(
    ("noticed", "accepted"),
    [("2026-11-05", "2026-11-05"), ("2026-11-02", "2026-11-02"), (None, "2026-11-17"), ("2026-12-20", "2026-11-17")],
)
def test_day_15_acceptance_is_the_notice_at_the_latest_fifteen_days_after_receipt(noticed, accepted):
    assert acceptance_date(day(noticed) if noticed else None, day("2026-11-02")) == day(accepted)
    assert CLOCKS["CLK-07"].latest_from == 15


def test_day_15_a_notice_dated_before_the_receipt_is_refused():
    with pytest.raises(Incomplete) as refusal:
        acceptance_date(day("2026-11-01"), day("2026-11-02"))
    assert "2026-11-01" in refusal.value.words.zh


@pytest.mark.parametrize(
    ("way", "more", "served"),
    [
        ("signed", {}, "2026-11-02"),
        ("post", {}, "2026-11-02"),
        ("refused", {"witnessed": True}, "2026-11-02"),
        ("refused", {}, None),
        ("electronic", {"consented": True}, "2026-11-02"),
        ("electronic", {}, None),
        ("public_notice", {}, "2026-12-02"),
    ],
)
def test_day_16_service_by_its_proof(way, more, served):
    found = service_date(ServiceProof(way, day("2026-11-02"), **more))
    assert found == (day(served) if served else None)


def test_day_17_without_proof_of_service_nothing_starts():
    assert service_date(None) is None
