"""Campaigns are lists of matters: what remains unsolved, the next step; a case in several is counted once, a sealed one nowhere."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.campaigns import queries, services
from fengqiao.apps.campaigns.models import Campaign, Item
from fengqiao.apps.campaigns.services import Plan
from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.cases.services import ledger
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now
from tests.apps.api.calling import caller
from tests.apps.cases.desk import local, seat
from tests.town import COUNTY, Town, register_case

SPRING, REPEATS = Plan("春季攻坚", "拖了多年的工程款", date(2026, 4, 1), date(2026, 6, 30)), "重复信访事项攻坚化解"
ALL = "/leads/campaigns/"


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 14 April 2026."""
    with time_machine.travel(local("2026-04-14T09:00"), tick=False) as clock:
        yield clock


def planned(town: Town, name: str = REPEATS) -> Campaign:
    """A campaign of the petition office."""
    return services.plan(Plan(name, "反映过几次还没解决的事", date(2026, 4, 1), date(2026, 12, 31)), by=town.dispatcher, at=now())


def take(campaign: Campaign, case: Case, by: Actor, unsolved: str = "围墙只修了一面", step: str = "四月底前修另外三面") -> Item:
    """Take a case in, or say anew what remains."""
    return services.say(campaign, case, unsolved=unsolved, next_step=step, next_on=date(2026, 4, 30), by=by, at=now())


def read(actor: Actor, url: str, status: int = 200) -> str:
    """What somebody reads on a page."""
    response = seat(actor).get(url)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_cy_08_a_campaign_lists_matters_each_with_what_remains_and_the_next_step(town: Town) -> None:
    """CY-08: “重复信访事项攻坚化解”: the list is of matters, an entry says what remains unsolved; nobody is named in it."""
    campaign, case = planned(town), register_case(town, title="围墙掉砖")
    take(campaign, case, town.dispatcher)
    for url in (f"{ALL}{campaign.id}/", f"{ALL}{campaign.id}/print"):
        page = read(town.dispatcher, url)
        told = (REPEATS, case.number, "围墙掉砖", "围墙只修了一面", "四月底前修另外三面", "2026-04-30")
        assert [text for text in told if text not in page] == []
        assert "吴" not in page
    assert {field.name for field in Item._meta.concrete_fields} == {
        "id", "county", "campaign", "case", "unsolved", "next_step", "next_on", "said_by", "said_at", "left_at",
    }  # fmt: skip


def test_cy_08_every_change_is_a_row_of_the_case(town: Town) -> None:
    campaign, case = planned(town), register_case(town)
    take(campaign, case, town.dispatcher)
    take(campaign, case, town.dispatcher, unsolved="只剩北面")
    services.take_out(campaign, case, reason="已经修好", by=town.dispatcher, at=now())
    told = [entry.body["data"] for entry in Entry.objects.filter(case=case, act="campaign").order_by("seq")]
    assert [(one["change"], one["campaign"], one.get("unsolved"), one.get("reason")) for one in told] == [
        ("joined", REPEATS, "围墙只修了一面", None), ("changed", REPEATS, "只剩北面", None), ("left", REPEATS, None, "已经修好"),
    ]  # fmt: skip
    assert Item.objects.get().left_at is not None
    assert list(ledger.verify(COUNTY)) == [Entry.objects.count()]
    take(campaign, case, town.dispatcher)
    assert Item.objects.get().left_at is None
    assert Entry.objects.filter(case=case, act="campaign").latest("seq").body["data"]["change"] == "joined"


