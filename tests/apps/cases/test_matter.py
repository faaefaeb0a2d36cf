"""What is known of a matter: told at the door, corrected by an act, kept with every change; on the page, on paper and in files."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.cases.services import Matter, ledger, perform
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations import services as organising
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import address, local, seat
from tests.town import COUNTY, Town, dispute, go, going_by, register_case, to_acceptance

TREE = Matter(
    dispute_kind="forest_rights", thing_kind="trees", thing="金弹子树一棵", thing_place="冲村后山岔路口", cause="修村路挖出来的",
    arose="2018年",
)  # fmt: skip


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 14 April 2026."""
    with time_machine.travel(local("2026-04-14T09:00"), tick=False) as clock:
        yield clock


def read(client: Client, url: str) -> str:
    """What a page says."""
    response = client.get(url)
    assert response.status_code == 200
    return unescape(b"".join(response).decode() if response.streaming else response.content.decode())


def take(case: Case, step: str, by: Actor, data: dict[str, Any]) -> None:
    """Take an act now with what is entered."""
    perform(county=case.county, case_id=case.id, step=step, data=data, by=by, at=now())


def fresh(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(county=case.county, id=case.id)


def test_pb_41_thing_place_and_cause_are_fields_of_their_own_shown_on_page_paper_and_file(town: Town) -> None:
    """PB-41: the dispute of 2018 over a tree: object type 林木 with its place, dispute type 山林权属, set off by the road."""
    case = dispute(town, matter=TREE)
    clerk = seat(town.grid_worker)
    texts = ("山林权属", "林木 · 金弹子树一棵", "冲村后山岔路口", "修村路挖出来的", "2018年")
    for page in (read(clerk, address(case)), read(clerk, address(case, "print"))):
        assert [text for text in texts if text not in page] == []
    row = next(line for line in read(clerk, "/desk/open/export.csv").splitlines() if case.number in line)
    assert [text for text in ("山林权属", "林木 · 金弹子树一棵", "冲村后山岔路口", "修村路挖出来的", ",2018,") if text not in row] == []
    english = read(seat(town.grid_worker, language="en"), address(case))
    assert "Rights in forest land" in english
    assert "Trees · 金弹子树一棵" in english
    entry = Entry.objects.get(case=case, seq=1)
    assert entry.body["matter"] == {"dispute_kind": "forest_rights", "thing_kind": "trees", "thing": "金弹子树一棵",
                                    "thing_place": "冲村后山岔路口", "cause": "修村路挖出来的", "arose": "2018"}  # fmt: skip


def test_pb_41_it_is_corrected_later_and_the_change_stays_in_the_ledger(town: Town) -> None:
    case = dispute(town, matter=TREE)
    said = {"dispute_kind": "forest_rights", "thing_kind": "trees", "thing": "金弹子树两棵", "thing_place": "冲村后山岔路口",
            "arose": "2018-03", "reason": "到现场看过"}  # fmt: skip
    take(case, "mediation.describe", town.grid_worker, said)
    now = fresh(case)
    assert (now.thing, now.cause, now.arose, now.thing_place) == ("金弹子树两棵", "", "2018-03", "冲村后山岔路口")
    entry = Entry.objects.filter(case=case).latest("seq")
    assert entry.body["changed"] == {
        "thing": ["金弹子树一棵", "金弹子树两棵"], "cause": ["修村路挖出来的", ""], "arose": ["2018", "2018-03"],
    }  # fmt: skip
    page = read(seat(town.grid_worker), address(case))
    for text in ("改了：争的是哪一样", "金弹子树一棵 → 金弹子树两棵", "修村路挖出来的 → 没有写", "2018年 → 2018年3月", "到现场看过"):
        assert text in page
    assert list(ledger.verify(COUNTY)) == [Entry.objects.count()]


def test_the_form_of_the_act_begins_with_what_is_known(town: Town) -> None:
    case = dispute(town, matter=TREE)
    page = read(seat(town.grid_worker), address(case, "act/mediation.describe/"))
    for text in ('value="金弹子树一棵"', 'value="冲村后山岔路口"', 'value="2018"', '<option value="trees" selected>'):
        assert text in page


def test_a_correction_that_changes_nothing_or_watches_somebody_is_refused(town: Town) -> None:
    case = dispute(town, matter=Matter(thing="树"))
    for data in ({"thing": "树"}, {"thing": "树", "cause": "派人盯防"}, {"thing": "树", "arose": "前年"}, {"thing_kind": "people"}):
        with pytest.raises(DomainError):
            take(case, "mediation.describe", town.grid_worker, data)
    assert fresh(case).ledger_seq == case.ledger_seq
    with pytest.raises(DomainError):
        take(case, "mediation.describe", town.land_handler, {"thing": "别的"})


@pytest.mark.parametrize(
    ("matter", "part", "words"),
    [
        (Matter(arose="前年冬天"), "arose", "2003-05"),
        (Matter(arose="2027"), "arose", "还没有到"),
        (Matter(thing_kind="bad"), "thing_kind", "没有「bad」"),
        (Matter(dispute_kind="bad"), "dispute_kind", "没有「bad」"),
        (Matter(thing="树" * 201), "thing", "最多200字"),
    ],
)
def test_what_is_wrong_at_the_door_is_said(town: Town, matter: Matter, part: str, words: str) -> None:
    with pytest.raises(Incomplete) as refused:
        register_case(town, matter=matter)
    assert words in refused.value.fields[part].zh


def test_n_10_the_age_of_the_cause_stands_apart_from_the_age_of_the_case(town: Town) -> None:
    """N-10, PB-32: works of 2003-05; the petition came in 2026: two ages, each under its own name."""
    case = register_case(town, matter=Matter(dispute_kind="works", thing="溪口村防洪堤尾款", arose="2003-05"))
    page = read(seat(town.dispatcher), address(case))
    for label, value in (("什么时候起的", "2003年5月"), ("起因到今天", "22年11个月"), ("收到到今天", "43 天")):
        found = page.partition(f"<dt>{label}</dt>")[2]
        assert found.split("<dd>", 1)[1].startswith(value), label
    english = read(seat(town.dispatcher, language="en"), address(case))
    assert "22 years 11 months" in english
    assert "May 2003" in english


def test_n_11_what_nobody_knows_is_said_so_and_has_no_age(town: Town) -> None:
    """N-11: 不详 is an answer."""
    case = register_case(town, matter=Matter(arose="不详"))
    page = read(seat(town.dispatcher), address(case))
    assert "不详" in page
    assert "起因到今天" not in page
    assert fresh(case).arose == "XXXX"


def test_pb_32_matters_of_long_ago_are_found_by_when_they_arose(town: Town) -> None:
    """PB-32: a month, a year or a day: what may have been in a time is found in it; what nobody knows is in none."""
    days = ("2003-05", "2003", "2003-05-12", "2003-12-31", "2004", "1998-10", "XXXX", "")
    cases = {day: register_case(town, title=f"起于{day or '没写'}", matter=Matter(arose=day)) for day in days}

    def found(query: str) -> set[str]:
        page = read(seat(town.dispatcher), f"/desk/inbox/?scope=county&{query}")
        return {day for day, case in cases.items() if case.number in page}

    assert found("arose_since=2003-05&arose_until=2003-05") == {"2003-05", "2003", "2003-05-12"}
    assert found("arose_until=2003") == {"2003-05", "2003", "2003-05-12", "2003-12-31", "1998-10"}
    assert found("arose_since=2003-06") == {"2003", "2003-12-31", "2004"}
    assert found("arose_since=2004年") == {"2004"}
    assert found("arose_until=2003-04") == {"2003", "1998-10"}
    page = read(seat(town.dispatcher), "/desk/inbox/?scope=county&arose_until=2003")
    assert "事情起于，到：2003年" in page
    refused = seat(town.dispatcher).get("/desk/inbox/?arose_since=很久以前").content.decode()
    assert "有的条件没有用上" in refused


def test_pb_32_a_former_town_leads_to_the_one_of_today(town: Town) -> None:
    """PB-32: 坪坝乡 is gone; a matter of its days is sent to 坪坝镇, whose name is found by the old one."""
    old = organising.create_unit(by=town.admin, county=COUNTY, code="pingba-old", name="坪坝乡人民政府", level="town", system="government",
                                 kind="government", region=town.unit("pingshang").region, parent=town.unit("county"))  # fmt: skip
    organising.close_unit(unit=old, by=town.admin, on=today(), successor=town.unit("pingshang"))
    assert ("坪坝乡人民政府", "坪上镇人民政府") in [(gone.name, heir.name) for gone, heir in organisations.former_units(COUNTY)]
    page = read(seat(town.clerk), "/register/")
    assert '<option value="坪坝乡人民政府">现在是坪上镇人民政府</option>' in page
    found = unescape(seat(town.clerk).post("/register/place/", {"place": "坪坝乡溪口村河堤"}).content.decode())
    assert re.search(r"<strong>坪上镇</strong>\s*<span[^>]*>（原坪坝乡）", found)
    case = register_case(town, category="farming")
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    assert "坪上镇人民政府（原坪坝乡人民政府）" in read(seat(town.dispatcher), address(case, "act/transfer/"))


def test_nd_40_tags_are_of_the_matter_and_offer_to_lift_it_and_plan_its_days(town: Town) -> None:
    """ND-40: tags raise level and deadline planning; there is nothing about a person."""
    case = register_case(town)
    client = seat(town.dispatcher)
    assert "可以早些往上提" not in read(client, address(case))
    take(case, "describe", town.dispatcher, {"complexity": ["long_time", "tangled"]})
    page = read(client, address(case))
    assert "时间跨度长、成因复杂难辨" in page
    offered = page.partition("可以早些往上提")[2].partition("</section>")[0]
    assert f"/cases/{case.number}/act/name_lead/" in offered
    with pytest.raises(Incomplete):
        take(case, "describe", town.dispatcher, {"complexity": ["old_petitioner"]})
    handled = to_acceptance(town)
    take(handled, "set_path_6", town.handler, {})
    take(handled, "describe", town.handler, {"complexity": ["wide_area"]})
    planning = read(seat(town.handler), address(handled)).partition("把办的日子排宽")[2].partition("</section>")[0]
    assert f"/cases/{handled.number}/act/extend/" in planning


def test_kz_48_practical_things_are_a_list_that_prints(town: Town) -> None:
    """KZ-48: a matter is tagged as a practical thing; the list shows and prints those alone, a sealed one nowhere."""
    lamp, wall, secret = (register_case(town, title=title) for title in ("路灯不亮", "墙面渗水", "不公开的事"))
    for case in (lamp, secret):
        take(case, "describe", town.dispatcher, {"is_practical": True})
    Case.objects.filter(id=secret.id).update(is_sealed=True)
    client = seat(town.dispatcher)
    for url in ("/desk/inbox/?scope=county&practical=yes", "/desk/inbox/print?scope=county&practical=yes"):
        page = read(client, url)
        assert lamp.number in page
        assert wall.number not in page
        assert secret.number not in page
    assert "为群众办实事清单" in page
    assert "列入“我为群众办实事”清单" in read(client, address(lamp))
    take(lamp, "describe", town.dispatcher, {})
    assert lamp.number not in read(client, "/desk/inbox/?scope=county&practical=yes")


def test_yj_17_three_grades_each_change_kept_with_its_reason_and_a_matrix(town: Town) -> None:
    """YJ-17: 简单, 一般, 疑难 by subject; a change keeps history and reason; each number opens its list."""
    town = going_by(town, "yuanjiang", "petition-office")
    case, other, secret = (register_case(town, title=title) for title in ("外墙掉砖", "另一面墙", "密封的"))
    for one, grade in ((case, "simple"), (other, "simple"), (secret, "simple"), (case, "hard")):
        take(one, "grade", town.dispatcher, {"difficulty": grade, "reason": f"{grade}：看过现场"})
    Case.objects.filter(id=secret.id).update(is_sealed=True)
    kept = [entry.body for entry in Entry.objects.filter(case=case, act="grade").order_by("seq")]
    assert [(body["changed"]["difficulty"], body["data"]["reason"]) for body in kept] == [
        (["", "simple"], "simple：看过现场"), (["simple", "hard"], "hard：看过现场"),
    ]  # fmt: skip
    client = seat(town.dispatcher)
    page = read(client, address(case))
    assert "简单 → 疑难" in page
    assert "hard：看过现场" in page
    table = read(client, "/desk/grades/")
    assert [head in table for head in ("简单", "一般", "疑难", "住建城管")] == [True] * 4
    link = "/desk/open/?scope=county&difficulty={}&category=housing"
    counts = {grade: f'href="{link.format(grade)}">1<' in table.replace("&amp;", "&") for grade in ("simple", "common", "hard")}
    assert counts == {"simple": True, "common": False, "hard": True}
    behind = read(client, link.format("hard"))
    assert case.number in behind
    assert other.number not in behind
    assert "难易：疑难" in behind
    with pytest.raises(Incomplete):
        take(case, "grade", town.dispatcher, {"difficulty": "common"})  # without a reason


def test_a_place_without_grades_has_neither_act_nor_numbers(town: Town) -> None:
    case = register_case(town)
    with pytest.raises(DomainError):
        take(case, "grade", town.dispatcher, {"difficulty": "hard", "reason": "难"})
    assert "本县的工作法没有分难易" in read(seat(town.dispatcher), "/desk/grades/")


def test_the_page_of_a_case_asks_nothing_more_for_its_matter(town: Town) -> None:
    plain, told = register_case(town), register_case(town, matter=TREE)
    client = seat(town.dispatcher)
    counts = []
    for case in (plain, told):
        client.get(address(case))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(case))
        counts.append(len(queries))
    assert counts[0] == counts[1]
