"""Reading regions, units and duties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from fengqiao.apps.organisations.models import Duty, Grid, GridKind, LocalHoliday, Region, RegionLevel, Unit
from fengqiao.apps.organisations.region_codes import lineage_of, path_of
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar
from fengqiao.kernel.packfiles import calendar
from fengqiao.kernel.reading import Question

MOST_MERGERS = 10  # a chain of successors longer than this is a mistake, not a history


def region_tree(code: str) -> QuerySet[Region]:
    """A region and everything inside it, parents before children; empty for an unknown code."""
    root = Region.objects.filter(code=code).first()
    return Region.objects.filter(path__startswith=root.path) if root else Region.objects.none()


def villages_inside(region: Region) -> list[tuple[Region, int]]:
    """The regions directly below one, each with its number of villages (two queries)."""
    children = list(region.children.all())
    lengths = {len(child.path) for child in children}
    paths = Region.objects.filter(level=RegionLevel.VILLAGE, path__startswith=region.path).values_list(
        "path", flat=True
    )
    counts = Counter(path[:length] for path in paths for length in lengths)
    return [(child, counts[child.path]) for child in children]


def county_region_code(county: int) -> str:
    """The region code of a county (its six digits and six zeros)."""
    return f"{county:06d}000000"


def path_name(code: str, *, inside: str = "") -> str:
    """The names from the province down to a region; below `inside` only, when that code is given."""
    return path_names([code], inside=inside).get(code, "")


def path_names(codes: Iterable[str], *, inside: str = "") -> dict[str, str]:
    """`path_name` of many regions by one query; unknown codes are left out."""
    lineages = {code: lineage_of(code) for code in codes}
    wanted = {step for lineage in lineages.values() for step in lineage}
    names = dict(Region.objects.filter(code__in=wanted).values_list("code", "name"))
    above = set(lineage_of(inside)) if inside else set()
    return {
        code: "".join(names.get(step, "") for step in lineage if step not in above or step == code)
        for code, lineage in lineages.items()
        if code in names
    }


def units_of(county: int) -> QuerySet[Unit]:
    """The units of a county that work today."""
    return Unit.objects.filter(county_code=county, is_active=True)


@Question
def _by_key(key: UUID) -> QuerySet[Unit]:
    return Unit.objects.filter(id=key)


def unit_by_key(key: UUID | str) -> Unit:
    """The unit of a key; raises Unit.DoesNotExist when there is none."""
    return _by_key.one(key)


def unit_by_code(county: int, code: str) -> Unit:
    """One unit of a county; raises Unit.DoesNotExist."""
    return Unit.objects.get(county_code=county, code=code)


def children_of(unit: Unit) -> QuerySet[Unit]:
    """The working units directly below one."""
    return units_of(unit.county_code).filter(parent=unit)


def review_body_of(unit: Unit) -> Unit | None:
    """The body that reviews a unit's opinions: the one set for it, else the body above it (信访工作条例 第三十五条)."""
    return unit.review_body or unit.parent


def petition_office(county: int) -> Unit | None:
    """The county's petition office (信访部门)."""
    return units_of(county).filter(is_petition_office=True).order_by("level", "code").first()


def county_here() -> int | None:
    """The county these pages serve: the one set, else the only one with a petition office; None when nobody said."""
    if chosen := int(getattr(settings, "COUNTY", 0) or 0):
        return chosen
    with_office = Unit.objects.filter(is_petition_office=True, is_active=True).order_by("county_code")
    counties = list(with_office.values_list("county_code", flat=True).distinct()[:2])
    return counties[0] if len(counties) == 1 else None


def office_here() -> Unit | None:
    """The petition office that takes in what is said here."""
    county = county_here()
    return petition_office(county) if county else None


def joint_conference(county: int) -> Unit | None:
    """The office of the joint conference, which coordinates where no common superior is (XF-24.1)."""
    return units_of(county).filter(is_joint_conference=True).order_by("code").first()


def standing_unit(unit: Unit, at: date) -> Unit | None:
    """The unit that answers on a day for this one: itself, or its successor once it has closed (XF-24.2)."""
    chain = [unit, *(heirs_of(unit) if unit.closed_on is not None and unit.closed_on <= at else [])]
    return next((heir for heir in chain if heir.closed_on is None or at < heir.closed_on), None)


def answering(county: int, named: str, at: date) -> Unit | None:
    """The unit that answers on a day for the one of this key or code: a form opened before a merger still finds it (XF-24.2)."""
    asked: dict[str, UUID | str] = {"code": named}
    with suppress(ValueError):
        asked = {"id": UUID(named)}
    unit = Unit.objects.filter(county_code=county, **asked).select_related("successor").first()
    heir = standing_unit(unit, at) if unit else None
    return heir if heir and heir.is_active else None


def heirs_of(unit: Unit) -> list[Unit]:
    """Those that succeeded a unit, one after the other."""
    heirs: list[Unit] = []
    while unit.successor is not None and len(heirs) < MOST_MERGERS:
        unit = unit.successor
        heirs.append(unit)
    return heirs


