"""The lists in a real browser: keys, cards on a phone, picking, pages, going back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fengqiao.apps.cases.models import Case
from tests.apps.cases.desk import seat
from tests.apps.insight.many import many
from tests.screen import too_wide
from tests.town import SHANGHAI, Town, build_town, go, register_case

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = 360, 1366


@pytest.fixture
def town() -> Town:
    """The small county, kept for the server's own connection."""
    return build_town()


@pytest.fixture(params=[DESK, PHONE])
def screen(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer, town: Town) -> Iterator[Page]:
    """A handler's browser; fails when a script fails or is refused."""
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, timezone_id="Asia/Shanghai", base_url=live_server.url
    )
    for name, morsel in seat(town.handler).cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}])
    trouble: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if "Content Security" in line.text else None)
    yield page
    context.close()
    assert not trouble, trouble


def test_a_handler_goes_through_the_lists(screen: Page, town: Town) -> None:
    today = datetime.now(SHANGHAI).date()
    cases = many(town, [{"due_on": today + timedelta(days=n)} for n in range(60)])
    screen.goto("/desk/working/")
    assert not too_wide(screen)
    is_phone = screen.viewport_size == {"width": PHONE, "height": 800}
    assert (
        screen.evaluate("getComputedStyle(document.querySelector('.fq-table tbody tr')).display") == "flex"
    ) is is_phone
    assert screen.locator("#id_since").is_visible() is not is_phone

    screen.check("[data-batch-all]")
    assert "50" in screen.inner_text("[data-batch-count]")
    screen.click("a[rel=next]")
    assert cases[50].number in screen.inner_text("tbody")
    screen.go_back()
    assert cases[0].number in screen.inner_text("tbody")

    screen.click(".fq-filters-more summary")
    screen.select_option("#id_channel", "letter")
    screen.click(".fq-filters-do button")
    assert "这些条件下没有" in screen.inner_text("main")
    screen.click(".fq-chip")
    assert screen.locator("tbody tr").count() == 50
    assert not too_wide(screen)


def test_a_view_is_kept_and_found_again(screen: Page, town: Town) -> None:
    many(town, [{}, {"category": "land", "received_on": date(2026, 1, 2)}])
    screen.goto("/desk/working/?category=land")
    screen.click(".fq-keeping-one summary")
    screen.fill("#id_view", "土地件")
    screen.check("input[name=default]")
    screen.click("text=存下视图")
    screen.goto("/")
    assert screen.locator("tbody tr").count() == 1
    assert "category=land" in screen.url


def test_keys_find_a_case_and_picked_ones_are_received(screen: Page, town: Town) -> None:
    day = f"{datetime.now(SHANGHAI) - timedelta(days=1):%Y-%m-%d}"
    case = register_case(town, when=f"{day} 09:00")
    go(case, "open_dispatch", town.dispatcher, f"{day} 10:00")
    go(case, "transfer", town.dispatcher, f"{day} 10:30", unit=town.unit("housing"))
    screen.goto("/desk/inbox/")
    screen.keyboard.press("Alt+s")
    screen.keyboard.type(case.number)
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/search?q=*")
    assert case.number in screen.inner_text("tbody")
    screen.go_back()
    screen.check("input[name=pick]")
    screen.click("text=签收选中的")
    screen.wait_for_url("**/desk/receive")
    assert "签收了 1 件" in screen.inner_text("main")
    assert Case.objects.get(id=case.id).state == "S30"
