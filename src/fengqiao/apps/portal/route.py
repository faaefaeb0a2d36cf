"""The route map (路线图) as a list, drawn from the same workflow that the engine runs: it cannot promise otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from fengqiao.apps.cases.wording import who_may
from fengqiao.domain.clock import Limit
from fengqiao.domain.packs import Pack, PaperKind
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import ANY, OPEN, Transition, Workflow

FROM_HERE = (ANY, OPEN)


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that may happen: what, who, how many days, which paper comes, what one may do who disagrees."""

    what: Words
    who: Words
    days: tuple[tuple[Words, Words], ...]  # the clock's name and its length
    papers: tuple[Words, ...]
    then: tuple[tuple[Words, Words | None], ...]  # what the petitioner may do next, and within how long
    source: str
    is_mine: bool


def stages_of(pack: Pack, workflow_id: str) -> list[tuple[Words, list[Node]]]:
    """The steps of a workflow, each with what may happen to get there, in its order and that of what it waits for."""
    root, order = pack.workflows[workflow_id], list(pack.steps)
    shown = [(flow, t) for flow in _flows(root, pack) for t in flow.transitions.values() if _is_shown(t, pack)]
    shown.sort(key=lambda one: order.index(_step(one[1], one[0])))
    return [
        (pack.steps[step], [_node(transition, pack, flow) for flow, transition in group])
        for step, group in groupby(shown, key=lambda one: _step(one[1], one[0]))
    ]


def step_of(pack: Pack, workflow_id: str, state: str) -> Words | None:
    """The step of a workflow that a state belongs to; None for a state it has not."""
    found = pack.workflows[workflow_id].states.get(state)
    return pack.steps[found.step] if found else None


def _flows(workflow: Workflow, pack: Pack) -> list[Workflow]:
    """The workflow, with those that its states wait for."""
    waited = dict.fromkeys(state.waits_for for state in workflow.states.values() if state.waits_for)
    return [workflow, *(flow for name in waited for flow in _flows(pack.workflows[name], pack))]


def _is_shown(transition: Transition, pack: Pack) -> bool:
    """What the petitioner does or gets a paper from, and the main road; not what is a part of another act."""
    return (
        bool(transition.by)
        and transition.shown == "petitioner"
        and (transition.emphasis == "main" or "petitioner" in transition.by or bool(_papers(transition, pack)))
    )


def _step(transition: Transition, workflow: Workflow) -> str:
    if transition.to in workflow.states:
        return workflow.states[transition.to].step
    first = next((source for source in transition.sources if source in workflow.states), workflow.start)
    return workflow.states[first].step


def _node(transition: Transition, pack: Pack, workflow: Workflow) -> Node:
    return Node(
        what=transition.name,
        who=who_may(transition, pack),
        days=tuple((limit.name, length) for limit in _limits(transition, pack) if (length := length_of(limit))),
        papers=tuple(paper.name for paper in _papers(transition, pack)),
        then=tuple(_then(transition, pack, workflow)),
        source=transition.source,
        is_mine="petitioner" in transition.by,
    )


def _limits(transition: Transition, pack: Pack) -> list[Limit]:
    """The time limits that this act has to keep: those it stops or halts."""
    return [pack.clocks[c.clock] for c in transition.clocks if c.kind in ("stop", "pause") and c.clock in pack.clocks]


def length_of(limit: Limit) -> Words | None:
    """How long a limit is; None where each case sets its own length."""
    return limit.length(limit.days) if limit.days else None


def _papers(transition: Transition, pack: Pack) -> list[PaperKind]:
    papers = [pack.documents[paper] for paper, _when in transition.issues]
    return [paper for paper in papers if paper.to == "petitioner"]


def _then(transition: Transition, pack: Pack, workflow: Workflow) -> list[tuple[Words, Words | None]]:
    """The petitioner's own ways on from where this leads, here or in what it is a part of, beyond those always open."""
    led = {transition.to, *(part.to for flow in pack.workflows.values() for part in flow.transitions.values()
                            if workflow.key(transition.id) in part.follows)}  # fmt: skip
    ways = [
        way
        for flow in pack.workflows.values()
        for way in flow.transitions.values()
        if led & set(way.sources) and "petitioner" in way.by and way.emphasis == "main"
    ]
    return [(way.name, next((length_of(limit) for limit in _limits(way, pack)), None)) for way in ways]
