"""How hard the open matters are, by subject: counted from the cases an actor sees, each number with the list behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases import rules
from fengqiao.apps.insight import asking
from fengqiao.apps.organisations import queries as organisations
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words

DIFFICULTIES = "difficulties"


def names(county: int) -> dict[str, Words]:
    """The grades that the working methods of a county's units know, in their order (one query)."""
    packs = sorted(set(organisations.units_of(county).order_by().values_list("pack", flat=True)))
    found: dict[str, Words] = {}
    for name in packs:
        found |= rules.pack_named(name).lists.get(DIFFICULTIES, {})
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One subject: how many open matters of each grade, in the order of the grades."""

    category: str
    words: Words
    counts: list[tuple[str, Words, int]]  # grade, its words, and the number

    @property
    def total(self) -> int:
        """Of all grades."""
        return sum(n for _grade, _words, n in self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The grades by subject; matters nobody graded are in none of them."""

    grades: dict[str, Words]
    lines: list[Line]

    @property
    def total(self) -> int:
        """How many open matters are graded."""
        return sum(line.total for line in self.lines)


def matrix(actor: Actor) -> Matrix:
    """The open graded matters that an actor sees, sealed ones nowhere (two queries)."""
    grades = names(actor.county)
    seen = cases.visible_to(actor).filter(is_sealed=False, closed_at__isnull=True).exclude(difficulty="")
    found = seen.order_by().values_list("category", "difficulty").annotate(n=Count("id"))
    counted = Counter({(category, grade): n for category, grade, n in found})
    categories = asking.pack().lists["categories"]
    lines = []
    for category in [*categories, ""]:
        counts = [(grade, words, counted[category, grade]) for grade, words in grades.items()]
        line = Line(category, categories.get(category, Words("还没有分类", "Not yet sorted")), counts)
        if line.total:
            lines.append(line)
    return Matrix(grades, lines)
