"""Grids from a table: what a row says, what is wrong with it, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from uuid import UUID

from django.db import transaction

from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Grid, Region, Unit, UnitLevel
from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.apps.organisations.places import Places, places_of
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.headings import admissible, guess, plain
from fengqiao.kernel.sheets import LOST_DIGITS, Row, Sheet

FIELDS: Mapping[str, Words] = {
    "village": Words("村（社区）", "Village or community"),
    "name": Words("网格名称", "Name of the grid"),
    "households": Words("户数", "Households"),
    "branch": Words("党支部或者党小组", "Party branch or group"),
}
"""What a column can say of a grid."""

ALIASES: Mapping[str, str] = {
    "village": "村代码 区划代码 统计用区划代码 村（社区）代码 村（社区） 村 社区 行政村 所属村 所在村 村名 village region code",
    "name": "网格名称 网格名 网格 名称 grid name",
    "households": "户数 总户数 住户数 常住户数 households",
    "branch": "党支部 党小组 支部 党支部或者党小组 branch",
}

Fate = Literal["added", "changed", "known", "bad"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row; a known one says nothing new."""

    row: Row
    fate: Fate
    wrong: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Villages:
    """The villages of a county by unit code, region code and name."""

    units: Sequence[Unit]
    places: Places
    regions: frozenset[str]

    @cached_property
    def _by_region(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            found.setdefault(unit.region_id, []).append(unit)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            for name in {plain(name) for name in (unit.code, unit.name, unit.name_en) if name}:
                found.setdefault(name, []).append(unit)
        return found

    def find(self, text: str) -> Unit:
        """The village that a cell names by code or name; raises Incomplete for a region there is not, one without a unit, or a name
        that several bear."""
        wanted = text.strip()
        short = wanted[:40]
        if wanted.isascii() and wanted.isdigit() and len(wanted) == 12:
            if wanted not in self.regions:
                raise _wrong(f"本县没有区划代码{wanted}；请先载入区划。", f"The county has no region {wanted}; load the regions first.")
            found = self._by_region.get(wanted, [])
        else:
            found = self._by_name.get(plain(wanted), []) or self._by_region.get(self.places.region_of(wanted), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise _wrong(f"叫“{short}”的不止一个，请写12位区划代码。", f"Several are called “{short}”; write the 12-digit code.")
        raise _wrong(f"没有“{short}”这个村（社区）的单位，请先设单位。", f"There is no unit of the village “{short}”; set it up first.")


def villages_of(county: int) -> Villages:
    """The villages of a county (four queries)."""
    units = list(organisations.units_of(county).filter(level=UnitLevel.VILLAGE).order_by("code"))
    root = organisations.county_region_code(county)
    inside = Region.objects.filter(path__startswith=root[:6]).values_list("code", flat=True)
    return Villages(units, places_of(county), frozenset(inside))


def settle(sheet: Sheet) -> dict[str, int]:
    """Field -> position of its column; raises Incomplete for a column that labels people, or without village and name."""
    admissible(sheet.columns)
    at = {name: sheet.columns.index(column) for name, column in guess(sheet.columns, ALIASES).items()}
    if missing := [FIELDS[name] for name in ("village", "name") if name not in at]:
        words = Words(
            f"没有认出这些列：{'、'.join(w.zh for w in missing)}。表头请写：村（社区）、网格名称、户数、党支部；"
            f"文件里有：{'、'.join(sheet.columns)}。",
            f"These columns were not recognised: {', '.join(w.of('en') for w in missing)}. The headings are village, grid, households, "
            f"branch; the file has: {', '.join(sheet.columns)}.",
        )
        raise Incomplete(words, {"file": words})
    return at


@transaction.atomic
def take(sheet: Sheet, *, by: Actor) -> list[Outcome]:
    """Set up the grids of a table; one the village has already gets its new number of households. A bad row undoes no other.

    Raises Denied, and Incomplete as `settle` does.
    """
    may_administer(by, by.county).or_raise()
    at, villages = settle(sheet), villages_of(by.county)
    numbers.hold(by.county, "grids")
    known = {(grid.village_id, grid.name): grid for grid in organisations.grids_of(by.county)}
    return list(_taken(sheet.rows, at, villages, known, by))


def _taken(
    rows: Sequence[Row], at: Mapping[str, int], villages: Villages, known: dict[tuple[UUID, str], Grid], by: Actor
) -> Iterator[Outcome]:
    for row in rows:
        parts = {name: row.cells[at[name]].strip() if name in at and at[name] < len(row.cells) else "" for name in FIELDS}
        try:
            with transaction.atomic():
                yield Outcome(row, _take_one(parts, villages, known, by))
        except Incomplete as refusal:
            yield Outcome(row, "bad", refusal.fields or {"": refusal.words})
        except DomainError as refusal:
            yield Outcome(row, "bad", {"": refusal.words})


def _take_one(parts: Mapping[str, str], villages: Villages, known: dict[tuple[UUID, str], Grid], by: Actor) -> Fate:
    if lost := [name for name, text in parts.items() if text == LOST_DIGITS]:
        raise Incomplete(_LOST, dict.fromkeys(lost, _LOST))
    village, name = villages.find(parts["village"]), " ".join(parts["name"].split())
    households = _households(parts["households"])
    grid = known.get((village.id, name))
    if grid is None:
        fresh = organising.create_grid(by=by, village=village, name=name, households=households or 0, branch=parts["branch"])
        known[village.id, name] = fresh
        return "added"
    count = grid.households if households is None else households
    branch = parts["branch"] or grid.branch
    if (count, branch) == (grid.households, grid.branch):
        return "known"
    known[village.id, name] = organising.change_grid(by=by, grid=grid, name=name, households=count, branch=branch)
    return "changed"


def _households(text: str) -> int | None:
    digits = text.replace(",", "").removesuffix("户").strip().removesuffix(".0")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        words = Words(f"“{text[:40]}”不是户数。", f"“{text[:40]}” is no number of households.")
        raise Incomplete(words, {"households": words})
    return int(digits)


def _wrong(zh: str, en: str) -> Incomplete:
    words = Words(zh, en)
    return Incomplete(words, {"village": words})


_LOST = Words("这一格存成了数字，后几位已经丢失；请把这一列设为“文本”格式后重新填写。",
              "This cell was stored as a number and its last digits are lost; make the column text and fill it in again.")  # fmt: skip
