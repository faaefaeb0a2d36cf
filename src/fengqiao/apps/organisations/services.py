"""Acts on the map of the county: load regions, set up units, grids, duties and local holidays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from fengqiao.apps.organisations import permissions, queries, region_loading, unit_names
from fengqiao.apps.organisations.models import (
    Duty,
    Grid,
    GridKind,
    LocalHoliday,
    Region,
    System,
    Unit,
    UnitKind,
    UnitLevel,
)
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.apps.organisations.region_loading import Loaded
from fengqiao.domain.errors import Conflict, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers, packfiles, packversions
from fengqiao.kernel.moment import today

MOST_HOUSEHOLDS = 20_000  # in one grid
ABOVE = {GridKind.GRID: (), GridKind.GROUP: ("", GridKind.GRID), GridKind.CLUSTER: ("", GridKind.GRID, GridKind.GROUP)}
"""What a part of a village may stand under; empty: right under the village."""

UNITS = "units"  # held while one is set up or closed
CODE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def operator(county: int) -> Actor:
    """Whoever works at the server's shell: an administrator of the county without a post."""
    return Actor("", "operator", county, "", roles=frozenset({permissions.ADMIN}), scope="county", kind="system")


@transaction.atomic
def load_regions(rows: Iterable[RegionRow], *, county_codes: Sequence[str] = (), with_ancestors: bool = True) -> Loaded:
    """Store the regions of some counties (6 digits each; all when none is named), all or nothing; safe to run again.

    A row whose parent is neither among the rows nor stored is an error; `with_ancestors` takes the province and
    the prefecture of a named county from the same rows. Raises Incomplete naming file and line of each problem.
    """
    chosen = region_loading.select(rows, county_codes=county_codes, with_ancestors=with_ancestors)
    return region_loading.store(chosen)


@transaction.atomic
def create_unit(
    *,
    by: Actor,
    county: int,
    code: str,
    name: str,
    level: str,
    system: str,
    kind: str,
    region: Region,
    parent: Unit | None = None,
    name_en: str = "",
    handles: bool | None = None,
    is_petition_office: bool = False,
    is_joint_conference: bool = False,
    phone: str = "",
    address: str = "",
    hours: str = "",
) -> Unit:
    """Set up a unit; villages never handle (law.md §1.8). Raises Denied, Incomplete (what is wrong) or Conflict."""
    permissions.may_administer(by, county).or_raise()
    _check_unit(county, code, name, level, system, kind, region, parent)
    numbers.hold(county, UNITS)
    if Unit.objects.filter(county_code=county, code=code).exists():
        raise Conflict(Words(f"单位代码“{code}”已经有了。", f'There is already a unit "{code}".'), code="unit_exists")
    return Unit.objects.create(
        county_code=county, code=code, name=name.strip(), name_en=name_en, level=level, system=system, kind=kind,
        region=region, parent=parent, handles=level != UnitLevel.VILLAGE and handles is not False,
        is_petition_office=is_petition_office, is_joint_conference=is_joint_conference,
        phone=phone, address=address, hours=hours, **({"pack": parent.pack} if parent else {}),
    )  # fmt: skip


