"""A grid worker goes round with a phone of 360 px: two taps for a house with nothing to tell, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fengqiao.apps.cases.models import Case
from fengqiao.apps.sweeps import planning
from fengqiao.apps.sweeps.models import Task
from fengqiao.kernel.moment import now
from tests.apps.sweeps.walk import goes_by, grid
from tests.town import COUNTY, PASSWORD, Town, build_town

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360


@pytest.fixture
def town() -> Town:
    """The small county, kept for the server's own connection, with a door-to-door task for today."""
    made = build_town()
    grid(made, households=3)
    goes_by(made, "kouzi")
    planning.make_tasks(COUNTY, at=now())
    return made


@pytest.mark.parametrize("scripts", [True, False])
def test_a_house_with_nothing_to_tell_is_two_taps(town: Town, sit_down: Callable[..., Page], scripts: bool) -> None:
    """KZ-31, KZ-28: from the desk to the record of a visit with nothing to report: two taps, far below twenty seconds."""
    page = sit_down(town.grid_worker, "/sweeps/", width=PHONE, java_script_enabled=scripts)
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
    page = sit_down(town.grid_worker, f"/sweeps/tasks/{Task.objects.get().id}/", width=PHONE)
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
        page = sit_down(town.town_head, path, width=width, language=language, care=care)
        found = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
        assert found == [], (path, found)
