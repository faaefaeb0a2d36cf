"""Standards and local rules that a pack brings along: documents with a version and a day, and the steps they govern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = ("rule", "standard")


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document; `acts` are the steps it governs, as addresses name them (accept, mediation.panel)."""

    id: str
    kind: str
    title: str
    issuer: str
    version: str
    in_force: date
    number: str = ""
    text: str = ""
    location: str = ""
    acts: tuple[str, ...] = ()
