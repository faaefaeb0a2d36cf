"""Proving a pack: names, words, sources, ends, clocks and claims, by trying every configuration with the real rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fengqiao.domain.packs import Pack
from fengqiao.domain.prove.names import check_names
from fengqiao.domain.prove.paths import check_paths
from fengqiao.domain.prove.proof import Findings, Problem, Proof
from fengqiao.domain.prove.space import Space
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import SAME, Transition, Workflow

__all__ = ["Problem", "Proof", "Space", "prove"]

_NOTHING = Words("", "")


def prove(pack: Pack, explored: list[Space] | None = None) -> Proof:
    """Everything wrong with a pack; its workflows are explored only when every name in it leads somewhere.

    `explored` keeps what was explored for packs proven before: where this one goes the same ways, it is used again.
    """
    known = [] if explored is None else explored
    found = Findings(pack)
    check_names(found)
    if found.problems:
        return Proof(tuple(found.problems))
    spaces = {name: _space(pack, workflow, known) for name, workflow in pack.workflows.items()}
    proven = sum(check_paths(found, space) for space in spaces.values())
    return Proof(tuple(found.problems), {name: len(space.cameby) for name, space in spaces.items()}, proven)


def _space(pack: Pack, workflow: Workflow, known: list[Space]) -> Space:
    for space in known:
        if _bare(space.workflow) == _bare(workflow) and _around(space.pack) == _around(pack):
            return space
    known.append(Space(pack, workflow))
    return known[-1]


def _bare(workflow: Workflow) -> Workflow:
    """A workflow without what changes no way through it: the steps its states are told under, and acts that lead nowhere."""
    states = {name: replace(state, step="") for name, state in workflow.states.items()}
    return replace(workflow, states=states, transitions={name: act for name, act in workflow.transitions.items() if _leads(act, workflow)})


def _leads(act: Transition, workflow: Workflow) -> bool:
    """False for an act that only writes down what is known of the matter: it moves, starts, sets, issues and begins nothing."""
    moved = replace(
        act, id="", number="", name=_NOTHING, sources=(), to=SAME, by=(), needs=(), fields=(), effects={}, shown="petitioner",
        emphasis="plain", source="", note=None,
    )  # fmt: skip
    is_still = act.to == SAME and set(act.effects) == {"matter"} and moved == Transition("", "", _NOTHING, (), SAME, ())
    return not is_still or any(claim.act == act.id for claim in workflow.claims)


def _around(pack: Pack) -> tuple[Any, ...]:
    """What exploring reads of the rest of a pack."""
    acts = [act for flow in pack.workflows.values() for act in flow.transitions.values() if _leads(act, flow)]
    begun = [act.begins for act in acts if act.begins]
    followed = {act.id: act.by for act in acts}
    chosen = {field.choices for act in acts for field in act.fields}
    lists = {name: codes for name, codes in pack.lists.items() if name in chosen}
    return lists, pack.roles, {name: limit.kind for name, limit in pack.clocks.items()}, begun, followed