@transaction.atomic
def close_unit(*, unit: Unit, by: Actor, on: date, successor: Unit | None) -> Unit:
    """Close a unit from a day; its successor answers from then on (XF-24.2). Raises Denied, Incomplete (also for a day to come: it
    stops at once) or Conflict, and NotNow for the unit of the administrator's own post: it would end with it, and nobody could undo
    that.

    Units that had this one as their successor keep their history: the chain is followed when reading.
    """
    permissions.may_administer(by, unit.county_code).or_raise()
    if str(unit.pk) == by.unit:
        words = Words("您自己的岗位在这个单位，撤并以后就没有人能管理了：请先由承接单位的管理员来办。",
                      "Your own post is in this unit and would end with it: an administrator of another unit closes it.")  # fmt: skip
        raise NotNow(words, code="own_unit")
    if on > today():
        raise _wrong("on", "撤并马上生效，请到那一天再办。", "It takes effect at once: do it on that day.")
    numbers.hold(unit.county_code, UNITS)  # two mergers follow one another, each with the other's heir known
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.closed_on is not None:
        raise Conflict(
            Words(f"{unit.name}已于{unit.closed_on}撤并。", f"{unit.name} was closed on {unit.closed_on}."),
            code="closed",
        )
    if successor is not None:
        _check_successor(unit, successor, on)
    unit.closed_on, unit.successor, unit.is_active = on, successor, False
    unit.save(update_fields=["closed_on", "successor", "is_active"])
    return unit


@transaction.atomic
def create_grid(
    *, by: Actor, village: Unit, name: str, households: int = 0, kind: str = GridKind.GRID, parent: Grid | None = None, branch: str = "",
) -> Grid:  # fmt: skip
    """Set up a part of a village: a grid, or below it a villagers' group or joint household unit.

    `households` is how many there are. Raises Denied, Incomplete (what is wrong) or Conflict for a name the village has.
    """
    permissions.may_administer(by, village.county_code).or_raise()
    grid = Grid(county_code=village.county_code, village=village, kind=kind, parent=parent)
    _check_grid_place(grid)
    return _kept_grid(grid, name, households, branch)


@transaction.atomic
def change_grid(*, by: Actor, grid: Grid, name: str, households: int, branch: str = "") -> Grid:
    """Say anew what a grid is called and how many households it has; rounds walked before keep their numbers.

    Raises Denied, Incomplete or Conflict.
    """
    permissions.may_administer(by, grid.county_code).or_raise()
    return _kept_grid(Grid.objects.select_for_update().get(pk=grid.pk), name, households, branch)


@transaction.atomic
def close_grid(*, by: Actor, grid: Grid, on: date, successor: Grid | None) -> Grid:
    """Close a grid from a day, and what lies below it; `successor` takes its place (None: nothing does).

    Raises Denied, Incomplete or Conflict.
    """
    permissions.may_administer(by, grid.county_code).or_raise()
    grid = Grid.objects.select_for_update().get(pk=grid.pk)
    if grid.closed_on is not None:
        raise Conflict(Words(f"{grid.name}已于{grid.closed_on}撤并。", f"{grid.name} was closed on {grid.closed_on}."), code="closed")
    if successor is not None and (
        successor.county_code != grid.county_code or queries.standing_grid(successor, on) != successor or successor.pk == grid.pk
    ):
        raise _wrong("successor", "接替的网格要在本县，自己没有撤并。", "The successor is another grid of this county that is not closed.")
    grid.closed_on, grid.successor = on, successor
    grid.save(update_fields=["closed_on", "successor"])
    below = [grid.pk]
    while below:  # the groups and joint household units of a grid end with it
        parts = Grid.objects.filter(parent__in=below, closed_on=None)
        below = list(parts.values_list("pk", flat=True))
        Grid.objects.filter(pk__in=below).update(closed_on=on)
    return grid


def _check_grid_place(grid: Grid) -> None:
    if grid.village.level != UnitLevel.VILLAGE:
        raise _wrong("village", "网格属于一个村（社区）。", "A grid belongs to one village or community.")
    if grid.kind not in GridKind.values:
        raise _wrong("kind", "没有这一级。", "There is no such level.")
    above = grid.parent.kind if grid.parent else ""
    if grid.parent and grid.parent.village_id != grid.village_id:
        raise _wrong("parent", "上一级要在同一个村。", "What it stands under must be of the same village.")
    if grid.parent and grid.parent.closed_on is not None:
        raise _wrong("parent", f"{grid.parent.name}已经撤并。", f"{grid.parent.name} was closed.")
    if above and above not in ABOVE[GridKind(grid.kind)]:
        raise _wrong("parent", "不能放在这一级下面。", "It cannot stand under that level.")