def grids_of(county: int, kind: str = GridKind.GRID) -> QuerySet[Grid]:
    """The grids of a county that stand today, village by village; of another kind when that is named."""
    standing = Grid.objects.filter(county_code=county, kind=kind, closed_on=None)
    return standing.select_related("village__parent").order_by("village__code", "name")


def grid_by_key(county: int, key: UUID) -> Grid | None:
    """A grid, group or joint household unit of a county, closed or not; None when there is none."""
    found = Grid.objects.filter(county_code=county, id=key)
    return found.select_related("village__parent", "parent", "successor__village").first()


def branches_at(county: int, region_code: str, place: str) -> list[str]:
    """The party branches on the grids of a village today (one query): of the grid that a place names, else of all of them."""
    grids = list(grids_of(county).filter(village__region=region_code).exclude(branch="")) if region_code else []
    named = [grid for grid in grids if grid.name in place]
    return list(dict.fromkeys(grid.branch for grid in named or grids))


def standing_grid(grid: Grid, at: date) -> Grid | None:
    """The grid that stands on a day where this one was: itself, or its successor once it has closed."""
    current: Grid | None = grid
    for _step in range(MOST_MERGERS):
        if current is None or current.closed_on is None or at < current.closed_on:
            return current
        current = current.successor
    return None


def former_units(county: int) -> list[tuple[Unit, Unit]]:
    """The closed units of a county by name, each with the working one that answers for it now (XF-24.2)."""
    closed = Unit.objects.filter(county_code=county, successor__isnull=False).select_related("successor__successor")
    heirs = ((unit, heirs_of(unit)[-1]) for unit in closed.order_by("name"))
    return [(unit, heir) for unit, heir in heirs if heir.is_active]


def competent_units(county: int, category: str, region_code: str, at: date) -> list[Unit]:
    """Who answers for a category at a place on a day: the duty of the smallest region first, then wider ones.

    A duty for a group of categories ("land") holds for its members ("land.boundary") after their own duties.
    """
    places = lineage_of(region_code) if region_code else []
    duties = (
        Duty.objects.filter(county_code=county, category__in=_groups(category))
        .filter(Q(region__isnull=True) | Q(region__in=places))
        .select_related("unit__successor__successor", "region")
    )
    ranked = sorted(
        duties, key=lambda duty: (-(duty.region.level if duty.region else 0), -len(duty.category), duty.unit.code)
    )
    standing = (standing_unit(duty.unit, at) for duty in ranked)
    return list({unit.pk: unit for unit in standing if unit is not None}.values())


def duties_of(unit: Unit) -> list[Duty]:
    """The duties of a unit with their regions."""
    return list(unit.duties.select_related("region"))


def common_superior(unit_a: Unit, unit_b: Unit) -> Unit | None:
    """The nearest body above both units; None where there is none (then the joint conference coordinates)."""
    parents = dict(Unit.objects.filter(county_code=unit_a.county_code).values_list("id", "parent_id"))
    above_b = set(_above(unit_b.pk, parents))
    shared = next((unit for unit in _above(unit_a.pk, parents) if unit in above_b), None)
    return Unit.objects.get(pk=shared) if shared else None


def units_tree(county: int) -> list[tuple[int, Unit]]:
    """All units of a county, closed ones too, as (depth, unit) in tree order."""
    below: dict[UUID | None, list[Unit]] = {}
    units = list(Unit.objects.filter(county_code=county).select_related("region").order_by("code"))
    known = {unit.pk for unit in units}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    return _walk(below, None, 0)


def local_holidays(county: int) -> QuerySet[LocalHoliday]:
    """The county's own days off, oldest first."""
    return LocalHoliday.objects.filter(county_code=county)


def calendar_for(county: int) -> WorkCalendar:
    """The working days of a county: the national calendar and its own local holidays (DAY-11)."""
    days: dict[str, list[date]] = {}
    for holiday in local_holidays(county):
        days.setdefault(holiday.name, []).append(holiday.date)
    working = calendar()
    for name, dates in days.items():
        working = working.with_local(Words(name), dates)
    return working


def is_inside(code: str, county: int) -> bool:
    """True when a region lies in a county."""
    return path_of(code, 3) == f"{county:06d}"


def _groups(category: str) -> list[str]:
    parts = category.split(".")
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


def _above(unit: UUID, parents: Mapping[UUID, UUID | None]) -> list[UUID]:
    chain: list[UUID] = []
    current = parents.get(unit)
    while current is not None and current not in chain:
        chain.append(current)
        current = parents.get(current)
    return chain


def _walk(below: dict[UUID | None, list[Unit]], parent: UUID | None, depth: int) -> list[tuple[int, Unit]]:
    found: list[tuple[int, Unit]] = []
    for unit in below.get(parent, ()):
        found += [(depth, unit), *_walk(below, unit.pk, depth + 1)]
    return found
