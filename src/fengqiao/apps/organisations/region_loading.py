"""Choose, check and store the rows of region files: all of a county or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fengqiao.apps.organisations.models import Region
from fengqiao.apps.organisations.region_codes import (
    DIGITS,
    LENGTH,
    RegionRow,
    level_of,
    pad,
    parent_of,
    path_of,
)
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

BATCH, MOST_PROBLEMS = 5_000, 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load brought in: regions by level (1 province … 5 village)."""

    by_level: dict[int, int]

    @property
    def total(self) -> int:
        """All regions of the load."""
        return sum(self.by_level.values())


@dataclass(slots=True)
class Selection:
    """The rows of the wanted subtrees, checked one by one and then against each other."""

    roots: tuple[str, ...] = ()
    ancestors: frozenset[str] = frozenset()
    rows: dict[str, tuple[RegionRow, int]] = field(default_factory=dict)
    problems: dict[str, Words] = field(default_factory=dict)

    def take(self, row: RegionRow) -> None:
        """Keep a row of the wanted subtrees, or note what is wrong with it."""
        if (wrong := _shape(row)) is not None:
            self.problems[row.where] = wrong
        elif self._wanted(row.code):
            self._keep(row, row.level or level_of(row.code))

    def _wanted(self, code: str) -> bool:
        return not self.roots or code.startswith(self.roots) or code in self.ancestors

    def _keep(self, row: RegionRow, level: int) -> None:
        known = self.rows.get(row.code)
        if known is None and level != level_of(row.code):
            self.problems[row.where] = _wrong_level(row)
        elif known is None:
            self.rows[row.code] = (row, level)
        elif not (known[0].name == row.name and level == known[1] + 1):  # listed on two levels: its own county or town
            first = known[0].where
            self.problems[row.where] = Words(
                f"代码 {row.code} 重复，前面在 {first} 已经有了。", f"code {row.code} is already at {first}."
            )

    def check_parents(self, stored: set[str]) -> None:
        """Every region's parent is in the selection or stored already."""
        for row, level in self.rows.values():
            parent = parent_of(row.code, level)
            if parent and parent not in self.rows and parent not in stored:
                self.problems[row.where] = Words(
                    f"{row.code} {row.name} 的上级 {parent} 既不在文件里，也没有装入过。",
                    f"the parent {parent} of {row.code} {row.name} is neither in the files nor loaded before.",
                )

    def raise_problems(self) -> None:
        """Raise Incomplete naming every problem's file and line."""
        if not self.problems:
            return
        zh = "".join(f"{where}：{words.zh}" for where, words in self.problems.items())
        en = " ".join(f"{where}: {words.en}" for where, words in self.problems.items())
        raise Incomplete(Words(f"区划没有装入。{zh}", f"No region was loaded. {en}"), self.problems, code="bad_regions")

    def regions(self) -> Iterator[Region]:
        """The rows to store, parents first."""
        for row, level in sorted(self.rows.values(), key=lambda entry: (entry[1], entry[0].code)):
            parent = parent_of(row.code, level)
            yield Region(code=row.code, name=row.name, level=level, parent_id=parent, path=path_of(row.code, level))


def select(rows: Iterable[RegionRow], *, county_codes: Sequence[str], with_ancestors: bool) -> Selection:
    """The checked selection of some counties (all when none is named); raises Incomplete."""
    roots = tuple(_county(code) for code in county_codes)
    above = {pad(root[: DIGITS[level]]) for root in roots for level in (1, 2)} if with_ancestors else set()
    selection = Selection(roots, frozenset(above))
    for row in rows:
        selection.take(row)
        if len(selection.problems) >= MOST_PROBLEMS:
            break
    selection.raise_problems()
    _check_roots(selection)
    parents = {parent_of(row.code, level) for row, level in selection.rows.values()} - selection.rows.keys() - {None}
    selection.check_parents(set(Region.objects.filter(code__in=parents).values_list("code", flat=True)))
    selection.raise_problems()
    return selection


def store(selection: Selection) -> Loaded:
    """Write the rows; those stored before get their new name. Runs in the caller's transaction."""
    Region.objects.bulk_create(
        selection.regions(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "path"],
    )
    return Loaded(dict(sorted(Counter(level for _, level in selection.rows.values()).items())))


def _shape(row: RegionRow) -> Words | None:
    if len(row.code) != LENGTH:
        return Words(
            f"代码“{row.code[:40]}”有 {len(row.code)} 位，应为 12 位。",
            f'code "{row.code[:40]}" has {len(row.code)} characters; 12 digits are needed.',
        )
    if not (row.code.isascii() and row.code.isdigit()):
        return Words(f"代码“{row.code}”里有不是数字的字符。", f'code "{row.code}" holds something that is not a digit.')
    if not row.name or len(row.name) > 100 or row.code.startswith("00"):
        return Words(
            f"{row.code} 没有名称，或名称、代码不合理。", f"{row.code} has no name, or its name or code cannot be."
        )
    if row.level is not None and not _level_fits(row.code, row.level):
        return _wrong_level(row)
    return None


def _level_fits(code: str, level: int) -> bool:
    """A place without the next level down is listed on both."""
    return 0 <= level - level_of(code) <= 1


def _wrong_level(row: RegionRow) -> Words:
    return Words(
        f"{row.code} 的级别 {row.level} 与代码不符。", f"level {row.level} of {row.code} does not fit its code."
    )


def _county(code: str) -> str:
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise Incomplete(
            Words(f"县级代码“{code}”应为 6 位数字。", f'the county code "{code}" must have 6 digits.'),
            code="bad_county",
        )
    return code


def _check_roots(selection: Selection) -> None:
    if not selection.rows and not selection.roots:
        raise Incomplete(Words("文件里没有一行区划。", "The files hold no region."), code="no_regions")
    for root in selection.roots:
        if not any(code.startswith(root) for code in selection.rows):
            raise Incomplete(
                Words(f"文件里没有 {root} 的区划。", f"The files hold no region of {root}."), code="unknown_county"
            )
