"""Plans become tasks, once; a campaign is planned by hand."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, transaction

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.sweeps import planning, queries, services
from fengqiao.apps.sweeps.models import Door, Sweep, Task
from fengqiao.apps.sweeps.planning import Campaign
from fengqiao.console.__main__ import main
from fengqiao.domain.errors import Denied, Incomplete
from tests.apps.cases.desk import seat
from tests.apps.sweeps.walk import MONDAY, goes_by, grid, tap, tell, unit
from tests.town import COUNTY, Town, at, go


def test_a_method_makes_the_tasks_of_its_levels_once(town: Town) -> None:
    """YJ-26: schedules generate tasks: the village's for the week, the town's for half a month, the county's for the month."""
    grid(town)
    goes_by(town, "yuanjiang", "county")
    made = planning.make_tasks(COUNTY, at=at(MONDAY))
    assert (made.sweeps, made.tasks) == (3, 3)
    assert planning.make_tasks(COUNTY, at=at("2026-03-02 23:00")) == planning.Made(0, 0, 0)
    found = {task.unit.code: (task.sweep.level, str(task.ends_on), task.grid.name if task.grid else "") for task in Task.objects.all()}
    assert found == {
        "village": ("village", "2026-03-08", "第一网格"), "pingshang": ("town", "2026-03-15", ""),
        "petition-office": ("county", "2026-03-31", ""),
    }  # fmt: skip
    assert planning.make_tasks(COUNTY, at=at("2026-03-09 09:00")) == planning.Made(1, 1, 1)


def test_two_towns_go_round_by_their_own_methods(town: Town) -> None:
    """ND-11, KZ-29: a team of mixed roles goes with each sweep of a kind, written down once."""
    goes_by(town, "kouzi")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    (sweep,) = Sweep.objects.all()
    assert (sweep.pack, str(sweep.starts_on), str(sweep.ends_on), sweep.by_door) == ("kouzi", "2026-01-01", "2026-03-31", True)
    assert Task.objects.get().grid is None  # a village without grids walks as a whole
    assert {"police", "elder"} <= set(sweep.team)


def test_a_grid_set_up_later_joins_and_those_there_keep_their_plan(town: Town) -> None:
    first = grid(town, households=30)
    goes_by(town, "kouzi")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    first.households = 99
    first.save()
    grid(town, "第二网格", 20)
    assert planning.make_tasks(COUNTY, at=at("2026-03-03 09:00")).tasks == 1
    assert sorted(Task.objects.values_list("planned", flat=True)) == [20, 30]


def test_what_is_not_reported_lapses_and_its_doors_go(town: Town) -> None:
    grid(town)
    goes_by(town, "kouzi")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    tap(Task.objects.select_related("sweep", "unit", "grid").get(), "nothing", town.grid_worker, "2026-03-03 10:00")
    planning.make_tasks(COUNTY, at=at("2026-04-01 07:00"))
    old = Task.objects.get(sweep__starts_on="2026-01-01")
    assert (old.state, old.visited, Door.objects.count()) == ("lapsed", 1, 0)


def test_the_database_keeps_a_task_single(town: Town) -> None:
    goes_by(town, "kouzi")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    task = Task.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(county=COUNTY, sweep=task.sweep, unit=task.unit, ends_on=task.ends_on)


def campaign(town: Town, **over: object) -> Campaign:
    parts: dict[str, object] = {
        "name": "冬季用火走访", "purpose": "问一问烤火、烟道。", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 20),
        "villages": [unit("village").id], "team": ["grid_worker", "elder"], **over,
    }  # fmt: skip
    return Campaign(**parts)  # type: ignore[arg-type]


def test_a_campaign_is_a_sweep_of_its_own(town: Town) -> None:
    """KZ-28: a campaign groups what it finds; a case of it is counted in it once."""
    grid(town, households=12)
    sweep = planning.plan_campaign(campaign(town), by=town.town_head, at=at(MONDAY))
    task = Task.objects.select_related("sweep", "unit", "grid").get(sweep=sweep)
    assert (sweep.is_campaign, sweep.unit.code, task.planned) == (True, "pingshang", 12)  # type: ignore[union-attr]
    services.find(task, services.Told("petition", "烟道堵了，找不到人修。"), by=town.town_handler, at=at("2026-03-03 10:00"), once="a")
    page = seat(town.town_handler).get(f"/sweeps/{sweep.id}/").content.decode()
    assert page.count("烟道堵了") == 1
    assert "冬季用火走访" in page


def test_nd_11_a_team_of_several_kinds_is_chosen_on_the_form_and_told_with_the_sweep(town: Town) -> None:
    """ND-11: a place whose method has no rounds of its own sends an old party member, an old cadre and a lawyer together."""
    goes_by(town, "naidong")
    kinds = {"old_member": "老党员", "old_cadre": "老干部", "lawyer": "律师"}
    typed = {"name": "上门问一问", "purpose": "苗头早知道。", "starts_on": "2026-03-02", "ends_on": "2026-03-20",
             "villages": [str(unit("village").id)], "team": [*kinds]}  # fmt: skip
    with time_machine.travel(at(MONDAY), tick=False):
        head = seat(town.town_head)
        form = unescape(head.get("/sweeps/new/").content.decode())
        sent = head.post("/sweeps/new/", typed)
        page = unescape(head.get(sent["Location"]).content.decode())
    assert [said for said in kinds.values() if said not in form or said not in page] == []
    assert Sweep.objects.get().team == [*kinds]


