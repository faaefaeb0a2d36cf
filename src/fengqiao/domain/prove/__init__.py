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

NO_WORDS = Words("")
OF_WORDS = frozenset({"no_control", "no_waiver", "needed_when", "row_needed_when", "capitals", "adds_up"})


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
    bare, around = _bare(workflow), _around(pack)
    for space in known:
        if space.workflow.id == workflow.id and _bare(space.workflow) == bare and _around(space.pack) == around:
            return space
    known.append(Space(pack, workflow))
    return known[-1]


def _bare(workflow: Workflow) -> Workflow:
    """A workflow without what changes no way through it: words, sources, what is asked and only kept, and acts that lead nowhere."""
    states = {name: replace(state, step="") for name, state in workflow.states.items()}
    return replace(workflow, states=states, transitions=_ways(workflow))


def _way(act: Transition) -> Transition:
    """An act as exploring reads it: conditions that judge only what people type hold for every sample that it tries."""
    needs = tuple(replace(guard, words=None, source="") for guard in act.needs if guard.name not in OF_WORDS)
    read = {name for guard in needs for name in guard.values}
    read |= {value.removeprefix("field:").partition(".")[0] for value in act.sets.values()}
    fields = tuple(replace(one, label=NO_WORDS, hint=None, used_by="", default="") for one in act.fields if one.name in read)
    return replace(act, name=NO_WORDS, source="", note=None, needs=needs, fields=fields)


def _ways(workflow: Workflow) -> dict[str, Transition]:
    return {name: _way(act) for name, act in workflow.transitions.items() if _leads(act, workflow)}


def _leads(act: Transition, workflow: Workflow) -> bool:
    """False for an act that only writes down what is known of the matter: it moves, starts, sets, issues and begins nothing."""
    moved = replace(
        act, id="", number="", name=NO_WORDS, sources=(), to=SAME, by=(), needs=(), fields=(), effects={}, shown="petitioner",
        emphasis="plain", source="", note=None,
    )  # fmt: skip
    is_still = act.to == SAME and set(act.effects) == {"matter"} and moved == Transition("", "", NO_WORDS, (), SAME, ())
    return not is_still or any(claim.act == act.id for claim in workflow.claims)


def _around(pack: Pack) -> tuple[Any, ...]:
    """What exploring reads of the rest of a pack."""
    acts = [act for flow in pack.workflows.values() for act in _ways(flow).values()]
    begun = [act.begins for act in acts if act.begins]
    followed = {name: known[1].by for act in acts for name in act.follows if (known := pack.act(name))}
    chosen = {part.choices for act in acts for field in act.fields for part in (field, *field.fields)}
    lists = {name: tuple(codes) for name, codes in pack.lists.items() if name in chosen}
    return lists, pack.roles, {name: limit.kind for name, limit in pack.clocks.items()}, begun, followed
