"""Days of rosters and turns: no gap on working days, none on holidays, fair turns; kinds and rules read strictly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain.errors import PackError
from fengqiao.domain.occasions import Day, Rule, days_of, take_turns
from fengqiao.domain.packs import parse
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles

CALENDAR = packfiles.calendar()
WORK = Rule("desk", Words("值班"), "reception", "county", "workdays")


def rule(recurs: str, *on: int, moves: bool = False) -> Rule:
    return Rule("r", Words("r"), "clinic", "town", recurs, on, moves)


def days(of: Rule, month: str, *own: int) -> list[str]:
    return [day.on.isoformat()[8:] for day in days_of(of, own, date.fromisoformat(f"{month}-01"), CALENDAR)]


def test_every_working_day_and_no_other() -> None:
    """YJ-28: the days off of the National Day are left out, its make-up Saturday is in."""
    found = days(WORK, "2026-10")
    assert not {"01", "02", "05", "06", "07", "17"} & set(found)
    assert {"08", "09", "10"} <= set(found)


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)))
def test_the_roster_of_a_month_is_its_working_days(month: date) -> None:
    wanted = {day.on for day in days_of(WORK, (), month, CALENDAR)}
    first = month.replace(day=1)
    for n in range(31):
        day = first + timedelta(days=n)
        if day.month == first.month:
            assert (day in wanted) == CALENDAR.is_workday(day)


def test_a_year_without_published_holidays_is_provisional() -> None:
    found = days_of(WORK, (), date(2031, 10, 1), CALENDAR)
    assert len(found) == 23
    assert all(day.is_provisional and day.on.weekday() < 5 for day in found)
    assert days_of(WORK, (), date(2026, 11, 1), CALENDAR)[0] == Day(date(2026, 11, 2))


def test_days_of_the_month_market_days_and_weekdays() -> None:
    """ND-16: the place says on which days; a reception day that falls on a day off is made up."""
    assert days(rule("month_days"), "2026-10", 5, 15) == ["05", "15"]
    assert days(rule("month_days", moves=True), "2026-10", 5, 15) == ["08", "15"]
    assert days(rule("month_days", 31), "2026-11") == []
    assert days(rule("endings", 1, 6), "2026-11") == ["01", "06", "11", "16", "21", "26"]
    assert days(rule("weekdays", 1), "2026-11") == ["02", "09", "16", "23", "30"]
    assert rule("endings").is_open
    assert not rule("endings", 1).is_open
    assert not WORK.is_open


@given(st.integers(1, 9), st.integers(1, 60), st.integers(0, 12))
def test_turns_are_fair_and_go_on_where_they_stopped(many: int, length: int, last: int) -> None:
    people = [f"p{n}" for n in range(many)]
    span = [date(2026, 1, 1) + timedelta(days=n) for n in range(length)]
    turns = take_turns(span, people, lambda person, day: True, after=f"p{last}")
    assert list(turns) == span
    counts = [list(turns.values()).count(person) for person in people]
    assert max(counts) - min(counts) <= 1
    assert turns[span[0]] == (people[(last + 1) % many] if last < many else "p0")


@given(st.lists(st.sets(st.integers(0, 3)), min_size=1, max_size=40))
def test_nobody_sits_while_away_and_no_day_is_empty_while_somebody_is_there(away: list[set[int]]) -> None:
    span = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(away))]
    gone = {day: {f"p{n}" for n in those} for day, those in zip(span, away, strict=True)}
    turns = take_turns(span, ["p0", "p1", "p2", "p3"], lambda person, day: person not in gone[day])
    for day in span:
        assert turns.get(day) not in gone[day]
        assert (day in turns) == (len(gone[day]) < 4)


def test_whoever_was_passed_over_keeps_the_turn() -> None:
    span = [date(2026, 1, 1) + timedelta(days=n) for n in range(3)]
    turns = take_turns(span, ["a", "b", "c"], lambda person, day: (person, day) != ("a", span[0]))
    assert list(turns.values()) == ["b", "a", "c"]


def small(**over: Any) -> dict[str, Any]:
    kind = {"name": "接访", "form": "reception", "by": ["clerk"], "led_by": ["clerk"], **over.pop("kind", {})}
    desk = {"name": "值班", "kind": "day", "level": "town", "recurs": "workdays", **over.pop("roster", {})}
    return {
        "pack": {"name": "small", "version": "1", "title": "小", "extends": None}, "lists": {"why": {"a": "甲"}},
        "roles": {"clerk": {"name": "窗口"}}, "occasions": {"day": kind}, "rosters": {"desk": desk}, **over,
    }  # fmt: skip


def field(**spec: Any) -> dict[str, Any]:
    return {"fields": {"x": {"label": "人次", "type": "number", **spec}}}


def test_a_kind_and_a_rule_are_read() -> None:
    pack = parse(small(kind={"public": True, "needs_case": True, **field()}))
    kind = pack.occasions["day"]
    assert (kind.is_public, kind.needs_case, kind.treats_cases, kind.resolves) == (True, True, True, False)
    assert [spec.name for spec in kind.counted] == ["x"]
    assert pack.rosters["desk"].kind == "day"


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"kind": {"by": ["nobody"]}}, "没有“nobody”这个角色"),
        ({"kind": {"by": []}}, "须写明谁可以安排"),
        ({"kind": {"led_by": ["clerk@county"]}}, "没有“clerk@county”这个角色"),
        ({"kind": {"form": "party"}}, "“party”不行"),
        ({"kind": {"colour": "red"}}, "没有这个键"),
        ({"kind": field(type="unit")}, "记录里的一项须是"),
        ({"kind": field(type="choice", choices="nothing")}, "没有“nothing”这个清单"),
        ({"kind": field(type="files", choices="nothing")}, "没有“nothing”这个清单"),
        ({"kind": field(label="个人积分")}, "不给人记“积分”"),
        ({"kind": field(label="重点人员人数")}, "K-15"),
        ({"roster": {"kind": "feast"}}, "没有“feast”这种活动"),
        ({"roster": {"recurs": "month_days", "on": [0]}}, "须是1至31的整数"),
        ({"roster": {"recurs": "endings", "on": [10]}}, "须是0至9的整数"),
        ({"roster": {"recurs": "workdays", "on": [1]}}, "须是0至0的整数"),
        ({"roster": {"level": "moon"}}, "“moon”不行"),
    ],
)
def test_what_is_wrong_is_named(over: dict[str, Any], says: str) -> None:
    """K-15: no pack can make a register count people."""
    with pytest.raises(PackError, match=says):
        parse(small(**over))


@pytest.mark.parametrize("looser", [{"public": False}, {"needs_case": False}])
def test_a_pack_may_not_hide_what_is_announced_nor_drop_the_case(looser: dict[str, Any]) -> None:
    parent = parse(small(kind={"public": True, "needs_case": True}))
    kind = {"name": "接访", "form": "reception", "by": ["clerk"], "public": True, "needs_case": True, **looser}
    head = {"name": "child", "version": "1", "title": "子", "extends": "small"}
    with pytest.raises(PackError, match="向群众公开的仍要公开"):
        parse({"pack": head, "occasions": {"day": kind}}, None, parent)
