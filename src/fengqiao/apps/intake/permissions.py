"""Who takes petitions in, and who imports letters."""

from __future__ import annotations

TAKES_IN = ("clerk", "dispatcher", "handler", "head", "grid_worker", "sealed_officer")
"""The roles that the pack lets register a petition (petition.yaml, register)."""

IMPORTS = ("dispatcher", "admin")
