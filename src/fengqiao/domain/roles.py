"""Who acts: a person in a post, a petitioner, or the machine (which may only remind, number and link)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fengqiao.domain.words import Words

PETITIONER = "petitioner"
OTHER_PARTY = "other_party"  # of a dispute
PANEL = "panel"  # who sits on a mediation or hearing without being staff
LEAD = "lead"  # named to see one case through: who that is follows from the case, not from a post
SYSTEM = "system"
GUESTS = frozenset({PETITIONER, OTHER_PARTY, PANEL})  # they come by the code or link of one case


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a pack: its name and how far its holder sees (the whole county, or own units)."""

    id: str
    name: Words
    scope: Literal["county", "unit", "case", "none"] = "unit"


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting in one post now; ids are texts so that the rules need no database."""

    user: str
    name: str
    county: int
    unit: str
    unit_name: str = ""
    roles: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()  # units in whose name this post may work: its own and those it stands in for
    scope: Literal["county", "unit", "case", "none"] = "unit"
    post: str = ""
    kind: Literal["staff", "petitioner", "guest", "system"] = "staff"
    seat: str = ""  # of a guest: the seat whose link was opened
    tags: frozenset[str] = field(default_factory=frozenset)

    def is_any_of(self, roles: frozenset[str]) -> bool:
        """True when this actor holds one of the roles."""
        return bool(self.roles & roles)


def petitioner(county: int, name: str = "") -> Actor:
    """The citizen of one case, acting with the case's own code."""
    return Actor("", name, county, "", roles=frozenset({PETITIONER}), scope="case", kind="petitioner")


def guest(county: int, name: str, role: str, seat: str) -> Actor:
    """Whoever opened the link of a seat in one proceeding: the other party, or somebody on its panel."""
    return Actor("", name, county, "", roles=frozenset({role}), scope="case", kind="guest", seat=seat)
