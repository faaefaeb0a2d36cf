"""Proving a pack: names, words, sources, ends, clocks and claims, by trying every configuration with the real rules."""

from __future__ import annotations

from fengqiao.domain.packs import Pack
from fengqiao.domain.prove.names import check_names
from fengqiao.domain.prove.paths import check_paths
from fengqiao.domain.prove.proof import Findings, Problem, Proof
from fengqiao.domain.prove.space import Space

__all__ = ["Problem", "Proof", "prove"]


def prove(pack: Pack) -> Proof:
    """Everything wrong with a pack; its workflows are explored only when every name in it leads somewhere."""
    found = Findings(pack)
    check_names(found)
    if found.problems:
        return Proof(tuple(found.problems))
    spaces = {name: Space(pack, workflow) for name, workflow in pack.workflows.items()}
    proven = sum(check_paths(found, space) for space in spaces.values())
    return Proof(tuple(found.problems), {name: len(space.cameby) for name, space in spaces.items()}, proven)
