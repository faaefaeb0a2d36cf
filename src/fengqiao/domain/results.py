"""What became of what was asked: the outcome of each demand, and of the whole case (product.md §3.14)."""

from __future__ import annotations

from collections.abc import Iterable

SOLVED, PROMISED, WITHDRAWN = "solved", "promised", "withdrawn"
CLOSING = (SOLVED, "partial", "explained", "rejected", "other_path", WITHDRAWN, "unreachable")
"""The seven closing outcomes from strong to weak, as the articles list them."""

_FROM_OPINION = {"support": PROMISED, "explain": "explained", "reject": "rejected"}


def headline(results: Iterable[str]) -> str:
    """The outcome of a case from those of its demands: the weakest that is not withdrawn.

    Something promised and still owed keeps the matter open and so comes before all others. Empty when there is no demand,
    or one of them has no outcome yet; withdrawn when all are. Raises ValueError for a code that is none.
    """
    found = list(results)
    if not found or "" in found:
        return ""
    if PROMISED in found:
        return PROMISED
    kept = [result for result in found if result != WITHDRAWN]
    return CLOSING[max(map(CLOSING.index, kept))] if kept else WITHDRAWN


def from_opinion(outcome: str) -> str:
    """What a demand has come to when nobody says more: by the outcome of its opinion, else promised and still owed.

    Never "solved": that needs another unit's visit and nothing owed.
    """
    return _FROM_OPINION.get(outcome, PROMISED)
