"""The board of a method fills itself from the record, and the desk shows who leads what and what waits (KZ-09…13, KZ-37, PB-27)."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
import time_machine

from fengqiao.apps.accounts import services as people
from fengqiao.apps.accounts.models import ChargeLayer, Holding
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.presenting import buttons_of
from fengqiao.apps.cases.queries import get_for, page_of
from fengqiao.apps.documents import services as papers
from fengqiao.apps.documents.models import Document, Recipient
from fengqiao.apps.leads import queries
from fengqiao.apps.methods.boards import Board, boards_of
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.organisations.models import Region
from fengqiao.domain.methods import PROOFS
from fengqiao.domain.roles import Actor
from tests.apps.cases.desk import seat
from tests.town import COUNTY, Town, at, go, going_by, to_acceptance

DAY = "2026-03-20"


def board(case: Case, code: str, actor: Actor) -> Board:
    page = page_of(get_for(actor, case.number), actor, at(f"{DAY} 09:00").date())
    return next(one for one in boards_of(page) if one.code.id == code)


def lit(case: Case, code: str, actor: Actor) -> set[str]:
    return {light.proof for light in board(case, code, actor).lights if light.is_lit}


def on_page(case: Case, town: Town) -> dict[str, str]:
    """The lights of the first board on the page of the case, by their names."""
    page = unescape(seat(town.joint).get(f"/cases/{case.number}/").content.decode())
    lights = page.split('class="fq-board"')[1].split("</ul>")[0].split("<li>")[1:]
    names = [PROOFS[light.proof].zh for light in board(case, "1211", town.joint).lights]
    return {name: light for name, light in zip(names, lights, strict=True) if name in light}


def hard(town: Town, pack: str) -> Case:
    return to_acceptance(going_by(town, pack, "petition-office"))


def test_kz_09_to_12_the_four_parts_of_1211_light_from_records_alone(town: Town) -> None:
    case = hard(town, "kouzi")
    assert lit(case, "1211", town.joint) == set()
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    assert lit(case, "1211", town.joint) == {"lead_primary"}
    go(case, "lead.second", town.joint, "2026-03-09 10:00", leader=town.county_head.user)
    assert [("green" in light) for light in on_page(case, town).values()] == [False, True, True, False, False]
    go(case, "lead.team", town.leader, "2026-03-09 11:00", team_head=town.head.user, members=[town.handler.user])
    assert lit(case, "1211", town.joint) == {"lead_primary", "lead_second", "task_force"}
    assert [("green" in light) for light in on_page(case, town).values()] == [True, True, True, False, False]
    go(case, "lead.propose", town.handler, "2026-03-10 09:00", support="不需要：住户只要修墙。")
    assert lit(case, "1211", town.joint) >= {"support_plan"}
    go(case, "lead.propose", town.handler, "2026-03-10 10:00", support="")
    assert "support_plan" not in lit(case, "1211", town.joint)


def test_kz_12_the_file_is_complete_when_every_paper_reached_its_person(town: Town) -> None:
    case = hard(town, "kouzi")
    shown = next(light for light in board(case, "1211", town.joint).lights if light.proof == "casefile_complete")
    done, _, of = shown.told.partition("/")
    assert int(done) < int(of), "the notice of acceptance is on its way"
    assert not shown.is_lit
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    assert f"{done}/{of}" in on_page(case, town)["案卷材料齐全"]
    for paper in Document.objects.filter(case_id=case.id, to=Recipient.PETITIONER, served_on=None):
        served = {"served_on": date(2026, 3, 9), "way": "direct", "proof": "本人签收"}
        papers.record_service(document=paper, **served, by=town.handler, at=at("2026-03-09 17:00"))
    assert ("green" in on_page(case, town)["案卷材料齐全"], f"{of}/{of}" in on_page(case, town)["案卷材料齐全"]) == (True, True)
    assert "文书目录" in seat(town.joint).get(f"/cases/{case.number}/print").content.decode()


def test_six_things_are_settled_one_by_one(town: Town) -> None:
    case = hard(town, "naidong")
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    assert lit(case, "six_fixed", town.joint) == {"lead", "unit"}
    go(case, "lead.propose", town.handler, "2026-03-10 09:00")
    assert lit(case, "six_fixed", town.joint) == {"lead", "unit", "plan", "due", "goal", "requirement"}


def test_a_light_that_is_out_opens_the_form_that_lights_it_and_one_that_is_lit_its_record(town: Town) -> None:
    case = hard(town, "kouzi")
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    lights = {light.proof: light for light in board(case, "1211", town.joint).lights}
    assert lights["task_force"].url.endswith("/act/lead.team/")
    assert lights["lead_primary"].url.endswith("#side-1")
    assert "/act/" not in {one.proof: one.url for one in board(case, "1211", town.clerk).lights}["task_force"]


def test_a_case_keeps_the_board_of_the_method_it_was_opened_under(town: Town) -> None:
    case = hard(town, "kouzi")
    going_by(town, "naidong", "petition-office")
    assert board(case, "1211", town.joint)


def test_who_leads_who_is_called_and_what_is_in_difficulty(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    go(case, "call_in", town.handler, "2026-03-09 09:00", unit=town.unit("land"))
    assert [row.case.number for row in queries.led_by(town.leader)] == [case.number]
    assert not queries.led_by(town.head)
    assert [row.case.number for row in queries.called(town.land_handler)] == [case.number]
    assert not queries.called(town.handler)
    assert not queries.difficulties(town.joint)
    go(case, "lead.difficulty", town.handler, "2026-03-10 09:00")
    assert [row.case.number for row in queries.difficulties(town.joint)] == [case.number]


def test_a_plan_that_is_adopted_is_not_proposed_again_first(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)

    def primary(who: Actor) -> list[str]:
        page = page_of(get_for(who, case.number), who, at("2026-03-12 09:00").date())
        (lead,) = [track for track in page.tracks if track.workflow.id == "lead"]
        return [button.id for button, _always in buttons_of(page, lead) if button.kind == "primary"]

    assert primary(town.handler) == ["lead.propose"]
    go(case, "lead.propose", town.handler, "2026-03-10 09:00", due_on="2027-01-29")
    assert primary(town.leader) == ["lead.adopt"]
    go(case, "lead.adopt", town.leader, "2026-03-11 09:00")
    assert primary(town.handler) == []
    go(case, "lead.difficulty", town.handler, "2026-03-11 10:00")
    assert primary(town.leader) == ["lead.answer_difficulty"], "what is waited for comes first"
    go(case, "lead.answer_difficulty", town.leader, "2026-03-11 11:00")
    assert primary(town.leader) == []


def test_an_urgent_report_that_is_still_to_be_made_is_the_first_act(town: Town) -> None:
    """信访工作条例 第二十五条: it has hours, whatever else could be done."""
    case = to_acceptance(town)

    def offered() -> list[tuple[str, str]]:
        page = page_of(get_for(town.handler, case.number), town.handler, at("2026-03-12 09:00").date())
        return [(button.id, button.kind) for button, always in buttons_of(page, page.root) if not always]

    assert all(step != "urgent_reported" for step, _kind in offered())
    go(case, "urgent", town.handler, "2026-03-12 08:00")
    assert offered()[0] == ("urgent_reported", "primary")
    assert [step for step, kind in offered() if kind == "primary"] == ["urgent_reported"]
    go(case, "urgent_reported", town.handler, "2026-03-12 08:30")
    assert all(step != "urgent_reported" for step, _kind in offered())


def test_what_a_called_unit_said_last_stands_on_its_card_and_its_turn_on_top(town: Town) -> None:
    """PB-34, YJ-04: whoever is called finds the case's way to the act at once, and both sides read the answer beside the question."""
    case = to_acceptance(town)
    go(case, "call_in", town.handler, "2026-03-09 09:00", unit=town.unit("land"), what="到三号楼看北墙")
    called = unescape(seat(town.land_handler).get(f"/cases/{case.number}/").content.decode())
    assert '要您办的：<a href="#side-1">协办</a>' in called
    assert "这一步不由您做" not in called
    assert 'id="side-1"' in called
    assert "要您办的" not in unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode())
    go(case, "assist-1.agree", town.land_handler, "2026-03-09 10:00", who="麦正清")
    go(case, "assist-1.arrive", town.land_handler, "2026-03-10 10:00", who="麦正清", where="北墙下")
    page = unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode())
    card = page.split('id="side-1"')[1].split("</section>")[0]
    for wanted in ("到三号楼看北墙", "最近：报到", "北墙下"):
        assert wanted in card, wanted
    assert "谁来、谁办" not in card, "only what was said last"


