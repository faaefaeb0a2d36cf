"""The directory of those who help: committees in every town and village, invented mediators, elders, deputies, lawyers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time
from itertools import count
from typing import Any

from django.utils import timezone

from fengqiao.apps.cases import rules
from fengqiao.apps.helpers import committees
from fengqiao.apps.helpers.committees import GENERAL, MEDIATOR, set_up_all
from fengqiao.apps.helpers.models import Committee
from fengqiao.apps.helpers.services import Entered, take
from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.apps.organisations.services import set_desks, set_pack
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.people import Names
from fengqiao.console.demo_county.place import COUNTY, SEED, staffed_villages
from fengqiao.domain.words import Words
from fengqiao.kernel.sheets import Row


def build_helpers(builder: Builder) -> None:
    """The committees, some of each kind at every level, mediators up to their number, and the methods that a few towns go by."""
    rows, names = read("helpers"), Names(random.Random(SEED + 2))
    pack = rules.pack_named(rules.NATIONAL)
    bodies = _committees(builder, rows["committees"])
    entered = [*_some(builder, rows["helpers"], bodies, names)]
    entered += _beside(bodies, rows["committees"]["beside"], names)
    so_far = sum(MEDIATOR in one.kinds for one in entered)
    entered += _mediators(bodies, rows["committees"], names, rows["committees"]["mediators"] - so_far)
    at = timezone.make_aware(datetime.combine(builder.since, time(9)))
    read_rows: Iterator[tuple[Row, Entered, dict[str, Words]]] = ((Row(number, ()), one, {}) for number, one in enumerate(entered, 1))
    for _outcome in take(read_rows, county=COUNTY, pack=pack, by=builder.operator, at=at):
        pass
    for town, method in rows["methods"].items():
        builder.units[town] = set_pack(unit=builder.units[town], pack=method, by=builder.operator)
    for town in rows["desks"]:
        set_desks(unit=builder.units[town], has_desks=True, by=builder.operator)


def _committees(builder: Builder, asked: dict[str, Any]) -> dict[str, Committee]:
    """By the code of their unit: one in every town and village; and the professional ones of the county."""
    pack = rules.pack_named(rules.NATIONAL)
    places = [unit for unit in builder.units.values() if unit.level in (UnitLevel.TOWN, UnitLevel.VILLAGE)]
    entered = [committees.Entered(_name(unit), unit, builder.since, GENERAL) for unit in places]
    county = builder.units["county"].name.removesuffix("人民政府")
    for kind, unit in asked["professional"].items():
        entered.append(committees.Entered(f"{county}{pack.committee_kinds[kind].name.zh}", builder.units[unit], builder.since, kind))
    return {made.unit.code: made for made in set_up_all(entered, county=COUNTY, pack=pack)}


def _name(unit: Unit) -> str:
    town = unit.parent.region.name if unit.level == UnitLevel.VILLAGE and unit.parent else ""
    return f"{town}{unit.region.name}人民调解委员会"


def _some(builder: Builder, groups: dict[str, Any], bodies: dict[str, Committee], names: Names) -> Iterator[Entered]:
    """One of each row of the data in the county, each town, each staffed village; mediators belong to the committee there."""
    units = {"county": ["county"], "town": [town["id"] for town in read("place")["towns"]], "village": list(staffed_villages())}
    for level, rows in groups.items():
        for unit in units[level]:
            for row in rows:
                body = bodies.get(unit) if MEDIATOR in row["kinds"] else None
                yield Entered(names.name(), row["kinds"], unit=builder.units[unit], committee=body, languages=row.get("languages", []),
                              specialities=row.get("specialities", []), phone=names.phone(), note=row.get("note", ""),
                              source_key=f"demo:{unit}:{'+'.join(row['kinds'])}")  # fmt: skip


def _beside(bodies: dict[str, Committee], kinds: dict[str, int], names: Names) -> Iterator[Entered]:
    """Who stands for a village without mediating; in one village of so many nobody does yet."""
    villages = [code for code in bodies if code.startswith("village-")]
    for kind, gap in kinds.items():
        for place, code in enumerate(villages):
            if place % gap:
                yield Entered(names.name(), [kind], unit=bodies[code].unit, phone=names.phone(), source_key=f"demo:{code}:{kind}")


def _mediators(bodies: dict[str, Committee], asked: dict[str, Any], names: Names, left: int) -> Iterator[Entered]:
    """So many mediators, one after the other over all committees; in villages the first ones hold another place as well."""
    for turn in count():
        for code, body in bodies.items():
            if left <= 0:
                return
            left -= 1
            also = asked["village"][turn : turn + 1] if code.startswith("village-") else []
            languages = ["dialect", *(["hmn"] if names.chance.random() < 0.3 else [])]
            special = list(rules.pack_named(rules.NATIONAL).committee_kinds[body.kind].categories)
            yield Entered(names.name(), [MEDIATOR, *also], committee=body, languages=languages, specialities=special,
                          phone=names.phone(), source_key=f"demo:{code}:{turn}")  # fmt: skip
