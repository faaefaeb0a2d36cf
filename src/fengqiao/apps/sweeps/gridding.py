"""Reading grids: how many a town has, who stands on a team, the levels below, and what sweeps found there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, Sum

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Stage
from fengqiao.apps.helpers import queries as helpers
from fengqiao.apps.helpers.models import GridSeat, Helper
from fengqiao.apps.helpers.permissions import may_edit
from fengqiao.apps.organisations import queries as places
from fengqiao.apps.organisations.models import Grid, GridKind, Unit, UnitLevel
from fengqiao.apps.sweeps import queries
from fengqiao.apps.sweeps.models import Finding, Task
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.sweeps import Counts
from fengqiao.domain.words import Words

LATEST = 8
SOLVED = "solved"
WORKER, LEGAL = "grid_worker", "legal"


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town with the number of its grids and their households."""

    town: Unit
    grids: int
    households: int


@dataclass(frozen=True, slots=True)
class Place:
    """One title of a team: its words, and who stands there (nobody: it is not filled)."""

    code: str
    title: Words
    seats: list[GridSeat]


@dataclass(frozen=True, slots=True)
class Card:
    """A grid with its team, title by title in the order of the pack; an unfilled title stays visible."""

    grid: Grid
    team: list[Place]

    @property
    def workers(self) -> list[GridSeat]:
        """The grid workers."""
        return self._of(WORKER)

    @property
    def legal(self) -> list[GridSeat]:
        """The legal helpers (KZ-26)."""
        return self._of(LEGAL)

    def _of(self, code: str) -> list[GridSeat]:
        return next((place.seats for place in self.team if place.code == code), [])


@dataclass(frozen=True, slots=True)
class Facts:
    """What sweeps found in a grid and how much of it was settled where it was found; sealed cases are in no number.

    Settled in the grid: solved and verified, by the village itself.
    """

    found: int
    settled_here: int
    open: int
    rounds: list[Task]
    counts: Counts


def towns(county: int) -> list[TownRow]:
    """The towns of a county with their grids counted (two queries)."""
    standing = Grid.objects.filter(county_code=county, kind=GridKind.GRID, closed_on=None).order_by()
    rows = standing.values("village__parent").annotate(n=Count("id"), households=Sum("households"))
    units = {unit.id: unit for unit in places.units_of(county).filter(id__in=[row["village__parent"] for row in rows])}
    found = [TownRow(units[row["village__parent"]], row["n"], row["households"]) for row in rows if row["village__parent"] in units]
    return sorted(found, key=lambda row: row.town.code)


def villages(county: int) -> list[Unit]:
    """The villages of a county in which a grid may be set up, town by town."""
    found = places.units_of(county).filter(level=UnitLevel.VILLAGE).select_related("parent")
    return list(found.order_by("parent__code", "code"))


def cards(town: Unit) -> list[Card]:
    """The grids of a town's villages with their teams."""
    grids = list(places.grids_of(town.county_code).filter(village__parent=town))
    teams = helpers.teams_of(grids)
    return [_card(grid, teams.get(grid.id, []), rules.pack_named(grid.village.pack)) for grid in grids]


def card_of(grid: Grid, pack: Pack) -> Card:
    """One grid with its team."""
    return _card(grid, helpers.teams_of([grid]).get(grid.id, []), pack)


def _card(grid: Grid, seats: list[GridSeat], pack: Pack) -> Card:
    titles: Mapping[str, Words] = pack.lists.get("grid_titles", {})
    return Card(grid, [Place(code, words, [seat for seat in seats if seat.title == code]) for code, words in titles.items()])


def tree(grid: Grid) -> list[tuple[int, Grid, list[GridSeat]]]:
    """The groups and joint household units below a grid, each with its depth and who stands there (ND-18)."""
    below: dict[UUID | None, list[Grid]] = defaultdict(list)
    for part in Grid.objects.filter(village=grid.village, closed_on=None).exclude(kind=GridKind.GRID).order_by("name"):
        below[part.parent_id].append(part)
    found = _walk(below, grid.id, 1)
    teams = helpers.teams_of([part for _depth, part in found])
    return [(depth, part, teams.get(part.id, [])) for depth, part in found]


def _walk(below: Mapping[UUID | None, list[Grid]], key: UUID, depth: int) -> list[tuple[int, Grid]]:
    found: list[tuple[int, Grid]] = []
    for part in below.get(key, []):
        found += [(depth, part), *_walk(below, part.id, depth + 1)]
    return found


def facts_of(grid: Grid) -> Facts:
    """What its sweeps came to, and of what was found how much the village settled itself (YJ-15)."""
    tasks = Task.objects.filter(county=grid.county_code, grid=grid)
    found = Finding.objects.filter(county=grid.county_code, task__in=tasks, case__is_sealed=False)
    here = Q(case__unit__level=UnitLevel.VILLAGE, case__result=SOLVED, case__stage=Stage.DONE)
    counted = found.aggregate(n=Count("id"), here=Count("id", filter=here), open=Count("id", filter=~Q(case__stage=Stage.DONE)))
    rounds = list(tasks.select_related("sweep").order_by("-ends_on", "-id")[:LATEST])
    return Facts(counted["n"], counted["here"], counted["open"], rounds, queries.counts_of(tasks))


def helper_named(grid: Grid, name: str) -> Helper:
    """The one of the directory with that name, of the grid's own village or town where several bear it; raises Incomplete."""
    wanted = " ".join(name.split())
    named = list(helpers.helpers_of(grid.county_code).filter(name=wanted).select_related("unit")[:20])
    near = [one for one in named if one.unit_id in (grid.village_id, grid.village.parent_id)]
    found = near if len(named) > 1 else named
    if len(found) == 1:
        return found[0]
    words = _SEVERAL if named else _NOBODY
    words = words.filled(name=wanted[:20])
    raise Incomplete(words, {"helper": words})


_SEVERAL = Words("名册里有几个“{name}”，请先在名册里写明是哪个村的。",
                 "Several are called “{name}”; say in the directory of which village.")
_NOBODY = Words("名册里没有“{name}”，请先记入名册。", "“{name}” is not in the directory; enter them there first.")


def names_near(grid: Grid, actor: Actor) -> list[str]:
    """The names of the directory in the grid's village and town, for whoever sets its team."""
    if not may_edit(actor):
        return []
    near = helpers.helpers_of(grid.county_code).filter(Q(unit=grid.village) | Q(unit=grid.village.parent))
    return sorted(set(near.values_list("name", flat=True)[:200]))