def test_the_card_of_supervision_says_what_is_demanded_now(town: Town) -> None:
    """KZ-33, law.md §1.7: which of the conference's ways it was, and what is to be set right, beside what was asked at first."""
    case = to_acceptance(town)
    go(case, "supervise", town.dispatcher, "2026-03-09 09:00", demand="三日内动工")
    go(case, "supervision.conference", town.joint, "2026-03-12 09:00", way="circular", problem="没有动工", demand="本月动工")
    page = unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode())
    card = page.split("三日内动工")[1].split("</section>")[0]
    for wanted in ("最近：约谈、通报、挂牌督办", "通报", "没有动工", "本月动工"):
        assert wanted in card, wanted


def test_kz_13_pb_27_the_backlog_names_leader_age_and_next_step(town: Town) -> None:
    old, led = to_acceptance(town), to_acceptance(town)
    go(led, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    closed = to_acceptance(town)
    go(closed, "withdraw", town.citizen, "2026-03-09 09:00")
    go(led, "lead.propose", town.handler, "2026-03-10 09:00")
    found = queries.backlog(town.joint, at("2026-06-01 09:00").date(), 90)
    told = {(one.case.number, one.days, one.leader, one.has_plan) for one in found}
    assert told == {(old.number, 91, "", False), (led.number, 91, town.leader.name, True)}
    with time_machine.travel(at("2026-09-01 09:00"), tick=False):
        page = unescape(seat(town.joint).get("/leads/?tab=backlog&days=90").content.decode())
    for said in (old.number, town.leader.name, "还没有定", "已提出", "还没有", "超期", "183"):
        assert said in page, said
    assert queries.backlog(town.joint, at("2026-05-20 09:00").date(), 90) == []


@pytest.mark.parametrize("tab", ["mine", "called", "all", "backlog", "breaks", "difficulties", "supervised", "nonsense"])
def test_every_tab_opens_for_every_post(town: Town, tab: str) -> None:
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    for who in (town.leader, town.handler, town.joint):
        assert seat(who).get(f"/leads/?tab={tab}").status_code == 200


def test_the_brief_fits_one_page_and_decides_in_three_taps(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    go(case, "lead.propose", town.handler, "2026-03-10 09:00", due_on="2027-01-29")
    client = seat(town.leader)
    page = unescape(client.get(f"/leads/{case.number}/").content.decode())
    for wanted in ("物业和开发商都说不归自己修。", "同意方案", "方案再研究", "批示"):
        assert wanted in page
    form = client.get(f"/cases/{case.number}/act/lead.adopt/").content.decode()
    assert 'value="2027-01-29"' in form, "the day of the plan is filled in"
    sent = client.post(f"/cases/{case.number}/act/lead.adopt/", {"due_on": "2027-01-29", "expecting": case.ledger_seq})
    assert sent.status_code == 303
    assert client.get("/leads/999901-2026-009999/").status_code == 404


def test_what_is_wanted_of_the_leader_stands_in_the_brief_and_over_the_answer(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    go(case, "lead.difficulty", town.handler, "2026-03-10 09:00")
    client = seat(town.leader)
    for address in (f"/leads/{case.number}/", f"/cases/{case.number}/act/lead.answer_difficulty/"):
        page = unescape(client.get(address).content.decode())
        last = page.split("最近：报告办理困难")[1].split("</dl>")[0]
        assert "差十户联系不上" in last
        assert "请街道帮忙找人" in last


def test_whoever_has_the_area_is_suggested_first(town: Town) -> None:
    case = to_acceptance(town)
    person = town.builder.people["county_head"]
    people.give_charge(user=person, category="housing", since=at("2026-01-05 09:00").date(), by=town.admin)
    form = unescape(seat(town.joint).get(f"/cases/{case.number}/act/name_lead/").content.decode())
    offered = form.split("按包片、分管")[1]
    assert offered.index(person.name) < offered.index("联席会议办公室")


def test_a_changed_portfolio_moves_later_suggestions_only(town: Town) -> None:
    """KZ-14: whoever has the subject now is suggested; whoever leads already goes on leading."""
    led, new = to_acceptance(town), to_acceptance(town)
    was, now = town.builder.people["county_head"], town.builder.people["leader"]

    def suggested() -> str:
        form = unescape(seat(town.joint).get(f"/cases/{new.number}/act/name_lead/").content.decode())
        return form.split("按包片、分管")[1].split("</optgroup>")[0]

    with time_machine.travel(at("2026-03-09 09:00"), tick=False):
        charge = people.give_charge(user=was, category="housing", since=at("2026-01-05 09:00").date(), by=town.admin)
        assert was.name in suggested()
        go(led, "name_lead", town.joint, "2026-03-09 09:00", leader=town.county_head.user)
        people.end_charge(charge=charge, on=at("2026-03-09 09:00").date(), by=town.admin)
        people.give_charge(user=now, category="housing", since=at("2026-03-09 09:00").date(), by=town.admin)
        assert now.name in suggested()
        assert was.name not in suggested()
    assert [row.case.number for row in queries.led_by(town.county_head)] == [led.number]


def test_five_ones_stand_beside_1211_with_five_lights(town: Town) -> None:
    """KZ-37: one problem, leader, team, plan, and to the end: five lights from the record, beside the board 1211."""
    case = hard(town, "kouzi")
    assert [one.code.id for one in boards_of(page_of(get_for(town.joint, case.number), town.joint, at(f"{DAY} 09:00").date()))] == [
        "1211", "five_ones",
    ]  # fmt: skip
    assert (lit(case, "five_ones", town.joint), board(case, "five_ones", town.joint).of) == ({"matter"}, 5)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    go(case, "lead.team", town.leader, "2026-03-09 11:00", team_head=town.head.user, members=[town.handler.user])
    assert lit(case, "five_ones", town.joint) == {"matter", "lead", "task_force", "closed_or_open_reason"}
    go(case, "lead.propose", town.handler, "2026-03-10 09:00")
    go(case, "lead.adopt", town.leader, "2026-03-11 09:00")
    assert lit(case, "five_ones", town.joint) == {"matter", "lead", "task_force", "plan", "closed_or_open_reason"}


def test_the_task_force_is_read_with_its_members_and_open_tasks(town: Town) -> None:
    """PB-33: head, members, and what is still to be done by whom and when."""
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    go(case, "lead.team", town.leader, "2026-03-09 11:00", team_head=town.head.user, members=[town.handler.user, town.land_handler.user])
    go(case, "lead.task", town.leader, "2026-03-10 09:00", tasks=[
        {"what": "搭防护网", "who": "社区", "due_on": "2026-03-12"}, {"what": "请鉴定机构", "who": "住建局", "due_on": "2026-03-20"},
    ])  # fmt: skip
    go(case, "advance_lines", town.handler, "2026-03-12 09:00", lines=[{"line": "1"}], proof="看过现场")
    page = unescape(seat(town.leader).get(f"/cases/{case.number}/").content.decode())
    for said in (town.head.name, town.handler.name, town.land_handler.name, "请鉴定机构", "搭防护网", "已交办", "已完成"):
        assert said in page, said
    assert [line.what for line in case.lines.filter(county=case.county, sheet="task", is_done=False)] == ["请鉴定机构"]


def test_a_case_without_a_next_day_is_on_the_list_of_breaks(town: Town) -> None:
    """PB-13: the list is empty; what has lost its next step stands on it until it is mended or ended."""
    case, other = to_acceptance(town), to_acceptance(town)
    client = seat(town.joint)

    def listed() -> list[str]:
        page = unescape(client.get("/leads/?tab=breaks").content.decode())
        return [one.number for one in (case, other) if one.number in page]

    assert listed() == []
    assert "没有断点" in client.get("/leads/?tab=breaks").content.decode()
    Case.objects.filter(pk__in=[case.pk, other.pk]).update(due_on=None)
    assert listed() == [case.number, other.number]
    go(other, "withdraw", town.citizen, "2026-03-09 09:00")
    assert listed() == [case.number]


def test_the_backlog_names_the_head_and_whoever_stands_in(town: Town) -> None:
    """PB-28: the head of the county answers for it; away, both names stand there."""
    head = town.builder.people["county_head"]
    region = Region.objects.get(code=f"{COUNTY}000000")
    with time_machine.travel(at("2026-03-09 09:00"), tick=False):
        people.give_charge(user=head, region=region, layer=ChargeLayer.HEAD, since=at("2026-01-05 09:00").date(), by=town.admin)
        told = unescape(seat(town.joint).get("/leads/?tab=backlog").content.decode()).split("一把手负总责：")[1].split("</p>")[0]
        assert told == "邓百川（澜溪县）"
        deputy = town.builder.people["leader"]
        people.stand_in(
            user=deputy, holding=Holding.objects.get(user=head), since=at("2026-03-09 09:00").date(),
            until=at("2026-03-20 09:00").date(), by=town.admin,
        )  # fmt: skip
        told = unescape(seat(town.joint).get("/leads/?tab=backlog").content.decode()).split("一把手负总责：")[1].split("</p>")[0]
        assert told == "邓百川（澜溪县，现由彭守一代）"


def test_a_leader_reads_portfolio_led_cases_days_and_what_was_held_on_one_page(town: Town) -> None:
    """KZ-05, CY-10, ND-17, ND-29: what they answer for, the cases they lead, when they sit, and the receptions and visits they held."""
    leader = town.builder.people["leader"]
    led = to_acceptance(town)
    go(led, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    subject, inside, elsewhere, ended, hidden = (to_acceptance(town, title=title) for title in ("分管", "包片", "别的", "办完", "不公开"))
    Case.objects.filter(id=inside.id).update(category="land", region_code="999901101201")
    Case.objects.filter(id__in=[led.id, elsewhere.id]).update(category="land", region_code="999901102000")
    Case.objects.filter(id=hidden.id).update(is_sealed=True)
    go(ended, "withdraw", town.citizen, "2026-03-09 09:00")
    people.give_charge(user=leader, category="housing", since=at("2026-01-05 09:00").date(), by=town.admin)
    people.give_charge(user=leader, region=Region.objects.get(code="999901101000"), since=at("2026-01-05 09:00").date(), by=town.admin)
    for kind, on, place in (("reception", 10, "信访接待中心"), ("down_visit", 11, "西门社区"), ("reception", 20, "坪上镇便民中心")):
        day = date(2026, 3, on)
        plan = Plan(kind, town.unit("petition-office"), day, place, leader=leader)
        held = holding.plan(plan, by=town.dispatcher, at=at(f"{day} 08:00"))
        if on < 20:
            holding.record(held, {"persons": "2"}, by=town.dispatcher, at=at(f"{day} 18:00"))
    with time_machine.travel(at("2026-03-12 09:00"), tick=False):
        page = unescape(seat(town.leader).get("/leads/?tab=mine").content.decode())
        other = unescape(seat(town.joint).get("/leads/?tab=mine").content.decode())
    mine, ahead, lately = (page.split(title)[1] for title in ("我分管、包片的", "接下来的日子", "最近接访、下访"))
    assert led.number in page
    assert "住建城管、坪上镇" in mine or "坪上镇、住建城管" in mine
    mine = mine.split("接下来的日子")[0]
    assert [one.number in mine for one in (subject, inside, elsewhere, ended, hidden, led)] == [True, True, False, False, False, False]
    assert "坪上镇便民中心" in ahead.split("最近接访、下访")[0]
    for said in ("领导接访", "领导下访", "西门社区"):
        assert said in lately, said
    assert "坪上镇便民中心" not in lately
    assert "西门社区" not in other, "nobody reads another's"
