"""What the tests of sweeps share: grids in the village, and a door-to-door task that is walked in March 2026."""

from __future__ import annotations

from dataclasses import replace

from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.apps.organisations.services import create_grid, set_pack
from fengqiao.apps.sweeps import planning, services
from fengqiao.apps.sweeps.models import Task
from fengqiao.apps.sweeps.services import Told
from fengqiao.domain.roles import Actor
from tests.town import COUNTY, Town, at

MONDAY = "2026-03-02 09:00"


def unit(code: str) -> Unit:
    return Unit.objects.select_related("parent").get(county_code=COUNTY, code=code)


def grid(town: Town, name: str = "第一网格", households: int = 3) -> Grid:
    return create_grid(by=town.admin, village=town.unit("village"), name=name, households=households)


def goes_by(town: Town, pack: str, code: str = "pingshang") -> None:
    set_pack(unit=unit(code), pack=pack, by=town.admin)


def door_to_door(town: Town, households: int = 3) -> Task:
    """The task of the first grid in the quarterly sweep of the first months of 2026 (口孜)."""
    grid(town, households=households)
    goes_by(town, "kouzi")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    return Task.objects.select_related("sweep", "unit__parent", "grid").get(county=COUNTY)


def tap(task: Task, result: str, by: Actor, when: str, *, once: str = "", label: str = "", again: str = "") -> Task:
    services.record(task, result, by=by, at=at(when), once=once or f"{when}{result}{label}", label=label, again=again)
    task.refresh_from_db()
    return task


TOLD = Told("dispute", "隔壁砌墙占了半尺过道，吵过两回。", label="三组老樟树旁", name="吴大升")


def tell(task: Task, by: Actor, when: str, *, once: str = "told-1", **over: object):  # type: ignore[no-untyped-def]
    case = services.find(task, replace(TOLD, **over), by=by, at=at(when), once=once)  # type: ignore[arg-type]
    task.refresh_from_db()
    return case


def sums(task: Task) -> tuple[int, int, int, int, int]:
    task.refresh_from_db()
    return task.planned, task.visited, task.nobody_home, task.declined, task.found
