"""What columns mean, and one row as a petition or what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.apps.intake import columns
from fengqiao.apps.intake.letters import Letter, Reader, day_in, with_keys
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel import headings, packfiles
from fengqiao.kernel.sheets import LOST_DIGITS, Row

LISTS = packfiles.load("national").lists
TODAY = date(2026, 4, 14)


def reader(*fields: str) -> Reader:
    return Reader({field: place for place, field in enumerate(fields)}, LISTS, TODAY, lambda text: "")


def letter(*cells: str) -> Letter:
    return Letter(Row(2, cells), "k")


def test_headings_tell_their_meaning_in_both_languages() -> None:
    assert headings.guess(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级标签"], columns.ALIASES) == {
        "title": "留言主题", "content": "留言详情", "time": "留言时间", "name": "留言用户", "category": "一级标签",
        "key": "留言编号",
    }  # fmt: skip
    english = ["key", "row", "label", "title", "detail", "msg_id", "user", "time"]
    assert headings.guess(english, columns.ALIASES) == {
        "title": "title", "content": "detail", "time": "time", "name": "user", "category": "label", "key": "key",
    }  # fmt: skip
    assert headings.guess([" Received_On ", "联系 电话（手机）", "电话"], columns.ALIASES)["phone"] == "电话"


def test_what_is_said_wins_over_what_is_guessed() -> None:
    names = ["标题", "内容", "备注"]
    assert columns.settle(names, {"content": "备注"}) == {"title": 0, "content": 2}
    assert columns.settle(names, {"wish": "内容"}) == {"title": 0, "wish": 1}
    assert columns.settle(names, {"title": ""}) == {"content": 1}


@pytest.mark.parametrize(
    ("flags", "words"),
    [(["title"], "看不懂"), (["titel=标题"], "看不懂"), (["title=没有"], "没有「没有」这一列"), (["title=", "content="], "没有认出")],
)
def test_wrong_flags_are_a_sentence(flags: list[str], words: str) -> None:
    with pytest.raises(Incomplete) as refused:
        columns.settle(["标题", "内容"], columns.read_flags(flags))
    assert words in refused.value.words.zh
    assert refused.value.words.of("en")


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("城乡建设", "housing"), ("劳动和社会保障", "labour"), ("教育文体", "education"), ("商贸旅游", "trade"),
        ("环境保护", "environment"), ("卫生计生", "health"), ("交通运输", "transport"), ("住建城管", "housing"),
        ("Farming and water", "farming"), ("land", "land"), (" 其 他 ", "other"), ("外星事务", ""), ("", ""),
    ],
)  # fmt: skip
def test_labels_find_their_category(label: str, code: str) -> None:
    assert headings.code_of(label, LISTS["categories"], columns.SUBJECTS) == code


@pytest.mark.parametrize(
    "text",
    ["2024-11-05", "2024/11/5", "2024.11.5", "2024年11月5日", "２０２４－１１－０５", "20241105", "2024-11-05 09:30:00",
     "2024/11/5 9:30", "2024-11-05T01:30:00Z", "45601"],
)  # fmt: skip
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert day_in(text) == date(2024, 11, 5)


@pytest.mark.parametrize("text", ["", "去年", "2024-13-01", "2024-02-30", "5/11/2024", "99999999", "2024-11-05xyz"])
def test_other_days_are_none(text: str) -> None:
    assert day_in(text) is None


@pytest.mark.parametrize(
    ("field", "cell", "words"),
    [
        ("time", "昨天", "不是日期"), ("time", "1899-12-31", "早于1900年"), ("time", "2026-04-15", "晚于今天"),
        ("closed", "2026-04-01", "早于收到时间"), ("phone", LOST_DIGITS, "数字已经丢失"), ("name", "长" * 51, "最多50字"),
        ("content", "有\x00字符", "不能使用的字符"), ("name", "坏\ud800", "不能使用的字符"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_part(field: str, cell: str, words: str) -> None:
    fields = ["title", "time", *([field] if field != "time" else [])]
    cells = ["路灯不亮", cell if field == "time" else "2026-04-02", *([cell] if field != "time" else [])]
    _petition, wrong = reader(*fields).petition(letter(*cells))
    assert list(wrong) == [field]
    assert words in wrong[field].zh
    assert wrong[field].en


def test_a_letter_needs_something_said() -> None:
    _petition, wrong = reader("title", "content", "name").petition(letter("", "", "吴大升"))
    assert list(wrong) == ["content"]


def test_every_part_finds_its_place() -> None:
    fields = ("title", "content", "time", "name", "phone", "category", "channel", "classification", "key")
    cells = ("路灯不亮", "村口三盏", "2026-03-02 09:00", "吴大升", "10012345678", "城乡建设", "来信", "建议意见", "n1")
    petition, wrong = reader(*fields).petition(letter(*cells))
    assert not wrong
    assert (petition.title, petition.content, petition.received_on) == ("路灯不亮", "村口三盏", date(2026, 3, 2))
    assert (petition.category, petition.channel, petition.classification) == ("housing", "letter", "suggest")
    assert [(person.name, person.phone) for person in petition.people] == [("吴大升", "10012345678")]


def test_keys_are_given_or_made_and_twins_are_marked() -> None:
    rows = [Row(2, ("a", "甲")), Row(3, ("", "乙")), Row(4, ("a", "丙")), Row(5, ("", "乙")), Row(6, ("x" * 200, "丁"))]
    letters = list(with_keys(rows, {"key": 0, "title": 1}))
    assert [one.twin_of for one in letters] == ["", "", "a", letters[1].key, ""]
    assert letters[0].key == "a"
    assert len({one.key for one in letters}) == 5
    assert max(len(one.key) for one in letters) < 120
    assert [one.key for one in with_keys(rows, {"key": 0, "title": 1})] == [one.key for one in letters]
