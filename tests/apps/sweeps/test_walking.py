"""At the doors: one tap each, four counts kept apart, what is told becomes a case, and no household keeps a file."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.apps import apps

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.services import close_grid, close_unit
from fengqiao.apps.sweeps import queries, services
from fengqiao.apps.sweeps.models import Door, Finding, Task
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.domain.sweeps import Counts
from tests.apps.cases.desk import seat
from tests.apps.sweeps.walk import door_to_door, grid, sums, tap, tell
from tests.town import COUNTY, Town, at, go

TUESDAY = "2026-03-03 10:00"


def test_four_results_are_kept_apart_and_nothing_is_one_tap(town: Town) -> None:
    """KZ-28: planned, visited, nobody home and declined are four numbers; “no problem” is a valid one-tap result."""
    task = door_to_door(town, households=5)
    with time_machine.travel(at(TUESDAY), tick=False):
        phone = seat(town.grid_worker)
        page = unescape(phone.get(f"/sweeps/tasks/{task.id}/").content.decode())
        assert 'name="result" value="nothing"' in page
        once = re.search(r'name="once" value="([^"]+)"', page)[1]  # type: ignore[index]
        answer = phone.post(f"/sweeps/tasks/{task.id}/door", {"result": "nothing", "once": once, "label": ""})
        assert answer.status_code == 303
    tap(task, "nobody_home", town.grid_worker, TUESDAY)
    tap(task, "declined", town.grid_worker, TUESDAY)
    assert sums(task) == (5, 1, 1, 1, 0)
    with time_machine.travel(at(TUESDAY), tick=False):
        page = unescape(seat(town.grid_worker).get(f"/sweeps/tasks/{task.id}/").content.decode())
    assert "应走 5 户：谈上话 1，没人在家 1，不愿谈 1，还没走 2" in page
    assert len(re.findall(r'<rect class="sweeps-(?:visited|nobody_home|declined)" x="\d+" width="200"', page)) == 3


def test_the_same_tap_sent_twice_counts_once(town: Town) -> None:
    task = door_to_door(town)
    for _ in range(2):
        tap(task, "nothing", town.grid_worker, TUESDAY, once="one-tap")
    assert sums(task) == (3, 1, 0, 0, 0)
    first = tell(task, town.grid_worker, TUESDAY)
    assert tell(task, town.grid_worker, TUESDAY).id == first.id
    assert (sums(task), Case.objects.count(), Finding.objects.count()) == ((3, 2, 0, 0, 1), 1, 1)


def test_what_is_told_becomes_a_case_that_knows_its_sweep(town: Town) -> None:
    """KZ-24, ADR 0006: what somebody tells on a visit keeps their words, its kind and where it was found."""
    task = door_to_door(town)
    case = tell(task, town.grid_worker, TUESDAY)
    assert (case.kind, case.channel, case.content, case.unit.code) == ("dispute", "sweep", "隔壁砌墙占了半尺过道，吵过两回。", "village")
    found = queries.finding_of(case)
    assert found is not None
    assert (found.task.sweep.name, found.task.grid.name, found.kind) == ("大排查", "第一网格", "dispute")
    page = unescape(seat(town.grid_worker).get(f"/cases/{case.number}/").content.decode())
    assert "大排查" in page
    assert f"/sweeps/{task.sweep_id}/" in page


def test_a_house_where_nobody_was_home_is_called_on_again(town: Town) -> None:
    task = door_to_door(town)
    tap(task, "nobody_home", town.grid_worker, TUESDAY, label="三组 12 号")
    (later,) = queries.to_call_again(task)
    assert later.label == "三组 12 号"
    tap(task, "nothing", town.grid_worker, "2026-03-04 19:00", again=str(later.door))
    assert (sums(task), queries.to_call_again(task)) == ((3, 1, 0, 0, 0), [])


def test_the_last_tap_can_be_taken_back_for_ten_minutes(town: Town) -> None:
    task = door_to_door(town)
    tap(task, "declined", town.grid_worker, TUESDAY)
    services.undo(task, by=town.grid_worker, at=at("2026-03-03 10:09"))
    assert sums(task) == (3, 0, 0, 0, 0)
    tap(task, "declined", town.grid_worker, TUESDAY, once="again")
    for when, by in (("2026-03-03 10:11", town.grid_worker), ("2026-03-03 10:05", town.town_handler)):
        with pytest.raises(NotNow, match="没有可以撤回"):
            services.undo(task, by=by, at=at(when))
    tell(task, town.grid_worker, "2026-03-03 10:12")
    with pytest.raises(NotNow):
        services.undo(task, by=town.grid_worker, at=at("2026-03-03 10:13"))


def test_been_everywhere_and_found_nothing_is_said_only_when_it_is_so(town: Town) -> None:
    """YJ-26: a one-tap report of nothing, and only a true one."""
    task = door_to_door(town, households=2)
    tap(task, "nothing", town.grid_worker, TUESDAY)
    with pytest.raises(NotNow, match="应走2户，谈上话1户"):
        services.finish(task, by=town.grid_worker, at=at(TUESDAY), says_all=True)
    tap(task, "nothing", town.grid_worker, TUESDAY, once="second")
    services.finish(task, by=town.grid_worker, at=at(TUESDAY), says_all=True)
    task.refresh_from_db()
    assert (task.state, task.done_by) == ("done", "麻利")


def test_doors_are_gone_when_the_task_ends_and_no_table_keeps_a_household(town: Town) -> None:
    """G-04: the counts outlive a task, the doors do not; no model holds a household with its result."""
    task = door_to_door(town)
    tap(task, "nobody_home", town.grid_worker, TUESDAY, label="三组 12 号")
    tap(task, "declined", town.grid_worker, TUESDAY)
    assert "三组".encode() not in bytes(Door.objects.exclude(label=b"")[0].label)
    services.finish(task, by=town.grid_worker, at=at(TUESDAY))
    assert (Door.objects.count(), sums(task)) == (0, (3, 0, 1, 1, 0))
    kept = {field.name for model in (Task, Finding) for field in model._meta.get_fields()}
    assert not kept & {"label", "address", "household", "house", "head_of_household"}
    assert not [model for model in apps.get_models() if "household" in model._meta.model_name.lower()]


def test_nobody_but_the_unit_and_the_one_above_walks_or_sees(town: Town) -> None:
    task = door_to_door(town)
    for stranger in (town.handler, town.outsider, town.head):
        with pytest.raises(Denied):
            services.record(task, "nothing", by=stranger, at=at(TUESDAY), once="x")
        assert seat(stranger).get(f"/sweeps/tasks/{task.id}/").status_code == 404
        assert seat(stranger).post(f"/sweeps/tasks/{task.id}/door", {"result": "nothing"}).status_code == 404
    tap(task, "nothing", town.town_handler, TUESDAY)
    assert sums(task)[1] == 1


def test_two_people_on_one_task_add_up(town: Town) -> None:
    task = door_to_door(town)
    tap(task, "nothing", town.grid_worker, TUESDAY)
    stale = Task.objects.select_related("sweep", "unit__parent", "grid").get(id=task.id)
    tap(task, "declined", town.town_handler, TUESDAY)
    services.record(stale, "nobody_home", by=town.grid_worker, at=at(TUESDAY), once="late")
    assert sums(task) == (3, 1, 1, 1, 0)


@pytest.mark.parametrize(("when", "says"), [("2025-12-31 10:00", "今天不能记"), ("2026-04-01 10:00", "今天不能记")])
def test_a_visit_outside_the_days_of_the_task_is_a_sentence(town: Town, when: str, says: str) -> None:
    task = door_to_door(town)
    with pytest.raises(NotNow, match=says):
        tap(task, "nothing", town.grid_worker, when)
    assert sums(task) == (3, 0, 0, 0, 0)


def test_a_grid_that_was_closed_names_its_successor(town: Town) -> None:
    task, new = door_to_door(town), grid(town, "第二网格")
    tap(task, "nothing", town.grid_worker, TUESDAY)
    close_grid(by=town.admin, grid=task.grid, on=at(TUESDAY).date(), successor=new)  # type: ignore[arg-type]
    with pytest.raises(NotNow, match="现在是石榴坳村民委员会第二网格"):
        tap(task, "nothing", town.grid_worker, "2026-03-04 10:00")
    assert sums(task)[1] == 1


def test_a_village_that_was_merged_names_its_successor(town: Town) -> None:
    task = door_to_door(town)
    close_unit(unit=town.unit("village"), by=town.admin, on=at(TUESDAY).date(), successor=town.unit("pingshang"))
    with pytest.raises(NotNow, match="现在是坪上镇人民政府"):
        tap(task, "nothing", town.town_handler, "2026-03-04 10:00")


def test_the_end_of_a_round_offers_first_what_is_true(town: Town) -> None:
    """G-10: “been everywhere” is offered when it is so; before, what is left is told and the report as it stands leads."""
    task, client = door_to_door(town, households=2), seat(town.grid_worker)
    with time_machine.travel(at(TUESDAY), tick=False):
        page = unescape(client.get(f"/sweeps/tasks/{task.id}/").content.decode())
        assert "全部走到" not in page
        assert "还有 2 户没走，照实报就行。" in page
        assert 'class="fq-btn fq-btn-primary">就报到这里' in page
        for door in ("甲", "乙"):
            tap(task, "nothing", town.grid_worker, TUESDAY, label=door)
        page = unescape(client.get(f"/sweeps/tasks/{task.id}/").content.decode())
    assert "全部走到，没有发现</button>" in page
    assert "就报到这里" not in page
    assert "户没走，照实" not in page


def test_what_was_walked_before_a_merger_is_reported_and_the_phone_offers_nothing_else(town: Town) -> None:
    """A sweep over a place that moved: no tap that would be refused, the dead task is marked, and its counts are kept by reporting it."""
    task = door_to_door(town)
    tap(task, "nothing", town.grid_worker, TUESDAY)
    close_unit(unit=town.unit("village"), by=town.admin, on=at(TUESDAY).date(), successor=town.unit("pingshang"))
    client = seat(town.town_handler)
    with time_machine.travel(at("2026-03-04 10:00"), tick=False):
        assert "已经撤并" in unescape(client.get("/sweeps/").content.decode())
        page = unescape(client.get(f"/sweeps/tasks/{task.id}/").content.decode())
        for tapped in ("没人在家</button>", "没有问题</button>", "有情况</summary>", "全部走到"):
            assert tapped not in page, tapped
        assert "就报到这里</button>" in page
        client.post(f"/sweeps/tasks/{task.id}/finish", {"says": "", "note": ""})
    task.refresh_from_db()
    assert (task.state, sums(task)[1]) == ("done", 1)


def test_what_is_told_without_a_token_is_never_taken_for_what_was_told_before(town: Town) -> None:
    """A form without its token (an old page, a bare client): each matter becomes its own case, and each tap counts."""
    task = door_to_door(town)
    with time_machine.travel(at(TUESDAY), tick=False):
        phone = seat(town.grid_worker)
        assert phone.post(f"/sweeps/tasks/{task.id}/door", {"result": "nothing"}).status_code == 303
        for text in ("三组的路灯不亮", "隔壁砌墙占了过道"):
            assert phone.post(f"/sweeps/tasks/{task.id}/found", {"text": text, "kind": "dispute"}).status_code == 303
        assert phone.post(f"/sweeps/tasks/{task.id}/door", {"result": "nothing", "once": "a\0b"}).status_code == 303
    assert sums(task)[1:] == (4, 0, 0, 2)
    assert sorted(found.case.content for found in Finding.objects.select_related("case")) == ["三组的路灯不亮", "隔壁砌墙占了过道"]


@pytest.mark.parametrize("result", ["", "found", "gone", "\x00"])
def test_a_result_that_is_none_is_a_sentence(town: Town, result: str) -> None:
    task = door_to_door(town)
    with pytest.raises(Incomplete, match="请点一个结果"):
        tap(task, result, town.grid_worker, TUESDAY)
    with time_machine.travel(at(TUESDAY), tick=False):
        assert seat(town.grid_worker).post(f"/sweeps/tasks/{task.id}/door", {"result": result}).status_code == 422


def test_sums_of_a_paper_round_are_marked_as_entered_afterwards(town: Town) -> None:
    """G-10: a round walked on paper is entered in one form, also late, and says so."""
    task = door_to_door(town, households=40)
    with pytest.raises(Incomplete, match="还有几处要改"):
        services.tally(task, Counts(visited=3, found=4), by=town.grid_worker, at=at(TUESDAY))
    services.tally(task, Counts(visited=36, nobody_home=3, declined=1, found=1), by=town.grid_worker, at=at("2026-04-09 10:00"))
    task.refresh_from_db()
    assert (sums(task), task.state, task.is_tallied) == ((40, 36, 3, 1, 1), "done", True)
    with pytest.raises(NotNow, match="报过了"):
        services.tally(task, Counts(visited=1), by=town.grid_worker, at=at("2026-04-09 10:00"))


def test_a_sign_is_closed_with_one_tap_and_may_still_be_raised(town: Town) -> None:
    """CY-30: an early sign can be closed as 「无需处理」 with one tap; whoever told it may have it taken up."""
    task = door_to_door(town)
    case = tell(task, town.grid_worker, TUESDAY, kind="sign")
    assert (case.kind, case.state) == ("sign", "SG10")
    with time_machine.travel(at("2026-03-04 10:00"), tick=False):
        client, tapped = seat(town.grid_worker), f"/cases/{case.number}/act/sign.no_need/"
        form = client.get(f"/cases/{case.number}/").content.decode().split(f'<form method="post" action="{tapped}">')[1].split("</form>")[0]
        hidden = dict(re.findall(r'name="(once|expecting)" value="([^"]*)"', form))
        assert re.findall(r'name="([^"]*)"', form) == ["csrfmiddlewaretoken", *hidden], "nothing to fill in"
        assert client.post(tapped, hidden).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.stage, case.result, case.person_name) == ("SG80", "done", "explained", "麻利")
    go(case, "sign.to_dispute", town.citizen, "2026-03-05 10:00")
    assert (case.kind, case.state, case.number) == ("dispute", "TJ10", queries.finding_of(case).case.number)  # type: ignore[union-attr]


def test_county_posts_see_every_task_and_nobody_sees_the_next_county(town: Town) -> None:
    task = door_to_door(town)
    for actor in (town.supervisor, town.dispatcher, town.leader):
        assert queries.visible_tasks(actor).filter(id=task.id).exists()
    assert queries.visible_tasks(town.outsider).count() == 0
    assert Task.objects.filter(county=COUNTY).count() == 1


@pytest.mark.parametrize("over", [{"kind": "report"}, {"kind": ""}, {"text": ""}, {"text": "长" * 20_001}, {"label": "门" * 41}])
def test_what_cannot_be_told_here_is_a_sentence_and_counts_nothing(town: Town, over: dict[str, str]) -> None:
    """A report of wrongdoing is taken in at the register alone, where it is sealed (G02)."""
    task = door_to_door(town)
    form = {"kind": "dispute", "text": "隔壁砌墙占了过道。", "label": "", "name": "", "phone": "", "once": "x", **over}
    with time_machine.travel(at(TUESDAY), tick=False):
        answer = seat(town.grid_worker).post(f"/sweeps/tasks/{task.id}/found", form)
    assert answer.status_code == 422
    assert (sums(task), Case.objects.count(), Door.objects.count()) == ((3, 0, 0, 0, 0), 0, 0)


def test_a_sealed_case_is_in_no_list_of_findings(town: Town) -> None:
    task = door_to_door(town)
    case = tell(task, town.grid_worker, TUESDAY)
    assert len(queries.findings(town.supervisor, [task])) == 1
    Case.objects.filter(id=case.id).update(is_sealed=True)
    assert queries.findings(town.supervisor, [task]) == []
    assert case.number not in seat(town.supervisor).get(f"/sweeps/{task.sweep_id}/").content.decode()


@pytest.mark.parametrize("rest", ["", "door", "found", "undo", "finish", "sums"])
def test_a_task_that_is_not_there_is_not_found(town: Town, rest: str) -> None:
    client = seat(town.grid_worker)
    address = f"/sweeps/tasks/00000000-0000-7000-8000-000000000000/{rest}"
    assert (client.post(address, {"result": "nothing"}) if rest else client.get(address)).status_code == 404
