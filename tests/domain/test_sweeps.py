"""Rounds of a sweep, what its counts may say, and what a pack may not ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, parse
from fengqiao.domain.sweeps import EVERY, QUOTAS, Counts, period_of, total
from fengqiao.kernel import packfiles

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(st.sampled_from(list(EVERY)), DAYS)
def test_every_day_lies_in_one_round_and_rounds_touch(every: str, day: date) -> None:
    here = period_of(every, day)
    assert day in here
    assert period_of(every, here.first) == period_of(every, here.last) == here
    assert period_of(every, here.last + timedelta(days=1)).first == here.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        ("week", "2026-03-04", "2026-03-02", "2026-03-08"), ("week", "2026-12-31", "2026-12-28", "2027-01-03"),
        ("half_month", "2026-02-15", "2026-02-01", "2026-02-15"), ("half_month", "2028-02-16", "2028-02-16", "2028-02-29"),
        ("month", "2026-04-30", "2026-04-01", "2026-04-30"), ("quarter", "2026-11-25", "2026-10-01", "2026-12-31"),
        ("half_year", "2026-06-30", "2026-01-01", "2026-06-30"), ("year", "2026-06-30", "2026-01-01", "2026-12-31"),
    ],
)  # fmt: skip
def test_rounds(every: str, day: str, first: str, last: str) -> None:
    found = period_of(every, date.fromisoformat(day))
    assert (str(found.first), str(found.last)) == (first, last)


SMALL = st.integers(0, 10_000)


@given(SMALL, SMALL, SMALL, SMALL, SMALL)
def test_what_is_left_and_called_on_never_lies(planned: int, visited: int, absent: int, declined: int, found: int) -> None:
    counts = Counts(planned, visited, absent, declined, found)
    assert counts.left == max(planned - visited - absent - declined, 0)
    if counts.may_say_all_visited:
        assert visited >= planned > 0
        assert found == 0
    assert total([counts, counts]) == Counts(*(2 * n for n in (planned, visited, absent, declined, found)))
    assert total([counts, replace(counts, is_least=True)]).is_least


@pytest.mark.parametrize(
    ("found", "visited", "rate"), [(105, 9000, "1.17"), (105, 9086, "1.16"), (0, 40, "0.00"), (3, 0, None), (1, 9, None)]
)
def test_the_yield_is_for_each_hundred_spoken_with(found: int, visited: int, rate: str | None) -> None:
    """KZ-38: 9000 households and 105 matters are 1.17 for each hundred; below ten households there is no rate (G-09)."""
    assert Counts(visited=visited, found=found).per_hundred == (Decimal(rate) if rate else None)


def child(**sweep: object) -> Pack:
    row = {"id": "village", "name": {"zh": "村级排查", "en": "Village sweep"}, "level": "village", "every": "week", "source": "x", **sweep}
    head = {"name": "ours", "version": "1", "title": {"zh": "我们的", "en": "Ours"}, "extends": "yuanjiang"}
    return parse({"pack": head, "sweeps": [row]}, parent=packfiles.load("yuanjiang"))


@pytest.mark.parametrize("key", QUOTAS)
def test_a_pack_sets_no_quota_of_findings(key: str) -> None:
    """K-09."""
    with pytest.raises(PackError, match="不得定发现多少的指标"):
        child(**{key: 10})


@pytest.mark.parametrize("wrong", [{"every": "day"}, {"level": "grid"}, {"colour": "red"}, {"by_door": "yes"}, {"name": None}])
def test_a_plan_that_makes_no_sense_is_named(wrong: dict[str, object]) -> None:
    with pytest.raises(PackError, match=r"sweeps\.village"):
        child(**wrong)


def test_a_named_plan_is_replaced_and_the_others_stay() -> None:
    made = {plan.id: plan.every for plan in child(every="month").sweeps}
    assert made == {"village": "month", "town": "half_month", "county": "month"}


def test_the_rhythms_of_yuanjiang_and_kouzi_are_theirs() -> None:
    """YJ-26: the village weekly, the town half-monthly, the county monthly; KZ-29: the joint team of roles is saved once."""
    rounds = [(plan.level, plan.every, plan.by_door) for plan in packfiles.load("yuanjiang").sweeps]
    assert rounds == [("village", "week", False), ("town", "half_month", False), ("county", "month", False)]
    (doors,) = packfiles.load("kouzi").sweeps
    assert (doors.every, doors.by_door) == ("quarter", True)
    assert {"police", "grid_worker", "neighbour_leader", "elder"} <= set(doors.team)
    assert packfiles.load("national").sweeps == ()
