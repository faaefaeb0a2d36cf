"""Proving a pack: names, words, sources, ends, clocks and claims, by trying every configuration with the real rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fengqiao.domain.packs import Pack
from fengqiao.domain.prove.names import check_names
from fengqiao.domain.prove.paths import check_paths
from fengqiao.domain.prove.proof import Findings, Problem, Proof
from fengqiao.domain.prove.space import Space
from fengqiao.domain.workflow import Workflow

__all__ = ["Problem", "Proof", "Space", "prove"]


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
    """A workflow without what changes no way through it: the steps its states are told under."""
    return replace(workflow, states={name: replace(state, step="") for name, state in workflow.states.items()})


def _around(pack: Pack) -> tuple[Any, ...]:
    """What exploring reads of the rest of a pack."""
    begun = [act.begins for flow in pack.workflows.values() for act in flow.transitions.values() if act.begins]
    followed = {name: act.by for flow in pack.workflows.values() for name, act in flow.transitions.items()}
    chosen = {field.choices for flow in pack.workflows.values() for act in flow.transitions.values() for field in act.fields}
    lists = {name: codes for name, codes in pack.lists.items() if name in chosen}
    return lists, pack.roles, {name: limit.kind for name, limit in pack.clocks.items()}, begun, followed
