"""The directory of grids, a grid's card and team, the levels below, and the code on its board."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from fengqiao.apps.cases import rules
from fengqiao.apps.helpers.models import GridSeat
from fengqiao.apps.helpers.services import leave_grid, seat_on_grid
from fengqiao.apps.organisations.models import Grid
from fengqiao.apps.organisations.services import close_grid, create_grid
from fengqiao.apps.sweeps import gridding
from fengqiao.domain.errors import Conflict, Denied, Incomplete
from tests.apps.cases.desk import seat
from tests.apps.sweeps.walk import door_to_door, goes_by, grid, tell
from tests.town import COUNTY, Town, at, go, helper

SINCE = at("2026-03-01 09:00").date()


def card(town: Town, one: Grid) -> str:
    return unescape(seat(town.admin).get(f"/grids/{one.id}/").content.decode())


def test_every_grid_has_one_village_and_the_directory_counts_them(town: Town) -> None:
    """YJ-12: the count of the directory is that of the grids, each with exactly one village parent."""
    grid(town, "第一网格", 40)
    grid(town, "第二网格", 50)
    page = unescape(seat(town.town_handler).get("/grids/").content.decode())
    assert "2 个网格，90 户" in page
    assert page.count("石榴坳村民委员会") >= 2
    with pytest.raises(Incomplete, match="网格属于一个村"):
        create_grid(by=town.admin, village=town.unit("pingshang"), name="镇上的")


@pytest.mark.parametrize(("name", "households"), [("", 3), ("长" * 61, 3), ("甲", -1), ("甲", 20_001)])
def test_a_grid_that_makes_no_sense_is_refused(town: Town, name: str, households: int) -> None:
    with pytest.raises(Incomplete):
        create_grid(by=town.admin, village=town.unit("village"), name=name, households=households)


def test_only_administrators_set_grids_up_and_names_are_single(town: Town) -> None:
    grid(town)
    with pytest.raises(Conflict, match="已经有“第一网格”"):
        grid(town)
    for actor in (town.town_head, town.grid_worker, town.outsider):
        with pytest.raises(Denied):
            create_grid(by=actor, village=town.unit("village"), name="别的")


def test_the_card_shows_the_worker_and_three_titles_of_the_place(town: Town) -> None:
    """YJ-13, YJ-11: 网格员 and three titled members whose titles the place may fill in; the branch is optional."""
    one = grid(town)
    goes_by(town, "yuanjiang")
    pack = rules.pack_named("yuanjiang")
    seat_on_grid(one, helper("麻利", "grid_worker"), "grid_worker", pack=pack, since=SINCE)
    for title, called, name in (("head_1", "片长", "田一"), ("head_2", "组长", "田二"), ("head_3", "邻长", "田三")):
        seat_on_grid(one, helper(name, "neighbour_leader"), title, pack=pack, since=SINCE, called=called)
    page = card(town, one)
    for said in ("麻利", "田一", "（片长）", "（组长）", "（邻长）"):
        assert said in page
    client, stands = seat(town.admin), GridSeat.objects.get(grid=one, title="head_1")
    assert client.post(f"/grids/{one.id}/team/{stands.id}/leave").status_code == 303
    assert client.post(f"/grids/{one.id}/team", {"helper": "田一", "title": "head_1", "called": "街长"}).status_code == 303
    page = card(town, one)
    assert "（街长）" in page
    assert "（片长）" not in page
    answer = seat(town.admin).post(f"/grids/{one.id}/change", {"name": "第一网格", "households": "40", "branch": "第一党小组"})
    assert answer.status_code == 302 or answer.status_code == 303
    assert "第一党小组" in card(town, one)


def test_a_grid_without_a_legal_helper_says_so(town: Town) -> None:
    """KZ-26, PB-46: the card shows the lawyer or legal-aware person, with the way to them; 「未配备」 is visible."""
    one = grid(town)
    assert re.search(r"法律顾问、法律明白人</strong>：<[^>]*>未配备", card(town, one))
    lawyer = helper("覃法明", "lawyer", unit=town.unit("village"))
    form = {"helper": "覃法明", "title": "legal", "called": ""}
    assert seat(town.town_head).post(f"/grids/{one.id}/team", form).status_code == 303
    page = card(town, one)
    assert "覃法明" in page
    assert f"/helpers/{lawyer.id}/" in page
    assert "覃法明" in unescape(seat(town.leader).get("/grids/?town=pingshang").content.decode())
    (place,) = [place for place in gridding.card_of(one, rules.pack_named("national")).team if place.code == "legal"]
    leave_grid(place.seats[0], on=SINCE)
    assert f"/helpers/{lawyer.id}/" not in card(town, one)


@pytest.mark.parametrize("form", [{"helper": "无此人", "title": "legal"}, {"helper": "覃法明", "title": "king"}, {}])
def test_a_wrong_seat_is_a_sentence(town: Town, form: dict[str, str]) -> None:
    one = grid(town)
    helper("覃法明", "lawyer")
    assert seat(town.admin).post(f"/grids/{one.id}/team", form).status_code == 422
    assert seat(town.clerk).post(f"/grids/{one.id}/team", form).status_code == 403


def test_two_levels_below_a_grid_with_members(town: Town) -> None:
    """ND-18: 村民小组 and 联户单位 stand in the tree, a member on each; a place without them shows none."""
    one = grid(town)
    group = create_grid(by=town.admin, village=one.village, parent=one, kind="group", name="一组", households=30)
    cluster = create_grid(by=town.admin, village=one.village, parent=group, kind="cluster", name="一组第一联户", households=8)
    pack = rules.pack_named("national")
    seat_on_grid(cluster, helper("央金", "grid_worker"), "resident", pack=pack, since=SINCE)
    assert [(depth, part.name, [s.helper.name for s in seats]) for depth, part, seats in gridding.tree(one)] == [
        (1, "一组", []), (2, "一组第一联户", ["央金"]),
    ]  # fmt: skip
    page = card(town, one)
    assert "村民小组" in page
    assert "央金" in page
    with pytest.raises(Incomplete, match="不能放在"):
        create_grid(by=town.admin, village=one.village, parent=cluster, kind="group", name="倒过来")
    assert gridding.towns(COUNTY)[0].grids == 1  # levels below are not counted as grids
    without = grid(town, "第二网格")
    assert gridding.tree(without) == []
    assert "一组" not in card(town, without)


def test_the_code_on_the_board_fills_the_grid_in(town: Town, settings: Any) -> None:
    """YJ-14: the QR on the grid's card opens the report page with the grid prefilled."""
    settings.COUNTY = COUNTY
    one = grid(town)
    page = card(town, one)
    assert 'class="fq-qr"' in page
    address = re.search(r"<small>http://testserver(/c/say/[^<]+)</small>", page)[1]  # type: ignore[index]
    phone = Client()
    phone.get(address)
    phone.post("/c/say/what", {"content": "路灯坏了。"})
    where = unescape(phone.get("/c/say/where").content.decode())
    assert 'value="第一网格"' in where
    assert re.search(r'value="999901101201"[^>]* selected', where)
    close_grid(by=town.admin, grid=one, on=SINCE, successor=None)
    other = Client()
    other.get(address)
    other.post("/c/say/what", {"content": "路灯坏了。"})
    assert 'value="第一网格"' not in unescape(other.get("/c/say/where").content.decode())


