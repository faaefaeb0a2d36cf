"""Sources of the law on English pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

import fengqiao.packs
from fengqiao.ui.citing import in_english, number

HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("信访工作条例 第二十五条", "Regulation on Petition Work Art 25"),
        ("《信访工作条例》第二十三条第三款", "Regulation on Petition Work Art 23(3)"),
        ("信访工作条例 第三十一条第六项", "Regulation on Petition Work Art 31 item 6"),
        ("信访工作条例 第二十二条第一款第一项、第二项", "Regulation on Petition Work Art 22(1) item 1, item 2"),
        ("信访工作条例 第三十八条至第四十条", "Regulation on Petition Work Art 38–40"),
        ("信访工作条例 第三十一条第一项至第四项", "Regulation on Petition Work Art 31 item 1–4"),
        ("《民法典》第二百零一条、《民事诉讼法》第八十五条", "Civil Code Art 201, Civil Procedure Law Art 85"),
        ("DAY-13 · 设计规则（在主时限之内）", "DAY-13 · rule of this platform (within the main limit)"),
        ("信访工作条例第十七条（自愿）", "Regulation on Petition Work Art 17 (voluntary)"),
        ("某省某办法 第三条", "某省某办法 第三条"),
        ("", ""),
    ],
)
def test_sources_in_english(source: str, english: str) -> None:
    assert in_english(source) == english


def test_numerals() -> None:
    assert [number(text) for text in ("一", "十", "十二", "二十", "九十九", "一百", "二百零三", "一百八十七")] == [
        1, 10, 12, 20, 99, 100, 203, 187,
    ]  # fmt: skip


def test_the_sources_of_the_national_rules_are_known() -> None:
    folder = Path(str(fengqiao.packs.__path__[0])) / "national"
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.yaml")))
    sources = sorted(set(re.findall(r"信访工作条例 ?第[^\s\"'，。}\]：]+条(?:第[^\s\"'，。}\]：]+[款项])?", text)))
    assert sources
    assert [source for source in sources if HAN.search(in_english(source))] == []


def test_a_page_names_them_in_its_own_language(rendered: Callable[..., str]) -> None:
    source = "信访工作条例 第二十五条"
    assert rendered("{{ source|cited }}", source=source) == source
    with translation.override("en"):
        assert rendered("{{ source|cited }}", source=source) == "Regulation on Petition Work Art 25"
