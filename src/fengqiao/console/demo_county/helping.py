"""The directory of those who help: invented mediators, elders, deputies, lawyers over the villages, towns and the county."""

from __future__ import annotations

import random

from fengqiao.apps.cases import rules
from fengqiao.apps.helpers.services import Entered, add
from fengqiao.apps.organisations.services import set_pack
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.people import Names
from fengqiao.console.demo_county.place import COUNTY, SEED, staffed_villages
from fengqiao.kernel.moment import now


def build_helpers(builder: Builder) -> None:
    """Some of each kind at every level, and the working methods that a few towns go by."""
    rows, names = read("helpers"), Names(random.Random(SEED + 2))
    pack = rules.pack_named(rules.NATIONAL)
    units = {"county": ["county"], "town": [town["id"] for town in read("place")["towns"]], "village": list(staffed_villages())}
    for level, groups in rows["helpers"].items():
        for unit in units[level]:
            for group in groups:
                entered = Entered(names.name(), group["kinds"], unit=builder.units[unit], languages=group.get("languages", []),
                                  specialities=group.get("specialities", []), phone=names.phone(), note=group.get("note", ""),
                                  source_key=f"demo:{unit}:{'+'.join(group['kinds'])}")  # fmt: skip
                add(entered, county=COUNTY, pack=pack, by=builder.operator, at=now())
    for town, method in rows["methods"].items():
        set_pack(unit=builder.units[town], pack=method, by=builder.operator)
