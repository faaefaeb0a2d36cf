"""The units of a county as pages and lists name them, read again every minute or when an unknown one turns up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now


class UnitName(NamedTuple):
    """A unit in a list or a choice."""

    id: UUID
    code: str
    name: Words
    is_active: bool
    hours: str
    pack: str = "national"
    has_desks: bool = False


def of_county(county: int) -> Mapping[UUID, UnitName]:
    """All units of a county by id, in the order of their codes; closed ones too, for cases of old."""
    return _units(county, int(now().timestamp() // 60))


def name_of(county: int, unit: UUID) -> Words:
    """The name of a unit; a new one is looked up at once."""
    found = _known(county, unit)
    return found.name if found else Words("—")


def hours_of(county: int, unit: UUID) -> str:
    """The hours of a unit as it tells them; empty where it does not."""
    found = _known(county, unit)
    return found.hours if found else ""


def codes(county: int, wanted: Collection[UUID]) -> dict[UUID, str]:
    """The codes of units; a new one is looked up at once, one that is not there is empty."""
    found = {unit: _known(county, unit) for unit in wanted}
    return {unit: name.code if name else "" for unit, name in found.items()}


def forget() -> None:
    """Read the units again at the next look, after one was changed here; other processes look within a minute."""
    _units.cache_clear()


def _known(county: int, unit: UUID) -> UnitName | None:
    known = of_county(county)
    if unit not in known:
        _units.cache_clear()
        known = of_county(county)
    return known.get(unit)


def by_code(county: int, code: str) -> UnitName | None:
    """The unit of a code, or None."""
    found = next((unit for unit in of_county(county).values() if unit.code == code), None)
    if found is None and len(code) <= 60:
        _units.cache_clear()
        found = next((unit for unit in of_county(county).values() if unit.code == code), None)
    return found


@lru_cache(maxsize=64)
def _units(county: int, minute: int) -> Mapping[UUID, UnitName]:
    rows = Unit.objects.filter(county_code=county).order_by("code")
    found = rows.values_list("id", "code", "name", "name_en", "is_active", "hours", "pack", "has_desks")
    return {row[0]: UnitName(row[0], row[1], Words(row[2], row[3]), *row[4:]) for row in found}
