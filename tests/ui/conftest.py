"""A county with a name, and pages rendered as a visitor gets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.ui import pages


@pytest.fixture(autouse=True)
def county(settings: Settings) -> None:
    """The demo county's name and phone."""
    settings.COUNTY_NAME, settings.COUNTY_PHONE = "澜溪县", "000-0000100"


@pytest.fixture
def visit(rf: RequestFactory) -> HttpRequest:
    """A request nobody has signed in for."""
    request = rf.get("/somewhere?a=1")
    request.user, request.actor = AnonymousUser(), None  # type: ignore[attr-defined]
    return request


@pytest.fixture
def rendered(visit: HttpRequest) -> Callable[..., str]:
    """Render the text of a template with values."""

    def render(text: str, **values: Any) -> str:
        plain = CottonCompiler().process("{% load i18n ui %}" + text)
        return str(engines["django"].from_string(plain).render(values, visit))

    return render


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Callable[..., Page]]:
    """Open an address at a width, in a language, at a size of type; fails on errors of scripts or policy."""
    settings.DEMO, settings.ROOT_URLCONF = True, "tests.ui.pages"
    pages.received.clear()
    pages.troubles.clear()
    trouble: list[str] = []
    contexts = []

    def opened(address: str, *, width: int = 1366, language: str = "zh-hans", care: str = "") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        chosen = {"django_language": language, "care": care}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in chosen.items() if v])
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None)
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble
