"""Filling papers: names, lines that fall away, lists, both languages, and nothing entered is read as a template."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fengqiao.domain import papers
from fengqiao.domain.words import Words


def zh(text: str, **context: object) -> str:
    return papers.render(Words(text, ""), context).zh


def en(text: str, **context: object) -> str:
    return papers.render(Words("-", text), context).en


@pytest.mark.parametrize("empty", [None, "", "  ", False, [], Words("", "")])
def test_a_line_without_any_value_falls_away(empty: object) -> None:
    assert zh("甲\n附言：{note}\n乙", note=empty) == "甲\n乙"


def test_a_line_with_one_of_two_values_stays() -> None:
    assert zh("由{unit}转来{note}。", unit="信访局") == "由信访局转来。"


def test_an_empty_list_takes_its_heading_along() -> None:
    assert zh("甲：乙\n诉求：\n{demands}\n丙") == "甲：乙\n丙"


def test_a_heading_goes_alone_and_not_the_line_before_it() -> None:
    assert zh("诉求：\n丙：{x}\n附：\n丁：{y}", x="1") == "诉求：\n丙：1"


def test_a_heading_with_something_under_it_stays() -> None:
    assert zh("诉求：\n{demands}", demands=["还钱"]) == "诉求：\n还钱"


def test_gaps_left_by_fallen_lines_close() -> None:
    assert zh("甲\n\n{x}\n\n乙") == "甲\n\n乙"


def test_several_items_are_numbered_and_empty_ones_skipped() -> None:
    assert zh("{demands}", demands=["还钱", "", "道歉"]) == "1. 还钱\n2. 道歉"


def test_opinions_are_blocks_with_every_part() -> None:
    opinion = {"demand": "还钱", "facts": "欠薪属实", "outcome": Words("支持", "Supported"), "reply": "十日内付清",
               "basis": "《劳动法》第五十条"}  # fmt: skip
    text = zh("{opinions}", opinions=[opinion])
    assert text == (
        "1. 还钱\n查明的事实：欠薪属实\n结论：支持\n处理意见：十日内付清\n法律法规依据：《劳动法》第五十条"
    )


def test_each_language_has_its_own_words_days_and_yes() -> None:
    context = {"d": date(2026, 11, 2), "w": Words("来访", "Visit"), "b": True}
    assert zh("{d} {w} {b}", **context) == "2026年11月2日 来访 是"
    assert en("{d} {w} {b}", **context) == "2 November 2026 Visit Yes"


def test_an_instant_has_its_hour() -> None:
    assert zh("{at}", at=datetime(2026, 11, 2, 9, 30)) == "2026年11月2日 09:30"


@pytest.mark.parametrize("entered", ["{petitioner}", "{0}", "{{x}}", "{unit.__class__}", "\\1"])
def test_what_was_entered_is_never_a_template(entered: str) -> None:
    assert zh("说明：{note}", note=entered, petitioner="吴大升", unit="局") == f"说明：{entered}"


def test_names_of_both_languages_are_found_once() -> None:
    assert papers.names_in(Words("{a}{b}{a}", "{c}")) == ("a", "b", "c")


def test_missing_names_what_is_empty() -> None:
    context = {"a": "x", "b": " ", "c": 0, "d": date(2026, 1, 1)}
    assert papers.missing(("a", "b", "c", "d", "e"), context) == ("b", "e")


@pytest.mark.parametrize("hole", ["demand", "facts", "outcome", "reply", "basis"])
def test_one_demand_without_a_full_answer_is_missing(hole: str) -> None:
    whole = dict.fromkeys(("demand", "facts", "outcome", "reply", "basis"), "有")
    assert papers.missing(("opinions",), {"opinions": [whole]}) == ()
    assert papers.missing(("opinions",), {"opinions": [whole, whole | {hole: ""}]}) == ("opinions",)


def test_waivers_are_found_through_spaces() -> None:
    assert papers.waivers_in("甲方自愿放弃 复\n查") == ("放弃复查",)
    assert papers.waivers_in(papers.RIGHTS.zh) == ()
