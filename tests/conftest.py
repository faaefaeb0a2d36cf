"""What every test may use: real PostgreSQL with the serving role's rights, and a real Chromium."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import translation
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from fengqiao.adapters.home import data_home
from fengqiao.console.test import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

PHONE = {"width": 360, "height": 740}
settings.register_profile("shared", deadline=None)  # speed is measured by the bench, on a quiet machine
settings.load_profile("shared")
MORNING = "2026-11-25T02:00:00Z"  # ten o'clock where the county is, a Wednesday of a year whose holidays are published


@pytest.fixture(scope="session", autouse=True)
def _one_morning() -> Iterator[None]:
    """The clock goes on from the same morning in every run, so that days written in tests stay to come and nothing turns at
    midnight; what a day changes is tested by travelling to it."""
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, with rights granted as after every migration (SET ROLE fengqiao_app to see them); a server of one's
    own gets that role."""
    from django.db import connection

    from fengqiao.adapters.postgres import APP
    from fengqiao.console.tables import grant_rights

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN CREATE ROLE {APP}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$")
        grant_rights(APP)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request in English leaves its language in the thread; the next test starts in the house's own."""
    yield
    translation.deactivate()


@pytest.fixture
def live_server(transactional_db: None, live_server: LiveServer) -> Iterator[LiveServer]:
    """The server of a journey. A browser that leaves does not stop the request it sent: what is still being answered is waited
    for, since the tables are emptied next, and the two would hold each other up."""
    yield live_server
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:  # as ThreadingMixIn starts them
            thread.join(timeout=10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium on the built front end; skips with a word where the machine has none."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium here: set FENGQIAO_CHROMIUM, or install Debian's chromium")
    from playwright.sync_api import sync_playwright

    from fengqiao.console.build import build

    build(data_home())
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps an event loop in the thread of the test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page of the size of a small phone, in Chinese; fails the test when a script fails or is refused."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    trouble: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert not trouble, trouble
