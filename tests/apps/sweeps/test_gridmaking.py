"""Grids are set up, closed and taken in from a table by administrators; what was walked before stays on record."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.organisations.models import Grid
from fengqiao.apps.organisations.services import close_grid, close_unit, create_grid
from fengqiao.apps.sweeps import planning
from fengqiao.apps.sweeps.models import Task
from fengqiao.domain.errors import Conflict, Incomplete
from fengqiao.domain.roles import Actor
from tests.apps.cases.desk import local, seat
from tests.apps.intake.workbook import workbook
from tests.apps.sweeps.walk import door_to_door, goes_by, grid, tap, unit
from tests.town import COUNTY, Town, at

VILLAGE = "999901101201"


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 2 March 2026."""
    with time_machine.travel(local("2026-03-02T09:30"), tick=False) as clock:
        yield clock


def read(actor: Actor, url: str, status: int = 200) -> str:
    """What somebody reads on a page."""
    response = seat(actor).get(url)
    assert response.status_code == status
    return unescape(response.content.decode())


def sent(actor: Actor, table: str | bytes, name: str = "grids.csv", status: int = 200) -> str:
    """What the page says after a table was sent."""
    data = table if isinstance(table, bytes) else table.encode("utf-8")
    response = seat(actor).post("/grids/import/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == status
    return unescape(response.content.decode())


def kept() -> list[tuple[str, int, str]]:
    """The grids that stand: name, households, branch."""
    return list(Grid.objects.filter(closed_on=None).order_by("name").values_list("name", "households", "branch"))


def test_an_administrator_sets_a_grid_up_on_a_page(town: Town) -> None:
    goes_by(town, "kouzi")
    client, village = seat(town.admin), str(town.unit("village").id)
    assert "新设网格" in read(town.admin, "/grids/")
    assert "石榴坳村民委员会" in read(town.admin, "/grids/new/")
    typed = {"village": village, "name": " 第一  网格 ", "households": "41", "branch": "第一支部"}
    where = client.post("/grids/new/", typed)
    assert where.status_code == 303
    assert where["Location"] == f"/grids/{Grid.objects.get().id}/"
    assert kept() == [("第一 网格", 41, "第一支部")]
    for over, words in (({}, "已经有“第一 网格”"), ({"village": "x"}, "有效"), ({"name": ""}, ""), ({"households": "很多"}, "")):
        again = client.post("/grids/new/", {**typed, **over})
        assert again.status_code == 422
        assert words in unescape(again.content.decode())
    assert len(kept()) == 1


@pytest.mark.parametrize("login", ["admin", "town_head", "dispatcher", "reviewer"])
def test_tabs_lead_only_where_one_may_go(town: Town, login: str) -> None:
    client = seat(getattr(town, login))
    page = client.get("/grids/").content.decode()
    for url in ("/sweeps/", "/sweeps/figures/"):
        assert (f'<a href="{url}"' in page.split('class="fq-tabs"')[1]) == (client.get(url).status_code == 200)


@pytest.mark.parametrize("login", ["town_head", "grid_worker", "dispatcher", "outsider"])
def test_nobody_else_does(town: Town, login: str) -> None:
    one, client = grid(town), seat(getattr(town, login))
    assert "新设网格" not in unescape(client.get("/grids/").content.decode())
    for url in ("/grids/new/", "/grids/import/", f"/grids/{one.id}/close"):
        assert client.get(url).status_code in (403, 404)
        assert client.post(url, {}).status_code in (403, 404)
    assert seat(town.outsider).post(f"/grids/{one.id}/close", {"on": "2026-03-02"}).status_code in (403, 404)


def test_a_table_sets_grids_up_once_and_says_what_is_wrong(town: Town) -> None:
    grid(town, "第三网格", 30)
    table = (
        "村（社区）,网格名称,户数,党支部\n"
        f"{VILLAGE},第一网格,41,第一支部\n"
        "坪上镇石榴坳村,第二网格,\"1,050户\",\n"
        "石榴坳村民委员会,第三网格,33,\n"
        "999901101999,第四网格,5,\n"
        "不存在的村,第五网格,5,\n"
        f"{VILLAGE},第六网格,许多,\n"
        f"{VILLAGE},,7,\n"
    )
    page = sent(town.admin, table)
    assert "7 行，新设 2 个，改户数 1 个，没有变 0 个，退回 4 行" in page
    for words in ("没有区划代码999901101999", "没有“不存在的村”这个村", "“许多”不是户数", "请写名称"):
        assert words in page
    assert kept() == [("第一网格", 41, "第一支部"), ("第三网格", 33, ""), ("第二网格", 1050, "")]
    assert "新设 0 个，改户数 0 个，没有变 3 个，退回 4 行" in sent(town.admin, table)
    assert len(kept()) == 3


def test_a_workbook_is_taken_and_a_region_without_its_unit_is_named(town: Town) -> None:
    book = workbook([["区划代码", "网格", "户数"], [VILLAGE, "第一网格", "9"], ["999901101000", "镇上", "9"]])
    page = sent(town.admin, book, "grids.xlsx")
    assert "新设 1 个" in page
    assert "没有“999901101000”这个村（社区）的单位" in page


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("村,户数\n石榴坳村,3\n", "没有认出这些列：网格名称"),
        ("村,网格,重点人员数\n石榴坳村,一,3\n", "不给人贴标签"),
        ("", "文件"),
    ],
)
def test_a_file_that_is_no_table_of_grids_is_refused(town: Town, table: str, words: str) -> None:
    assert words in sent(town.admin, table, status=422)
    assert not Grid.objects.exists()