def _kept_grid(grid: Grid, name: str, households: int, branch: str) -> Grid:
    numbers.hold(grid.county_code, f"grids {grid.village_id}")
    grid.name, grid.households, grid.branch = " ".join(name.split()), households, branch.strip()[:200]
    if not 1 <= len(grid.name) <= 60:
        raise _wrong("name", "请写名称，最多60字。", "Give it a name of at most 60 characters.")
    if not 0 <= households <= MOST_HOUSEHOLDS:
        raise _wrong("households", f"户数要在0到{MOST_HOUSEHOLDS}之间。", f"The households must be from 0 to {MOST_HOUSEHOLDS}.")
    if Grid.objects.filter(village=grid.village, name=grid.name).exclude(pk=grid.pk).exists():
        words = Words(f"{grid.village.name}已经有“{grid.name}”。", f"{grid.village.label} has “{grid.name}” already.")
        raise Conflict(words, code="grid_exists")
    grid.save()
    return grid


@transaction.atomic
def set_review_body(*, unit: Unit, body: Unit | None, by: Actor) -> Unit:
    """Say which body reviews a unit's opinions; None: the body above it (信访工作条例 第三十五条). Raises Denied or Incomplete."""
    permissions.may_administer(by, unit.county_code).or_raise()
    if body is not None and (body.county_code != unit.county_code or body.pk == unit.pk):
        raise _wrong("body", "复查机关要在同一个县，而且不能是本单位。", "The review body is another unit of the same county.")
    unit.review_body = body
    unit.save(update_fields=["review_body"])
    return unit


@transaction.atomic
def set_pack(*, unit: Unit, pack: str, by: Actor) -> Unit:
    """Give a unit, and those below that have none of their own, a working method for the cases they open from now on.

    Empty: that of the unit above again. Cases that are open keep the version they began with (K-01). Raises Denied, and
    Incomplete for a pack there is not.
    """
    permissions.may_administer(by, unit.county_code).or_raise()
    if pack and pack not in {known.name for known in packfiles.readable()}:
        raise _wrong("pack", f"没有“{pack}”这个工作法包。", f"There is no pack “{pack}”.")
    if pack:
        packversions.keep(packfiles.load(pack))
    above = unit.parent.pack if unit.parent else Unit._meta.get_field("pack").get_default()
    unit.pack, unit.has_own_pack = pack or above, bool(pack)
    unit.save(update_fields=["pack", "has_own_pack"])
    waiting = [unit]
    while waiting:
        below = list(Unit.objects.filter(parent__in=waiting, has_own_pack=False))
        Unit.objects.filter(id__in=[one.id for one in below]).update(pack=unit.pack)
        waiting = below
    return unit


@transaction.atomic
def set_desks(*, unit: Unit, has_desks: bool, by: Actor) -> Unit:
    """Share a unit's list among the desks that its method names, or stop sharing it; no case moves. Raises Denied, and
    Incomplete when its method names no desks."""
    permissions.may_administer(by, unit.county_code).or_raise()
    if has_desks and not packversions.in_use(unit.pack).method.desks:
        raise _wrong("desks", "这个单位的工作法没有分岗位。", "The method of this unit names no desks.")
    unit.has_desks = has_desks
    unit.save(update_fields=["has_desks"])
    transaction.on_commit(unit_names.forget)
    return unit


@transaction.atomic
def set_duty(*, unit: Unit, category: str, region: Region | None, by: Actor) -> Duty:
    """A unit answers for a category, in one region or (None) everywhere; twice is once. Raises Denied or Incomplete."""
    permissions.may_administer(by, unit.county_code).or_raise()
    if not category.strip():
        raise _wrong("category", "请写明事项类别。", "Say which category.")
    if region is not None:
        _check_region(unit.county_code, region)
    duty, _ = Duty.objects.get_or_create(
        unit=unit, category=category.strip(), region=region, defaults={"county_code": unit.county_code}
    )
    return duty


