"""The prover: what is wrong is found, every claim of the law can be seen to fail, and no pack makes it stumble."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, parse
from fengqiao.domain.prove import prove
from fengqiao.domain.prove.claims import counter_example
from fengqiao.domain.prove.paths import check_paths
from fengqiao.domain.prove.proof import Findings
from fengqiao.domain.prove.space import FACTS, Config, Space, ideal
from fengqiao.domain.workflow import check
from fengqiao.kernel import packfiles
from tests.domain.small import act, clock, flow, small, state, words

FLOW = "workflows.flow"


def keys(data: dict[str, Any]) -> set[str]:
    """The keys of everything the prover finds wrong."""
    return {problem.key for problem in prove(parse(data)).problems}


def test_the_small_pack_is_proven() -> None:
    proof = prove(parse(small()))
    assert proof, proof.problems
    assert proof.claims_proven == 1
    assert proof.states_explored > 5


def label(**more: Any) -> dict[str, Any]:
    return {"label": words(), "type": "text", **more}


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (flow("accept", by=["stranger@responsible"]), "accept.by"),
        (flow("accept", by=["handler@elsewhere"]), "accept.by"),
        (flow("accept", by=["handler@responsible", "system"]), "accept.by"),
        (flow("accept", by=[]), "accept.by"),
        (flow("accept", source=""), "accept.source"),
        (flow("accept", number=""), "accept.number"),
        (flow("accept", to="nowhere"), "accept.to"),
        (flow("accept", **{"from": ["nowhere"]}), "accept.from"),
        (flow("accept", needs=[{"flag": ["heard"]}]), "accept.needs[0]"),
        (flow("accept", needs=[{"kind_is": ["colour"]}]), "accept.needs[0]"),
        (flow("accept", needs=[{"in_time": "C7"}]), "accept.needs[0]"),
        (flow("accept", needs=[{"served": "D1"}]), "accept.needs[0]"),
        (flow("accept", needs=[{"consent": ["agrees"]}]), "accept.needs[0]"),
        (flow("accept", needs=[{"in_time": "C1", "unless": "late"}]), "accept.needs[0].unless"),
        (flow("accept", issues=["D9"]), "accept.issues"),
        (flow("accept", unflags=["heard"]), "accept.unflags"),
        (flow("accept", sets={"colour": "red"}), "accept.sets.colour"),
        (flow("accept", sets={"kind": "colour"}), "accept.sets.kind"),
        (flow("accept", sets={"kind": "field:kind"}), "accept.sets.kind"),
        (flow("accept", hand_to="nobody"), "accept.hand_to"),
        (flow("accept", hand_to="field:reason"), "accept.hand_to"),
        (flow("accept", dated="reason"), "accept.dated"),
        (flow("accept", clocks=[{"start": "C7"}]), "accept.clocks[0]"),
        (flow("accept", clocks=[{"start": "C1", "when": {"colour": "red"}}]), "accept.clocks[0]"),
        (flow("accept", clocks=[{"start": "C1", "since": "yesterday"}]), "accept.clocks[0].since"),
        (flow("accept", clocks=[{"pause": "C1", "reason": "tea"}]), "accept.clocks[0].reason"),
        (flow("accept", clocks=[{"extend": "C1"}]), "accept.clocks[0]"),
        (flow("accept", clocks=[{"start": "all"}]), "accept.clocks[0]"),
        (flow("accept", fields={"x": label(required=True)}), "accept.fields.x.used_by"),
        (flow("accept", fields={"x": label(used_by="D9")}), "accept.fields.x.used_by"),
        (flow("accept", fields={"x": label(type="choice", choices="colours")}), "accept.fields.x.choices"),
        (flow("accept", fields={"x": label(label=words("字", ""))}), "accept.fields.x.label"),
        (flow("accept", name=words("字", "")), "accept.name"),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_found(data: dict[str, Any], key: str) -> None:
    assert f"{FLOW}.transitions.{key}" in keys(data)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (small(documents__D1__source=""), "documents.D1.source"),
        (small(roles__head__name="负责人"), "roles.head.name"),
        (small(lists__kinds__claim=words("字", "")), "lists.kinds.claim"),
        (small(workflows__flow__start="nowhere"), f"{FLOW}.start"),
        (small(workflows__flow__states__new__step="dance"), f"{FLOW}.states.new.step"),
        (small(workflows__flow__states__new__owner=""), f"{FLOW}.states.new.owner"),
        (small(workflows__flow__states__new__code="handling"), f"{FLOW}.states.new.code"),
        (small(workflows__flow__never=[{"id": "N", "words": words(), "source": "条例"}]), f"{FLOW}.never.N"),
        (small(workflows__flow__never=[{"id": "N", "words": words(), "act": "accept"}]), f"{FLOW}.never.N.source"),
        (small(workflows__flow__states__lost=state(code="lost")), f"{FLOW}.states.lost"),
        (flow("never_done", **act(**{"from": ["kept"], "to": "same", "needs": [{"path_is": ["9"]}]})),
         f"{FLOW}.transitions.never_done.needs[0]"),
        (flow("never_done", **act(**{"from": ["new"], "to": "same", "needs": [{"passed": "C2"}]})),
         f"{FLOW}.transitions.never_done"),
        (flow("accept", clocks=[{"stop": "C1"}]), f"{FLOW}.states.busy"),
        (flow("close", **{"from": ["new"]}), f"{FLOW}.states.busy"),
        (flow("archive", **{"from": ["busy"]}), f"{FLOW}.states.done"),
        (flow("close", needs=[{"in_time": "C2"}, {"passed": "C2"}]), f"{FLOW}.transitions.close"),
        (flow("close", by=["petitioner"]), f"{FLOW}.states.busy"),  # nobody but the petitioner could end it
        (flow("shortcut", **act(**{"from": ["new"], "to": "kept"})), f"{FLOW}.never.N1"),
    ],
)  # fmt: skip
def test_what_would_lose_somebody_is_found(data: dict[str, Any], key: str) -> None:
    assert key in keys(data)


def test_a_failed_claim_tells_the_way_there() -> None:
    data = flow("shortcut", **act(**{"from": ["new"], "to": "kept", "name": words("跳过", "skip")}))
    problem = next(p for p in prove(parse(data)).problems if p.key.endswith("N1"))
    assert problem.words.zh == "“不跳过”不成立，反例：步骤 → 跳过。"
    assert problem.words.en == "“no skipping” does not hold: act → skip."


# The national pack


def test_the_national_pack_is_proven() -> None:
    pack = packfiles.load("national")
    proof = prove(pack)
    assert [f"{p.where} {p.key}: {p.words.zh}" for p in proof.problems] == []
    assert proof.claims_proven == sum(len(flow.claims) for flow in pack.workflows.values()) >= 10


SIDE_ACTS = ("urgent", "urgent_reported", "execute", "execution_done", "ask_hearing", "start_hearing", "hearing_over",
             "supervise", "danger", "danger_again", "danger_over")  # fmt: skip


@cache
def petition() -> dict[str, Any]:
    """The national pack without the acts on the side, so that it is explored in a moment."""
    written = packfiles.read("national")
    assert written
    data = deepcopy(dict(written[0]))
    acts = data["workflows"]["petition"]["transitions"]
    for name in SIDE_ACTS:
        acts.pop(name)
    left = {flag for one in acts.values() for flag in one.get("flags", [])}
    for one in acts.values():
        one["needs"] = [g for g in one.get("needs", []) if not _names_lost_flag(g, left)]
        one["unflags"] = [flag for flag in one.get("unflags", []) if flag in left]
    return data


def _names_lost_flag(guard: Any, left: set[str]) -> bool:
    return isinstance(guard, dict) and next((v for k, v in guard.items() if k in ("flag", "no_flag")), None) not in (
        None, *left,
    )  # fmt: skip


Acts = dict[str, dict[str, Any]]


def failing(change: Callable[[Acts], object], workflow: str = "petition") -> dict[str, tuple[str, ...]]:
    """The claims that fail after a change to the national transitions, each with its counter-example."""
    data = deepcopy(petition())
    change(data["workflows"][workflow]["transitions"])
    pack = parse(data)
    space = Space(pack, pack.workflows[workflow])
    ways = {claim.id: counter_example(space, claim) for claim in space.workflow.claims}
    return {claim: way for claim, way in ways.items() if way}


def drop(acts: Acts, name: str, guard: str) -> None:
    """Take a condition away; fails when it is not there."""
    needs = acts[name]["needs"]
    kept = [g for g in needs if g != guard and not (isinstance(g, dict) and guard in g)]
    assert len(kept) < len(needs)
    acts[name]["needs"] = kept


def test_no_claim_fails_in_the_law_as_it_stands() -> None:
    assert failing(lambda acts: None) == {}


@pytest.mark.parametrize(
    ("claim", "last", "change"),
    [
        ("N1", "archive", lambda acts: acts["archive"]["from"].append("S10")),
        ("N2", "set_path_6", lambda acts: acts["set_path_6"].update({"from": ["S30", "S40"], "clocks": [{"start": "CLK-07"}]})),
        ("N3", "close", lambda acts: acts["close"].update({"from": ["S50", "S61"], "needs": [{"hard_is": ["no"]}]})),
        ("N4", "no_more", lambda acts: drop(acts, "no_more", "has_final_opinion")),
        ("N5", "not_accept", lambda acts: acts["not_accept"]["by"].append("system")),
        ("N5", "no_more", lambda acts: acts["no_more"]["by"].append("system")),
        ("N6", "object", lambda acts: drop(acts, "object", "in_time")),
        ("N7", "extend", lambda acts: drop(acts, "extend", "in_time")),
        ("N8", "extend", lambda acts: acts["extend"]["by"].append("handler@responsible")),
        ("N9", "transfer", lambda acts: drop(acts, "transfer", "kind_is")),
        ("N10", "no_more", lambda acts: drop(acts, "no_more", "seconded")),
        ("N11", "record_final", lambda acts: acts["record_final"].update({"from": ["S63", "S64"], "needs": []})),
        ("N12", "record_final", lambda acts: acts["record_final"]["by"].append("system")),
        ("N13", "sign_opinion", lambda acts: no_clock(acts, "review_redo", "final_redo")),
        ("N14", "close", lambda acts: drop(acts, "close", "hard_is")),
        ("N15", "settle", lambda acts: drop(acts, "settle", "hard_is")),
        ("N16", "close_reviewed", lambda acts: drop(acts, "close_reviewed", "hard_is")),
    ],
)
def test_each_forbidden_transition_is_seen_when_its_guard_is_gone(
    claim: str, last: str, change: Callable[[Acts], object]
) -> None:
    ways = failing(change)
    assert set(ways) == {claim}
    assert ways[claim][-1] == last


@pytest.mark.parametrize(
    ("workflow", "claim", "last", "change"),
    [
        ("review", "F1", "decide", lambda acts: acts["decide"]["from"].append("FC20")),
        ("review", "F2", "decide", lambda acts: acts["decide"]["by"].append("review_officer@responsible")),
        ("review", "F3", "serve", lambda acts: acts["serve"]["from"].append("FC30")),
        ("review", "F4", "not_accept", lambda acts: acts["not_accept"]["by"].append("review_officer@responsible")),
        ("hearing", "T1", "open", lambda acts: drop(acts, "open", "reached")),
        ("hearing", "T2", "report", lambda acts: acts["report"]["from"].append("TZ40")),
        ("hearing", "T3", "hold", lambda acts: acts["hold"]["by"].append("handler@responsible")),
        ("hearing", "T4", "open", lambda acts: drop(acts, "open", "panel_is")),
    ],
)
def test_each_claim_of_review_and_hearing_is_seen_to_fail(
    workflow: str, claim: str, last: str, change: Callable[[Acts], object]
) -> None:
    assert failing(lambda acts: None, workflow) == {}
    ways = failing(change, workflow)
    assert set(ways) == {claim}
    assert ways[claim][-1] == last


def test_the_final_review_cannot_end_the_procedure_without_its_service() -> None:
    data = deepcopy(petition())
    data["workflows"]["petition"]["transitions"]["final_served"].pop("serves")
    assert "workflows.petition.transitions.record_final.needs[0]" in keys(data)


def no_clock(acts: Acts, *names: str) -> None:
    """No clock is started by these acts."""
    for name in names:
        acts[name]["clocks"] = [change for change in acts[name]["clocks"] if "start" not in change]


def test_the_system_may_take_no_step() -> None:
    data = deepcopy(petition())
    data["workflows"]["petition"]["transitions"]["receive"]["by"].append("system")
    assert "workflows.petition.transitions.receive.by" in keys(data)


def test_whatever_a_walk_with_the_rules_comes_to_was_explored() -> None:
    pack = parse(petition())
    space = Space(pack, pack.workflows["petition"])
    chance = random.Random(20260803)
    for _ in range(60):
        _walk(space, pack, chance)


def _walk(space: Space, pack: Pack, chance: random.Random) -> None:
    """Forty random steps by the real rules with facts kept in a plain way; each place must have been explored."""
    config = chance.choice([c for c, (before, _) in space.cameby.items() if before is None])
    flags, served = set[str](), set[str]()
    running = {name for name, bit in space.running.items() if config.bits & bit}
    paused, values = set[str](), dict(zip(space.tracked, config.values, strict=True))
    at = config.state
    for _ in range(40):
        clocks = {f"clock.{c}": chance.choice(["running", "overdue"]) if c in running else "none" for c in pack.clocks}
        world = {f: chance.choice(v) for f, v in space.read.items() if f not in values}
        facts = {**FACTS, **world, **values, **clocks, "state": at, "flags": flags, "served": served,
                 "complained": (), "extension_left.CLK-07": 30}  # fmt: skip
        allowed = [a for a in space.workflow.from_state(at) if any(_may(space, a, facts, who) for who in a.by)]
        if not allowed:
            return
        step = chance.choice(allowed)
        at = space.workflow.target(step, at)
        for fact, value in step.sets.items():
            if fact in values:
                values[fact] = chance.choice(_choices(space, step, fact, value))
        if step.hand_to:
            values |= {f: chance.choice(["no", "yes"]) for f in values if f in ("at_petition_office", "unit_handles")}
        facts |= values
        flags, served = (flags | set(step.flags)) - set(step.unflags), served | {paper for paper, _ in step.serves}
        for change in step.clocks:
            if all(facts.get(f) in v for f, v in change.when.items()):
                _turn(change.kind, change.clock, running, paused)
        bits = sum(bit for names, table in ((flags, space.flags), (served, space.served), (running, space.running),
                                            (paused, space.paused)) for n, bit in table.items() if n in names)  # fmt: skip
        assert space.settled(Config(at, tuple(values.values()), bits)) in space.cameby


def _may(space: Space, step: Any, facts: dict[str, Any], who: str) -> bool:
    data = {f.name: 1 if f.type == "days" else "there" for f in step.fields}
    return bool(check(space.workflow, step, facts, ideal(who.partition("@")[0]), data))


def _choices(space: Space, step: Any, fact: str, value: str) -> list[str]:
    if not value.startswith("field:"):
        return [value]
    if fact == "outcome":
        return ["support", "explain", "reject"]
    field = next(f for f in step.fields if f.name == value.removeprefix("field:"))
    return list(space.pack.lists[field.choices])


def _turn(kind: str, name: str, running: set[str], paused: set[str]) -> None:
    if name == "all":
        running.clear()
        paused.clear()
    elif kind == "start" and name not in paused:
        running.add(name)
    elif kind in ("stop", "cancel"):
        running.discard(name)
        paused.discard(name)
    elif kind == "pause" and name in running:
        running.discard(name)
        paused.add(name)
    elif kind == "resume" and name in paused:
        paused.discard(name)
        running.add(name)


# Any pack

STATES = ("new", "busy", "done", "kept")
GUARDS = ("unit_handles", "seconded", {"kind_is": ["claim"]}, {"flag": ["f"]}, {"no_flag": "f"}, {"passed": "C1"},
          {"in_time": "C2", "unless": "f"}, {"served": ["D1"]}, {"target_clear": "unit"}, {"runs": "C9"})  # fmt: skip
CHANGES = ({"start": "C1"}, {"start": "C2", "when": {"kind": "claim"}}, {"stop": "all"}, {"stop": "C1"},
           {"pause": "C1", "reason": "x"}, {"resume": "C1"}, {"cancel": "C2"}, {"extend": "C2"}, {"start": "C9"})  # fmt: skip
ACTS = st.fixed_dictionaries(
    {
        "from": st.one_of(st.sampled_from(["open", "any"]), st.lists(st.sampled_from(STATES), unique=True, max_size=3)),
        "to": st.sampled_from((*STATES, "same")),
        "by": st.lists(st.sampled_from(["handler@responsible", "petitioner", "system", "x"]), unique=True, max_size=2),
        "needs": st.lists(st.sampled_from(GUARDS), max_size=3),
        "clocks": st.lists(st.sampled_from(CHANGES), max_size=3),
        "flags": st.lists(st.just("f"), max_size=1),
        "unflags": st.lists(st.just("f"), max_size=1),
        "serves": st.lists(st.just("D1"), max_size=1),
        "sets": st.sampled_from([{}, {"kind": "claim"}, {"kind": "field:kind"}, {"path": "6"}]),
        "hand_to": st.sampled_from(["", "sender", "field:unit"]),
    }
)
CLAIMS = st.fixed_dictionaries(
    {"id": st.just("N"), "words": st.just(words()), "source": st.just("条例")},
    optional={
        "step_from": st.sampled_from(STATES), "step_to": st.sampled_from(STATES), "start": st.sampled_from(STATES),
        "reach": st.lists(st.sampled_from(STATES), unique=True, max_size=2), "without_state": st.sampled_from(STATES),
        "without_fact": st.sampled_from(["seconded", "f", "x"]), "by": st.sampled_from(["system", "head"]),
        "act": st.sampled_from(["a", "b", "zzz"]), "when": st.just({"kind": ["claim"], "clock.C1": "overdue"}),
        "unless_flag": st.just("f"), "not_by": st.just("head"),
    },
)  # fmt: skip


PACKS = st.builds(
    lambda acts, claims, keep: (acts, claims, keep),
    acts=st.dictionaries(st.sampled_from("abcdef"), ACTS, max_size=5), claims=st.lists(CLAIMS, max_size=1), keep=st.booleans(),
)  # fmt: skip


def drawn(acts: dict[str, Any], claims: list[Any], keep: bool) -> Pack | None:
    """A small pack with these acts and claims; None when it is refused before any proof."""
    data = small(clocks__C9=clock(None), workflows__flow__never=claims)
    old = data["workflows"]["flow"]["transitions"] if keep else {}
    data["workflows"]["flow"]["transitions"] = {**old, **{name: act(**entry) for name, entry in acts.items()}}
    try:
        return parse(data)
    except PackError:
        return None


@settings(max_examples=120)
@given(PACKS)
def test_no_pack_makes_the_prover_stumble(given: tuple[dict[str, Any], list[Any], bool]) -> None:
    pack = drawn(*given)
    assume(pack is not None)
    found = Findings(pack)
    check_paths(found, Space(pack, replace(pack.workflows["flow"], claims=())))  # whatever its names say
    problems = (*found.problems, *prove(pack).problems)
    assert all(problem.words.zh and problem.words.en for problem in problems)


@settings(max_examples=150)
@given(PACKS)
def test_leaving_out_what_nothing_reads_hides_no_fault(given: tuple[dict[str, Any], list[Any], bool]) -> None:
    """Against the whole space: the same states, acts and faults; a clock or flag set aside may only add one, or an act never done."""
    pack = drawn(*given)
    assume(pack is not None)
    flow = pack.workflows["flow"]
    assume(all(not claim.act or claim.act in flow.transitions for claim in flow.claims))
    short, whole = Findings(pack), Findings(pack)
    space = Space(pack, flow)
    check_paths(short, space)
    with patch.object(Space, "settled", lambda self, config: config):
        same_clocks = Findings(pack)
        check_paths(same_clocks, Space(pack, flow))
        with (
            patch("fengqiao.domain.prove.space._is_aside", return_value=False),
            patch("fengqiao.domain.prove.space._is_noted", return_value=False),
        ):
            check_paths(whole, Space(pack, flow))
    assert [p.key for p in short.problems] == [p.key for p in same_clocks.problems]
    hidden = {p.key for p in whole.problems} - {p.key for p in short.problems}
    assert all((space.aside or space.noted) and ".transitions." in key for key in hidden)


@pytest.mark.parametrize(
    ("change", "walks"),
    [
        ({}, 1),
        ({"accept__source": "另一条"}, 1),
        ({"accept__name": words("收下", "take in")}, 1),
        ({"accept__needs": [{"kind_is": ["claim"]}, {"no_control": ["reason"]}]}, 1),
        ({"accept__needs": []}, 2),
        ({"accept__flags": ["seen"]}, 2),
        ({"accept__clocks": [{"stop": "C1"}]}, 2),
        ({"close__by": ["head@responsible"]}, 2),
        ({"classify__fields__kind__required": False}, 2),
    ],
)
def test_what_was_walked_is_used_again_only_where_no_way_differs(change: dict[str, Any], walks: int) -> None:
    explored: list[Space] = []
    parts = {f"workflows__flow__transitions__{key}": value for key, value in change.items()}
    for data in (small(), small(**parts)):
        prove(parse(data), explored)
    assert len(explored) == walks


def test_a_flag_that_only_notes_read_is_left_out_of_the_space() -> None:
    """That a visit or a lawsuit was noted lets it be put right and nothing else; once an act that goes somewhere reads it, it counts."""
    pack = packfiles.load("national")
    petition = pack.workflows["petition"]
    assert Space(pack, petition, most=1).noted == {"came", "sued"}
    for change in ({"to": "S80"}, {"flags": ("hard",)}, {"sets": {"path": "6"}}):
        moved = replace(petition.transitions["not_to_court"], **change)
        other = replace(petition, transitions={**petition.transitions, "not_to_court": moved})
        space = Space(pack, other, most=1)
        assert space.noted == {"came"}, change
        assert "sued" in space.flags
