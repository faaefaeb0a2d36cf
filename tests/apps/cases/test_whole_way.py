"""A case from its first sign to the visit on day ninety: who was asked first, who has it now, and one timeline for all of it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fengqiao.apps.accounts.models import Holding
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.documents.models import Document
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.organisations.services import create_unit
from fengqiao.domain.errors import DomainError, Incomplete, NotNow
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import address, seat
from tests.town import (
    COUNTY,
    SHANGHAI,
    Town,
    at,
    clock_states,
    due_of,
    go,
    prepare,
    register_case,
    sign,
    steps_of,
    to_opinion,
)


def office(town: Town) -> Any:
    """平安法治和应急管理办公室 of the town, with one person."""
    parent = town.unit("pingshang")
    unit = create_unit(by=town.admin, county=COUNTY, code="safety", name="平安法治和应急管理办公室", level="town", system="government",
                       kind="government", region=parent.region, parent=parent)  # fmt: skip
    town.builder.units["safety"] = unit
    town.builder.seat("safety", "龙平安", "safety", "经办人", ["clerk", "handler"], is_officer=True)
    return town.builder.actor("safety")


def test_a_town_office_under_its_own_name_takes_in_and_is_referred_to(town: Town) -> None:
    """PB-02: the office stands in the tree below its town, registers what it is told, and handles what it is sent."""
    officer = office(town)
    tree = unescape(seat(town.admin).get("/org/").content.decode())
    assert tree.index("坪上镇人民政府") < tree.index("平安法治和应急管理办公室")
    told = register_case(town, unit="safety", by=officer)
    assert (told.unit.name, told.person_name) == ("平安法治和应急管理办公室", "龙平安")
    sent = register_case(town)
    go(sent, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(sent, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("safety"))
    go(sent, "receive", officer, "2026-03-04 09:00")
    assert (sent.unit.name, sent.state, sent.person_name) == ("平安法治和应急管理办公室", "S30", "龙平安")


def test_whoever_was_asked_first_has_it_until_it_is_handed_over(town: Town) -> None:
    """PB-10: there is a named person from the first minute; what was referred waits to be signed for, and only then goes on."""
    case = register_case(town)
    assert (case.person_name, case.unit.code) == ("明月", "petition-office")
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    assert case.person_name == "路分明"
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    assert (case.state, case.stage, bool(case.person_id)) == ("S21", "inbox", True)
    with pytest.raises(NotNow):
        go(case, "accept", town.handler, "2026-03-03 11:00")
    assert {"receive", "object"} & steps_of(case, town.handler, "2026-03-03 11:00") == {"receive"}
    go(case, "receive", town.handler, "2026-03-04 09:00")
    assert (case.state, case.person_name) == ("S30", "陆海平")


def test_nd_21_whoever_took_it_in_first_stands_on_its_page_until_another_has_signed_for_it(town: Town) -> None:
    case = register_case(town)

    def owner() -> str:
        page = unescape(seat(town.dispatcher).get(address(case)).content.decode())
        return re.findall(r"<dt>承办人</dt>\s*<dd>([^<]+)", page)[0].strip()

    assert owner() == case.person_name
    first = case.person_name
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    assert owner() == case.person_name
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-04 09:00")
    assert (owner(), first != "陆海平") == ("陆海平", True)


def test_a_case_without_somebody_responsible_cannot_be_saved(town: Town) -> None:
    """PB-10, KZ-16: a unit without anybody takes nothing in, and the database keeps no open case without a person."""
    office(town)
    unit = town.unit("safety")
    Holding.objects.filter(post__unit=unit).delete()
    with pytest.raises(DomainError):
        register_case(town, unit="safety", by=town.clerk)
    assert not Case.objects.filter(unit=unit).exists()
    case = register_case(town)
    with pytest.raises(IntegrityError, match="case_open_has_a_named_person"), transaction.atomic():
        Case.objects.filter(id=case.id).update(person_id=None)


def test_what_is_ones_own_runs_against_the_clock_from_the_same_minute(town: Town) -> None:
    """PB-16: registered where it belongs, the last day of the notice is set in the same act; accepted, the sixty days run."""
    case = register_case(town, unit="pingshang", by=town.town_handler)
    (registered,) = case.entries.all()
    assert (registered.act, case.due_clock, due_of(case, "CLK-02").isoformat()) == ("register", "CLK-02", "2026-03-17")  # type: ignore[union-attr]
    go(case, "take_in", town.town_handler, "2026-03-02 09:01")
    accepted = go(case, "accept", town.town_handler, "2026-03-02 09:02")
    assert f"{accepted.at.astimezone(SHANGHAI):%H:%M}" == "09:02"
    assert (clock_states(case)["CLK-02"], clock_states(case)["CLK-07"], case.due_clock) == ("stopped", "running", "CLK-07")


def test_what_was_registered_is_sorted_into_three_ways_out(town: Town) -> None:
    """ND-30: settled at once, sent to whoever is competent, or told which statutory way to go."""
    own = register_case(town, unit="pingshang", by=town.town_handler)
    assert {"settle_on_spot", "take_in", "tell_elsewhere"} <= steps_of(own, town.town_handler, "2026-03-02 09:10")
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    assert {"transfer", "assign", "guide_law", "route_law"} <= steps_of(case, town.dispatcher, "2026-03-02 15:10")
    for actor, found, doors in (
        (town.town_handler, own, ("settle_on_spot", "forward_in_system", "tell_elsewhere")),
        (town.dispatcher, case, ("transfer", "assign", "guide_law")),
    ):
        page = seat(actor).get(address(found)).content.decode()
        assert [act for act in doors if f"/act/{act}/" not in page] == []
    go(own, "settle_on_spot", town.town_handler, "2026-03-02 09:20")
    elsewhere = register_case(town)
    go(elsewhere, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-02 15:20", unit=town.unit("land"))
    go(elsewhere, "guide_law", town.dispatcher, "2026-03-02 15:30")
    assert [(one.unit.code, one.stage) for one in (own, case, elsewhere)] == [
        ("pingshang", "done"), ("land", "inbox"), ("petition-office", "done"),
    ]  # fmt: skip


def test_a_subject_is_referred_with_a_slip_a_clock_and_reminders(town: Town) -> None:
    """YJ-23: the letter to the department, its last day, and each reminder on record."""
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("land"), reason="主管土地")
    slip = Document.objects.get(case_id=case.id, kind="D05")
    assert "主管土地" in slip.body_zh
    assert "2026年3月18日" in slip.body_zh
    assert clock_states(case)["CLK-03"] == "running"
    go(case, "urge", town.citizen, "2026-03-10 09:00")
    go(case, "supervise", town.supervisor, "2026-03-19 09:00")
    page = unescape(seat(town.land_handler).get(address(case)).content.decode())
    for said in ("2026-03-10 09:00", "2026-03-19 09:00", "书面督办"):
        assert said in page, said


def test_one_timeline_from_the_first_sign_to_the_second_visit(town: Town) -> None:
    """PB-04, ND-09: sign, dispute, petition, opinion and follow-up stand in one list, in order, on the page of one case."""
    case = register_case(town, kind="sign", unit="pingshang", by=town.town_handler)
    go(case, "sign.look", town.town_handler, "2026-03-03 09:00", text="裂缝从窗角到地面。")
    go(case, "sign.to_petition", town.citizen, "2026-03-04 09:00")
    for step, when in (("take_in", "2026-03-05 09:00"), ("accept", "2026-03-06 09:00"), ("set_path_6", "2026-03-10 09:00")):
        go(case, step, town.town_handler, when)
    go(case, "investigate", town.town_handler, "2026-03-20 09:00")
    sign(case, prepare(case, "sign_opinion", town.town_handler, "2026-04-09 16:00"), town.town_head, "2026-04-10 10:00")
    go(case, "serve", town.town_handler, "2026-04-13 11:00")
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00")
    go(case, "follow_up.second_visit", town.dispatcher, "2026-08-17 09:00")
    page = unescape(seat(town.dispatcher).get(address(case, "?all=1")).content.decode())
    shown = page.split('class="fq-timeline"')[1]
    days = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-20", "2026-04-13", "2026-05-15", "2026-05-20", "2026-08-17")
    places = [shown.index(f">{day} ") for day in days]
    assert places == sorted(places)
    entries = list(case.entries.order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert {entry.act.partition(".")[0] for entry in entries} >= {"sign", "accept", "serve", "follow_up"}


def test_help_stands_apart_from_the_result_of_a_demand(town: Town) -> None:
    """ND-27, CY-24: help with a hardship has somebody who sees to it and an answer of its own; the demand's result is another thing."""
    case = to_opinion(town, outcome="reject")
    form = unescape(seat(town.handler).get(address(case, "act/arrange_support/")).content.decode())
    assert "帮扶与安全措施责任人" in form
    help_with = {"kind": "living", "what": "申请临时救助", "due_on": "2026-06-30", "consent": "asked", "ground": "4月13日当面提出"}
    with pytest.raises(Incomplete) as refused:
        go(case, "arrange_support", town.handler, "2026-04-14 09:00", measures=[help_with])
    assert list(refused.value.fields) == ["measures.1.who"]
    go(case, "arrange_support", town.handler, "2026-04-14 09:00", measures=[{**help_with, "who": town.handler.user}])
    go(case, "end_support", town.handler, "2026-05-06 09:00", lines=["1"], how="民政局批了临时救助，已领到")
    line = case.lines.get(sheet="support")
    assert (line.owed_by, line.stage, [demand.outcome for demand in case.demands.all()]) == ("陆海平", "ended", ["reject"])
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    assert case.result == "rejected"
    assert "民政局批了临时救助，已领到" in unescape(seat(town.handler).get(address(case, "?all=1")).content.decode())


