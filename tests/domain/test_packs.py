"""Packs: what is wrong is named with file, line and key; a child never loosens its parent."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, parse, resolve, show
from fengqiao.domain.words import Words
from tests.domain.small import SMALL, act, child, child_act, clock, extended, flow, small, state, words

TRANSITIONS = "workflows.flow.transitions"


def refused(data: dict[str, Any], lines: dict[str, str] | None = None) -> PackError:
    with pytest.raises(PackError) as caught:
        parse(data, lines or {})
    assert caught.value.words.zh
    assert caught.value.words.en
    return caught.value


def loosened(data: dict[str, Any]) -> PackError:
    with pytest.raises(PackError) as caught:
        extended(data)
    assert caught.value.code == "loosened", caught.value.words
    return caught.value


def test_a_pack_is_read_whole() -> None:
    pack = parse(SMALL)
    assert pack.tag == "small@1"
    assert pack.lists["kinds"]["report"] == Words("检举", "report")
    assert pack.notes["kinds.report"] == Words("字", "word")
    accept = pack.workflows["flow"].transitions["accept"]
    assert accept.needs[0].values == ("claim",)
    assert accept.issues == (("D1", {}),)
    assert [change.kind for change in accept.clocks] == ["stop", "start"]
    assert pack.clocks["P1"].owner == "petitioner"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (small(colour="red"), "colour"),
        (small(guards={}), "guards"),
        (small(pack__name=None), "pack.name"),
        (small(pack__version=2), "pack.version"),
        (small(pack__title="  "), "pack.title"),
        (small(steps={}), "steps"),
        (small(steps=[{"id": "a", "name": words()}, {"id": "a", "name": words()}]), "steps.a.id"),
        (small(roles__handler__name={"en": "only English"}), "roles.handler.name"),
        (small(roles__handler__scope="world"), "roles.handler.scope"),
        (small(lists__kinds__claim=3), "lists.kinds.claim"),
        (small(documents__D1__to="everyone"), "documents.D1.to"),
        (small(clocks__C1=clock(unit="weeks")), "clocks.C1.unit"),
        (small(clocks__C1={**clock(), "speed": 1}), "clocks.C1.speed"),
        (small(workflows__flow__start=None), "workflows.flow.start"),
        (small(workflows__flow__states__new__stage="asleep"), "workflows.flow.states.new.stage"),
        (small(workflows__flow__states__open=state(code="x")), "workflows.flow.states.open"),
        (flow("accept", colour="red"), f"{TRANSITIONS}.accept.colour"),
        (flow("accept", **{"from": 3}), f"{TRANSITIONS}.accept.from"),
        (flow("accept", by=["a", "a"]), f"{TRANSITIONS}.accept.by"),
        (flow("accept", needs=["no_such_guard"]), f"{TRANSITIONS}.accept.needs[0].no_such_guard"),
        (flow("accept", needs=[{"flag": "a", "served": "D1"}]), f"{TRANSITIONS}.accept.needs[0]"),
        (flow("accept", needs=["kind_is"]), f"{TRANSITIONS}.accept.needs[0].kind_is"),
        (flow("accept", needs=[{"unit_handles": "x"}]), f"{TRANSITIONS}.accept.needs[0].unit_handles"),
        (flow("accept", needs=[{"in_time_or_reason": "C1"}]), f"{TRANSITIONS}.accept.needs[0].in_time_or_reason"),
        (flow("accept", clocks=[{"begin": "C1"}]), f"{TRANSITIONS}.accept.clocks[0].begin"),
        (flow("accept", clocks=[{"start": "C1", "stop": "C2"}]), f"{TRANSITIONS}.accept.clocks[0]"),
        (flow("accept", fields={"x": {"label": words(), "type": "colour"}}), f"{TRANSITIONS}.accept.fields.x.type"),
        (flow("accept", fields={"x": {"label": words(), "type": "each_demand"}}), f"{TRANSITIONS}.accept.fields.x.fields"),
        (flow("accept", emphasis="loud"), f"{TRANSITIONS}.accept.emphasis"),
        (flow("accept", sets=["kind"]), f"{TRANSITIONS}.accept.sets"),
        (flow("new_act"), f"{TRANSITIONS}.new_act.from"),
        (small(workflows__flow__never=[{"id": "N1", "words": words(), "always": "x"}]), "workflows.flow.never.N1.always"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_key(data: dict[str, Any], key: str) -> None:
    assert refused(data).key == key


def test_what_is_wrong_is_named_by_file_and_line() -> None:
    error = refused(small(colour="red"), {"colour": "small.yaml:7"})
    assert error.where == "small.yaml:7"
    assert error.words.zh.startswith("small.yaml:7 colour：")
    assert error.words.en.startswith("small.yaml:7 colour: ")


def test_a_key_without_a_line_has_that_of_the_entry_above() -> None:
    assert refused(flow("accept", needs=["nothing"]), {f"{TRANSITIONS}.accept": "small.yaml:9"}).where == "small.yaml:9"


def reader(**packs: dict[str, Any]) -> Any:
    return lambda name: (packs[name], {"pack.extends": f"{name}.yaml:3"}) if name in packs else None


def test_a_cycle_is_refused_where_it_closes() -> None:
    town, small_again = child(), child()
    small_again["pack"] = {**small_again["pack"], "name": "small", "extends": "town"}
    with pytest.raises(PackError, match="town → small → town") as caught:
        resolve("town", reader(town=town, small=small_again))
    assert caught.value.where == "small.yaml:3"


def test_an_unknown_pack_or_parent_is_refused() -> None:
    with pytest.raises(PackError, match="town") as caught:
        resolve("town", reader())
    with pytest.raises(PackError, match="没有“small”") as caught:
        resolve("town", reader(town=child()))
    assert caught.value.where == "town.yaml:3"


def test_a_pack_has_the_name_of_its_file() -> None:
    with pytest.raises(PackError, match="village"):
        resolve("village", reader(village=small()))


def test_a_child_adds_and_replaces_named_entries() -> None:
    over = child(
        roles={"mediator": {"name": words("调解员", "mediator")}},
        steps=[{"id": "all", "name": words("办", "do")}],
        lists={"kinds": {"hazard": words("隐患", "hazard")}},
        clocks={"C1": clock(10)},
        workflows={"flow": {"states": {"new": {**SMALL["workflows"]["flow"]["states"]["new"], "name": words("来了", "in")}},
                            "transitions": {"note": act(**{"from": "open", "to": "same"})}}},
    )  # fmt: skip
    pack = extended(over)
    assert pack.tag == "town@2"
    assert set(pack.roles) == {"handler", "head", "mediator"}
    assert pack.steps == {"all": Words("办", "do")}
    assert list(pack.lists["kinds"]) == ["claim", "report", "hazard"]
    assert (pack.clocks["C1"].days, pack.clocks["C2"].days) == (10, 60)
    assert pack.workflows["flow"].states["new"].name.en == "in"
    assert {"note", "accept"} <= set(pack.workflows["flow"].transitions)
    assert pack.workflows["flow"].claims == parse(SMALL).workflows["flow"].claims


def test_each_entry_remembers_where_it_came_from() -> None:
    parent = parse(SMALL, {"clocks.C1": "small.yaml:1", "clocks.C1.days": "small.yaml:2", "clocks.C2": "small.yaml:3"})
    pack = parse(child(clocks={"C1": clock(10)}), {"clocks.C1": "town.yaml:8"}, parent)
    assert pack.origin("clocks.C1.days") == "town@2 town.yaml:8"
    assert pack.origin("clocks.C2.unit") == "small@1 small.yaml:3"


def test_a_clock_says_only_what_is_other_than_its_parents() -> None:
    """K-07: fewer days are enough; whose clock it is, what starts and stops it stay, a note on the old length does not."""
    base = deepcopy(SMALL)
    base["clocks"]["C2"] |= {"note": words("六十日怎么来的", "why sixty"), "warn": [5, 2]}
    parent = parse(base, {"clocks.C2": "small.yaml:3", "clocks.C2.days": "small.yaml:4", "clocks.C2.warn": "small.yaml:5"})
    pack = parse(child(clocks={"C2": {"days": 10}}), {"clocks.C2": "town.yaml:8", "clocks.C2.days": "town.yaml:9"}, parent)
    now, old = pack.clocks["C2"], parent.clocks["C2"]
    assert now == replace(old, days=10, note=now.note)
    assert (old.note.zh, now.note.zh) == ("六十日怎么来的", "")
    assert [pack.origin(f"clocks.C2{key}") for key in ("", ".days", ".warn")] == [
        "town@2 town.yaml:8", "town@2 town.yaml:9", "small@1 small.yaml:5",
    ]  # fmt: skip
    assert parse(child(clocks={"C2": {"warn": [9, 3]}}), {}, parent).clocks["C2"].note.zh == "六十日怎么来的"
    with pytest.raises(PackError, match="缺少这一项"):
        parse(child(clocks={"C9": {"days": 10}}), {}, parent)


@pytest.mark.parametrize(
    "changed",
    [
        {"C1": clock(16)},
        {"C1": {"days": 16}},
        {"P1": {"days": 29}},
        {"C1": {"owner": "petitioner"}},
        {"C1": clock(None)},
        {"C1": clock(11, "wd")},  # eleven working days may span a long holiday
        {"C1": clock(1, "mo")},
        {"C1": clock(15, pauses=["hearing"])},
        {"C1": clock(15, extension_max=1, extension_by="head")},
        {"C1": clock(15, owner="petitioner")},
        {"C1": clock(15, starts="later")},
        {"C1": clock(15, kind="at_least")},
        {"C1": clock(15, latest_from=3), "C2": clock(61)},
        {"C2": clock(60, extension_max=31, extension_by="head")},
        {"C2": clock(60, extension_max=None, extension_by="head")},
        {"C2": clock(60, extension_max=30, extension_by="anyone")},
        {"C2": clock(2, "mo", extension_max=0)},  # two months may be 62 days
        {"P1": clock(29, owner="petitioner")},
        {"P1": clock(1, "mo", owner="petitioner")},  # February has 28 days
    ],
)
def test_a_loosened_clock_is_refused(changed: dict[str, Any]) -> None:
    assert loosened(child(clocks=changed)).key.startswith("clocks.")


@pytest.mark.parametrize(
    "changed",
    [
        {"C1": clock(14)},
        {"C1": clock(15)},
        {"C2": clock(1, "mo", extension_max=0)},
        {"C2": clock(60, extension_max=10, extension_by="head")},
        {"P1": clock(2, "mo", owner="petitioner")},
        {"P1": clock(30, "wd", owner="petitioner")},
        {"X": clock(900)},
    ],
)
def test_a_tighter_clock_is_taken(changed: dict[str, Any]) -> None:
    assert extended(child(clocks=changed)).clocks.keys() >= changed.keys()


@pytest.mark.parametrize(
    "data",
    [
        child_act("accept", needs=[]),
        child_act("accept", needs=[{"kind_is": ["claim", "report"]}]),
        child_act("accept", needs=[{"kind_is": ["claim"], "unless": "late"}]),
        child_act("accept", by=["handler@responsible", "system"]),
        child_act("accept", fields={}),
        child_act("accept", issues=[]),
        child_act("accept", serves=["D1"]),
        child_act("accept", clocks=[{"stop": "C1"}]),
        child_act("accept", clocks=[{"start": "C2"}, {"stop": "C1"}, {"pause": "C2", "reason": "x"}]),
        child_act("accept", to="done"),
        child_act("accept", **{"from": ["new", "done"]}),
        child_act("accept", sets={"kind": "claim"}),
        child_act("accept", flags=["heard"]),
        child_act("accept", shown="staff"),
        child(workflows={"flow": {"start": "busy"}}),
        child(workflows={"flow": {"states": {"busy": {**SMALL["workflows"]["flow"]["states"]["busy"], "rests": True}}}}),
        child(workflows={"flow": {"never": [{"id": "N1", "words": words(), "step_from": "new", "step_to": "busy"}]}}),
        child(workflows={"flow": {"transitions": {"x": act(**{"from": "open", "to": "done", "by": ["system"]})}}}),
        child(workflows={"flow": {"transitions": {"x": act(**{"from": "open", "to": "same", "clocks": [{"stop": "C2"}]})}}}),
        child(roles={"handler": {"name": words(), "scope": "county"}}),
        child(documents={"D1": {"name": words(), "source": "条例"}}),
    ],
)  # fmt: skip
def test_a_dropped_condition_paper_or_approval_is_refused(data: dict[str, Any]) -> None:
    loosened(data)


def test_more_conditions_papers_and_clocks_are_taken() -> None:
    data = child_act("accept", needs=[{"kind_is": ["claim"]}, "unit_handles"], issues=["D1", "D2"],
                     clocks=[{"stop": "C1"}, {"start": "C2"}, {"start": "C9"}])  # fmt: skip
    data |= {"documents": {"D2": {"name": words(), "source": "条例"}}, "clocks": {"C9": clock(5)}}
    assert len(extended(data).workflows["flow"].transitions["accept"].needs) == 2


def test_an_approval_may_not_be_dropped() -> None:
    parent = parse(flow("accept", approval="head", drafts=["handler@responsible"]))
    with pytest.raises(PackError, match="批准") as caught:
        parse(child_act("accept", approval=""), {}, parent)
    assert caught.value.code == "loosened"


def test_the_pack_shown_says_where_each_line_is_from() -> None:
    lines = list(show(parse(SMALL, {"clocks.C1": "small.yaml:12"})))
    assert "  C1:  # small@1 small.yaml:12" in lines


def with_support(**changed: Any) -> dict[str, Any]:
    """A child that says something about the kinds of support."""
    return {**child(), "lists": {"support_kinds": changed}}


def parent_with_support() -> Pack:
    """The small pack with two kinds of support."""
    data = small()
    data["lists"]["support_kinds"] = {"living": words("生活救助", "living"), "work": words("就业帮扶", "work")}
    return parse(data)


def test_kinds_of_support_may_be_taken_away_and_renamed() -> None:
    pack = parse(with_support(work=None, living=words("困难救助", "help")), parent=parent_with_support())
    assert {code: name.zh for code, name in pack.lists["support_kinds"].items()} == {"living": "困难救助"}


@pytest.mark.parametrize("changed", [{"visits": words("上门看望", "visits")}, {"work": words("稳控到人", "control")}])
def test_no_kind_of_support_is_added_and_none_is_control(changed: dict[str, Any]) -> None:
    with pytest.raises(PackError) as caught:
        parse(with_support(**changed), parent=parent_with_support())
    assert caught.value.code == "loosened"
    assert caught.value.key == f"lists.support_kinds.{next(iter(changed))}"


def test_of_other_lists_no_code_is_taken_away() -> None:
    with pytest.raises(PackError) as caught:
        parse({**child(), "lists": {"kinds": {"claim": None}}}, parent=parse(small()))
    assert caught.value.key == "lists.kinds.claim"
