"""The directory of helpers: who keeps it, what it shows and to whom, and that nothing in it measures a person."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases import rules
from fengqiao.apps.helpers import committees
from fengqiao.apps.helpers.models import Change, Helper
from fengqiao.apps.helpers.queries import phone_of
from fengqiao.apps.helpers.services import Entered, add
from tests.apps.cases.desk import seat
from tests.town import COUNTY, NEXT_COUNTY, SHELL, SINCE, Town, helper

PAGE = "/helpers/"
TYPED = {
    "name": "龙老", "kinds": ["elder", "interpreter"], "languages": ["hmn"], "place": "坪上镇石榴坳村", "phone": "10012349999",
    "specialities": ["neighbours"], "note": "晚上方便",
}  # fmt: skip
PACK = rules.pack_named(rules.NATIONAL)


def page_of(actor: Any, address: str = PAGE, **asked: str) -> str:
    return unescape(seat(actor).get(address, asked).content.decode())


def test_somebody_is_entered_corrected_and_taken_out(town: Town) -> None:
    client = seat(town.town_mediator)
    where = client.post(f"{PAGE}new/", TYPED)["Location"]
    one = Helper.objects.get()
    assert (one.name, one.kinds, one.languages, one.region.name) == ("龙老", ["elder", "interpreter"], ["hmn"], "石榴坳村")  # type: ignore[union-attr]
    assert b"10012349999" not in bytes(one.sealed_phone)
    page = unescape(client.get(where).content.decode())
    assert 'value="10012349999"' in page
    assert "tel:10012349999" in page
    assert client.post(where, {**TYPED, "place": "坪上镇人民政府", "phone": ""}).status_code == 303
    one.refresh_from_db()
    assert (one.unit, one.region, phone_of(one)) == (town.unit("pingshang"), None, "")
    assert client.post(f"{where}active", {"is_active": "no"}).status_code == 303
    assert "龙老" not in page_of(town.clerk)
    assert "龙老" in page_of(town.clerk, gone="on")


@pytest.mark.parametrize(
    ("over", "words"),
    [({"name": ""}, "请填写。"), ({"kinds": []}, "请填写。"), ({"place": "桃花岛"}, "没有“桃花岛”"), ({"phone": "没有的号"}, "不像电话")],
)
def test_what_is_wrong_is_told_and_the_rest_stays(town: Town, over: dict[str, Any], words: str) -> None:
    response = seat(town.dispatcher).post(f"{PAGE}new/", {**TYPED, **over})
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert words in page
    assert "晚上方便" in page
    assert not Helper.objects.exists()


def test_all_staff_read_it_but_only_those_who_keep_it_see_telephones(town: Town) -> None:
    one = add(Entered("龙老", ["elder"], phone="10012349999"), county=COUNTY, pack=PACK, **SHELL)
    for login in ("clerk", "handler", "supervisor", "grid_worker"):
        page = page_of(getattr(town, login))
        assert "龙老" in page
        if login != "grid_worker":  # who mediates as well
            assert str(one.id) not in page
            assert seat(getattr(town, login)).get(f"{PAGE}{one.id}/").status_code == 403
    for login in ("admin", "dispatcher", "head", "town_mediator"):
        assert "10012349999" not in page_of(getattr(town, login))
        assert "10012349999" in page_of(getattr(town, login), f"{PAGE}{one.id}/")


def test_another_county_sees_nothing(town: Town) -> None:
    mine = helper("龙老", "elder")
    theirs = add(Entered("邻县人", ["elder"]), county=NEXT_COUNTY, pack=PACK, **SHELL)
    assert "龙老" not in page_of(town.outsider)
    for client, key in ((seat(town.outsider), mine.id), (seat(town.dispatcher), theirs.id)):
        assert client.get(f"{PAGE}{key}/").status_code == 404
        assert client.post(f"{PAGE}{key}/active", {"is_active": "no"}).status_code == 404


def test_the_list_is_asked_by_committee_language_speciality_kind_place_and_name(town: Town) -> None:
    """YJ-09: filtered by committee, language and speciality; and by kind, place and name."""
    village, town_unit = town.unit("village"), town.unit("pingshang")
    made = committees.set_up(committees.Entered("澜溪县医疗纠纷调委会", town.unit("housing"), SINCE, "medical"), county=COUNTY, pack=PACK)
    for name, kinds, unit, languages, more in (
        ("甲一", ["elder"], village, ["hmn"], {"specialities": ["land", "neighbours"]}), ("乙二", ["lawyer"], town_unit, ["zh"], {}),
        ("丙三", ["lawyer", "expert"], None, [], {"specialities": ["health"], "committee": made}),
    ):  # fmt: skip
        add(Entered(name, kinds, unit=unit, languages=languages, **more), county=COUNTY, pack=PACK, **SHELL)
    for asked, names in (
        ({"place": "澜溪县医疗纠纷调委会"}, {"丙三"}), ({"speciality": "neighbours"}, {"甲一"}), ({"speciality": "health"}, {"丙三"}),
        ({"speciality": "land", "language": "zh"}, set()),
        ({"kind": "lawyer"}, {"乙二", "丙三"}), ({"language": "hmn"}, {"甲一"}), ({"place": "坪上镇"}, {"甲一", "乙二"}),
        ({"place": "石榴坳村"}, {"甲一"}), ({"name": "三"}, {"丙三"}), ({"kind": "nonsense"}, {"甲一", "乙二", "丙三"}),
        ({"place": "没有的地方"}, set()),
    ):  # fmt: skip
        page = page_of(town.clerk, **asked)
        assert {name for name in ("甲一", "乙二", "丙三") if name in page} == names, asked
    for field in ("kind", "language", "speciality", "place", "name"):
        assert f'name="{field}"' in page, field


def test_fifty_a_page_each_once_with_few_queries(town: Town) -> None:
    for n in range(120):
        helper(f"同名{n % 40:02d}", "mediator", unit=town.unit("village"))
    seen: list[str] = []
    address, client = PAGE, seat(town.dispatcher)
    for _page in range(3):
        with CaptureQueriesContext(connection) as queries:
            page = unescape(client.get(address).content.decode())
        assert len(queries) <= 12
        seen += [part[:36] for part in page.split('th scope="row" data-label="姓名"><a href="/helpers/')[1:]]
        if 'rel="next"' in page:
            address = PAGE + page.split('" rel="next"')[0].rpartition('href="')[2]
    assert len(seen) == len(set(seen)) == 120


def test_nothing_in_the_directory_measures_a_person(town: Town) -> None:
    names = {field.name for field in Helper._meta.get_fields()}
    assert names == {
        "id", "county_code", "name", "kinds", "unit", "committee", "region", "languages", "specialities", "sealed_phone", "user", "note",
        "source_key", "is_active",
    }  # fmt: skip
    helper("龙老", "elder")
    page = page_of(town.dispatcher) + page_of(town.dispatcher, f"{PAGE}{Helper.objects.get().id}/")
    for word in ("成功率", "积分", "星级", "胜", "评分"):
        assert word not in page


@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000", "'; --"])
def test_a_wrong_place_to_go_on_from_is_the_beginning(town: Town, key: str) -> None:
    helper("龙老", "elder")
    assert "龙老" in page_of(town.clerk, after=key)


def log_of(one: Helper) -> list[tuple[str, str, dict[str, Any]]]:
    """The log of a helper, the first row first."""
    return [(row.act, row.by_name, row.parts) for row in Change.objects.filter(helper=one).order_by("id")]


def test_each_change_says_who_changed_what_and_never_the_telephone(town: Town) -> None:
    where = seat(town.town_mediator).post(f"{PAGE}new/", TYPED)["Location"]
    client = seat(town.dispatcher)
    client.post(where, {**TYPED, "kinds": ["elder"], "place": "坪上镇人民政府", "phone": "10012340000", "note": ""})
    client.post(f"{where}active", {"is_active": "no"})
    client.post(f"{where}active", {"is_active": "yes"})
    first, *later = log_of(Helper.objects.get())
    assert first[:2] == ("added", town.town_mediator.name)
    assert first[2]["name"] == [None, "龙老"]
    assert later == [
        ("changed", town.dispatcher.name, {
            "kinds": [["elder", "interpreter"], ["elder"]], "place": ["石榴坳村", "坪上镇人民政府"], "phone": [True, True],
            "note": ["晚上方便", None],
        }),
        ("stopped", town.dispatcher.name, {}),
        ("restored", town.dispatcher.name, {}),
    ]  # fmt: skip
    assert "1001234" not in str(log_of(Helper.objects.get()))
    page = page_of(town.head, where)
    for words in ("改动记录（4）", town.dispatcher.name, "<del>石榴坳村</del> → 坪上镇人民政府", "<del>有</del> → 换了一个",
                  "<del>晚上方便</del> → —"):  # fmt: skip
        assert words in page


def test_what_changes_nothing_leaves_no_row(town: Town) -> None:
    client = seat(town.dispatcher)
    where = client.post(f"{PAGE}new/", TYPED)["Location"]
    client.post(where, TYPED)
    client.post(f"{where}active", {"is_active": "yes"})
    client.post(where, {**TYPED, "place": "桃花岛"})
    assert [act for act, _who, _parts in log_of(Helper.objects.get())] == ["added"]


def test_the_log_is_for_those_who_may_edit(town: Town) -> None:
    one = helper("龙老", "elder")
    assert seat(town.clerk).get(f"{PAGE}{one.id}/").status_code == 403
    assert "改动记录" not in page_of(town.clerk)


@pytest.mark.parametrize("kind", ["veteran", "militia", "old_member", "old_cadre", "deputy", "lawyer", "experienced"])
def test_people_of_a_kind_are_found_and_say_themselves_which(town: Town, kind: str) -> None:
    """PB-47, ND-14: veterans, militia, old party members and cadres, deputies, people of law; what somebody does not say is not written."""
    add(Entered("甲一", [kind]), county=COUNTY, pack=PACK, **SHELL)
    add(Entered("乙二", ["mediator"]), county=COUNTY, pack=PACK, **SHELL)
    page = page_of(town.clerk, kind=kind)
    assert "甲一" in page
    assert "乙二" not in page
    assert "本人不愿意写的不写" in page_of(town.admin, f"{PAGE}new/")