@transaction.atomic
def drop_duty(*, duty: Duty, by: Actor) -> None:
    """Take a duty away; cases already sent stay where they are. Raises Denied."""
    permissions.may_administer(by, duty.county_code).or_raise()
    duty.delete()


@transaction.atomic
def add_local_holiday(*, county: int, day: date, name: str, by: Actor) -> LocalHoliday:
    """Close the county's offices for a day; clocks computed afterwards know it. Raises Denied or Incomplete."""
    permissions.may_administer(by, county).or_raise()
    if not name.strip():
        raise _wrong("name", "请写明是什么假日。", "Say which holiday it is.")
    holiday, _ = LocalHoliday.objects.update_or_create(county_code=county, date=day, defaults={"name": name.strip()})
    return holiday


@transaction.atomic
def drop_local_holiday(*, holiday: LocalHoliday, by: Actor) -> None:
    """Take a local holiday back. Raises Denied."""
    permissions.may_administer(by, holiday.county_code).or_raise()
    holiday.delete()


def require_open(unit: Unit, field: str, county: int) -> None:
    """Raises Incomplete at `field` for a unit that was closed, naming its successor, or one of another county."""
    if unit.county_code != county:
        raise _wrong(field, "请选本县的单位。", "Choose a unit of this county.")
    if not unit.is_active:
        heir = unit.successor.label if unit.successor else ""
        zh, en = (f"由{heir}承接，请选承接的单位", f"choose its successor, {heir}") if heir else ("没有承接的单位", "it has no successor")
        raise _wrong(field, f"{unit.name}已经撤并，{zh}。", f"{unit.label} was closed; {en}.")


def _check_unit(
    county: int, code: str, name: str, level: str, system: str, kind: str, region: Region, parent: Unit | None
) -> None:
    if not CODE.fullmatch(code) or len(code) > 60:
        raise _wrong(
            "code", "单位代码只用小写字母、数字和连字符。", "A unit's code has small letters, digits and hyphens only."
        )
    if not name.strip():
        raise _wrong("name", "请写单位名称。", "Give the unit's name.")
    for key, value, known in (("level", level, UnitLevel), ("system", system, System), ("kind", kind, UnitKind)):
        if value not in known.values:
            choices = "、".join(known.values)
            raise _wrong(
                key, f"“{value}”不在可选项里：{choices}。", f'"{value}" is not one of: {", ".join(known.values)}.'
            )
    _check_region(county, region)
    if parent is not None and parent.county_code != county:
        raise _wrong("parent", "上级单位要在同一个县。", "The unit above must be of the same county.")


def _check_region(county: int, region: Region) -> None:
    """A unit may also stand for its prefecture or province, so regions above the county pass."""
    above = region.level < 3 and queries.county_region_code(county).startswith(region.path)
    if not above and not queries.is_inside(region.code, county):
        raise _wrong(
            "region",
            f"{region.name}（{region.code}）不在本县。",
            f"{region.name} ({region.code}) is not in this county.",
        )


def _check_successor(unit: Unit, successor: Unit, on: date) -> None:
    if successor.county_code != unit.county_code:
        raise _wrong("successor", "承接单位要在同一个县。", "The successor must be of the same county.")
    successor = Unit.objects.get(pk=successor.pk)
    heirs = queries.heirs_of(successor)
    if queries.standing_unit(successor, on) is None or unit.pk in [successor.pk, *(heir.pk for heir in heirs)]:
        raise _wrong("successor", "承接单位自己也撤并了，请另选。", "The successor is closed itself; choose another.")


def _wrong(field: str, zh: str, en: str) -> Incomplete:
    words = Words(zh, en)
    return Incomplete(words, {field: words}, code=f"bad_{field}")
