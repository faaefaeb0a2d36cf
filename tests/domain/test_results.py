"""The outcome of a case from those of its demands (product.md §3.14), and a sample that anybody can draw again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain import results, sampling

CODES = (*results.CLOSING, results.PROMISED)


@pytest.mark.parametrize(
    ("demands", "case"),
    [
        ([], ""),
        (["solved"], "solved"),
        (["solved", "partial"], "partial"),
        (["partial", "explained"], "explained"),
        (["explained", "rejected"], "rejected"),
        (["rejected", "other_path"], "other_path"),
        (["other_path", "unreachable"], "unreachable"),
        (["solved", "withdrawn"], "solved"),
        (["withdrawn", "withdrawn"], "withdrawn"),
        (["solved", "promised"], "promised"),
        (["unreachable", "promised"], "promised"),
        (["solved", ""], ""),
    ],
)
def test_the_headline_is_the_weakest_that_is_not_withdrawn(demands: list[str], case: str) -> None:
    assert results.headline(demands) == case


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=12), st.randoms())
def test_the_headline_depends_on_no_order_and_is_one_of_its_demands(demands: list[str], random: object) -> None:
    shuffled = sorted(demands, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert results.headline(demands) == results.headline(shuffled)
    assert results.headline(demands) in demands


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=8))
def test_solved_is_said_of_a_case_only_when_everything_not_withdrawn_is_solved(demands: list[str]) -> None:
    """KZ-44, YJ-05: as many results as demands."""
    kept = {code for code in demands if code != "withdrawn"}
    assert (results.headline(demands) == "solved") == (kept == {"solved"})


def test_no_opinion_makes_a_demand_solved() -> None:
    assert {results.from_opinion(outcome) for outcome in ("", "support", "explain", "reject")} == {"promised", "explained", "rejected"}


@given(st.sets(st.integers(1, 10**6).map(str), max_size=60), st.integers(0, 80), st.text(max_size=12))
def test_the_same_seed_draws_the_same_cases_in_whatever_order_they_come(numbers: set[str], size: int, seed: str) -> None:
    drawn = sampling.draw(numbers, size, seed)
    assert drawn == sampling.draw(sorted(numbers, reverse=True), size, seed)
    assert len(drawn) == len(set(drawn)) == min(size, len(numbers))
    assert set(drawn) <= numbers


def test_another_seed_draws_others() -> None:
    numbers = [f"999901-2026-{n:06d}" for n in range(300)]
    assert sampling.draw(numbers, 30, "a") != sampling.draw(numbers, 30, "b")