def test_nd_27_help_with_a_hardship_is_asked_of_another_unit_which_answers_and_the_demand_stays_as_it_was(town: Town) -> None:
    case = to_opinion(town, outcome="reject")
    what = "两个孩子上学没有钱，请看能不能办临时救助。"
    go(case, "call_in", town.handler, "2026-04-14 09:00", unit=str(town.unit("pingshang").id), kind="hardship", what=what)
    go(case, "assist.agree", town.town_handler, "2026-04-14 10:00")
    go(case, "assist.reply", town.town_handler, "2026-04-20 10:00", found="done", text="临时救助批了，已领到。")
    page = unescape(seat(town.handler).get(address(case, "?all=1")).content.decode())
    assert [said for said in ("帮扶困难（救助、就业、法律援助）", what, "临时救助批了，已领到。") if said not in page] == []
    assert [demand.outcome for demand in case.demands.all()] == ["reject"]
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    assert case.result == "rejected"


@pytest.mark.parametrize("name", packfiles.available())
def test_no_petition_ends_without_an_answer_to_whoever_brought_it(name: str) -> None:
    """ND-43: what ends a petition gives the petitioner a paper, or comes after one that was served, or is their own wish."""
    pack = rules.pack_named(name)
    flow = pack.workflows["petition"]
    ends = [act for act in flow.transitions.values() if act.to in flow.states and not flow.states[act.to].is_open]
    told = {act.id for act in ends for paper, _when in act.issues if pack.documents[paper].to == "petitioner"}
    served = {act.id for act in ends for need in act.needs if need.name == "served"}
    signed = {act.id for act in ends for need in act.needs if need.name == "consent" and "signed" in need.values}
    after = {act.id for act in ends if all(not flow.states[state].is_open for state in act.sources)}
    rest = {act.id: act.opens for act in ends if act.id not in told | served | signed | after and "petitioner" not in act.by}
    assert rest == {"merge": "merged"}, "it goes on in the case it was merged into, with its demands and clocks"
    assert told >= {"answer_now", "settle_on_spot", "guide_law", "not_accept", "no_more", "simple_reply"}


