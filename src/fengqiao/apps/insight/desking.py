"""The desks of an office (三部): which of them share the list of the units one works for, and what lies on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fengqiao.apps.cases import rules
from fengqiao.apps.insight.scope import Scope
from fengqiao.apps.organisations import unit_names
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk by name, with the states of the cases that lie on it."""

    name: Words
    about: Words | None
    states: tuple[str, ...]


def desks_of(scope: Scope) -> Mapping[str, Desk]:
    """The desks of the units in whose name one works, where they share their list (PB-25); none where no unit does."""
    known = unit_names.of_county(scope.county)
    sharing = [known[UUID(unit)] for unit in scope.units if UUID(unit) in known and known[UUID(unit)].has_desks]
    packs = [rules.pack_named(name) for name in dict.fromkeys(unit.pack for unit in sharing)]
    return {desk.id: Desk(desk.name, desk.about, pack.states_of(desk)) for pack in packs for desk in pack.method.desks}