def test_closing_keeps_history_and_a_round_under_way_is_told(town: Town) -> None:
    task = door_to_door(town)
    other = create_grid(by=town.admin, village=town.unit("village"), name="第二网格", households=9)
    part = create_grid(by=town.admin, village=town.unit("village"), parent=task.grid, name="一组", kind="group", households=1)
    tap(task, "nothing", town.grid_worker, "2026-03-02 09:10")
    assert task.grid is not None
    url = f"/grids/{task.grid.id}/close"
    assert "还有 1 个排查任务正在这个网格里走" in read(town.admin, url)
    client = seat(town.admin)
    assert client.post(url, {"on": ""}).status_code == 422
    assert client.post(url, {"on": "2026-03-02", "successor": str(task.grid.id)}).status_code == 422
    assert client.post(url, {"on": "2026-03-02", "successor": str(other.id)}).status_code == 303
    part.refresh_from_db()
    assert part.closed_on is not None
    card = read(town.admin, f"/grids/{task.grid.id}/")
    assert "起已经撤并" in card
    assert "第二网格" in card
    walking = read(town.grid_worker, f"/sweeps/tasks/{task.id}/")
    for page in (walking, read(town.grid_worker, f"/sweeps/{task.sweep_id}/")):
        assert "现在是石榴坳村民委员会 第二网格，请走它的任务。记下的数还在，可以报完。" in page
    task.refresh_from_db()
    assert task.visited == 1, "what was counted is kept"
    with pytest.raises(Conflict):
        close_grid(by=town.admin, grid=task.grid, on=at("2026-03-03 09:00").date(), successor=None)
    with pytest.raises(Incomplete, match="已经撤并"):  # a page opened before puts nothing below it any more
        create_grid(by=town.admin, village=town.unit("village"), parent=task.grid, name="二组", kind="group", households=1)
    planning.make_tasks(COUNTY, at=at("2026-04-02 09:00"))
    fresh = Task.objects.filter(sweep__starts_on__gt=at("2026-03-02 09:00").date())
    assert {one.grid.name for one in fresh if one.grid} == {"第二网格"}


def test_a_village_that_was_closed_is_told_too(town: Town) -> None:
    task = door_to_door(town)
    close_unit(unit=unit("village"), by=town.admin, on=at("2026-03-02 09:00").date(), successor=unit("pingshang"))
    assert "现在是坪上镇人民政府" in read(town.town_handler, f"/sweeps/tasks/{task.id}/")


def test_pages_take_few_queries(town: Town) -> None:
    for n in range(12):
        grid(town, f"第{n}网格")
    client, one = seat(town.admin), Grid.objects.first()
    assert one is not None
    for url in ("/grids/", "/grids/new/", "/grids/import/", f"/grids/{one.id}/close"):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) <= 12, (url, [query["sql"][:90] for query in asked])
