"""What a proof of a pack says: each thing wrong with its place, and how much was tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a pack: "file:line", dotted key, and the sentence."""

    where: str
    key: str
    words: Words

    @property
    def line(self) -> str:
        """The number of the line, empty where none is known."""
        return self.where.rpartition(":")[2] if ":" in self.where else ""


@dataclass(frozen=True, slots=True)
class Proof:
    """All problems of a pack (none: proven), the configurations explored per workflow, and the claims proven."""

    problems: tuple[Problem, ...]
    explored: Mapping[str, int] = field(default_factory=dict)
    claims_proven: int = 0

    def __bool__(self) -> bool:
        return not self.problems

    @property
    def states_explored(self) -> int:
        """The number of configurations explored in all workflows."""
        return sum(self.explored.values())


class Findings:
    """Problems while they are collected."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.problems: list[Problem] = []

    def add(self, key: str, zh: str, en: str) -> None:
        """Note a problem at a dotted key."""
        self.problems.append(Problem(self.pack.where(key), key, Words(zh, en)))

    def unless(self, holds: object, key: str, zh: str, en: str) -> None:
        """Note a problem when something does not hold."""
        if not holds:
            self.add(key, zh, en)
