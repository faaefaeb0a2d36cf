"""What may still matter in a state: the flags, facts and clocks that some condition can yet look at from there.

Whatever nothing can read before it is written anew makes no difference to any act, clock or claim, so configurations
that differ in it alone are one. This is the liveness analysis of compilers (Aho et al., Compilers, §9.2.5), taken over
the states of a workflow; both sides of such a pair may do the same acts and come to such pairs again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fengqiao.domain.prove.space import Move, Space


class Parts(NamedTuple):
    """Some parts of a configuration: positions of facts, and bits."""

    positions: frozenset[int]
    bits: int

    def with_all(self, other: Parts) -> Parts:
        """These and those."""
        return Parts(self.positions | other.positions, self.bits | other.bits)

    def without(self, other: Parts) -> Parts:
        """These but for those."""
        return Parts(self.positions - other.positions, self.bits & ~other.bits)


def living(space: Space, moves: Mapping[str, Move]) -> dict[str, Parts]:
    """For each state what may still be read: by an act from there, or by one that follows before it is written anew."""
    workflow = space.workflow
    reads = {name: _read(space, move) for name, move in moves.items()}
    writes = {name: _written(space, move) for name, move in moves.items()}
    leads = [(s, a.id, workflow.target(a, s)) for a in workflow.transitions.values() for s in workflow.states
             if workflow.leads_from(a, s)]  # fmt: skip
    found = {
        state.id: Parts(frozenset(), space.any_clock if state.is_open and not state.waits_for else 0)
        for state in workflow.states.values()
    }
    grows = True
    while grows:
        grows = False
        for state, act, target in leads:
            more = found[state].with_all(reads[act]).with_all(found[target].without(writes[act]))
            if more != found[state]:
                found[state], grows = more, True
    return found


def _read(space: Space, move: Move) -> Parts:
    """What the act's own conditions look at, and what a claim about it does."""
    read = Parts(frozenset(move.positions), move.mask)
    for claim in space.workflow.claims:
        if move.act.id == claim.act or move.act.to in claim.reach:
            read = read.with_all(_named(space, (*claim.when, claim.unless_flag, claim.without_fact)))
    return read


def _named(space: Space, names: tuple[str, ...]) -> Parts:
    clocks = [name.removeprefix("clock.") for name in names]
    bits = [table.get(name, 0) for table in (space.flags, space.served) for name in names]
    bits += [table.get(clock, 0) for table in (space.running, space.paused) for clock in clocks]
    return Parts(frozenset(space.tracked.index(name) for name in names if name in space.tracked), _union(bits))


def _written(space: Space, move: Move) -> Parts:
    """What is the same after the act whatever it was before: facts and flags set, clocks stopped without a condition."""
    positions = {space.tracked.index(fact) for fact in move.facts_set}
    bits = [move.set_bits | move.clear_bits]
    for change in move.act.clocks:
        if change.kind in ("stop", "cancel") and not change.when:
            whole = change.clock == "all"
            bits.append(space.any_clock if whole else space.running.get(change.clock, 0) | space.paused.get(change.clock, 0))
    return Parts(frozenset(positions), _union(bits))


def _union(bits: list[int]) -> int:
    union = 0
    for bit in bits:
        union |= bit
    return union
