"""A same-day clock turns by the hour: amber in the afternoon, red at the close of business; no other clock does."""

from __future__ import annotations

from datetime import time

import pytest

from fengqiao.domain.clock import ClockEvent, Hours, closes_at, due, lamp, limit_from
from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import parse
from fengqiao.kernel import packfiles
from tests.domain.national import CALENDAR, CLOCKS, day, standing
from tests.domain.small import small

NAIDONG = packfiles.load("naidong").clocks
OFFICE = "周一至周五 8:30–12:00、14:30–17:30"
MONDAY = day("2026-11-02")


def same_day(clock: str = "CLK-01"):
    return due(NAIDONG[clock], [ClockEvent("started", MONDAY)], CALENDAR)


@pytest.mark.parametrize("clock", ["CLK-01", "CLK-02"])
@pytest.mark.parametrize(
    ("now", "office", "colour", "said"),
    [
        ("08:30", "", "green", "今天下班前（17:30）"),
        ("14:59", "", "green", "今天下班前（17:30）"),
        ("15:00", "", "yellow", "今天下班前（17:30）"),
        ("17:29", "", "yellow", "今天下班前（17:30）"),
        ("17:30", "", "red", "已下班，今天没有办完"),
        ("23:59", "", "red", "已下班，今天没有办完"),
        ("17:30", "9:30–13:00、15:30–18:30", "yellow", "今天下班前（18:30）"),
        ("18:30", "9:30–13:00、15:30–18:30", "red", "已下班，今天没有办完"),
        ("17:00", "上午9点到12点，下午2点到5点", "red", "已下班，今天没有办完"),
        ("17:00", "8:30 am to 5:30 pm", "yellow", "今天下班前（17:30）"),
        ("17:00", "随到随办", "yellow", "今天下班前（17:30）"),
    ],
)
def test_nd_33_amber_at_three_and_red_at_the_close_of_business(clock, now, office, colour, said):
    shown = lamp(same_day(clock), MONDAY, time.fromisoformat(now), office=office)
    assert (shown.colour, shown.words.zh, shown.urgent) == (colour, said, colour == "yellow")
    assert shown.words.en


def test_nd_33_what_came_in_after_the_office_closed_is_not_red_on_that_day():
    shown = lamp(same_day(), MONDAY, time(19), office=OFFICE, began=time(18))
    assert shown.colour == "yellow"
    assert lamp(same_day(), day("2026-11-03"), time(8), office=OFFICE).colour == "red"


def test_a_day_without_an_hour_reads_as_before():
    assert (lamp(same_day(), MONDAY).colour, lamp(same_day(), MONDAY).words.zh) == ("yellow", "今天到期")
    assert lamp(same_day(), day("2026-11-03"), time(8)).words.zh == "超期1天"


@pytest.mark.parametrize("clock", [*CLOCKS])
@pytest.mark.parametrize("on", ["2026-11-02", "2026-11-17"])
def test_other_clocks_are_as_they_were_at_any_hour(clock, on):
    limit = CLOCKS[clock]
    assert limit.hours is None
    if limit.days is None:
        return
    found = standing(clock, "2026-11-02")
    for hour in (0, 15, 23):
        assert lamp(found, day(on), time(hour), office=OFFICE, began=time(9)) == lamp(found, day(on))


@pytest.mark.parametrize(
    ("office", "closes"),
    [
        (OFFICE, time(17, 30)),
        ("8：30—12：00，14：30—18：00", time(18)),
        ("上午8点半至12点，下午2点至5点半", time(17, 30)),
        ("下午2:30-5:30", time(17, 30)),
        ("9时至17时15分", time(17, 15)),
        ("周末不上班", None),
        ("99:99", None),
        ("", None),
    ],
)
def test_the_hours_of_an_office_are_read_as_people_write_them(office, closes):
    assert closes_at(office) == closes


ENTRY = {"name": {"zh": "当日", "en": "same day"}, "starts": "a", "stops": "b", "days": 0, "unit": "cd", "source": "条例",
         "certainty": "local"}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"hours": ["17:30", "15:00"]}, {"hours": ["15:00"]}, {"hours": "15:00"}, {"hours": [15, 17]}, {"hours": ["25:00", "26:00"]},
        {"days": 3, "hours": ["15:00", "17:30"]}, {"owner": "petitioner", "hours": ["15:00", "17:30"]},
    ],
)  # fmt: skip
def test_hours_belong_to_a_units_same_day_clock_alone(change):
    assert limit_from("C", {**ENTRY, "hours": ["15:00", "17:30"]}).hours == Hours(time(15), time(17, 30))
    with pytest.raises(PackError) as refused:
        limit_from("C", {**ENTRY, **change}, "x.yaml:3")
    assert refused.value.key == "clocks.C.hours"


@pytest.mark.parametrize("hours", [None, ["16:00", "17:30"], ["15:00", "18:00"]])
def test_a_child_may_only_turn_it_earlier(hours):
    parent = parse(small(clocks__C1__days=0, clocks__C1__hours=["15:00", "17:30"], clocks__C1__warn=[0, 0]))
    child = {"pack": {"name": "child", "version": "1", "title": {"zh": "下级", "en": "child"}, "extends": parent.name, "sources": []},
             "clocks": {"C1": {"hours": hours}}}  # fmt: skip
    with pytest.raises(PackError, match="只能提前") as refused:
        parse(child, {}, parent)
    assert refused.value.key == "clocks.C1.hours"
