"""What every journey starts from: a small county, and a chair before a page for anybody of its cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.fixtures import Settings

from fengqiao.domain.roles import Actor
from tests.apps.cases.desk import seat
from tests.screen import too_wide
from tests.town import COUNTY, Town, build_town

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

HEIGHT = {360: 740, 1366: 800}


@pytest.fixture
def town(settings: Settings) -> Town:
    """The small county, kept for the server's own connection."""
    settings.COUNTY, settings.COUNTY_NAME, settings.COUNTY_PHONE = COUNTY, "澜溪县", "000-0000100"
    return build_town()


@pytest.fixture
def sit_down(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open an address as one of the cast, or on a phone as nobody (None); fails when a script fails, is refused, or the page
    is wider than the screen."""
    trouble: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(
        actor: Actor | None, path: str, *, width: int = 1366, language: str = "zh-hans", care: str = "", **more: Any
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT[width]}, timezone_id="Asia/Shanghai", base_url=live_server.url, **more
        )
        contexts.append(context)
        cookies = {"django_language": language} | ({"care": care} if care else {})
        if actor is not None:
            cookies |= {name: morsel.value for name, morsel in seat(actor, language=language).cookies.items()}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda line: trouble.append(line.text) if "Content Security" in line.text else None)
        page.goto(path)
        if wide := too_wide(page):
            trouble.append(f"{path} is {wide} px wider than its {width} px")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble, trouble
