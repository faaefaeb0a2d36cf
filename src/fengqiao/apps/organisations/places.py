"""The places of a county as people name them, and the town, village and grid that a typed place lies in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Grid, GridKind, Region, RegionLevel

SHORTEST, SHORTEST_GRID = 2, 3  # characters of a name that is looked for in a text
BODIES = (("村民委员会", "村"), ("居民委员会", "社区"), ("村委会", "村"), ("居委会", "社区"), ("人民政府", ""), ("街道办事处", "街道"))
"""How the body of a place is called, and what stands there in the name of the place itself."""


class Named(NamedTuple):
    """A name that a place bears or bore: the code of its region of today."""

    name: str
    code: str
    is_former: bool = False


class GridName(NamedTuple):
    """A name that a grid bears or bore: the grid of today, and the region of its village."""

    name: str
    grid: UUID
    shown: str
    code: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a typed place lies. `choices` are given where the text may mean several places: then nothing is filled in."""

    code: str = ""
    label: str = ""
    grid: UUID | None = None
    grid_name: str = ""
    former: str = ""  # the name of old by which it was found
    choices: tuple[tuple[str, str], ...] = ()  # code and label of each place it may be


@dataclass(frozen=True)
class Places:
    """The towns and villages of a county: their names from the town on (坪上镇石榴坳村) and their codes.

    What more is needed to find a typed place, grids and names of old, is read when it is first asked for (two queries).
    """

    labels: Mapping[str, str]
    county: int = 0

    def region_of(self, text: str) -> str:
        """The code of the one region that a typed place names, the smallest first; empty when it names none or several."""
        return self.find(text).code

    def find(self, text: str, *, inside: str = "") -> Found:
        """The town, village and grid that a typed place names: the longest of the county's own names, those of old included.

        `inside` is a region that is known already: only what lies in it is looked for. Where several places bear the name none
        is taken, all are told.
        """
        wanted = "".join(text.split())
        if inside and _is_town(inside) and (within := self.find(text)).code[:9] == inside[:9]:
            return within
        if inside:
            return self._with_grid(Found(inside, self._label(inside)), wanted)
        if not wanted:
            return Found()
        if wanted in self.labels:
            return Found(self.labels[wanted], wanted)
        towns = self._longest(name for name in self._names if name.name in wanted and _is_town(name.code))
        villages = self._of_towns(self._longest(name for name in self._names if name.name in wanted and not _is_town(name.code)), towns)
        if villages:
            found = self._told(villages)
            return self._with_grid(found, wanted) if found.code else found
        grids = self._in_towns([grid for grid in self._grids if len(grid.name) >= SHORTEST_GRID and grid.name in wanted], towns)
        if len({grid.grid for grid in grids}) == 1:
            return Found(grids[0].code, self._label(grids[0].code), grids[0].grid, grids[0].shown)
        return self._told(towns)

    def _told(self, names: list[Named]) -> Found:
        codes = list(dict.fromkeys(name.code for name in names))
        if len(codes) == 1:
            former = names[0].name if all(name.is_former for name in names) else ""
            return Found(codes[0], self._label(codes[0]), former=former)
        return Found(choices=tuple((code, self._label(code)) for code in codes))

    def _with_grid(self, found: Found, wanted: str) -> Found:
        here = [grid for grid in self._grids if grid.code == found.code and grid.name in wanted]
        most = max((len(grid.name) for grid in here), default=0)
        best = {grid.grid: grid.shown for grid in here if len(grid.name) == most}
        if len(best) != 1:
            return found
        grid, shown = best.popitem()
        return Found(found.code, found.label, grid, shown, found.former)

    @staticmethod
    def _longest(names: Iterable[Named]) -> list[Named]:
        """The longest names, a place's own before those it only inherited."""
        hits = list(names)
        most = max((len(name.name) for name in hits), default=0)
        best = [name for name in hits if len(name.name) == most]
        return [name for name in best if not name.is_former] or best

    @staticmethod
    def _of_towns(villages: list[Named], towns: list[Named]) -> list[Named]:
        within = {name.code[:9] for name in towns}
        return [name for name in villages if name.code[:9] in within] or villages

    @staticmethod
    def _in_towns(grids: list[GridName], towns: list[Named]) -> list[GridName]:
        within = {name.code[:9] for name in towns}
        return [grid for grid in grids if grid.code[:9] in within] if within else grids

    def _label(self, code: str) -> str:
        return self._by_code.get(code, "")

    @cached_property
    def _by_code(self) -> dict[str, str]:
        return {code: label for label, code in self.labels.items()}

    @cached_property
    def _names(self) -> list[Named]:
        """Every name of a town or village: alone, from the town on, and of old."""
        names = []
        for label, code in self.labels.items():
            town = "" if _is_town(code) else self._label(f"{code[:9]}000")
            names += [Named(name, code) for name in {label, label.removeprefix(town)} if len(name) >= SHORTEST]
        known = set(self._by_code)
        for closed, heir in organisations.former_units(self.county) if self.county else ():
            if heir.region_id in known and len(name := place_name(closed.name)) >= SHORTEST:
                names.append(Named(name, heir.region_id, is_former=True))
        return names

    @cached_property
    def _grids(self) -> list[GridName]:
        """Every name of a grid, those of grids that were closed with the one that took their place."""
        if not self.county:
            return []
        found = Grid.objects.filter(county_code=self.county, kind=GridKind.GRID).select_related("village", "successor__village")
        names = []
        for grid in found.order_by("village__code", "name"):
            now = grid if grid.closed_on is None else grid.successor
            if now is not None and now.closed_on is None:
                names.append(GridName("".join(grid.name.split()), now.id, now.name, now.village.region_id))
        return names


def place_name(body: str) -> str:
    """The name of the place that a body is of: 坪坝乡 for 坪坝乡人民政府, 溪口村 for 溪口村民委员会."""
    for ending, instead in BODIES:
        if body.endswith(ending):
            return body.removesuffix(ending) + instead
    return body


def places_of(county: int) -> Places:
    """The towns and villages of a county (two queries)."""
    root = organisations.county_region_code(county)
    inside = Region.objects.filter(path__startswith=root[:6], level__gte=RegionLevel.TOWN)
    names = organisations.path_names(inside.values_list("code", flat=True), inside=root)
    return Places({label: code for code, label in names.items()}, county)


def _is_town(code: str) -> bool:
    return code.endswith("000")
