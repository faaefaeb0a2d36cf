"""The library of standards and local rules: versions with their days, old ones readable, links from the steps they govern."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases import rules as packs
from fengqiao.apps.organisations import ruling
from fengqiao.apps.organisations.models import Rule
from fengqiao.domain.errors import Conflict, Denied, Incomplete, PackError
from fengqiao.domain.packs import parse
from fengqiao.domain.prove import prove
from tests.apps.cases.desk import seat
from tests.domain.small import small
from tests.town import COUNTY, Town, at, go, register_case, to_acceptance

PACK = packs.pack_named(packs.NATIONAL)
WAY = ruling.Entered("受理和告知办法", "县信访工作联席会议", "1.0", date(2025, 1, 1), number="澜联办发〔2025〕3号",
                     text="第一条 当天能说清的，当天说。", acts=("accept", "mediation.panel"))  # fmt: skip


@pytest.fixture(autouse=True)
def _afresh() -> object:
    ruling.forget()
    with time_machine.travel(at("2026-03-05 09:00"), tick=False) as traveller:
        yield traveller
    ruling.forget()


def publish(town: Town, entered: ruling.Entered = WAY, *, replaces: Rule | None = None) -> Rule:
    made = ruling.publish(entered, county=COUNTY, pack=PACK, by=town.admin, replaces=replaces)
    ruling.forget()
    return made


def page_of(actor: Any, address: str) -> str:
    return unescape(seat(actor).get(address).content.decode())


def test_cy_09_documents_stand_with_version_and_date_and_old_versions_stay_readable(town: Town) -> None:
    first = publish(town)
    second = publish(town, replace(WAY, version="2.0", in_force=date(2026, 3, 1), text="第一条 十日内告知。"), replaces=first)
    coming = publish(town, replace(WAY, version="3.0", in_force=date(2026, 9, 1), text="第一条 五日内告知。"), replaces=second)
    library = page_of(town.clerk, "/rules/")
    for said in ("受理和告知办法", "澜联办发〔2025〕3号", "2.0", "2026-03-01"):
        assert said in library, said
    assert "2026-09-01" not in library
    old = page_of(town.clerk, f"/rules/{first.pk}/")
    for said in ("当天能说清的，当天说", "这是以前的版本", f"/rules/{second.pk}/", "2025-01-01"):
        assert said in old, said
    assert "现在还不管事" in page_of(town.clerk, f"/rules/{coming.pk}/")
    now = page_of(town.clerk, f"/rules/{second.pk}/")
    assert "以前的版本" not in now
    assert f"/rules/{first.pk}/" in now
    assert "管这些步骤" in now


def test_cy_28_the_step_leads_to_the_rule_that_governs_it_from_the_case_and_from_the_form(town: Town) -> None:
    made = publish(town)
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 09:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-04 09:00")
    link = f'href="/rules/{made.pk}/"'
    page = page_of(town.handler, f"/cases/{case.number}/")
    assert page.count(link) == 1, "at the one step it governs"
    button = page.index(f"/cases/{case.number}/act/accept/")
    assert button < page.index(link)
    assert link in page_of(town.handler, f"/cases/{case.number}/act/accept/")
    assert link not in page_of(town.handler, f"/cases/{case.number}/act/note/")


def test_a_rule_not_in_force_or_replaced_leads_nowhere_from_a_step(town: Town) -> None:
    first = publish(town)
    publish(town, replace(WAY, title="将来的办法", in_force=date(2026, 9, 1)))
    assert [rule.id for rule in ruling.governing(COUNTY, date(2026, 3, 5))["accept"]] == [first.pk]
    second = publish(town, replace(WAY, version="2.0", in_force=date(2026, 3, 1), acts=("tell_elsewhere",)), replaces=first)
    governed = ruling.governing(COUNTY, date(2026, 3, 5))
    assert "accept" not in governed
    assert [rule.id for rule in governed["tell_elsewhere"]] == [second.pk]
    assert [rule.id for rule in ruling.governing(COUNTY, date(2026, 2, 1))["accept"]] == [first.pk]


def test_the_case_page_asks_nothing_more_for_its_rules(town: Town) -> None:
    case, client = to_acceptance(town), seat(town.handler)
    address = f"/cases/{case.number}/"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for n in range(5):
        publish(town, replace(WAY, title=f"办法{n}"))
    ruling.governing(COUNTY, date(2026, 3, 5))
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) == len(before)


def test_administrators_publish_on_a_page_and_nobody_changes_a_version(town: Town) -> None:
    typed = {
        "kind": "standard", "title": "窗口标准", "issuer": "县信访局", "version": "1.0", "in_force": "2026-01-01", "text": "先请坐。",
        "acts": ["register", "mediation.meet"],
    }  # fmt: skip
    client = seat(town.admin)
    assert seat(town.head).get("/rules/new").status_code == 403
    assert "value=\"mediation.meet\"" in unescape(client.get("/rules/new").content.decode())
    where = client.post("/rules/new", typed)["Location"]
    made = Rule.objects.get()
    assert (made.kind, made.acts) == ("standard", ["register", "mediation.meet"])
    again = client.post(f"{where}version", typed)
    assert (again.status_code, "已经有1.0这一版" in unescape(again.content.decode())) == (422, True)
    assert client.post(f"{where}version", {**typed, "version": "1.1", "text": "先请坐，再倒水。"}).status_code == 302
    assert Rule.objects.values_list("series", flat=True).distinct().count() == 1
    assert Rule.objects.get(version="1.0").text == "先请坐。"
    empty = client.post("/rules/new", {**typed, "text": "", "title": "没有正文"})
    assert (empty.status_code, "写明文件放在哪里" in unescape(empty.content.decode())) == (422, True)
    assert "没有正文" in unescape(empty.content.decode())
    assert client.post("/rules/new", {**typed, "text": "", "title": "在柜子里", "location": "档案室三柜"}).status_code == 302


@pytest.mark.parametrize(
    ("over", "key"),
    [({"acts": ("fly",)}, "acts"), ({"title": " "}, "title"), ({"kind": "law"}, "kind"), ({"in_force": date(1900, 1, 1)}, "in_force")],
)
def test_what_is_wrong_is_named(town: Town, over: dict[str, Any], key: str) -> None:
    with pytest.raises(Incomplete) as refused:
        publish(town, replace(WAY, **over))
    assert set(refused.value.fields) == {key}


def test_only_administrators_of_the_county_publish_and_the_next_county_reads_nothing(town: Town) -> None:
    made = publish(town)
    with pytest.raises(Denied):
        ruling.publish(WAY, county=COUNTY, pack=PACK, by=town.head)
    with pytest.raises(Conflict):
        publish(town, replaces=made)
    assert seat(town.outsider).get(f"/rules/{made.pk}/").status_code == 404
    assert "受理和告知办法" not in page_of(town.outsider, "/rules/")


DOCUMENT = {"id": "way", "title": "办法", "issuer": "县里", "version": "1.0", "in_force": date(2025, 1, 1), "text": "第一条"}


def test_a_packs_documents_are_taken_in_once_each_version(town: Town) -> None:
    pack = replace(PACK, rules=parse(small(rules=[DOCUMENT])).rules)
    assert [made.title for made in ruling.take_from(pack, county=COUNTY, by=town.admin)] == ["办法"]
    assert ruling.take_from(pack, county=COUNTY, by=town.admin) == []
    newer = replace(pack, rules=parse(small(rules=[{**DOCUMENT, "version": "2.0", "in_force": date(2026, 1, 1)}])).rules)
    (made,) = ruling.take_from(newer, county=COUNTY, by=town.admin)
    assert [one.version for one in ruling.versions_of(made)] == ["2.0", "1.0"]


@pytest.mark.parametrize(
    ("over", "says"),
    [({"text": ""}, "要有正文"), ({"in_force": "2025"}, "这样的日期"), ({"points": 1}, "没有这个键"), ({"kind": "law"}, "须是")],
)
def test_a_document_of_a_pack_that_is_wrong_is_refused(over: dict[str, Any], says: str) -> None:
    with pytest.raises(PackError) as refused:
        parse(small(rules=[{**DOCUMENT, **over}]))
    assert says in refused.value.words.zh


@pytest.mark.parametrize(("over", "says"), [({"acts": ["fly"]}, "没有“fly”这一步"), ({"text": "重点人员名单"}, "贴标签")])
def test_a_document_that_governs_nothing_or_labels_people_is_not_proven(over: dict[str, Any], says: str) -> None:
    problems = [problem for problem in prove(parse(small(rules=[{**DOCUMENT, **over}]))).problems if problem.key.startswith("rules.")]
    assert says in problems[0].words.zh
