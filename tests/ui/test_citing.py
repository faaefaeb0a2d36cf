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
        ("DAY-13 · 设计规则（在主时限之内）", "DAY-13 · Rule of this platform (within the main limit)"),
        ("信访工作条例 第四十条第二款至第四款", "Regulation on Petition Work Art 40(2)–(4)"),
        ("信访工作条例第十七条（自愿）", "Regulation on Petition Work Art 17 (voluntary)"),
        ("某省某办法 第三条", "某省某办法 第三条"),
        ("", ""),
    ],
)
def test_sources_in_english(source: str, english: str) -> None:
    assert in_english(source) == english


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("DAY-3 · 《信访工作条例》第三十四条", "《信访工作条例》第三十四条"),
        ("设计规则 G-14（法律未规定时限）", "设计规则（法律未规定时限）"),
        ("信访工作条例 第十九条；设计规则 PB-17", "信访工作条例 第十九条；设计规则"), ("DAY-4", "设计规则"), ("", ""),
    ],
)  # fmt: skip
def test_codes_of_our_own_rules_stay_in_the_books(source: str, shown: str, rendered: Callable[..., str]) -> None:
    assert rendered("{{ source|cited }}", source=source) == shown


def test_numerals() -> None:
    assert [number(text) for text in ("一", "十", "十二", "二十", "九十九", "一百", "二百零三", "一百八十七")] == [
        1, 10, 12, 20, 99, 100, 203, 187,
    ]  # fmt: skip


def test_the_sources_of_every_pack_are_known() -> None:
    folder = Path(str(fengqiao.packs.__path__[0]))
    files = [path for path in folder.rglob("*.yaml") if path.parent.name != "calendars"]
    sources = {
        said.strip("\" ") for path in files for said in re.findall(r'\bsource: *("[^"\n]*"|[^,}\]\n{]+)', path.read_text("utf-8"))
    }
    assert len(sources) > 100
    assert [source for source in sorted(sources) if HAN.search(in_english(source))] == []


def test_a_page_names_them_in_its_own_language(rendered: Callable[..., str]) -> None:
    source = "信访工作条例 第二十五条"
    assert rendered("{{ source|cited }}", source=source) == source
    with translation.override("en"):
        assert rendered("{{ source|cited }}", source=source) == "Regulation on Petition Work Art 25"
