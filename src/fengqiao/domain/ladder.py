"""The steps of settlement (分级调处): who sits at each tier, where, and for how long at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Tier:
    """One step: the level of the body that mediates, the kinds of helper who sit, and calendar days at most."""

    id: str
    name: Words
    level: Literal["village", "town", "county"]
    roles: tuple[str, ...]
    days: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class CommitteeKind:
    """A kind of mediation committee (调委会): general ones stand in villages and towns, professional ones take some categories."""

    id: str
    name: Words
    categories: tuple[str, ...] = ()  # codes of the pack's `categories`; none: a general committee
    source: str = ""


def professional(kinds: Mapping[str, CommitteeKind], category: str) -> list[CommitteeKind]:
    """The kinds of committee made for a category; none while the category is not known."""
    return [kind for kind in kinds.values() if category and category in kind.categories]


def tier_of(ladder: Sequence[Tier], tier: str) -> Tier | None:
    """The step of an id; the first for an empty one, None for an empty ladder or an unknown id."""
    if not tier:
        return ladder[0] if ladder else None
    return next((step for step in ladder if step.id == tier), None)


def above(ladder: Sequence[Tier], tier: str) -> Tier | None:
    """The step above one; None above the last."""
    known = tier_of(ladder, tier)
    place = list(ladder).index(known) + 1 if known else len(ladder)
    return ladder[place] if place < len(ladder) else None


def starting(ladder: Sequence[Tier], level: str) -> Tier | None:
    """The step at which a body of a level begins: the first of that level, else the first above it."""
    order = ("village", "town", "county")
    place = order.index(level) if level in order else len(order) - 1
    return next((step for step in ladder if order.index(step.level) >= place), ladder[-1] if ladder else None)
