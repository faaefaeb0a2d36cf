"""What a workflow says can never happen, tried in every configuration; a claim that fails comes with its way there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fengqiao.domain.prove.space import Config, Move, Space
from fengqiao.domain.roles import PETITIONER, SYSTEM
from fengqiao.domain.workflow import Claim, Transition

Way = tuple[str, ...]
"""Ids of acts, in order."""


def counter_example(space: Space, claim: Claim) -> Way | None:
    """The shortest way found to what the claim forbids, or None: it is proven."""
    ways = []
    if claim.step_from and claim.step_to:
        ways.append(_single_step(space, claim))
    if claim.reach and (claim.without_fact or claim.by or claim.not_by):
        into = [act for act in space.workflow.transitions.values() if act.to in claim.reach]
        ways += [_forbidden_act(space, claim, act) for act in into]
    elif claim.reach:
        ways.append(_forbidden_reach(space, claim))
    if claim.act:
        ways.append(_forbidden_act(space, claim, space.workflow.transitions[claim.act]))
    return min((way for way in ways if way), key=len, default=None)


def taken_by(space: Space, act: Transition, roles: Iterable[str]) -> Way | None:
    """A way to a configuration where somebody with one of these roles alone may take the act, or None."""
    for config, _ in _tried(space, act, (), roles):
        return (*space.path(config), act.id)
    return None


def _single_step(space: Space, claim: Claim) -> Way | None:
    for config, leads in space.leads.items():
        if config.state == claim.step_from:
            for act, after in leads:
                if after.state == claim.step_to:
                    return (*space.path(config), act)
    return None


def _forbidden_reach(space: Space, claim: Claim) -> Way | None:
    """Breadth first from the start (or from every configuration of a state), never through the state named."""
    waiting: deque[tuple[Config, Way]] = deque(
        (config, space.path(config))
        for config, (before, _) in space.cameby.items()
        if (config.state == claim.start if claim.start else before is None) and config.state != claim.without_state
    )
    seen = {config for config, _ in waiting}
    while waiting:
        config, way = waiting.popleft()
        if config.state in claim.reach:
            return way
        for act, after in space.leads[config]:
            if after not in seen and after.state != claim.without_state:
                seen.add(after)
                waiting.append((after, (*way, act)))
    return None


def _forbidden_act(space: Space, claim: Claim, act: Transition) -> Way | None:
    for config, facts in _tried(space, act, (*claim.when, claim.unless_flag, claim.without_fact), _who(space, claim)):
        holds = all(facts.get(fact) in values for fact, values in claim.when.items())
        if holds and not _excused(claim, facts):
            return (*space.path(config), act.id)
    return None


def _who(space: Space, claim: Claim) -> Iterable[str] | None:
    """The roles to try: the one forbidden, all but the one allowed, or (None) those of the act."""
    if claim.by:
        return (claim.by,)
    if claim.not_by:
        return tuple({*space.pack.roles, PETITIONER, SYSTEM} - {claim.not_by})
    return None


def _excused(claim: Claim, facts: Mapping[str, Any]) -> bool:
    if claim.unless_flag and claim.unless_flag in facts["flags"]:
        return True
    fact = claim.without_fact
    return bool(fact) and (facts.get(fact) == "yes" or fact in facts["flags"])


def _tried(
    space: Space, act: Transition, also: Iterable[str], who: Iterable[str] | None
) -> Iterator[tuple[Config, dict[str, Any]]]:
    """Each different situation in which the act is allowed to one of `who`: a configuration and all the facts."""
    also = tuple(name for name in also if name)
    facts_also = tuple(name for name in also if name in space.read or name.startswith("clock."))
    move = Move(space, act, facts_also, who, also)
    for config in _situations(space, act, move) if also else space.moves[act.id].first.values():
        for facts in move.allowed(config):
            yield config, facts


def _situations(space: Space, act: Transition, move: Move) -> Iterator[Config]:
    """One configuration for each situation that differs for the act or for the claim."""
    seen = set()
    for state in space.in_state:
        if space.workflow.leads_from(act, state):
            for config in space.in_state[state]:
                if (key := move.relevant(config)) not in seen:
                    seen.add(key)
                    yield config