def test_pb_31_a_case_in_two_campaigns_is_counted_once(town: Town) -> None:
    """PB-31: a matter belongs to several campaigns; each counts it, the total of all counts it once."""
    first, second = planned(town), services.plan(SPRING, by=town.dispatcher, at=now())
    both, alone = register_case(town), register_case(town)
    for campaign, case in ((first, both), (second, both), (second, alone)):
        take(campaign, case, town.dispatcher)
    assert {one.name: counts.matters for one, counts in queries.campaigns(town.dispatcher)} == {REPEATS: 1, "春季攻坚": 2}
    assert queries.total(town.dispatcher).matters == 2
    page = read(town.dispatcher, ALL)
    assert "正在攻坚的一共 2 件：还在办 2 件，已办结 0 件。" in page
    Case.objects.filter(id=both.id).update(closed_at=now())
    assert "正在攻坚的一共 2 件：还在办 1 件，已办结 1 件。" in read(town.dispatcher, ALL)
    services.close(second, by=town.dispatcher, at=now())
    assert queries.total(town.dispatcher).matters == 1
    mine = read(town.dispatcher, f"{ALL}cases/{both.number}/")
    assert [name in mine for name in (REPEATS, "春季攻坚")] == [True, True]


def test_a_sealed_case_is_in_no_list_count_or_suggestion(town: Town) -> None:
    campaign, open_case, hidden = planned(town), register_case(town), register_case(town, is_repeat=True, title="藏起来的")
    page = read(town.dispatcher, f"{ALL}{campaign.id}/")
    assert hidden.number in page, "a repeat is offered"
    for case in (open_case, hidden):
        take(campaign, case, town.dispatcher)
    Case.objects.filter(id=hidden.id).update(is_sealed=True, readers=[town.dispatcher.user])
    for url in (ALL, f"{ALL}{campaign.id}/", f"{ALL}{campaign.id}/print"):
        page = read(town.dispatcher, url)
        assert hidden.number not in page
        assert "藏起来的" not in page
    assert queries.counts_of(town.dispatcher, campaign).matters == queries.total(town.dispatcher).matters == 1
    read(town.dispatcher, f"{ALL}cases/{hidden.number}/", 404)
    with pytest.raises(NotNow):
        take(campaign, Case.objects.get(id=hidden.id), town.dispatcher)


def test_others_see_of_a_campaign_the_cases_that_are_theirs(town: Town) -> None:
    campaign, case = planned(town), register_case(town)
    take(campaign, case, town.dispatcher)
    assert case.number not in read(town.land_handler, f"{ALL}{campaign.id}/")
    assert queries.total(town.land_handler).matters == 0
    read(town.outsider, f"{ALL}{campaign.id}/", 404)
    read(town.land_handler, f"{ALL}cases/{case.number}/", 404)


def test_a_campaign_is_set_up_by_those_who_may_and_names_no_people(town: Town) -> None:
    with pytest.raises(Denied):
        services.plan(SPRING, by=town.land_handler, at=now())
    for name, part in (("", "name"), ("重点人员包案", "name"), ("老户攻坚", "name"), ("短", "ends_on")):
        wrong = Plan(name, "拖了多年的事", date(2026, 4, 1), date(2026, 3, 1) if part == "ends_on" else date(2026, 5, 1))
        with pytest.raises(Incomplete) as refused:
            services.plan(wrong, by=town.head, at=now())
        assert part in refused.value.fields
    planned(town)
    with pytest.raises(Incomplete) as refused:
        planned(town)
    assert refused.value.fields["name"].zh == "已经有这个专项。"


def test_what_is_missing_is_said_and_nothing_is_written(town: Town) -> None:
    campaign, case = planned(town), register_case(town)
    for unsolved, step in (("", "修墙"), ("没修", " "), ("派人盯防", "修墙")):
        with pytest.raises(DomainError):
            take(campaign, case, town.dispatcher, unsolved, step)
    with pytest.raises(Denied):
        take(campaign, case, town.clerk)
    with pytest.raises(NotNow):
        services.take_out(campaign, case, reason="修好了", by=town.dispatcher, at=now())
    services.close(campaign, by=town.dispatcher, at=now())
    with pytest.raises(NotNow):
        take(campaign, case, town.dispatcher)
    assert not Item.objects.exists()
    assert not Entry.objects.filter(act="campaign").exists()
    with pytest.raises(Denied):
        services.close(campaign, by=town.head, at=now())


def test_no_act_tells_of_a_campaign_that_is_none(town: Town) -> None:
    """The general form and the API take it from nobody: it is said with the entry of a campaign, on the campaign's page."""
    case, client = register_case(town), seat(town.dispatcher)
    said = {"campaign": "没有这个专项", "change": "joined", "unsolved": "x", "next_step": "y"}
    assert client.get(f"/cases/{case.number}/act/campaign/").status_code == 302
    refused = client.post(f"/cases/{case.number}/act/campaign/", said)
    assert (refused.status_code, "它自己的页面" in unescape(refused.content.decode())) == (409, True)
    assert caller(town.dispatcher).post(f"cases/{case.number}/acts/campaign", {"data": said}).status_code == 409
    assert not Entry.objects.filter(case=case, act="campaign").exists()


def test_the_whole_way_on_pages(town: Town) -> None:
    case, client = register_case(town, is_repeat=True), seat(town.dispatcher)
    assert client.get(f"{ALL}new/").status_code == 200
    bad = client.post(f"{ALL}new/", {"name": "春季攻坚", "purpose": "", "starts_on": "2026-04-01", "ends_on": "2026-06-30"})
    assert bad.status_code == 422
    typed = {"name": "春季攻坚", "purpose": "旧账", "starts_on": "2026-04-01", "ends_on": "2026-06-30"}
    where = client.post(f"{ALL}new/", typed)["Location"]
    campaign = Campaign.objects.get()
    assert where == f"{ALL}{campaign.id}/"
    assert f"/leads/campaigns/cases/{case.number}/?campaign={campaign.id}" in unescape(client.get(where).content.decode())
    assert f'href="{ALL}cases/{case.number}/"' in unescape(client.get(f"/cases/{case.number}/").content.decode()), "the act leads there"
    mine = f"{ALL}cases/{case.number}/"
    assert client.post(mine, {"campaign": str(campaign.id), "unsolved": "", "next_step": "去看"}).status_code == 422
    said = {"campaign": str(campaign.id), "unsolved": "尾款4万元", "next_step": "镇里出两万", "next_on": "2026-05-01"}
    assert client.post(mine, said).status_code == 303
    page = unescape(client.get(f"{mine}?campaign={campaign.id}").content.decode())
    assert "尾款4万元</textarea>" in page
    assert client.post(f"{mine}{campaign.id}/leave", {"reason": ""}).status_code == 422
    assert client.post(f"{mine}{campaign.id}/leave", {"reason": "付清了"}).status_code == 303
    assert client.post(f"{where}close").status_code == 303
    assert "已结束" in unescape(client.get(ALL).content.decode())
    assert client.post(mine, {**said, "campaign": "11111111-1111-7111-8111-111111111111"}).status_code == 422


@pytest.mark.parametrize("many", [1, 8])
def test_pages_take_few_queries_whatever_they_hold(town: Town, many: int) -> None:
    campaign, client = planned(town), seat(town.dispatcher)
    for n in range(many):
        take(campaign, register_case(town, is_repeat=True, demands=[f"第{n}件"]), town.dispatcher)
        register_case(town, is_repeat=True, demands=[f"另{n}件"])
        services.plan(Plan(f"专项{n}", "事", date(2026, 4, 1), date(2026, 5, 1)), by=town.dispatcher, at=now())
    for url in (ALL, f"{ALL}{campaign.id}/", f"{ALL}{campaign.id}/print"):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) <= 12, [query["sql"][:90] for query in asked]


def test_a_long_list_is_paged_by_place(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "A_PAGE", 2)
    campaign = planned(town)
    for n in range(3):
        take(campaign, register_case(town, demands=[f"第{n}件"]), town.dispatcher)
    cases = [item.case for item in Item.objects.select_related("case").order_by("id")]
    first = read(town.dispatcher, f"{ALL}{campaign.id}/")
    assert [case.number in first for case in cases] == [True, True, False]
    last = Item.objects.get(case=cases[1])
    second = read(town.dispatcher, f"{ALL}{campaign.id}/?after={last.id}")
    assert [case.number in second for case in cases] == [False, False, True]
    read(town.dispatcher, f"{ALL}{campaign.id}/?after=nowhere")
