"""Honest numbers: what each figure means, when a rate may be shown, and how a period is named (product.md §3.14, G-09)."""

from fengqiao.domain.figures.book import ANSWERS, FIGURES, TOPICS, UNLISTED, Figure, Kind, Part, Role
from fengqiao.domain.figures.periods import Period
from fengqiao.domain.figures.reckoning import Share, Spread, Stock, hidden_months, is_kept_back, wilson

__all__ = [
    "ANSWERS", "FIGURES", "TOPICS", "UNLISTED", "Figure", "Kind", "Part", "Period", "Role",
    "Share", "Spread", "Stock", "hidden_months", "is_kept_back", "wilson",
]  # fmt: skip
