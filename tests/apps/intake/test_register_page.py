"""The registration form: little is asked, nothing unknown blocks, what is wrong is said, what was typed stays."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.accounts.models import Post
from fengqiao.apps.cases.models import Case, Demand, Entry, Link, Party, PartyRole
from fengqiao.apps.cases.queries import earlier_of
from fengqiao.apps.cases.services.parties import opened
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.domain.roles import Actor
from tests.apps.cases.desk import hidden, local, seat
from tests.town import COUNTY, Town, register_case

PAGE = "/register/"


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 14 April 2026."""
    with time_machine.travel(local("2026-04-14T09:00"), tick=False) as clock:
        yield clock


TYPED = {
    "name": "吴大升", "phone": "100 1234 5678", "demand": ["修好三号楼外墙", "先拉起围挡", ""], "place": "坪上镇石榴坳村",
    "classification": "claim", "content": "墙上瓷砖还在掉。",
}  # fmt: skip


def send(client: Client, status: int = 303, **over: Any) -> str:
    """Send the form; gives the page, or the address it leads to."""
    typed = {name: value for name, value in {**TYPED, "looked": "1", **over}.items() if value is not None}
    response = client.post(PAGE, typed)
    page = unescape(response.content.decode())
    assert response.status_code == status, re.findall(r'class="fq-(?:error|summary)".*', page)
    return response["Location"] if status == 303 else page


def test_four_things_by_hand_are_enough(town: Town) -> None:
    client = seat(town.clerk)
    page = unescape(client.get(PAGE).content.decode())
    settlement = re.search(r'<details class="in-settle".*?</details>', page, re.DOTALL)
    assert settlement is not None, "folded away until a dispute is settled on the spot"
    assert settlement[0].count('class="fq-must"') == 3
    assert page.replace(settlement[0], "").count('class="fq-must"') == 4
    where = send(client)
    case = Case.objects.get()
    assert where == f"/register/{case.number}/receipt/"
    assert (case.title, case.content, case.channel, case.classification) == (
        "修好三号楼外墙", "墙上瓷砖还在掉。", "visit", "claim",
    )  # fmt: skip
    assert (case.region_code, case.place, case.petitioner_mask) == ("999901101201", "坪上镇石榴坳村", "吴*升")
    assert str(case.unit_id) == town.clerk.unit
    assert case.person_name == "明月"
    assert list(Demand.objects.values_list("text", flat=True)) == ["修好三号楼外墙", "先拉起围挡"]


@pytest.mark.parametrize("login", ["clerk", "dispatcher", "handler", "head", "town_handler", "grid_worker", "sealed_officer"])
def test_all_who_meet_people_take_petitions_in(town: Town, login: str) -> None:
    actor: Actor = getattr(town, login)
    send(seat(actor))
    assert str(Case.objects.get().origin_unit_id) == actor.unit


@pytest.mark.parametrize("login", ["leader", "supervisor", "reviewer", "admin"])
def test_others_are_told_that_their_post_does_not(town: Town, login: str) -> None:
    client = seat(getattr(town, login))
    assert client.get(PAGE).status_code == client.post(PAGE, TYPED).status_code == 403
    assert client.post(f"{PAGE}earlier/", TYPED).status_code == 403


def test_no_identity_never_blocks(town: Town) -> None:
    client = seat(town.clerk)
    send(client, name=None, phone=None)
    send(client, name="不该留下", anonymous="on", phone="", no_phone="on", place="不详")
    assert set(Case.objects.values_list("petitioner_mask", "is_anonymous")) == {("匿名", True)}
    assert not Party.objects.exists()


def test_sent_twice_makes_one_case(town: Town) -> None:
    client = seat(town.clerk)
    assert send(client, once="the-same") == send(client, once="the-same")
    assert Case.objects.count() == 1


