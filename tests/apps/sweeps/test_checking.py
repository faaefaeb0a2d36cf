"""Reports of nothing are looked at by sample, and numbers say what they are of."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine

from fengqiao.apps.sweeps import checks, planning, services, telling
from fengqiao.apps.sweeps.models import Sweep, Task
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.domain.sweeps import Counts
from tests.apps.cases.desk import seat
from tests.apps.sweeps.walk import MONDAY, door_to_door, goes_by, grid, tell
from tests.town import COUNTY, Town, at, register_case

LATER = "2026-03-10 09:00"


def reported(town: Town, n: int = 4) -> Sweep:
    """A week of a village's grids, each reported as nothing new."""
    for one in range(n):
        grid(town, f"第{one + 1}网格")
    goes_by(town, "yuanjiang")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    sweep = Sweep.objects.get(level="village")
    for task in Task.objects.filter(sweep=sweep).select_related("sweep", "unit", "grid"):
        services.finish(task, by=town.grid_worker, at=at("2026-03-05 17:00"), says_all=True)
    return sweep


def test_a_nil_return_is_one_tap_and_is_spot_checked_by_a_published_seed(town: Town) -> None:
    """YJ-26: one-tap nil return; nil returns are spot-checked, not praised: same seed, same sample, no ranking."""
    sweep = reported(town)
    drawn = checks.draw(sweep, 2, by=town.supervisor, at=at(LATER), seed="published")
    assert (drawn.population, len(drawn.picks), checks.draw(sweep, 4, by=town.dispatcher, at=at(LATER)).picks) == (4, 2, drawn.picks)
    page = unescape(seat(town.supervisor).get(f"/sweeps/{sweep.id}/check").content.decode())
    assert "published" in page
    assert "抽 2 个，没有发现的报告共 4 个" in page
    task = Task.objects.get(id=drawn.picks[0])
    with pytest.raises(Incomplete):
        checks.note(task, "differs", "", by=town.supervisor, at=at(LATER))
    checks.note(task, "differs", "其实有一起放水的争执，已请村里登记。", by=town.supervisor, at=at(LATER))
    with pytest.raises(NotNow):
        checks.note(task, "agrees", "", by=town.supervisor, at=at(LATER))
    page = unescape(seat(town.supervisor).get(f"/sweeps/{sweep.id}/check").content.decode())
    assert "有出入" in page


def test_those_who_walk_neither_draw_nor_see_what_was_drawn(town: Town) -> None:
    sweep = reported(town, 1)
    with pytest.raises(Denied):
        checks.draw(sweep, 1, by=town.town_head, at=at(LATER))
    for actor in (town.grid_worker, town.town_head):
        assert seat(actor).get(f"/sweeps/{sweep.id}/check").status_code == 403
        assert seat(actor).post(f"/sweeps/{sweep.id}/check/draw", {"size": "1"}).status_code == 403


@pytest.mark.parametrize("size", ["0", "51", "abc", "", "²"])
def test_a_wrong_size_or_a_sweep_under_way_is_a_sentence(town: Town, size: str) -> None:
    sweep = reported(town, 1)
    with time_machine.travel(at(LATER), tick=False):
        assert seat(town.supervisor).post(f"/sweeps/{sweep.id}/check/draw", {"size": size}).status_code == 422
    with pytest.raises(NotNow, match="还没有过完"):
        checks.draw(sweep, 1, by=town.supervisor, at=at("2026-03-06 09:00"))


def test_yj_26_nothing_found_in_a_week_is_one_tap_on_the_page_of_the_task(town: Town) -> None:
    """The button stands open on the page; after the tap the task is reported, and nothing on the page praises it."""
    grid(town)
    goes_by(town, "yuanjiang")
    planning.make_tasks(COUNTY, at=at(MONDAY))
    task = Task.objects.get(sweep__level="village")
    with time_machine.travel(at("2026-03-05 17:00"), tick=False):
        phone = seat(town.grid_worker)
        page = unescape(phone.get(f"/sweeps/tasks/{task.id}/").content.decode())
        fold = re.search(r'<details class="fq-fold sweeps-end"( open)?>.*?</details>', page, re.S)
        assert fold
        assert fold[1], "open at once: one tap"
        assert 'name="says" value="all">看过了，没有新增' in fold[0]
        assert "没有发现也是正常的结果" in fold[0]
        assert phone.post(f"/sweeps/tasks/{task.id}/finish", {"says": "all"}).status_code == 303
    task.refresh_from_db()
    assert (task.state, task.found, task.done_by) == ("done", 0, "麻利")
    assert Task.objects.filter(sweep__level__in=["town", "county"], state="done").count() == 0


