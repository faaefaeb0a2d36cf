"""A random sample that anybody can draw again: the seed is published, the order follows from it alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def draw(numbers: Iterable[str], size: int, seed: str) -> list[str]:
    """So many of the numbers, as the seed orders them; all of them when there are fewer. The order of entry plays no part."""
    return sorted(set(numbers), key=lambda number: (_place(number, seed), number))[: max(size, 0)]


def _place(number: str, seed: str) -> str:
    return hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest()
