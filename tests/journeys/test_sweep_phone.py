"""A grid worker goes round with a phone of 360 px: two taps for a house with nothing to tell, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fengqiao.apps.cases.models import Case
from fengqiao.apps.sweeps import planning
from fengqiao.apps.sweeps.models import Task
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now
from tests.apps.cases.desk import seat
from tests.apps.sweeps.walk import goes_by, grid
from tests.town import COUNTY, PASSWORD, Town, build_town

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town() -> Town:
    """The small county, kept for the server's own connection, with a door-to-door task for today."""
    made = build_town()
    grid(made, households=3)
    goes_by(made, "kouzi")
    planning.make_tasks(COUNTY, at=now())
    return made


@pytest.fixture
def sit_down(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a page as one of the cast; fails when a script fails or is refused, or the page is wider than the screen."""
    trouble: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(path: str, actor: Actor, *, width: int = 360, language: str = "zh-hans", care: str = "", **more: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 740}, timezone_id="Asia/Shanghai", **more)
        contexts.append(context)
        cookies = {name: morsel.value for name, morsel in seat(actor, language=language).cookies.items()}
        cookies |= {"care": care} if care else {}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda line: trouble.append(line.text) if "Content Security" in line.text else None)
        page.goto(live_server.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            trouble.append(f"{path} is {wide} px wide on {width} px")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble, trouble


@pytest.mark.parametrize("scripts", [True, False])
def test_a_house_with_nothing_to_tell_is_two_taps(town: Town, sit_down: Callable[..., Page], scripts: bool) -> None:
    """KZ-31, KZ-28: from the desk to the record of a visit with nothing to report: two taps, far below twenty seconds."""
    page = sit_down("/sweeps/", town.grid_worker, java_script_enabled=scripts)
    began = monotonic()
    page.get_by_role("link", name="第一网格").click()
    page.get_by_role("button", name="没有问题").click()
    expect(page.locator(".sweeps-legend .sweeps-visited")).to_contain_text("1")
    assert monotonic() - began < 20
    assert Task.objects.get().visited == 1
    page.get_by_role("button", name="撤回").click()
    expect(page.locator(".sweeps-legend .sweeps-visited")).to_contain_text("0")


def test_what_was_typed_survives_a_lapsed_session(town: Town, sit_down: Callable[..., Page]) -> None:
    """KZ-24: the person's words are kept while the walker signs in again, then they are a case."""
    page = sit_down(f"/sweeps/tasks/{Task.objects.get().id}/", town.grid_worker)
    page.locator(".sweeps-found > summary").click()
    page.get_by_label("照本人的话写一句").fill("隔壁砌墙占了半尺过道。")
    page.context.clear_cookies(name="fengqiao")
    page.get_by_role("button", name="登记", exact=True).click()
    dialog = page.locator("dialog#again")
    dialog.locator("[name=login]").fill("grid_worker")
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("button[type=submit], button:not([type=button])").last.click()
    expect(page.locator(".fq-notice-green")).to_contain_text("已登记")
    case = Case.objects.get()
    assert (case.content, case.kind, case.channel) == ("隔壁砌墙占了半尺过道。", "sign", "sweep")


@pytest.mark.parametrize(("width", "language", "care"), [(360, "zh-hans", ""), (360, "en", "2"), (1366, "en", "")])
def test_the_pages_are_clean_for_everybody(town: Town, sit_down: Callable[..., Page], width: int, language: str, care: str) -> None:
    task = Task.objects.get()
    sweeps = ("", f"tasks/{task.id}/", f"{task.sweep_id}/", "figures/", "new/")
    for path in (*(f"/sweeps/{rest}" for rest in sweeps), "/grids/", f"/grids/{task.grid_id}/"):
        page = sit_down(path, town.town_head, width=width, language=language, care=care)
        found = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
        assert found == [], (path, found)
