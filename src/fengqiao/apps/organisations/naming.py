"""What a place calls its levels and offices (its pack's labels), kept apart from what they are in rank (A-06, YJ-42)."""

from __future__ import annotations

from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.domain.packs import Pack
from fengqiao.kernel import packversions
from fengqiao.ui.language import in_language

NATIONAL = "national"
OFFICES = {UnitLevel.TOWN: "town_office"}  # the label of the office that handles cases in a unit of that level


def method_of(unit: Unit) -> Pack:
    """The method that a unit goes by."""
    return packversions.in_use(unit.pack)


def level_name(level: str, pack: Pack) -> str:
    """What a place calls a level, in the reader's language; the rank where it has no name of its own."""
    label = pack.method.labels.get(level)
    return in_language(label) if label else str(UnitLevel(level).label)


def office_name(unit: Unit, pack: Pack) -> str:
    """What the office that handles cases in a unit is called there; empty where the place says nothing of it."""
    label = pack.method.labels.get(OFFICES.get(UnitLevel(unit.level), ""))
    return in_language(label) if label else ""


def known_as(unit: Unit, pack: Pack) -> str:
    """The name of a unit with what its office is called there."""
    office = office_name(unit, pack)
    return f"{unit.label} · {office}" if office else unit.label
