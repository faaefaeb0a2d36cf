"""澜溪县 itself: its invented regions, units, duties and staff."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from fengqiao.apps.cases import rules
from fengqiao.apps.centres import services as centres
from fengqiao.apps.organisations import honouring, ruling
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Rule
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.people import Names

SEED = 999901
COUNTY: int = read("place")["county"]["code"]
HOURS = "周一至周五 8:30–12:00、14:30–17:30"


def region_rows() -> list[RegionRow]:
    """Province, prefecture, county, 14 towns and 191 villages, the same at every call."""
    place = read("place")
    rows = [RegionRow(above["code"], above["name"]) for above in place["above"]]
    rows.append(RegionRow(f"{COUNTY}000000", place["county"]["name"]))
    words, chance = place["village_words"], random.Random(SEED)
    names = [head + tail for head in words["heads"] for tail in words["tails"]]
    chance.shuffle(names)
    for town in place["towns"]:
        rows.append(RegionRow(f"{COUNTY}{town['code']}000", town["name"]))
        ending = "社区" if town["name"].endswith("街道") else "村"
        own = list(place["named_villages"].get(town["id"], []))
        own += [names.pop() + ending for _ in range(town["villages"] - len(own))]
        rows += [RegionRow(f"{COUNTY}{town['code']}{200 + n}", name) for n, name in enumerate(own, 1)]
    return rows


def staffed_villages() -> list[str]:
    """The committees (unit codes) whose grid worker has an account: one in every so many, and the named ones."""
    place = read("place")
    rows = [row for row in region_rows() if not row.code.endswith("000")]
    named = {name for names in place["named_villages"].values() for name in names}
    chosen = rows[:: len(rows) // place["staffed_villages"] or 1][: place["staffed_villages"]]
    return [f"village-{row.code[6:]}" for row in rows if row in chosen or row.name in named]


def build_units(builder: Builder) -> None:
    """The governments, the offices of petitions and of the joint conference, departments, towns and villages."""
    place = read("place")
    name = place["county"]["name"]
    builder.unit("prefecture", f"{place['above'][1]['name']}人民政府", name_en="Prefecture Government",
                 level="prefecture", region=place["above"][1]["code"])  # fmt: skip
    builder.unit("county", f"{name}人民政府", name_en="Lanxi County Government", parent="prefecture")
    builder.unit("joint-conference", f"{name}信访工作联席会议办公室", name_en="Joint Conference Office", parent="county",
                 system="party", kind="party", is_joint_conference=True, handles=False)  # fmt: skip
    for department in place["departments"]:
        _department(builder, name, department)
    for town in place["towns"]:
        _town(builder, town, place["town_answers"])


def _department(builder: Builder, county: str, row: dict[str, Any]) -> None:
    is_office = row["id"] == "petition-office"
    builder.unit(
        row["id"], f"{county}{row['name']}", name_en=f"Lanxi {row['en']}", parent=row.get("parent", "county"),
        system=row.get("system", "government"), kind=row.get("kind", "government"), handles=not is_office,
        is_petition_office=is_office, phone="100-0001-" + f"{len(builder.units):04d}", hours=HOURS,
        address=f"{county}文星街道桂花路{len(builder.units)}号",
    )  # fmt: skip
    for category in row["answers"]:
        builder.duty(row["id"], category)


def _town(builder: Builder, row: dict[str, Any], answers: list[str]) -> None:
    builder.unit(
        row["id"], f"{row['name']}人民政府" if not row["name"].endswith("街道") else f"{row['name']}办事处",
        name_en=row["en"], level="town", parent="county", region=f"{COUNTY}{row['code']}000", hours=HOURS,
        phone="100-0002-" + f"{int(row['code']):04d}", address=f"{row['name']}便民服务中心",
    )  # fmt: skip
    for category in answers:
        builder.duty(row["id"], category, region="own")


def build_villages(builder: Builder) -> None:
    """The 191 village and community committees, which receive but never decide."""
    towns = {f"{COUNTY}{town['code']}": town["id"] for town in read("place")["towns"]}
    for row in region_rows():
        if row.code.endswith("000"):
            continue
        builder.unit(
            f"village-{row.code[6:]}", f"{row.name}{'居民' if row.name.endswith('社区') else '村民'}委员会",
            level="village", system="self_government", kind="committee", parent=towns[row.code[:9]], region=row.code,
        )  # fmt: skip


def build_staff(builder: Builder, names: Names) -> None:
    """The people of the log-in table, and a petition officer and a head in every department and town."""
    people, place = read("people"), read("place")
    for row in [*people["cards"], *people["staff"]]:
        builder.seat(
            row["login"], row["name"], row["unit"], row["title"], row["roles"], is_officer=row.get("officer", False),
            title_en=row.get("en", ""), card=row.get("card"), note=row.get("note", ""), phone=names.phone(),
        )  # fmt: skip
    for row in place["departments"][1:]:
        _pair(builder, names, row["id"], ["handler"], "主席" if row.get("system") == "mass" else "局长")
    for row in place["towns"]:
        _pair(builder, names, row["id"], ["clerk", "handler"], "主任" if row["name"].endswith("街道") else "镇长")
    for code in staffed_villages():
        login = f"grid-{code.removeprefix('village-')}"
        builder.seat(login, names.name(), code, "网格员、调解员", ["grid_worker", "mediator"], is_officer=True,
                     phone=names.phone())  # fmt: skip


def build_charges(builder: Builder) -> None:
    """County leaders answer for subjects, town heads for their towns, village workers for their villages."""
    place = read("place")
    for login, subjects in place["charges"].items():
        for subject in subjects:
            builder.charge(login, category=subject)
    builder.charge("leader", unit="county", layer=1)
    for row in place["towns"]:
        builder.charge("leader" if row["id"] in place["leads_towns"] else "county-head", unit=row["id"], layer=1)
        builder.charge(f"{row['id']}-head", unit=row["id"])
        builder.charge(row["id"], unit=row["id"], layer=3)
    for code in staffed_villages():
        builder.charge(f"grid-{code.removeprefix('village-')}", unit=code, layer=3)


def build_centres(builder: Builder) -> None:
    """The one-stop places of the county and of three towns, each with its windows."""
    for row in read("place")["centres"]:
        made = centres.set_up(unit=builder.units[row["unit"]], name=row["name"], functions=row["functions"], address=row["address"],
                              hours=HOURS, phone=builder.units[row["unit"]].phone, by=builder.operator)  # fmt: skip
        for window in row["windows"]:
            centres.add_window(centre=made, unit=builder.units[window["unit"]], services="\n".join(window["does"]), by=builder.operator)


def build_honours(builder: Builder) -> None:
    """What a few units were honoured with, some years before the staff took up their posts."""
    for row in read("place")["honours"]:
        honouring.add(unit=builder.units[row["unit"]], year=builder.since.year - row["before"], grantor=row["grantor"], text=row["text"],
                      by=builder.operator, today=builder.since)  # fmt: skip


def build_rules(builder: Builder) -> None:
    """The library of standards and local rules, older versions first."""
    pack, today = rules.pack_named(rules.NATIONAL), builder.since + timedelta(days=3 * 365)
    for row in read("rules")["rules"]:
        before: Rule | None = None
        for version in row["versions"]:
            entered = ruling.Entered(
                row["title"], row["issuer"], version["version"], today - timedelta(days=30 * version["months"]), row["kind"],
                row["number"], version["text"], acts=row["acts"],
            )  # fmt: skip
            before = ruling.publish(entered, county=COUNTY, pack=pack, by=builder.operator, replaces=before)


def _pair(builder: Builder, names: Names, unit: str, roles: list[str], title: str) -> None:
    if unit not in builder.people:
        builder.seat(unit, names.name(), unit, "信访专干", roles, is_officer=True, phone=names.phone(),
                     title_en="Petition officer")  # fmt: skip
    if f"{unit}-head" not in builder.people:
        builder.seat(f"{unit}-head", names.name(), unit, title, ["head"], phone=names.phone(), title_en="Head")


def build(since: date) -> Builder:
    """The whole county without a single case; posts are held from `since` on."""
    builder = Builder(COUNTY, since, read("people")["password"])
    organising.load_regions(region_rows())
    build_units(builder)
    build_villages(builder)
    build_staff(builder, Names(random.Random(SEED)))
    build_charges(builder)
    build_centres(builder)
    build_honours(builder)
    build_rules(builder)
    return builder
