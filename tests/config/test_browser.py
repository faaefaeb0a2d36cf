"""The built page in a real browser: the scripts start under the policy, nothing is fetched from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_door_opens_and_its_scripts_run(page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/login")
    assert page.evaluate("typeof window.htmx.ajax") == "function"
    assert page.evaluate("typeof window.Alpine.data") == "function"
    assert all(url.startswith((live_server.url, "data:")) for url in asked)
    assert any(url.endswith(".css") for url in asked)
