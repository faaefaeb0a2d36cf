"""With the largest type on the smallest phone no page is wider than the screen, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from fengqiao.apps.documents.queries import papers_of
from tests.apps.portal.cast import days_ago, served_case
from tests.journeys.conftest import sit_down, town
from tests.journeys.test_case_desk import PHONE
from tests.screen import too_wide
from tests.town import Town, go, register_case

__all__ = ["sit_down", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_wider_than_the_phone(town: Town, sit_down: Callable[..., Page], language: str) -> None:
    case = served_case(town)
    paper = papers_of(case.county, case.id).last()
    assert paper is not None
    home = f"/cases/{case.number}/"
    disputed = register_case(town, when=days_ago(3))  # its clock of dispatch is paused, which takes many words
    go(disputed, "open_dispatch", town.dispatcher, days_ago(3, 15))
    go(disputed, "transfer", town.dispatcher, days_ago(2), unit=town.unit("housing"))
    go(disputed, "receive", town.handler, days_ago(2, 10))
    go(disputed, "object", town.handler, days_ago(2, 11))
    for care in ("", "1.5", "2"):
        page = sit_down(town.handler, "/desk/working/", width=PHONE, language=language, care=care)
        other = (f"/cases/{disputed.number}/", f"/papers/{paper.id}", "/api/v1/docs")
        for path in (home, f"{home}print", f"{home}act/note/", *other):
            page.goto(urljoin(page.url, path))
            assert not too_wide(page), (path, care)
