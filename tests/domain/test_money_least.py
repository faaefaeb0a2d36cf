"""“七百余万元”: an amount known only to be at least so much is kept and written with ≥, and a sum of it as well."""

from __future__ import annotations

import pytest

from fengqiao.domain import money


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("700余万元", "≥7000000.00"),
        ("700万余元", "≥7000000.00"),
        ("700多万", "≥7000000.00"),
        ("700万元余", "≥7000000.00"),
        ("7,000,000以上", "≥7000000.00"),
        ("700万元以上", "≥7000000.00"),
        ("≥ 7000000", "≥7000000.00"),
        (">=7000000", "≥7000000.00"),
        ("超过700万元", "≥7000000.00"),
        ("不少于48200.50元", "≥48200.50"),
        ("over 7,000,000", "≥7000000.00"),
        ("7000000+", "≥7000000.00"),
        ("700万元", "7000000.00"),
        ("48,200", "48200.00"),
        ("≥7000000.00", "≥7000000.00"),
        ("余", None),
        ("很多", None),
        ("多700万", None),
        ("不到700万", None),
        ("约700万", None),
        ("≥≥7", None),
        ("≥0", None),
        ("", None),
    ],
)
def test_nd_02_over_seven_million_can_be_written(text: str, kept: str | None) -> None:
    assert money.parse_least(text) == kept


def test_nd_02_it_is_read_with_its_mark_and_reckoned_without() -> None:
    assert money.written("≥7000000.00") == "≥ 7,000,000.00"
    assert money.written("7000000.00", least=True) == "≥ 7,000,000.00"
    assert money.written("7000000.00") == "7,000,000.00"
    assert money.total(["≥7000000.00", "0.50", None]) == money.total(["7000000.50"])
