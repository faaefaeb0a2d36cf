"""Which cases an actor sees, as SQL for the lists: the same rule as `cases.queries.visible_to` (a test holds them equal)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fengqiao.domain.roles import Actor


@dataclass(frozen=True, slots=True)
class Scope:
    """How far an actor's lists reach; `units` are those in whose name the actor works."""

    county: int
    user: str
    units: tuple[str, ...]
    whole: bool  # sees the whole county
    none: bool  # sees no list at all

    @property
    def seen(self) -> tuple[str, list[Any]]:
        """A condition on `cases_case c` with its values: everything this actor may see."""
        if self.none:
            return "FALSE", []
        named = "(c.is_sealed AND c.readers @> ARRAY[%s]::uuid[])"
        if self.whole:
            return f"c.county = %s AND (NOT c.is_sealed OR {named})", [self.county, self.user]
        at_desk = (
            "EXISTS (SELECT 1 FROM cases_desk d WHERE d.county = c.county AND d.case_id = c.id AND d.unit_id = ANY(%s))"
        )
        mine = f"(NOT c.is_sealed AND (c.unit_id = ANY(%s) OR {at_desk}))"
        units = [UUID(unit) for unit in self.units]
        return f"c.county = %s AND ({mine} OR {named})", [self.county, units, units, self.user]


def scope_of(actor: Actor) -> Scope:
    """The reach of an actor; anyone but staff in a post sees nothing, an officer for sealed reports no open lists."""
    none = actor.kind != "staff" or not actor.user or actor.scope == "none"
    units = () if none or actor.scope == "case" else tuple(sorted(actor.units))
    return Scope(actor.county, actor.user, units, actor.scope == "county", none)
