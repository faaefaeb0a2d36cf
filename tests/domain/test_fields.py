"""Cleaning what people enter: every wrong value gives a sentence, none an error."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.domain.errors import Incomplete
from fengqiao.domain.fields import clean
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field

TODAY = date(2026, 8, 3)
LISTS = {"outcomes": {"support": Words("支持", "Supported"), "reject": Words("不支持", "Not supported")}}
LABEL = Words("标签", "Label")


def field(kind: str, name: str = "x", **more: Any) -> Field:
    return Field(name, LABEL, kind, **more)


def resolve(kind: str, value: str) -> str | None:
    return {"民政局": "unit-1", "unit-1": "unit-1"}.get(value)


def enter(one: Field, value: object, demands: tuple[str, ...] = ()) -> Any:
    return clean([one], {one.name: value}, today=TODAY, choices=LISTS, resolve=resolve, demands=demands)[one.name]


def refusal(one: Field, value: object, demands: tuple[str, ...] = ()) -> dict[str, Words]:
    with pytest.raises(Incomplete) as caught:
        enter(one, value, demands)
    return caught.value.fields


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "  路灯坏了\x00\x07 ", "路灯坏了"),
        ("text", 42, "42"),
        ("longtext", "一\r\n二", "一\n二"),
        ("date", "2026-08-03", TODAY),
        ("date", "２０２６－０８－０３", TODAY),
        ("date", "1900-01-01", date(1900, 1, 1)),
        ("days", "３０", 30),
        ("number", 1200, 1200),
        ("bool", "on", True),
        ("bool", None, False),
        ("choice", "support", "support"),
        ("phone", "12345", "12345"),
        ("phone", "0743-4726012转8", "0743-4726012转8"),
        ("unit", "民政局", "unit-1"),
        ("text", "", None),
        ("date", ["2026-08-03"], TODAY),
    ],
)
def test_good_values_are_made_clean(kind: str, value: object, expected: object) -> None:
    most = 90 if kind == "days" else 0
    assert enter(field(kind, choices="outcomes", most=most), value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("date", "1899-12-31", "1900"),
        ("date", "2026-08-04", "今天是2026-08-03"),
        ("date", "2026-02-30", "不是日期"),
        ("date", "昨天", "不是日期"),
        ("days", "0", "1至90"),
        ("days", "91", "1至90"),
        ("days", "-3", "不是整数"),
        ("days", "9" * 5000, "1至90"),
        ("days", "三", "不是整数"),
        ("choice", "maybe", "支持、不支持"),
        ("phone", "打我电话", "不像电话号码"),
        ("unit", "没有这个局", "找不到"),
        ("person", "x" * 100_000, "找不到"),
        ("text", "字" * 501, "现在有501字"),
        ("longtext", "字" * 20_001, "现在有20001字"),
        ("text", {"a": 1}, "须是文字"),
        ("date", ["a", "b"], "须是文字"),
        ("bool", "perhaps", "是或否"),
        ("bool", {"a": 1}, "是或否"),
    ],
)
def test_wrong_values_get_a_sentence(kind: str, value: object, says: str) -> None:
    words = refusal(field(kind, choices="outcomes", most=90 if kind == "days" else 0), value)["x"]
    assert says in words.zh
    assert words.en


def test_a_date_may_lie_ahead_only_where_the_pack_says_so() -> None:
    assert enter(field("date", future=True), "2026-12-01") == date(2026, 12, 1)


def test_what_is_required_must_be_filled_and_a_required_box_ticked() -> None:
    assert "请填写「标签」" in refusal(field("text", required=True), " \u200b\t".replace("\u200b", ""))["x"].zh
    assert "请确认" in refusal(field("bool", required=True), "no")["x"].zh


def test_a_default_fills_what_was_not_sent_but_not_what_was_emptied() -> None:
    one = field("text", default="属地管理")
    assert clean([one], {}, today=TODAY, choices=LISTS, resolve=resolve)["x"] == "属地管理"
    assert enter(one, "") is None


def opinions(required: bool = True) -> Field:
    inner = (field("longtext", "facts", required=True), field("choice", "outcome", choices="outcomes", required=True))
    return field("each_demand", "opinions", required=required, fields=inner)


def test_each_demand_gets_its_own_answers() -> None:
    sent = [{"facts": "属实", "outcome": "support"}, {"facts": "不实", "outcome": "reject", "more": 1}]
    rows = enter(opinions(), sent, ("d1", "d2"))
    assert [(row["demand"], row["outcome"]) for row in rows] == [("d1", "support"), ("d2", "reject")]
    assert "more" not in rows[1]


def test_each_demand_may_come_as_flat_keys_of_a_form() -> None:
    sent = {"opinions.1.facts": "属实", "opinions.1.outcome": "support"}
    values = clean([opinions()], sent, today=TODAY, choices=LISTS, resolve=resolve, demands=("d1",))
    assert values["opinions"] == [{"demand": "d1", "facts": "属实", "outcome": "support"}]


def test_a_missing_answer_names_its_demand() -> None:
    wrong = refusal(opinions(), [{"facts": "属实", "outcome": "support"}, {"facts": "不实"}], ("d1", "d2"))
    assert set(wrong) == {"opinions.2.outcome"}
    assert set(refusal(opinions(), [], ("d1",))) == {"opinions.1.facts", "opinions.1.outcome"}
    assert set(refusal(opinions(), "x", ("d1",))) == {"opinions"}
    assert set(refusal(opinions(), [{}, {}], ("d1",))) == {"opinions"}


def test_unknown_keys_are_dropped_and_anything_but_a_mapping_refused() -> None:
    assert clean([], {"extra": 1}, today=TODAY, choices={}, resolve=resolve) == {}
    with pytest.raises(Incomplete):
        clean([], [1, 2], today=TODAY, choices={}, resolve=resolve)


def test_the_summary_names_every_wrong_field() -> None:
    two = [field("text", "a", required=True), field("date", "b", required=True)]
    with pytest.raises(Incomplete) as caught:
        clean(two, {}, today=TODAY, choices={}, resolve=resolve)
    assert caught.value.words.zh.startswith("有2处")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KINDS = ("text", "longtext", "date", "days", "number", "bool", "choice", "unit", "phone")


@settings(max_examples=150)
@given(kind=st.sampled_from((*KINDS, "each_demand")), value=JSON)
def test_no_json_raises_anything_but_incomplete(kind: str, value: object) -> None:
    one = opinions() if kind == "each_demand" else field(kind, choices="outcomes")
    with suppress(Incomplete):
        enter(one, value, ("d1", "d2"))


def test_several_codes_may_be_chosen_each_once_and_only_those_of_the_list() -> None:
    several = field("choices", choices="outcomes", required=True)
    assert enter(several, ["reject", "support", "reject"]) == ["reject", "support"]
    assert enter(several, "support,reject") == ["support", "reject"]
    assert "没有“maybe”这个选项" in refusal(several, ["support", "maybe"])["x"].zh
    assert "请填写" in refusal(several, [])["x"].zh


def test_a_row_that_only_repeats_the_one_before_is_no_row() -> None:
    terms = field("rows", fields=(field("text", "who", required=True, repeats=True), field("text", "what", required=True)))
    tree, taken_over = {"who": "龙水生", "what": "把树栽回村口"}, {"who": "龙水生", "what": ""}
    assert enter(terms, [tree, taken_over]) == [tree]
    assert enter(terms, [tree, {"who": "龙水生", "what": "补移栽费"}])[1]["what"] == "补移栽费"
    assert "x.2.what" in refusal(terms, [tree, {"who": "石阿公", "what": ""}])


FILES = (
    Field("text", Words("补充的情况", "What to add"), "longtext", required=True, instead="files"),
    Field("files", Words("照片、录音", "Photos"), "files", choices="file_kinds"),
)
KINDS_OF_FILES = {"file_kinds": {"photo": Words("照片", "Photo"), "title": Words("凭证", "Title")}}


def cleaned_files(raw: dict[str, object], *, most: int = 9) -> dict[str, object]:
    """Cleaned where the keys a and b were sent for this act."""
    return clean(FILES, raw, today=date(2026, 8, 3), choices=KINDS_OF_FILES, most_files=most,
                 resolve=lambda kind, value: value if kind == "sent" and value in "ab" else None)  # fmt: skip


def test_files_are_keys_each_once_with_what_they_are() -> None:
    rows = cleaned_files({"text": "x", "files": ["a", "", "b", "a"], "files.what": "title"})["files"]
    assert rows == [{"file": "a", "what": "title"}, {"file": "b", "what": "title"}]
    assert cleaned_files({"text": "x", "files": "a"})["files"] == [{"file": "a"}]
    again = [{"file": "a", "what": "photo"}, {"file": "b"}]
    assert cleaned_files({"text": "x", "files": again})["files"] == again
    assert cleaned_files({"text": "x"})["files"] is None


@pytest.mark.parametrize("raw", [{"files": ["c"]}, {"files": ["a"], "files.what": "score"}, {"files": [{"file": ["a"]}]}, {"files": [7]}])
def test_files_that_were_not_sent_are_refused(raw: dict[str, object]) -> None:
    with pytest.raises(Incomplete) as refused:
        cleaned_files({"text": "x", **raw})
    assert set(refused.value.fields) == {"files"}


def test_too_many_files_are_refused_with_the_number() -> None:
    with pytest.raises(Incomplete) as refused:
        cleaned_files({"text": "x", "files": ["a", "b"]}, most=1)
    assert "最多1个" in refused.value.fields["files"].zh


def test_a_text_may_be_left_out_where_files_stand_for_it() -> None:
    assert cleaned_files({"files": ["a"]})["text"] is None
    for nothing in ({}, {"files": []}, {"files": [""]}, {"text": " "}):
        with pytest.raises(Incomplete) as refused:
            cleaned_files(nothing)
        assert set(refused.value.fields) == {"text"}
