"""A place's own method as data: what is read, what is refused, and the five that are shipped (product.md §2.3, K-01 … K-20)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, parse
from fengqiao.domain.prove import Space, prove
from fengqiao.kernel import packfiles
from tests.domain.small import small, words

FIVE = ("pingba", "kouzi", "yuanjiang", "chaoyang", "naidong")
ONE = {"n": 2, "name": words("两级", "Two levels"), "items": [words("镇", "Town"), ""], "proof": ["ladder_steps_used"]}


def method(**over: Any) -> dict[str, Any]:
    """A small pack that tells one slogan, changed as asked."""
    told = {"codes": [{"id": "21", "name": words("二一", "2-1"), "parts": [deepcopy(ONE)]}], **over}
    return small(method=told)


def test_a_digit_counts_its_items_and_an_unknown_one_stays_empty() -> None:
    part = parse(method()).method.codes[0].parts[0]
    assert (part.n, [item and item.zh for item in part.items], part.proof) == (2, ["镇", None], ("ladder_steps_used",))


@pytest.mark.parametrize(
    ("over", "key", "says"),
    [
        ({"codes": [{"id": "a", "name": words(), "parts": [{**ONE, "n": 3}]}]}, "items", "数字是3，列出的却有2项"),
        ({"codes": [{"id": "a", "name": words(), "parts": [{**ONE, "proof": ["ticked"]}]}]}, "proof", "没有“ticked”这种证明"),
        ({"codes": [{"id": "a", "name": words(), "parts": []}]}, "parts", "至少要有一个部分"),
        ({"codes": [{"id": "a", "name": words(), "parts": [{"n": 0, "name": words()}]}]}, "n", "须是1到30"),
        ({"labels": {"president": words()}}, "method.labels.president", "没有这个键"),
        ({"confidence": "sure"}, "method.confidence", "须是"),
        ({"scores": {}}, "method.scores", "没有这个键"),
    ],
)
def test_what_is_wrong_is_named_with_its_key(over: dict[str, Any], key: str, says: str) -> None:
    with pytest.raises(PackError) as refused:
        parse(method(**over))
    assert refused.value.key.endswith(key)
    assert says in refused.value.words.zh


@pytest.mark.parametrize("text", ["重点人员名单", "稳控到人", "老访户台账", "风险等级评定", "重\u200b点\u2060人员", "ｒｉｓｋｌｅｖｅｌ"])
def test_a_method_that_labels_or_watches_people_is_not_proven(text: str) -> None:
    problems = prove(parse(method(mottos=[words(text, "x")]))).problems
    assert any(problem.key.startswith("method.mottos") for problem in problems)


def test_the_words_of_the_source_may_stand_beside_their_reading() -> None:
    part = {"n": 1, "name": words("帮扶与安全措施", "Support"), "said_as": words("稳控措施", "as said")}
    assert not [p for p in prove(parse(method(codes=[{"id": "1", "name": words(), "parts": [part]}]))).problems if "method" in p.key]


def test_a_place_cuts_the_way_into_steps_of_its_own() -> None:
    data = small(steps=[{"id": "all", "name": words()}, {"id": "end", "name": words("回诊", "Return"), "states": ["done", "kept"]}])
    flow = parse(data).workflows["flow"]
    assert {state.id: state.step for state in flow.states.values()} == {"new": "all", "busy": "all", "done": "end", "kept": "end"}


def test_a_state_stands_under_one_step_only() -> None:
    with pytest.raises(PackError, match="已经属于"):
        parse(small(steps=[{"id": "all", "name": words(), "states": ["done"]}, {"id": "b", "name": words(), "states": ["done"]}]))


def test_a_step_that_names_no_state_there_is_is_found() -> None:
    data = small(steps=[{"id": "all", "name": words(), "states": ["gone"]}])
    assert "steps.all.states" in [problem.key for problem in prove(parse(data)).problems]


@pytest.fixture(scope="module")
def five() -> dict[str, Pack]:
    return {name: packfiles.load(name) for name in FIVE}


def test_the_five_are_proven_and_say_where_they_come_from(five: dict[str, Pack]) -> None:
    explored: list[Space] = []
    for pack in five.values():
        assert prove(pack, explored).problems == ()
        assert pack.extends == "national"
        assert pack.method.place
        assert pack.method.codes
    walked = [space.workflow.id for space in explored]
    assert sorted(walked) == sorted([*packfiles.load("national").workflows, "petition"])  # only 潮阳 changes a way, of one workflow


def test_nd_07_the_progress_bar_shows_the_five_names(five: dict[str, Pack]) -> None:
    assert [name.zh for name in five["naidong"].steps.values()] == ["预防法", "首疗法", "转诊法", "会诊法", "回诊法"]
    assert set(five["naidong"].workflows["petition"].states) == set(packfiles.load("national").workflows["petition"].states)


def test_the_same_day_is_stricter_than_the_law(five: dict[str, Pack]) -> None:
    assert [five["naidong"].clocks[name].days for name in ("CLK-01", "CLK-02")] == [0, 0]
    assert [packfiles.load("national").clocks[name].days for name in ("CLK-01", "CLK-02")] == [15, 15]


def test_three_rounds_with_those_who_may_sit(five: dict[str, Pack]) -> None:
    """PB-44: two levels, village and town."""
    rounds = [(tier.name.zh, tier.level, tier.roles) for tier in five["pingba"].ladder]
    assert rounds == [
        ("初调解", "village", ("mediator", "deputy", "veteran")),
        ("再调解", "village", ("village_secretary", "first_secretary")),
        ("三调解", "town", ("town_leader", "justice_head")),
    ]


def test_pb_09_and_cy_07_what_is_not_spelt_out_is_marked(five: dict[str, Pack]) -> None:
    codes = {code.id: code for pack in five.values() for code in pack.method.codes}
    assert codes["321"].confidence == "inferred"
    assert codes["1-7-10"].confidence == "unknown"
    assert [len(part.items) for part in codes["1-7-10"].parts] == [1, 7, 10]
    assert not any(item for part in codes["1-7-10"].parts for item in part.items)
    assert codes["1211"].parts[2].said_as
    assert [part.n for part in codes["1211"].parts] == [1, 2, 1, 1]


@pytest.mark.parametrize("name", ["complexities", "difficulties", "dispute_kinds", "thing_kinds"])
@pytest.mark.parametrize("text", ["本人性格偏执", "重点人员牵头", "信访人难缠", "老户反复来"])
def test_nd_40_a_tag_or_grade_that_speaks_of_a_person_is_not_proven(name: str, text: str) -> None:
    """ND-40, YJ-17: tags and grades are of the matter; the check names the code, a word about the matter passes."""
    problems = prove(parse(small(lists={name: {"one": words(text, "x"), "two": words("成因复杂难辨", "y")}}))).problems
    assert [problem.key for problem in problems if problem.key.startswith("lists.")] == [f"lists.{name}.one"]