def test_the_share_found_by_going_round_is_a_count_of_a_count(town: Town) -> None:
    """YJ-06, CY-19, YJ-27, KZ-04: found by us beside brought to us, with n; median days from first sign by channel, with n."""
    task = door_to_door(town, households=9)
    for day in (2, 4, 6, 8, 10):
        tell(task, town.grid_worker, f"2026-03-{day + 10} 10:00", once=f"t{day}", kind="petition", since=at("2026-03-10 09:00").date())
    for _ in range(3):
        register_case(town)
    rows = {row.channel: row for row in telling.by_channel(town.supervisor, at("2026-01-01 00:00").date())}
    assert (rows["sweep"].n, rows["sweep"].known, rows["sweep"].days) == (5, 5, 6.0)
    assert (rows["visit"].n, rows["visit"].days) == (3, None)
    with time_machine.travel(at("2026-03-25 09:00"), tick=False):
        page = unescape(seat(town.supervisor).get("/sweeps/figures/").content.decode())
    assert "登记的 8 件里，走访排查发现 5 件（5/8），群众自己反映 3 件" in page
    assert "6 天（n=5）" in page
    bars = dict(re.findall(r'<th scope="row">([^<]+)</th>.*?<rect class="sweeps-visited" width="(\d+)"', page))
    assert (max(bars.values(), key=int), sorted(map(int, bars.values()))) == ("1000", [600, 1000]), "a bar for each source"


def test_the_tile_of_a_year_of_doors(town: Town) -> None:
    """KZ-38: households, matters and the yield for each hundred are computed from the counts, each beside the other."""
    task = door_to_door(town, households=9500)
    services.tally(task, Counts(visited=9000, nobody_home=400, declined=60, found=105), by=town.grid_worker, at=at("2026-03-30 10:00"))
    with time_machine.travel(at("2026-03-31 09:00"), tick=False):
        page = unescape(seat(town.town_handler).get("/sweeps/figures/").content.decode())
        assert "≥" not in seat(town.town_handler).get("/sweeps/").content.decode()
    assert "9,000 户里发现 105 件" in page
    assert "每百户 1.17 件" in page
    assert "应走 9500 户：谈上话 9000，没人在家 400，不愿谈 60，还没走 40" in page
    assert "≥" not in page


def test_kz_38_more_than_nine_thousand_stays_more_than(town: Town) -> None:
    """KZ-38, N-02: “9000余户” is entered from paper as so many or more, and the yield of it is at most so much, also in sums."""
    task = door_to_door(town, households=9500)
    client = seat(town.grid_worker)
    typed = {"visited": "9000", "is_least": "on", "nobody_home": "400", "declined": "60", "found": "105"}
    with time_machine.travel(at("2026-03-30 10:00"), tick=False):
        assert "只多不少" in client.get(f"/sweeps/tasks/{task.id}/sums").content.decode()
        assert client.post(f"/sweeps/tasks/{task.id}/sums", typed).status_code == 303
    pages = {}
    with time_machine.travel(at("2026-03-31 09:00"), tick=False):
        for address in ("/sweeps/figures/", "/sweeps/", f"/sweeps/{task.sweep_id}/", f"/sweeps/tasks/{task.id}/"):
            pages[address] = unescape(seat(town.town_handler).get(address).content.decode())
    assert [address for address, page in pages.items() if "≥9,000" not in page] == []
    assert "≥9,000 户里发现 105 件（每百户最多 1.17 件）" in pages["/sweeps/figures/"]