@pytest.mark.parametrize("key", ["", "x", "0" * 36, "00000000-0000-0000-0000-000000000000"])
def test_a_code_with_a_strange_grid_is_that_of_its_village(town: Town, settings: Any, key: str) -> None:
    settings.COUNTY = COUNTY
    assert Client().get(f"/c/say/?place=999901101201&grid={key}").status_code == 302


def test_settled_in_the_grid_is_a_count_of_what_was_found_there(town: Town) -> None:
    """YJ-15: settled at the village ÷ found in the grid, as k/n; a case that went up is in n only."""
    task = door_to_door(town)
    tell(task, town.grid_worker, "2026-03-03 10:00", once="a", kind="sign")
    case = tell(task, town.grid_worker, "2026-03-03 11:00", once="b", kind="sign")
    go(case, "sign.no_need", town.grid_worker, "2026-03-04 10:00")
    facts = gridding.facts_of(task.grid)  # type: ignore[arg-type]
    assert (facts.found, facts.settled_here, facts.open) == (2, 0, 1)  # needing nothing is not “solved and verified”
    type(case).objects.filter(id=case.id).update(result="solved")
    assert gridding.facts_of(task.grid).settled_here == 1  # type: ignore[arg-type]
    assert "（1/2）" in card(town, task.grid)  # type: ignore[arg-type]
    went_up = tell(task, town.grid_worker, "2026-03-03 12:00", once="c")
    go(went_up, "mediation.pass_up", town.grid_worker, "2026-03-04 10:00")
    assert went_up.unit.code == "pingshang"
    type(case).objects.filter(id=went_up.id).update(result="solved", stage="done")
    assert "（1/3）" in card(town, task.grid)  # type: ignore[arg-type]
    type(case).objects.filter(id=case.id).update(is_sealed=True)
    assert gridding.facts_of(task.grid).found == 2  # type: ignore[arg-type]
