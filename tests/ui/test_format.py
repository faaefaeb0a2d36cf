"""Dates, codes, money and masks as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from fengqiao.domain.words import Words
from fengqiao.ui import format as written
from fengqiao.ui.templatetags import ui

MONDAY = date(2026, 11, 23)


def test_stamp_is_local_time() -> None:
    assert written.stamp(datetime(2026, 11, 23, 1, 30, tzinfo=UTC)) == "2026-11-23 09:30"
    assert written.stamp(MONDAY) == "2026-11-23"
    assert written.stamp(None) == "—"


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 26), "还剩3天（11月26日 周四 到期）"),
        (MONDAY, "今天到期（11月23日 周一）"),
        (date(2026, 11, 22), "超期1天（11月22日 周日 到期）"),
        (date(2027, 1, 4), "还剩42天（2027年1月4日 周一 到期）"),
        (None, "—"),
    ],
)
def test_due_says_days_date_and_weekday(on: date | None, said: str) -> None:
    assert written.due(on, MONDAY) == said


def test_papers_write_the_long_day() -> None:
    assert written.long_day(date(2026, 11, 5)) == "2026年11月5日"
    with translation.override("en"):
        assert written.long_day(date(2026, 11, 5)) == "5 Nov 2026"


def test_tracking_code_in_fours() -> None:
    assert written.tracking_code("407183529644") == "4071 8352 9644"
    assert written.tracking_code("4071-8352-9644") == "4071 8352 9644"
    assert written.tracking_code("LX-2025-001234") == "LX-2025-001234"


def test_money_and_numbers() -> None:
    assert written.money(Decimal("48000")) == "48,000.00 元"
    assert written.money("much") == "—"
    assert written.number(12345) == "12,345"


@pytest.mark.parametrize(
    ("plain", "kind", "shown"),
    [
        ("吴大升", "name", "吴*升"),
        ("刘红", "name", "刘*"),
        ("扎西卓玛", "name", "扎西*玛"),
        ("13812345678", "phone", "138****5678"),
        ("999912345678900016", "id", "9999**********0016"),
        ("西门社区12号", "address", "西门社区**号"),
        ("", "name", ""),
    ],
)
def test_masks(plain: str, kind: str, shown: str) -> None:
    assert written.mask(plain, kind) == shown


def test_words_follow_the_language() -> None:
    both = Words("受理", "Acceptance")
    assert ui.words(both) == "受理"
    with translation.override("en"):
        assert ui.words(both) == "Acceptance"
        assert ui.words({"zh": "受理", "en": "Acceptance"}) == "Acceptance"
    assert ui.words(None) == ""


def test_lamp_is_shape_and_word_not_colour_alone() -> None:
    for colour, (shape, word) in ui.LAMPS.items():
        assert shape in ui.lamp(colour)
        assert str(word) in ui.lamp(colour)
    assert len({shape for shape, _ in ui.LAMPS.values()}) == len(ui.LAMPS)
    assert ui.lamp("pink") == ""
