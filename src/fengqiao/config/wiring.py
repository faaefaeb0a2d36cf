"""What is plugged into what when the product starts."""

from __future__ import annotations

from fengqiao.domain.words import Words

NAVIGATION: tuple[tuple[frozenset[str], Words, str], ...] = ()
"""First-level entries in order: the roles that see it, its words, the name of its address."""
