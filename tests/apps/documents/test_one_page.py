"""The first notice on real paper: what it tells stands on the first A4 page, before the list of rights that all notices carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengqiao.apps.documents.models import Document
from tests.apps.cases.desk import seat
from tests.town import Town, build_town, to_acceptance

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, HIGH = (millimetres * 96 / 25.4 for millimetres in (156, 225))  # of an A4 page within the margins of an official paper
REACH = """() => {
    const top = document.querySelector("article").getBoundingClientRect().top;
    const rights = [...document.querySelectorAll("article p")].find(part => part.innerText.trim() === "您的权利：");
    return rights.getBoundingClientRect().top - top;
}"""


@pytest.fixture
def town() -> Town:
    """The small county, kept for the server's own connection."""
    return build_town()


def test_nd_34_what_the_notice_of_referral_tells_is_on_the_first_page(town: Town, chromium: Browser, live_server: LiveServer) -> None:
    case = to_acceptance(town)
    context = chromium.new_context(viewport={"width": round(WIDE), "height": 900}, base_url=live_server.url)
    for name, morsel in seat(town.clerk).cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}])
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(f"/papers/{Document.objects.get(case_id=case.id, kind='D07').id}")
    assert page.evaluate("document.querySelector('article').getBoundingClientRect().width") == pytest.approx(WIDE, abs=3)
    assert page.evaluate(REACH) <= HIGH
    context.close()