def test_everything_folded_arrives(town: Town) -> None:
    housing = town.unit("housing")
    send(
        seat(town.clerk), category="housing", channel="letter", received_on="2026-04-01", title="外墙掉砖", wish="四面都修",
        people_count="12", representatives="吴大升 10012345678\n田小二", proxy_name="吴小升", proxy_phone="10012345679",
        is_confidential="on", is_oral="on", was_read_back="on", complained=[housing.name, "", housing.name],
        id_number="999901194803120016", id_reason="property", address="三号楼101",
    )  # fmt: skip
    case = Case.objects.get()
    assert (case.category, case.channel, case.received_on.isoformat()) == ("housing", "letter", "2026-04-01")
    assert (case.title, case.wish, case.people_count) == ("外墙掉砖", "四面都修", 12)
    assert case.is_confidential
    assert case.is_oral
    roles = sorted(Party.objects.values_list("role", flat=True))
    assert roles == sorted([PartyRole.PETITIONER, *[PartyRole.REPRESENTATIVE] * 2, PartyRole.PROXY, PartyRole.COMPLAINED_UNIT])
    assert Entry.objects.get().body["remark"] == "涉及房屋、土地等登记的权利人"


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"demand": ["", " "], "content": ""}, "请写下要求什么"),
        ({"demand": ["长" * 501]}, "一条诉求最多 500 字"),
        ({"place": ""}, "请写地点"),
        ({"received_on": "1899-12-31"}, "1900年以后"),
        ({"received_on": "2026-04-15"}, "今天以前"),
        ({"received_on": "昨天"}, "收到日期"),
        ({"phone": "1001234567"}, "手机号要 11 位，现在是 10 位"),
        ({"phone": "没电话可打"}, "3 到 20 位数字"),
        ({"id_number": "12345", "id_reason": "proxy"}, "身份证号是 18 位"),
        ({"id_number": "999901194803120016"}, "请选一个核实身份的理由"),
        ({"is_oral": "on"}, "念给本人听"),
        ({"people_count": "0"}, "人数"),
        ({"people_count": "7"}, "1至5名代表"),
        ({"representatives": "\n".join("甲乙丙丁戊己")}, "不得超过 5 人"),
        ({"complained": ["没有这个局"]}, "没有单位“没有这个局”"),
        ({"classification": "grudge"}, "这是"),
        ({"category": "no"}, "内容分类"),
        ({"content": "字" * 20_001}, "谈话记录"),
        ({"title": "字" * 201}, "标题"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(town: Town, over: dict[str, Any], words: str) -> None:
    page = send(seat(town.clerk), 422, **over, once="kept-once")
    assert words in page
    assert 'role="alert"' in page
    for kept in ("吴大升", *(over.get("demand") or TYPED["demand"])[:1], 'value="kept-once"'):
        assert kept.strip() in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(("many", "status"), [(5, 303), (6, 422)])
def test_nd_01_the_form_says_that_five_may_speak_for_all_and_takes_no_sixth(town: Town, many: int, status: int) -> None:
    form = unescape(seat(town.clerk).get(PAGE).content.decode())
    assert "代表（每行一位：姓名 电话，最多 5 位）" in form
    send(seat(town.clerk), status, people_count="40", representatives="\n".join(f"代表{n} 1001234567{n}" for n in range(many)))
    assert Party.objects.filter(role=PartyRole.REPRESENTATIVE).count() == (many if status == 303 else 0)


def test_nd_01_the_list_of_the_others_is_pasted_from_a_table(town: Town) -> None:
    """ND-01: the first cell that is no number is a name, the heading none. Names are sealed and masked, each opens for a reason
    that is recorded; nobody's search leads from a name on the list to the case."""
    pasted = "序号\t姓名\t电话\n1\t石榴花\t100\n2.\t古丽米热•艾比布力\t\n\n3，田小二"
    send(seat(town.clerk), people_count="1", representatives="吴大升 10012345678", members=pasted)
    case = Case.objects.get()
    listed = {opened(one).name: one for one in Party.objects.filter(case=case, role=PartyRole.MEMBER)}
    assert (case.people_count, set(listed)) == (4, {"石榴花", "古丽米热·艾比布力", "田小二"})
    page = unescape(seat(town.clerk).get(f"/cases/{case.number}/").content.decode())
    assert "同来的人名单（3）" in page
    members = unescape(seat(town.clerk).get(f"/cases/{case.number}/members/").content.decode())
    assert "石*花" in members
    assert "石榴花" not in page + members
    told = seat(town.clerk).post(f"/cases/{case.number}/people/{listed['石榴花'].id}/unmask", {"reason": "核对名单"})
    assert "石榴花" in told.content.decode()
    assert Entry.objects.filter(case=case, act="unmask").count() == 1
    found = {name: earlier_of(town.clerk, name=name, text="x") for name in ("石榴花", "吴大升")}
    assert (found["石榴花"], [one.number for one, _why in found["吴大升"]]) == ([], [case.number])
    assert seat(town.land_handler).get(f"/cases/{case.number}/members/").status_code == 404


@pytest.mark.parametrize(
    ("members", "count", "words"),
    [
        ("田" * 51, "", "第1行的名字太长"),
        ("甲某\n乙某\n丙某", "2", "代表和名单一共4人"),
        ("\n".join(f"某{n}" for n in range(1001)), "", "最多1000人"),
    ],
)
def test_nd_01_a_list_that_cannot_be_is_said_and_stays(town: Town, members: str, count: str, words: str) -> None:
    page = send(seat(town.clerk), 422, people_count=count, representatives="吴大升 10012345678", members=members)
    assert words in page
    assert members.splitlines()[0] in page
    assert not Case.objects.exists()


def test_a_unit_complained_of_by_its_former_name_is_the_one_that_answers_now(town: Town) -> None:
    gone = town.builder.unit("laodu", "老渡乡人民政府", parent="county", level="town", region="999901101000")
    organising.close_unit(unit=gone, by=town.admin, on=date(2015, 12, 1), successor=town.unit("pingshang"))
    assert '<option value="老渡乡人民政府">现在是坪上镇人民政府</option>' in seat(town.clerk).get("/register/").content.decode()
    send(seat(town.clerk), complained=["老渡乡人民政府", "坪上镇人民政府"])
    assert [party.unit for party in Party.objects.filter(role="complained_unit")] == [town.unit("pingshang")]


def test_characters_that_cannot_be_stored_are_left_out(town: Town) -> None:
    send(seat(town.clerk), content="前\x00后", demand=["修\x00墙"], name="吴\x00大升", place="坪上镇\x00")
    case = Case.objects.get()
    assert (case.content, case.title, case.petitioner_mask) == ("前后", "修墙", "吴*升")


def test_rare_names_and_ten_demands_are_taken(town: Town) -> None:
    send(seat(town.clerk), name="古丽米热•艾比布力", demand=[f"第{n}条" for n in range(1, 11)])
    assert Demand.objects.count() == 10
    assert Case.objects.get().petitioner_mask.startswith("古丽")


def test_without_scripts_three_lines_stand_open(town: Town) -> None:
    page = seat(town.clerk).get(PAGE).content.decode()
    lines = re.findall(r'<p class="in-line( is-far)?"><label[^>]*>[^<]*</label><input class="fq-input" id="in-demand-', page)
    assert len(lines) == 10
    assert lines.count("") == 3
    assert 'name="look"' in page


def test_earlier_cases_show_as_people_type(town: Town) -> None:
    case = register_case(town, place="石榴坳村", region_code="999901101201")
    client = seat(town.clerk)
    for typed, why in (
        ({"phone": "10012345678"}, "电话相同"), ({"id_number": "999901194803120016"}, "身份证号相同"),
        ({"name": "吴大升", "place": "石榴坳村"}, "姓名相同"), ({"demand": ["外墙要修好"], "place": "坪上镇石榴坳村"}, "同一个地方"),
    ):  # fmt: skip
        page = client.post(f"{PAGE}earlier/", typed).content.decode()
        assert case.number in page
        assert why in page
        assert "吴*升" in page
        assert "吴大升" not in page
    for typed in ({"phone": "10012345679"}, {"name": "吴大升"}, {"demand": ["水渠堵了"], "place": "石榴坳村"}, {}):
        assert case.number not in client.post(f"{PAGE}earlier/", typed).content.decode()
    assert client.get(f"{PAGE}earlier/?phone=10012345678").status_code == 405, "no name or number in an address"


def test_earlier_cases_of_others_and_sealed_ones_stay_unseen(town: Town) -> None:
    sealed = register_case(town, classification="report")
    elsewhere = register_case(town, unit="land", by=town.land_handler)
    page = seat(town.town_handler).post(f"{PAGE}earlier/", {"phone": "10012345678"}).content.decode()
    assert sealed.number not in page
    assert elsewhere.number not in page
    assert sealed.number not in seat(town.dispatcher).post(f"{PAGE}earlier/", {"phone": "10012345678"}).content.decode()


def test_a_tie_is_made_with_a_case_that_is_seen(town: Town) -> None:
    first = register_case(town)
    send(seat(town.clerk), earlier=first.number)
    assert Link.objects.filter(case=first, kind="same_matter").count() == 1
    unseen = register_case(town, unit="land", by=town.land_handler)
    send(seat(town.town_handler), earlier=unseen.number)
    assert not Link.objects.filter(case=unseen).exists()


def test_without_scripts_earlier_cases_are_shown_once_before_saving(town: Town) -> None:
    first = register_case(town)
    page = send(seat(town.clerk), 200, looked=None)
    assert first.number in page
    assert "看一眼再保存" in page
    assert Case.objects.count() == 1
    assert 'name="looked" value="1"' in page
    send(seat(town.clerk), earlier="")
    assert Case.objects.count() == 2
    assert "此前反映：2 件" in send(seat(town.clerk), 200, look="1", demand=[""])


def test_who_is_competent_is_told(town: Town) -> None:
    """PB-30, KZ-07, ND-29: category and place tell who is competent, the lower level first."""
    admin = organising.operator(COUNTY)
    organising.set_duty(unit=town.unit("housing"), category="housing", region=None, by=admin)
    organising.set_duty(unit=town.unit("pingshang"), category="housing", region=town.unit("pingshang").region, by=admin)
    client = seat(town.clerk)

    def told(**typed: str) -> str:
        return unescape(client.post(f"{PAGE}competent/", typed).content.decode()).strip()

    assert "澜溪县住房和城乡建设局" in told(category="housing", place="")
    assert told(category="housing", place="石榴坳村").index("坪上镇") < told(category="housing", place="石榴坳村").index("住房")
    assert "还没有单位归口“土地山林”" in told(category="land")
    assert told(category="") == told(category="nonsense") == ""


def test_a_report_of_wrongdoing_is_sealed_at_once(town: Town) -> None:
    client = seat(town.clerk)
    where = send(client, classification="report")
    case = Case.objects.get()
    assert case.is_sealed
    assert client.get(f"/cases/{case.number}/").status_code == 404
    page = unescape(client.get(where).content.decode())
    assert f"{case.tracking_code[:4]} {case.tracking_code[4:8]}" in page
    assert "已经密封" in page
    assert "现在可以做" not in page


def test_without_a_named_officer_a_report_is_not_taken_and_nothing_is_lost(town: Town) -> None:
    Post.objects.filter(roles__contains=["sealed_officer"]).update(roles=["clerk"])
    page = send(seat(town.clerk), 409, classification="report")
    assert "专办员" in page
    assert "墙上瓷砖还在掉。" in page
    assert not Case.objects.exists()


def test_a_lapsed_session_keeps_what_was_typed(town: Town) -> None:
    response = Client().post(PAGE, TYPED)
    assert response.status_code == 401
    kept = dict(json.loads(unescape(hidden(response.content.decode(), "kept"))))
    assert (kept["name"], kept["content"]) == ("吴大升", "墙上瓷砖还在掉。")
    fragment = Client().post(f"{PAGE}earlier/", TYPED, headers={"HX-Request": "true"})
    assert fragment.status_code == 401
    assert "session-lapsed" in fragment["HX-Trigger"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_takes_few_queries_whatever_the_county_holds(town: Town, language: str) -> None:
    for n in range(12):
        register_case(town, demands=[f"第{n}件"])
    client = seat(town.clerk, language=language)
    for act in (lambda: client.get(PAGE), lambda: client.post(f"{PAGE}earlier/", TYPED), lambda: client.post(PAGE, {})):
        with CaptureQueriesContext(connection) as queries:
            act()
        assert len(queries) <= 15, [query["sql"][:90] for query in queries]


def test_pb_41_what_is_disputed_is_folded_and_arrives(town: Town) -> None:
    """PB-41, PB-32: what is disputed, where, what set it off and since which month: none needed, all kept."""
    page = unescape(seat(town.clerk).get(PAGE).content.decode())
    folded = re.search(r'<details class="in-more">.*?</details>', page, re.DOTALL)
    assert folded is not None
    names = ("dispute_kind", "thing_kind", "thing", "thing_place", "cause", "arose")
    assert [name for name in names if f'name="{name}"' not in folded[0]] == []
    said = ("forest_rights", "trees", "金弹子树", "路口", "修路", "2003年5月")
    send(seat(town.clerk), **dict(zip(names, said, strict=True)))
    case = Case.objects.get()
    assert [getattr(case, name) for name in names] == [*said[:-1], "2003-05"]


def test_pb_32_a_time_that_is_none_is_said_beside_its_field_and_nothing_is_lost(town: Town) -> None:
    page = send(seat(town.clerk), 422, arose="好多年前", thing="金弹子树")
    assert "“好多年前”看不懂，写成2003-05" in page
    assert 'value="金弹子树"' in page
    assert '<details class="in-more" open>' in page
    assert not Case.objects.exists()


def twins(town: Town) -> None:
    """A second town with a village of the same name, and a grid in the first."""
    organising.load_regions([RegionRow("999901102000", "白岩镇"), RegionRow("999901102201", "石榴坳村")])
    organising.create_grid(by=town.admin, village=town.unit("village"), name="第一网格", households=3)


def recognised(town: Town, **typed: str) -> str:
    """What the page says of a typed place."""
    return unescape(seat(town.clerk).post(f"{PAGE}place/", typed).content.decode())


def test_kz_06_a_typed_address_fills_grid_village_and_town(town: Town) -> None:
    """KZ-06, ND-29: shown while one types, filled without a tap, kept with the case and shown on its page."""
    twins(town)
    assert "坪上镇石榴坳村 · 第一网格" in recognised(town, place="坪上镇石榴坳村第一网格12号")
    send(seat(town.clerk), place="坪上镇石榴坳村第一网格12号")
    case = Case.objects.get()
    assert (case.region_code, case.place) == ("999901101201", "坪上镇石榴坳村第一网格12号")
    assert case.grid is not None
    assert case.grid.name == "第一网格"
    page = unescape(seat(town.clerk).get(f"/cases/{case.number}/").content.decode())
    assert re.search(r"<dt>网格</dt>\s*<dd>第一网格", page)


def test_kz_06_what_several_bear_is_asked_and_never_filled_by_itself(town: Town) -> None:
    twins(town)
    asked = recognised(town, place="石榴坳村第一网格")
    assert "叫这个名字的有 2 个地方" in asked
    assert [label in asked for label in ("坪上镇石榴坳村", "白岩镇石榴坳村")] == [True, True]
    send(seat(town.clerk), place="石榴坳村第一网格")
    assert list(Case.objects.values_list("region_code", "grid")) == [("", None)]
    send(seat(town.clerk), place="石榴坳村第一网格", region="999901101201", once="again-12345")
    chosen = Case.objects.latest("number")
    assert (chosen.region_code, chosen.grid is not None) == ("999901101201", True)
    send(seat(town.clerk), place="石榴坳村", region="999902000000", once="again-123456")
    assert Case.objects.latest("number").region_code == "", "only one of those offered"


def test_what_was_recognised_wrongly_is_left_out(town: Town) -> None:
    twins(town)
    send(seat(town.clerk), place="坪上镇石榴坳村第一网格", no_region="1")
    assert list(Case.objects.values_list("region_code", "grid", "place")) == [("", None, "坪上镇石榴坳村第一网格")]
    assert "没有认出是哪个村" in recognised(town, place="县城广场")
    assert recognised(town, place="").strip() == ""
