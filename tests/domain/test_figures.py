"""When a rate may be shown, how wide its interval is, and what a period is: against oracles that reckon otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain.figures import (
    FIGURES,
    TOPICS,
    Kind,
    Period,
    Role,
    Share,
    Spread,
    Stock,
    hidden_months,
    is_kept_back,
    wilson,
)
from fengqiao.domain.words import Words

counts = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def _edge(k: int, n: int, inner: float, outer: float) -> float:
    """Where a share p stops being told apart from k of n: found by halving, from the test whose set the interval is."""

    def is_inside(p: float) -> bool:
        return (k - n * p) ** 2 <= 1.959963984540054**2 * n * p * (1 - p)

    if is_inside(outer):
        return outer
    for _ in range(80):
        middle = (inner + outer) / 2
        inner, outer = (middle, outer) if is_inside(middle) else (inner, middle)
    return inner


@given(counts)
def test_the_interval_is_the_shares_that_cannot_be_told_apart(known: tuple[int, int]) -> None:
    k, n = known
    low, high = wilson(k, n)
    assert 0 <= low <= (k / n if n else 1) <= high <= 1
    if n:
        assert low == pytest.approx(_edge(k, n, k / n, 0.0), abs=1e-7)
        assert high == pytest.approx(_edge(k, n, k / n, 1.0), abs=1e-7)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (1, 0), (0, -1)])
def test_more_than_all_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(k, n)


@pytest.mark.parametrize(
    ("k", "n", "percent", "interval", "small"),
    [
        (76, 76, "100.0", ("95.2", "100.0"), False),  # N-01 of the ledger of headline numbers
        (84, 86, "97.7", ("91.9", "99.4"), False),  # N-03
        (1458, 1486, "98.1", ("97.3", "98.7"), False),  # the old sense of product.md §7.2 …
        (1262, 1486, "84.9", ("83.0", "86.7"), False),  # … and the verified one beside it
        (9, 9, "", None, True), (0, 0, "", None, True), (10, 10, "100.0", ("72.2", "100.0"), True),
        (29, 29, "100.0", ("88.3", "100.0"), True), (30, 30, "100.0", ("88.6", "100.0"), False),
        (9999, 10000, ">99.9", ("99.9", "100.0"), False), (1, 100000, "<0.1", ("0.0", "0.0"), False),
    ],
)  # fmt: skip
def test_a_rate_stands_behind_its_counts_and_of_fewer_than_ten_there_is_none(
    k: int, n: int, percent: str, interval: tuple[str, str] | None, small: bool
) -> None:
    """PB-54: 76/76 is shown with its interval, and small numbers say that they are small."""
    share = Share(k, n)
    assert (share.percent, share.interval, share.is_small) == (percent, interval, small)
    assert share.has_rate == bool(percent)


@given(counts)
def test_a_percent_is_rounded_as_by_hand_and_says_all_only_of_all(known: tuple[int, int]) -> None:
    k, n = known
    told = Share(k, n).percent
    assert (told == "") == (n < 10)
    if told:
        by_hand = str((Decimal(100 * k) / n).quantize(Decimal("0.1"), ROUND_HALF_UP))
        assert told in (by_hand, ">99.9", "<0.1")
        assert (told == "100.0") == (k == n)
        assert (told == "0.0") == (k == 0)


@given(st.lists(st.sampled_from(["new", "closed", "reopened"]), max_size=60), st.integers(0, 20), st.data())
def test_stock_fits_together_in_whatever_order_things_happen(acts: list[str], opening: int, data: st.DataObject) -> None:
    """KZ-47: the five sums of a place walked through case by case."""
    open_now, closed_now = set(range(opening)), set()
    sums = {"new": 0, "closed": 0, "reopened": 0}
    for n, act in enumerate(acts, start=1000):
        source = {"new": {n}, "closed": open_now, "reopened": closed_now}[act]
        if source:
            one = data.draw(st.sampled_from(sorted(source)))
            (open_now.discard if act == "closed" else open_now.add)(one)
            (closed_now.add if act == "closed" else closed_now.discard)(one)
            sums[act] += 1
    assert Stock(opening, sums["new"], sums["closed"], sums["reopened"], len(open_now)).holds
    assert not Stock(opening, sums["new"] + 1, sums["closed"], sums["reopened"], len(open_now)).holds


@given(st.dictionaries(st.integers(1, 12).map(lambda n: f"2026-{n:02d}"), st.integers(0, 40)))
def test_no_hidden_month_can_be_had_by_taking_the_others_away(answers: dict[str, int]) -> None:
    """PB-57: months with fewer than ten answers are hidden, and cannot be reckoned from the sum."""
    hidden = hidden_months(answers)
    assert hidden >= {month for month, n in answers.items() if 0 < n < 10}
    left = sum(answers[month] for month in hidden)
    assert left == 0 or left >= 10 or hidden == {month for month, n in answers.items() if n}
    if len(hidden) > 1:  # no more is hidden than it takes
        most = max(hidden, key=lambda month: answers[month])
        assert answers[most] < 10 or sum(answers[month] for month in hidden - {most}) < 10


def test_a_middle_needs_ten() -> None:
    assert not Spread(9, 3.0, 5.0).is_shown
    assert Spread(10, 3.0, 5.0).is_shown
    assert not Spread(0, None, None).is_shown


# Periods

periods = st.one_of(
    st.builds(Period.of, st.dates(date(1960, 1, 1), date(2150, 1, 1)), st.sampled_from(["month", "quarter", "year"])),
    st.builds(lambda day, n: Period(day, day + timedelta(days=n)), st.dates(date(1960, 1, 1), date(2150, 1, 1)), st.integers(0, 900)),
)


@given(periods)
def test_a_period_is_read_as_it_is_written_and_its_neighbours_touch(period: Period) -> None:
    assert Period.read(period.code) == period
    assert period.before.until + timedelta(days=1) == period.since
    assert period.after.since - timedelta(days=1) == period.until
    assert period.before.after == period
    months = {f"{period.since + timedelta(days=n):%Y-%m}" for n in range((period.until - period.since).days + 1)}
    assert list(period.months) == sorted(months)
    assert period.name.zh
    assert period.name.en


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)), ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)), (" 2026-q1 ", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)), ("2026-01-01..2026-02-15", date(2026, 1, 1), date(2026, 2, 15)),
    ],
)  # fmt: skip
def test_what_people_write(text: str, since: date, until: date) -> None:
    assert Period.read(text) == Period(since, until)


@pytest.mark.parametrize(
    "text", ["", "abc", "2026-13", "2026-Q5", "2026-1", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "0001", "9999", "x" * 900]
)
def test_what_is_no_period_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        Period.read(text)
    assert isinstance(told.value.args[0], Words)
    assert len(told.value.args[0].zh) < 120


# The book


def test_every_figure_says_what_it_means_in_both_languages_and_stands_once_on_the_page() -> None:
    for figure in FIGURES.values():
        assert figure.means.zh, figure.id
        assert figure.means.en, figure.id
        assert figure.source, figure.id
        assert "密封" in figure.leaves_out.zh or figure.id in ("stock",), figure.id
    listed = [one for _words, ids in TOPICS for one in ids]
    assert sorted([*listed, "stock", "changed"]) == sorted(FIGURES)


def test_a_share_has_a_numerator_and_a_rest_and_the_old_sense_never_stands_alone() -> None:
    for figure in FIGURES.values():
        if figure.kind is Kind.SHARE:
            assert figure.coded(Role.YES) == ["yes"]
            assert "no" in figure.coded(Role.NO)
    for old, new in (("old_closing", "solved"), ("old_first_time", "first_time")):
        assert (FIGURES[old].beside, FIGURES[new].beside) == (new, old)


@pytest.mark.parametrize("word", ["指数", "评分", "得分", "排名", "个人排"])
def test_no_figure_is_an_index_or_a_ranking(word: str) -> None:
    """CY-37: there is no index figure."""
    assert not [figure.id for figure in FIGURES.values() if word in figure.name.zh]


@pytest.mark.parametrize(("code", "is_back"), [
    ("2026", False), ("2026-01", True), ("2026-02", True), ("2026-03", False), ("2026-Q1", True), ("2026-Q2", True), ("2026-Q4", False),
    ("2026-05", True), ("2026-11", False), ("2026-01-01..2026-11-30", True), ("2026-08", True),
])  # fmt: skip
def test_answers_of_a_period_are_kept_back_where_another_one_would_tell_them(code: str, is_back: bool) -> None:
    months = {"2026-01": 2, "2026-02": 4, "2026-03": 20, "2026-04": 30, "2026-05": 9, "2026-11": 15}
    assert is_kept_back(Period.read(code), months) is is_back


def test_few_answers_of_a_year_are_kept_back() -> None:
    assert is_kept_back(Period.read("2026"), {"2026-01": 5, "2026-02": 4})
    assert is_kept_back(Period.read("2026"), {})
