"""Grids with their teams, a year of sweeps in 河口镇, the reports of nothing in 鹭渚镇, and a campaign that runs today."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.services import perform
from fengqiao.apps.helpers.services import Entered, add, seat_on_grid
from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.apps.organisations.services import create_grid
from fengqiao.apps.sweeps import planning, services
from fengqiao.apps.sweeps.models import Task
from fengqiao.apps.sweeps.services import Told
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.people import Names
from fengqiao.console.demo_county.place import COUNTY, SEED
from fengqiao.domain.roles import Actor
from fengqiao.domain.sweeps import Counts, period_of
from fengqiao.kernel import numbers
from fengqiao.kernel.models import Counter

DONE, WEEKS = "demo.sweeps", 6
TOWN, REPORTING, CAMPAIGN_DAYS = "hekou", "luzhu", 20


def build_grids(builder: Builder) -> None:
    """271 grids, one or two in each village; a grid worker on each, a legal helper on most, three heads where the method has them."""
    told, chance = read("sweeps"), random.Random(SEED + 7)
    villages = list(Unit.objects.filter(county_code=COUNTY, level="village").select_related("parent").order_by("code"))
    two = {unit.code for unit in chance.sample(villages, told["grids"]["two_in"])}
    places = [(unit, name) for unit in villages for name in (("第一网格", "第二网格") if unit.code in two else ("第一网格",))]
    own = [unit.parent == builder.units[TOWN] for unit, _name in places]
    shares = iter(_shares(told["grids"]["hekou"], sum(own), chance))
    others = iter(_shares(told["grids"]["households"] - told["grids"]["hekou"], len(places) - sum(own), chance))
    names = Names(chance)
    for n, ((village, name), is_own) in enumerate(zip(places, own, strict=True)):
        grid = create_grid(by=builder.operator, village=village, name=name, households=next(shares if is_own else others),
                           branch=told["branch"][TOWN] if is_own else "")  # fmt: skip
        _team(builder, grid, n, names)
    _levels_below(builder, told["below"])


def _shares(whole: int, parts: int, chance: random.Random) -> list[int]:
    """A whole number cut into parts of about the same size that add up to it."""
    mean, rest = divmod(whole, parts)
    more = [chance.randrange(mean // 4) for _ in range(parts // 2)]
    cut = [mean + one for one in more] + [mean - one for one in more] + [mean] * (parts % 2)
    cut[0] += rest
    chance.shuffle(cut)
    return cut


def _team(builder: Builder, grid: Grid, n: int, names: Names) -> None:
    pack = rules.pack_named(grid.village.pack)
    heads = [code for code in pack.lists["grid_titles"] if code.startswith("head_")]
    wanted = [("grid_worker", "grid_worker", "")]
    wanted += [(code, "neighbour_leader", called) for code, called in zip(heads, read("sweeps")["heads"], strict=False)]
    wanted += [("legal", "lawyer", "")] if n % 4 else []
    for title, kind, called in wanted:
        entered = Entered(names.name(), [kind], unit=grid.village, phone=names.phone(), source_key=f"demo:grid:{grid.id}:{title}")
        helper = add(entered, county=COUNTY, pack=pack, by=builder.operator, at=_at(builder.since, 9))
        seat_on_grid(grid, helper, title, pack=pack, since=builder.since, called=called)


def _levels_below(builder: Builder, told: Mapping[str, Any]) -> None:
    """Villagers' groups and joint household units in one grid of the highland town (ND-18)."""
    grid = Grid.objects.filter(village__parent=builder.units[told["town"]]).select_related("village").order_by("village__code", "name")[0]
    for name in told["groups"]:
        group = create_grid(by=builder.operator, village=grid.village, parent=grid, kind="group", name=name, households=60)
        for cluster in told["clusters"]:
            create_grid(by=builder.operator, village=grid.village, parent=group, kind="cluster", name=f"{name}{cluster}", households=12)


def walk(builder: Builder, day: date) -> None:
    """The sweeps up to a day, once: whoever starts again after an interruption begins them anew."""
    if Counter.objects.filter(county=COUNTY, series=DONE).exists():
        return
    with transaction.atomic():
        _year_of_doors(builder, day)
        _weeks_of_nothing(builder, day)
        planning.make_tasks(COUNTY, at=_at(day, 7))
        _campaign(builder, day)
        numbers.next_number(COUNTY, DONE)