def test_analysis_counselling_and_suggestions_are_three_kinds_of_record(town: Town) -> None:
    """CY-12: a meeting that looks at how things stand, help for somebody who wants it, and a suggestion – three records, three ways."""
    pack = rules.pack_named("chaoyang")
    assert pack.occasions["analysis"].form == "meeting"
    assert (pack.occasions["analysis"].resolves, "counselling" in pack.lists["support_kinds"]) == (True, True)
    held = holding.plan(Plan("analysis", town.unit("joint"), date(2026, 3, 2), "三楼会议室", title="三月研判"), by=town.joint,
                        at=at("2026-03-02 08:00"))  # fmt: skip
    holding.record(held, {"minutes": "外墙掉砖的有三个小区，都是同一家公司建的。"}, by=town.joint, at=at("2026-03-02 18:00"))
    assert "都是同一家公司建的" in unescape(seat(town.joint).get(f"/occasions/{held.id}/").content.decode())
    case = register_case(town, classification="suggest")
    asked = {"kind": "counselling", "what": "听他说说", "who": town.clerk.user, "due_on": "2026-04-01", "consent": "", "ground": "当面"}
    with pytest.raises(Incomplete) as refused:
        go(case, "arrange_support", town.clerk, "2026-03-02 10:00", measures=[asked])
    assert list(refused.value.fields) == ["measures.1.consent"]
    go(case, "arrange_support", town.clerk, "2026-03-02 10:00", measures=[{**asked, "consent": "asked"}])
    go(case, "answer_now", town.clerk, "2026-03-02 10:10")
    assert (case.kind, case.result, case.lines.get(sheet="support").details["kind"]) == ("suggestion", "explained", "counselling")
