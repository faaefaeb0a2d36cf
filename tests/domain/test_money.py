"""Amounts: read as people write them, written in capitals as banks ask, checked against an oracle that reads them back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain import money

FEN = st.integers(min_value=1, max_value=9_999_999_999_999)
DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(text: str) -> int:
    """The fen that an amount in capitals says: an oracle of its own, which knows nothing of how it was written."""
    text = text.removesuffix("整")
    yuan, _, rest = text.partition("元") if "元" in text else ("", "", text)
    whole, group, digit = 0, 0, 0
    for character in yuan:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in PLACES:
            group, digit = group + digit * PLACES[character], 0
        else:
            size = {"万": 10_000, "亿": 100_000_000}[character]
            group += digit
            whole, group, digit = (whole + group) * size if size == 100_000_000 else whole + group * size, 0, 0
    yuan_said, fen, digit = whole + group + digit, 0, 0
    for character in rest:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[character], 0
    return yuan_said * 100 + fen


@given(FEN)
def test_capitals_read_back_as_the_same_amount(fen: int) -> None:
    text = money.capitals(Decimal(fen) / 100)
    assert read_back(text) == fen
    assert "零零" not in text
    assert text.endswith(("整", "分"))


@given(FEN)
def test_what_is_written_is_read_again(fen: int) -> None:
    amount = Decimal(fen) / 100
    assert money.parse(money.written(amount)) == amount
    assert money.parse(money.kept(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("48200", "肆万捌仟贰佰元整"), ("7080000", "柒佰零捌万元整"), ("160000", "壹拾陆万元整"), ("0.05", "伍分"),
        ("10.50", "壹拾元伍角整"), ("1000.05", "壹仟元零伍分"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"), ("100000000", "壹亿元整"), ("325.04", "叁佰贰拾伍元零肆分"),
    ],
)  # fmt: skip
def test_amounts_as_banks_write_them(amount: str, words: str) -> None:
    assert money.capitals(amount) == words


@pytest.mark.parametrize(
    ("text", "amount"),
    [("48,200", "48200.00"), ("4.82万元", "48200.00"), ("￥0.5", "0.50"), ("１２３", "123.00"), ("48200.50元", "48200.50")],
)
def test_people_write_amounts_in_many_ways(text: str, amount: str) -> None:
    found = money.parse(text)
    assert found is not None
    assert money.kept(found) == amount


@pytest.mark.parametrize("text", ["", "0", "-5", "1e9", "八百", "1.234", "nan", "9" * 30, "1..2", "０"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert money.parse(text) is None
