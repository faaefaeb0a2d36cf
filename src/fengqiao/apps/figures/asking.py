"""What figures are asked for: a period and whose cases, read from an address; what cannot be read is named, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from fengqiao.apps.insight.scope import Scope
from fengqiao.apps.organisations import unit_names
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.figures import Period
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, and the units whose cases are counted; None for all that the asker sees."""

    period: Period
    unit: str = ""  # a unit's code
    units: tuple[UUID, ...] | None = None
    wrong: Mapping[str, Words] = field(default_factory=dict)

    def query(self, **changed: object) -> str:
        """These conditions as an address writes them, with some changed or dropped (empty)."""
        given: dict[str, object] = {"period": self.period.code, "unit": self.unit, **changed}
        return urlencode({name: str(value) for name, value in given.items() if value})


def read(params: Mapping[str, str], scope: Scope, today: date) -> Asked:
    """What an address asks for; this year where it names no period. Two days typed come before a period that is named."""
    wrong: dict[str, Words] = {}
    since, until, named = (params.get(name, "").strip() for name in ("since", "until", "period"))
    text = f"{since or until}..{until or today.isoformat()}" if since or until else named
    try:
        period = Period.read(text) if text else Period.of(today, "year")
    except ValueError as error:
        wrong["period"] = error.args[0]
        period = Period.of(today, "year")
    code = params.get("unit", "").strip()
    units, wrong_unit = _units(scope, code)
    if wrong_unit:
        wrong["unit"] = wrong_unit
    return Asked(period, "" if wrong_unit else code, units, wrong)


def offered(scope: Scope) -> list[tuple[str, Words]]:
    """The units that somebody may choose, in the order of their codes; villages go with their town."""
    known = unit_names.of_county(scope.county).values()
    if scope.whole:
        villages = set(Unit.objects.filter(county_code=scope.county, level="village").values_list("id", flat=True))
        return [(one.code, one.name) for one in known if one.id not in villages and one.is_active]
    return [(one.code, one.name) for one in known if str(one.id) in scope.units]


def _units(scope: Scope, code: str) -> tuple[tuple[UUID, ...] | None, Words | None]:
    """The units of a choice: for those who see the county a unit with all below it, for others one of their own."""
    own = None if scope.whole else tuple(UUID(unit) for unit in scope.units)
    if not code:
        return own, None
    chosen = unit_names.by_code(scope.county, code)
    if chosen is None or not (scope.whole or str(chosen.id) in scope.units):
        said = code if len(code) <= 30 else f"{code[:30]}…"
        return own, Words(f"没有「{said}」这个单位，或不由您查看。", f"There is no unit “{said}” that is yours to see.")
    return (_with_those_below(scope.county, chosen.id) if scope.whole else (chosen.id,)), None


def _with_those_below(county: int, root: UUID) -> tuple[UUID, ...]:
    parents = dict(Unit.objects.filter(county_code=county).values_list("id", "parent_id"))
    found, edge = [root], {root}
    while edge:
        edge = {unit for unit, parent in parents.items() if parent in edge} - set(found)
        found += sorted(edge)
    return tuple(found)
