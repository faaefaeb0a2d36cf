"""Days as people remember them: a day, a month, a year, or 不详 (PB-32, N-10, N-11)."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.domain import fields, rough_days
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field


@pytest.mark.parametrize(
    ("typed", "kept", "zh", "en"),
    [
        ("2003-05", "2003-05", "2003年5月", "May 2003"),
        (" 2003 年 5 月 ", "2003-05", "2003年5月", "May 2003"),
        ("２００３．５", "2003-05", "2003年5月", "May 2003"),
        ("2003/5/12", "2003-05-12", "2003年5月12日", "12 May 2003"),
        ("2003年5月12日", "2003-05-12", "2003年5月12日", "12 May 2003"),
        ("2018年", "2018", "2018年", "2018"),
        ("2018", "2018", "2018年", "2018"),
        ("不详", "XXXX", "不详", "Not known"),
        ("记不清", "XXXX", "不详", "Not known"),
        ("Not known", "XXXX", "不详", "Not known"),
    ],
)
def test_pb_32_days_are_as_precise_as_they_are_known(typed: str, kept: str, zh: str, en: str) -> None:
    assert rough_days.parse(typed) == kept
    words = rough_days.shown(kept)
    assert (words.zh, words.of("en")) == (zh, en)
    assert rough_days.parse(kept) == kept


@pytest.mark.parametrize("typed", ["", "去年", "2003-13", "2003-02-30", "03-05", "20035", "2003-05-", "0000", "2003年5", "二〇〇三年", "-"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    assert rough_days.parse(typed) == ("2003-05" if typed == "2003年5" else None)


@pytest.mark.parametrize(
    ("kept", "first", "last"),
    [
        ("2003-05-12", date(2003, 5, 12), date(2003, 5, 12)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2003", date(2003, 1, 1), date(2003, 12, 31)),
        ("XXXX", None, None),
        ("", None, None),
    ],
)
def test_a_rough_day_has_a_first_and_a_last_one(kept: str, first: date | None, last: date | None) -> None:
    assert (rough_days.first_day(kept), rough_days.last_day(kept)) == (first, last)


@pytest.mark.parametrize(
    ("kept", "until", "zh", "en"),
    [
        ("2003-05", date(2024, 7, 1), "21年2个月", "21 years 2 months"),  # N-10
        ("2003-05-12", date(2024, 7, 11), "21年1个月", "21 years 1 month"),
        ("2003-05-12", date(2024, 7, 12), "21年2个月", "21 years 2 months"),
        ("2018", date(2026, 4, 14), "约8年", "about 8 years"),
        ("2026", date(2026, 4, 14), "不到一年", "Less than a year"),
        ("2026-04", date(2026, 4, 14), "不到一个月", "Less than a month"),
        ("2025-04", date(2026, 4, 14), "1年", "1 year"),
    ],
)
def test_n_10_how_long_ago_it_was(kept: str, until: date, zh: str, en: str) -> None:
    words = rough_days.age(kept, until)
    assert words is not None
    assert (words.zh, words.of("en")) == (zh, en)


@pytest.mark.parametrize("kept", ["", "XXXX", "2030"])
def test_what_is_not_known_has_no_age(kept: str) -> None:
    assert rough_days.age(kept, date(2026, 4, 14)) is None


def test_n_11_a_field_takes_a_month_a_year_or_not_known_and_nothing_ahead() -> None:
    spec = Field("arose", Words("什么时候起的", "Since when"), "rough_day")

    def clean(text: str) -> object:
        return fields.clean((spec,), {"arose": text}, today=date(2026, 4, 14), choices={}, resolve=lambda kind, value: None)["arose"]

    assert [clean(text) for text in ("2018年", "2003.5", "不详", "")] == ["2018", "2003-05", "XXXX", None]
    assert clean("2026") == "2026"  # of this year, whichever day
    for text, words in (("去年冬天", "2003-05"), ("2026-05", "还没有到"), ("1850", "1900")):
        with pytest.raises(Incomplete) as refused:
            clean(text)
        assert words in refused.value.fields["arose"].zh
