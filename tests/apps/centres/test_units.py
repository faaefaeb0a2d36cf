"""The page of a unit: how to reach it, what it answers for, its method and labels, its honours; and its plain form for everybody."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import fengqiao
from fengqiao.apps.centres import units
from fengqiao.apps.organisations import honouring, naming
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Honour, Unit
from fengqiao.domain.errors import Denied, Incomplete
from tests.apps.cases.desk import seat
from tests.town import COUNTY, Town, at, going_by, to_acceptance

DAY = at("2026-03-02 09:00").date()


@pytest.fixture(autouse=True)
def _one_county(settings: Any) -> None:
    settings.COUNTY = COUNTY


def reach(town: Town, code: str) -> None:
    Unit.objects.filter(county_code=COUNTY, code=code).update(phone="100-0001-0007", address="桂花路7号", hours="周一至周五")


def page_of(town: Town, code: str, who: str = "clerk") -> str:
    return unescape(seat(getattr(town, who)).get(f"/units/{code}").content.decode())


def honour(town: Town, code: str, year: int, text: str) -> Honour:
    return honouring.add(unit=town.unit(code), year=year, grantor="岚江市", text=text, by=town.admin, today=DAY)


def test_pb_06_cy_40_two_honours_stand_on_the_page_of_the_unit(town: Town) -> None:
    honour(town, "pingshang", 2019, "平安建设先进乡镇")
    honour(town, "pingshang", 2021, "信访工作先进集体")
    page = page_of(town, "pingshang")
    for said in ("2019", "平安建设先进乡镇", "2021", "信访工作先进集体", "岚江市", "不进任何统计和排序"):
        assert said in page, said
    assert page.index("信访工作先进集体") < page.index("平安建设先进乡镇")
    assert "先进" not in page_of(town, "housing")


def test_honours_are_in_no_figure_and_no_order(town: Town) -> None:
    """PB-06: they are read for the unit's own pages alone, and lists of units stay as they were."""
    before = [one.code for one in units.listed(COUNTY, most=50)]
    honour(town, before[-1], 2020, "标杆窗口")
    assert [one.code for one in units.listed(COUNTY, most=50)] == before
    assert "标杆窗口" not in unescape(seat(town.clerk).get("/units/").content.decode())
    package = Path(fengqiao.__file__).parent
    reads = re.compile(r"\bHonour\b|honour(?:s_of|ing)|\.honours")
    readers = {str(file.relative_to(package)) for file in package.rglob("*.py") if reads.search(file.read_text(encoding="utf-8"))}
    readers = {name for name in readers if "/migrations/" not in name and not name.startswith("console/demo_county")}
    assert readers == {
        "apps/organisations/models.py", "apps/organisations/honouring.py", "apps/accounts/views/org.py", "apps/centres/units.py",
    }  # fmt: skip


def test_honours_are_kept_by_administrators(town: Town) -> None:
    address = "/org/units/pingshang/honours"
    typed = {"year": "2019", "grantor": "岚江市", "text": "平安建设先进乡镇"}
    assert seat(town.head).post(address, typed).status_code == 403
    client = seat(town.admin)
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302
    made = Honour.objects.get()
    ahead = client.post(address, {**typed, "year": "2099"})
    assert (ahead.status_code, "年份要在1949到" in unescape(ahead.content.decode())) == (422, True)
    assert "平安建设先进乡镇" in unescape(client.get("/org/units/pingshang").content.decode())
    assert client.post(f"{address}/{made.pk}/drop").status_code == 302
    assert not Honour.objects.exists()
    with pytest.raises(Denied):
        honouring.add(unit=town.unit("pingshang"), year=2019, grantor="甲", text="乙", by=town.head, today=DAY)
    with pytest.raises(Incomplete):
        honouring.add(unit=town.unit("pingshang"), year=2019, grantor=" ", text="乙", by=town.admin, today=DAY)


def test_yj_42_a_county_labels_its_level_and_the_rank_stays_apart(town: Town) -> None:
    assert "市级" not in page_of(town, "county")
    town = going_by(town, "yuanjiang", "county")
    page = page_of(town, "county")
    assert "<dt>级别</dt><dd>县级</dd>" in page
    assert "<dt>这里叫</dt><dd>市级</dd>" in page
    assert "这里叫市级" in unescape(seat(town.admin).get("/org/units/county").content.decode())
    assert "市级" in unescape(seat(town.clerk).get("/units/?level=county").content.decode())
    reach(town, "county")
    assert "<h2>市级</h2>" in unescape(Client().get("/c/people/").content.decode())
    assert Unit.objects.get(code="county").level == "county"


def test_what_a_town_calls_its_office_shows_with_the_name_of_the_town(town: Town) -> None:
    """YJ-42: the pack's label on the page of the unit, on its plain form, and beside the case it has."""
    town = going_by(town, "pingba", "pingshang")
    reach(town, "pingshang")
    office = "平安法治和应急管理办公室"
    assert naming.known_as(town.unit("pingshang"), naming.method_of(town.unit("pingshang"))).endswith(office)
    assert office in page_of(town, "pingshang")
    assert office in unescape(Client().get("/c/units/pingshang").content.decode())
    assert page_of(town, "pingshang").count(f"<dd>{office}</dd>") == 1
    assert office not in page_of(town, "housing")
    case = to_acceptance(going_by(town, "pingba", "petition-office"))
    page = unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode())
    assert f'<a href="/units/{case.unit.code}">' in page


def test_a_unit_tells_how_to_reach_it_and_what_it_answers_for(town: Town) -> None:
    reach(town, "housing")
    organising.set_duty(unit=town.unit("housing"), category="housing", region=None, by=town.admin)
    page = page_of(town, "housing")
    for said in ("100-0001-0007", "桂花路7号", "周一至周五", "住建城管", "国家程序"):
        assert said in page, said
    public = unescape(Client().get("/c/units/housing").content.decode())
    for said in ("100-0001-0007", "桂花路7号", "住建城管"):
        assert said in public, said
    assert "先进" not in public


def test_who_may_read_it(town: Town) -> None:
    assert Client().get("/units/housing").status_code == 302
    assert seat(town.outsider).get("/units/housing").status_code == 404
    assert seat(town.clerk).get("/units/none").status_code == 404
    assert Client().get("/c/units/none").status_code == 404
    assert Client().get("/c/units/village").status_code == 404, "nobody could call or visit it"


def test_a_closed_unit_leads_to_its_successor(town: Town) -> None:
    organising.close_unit(unit=town.unit("land"), by=town.admin, on=date(2026, 1, 1), successor=town.unit("housing"))
    page = page_of(town, "land")
    assert "已撤并" in page
    assert 'href="/units/housing"' in page
    assert Client().get("/c/units/land").status_code == 404


def test_the_pages_cost_the_same_whatever_the_size(town: Town) -> None:
    client = seat(town.clerk)
    client.get("/units/housing")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/units/housing").status_code == 200
    assert len(asked) <= 10
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/units/?name=局").status_code == 200
    assert len(asked) <= 6
