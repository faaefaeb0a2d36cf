"""A form sent twice acts once, whatever it made; and one whose making is gone says so."""

from __future__ import annotations

from typing import Any

import pytest

from fengqiao.apps.centres import services as centring
from fengqiao.apps.centres.models import Ticket, Window
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.notices.models import Notice
from fengqiao.apps.occasions.models import Occasion
from fengqiao.domain.errors import NotNow
from fengqiao.kernel import submissions
from fengqiao.kernel.county import new_id
from fengqiao.kernel.models import Submission
from fengqiao.kernel.moment import today
from tests.apps.cases.desk import hidden, seat
from tests.apps.centres.test_centres import centre
from tests.town import COUNTY, Town

NUMBER = "5f0c3a1e-0000-4000-8000-000000000001"


@pytest.mark.parametrize("typed", ["", "short", "x" * 101, "有字的号码也不是", "12345678\0", "12345678 9"])
def test_only_a_number_that_this_product_made_is_one(typed: str) -> None:
    assert submissions.number_of({"once": typed}) == ""
    assert submissions.number_of({"once": NUMBER}) == NUMBER


def test_what_a_form_made_is_found_again_until_it_is_gone(town: Town) -> None:
    made = centre(town)
    window = centring.add_window(centre=made, unit=town.unit("housing"), by=town.admin, once=NUMBER)
    assert centring.add_window(centre=made, unit=town.unit("land"), by=town.admin, once=NUMBER) == window
    centring.drop_window(window=window, by=town.admin)
    with pytest.raises(NotNow, match="重新打开页面"):
        centring.add_window(centre=made, unit=town.unit("housing"), by=town.admin, once=NUMBER)
    assert Submission.objects.count() == 1


def test_without_a_number_every_call_acts(town: Town) -> None:
    submissions.keep(COUNTY, "", new_id(COUNTY))
    assert not Submission.objects.exists()
    made = centre(town)
    assert Window.objects.filter(centre=made).count() == 3


PAGES: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "/notices/new": (Notice, {"kind": "warning", "title": "连日大雨", "text": "看一看后山。", "minutes": "30"}),
    "/occasions/new/yard_meeting/": (Occasion, {"place": "村部", "title": "夜谈"}),
    "/helpers/new/": (Helper, {"name": "龙老", "kinds": ["mediator"]}),
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sent_twice_makes_one_and_the_page_opened_anew_another(town: Town, address: str) -> None:
    """Equal words are no reason: two who are of one name are entered from two pages."""
    model, typed = PAGES[address]
    desk = seat(town.dispatcher)
    page = desk.get(address).content.decode()
    whom: dict[type[Any], dict[str, Any]] = {
        Notice: {"units": [str(town.unit("housing").id)]},
        Occasion: {"unit": str(town.unit("petition-office").id), "on": str(today())},
    }
    form = {**typed, **whom.get(model, {}), "once": hidden(page, "once")}
    first, second = desk.post(address, form), desk.post(address, form)
    assert (first.status_code // 100, second["Location"], model.objects.count()) == (3, first["Location"], 1), first.content.decode()
    anew = desk.post(address, {**form, "once": hidden(desk.get(address).content.decode(), "once")})
    assert (anew.status_code // 100, model.objects.count()) == (3, 2)


def test_a_number_is_drawn_and_called_once_a_tap(town: Town) -> None:
    made, desk = centre(town), seat(town.clerk)
    for number in (NUMBER, NUMBER, f"{NUMBER}2"):
        desk.post(f"/centres/{made.pk}/draw", {"once": number})
    assert [one.number for one in Ticket.objects.all()] == [1, 2]
    window = Window.objects.get(centre=made, position=1)
    for _ in range(2):
        desk.post(f"/centres/windows/{window.pk}/next", {"once": f"{NUMBER}3"})
    assert Ticket.objects.filter(called_at=None).count() == 1
