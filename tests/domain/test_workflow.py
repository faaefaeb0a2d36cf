"""The interpreter of workflows: what may be done now, by whom, and why the rest may not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.domain import guards
from fengqiao.domain.errors import Denied, NotNow
from fengqiao.domain.guards import Guard
from fengqiao.domain.packs import parse
from fengqiao.domain.roles import Actor, petitioner
from fengqiao.domain.verdict import Verdict
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Workflow, check, check_draft, next_steps, step_for
from fengqiao.kernel import packfiles
from tests.domain.small import SMALL, flow

NUMBERS = {*map(str, range(1, 46)), "2a", "2b", "2c", "24a", "24b", "25a", "25b", "38a"}


def workflow(data: dict[str, Any] = SMALL) -> Workflow:
    return parse(data).workflows["flow"]


def someone(*roles: str, unit: str = "here", user: str = "u1") -> Actor:
    return Actor(user, "李", 433126, unit, roles=frozenset(roles), units=frozenset({unit}))


def facts(**more: Any) -> dict[str, Any]:
    return {"state": "new", "unit": "here", "kind": "claim", **more}


def allowed(flow: Workflow, act: str, who: Actor, **more: Any) -> Verdict:
    return check(flow, flow.transitions[act], facts(**more), who)


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}


def test_the_right_person_in_the_right_state_may_act() -> None:
    assert allowed(workflow(), "accept", someone("handler"))


@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        (someone("handler"), {"state": "done"}, "wrong_state"),
        (someone("head"), {}, "not_yours"),
        (someone("handler", unit="elsewhere"), {}, "not_yours"),
        (someone("handler"), {"unit": ""}, "not_yours"),
        (someone("handler"), {"recused": ("u1",)}, "recused"),
        (someone("handler"), {"kind": "report"}, "kind_is"),
        (petitioner(433126), {}, "not_yours"),
    ],
)
def test_each_refusal_has_its_reason_in_both_languages(who: Actor, more: dict[str, Any], code: str) -> None:
    verdict = allowed(workflow(), "accept", who, **more)
    assert code in codes(verdict)
    assert all(reason.words.zh and reason.words.en for reason in verdict.reasons)


def test_who_may_not_is_denied_and_what_nobody_may_is_not_now() -> None:
    with pytest.raises(Denied):
        allowed(workflow(), "accept", someone("head")).or_raise()
    with pytest.raises(NotNow) as caught:
        allowed(workflow(), "accept", someone("head"), state="done").or_raise()
    assert caught.value.article == "条例"


def test_a_substitute_acts_for_the_units_it_stands_in_for() -> None:
    stand_in = Actor("u2", "王", 433126, "next", roles=frozenset({"handler"}), units=frozenset({"next", "here"}))
    assert allowed(workflow(), "accept", stand_in)


@pytest.mark.parametrize("place", ["sender", "origin", "handling"])
def test_a_place_is_the_unit_of_that_fact(place: str) -> None:
    here = workflow(flow("accept", by=[f"handler@{place}"]))
    assert allowed(here, "accept", someone("handler", unit="there"), **{place: "there"})
    assert not allowed(here, "accept", someone("handler", unit="there"), **{place: "here"})
    assert not allowed(here, "accept", someone("handler", unit=""), **{place: ""})


def test_the_county_and_the_petitioner_need_no_unit() -> None:
    here = workflow(flow("accept", by=["head@county", "petitioner"]))
    assert allowed(here, "accept", someone("head", unit="elsewhere"))
    assert allowed(here, "accept", petitioner(433126))


def test_open_and_any_say_where_an_act_starts() -> None:
    here = workflow(flow("note", **{"number": "P", "name": "记", "source": "x", "from": "open", "to": "same", "by": ["handler"]}))
    assert [here.leads_from(here.transitions["note"], state) for state in here.states] == [True, True, False, False]
    here = workflow(flow("note", **{"number": "P", "name": "记", "source": "x", "from": "any", "to": "same", "by": ["handler"]}))
    assert all(here.leads_from(here.transitions["note"], state) for state in here.states)
    assert here.target(here.transitions["note"], "done") == "done"
    assert not any(here.leads_from(here.transitions["register"], state) for state in here.states)


def test_a_draft_is_prepared_by_one_and_approved_by_another() -> None:
    here = workflow(flow("decline", drafts=["handler@responsible"], approval="head"))
    decline = here.transitions["decline"]
    assert not check(here, decline, facts(), someone("handler"))
    assert check_draft(here, decline, facts(), someone("handler"))
    assert not check_draft(here, decline, facts(), someone("clerk"))
    shown = {step.transition.id: step for step in next_steps(here, facts(), someone("handler"))}
    assert shown["decline"].as_draft
    assert not shown["accept"].as_draft


def test_a_second_officer_confirms_what_the_first_prepared() -> None:
    here = workflow(flow("decline", by=["handler@responsible"], approval="second", needs=["seconded"]))
    decline = here.transitions["decline"]
    assert not check(here, decline, facts(seconded="no"), someone("handler"))
    assert check_draft(here, decline, facts(seconded="no"), someone("handler"))
    assert check(here, decline, facts(seconded="yes"), someone("handler"))


def test_the_acts_of_the_state_are_listed_with_their_verdicts() -> None:
    here = workflow()
    steps = next_steps(here, facts(), someone("handler"))
    assert [s.transition for s in steps] == list(here.from_state(facts()["state"]))
    assert [s.transition.id for s in steps[:3]] == ["classify", "accept", "decline"]
    assert {s.transition.id for s in steps if s.verdict} == {"classify", "accept"}


def test_an_act_of_another_state_is_refused_in_words() -> None:
    here = workflow()
    other = next(t for t in here.transitions.values() if not here.leads_from(t, facts()["state"]))
    step = step_for(here, other, facts(), someone("handler"))
    assert not step.verdict
    assert "wrong_state" in {reason.code for reason in step.verdict.reasons}


def test_the_national_workflow_has_every_row_of_the_law() -> None:
    petition = packfiles.load("national").workflows["petition"]
    assert {act.number for act in petition.transitions.values()} >= NUMBERS


G = Guard
HOLDS: list[tuple[Guard, dict[str, Any], dict[str, Any] | None]] = [
    (G("kind_is", ("claim",)), {"kind": "claim"}, None),
    (G("procedure_is", ("simple",)), {"procedure": "simple"}, None),
    (G("not_petition_office"), {}, None),
    (G("single_unit"), {"joint": "no"}, None),
    (G("in_time", ("C",)), {"clock.C": "running"}, None),
    (G("in_time", ("C",), unless="late"), {"clock.C": "overdue", "flags": ["late"]}, None),
    (G("in_time_or_reason", ("C", "why")), {"clock.C": "overdue"}, {"why": "住院"}),
    (G("passed", ("C",)), {"clock.C": "overdue"}, None),
    (G("runs", ("C",)), {"clock.C": "overdue"}, None),
    (G("flag", ("heard",)), {"flags": ["heard", "x"]}, None),
    (G("no_flag", ("heard",)), {"flags": ["x"]}, None),
    (G("served", ("D21",)), {"served": ["D21"]}, None),
    (G("no_waiver", ("terms",)), {}, {"terms": "三日内付清工钱，不影响申请复查。"}),
    (G("target_clear", ("unit",)), {"complained": ["a"]}, {"unit": "b"}),
    (G("target_clear", ("unit",)), {"complained": ["a"], "kind": "claim"}, {"unit": "a", "despite": "理由"}),
    (G("other_unit", ("unit",)), {"unit": "a"}, {"unit": "b"}),
    (G("in_system", ("unit",)), {"in_system": ["b"]}, {"unit": "b"}),
    (G("consent", ("agrees",)), {}, {"agrees": True}),
    (G("consent", ("agrees",)), {}, None),
    (G("extension_fits", ("C",)), {"extension_left.C": 30}, {"days": 30}),
    (G("runs", ("C",)), {"clock.C": "reached"}, None),
    (G("reached", ("C",)), {"clock.C": "reached"}, None),
    (G("not_before", ("C", "on")), {"earliest.C": "2026-04-03"}, {"on": "2026-04-03"}),
    (G("not_before", ("C", "on")), {"earliest.C": "2026-04-03"}, None),
    (G("needed_when", ("days", "result", "redo")), {}, {"result": "redo", "days": 30}),
    (G("needed_when", ("days", "result", "redo")), {}, {"result": "upheld"}),
    (G("explained_when_late", ("why",)), {"late": "no"}, {}),
    (G("explained_when_late", ("why",)), {"late": "yes"}, {"why": "住院"}),
    (G("sits", ("present",)), {"sitting": ["a", "b"]}, {"present": ["b"]}),
    (G("result_is", ("redo",)), {"result": "redo"}, None),
]
FAILS: list[tuple[Guard, dict[str, Any], dict[str, Any] | None]] = [
    (G("kind_is", ("claim",)), {"kind": "report"}, None),
    (G("unit_handles"), {}, None),
    (G("has_final_opinion"), {"has_final_opinion": "no"}, None),
    (G("seconded"), {}, None),
    (G("not_petition_office"), {"at_petition_office": "yes"}, None),
    (G("in_time", ("C",)), {"clock.C": "overdue"}, None),
    (G("in_time", ("C",)), {}, None),
    (G("in_time_or_reason", ("C", "why")), {"clock.C": "overdue"}, {"why": ""}),
    (G("passed", ("C",)), {"clock.C": "running"}, None),
    (G("passed", ("C",)), {"clock.C": "stopped"}, None),
    (G("runs", ("C",)), {"clock.C": "paused"}, None),
    (G("flag", ("heard",)), {"flags": []}, None),
    (G("no_flag", ("heard",)), {"flags": ["heard"]}, None),
    (G("served", ("D21",)), {"served": ["D28"]}, None),
    (G("no_waiver", ("terms",)), {}, {"terms": "本人 放弃\n复查，息事宁人"}),
    (G("target_clear", ("unit",)), {"complained": ["a"], "kind": "claim"}, {"unit": "a"}),
    (G("target_clear", ("unit",)), {"complained": ["a"], "kind": "report"}, {"unit": "a", "despite": "理由"}),
    (G("other_unit", ("unit",)), {"unit": "a"}, {"unit": "a"}),
    (G("in_system", ("unit",)), {"in_system": ["b"]}, {"unit": "a"}),
    (G("consent", ("agrees",)), {}, {"agrees": False}),
    (G("extension_fits", ("C",)), {"extension_left.C": 10}, {"days": 11}),
    (G("extension_fits", ("C",)), {"extension_left.C": 0}, None),
    (G("reached", ("C",)), {"clock.C": "running", "earliest.C": "2026-04-03"}, None),
    (G("reached", ("C",)), {"clock.C": "none"}, None),
    (G("not_before", ("C", "on")), {"earliest.C": "2026-04-03"}, {"on": "2026-04-02"}),
    (G("needed_when", ("days", "result", "redo")), {}, {"result": "redo"}),
    (G("explained_when_late", ("why",)), {"late": "yes"}, {"why": ""}),
    (G("sits", ("present",)), {"sitting": ["a"]}, {"present": ["a", "c"]}),
    (G("result_is", ("redo",)), {"result": "upheld"}, None),
]


@pytest.mark.parametrize(("guard", "facts", "data"), HOLDS)
def test_a_condition_that_holds(guard: Guard, facts: dict[str, Any], data: dict[str, Any] | None) -> None:
    assert guards.check(guard, facts, data)


@pytest.mark.parametrize(("guard", "facts", "data"), FAILS)
def test_a_condition_that_fails_says_why(guard: Guard, facts: dict[str, Any], data: dict[str, Any] | None) -> None:
    verdict = guards.check(guard, facts, data)
    assert not verdict
    assert verdict.reasons[0].words.zh
    assert verdict.reasons[0].words.en


def test_a_pack_may_say_the_refusal_in_its_own_words() -> None:
    guard = G("unit_handles", words=Words("村里不作决定。", "A village does not decide."), source="条例 第三条")
    reason = guards.check(guard, {}, None).reasons[0]
    assert (reason.words.zh, reason.article) == ("村里不作决定。", "条例 第三条")


WORLD = {fact: values for reads in guards.READS.values() for fact, values in reads.items()} | {
    "clock.C": guards.CLOCK_STATUS,
}  # fmt: skip


@settings(max_examples=200)
@given(
    name=st.sampled_from([*sorted(guards.READS), "in_time", "passed", "runs"]),
    world=st.fixed_dictionaries({fact: st.sampled_from(values) for fact, values in WORLD.items()}),
    other=st.fixed_dictionaries({fact: st.sampled_from(values) for fact, values in WORLD.items()}),
)
def test_a_condition_looks_at_nothing_but_the_facts_it_names(
    name: str, world: dict[str, str], other: dict[str, str]
) -> None:
    values = ("C",) if name not in guards.READS else next(iter(guards.READS[name].values()))[1:2]
    guard = G(name, values)
    mixed = {**other, **{fact: world[fact] for fact in guards.reads(guard)}}
    assert bool(guards.check(guard, world, None)) == bool(guards.check(guard, mixed, None))
