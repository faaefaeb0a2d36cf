"""From plans to tasks: the rounds of a working method as their days come, and campaigns that somebody plans by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fengqiao.apps.cases import rules
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.apps.sweeps import permissions, queries
from fengqiao.apps.sweeps.models import Door, Sweep, Task, TaskState
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.sweeps import Plan, period_of
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of

LONGEST_NAME, LONGEST_PURPOSE, LONGEST_CAMPAIGN = 60, 1_000, 366


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made and ended."""

    sweeps: int
    tasks: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """A sweep planned by hand: where, from when to when, what for, who goes along."""

    name: str
    purpose: str
    starts_on: date
    ends_on: date
    villages: Sequence[UUID] = ()
    team: Sequence[str] = ()  # codes of the pack's `helper_kinds`
    grids: Sequence[UUID] = field(default=())  # only these grids, where some are named


@transaction.atomic
def make_tasks(county: int, *, at: datetime) -> Made:
    """The tasks that every unit's working method asks for on this day, and the end of those whose days are over.

    Run again it makes nothing twice; a task that exists keeps its planned households.
    """
    day = day_of(at)
    numbers.hold(county, "sweeps")
    lapsed = _lapse(county, day)
    sweeps = tasks = 0
    grids = _grids_by_village(county)
    for pack, plan, units in _asked(county):
        sweep, is_new = _round(county, pack, plan, day, at)
        sweeps += is_new
        tasks += _add_tasks(sweep, units, grids)
    return Made(sweeps, tasks, lapsed)


@transaction.atomic
def plan_campaign(campaign: Campaign, *, by: Actor, at: datetime) -> Sweep:
    """Plan a campaign: every household of the chosen villages is called on in its days.

    Raises Denied, and Incomplete naming what is missing: name, purpose, days, villages that are the planner's to send to.
    """
    permissions.may_plan(by).or_raise()
    villages = list(queries.units_below(by).filter(id__in=list(campaign.villages)))
    wrong = _wrong(campaign, villages, day_of(at))
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    sweep = Sweep.objects.create(
        id=new_id(by.county), county=by.county, name=campaign.name.strip(), purpose=campaign.purpose.strip(), level="village",
        by_door=True, team=list(campaign.team), starts_on=campaign.starts_on, ends_on=campaign.ends_on,
        unit=Unit.objects.get(id=by.unit), made_by=by.name, made_at=at,
    )  # fmt: skip
    grids = _grids_by_village(by.county)
    if campaign.grids:
        grids = {village: [grid for grid in own if grid.id in campaign.grids] for village, own in grids.items()}
    _add_tasks(sweep, villages, grids)
    return sweep


def usual_team(actor: Actor) -> list[str]:
    """The kinds of helper that go along by the working method of the actor's unit: said once there, used in every round (KZ-29)."""
    unit = Unit.objects.filter(county_code=actor.county, id__in=list(actor.units)).first()
    plans = rules.pack_named(unit.pack).sweeps if unit else ()
    return [code for plan in plans if plan.by_door for code in plan.team]


def _wrong(campaign: Campaign, villages: Sequence[Unit], day: date) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    for name, text, most in (("name", campaign.name, LONGEST_NAME), ("purpose", campaign.purpose, LONGEST_PURPOSE)):
        if not 1 <= len(text.strip()) <= most:
            wrong[name] = Words(f"请写，最多{most}字。", f"Write it, at most {most} characters.")
    first, last = campaign.starts_on, campaign.ends_on
    if last < first or (last - first).days > LONGEST_CAMPAIGN:
        wrong["ends_on"] = Words("结束日要在开始日以后，最长一年。", "It ends after it starts, within a year.")
    elif last < day:
        wrong["ends_on"] = Words("结束日已经过了。", "Its last day has passed.")
    known = rules.pack_named(rules.NATIONAL).lists["helper_kinds"]
    if any(code not in known for code in campaign.team):
        wrong["team"] = Words("没有这一类人。", "There is no such kind of helper.")
    if not villages or len(villages) < len(set(campaign.villages)):
        wrong["villages"] = Words("请从您能派的村里选，至少一个。", "Choose at least one of the villages that are yours to send to.")
    return wrong


def _asked(county: int) -> Iterator[tuple[Pack, Plan, list[Unit]]]:
    """Each plan of the packs in use, with the units of its level that go by that pack."""
    units = list(organisations.units_of(county).filter(level__in=["village", "town", "county"]).order_by("code"))
    for name in sorted({unit.pack for unit in units}):
        pack = rules.pack_named(name)
        for plan in pack.sweeps:
            going = [unit for unit in units if unit.pack == name and unit.level == plan.level and _goes_round(unit)]
            if going:
                yield pack, plan, going


def _goes_round(unit: Unit) -> bool:
    """Of the bodies of a county only its petition office looks over the whole of it; towns and villages all do."""
    return unit.level != "county" or unit.is_petition_office


def _round(county: int, pack: Pack, plan: Plan, day: date, at: datetime) -> tuple[Sweep, bool]:
    period = period_of(plan.every, day)
    return Sweep.objects.get_or_create(
        county=county, pack=pack.name, plan=plan.id, starts_on=period.first,
        defaults={
            "name": plan.name.zh, "name_en": plan.name.en, "level": plan.level, "by_door": plan.by_door, "team": list(plan.team),
            "ends_on": period.last, "made_by": "system", "made_at": at,
        },
    )  # fmt: skip


def _grids_by_village(county: int) -> dict[UUID, list[Grid]]:
    grids: dict[UUID, list[Grid]] = {}
    for grid in organisations.grids_of(county):
        grids.setdefault(grid.village_id, []).append(grid)
    return grids


def _add_tasks(sweep: Sweep, units: Iterable[Unit], grids: dict[UUID, list[Grid]]) -> int:
    """The tasks of a sweep that are not there yet: one a grid, or one for a unit without grids; gives how many."""
    there = set(Task.objects.filter(county=sweep.county, sweep=sweep).values_list("unit", "grid"))
    wanted: list[tuple[Unit, Grid | None]] = []
    for unit in units:
        own: list[Grid | None] = [*grids.get(unit.id, [])] if sweep.level == "village" else []
        wanted += [(unit, grid) for grid in own or ([None] if unit.id not in grids or sweep.level != "village" else [])]
    fresh = [
        Task(id=new_id(sweep.county), county=sweep.county, sweep=sweep, unit=unit, grid=grid, ends_on=sweep.ends_on,
             planned=grid.households if grid and sweep.by_door else 0)
        for unit, grid in wanted if (unit.id, grid.id if grid else None) not in there
    ]  # fmt: skip
    Task.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def _lapse(county: int, day: date) -> int:
    """End the tasks whose days are over without a report; their doors go, their counts stay as they were."""
    over = Task.objects.select_for_update(of=("self",)).filter(county=county, state=TaskState.OPEN, ends_on__lt=day)
    keys = list(over.values_list("id", flat=True))
    Door.objects.filter(county=county, task__in=keys).delete()
    return Task.objects.filter(county=county, id__in=keys).update(state=TaskState.LAPSED)
