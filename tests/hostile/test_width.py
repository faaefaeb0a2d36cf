"""With the largest type on the smallest phone no page is wider than the screen, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from fengqiao.apps.documents.queries import papers_of
from tests.apps.portal.cast import served_case
from tests.journeys.test_case_desk import PHONE, sit_down, town
from tests.town import Town

__all__ = ["sit_down", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_wider_than_the_phone(town: Town, sit_down: Callable[..., Page], language: str) -> None:
    case = served_case(town)
    paper = papers_of(case.county, case.id).last()
    assert paper is not None
    home = f"/cases/{case.number}/"
    for care in ("", "1.5", "2"):
        page = sit_down(town.handler, "/desk/working/", width=PHONE, language=language, care=care)
        for path in (home, f"{home}print", f"{home}act/note/", f"/papers/{paper.id}", "/api/v1/docs"):
            page.goto(urljoin(page.url, path))
            assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE, (path, care)
