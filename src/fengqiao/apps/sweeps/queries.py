"""Reading sweeps: which tasks an actor has, what a sweep came to, the cases found; never a list of households."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Q, QuerySet, Sum

from fengqiao.apps.cases.models import Case, Stage
from fengqiao.apps.cases.queries import visible_to
from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.apps.sweeps.models import Door, Draw, Finding, Result, Sweep, Task, TaskState
from fengqiao.domain.roles import Actor
from fengqiao.domain.sweeps import SUMS, Counts, total
from fengqiao.kernel import vault

UNDO_FOR = timedelta(minutes=10)
MOST_LISTED = 200


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """The tasks an actor may see: those of the actor's units and of the ones right below; all for county-wide posts."""
    tasks = Task.objects.filter(county=actor.county)
    if actor.kind != "staff" or not actor.user:
        return tasks.none()
    if actor.scope != "county":
        tasks = tasks.filter(Q(unit__in=list(actor.units)) | Q(unit__parent__in=list(actor.units)))
    return tasks.select_related("sweep", "unit__parent", "unit__successor", "grid__successor__village")


def task_for(actor: Actor, key: UUID) -> Task:
    """One task that the actor may see; unseen and absent both raise Task.DoesNotExist."""
    return visible_tasks(actor).get(id=key)


def sweep_for(actor: Actor, key: UUID) -> Sweep:
    """One sweep of which the actor sees a task or which their unit planned; else raises Sweep.DoesNotExist."""
    mine = Q(id__in=visible_tasks(actor).filter(sweep=key).values("sweep")) | Q(unit__in=list(actor.units))
    return Sweep.objects.filter(mine, county=actor.county).select_related("unit").get(id=key)


def open_tasks(actor: Actor, day: date) -> list[tuple[Sweep, list[Task]]]:
    """What the actor's units and those below have to walk today, sweep by sweep, the nearest last day first."""
    mine = Q(unit__in=list(actor.units)) | Q(unit__parent__in=list(actor.units))
    now_on = visible_tasks(actor).filter(mine, state=TaskState.OPEN, sweep__starts_on__lte=day, ends_on__gte=day)
    by_sweep: dict[Sweep, list[Task]] = defaultdict(list)
    for task in now_on.order_by("ends_on", "sweep", "unit__code", "grid__name", "id")[:MOST_LISTED]:
        by_sweep[task.sweep].append(task)
    return list(by_sweep.items())


def latest_sweeps(actor: Actor, *, most: int) -> list[tuple[Sweep, Counts]]:
    """The sweeps an actor sees, the latest first, each with the counts of the tasks that the actor sees."""
    seen = visible_tasks(actor).filter(sweep__starts_on__gt=date.min).values("sweep")
    sweeps = list(Sweep.objects.filter(county=actor.county, id__in=seen).select_related("unit")[:most])
    sums = _sums(visible_tasks(actor).filter(sweep__in=sweeps), "sweep")
    return [(sweep, sums[sweep.id]) for sweep in sweeps]


def counts_by_unit(tasks: QuerySet[Task]) -> dict[UUID, Counts]:
    """The counts of some tasks, unit by unit."""
    return _sums(tasks, "unit")


def counts_of(tasks: QuerySet[Task]) -> Counts:
    """The counts of some tasks together."""
    found = tasks.order_by().aggregate(**{name: Sum(name, default=0) for name in SUMS}, is_least=BoolOr("is_least", default=False))
    return Counts(**found)


def _sums(tasks: QuerySet[Task], by: str) -> dict[UUID, Counts]:
    sums: dict[UUID, Counts] = defaultdict(Counts)
    rows = tasks.select_related(None).order_by().values(by).annotate(**{f"n_{name}": Sum(name) for name in SUMS}, least=BoolOr("is_least"))
    for row in rows:
        sums[row[by]] = Counts(**{name: row[f"n_{name}"] for name in SUMS}, is_least=row["least"])
    return sums


def open_tasks_of(grid: Grid) -> list[Task]:
    """The tasks of a grid that somebody walks now."""
    found = Task.objects.filter(county=grid.county_code, grid=grid, state=TaskState.OPEN)
    return list(found.select_related("sweep").order_by("ends_on")[:MOST_LISTED])


def moved(tasks: Iterable[Task], day: date) -> list[tuple[Task, str]]:
    """The tasks whose grid or village is closed on a day, each with what took its place (empty: nothing)."""
    told = []
    for task in tasks:
        grid, unit = task.grid, task.unit
        if grid and grid.closed_on and grid.closed_on <= day:
            heir = grid.successor
            told.append((task, f"{heir.village.label} {heir.name}" if heir else ""))
        elif unit.closed_on and unit.closed_on <= day:
            told.append((task, unit.successor.label if unit.successor else ""))
    return told


