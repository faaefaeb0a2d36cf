"""The poster of a method: motto, three steps, hours, the way to the citizen's page; and the motto nowhere else (PB-20)."""

from __future__ import annotations

from html import unescape

from django.test import Client

from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel import packfiles
from fengqiao.ui.templatetags.ui import qr
from tests.apps.cases.desk import seat
from tests.town import COUNTY, Town, going_by, to_acceptance

MOTTOS = [motto.zh for motto in packfiles.load("pingba").method.mottos]


def page_of(address: str, client: Client) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def test_pb_20_the_motto_shows_on_the_page_of_the_pack_and_on_the_poster_and_nowhere_else(town: Town) -> None:
    town = going_by(town, "pingba", "pingshang", "petition-office", "housing")
    case = to_acceptance(town)
    assert "用心精准办理、用情全程服务、用力妥善化解" in MOTTOS
    staff = seat(town.handler)
    for address in ("/methods/pingba/", "/methods/pingba/poster"):
        shown = page_of(address, staff)
        assert [motto for motto in MOTTOS if motto not in shown] == [], address
    elsewhere = ("/desk/working/", f"/cases/{case.number}/", "/units/pingshang", "/methods/", "/methods/pingba/standing", "/helpers/",
                 "/occasions/", "/leads/")  # fmt: skip
    public = ("/say/", "/c/people/", "/c/route/", f"/t/{case.tracking_code}")
    for address, client in [*((one, staff) for one in elsewhere), *((one, Client()) for one in public)]:
        shown = page_of(address, client)
        assert [motto for motto in MOTTOS if motto in shown] == [], address


def test_the_poster_says_three_steps_when_and_where_and_carries_the_code_of_the_citizens_page(town: Town) -> None:
    town = going_by(town, "pingba", "pingshang")
    Unit.objects.filter(county_code=COUNTY, code="pingshang").update(hours="周一至周五 8:30", address="坪上镇街1号", phone="100-0002-0101")
    page = page_of("/methods/pingba/poster", seat(town.clerk))
    for said in ("周一至周五 8:30", "坪上镇街1号", "100-0002-0101", "平安法治和应急管理办公室", "可以申请复查、复核，也可以仲裁、起诉",
                 "http://testserver/say/"):  # fmt: skip
        assert said in page, said
    assert page.count("<li><strong>") == 3
    assert unescape(qr("http://testserver/say/", "扫码说事")) in page
    assert "housing" not in page
    other = page_of("/methods/pingba/poster?unit=housing", seat(town.clerk))
    assert town.unit("housing").name in other


def test_a_method_without_a_motto_has_a_poster_too_and_visitors_none(town: Town) -> None:
    assert "国家程序" in page_of("/methods/national/poster", seat(town.clerk))
    assert Client().get("/methods/pingba/poster").status_code == 302
    assert seat(town.clerk).get("/methods/none/poster").status_code == 404
