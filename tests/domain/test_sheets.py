"""What is owed, line by line: stages follow one another, the last one comes in parts, parts add up to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain import money, sheets
from fengqiao.domain.sheets import Part, Sheet, Standing
from fengqiao.domain.words import Words

CLAIM = Sheet("claim", Words("诉求", "claims"), {s: Words(s, s) for s in ("claimed", "verified", "settled", "paid")}, has_amounts=True)
WORKS = Sheet("works", Words("工程", "works"), {s: Words(s, s) for s in ("surveyed", "planned", "done", "accepted")})
PROMISE = Sheet("promise", Words("承诺", "promises"), {s: Words(s, s) for s in ("agreed", "kept")}, has_amounts=True)


@pytest.mark.parametrize("stage", ["settled", "paid", "claimed", "unknown"])
def test_a_stage_is_neither_left_out_nor_gone_back_to(stage: str) -> None:
    assert not sheets.may_reach(CLAIM, Standing("claimed", {"claimed": "50000.00"}), stage, "1.00")


def test_amounts_of_each_stage_stand_apart_and_the_last_never_passes_the_one_before() -> None:
    line = Standing("settled", {"claimed": "50000.00", "verified": "48200.00", "settled": "48200.00"})
    assert sheets.may_reach(CLAIM, line, "paid", "48200.00")
    refused = sheets.may_reach(CLAIM, line, "paid", "48200.01")
    assert refused.reasons[0].code == "too_much"
    assert "48,200.00" in refused.reasons[0].words.zh
    assert sheets.expected(CLAIM, line) == "48200.00"


def test_what_is_left_is_expected_next_until_nothing_is() -> None:
    part = Standing("kept", {"agreed": "800.00", "kept": "300.00"})
    assert sheets.expected(PROMISE, part) == "500.00"
    assert not sheets.is_done(PROMISE, part)
    whole = Standing("kept", {"agreed": "800.00", "kept": "800.00"})
    assert sheets.expected(PROMISE, whole) is None
    assert sheets.is_done(PROMISE, whole)
    assert not sheets.is_done(PROMISE, Standing("kept", whole.amounts, doubted=True))


def test_works_need_no_amounts() -> None:
    assert sheets.may_reach(WORKS, Standing("done"), "accepted", None)
    assert sheets.is_done(WORKS, Standing("accepted"))


DAYS = (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))


@given(st.lists(st.integers(1, 10_000_000), min_size=2, max_size=3))
def test_parts_that_add_up_are_fine_and_a_fen_more_or_less_is_not(fen: list[int]) -> None:
    parts = [Part(day, money.kept(Decimal(n) / 100)) for day, n in zip(DAYS, fen, strict=False)]
    whole = Decimal(sum(fen)) / 100
    assert sheets.may_part(PROMISE, Standing("agreed", {"agreed": money.kept(whole)}), parts)
    for wrong in (whole + Decimal("0.01"), whole - Decimal("0.01")):
        refused = sheets.may_part(PROMISE, Standing("agreed", {"agreed": money.kept(wrong)}), parts)
        assert refused.reasons[0].code == "parts"


def test_parts_follow_one_another_and_the_next_unpaid_one_is_due() -> None:
    line = Standing("agreed", {"agreed": "900.00"})
    parts = [Part(day, "300.00") for day in DAYS]
    assert not sheets.may_part(PROMISE, line, [parts[1], parts[0], parts[2]])
    assert sheets.due_on(PROMISE, line, parts) == DAYS[0]
    assert sheets.due_on(PROMISE, Standing("kept", {"agreed": "900.00", "kept": "300.00"}), parts) == DAYS[1]
    assert sheets.due_on(PROMISE, Standing("kept", {"agreed": "900.00", "kept": "450.00"}), parts) == DAYS[1]
    assert sheets.due_on(PROMISE, Standing("kept", {"agreed": "900.00", "kept": "900.00"}), parts) is None


def test_sums_count_lines_that_reached_a_stage_and_leave_dropped_ones_out() -> None:
    lines = [Standing("paid", {"claimed": "5.00", "paid": "4.00"}), Standing("claimed", {"claimed": "7.00"}),
             Standing("claimed", {"claimed": "9.00"}, dropped=True)]  # fmt: skip
    assert sheets.sums(CLAIM, lines)["claimed"] == (2, Decimal(12))
    assert sheets.sums(CLAIM, lines)["paid"] == (1, Decimal(4))