# While it is walked


@dataclass(frozen=True, slots=True)
class Later:
    """A door where nobody was home, by what the walker calls it, to be called on again."""

    door: UUID
    label: str


def to_call_again(task: Task) -> list[Later]:
    """The doors of an open task where nobody was home and of which the walker noted the house, in the order of the round."""
    doors = Door.objects.filter(county=task.county, task=task, result=Result.NOBODY_HOME).exclude(label=b"")
    return [Later(door.id, label_of(door)) for door in doors[:MOST_LISTED]]


def last_tap(task: Task, actor: Actor, at: datetime) -> Door | None:
    """The last door this person recorded, while it may still be taken back; never one that became a case."""
    doors = Door.objects.filter(county=task.county, task=task, by_id_text=actor.user, at__gt=at - UNDO_FOR)
    door = doors.order_by("-at", "-id").first()
    return door if door and door.result != Result.FOUND else None


def label_of(door: Door) -> str:
    """What the walker called the house, opened."""
    return vault.unseal(door.label, label_place(door.id))


def label_place(key: UUID) -> str:
    """What a sealed house name is bound to."""
    return f"sweeps_door.label.{key}"


# What came of it


def findings(actor: Actor, tasks: QuerySet[Task] | Iterable[Task]) -> list[Finding]:
    """The cases found in some tasks that the actor may see, the latest first; a sealed one is nowhere."""
    found = Finding.objects.filter(county=actor.county, task__in=tasks, case__in=visible_to(actor))
    return list(found.select_related("case__unit", "task__unit", "task__grid")[:MOST_LISTED])


def finding_of(case: Case) -> Finding | None:
    """Where a case was found; None for one that somebody brought."""
    found = Finding.objects.filter(county=case.county, case=case)
    return found.select_related("task__sweep", "task__unit", "task__grid").first()


def open_signs(actor: Actor) -> list[Case]:
    """The early signs that wait to be looked at, as far as the actor sees them, the nearest last day first."""
    waiting = visible_to(actor).filter(kind="sign").exclude(stage=Stage.DONE)
    return list(waiting.select_related("unit").order_by("due_on", "id")[:MOST_LISTED])


def units_below(actor: Actor) -> QuerySet[Unit]:
    """The villages that an actor may send somebody round in: of the county, or of the actor's own units."""
    villages = Unit.objects.filter(county_code=actor.county, is_active=True, level="village").select_related("parent")
    if actor.scope == "county":
        return villages.order_by("code")
    return villages.filter(Q(id__in=list(actor.units)) | Q(parent__in=list(actor.units))).order_by("code")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What one unit's tasks of a sweep came to, and how many of them are reported."""

    unit: Unit
    counts: Counts
    tasks: list[Task]

    @property
    def done(self) -> int:
        """How many of its tasks are reported."""
        return sum(task.state == TaskState.DONE for task in self.tasks)


def units_in(tasks: QuerySet[Task]) -> list[UnitRow]:
    """The units of a sweep in the order of their codes (never of their counts), with their tasks."""
    by_unit: dict[UUID, list[Task]] = defaultdict(list)
    for task in tasks:
        by_unit[task.unit_id].append(task)
    rows = [UnitRow(own[0].unit, total(task.counts for task in own), own) for own in by_unit.values()]
    return sorted(rows, key=lambda row: row.unit.code)


def states_of(tasks: QuerySet[Task]) -> dict[str, int]:
    """How many tasks are open, reported and lapsed."""
    counted = dict.fromkeys(TaskState.values, 0)
    for state in tasks.order_by().values_list("state", flat=True):
        counted[state] += 1
    return counted


# Spot checks


def reports_of_nothing(sweep: Sweep) -> QuerySet[Task]:
    """The tasks of a sweep that were reported without a finding."""
    return Task.objects.filter(county=sweep.county, sweep=sweep, state=TaskState.DONE, found=0)


def draw_of(sweep: Sweep) -> Draw | None:
    """What was drawn of a sweep; None while nothing was."""
    return Draw.objects.filter(county=sweep.county, sweep=sweep).first()


def drawn_tasks(draw: Draw) -> list[Task]:
    """The tasks drawn, in the order in which they were drawn."""
    found = Task.objects.filter(county=draw.county, id__in=draw.picks).select_related("unit", "grid").in_bulk()
    return [found[key] for key in draw.picks if key in found]