def test_the_villages_to_choose_from_stand_town_by_town(town: Town) -> None:
    """A county has hundreds of villages: each town folds, with one box for all of it, open where something is ticked."""
    page = unescape(seat(town.dispatcher).get("/sweeps/new/").content.decode())
    folds = [fold for fold in page.split("<details")[1:] if 'name="villages"' in fold]
    towns = {unit.parent.label for unit in queries.units_below(town.dispatcher) if unit.parent}
    assert {re.search(r"<summary>(.*?) <small", fold)[1] for fold in folds} == towns  # type: ignore[index]
    assert len(folds) == len(towns)
    assert all("data-check-group" in fold for fold in folds)
    refused = unescape(seat(town.dispatcher).post("/sweeps/new/", {"villages": [str(unit("village").id)]}).content.decode())
    ticked = next(fold for fold in refused.split("<details")[1:] if 'name="villages"' in fold and "checked" in fold)
    assert ticked.split(">")[0].endswith(" open")


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": " "}, "name"), ({"name": "长" * 61}, "name"), ({"purpose": ""}, "purpose"), ({"ends_on": date(2026, 3, 1)}, "ends_on"),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2026, 2, 1)}, "ends_on"), ({"villages": []}, "villages"),
        ({"team": ["spy"]}, "team"), ({"ends_on": date(2028, 3, 1)}, "ends_on"),
    ],
)  # fmt: skip
def test_a_campaign_that_makes_no_sense_is_named(town: Town, over: dict[str, object], field: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        planning.plan_campaign(campaign(town, **over), by=town.town_head, at=at(MONDAY))
    assert field in refusal.value.fields
    assert Sweep.objects.count() == 0


def test_a_campaign_goes_only_where_its_planner_may_send(town: Town) -> None:
    with pytest.raises(Incomplete, match="还有几处要改"):
        planning.plan_campaign(campaign(town), by=town.head, at=at(MONDAY))  # the housing bureau has no villages
    with pytest.raises(Denied):
        planning.plan_campaign(campaign(town), by=town.grid_worker, at=at(MONDAY))
    planning.plan_campaign(campaign(town), by=town.dispatcher, at=at(MONDAY))
    assert Unit.objects.get(id=Sweep.objects.get().unit_id).code == "petition-office"


def test_early_signs_feed_the_plan_of_visits(town: Town) -> None:
    """ND-13, KZ-29: the signs that wait are listed at the desk and choose the villages of a round; the team is that of the method."""
    goes_by(town, "kouzi")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    task = Task.objects.select_related("sweep", "unit__parent", "grid").get()
    case = tell(task, town.town_handler, "2026-03-03 10:00", kind="sign", text="两家为放水说了重话。")
    head = seat(town.town_head)
    assert case.number in head.get("/sweeps/").content.decode()
    village = unit("village").id
    chosen = rf'value="{village}"[^>]* checked'
    assert not re.search(chosen, head.get("/sweeps/new/").content.decode())
    page = head.get("/sweeps/new/?signs=1").content.decode()
    assert re.search(chosen, page)
    assert re.search(r'value="police"[^>]* checked', page)
    go(case, "sign.no_need", town.town_handler, "2026-03-04 10:00")
    assert case.number not in head.get("/sweeps/").content.decode()


def test_an_early_sign_is_taken_in_at_the_register_too(town: Town) -> None:
    """CY-30: an early sign has an entry of its own, at the window as in the village."""
    form = {
        "matter": "sign", "content": "两家为放水说了重话。", "place": "石榴坳村", "looked": "1", "once": "sign-1", "no_phone": "on",
        "anonymous": "on",
    }  # fmt: skip
    answer = seat(town.clerk).post("/register/", form)
    assert answer.status_code == 303, answer.content.decode()
    case = Case.objects.get()
    assert (case.kind, case.state, case.classification) == ("sign", "SG10", "")


def test_the_page_of_a_method_tells_its_sweeps(town: Town) -> None:
    page = unescape(seat(town.admin).get("/methods/yuanjiang/").content.decode())
    for said in ("村级排查", "每周", "镇级排查", "每半月", "市级排查", "每月", "不定指标"):
        assert said in page
    assert "村级排查" not in unescape(seat(town.admin).get("/methods/national/").content.decode())


def test_the_command_makes_the_tasks_of_the_day(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """YJ-26: run every day by the server's clock; twice is once."""
    goes_by(town, "yuanjiang")
    with time_machine.travel(at(MONDAY), tick=False):
        for said in ("2", "0"):
            assert main(["sweep", "tasks", "--county", str(COUNTY)]) == 0
            assert re.search(rf"新的任务{said}个| {said} new tasks", capsys.readouterr().out)
    assert Task.objects.count() == 2