def _year_of_doors(builder: Builder, day: date) -> None:
    """Four quarters walked on paper, their sums entered, and what was registered at the door."""
    told, by = read("sweeps"), builder.seated(TOWN, "handler")[0]
    starts = [period_of("quarter", day).first]
    for _ in told["quarters"]:
        starts.insert(0, period_of("quarter", starts[0] - timedelta(days=1)).first)
    for n, (first, sums) in enumerate(zip(starts[:-1], told["quarters"], strict=True)):
        _reported(builder, first, day)
        tasks = list(_tasks(builder.units[TOWN], first))
        for m, row in enumerate(row for row in told["told"] if row["quarter"] == n):
            _tell(tasks[m * 3], row, by, _at(first + timedelta(days=20 + 9 * m), 19))
        for task, counts in zip(tasks, _cut(sums, tasks), strict=True):
            services.tally(task, counts, by=by, at=_at(first + timedelta(days=75), 17))


def _tasks(town: Unit, day: date) -> Sequence[Task]:
    found = Task.objects.filter(county=COUNTY, unit__parent=town, sweep__starts_on=day, sweep__by_door=True)
    return list(found.select_related("sweep", "unit__parent", "grid").order_by("unit__code", "grid__name"))


def _tell(task: Task, row: Mapping[str, Any], by: Actor, at: datetime) -> None:
    told = Told(row["kind"], row["text"], since=at.date() - timedelta(days=9))
    case = services.find(task, told, by=by, at=at, once=f"demo{at:%Y%m%d%H%M}{row['kind']}")
    if row.get("ends"):
        perform(county=COUNTY, case_id=case.id, step=f"sign.{row['ends']}", by=by, at=at + timedelta(days=3))


def _cut(sums: Mapping[str, int], tasks: Sequence[Task]) -> list[Counts]:
    """The sums of a round over its tasks by their households; what was registered at the door is among the findings."""
    whole = sum(task.planned for task in tasks)
    linked = [task.findings.count() for task in tasks]
    found = [*linked]
    for n in range(sums["found"] - sum(linked)):
        found[n % len(tasks)] += 1
    parts = {}
    for name in ("visited", "nobody_home", "declined"):
        cut = [sums[name] * task.planned // whole for task in tasks]
        for n in range(sums[name] - sum(cut)):
            cut[n % len(cut)] += 1
        parts[name] = cut
    return [Counts(0, parts["visited"][n], parts["nobody_home"][n], parts["declined"][n], found[n]) for n in range(len(tasks))]


def _weeks_of_nothing(builder: Builder, day: date) -> None:
    """The village sweeps of the last weeks, each reported as nothing new with one tap."""
    for back in range(WEEKS, 0, -1):
        _reported(builder, period_of("week", day - timedelta(weeks=back)).first, day)


def _reported(builder: Builder, first: date, day: date) -> None:
    """Make the tasks of a day, and report what need not be walked door by door as nothing new."""
    by = builder.seated(REPORTING, "handler")[0]
    planning.make_tasks(COUNTY, at=_at(first, 7))
    for task in Task.objects.filter(county=COUNTY, state="open", sweep__by_door=False, ends_on__lt=day):
        services.finish(task, by=by, at=_at(min(task.ends_on, first + timedelta(days=4)), 17), says_all=True)


def _campaign(builder: Builder, day: date) -> None:
    told = read("sweeps")["campaign"]
    head, by = builder.seated(told["unit"], "head")[0], builder.seated(told["unit"], "handler")[0]
    villages = Unit.objects.filter(parent=builder.units[told["unit"]]).values_list("id", flat=True)
    campaign = planning.Campaign(
        told["name"], told["purpose"], day - timedelta(days=3), day + timedelta(days=CAMPAIGN_DAYS), list(villages), told["team"]
    )
    sweep = planning.plan_campaign(campaign, by=head, at=_at(day - timedelta(days=4), 10))
    task = Task.objects.filter(county=COUNTY, sweep=sweep).order_by("unit__code", "grid__name")[0]
    for n, result in enumerate(told["taps"]):
        services.record(task, result, by=by, at=_at(day - timedelta(days=1), 18) + timedelta(minutes=6 * n), once=f"demo-{n}",
                        label="坡上第三家" if result == "nobody_home" else "")  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())
