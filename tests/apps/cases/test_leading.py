"""A hard case gets named leaders, a team and a plan; it ends with the case, and a change of post loses nobody (KZ-09…11)."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
import time_machine

from fengqiao.apps.accounts import services as people
from fengqiao.apps.accounts.models import Holding
from fengqiao.apps.cases.models import Case, Desk, Entry, Proceeding, Seat
from fengqiao.apps.cases.services import Break, Person, verify
from fengqiao.apps.leads import queries as leads
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from tests.apps.cases.desk import seat
from tests.town import (
    COUNTY,
    SHANGHAI,
    Town,
    at,
    dispute,
    due_of,
    go,
    side_of,
    tables_digest,
    to_acceptance,
    to_opinion,
)


def led(town: Town, **over: str) -> Case:
    """Accepted on 6 March 2026 by the housing bureau, led by the county leader from 9 March."""
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user, **over)
    return case


def lead_of(case: Case) -> Proceeding:
    return side_of(case, "lead")


def test_kz_09_10_two_leaders_and_a_task_force(town: Town) -> None:
    case = led(town)
    lead = lead_of(case)
    assert (lead.person_name, lead.state, str(lead.unit_id)) == (town.leader.name, "LA10", str(case.unit_id))
    before = tables_digest()
    with pytest.raises(Incomplete, match="不同的包案领导"):
        go(case, "lead.second", town.joint, "2026-03-09 10:00", leader=town.leader.user)
    assert tables_digest() == before
    go(case, "lead.second", town.joint, "2026-03-09 10:00", leader=town.town_head.user)
    go(case, "lead.team", town.leader, "2026-03-09 11:00", team_head=town.head.user, members=[town.handler.user, town.grid_worker.user])
    seats = {(seat.role, seat.name) for seat in Seat.objects.filter(county=COUNTY, proceeding=lead, state="accepted")}
    assert seats == {
        ("lead", town.town_head.name), ("team_head", town.head.name), ("team", town.handler.name), ("team", town.grid_worker.name),
    }  # fmt: skip
    village = Desk.objects.filter(county=COUNTY, case=case, unit=town.unit("village"))
    assert village.exists(), "the grid worker's unit sees the case it is to help with"
    assert not [found for found in verify(COUNTY) if isinstance(found, Break)]


def test_a_new_team_takes_the_place_of_the_old_one(town: Town) -> None:
    case = led(town)
    go(case, "lead.team", town.leader, "2026-03-09 11:00", team_head=town.head.user, members=[town.handler.user])
    go(case, "lead.team", town.leader, "2026-03-10 11:00", team_head=town.handler.user, members=[town.handler_2.user])
    sitting = Seat.objects.filter(county=COUNTY, proceeding=lead_of(case), state="accepted").order_by("role")
    assert [(seat.role, seat.name) for seat in sitting] == [("team", town.handler_2.name), ("team_head", town.handler.name)]


def test_kz_10_nobody_with_an_interest_leads(town: Town) -> None:
    case = to_acceptance(town, people=(Person(name=town.town_head.name, phone="100-1111-2222"),))
    with pytest.raises(NotNow, match="同名"):
        go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.town_head.user)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    with pytest.raises(NotNow, match="另选"):
        go(case, "lead.second", town.joint, "2026-03-09 10:00", leader=town.town_head.user)
    with pytest.raises(NotNow, match="另选"):
        go(case, "lead.team", town.leader, "2026-03-09 10:00", team_head=town.town_head.user, members=[town.handler.user])


KNOWN_APART = "核对了身份证号：不是同一个人。"


def test_two_people_of_one_name_are_told_apart_on_record(town: Town) -> None:
    case = to_acceptance(town, people=(Person(name=town.town_head.name, phone="100-1111-2222"),))
    with pytest.raises(NotNow, match="同名"):
        go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.town_head.user, two_people="  ")
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.town_head.user, two_people=KNOWN_APART)
    entry = Entry.objects.get(county=COUNTY, case=case, act="name_lead")
    assert (entry.body["data"]["two_people"], entry.actor_name) == (KNOWN_APART, town.joint.name)
    assert lead_of(case).person_name == town.town_head.name
    with pytest.raises(NotNow, match="同名"):
        go(case, "lead.team", town.joint, "2026-03-09 10:00", team_head=town.head.user, members=[town.town_head.user])
    assert not [found for found in verify(COUNTY) if isinstance(found, Break)]


def test_no_word_helps_whoever_is_recused_or_serves_where_it_is_complained_of(town: Town) -> None:
    case = to_acceptance(town, complained_units=[town.unit("land").id])
    with pytest.raises(NotNow, match="被反映的单位"):
        go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.land_handler.user, two_people=KNOWN_APART)
    other = to_acceptance(town)
    Case.objects.filter(id=other.id).update(recused=[town.leader.user])
    other.refresh_from_db()
    with pytest.raises(NotNow, match="已经回避"):
        go(other, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user, two_people=KNOWN_APART)


def test_the_form_asks_how_two_people_are_told_apart_only_where_a_name_is_shared(town: Town) -> None:
    shared = to_acceptance(town, people=(Person(name=town.town_head.name, phone="100-1111-2222"),))
    with time_machine.travel(at("2026-03-09 09:00"), tick=False):
        page = unescape(seat(town.joint).get(f"/cases/{shared.number}/act/name_lead/").content.decode())
        assert 'name="two_people"' in page
        assert f"{town.town_head.name}（和当事人同名）" in page
        plain = unescape(seat(town.joint).get(f"/cases/{to_acceptance(town).number}/act/name_lead/").content.decode())
    assert 'name="two_people"' not in plain
    assert "和当事人同名" not in plain


def test_pb_29_a_plan_names_its_cause_and_the_leader_decides_it(town: Town) -> None:
    case = led(town)
    with pytest.raises(Incomplete) as refused:
        go(case, "lead.propose", town.handler, "2026-03-10 09:00", cause="")
    assert list(refused.value.fields) == ["cause"]
    go(case, "lead.propose", town.handler, "2026-03-10 09:00")
    with pytest.raises(Denied, match="包案领导"):
        go(case, "lead.adopt", town.head, "2026-03-11 09:00")
    go(case, "lead.send_back", town.leader, "2026-03-11 09:00")
    go(case, "lead.propose", town.handler, "2026-03-12 09:00", plan="社区先修，钱由维修资金出。")
    go(case, "lead.adopt", town.leader, "2026-03-13 09:00")
    lead = lead_of(case)
    assert (lead.state, lead.vars["plan"]["plan"]) == ("LA30", "社区先修，钱由维修资金出。")
    states = {clock["id"]: clock["state"] for clock in lead.clocks}
    assert (states["CLK-95"], states["CLK-96"], lead.due_on) == ("stopped", "running", date(2026, 6, 30))


def test_the_second_leader_decides_as_the_first_does(town: Town) -> None:
    case = led(town)
    go(case, "lead.second", town.joint, "2026-03-09 10:00", leader=town.town_head.user)
    go(case, "lead.propose", town.handler, "2026-03-10 09:00")
    go(case, "lead.adopt", town.town_head, "2026-03-11 09:00")
    assert lead_of(case).state == "LA30"


def test_kz_11_a_plan_that_presses_a_person_is_refused(town: Town) -> None:
    case = led(town)
    before = tables_digest()
    with pytest.raises(NotNow, match="盯防"):
        go(case, "lead.propose", town.handler, "2026-03-10 09:00", requirement="安排专人盯防。")
    with pytest.raises(NotNow, match="劝返"):
        go(case, "lead.task", town.leader, "2026-03-10 09:00", tasks=[{"what": "到车站劝返", "who": "街道", "due_on": "2026-03-12"}])
    assert tables_digest() == before


def test_cy_18_a_difficulty_goes_up_and_gets_an_answer(town: Town) -> None:
    case = led(town)
    go(case, "lead.difficulty", town.handler, "2026-03-10 09:00")
    assert "in_difficulty" in lead_of(case).flags
    assert lead_of(case).due_clock == "CLK-100"
    joint = seat(town.joint)
    assert case.number in joint.get("/leads/?tab=difficulties").content.decode(), "the list of the joint office"
    told = unescape(joint.get(f"/cases/{case.number}/").content.decode())
    for said in ("差十户联系不上", "请街道帮忙找人", "/act/lead.answer_difficulty/"):
        assert said in told, said
    go(case, "lead.answer_difficulty", town.joint, "2026-03-11 09:00")
    assert case.number not in joint.get("/leads/?tab=difficulties").content.decode()
    assert "街道明天派两个人一起找" in unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode()), "the reply comes back"
    assert "in_difficulty" not in lead_of(case).flags
    with pytest.raises(NotNow, match="没有待答复"):
        go(case, "lead.answer_difficulty", town.joint, "2026-03-11 10:00")


def test_it_ends_with_the_case_and_no_legal_clock_notices(town: Town) -> None:
    plain, case = to_opinion(town), to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    assert due_of(case, "CLK-07") == due_of(plain, "CLK-07")
    go(case, "withdraw", town.citizen, "2026-03-20 09:00")
    assert lead_of(case).state == "LA60"


def test_a_task_is_work_inside_the_house(town: Town) -> None:
    case = led(town)
    go(case, "lead.task", town.leader, "2026-03-10 09:00", tasks=[{"what": "搭防护网", "who": "社区", "due_on": "2026-03-12"}])
    line = case.lines.get(county=COUNTY)
    assert (line.sheet, line.stage, line.due_on) == ("task", "given", date(2026, 3, 12))
    go(case, "advance_lines", town.handler, "2026-03-12 09:00", lines=[{"line": "1"}], proof="看过现场")
    assert case.lines.get(county=COUNTY).is_done


def test_units_are_called_in_answer_and_arrive(town: Town) -> None:
    """PB-34, KZ-02, YJ-22, CY-32: one case calls several units; it stays where it is, and each is asked and answers on record."""
    case = to_acceptance(town)
    go(case, "call_in", town.handler, "2026-03-09 09:00", unit=str(town.unit("land").id))
    go(case, "call_in", town.handler, "2026-03-09 09:10", unit=str(town.unit("pingshang").id), kind="join")
    with pytest.raises(NotNow, match="已经在进行"):
        go(case, "call_in", town.handler, "2026-03-09 09:20", unit=str(town.unit("land").id))
    called = {one.unit.code: one for one in Proceeding.objects.filter(county=COUNTY, case=case, workflow="assist").select_related("unit")}
    assert set(called) == {"land", "pingshang"}
    assert case.unit.code == "housing", "the case stays where it is"
    land = called["land"]
    go(case, "assist-1.agree", town.land_handler, "2026-03-09 10:00")
    go(case, "assist-1.arrive", town.handler, "2026-03-09 15:00")
    go(case, "assist-1.reply", town.land_handler, "2026-03-10 09:00")
    land.refresh_from_db()
    acts = [entry.act for entry in case.entries.filter(county=COUNTY, act__startswith="assist.").order_by("seq")]
    assert (land.state, acts) == ("XB60", ["assist.agree", "assist.arrive", "assist.reply"])
    assert side_of(case, "assist").state == "XB10", "the other unit has still to answer"
    assert [[row.case.number for row in leads.called(who)] for who in (town.land_handler, town.town_handler)] == [[], [case.number]]
    page = unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode())
    for said in ("请单位协办（吹哨）", "2026-03-09 09:00", "2026-03-09 10:00", "2026-03-09 15:00", "2026-03-10 09:00"):
        assert said in page, said


def test_the_town_helps_in_three_ways_and_the_village_stays_responsible(town: Town) -> None:
    """YJ-20: guidance on policy, legal advice, mediation – each asked and answered with its time; the village keeps the dispute."""
    case = dispute(town)
    helpers = ("pingshang", "land", "housing")
    for minute, (unit, kind) in enumerate(zip(helpers, ("policy", "law", "mediate"), strict=True)):
        go(case, "mediation.call_in", town.grid_worker, f"2026-03-03 09:1{minute}", unit=town.unit(unit), kind=kind, what="到村部来")
    go(case, "assist-1.agree", town.town_handler, "2026-03-03 10:00")
    replies = (town.town_handler, "讲了山林政策"), (town.land_handler, "说了地界怎么认"), (town.handler, "一起劝过")
    for n, (who, reply) in enumerate(replies, start=1):
        go(case, f"assist-{n}.reply", who, f"2026-03-04 09:1{n}", text=reply)
    page = unescape(seat(town.grid_worker).get(f"/cases/{case.number}/").content.decode())
    for said in ("政策指导", "法律咨询", "讲了山林政策", "说了地界怎么认", "一起劝过", "2026-03-03 09:12", "2026-03-04 09:13"):
        assert said in page, said
    asked = case.entries.filter(county=COUNTY, act="mediation.call_in").order_by("seq")
    assert [(entry.body["data"]["kind"], f"{entry.at.astimezone(SHANGHAI):%d %H:%M}") for entry in asked] == [
        ("policy", "03 09:10"), ("law", "03 09:11"), ("mediate", "03 09:12"),
    ]  # fmt: skip
    assert (case.unit.code, case.person_name, case.due_clock) == ("village", "麻利", "CLK-38")


@pytest.mark.parametrize("box", ["facts", "cause", "policy"])
def test_a_plan_has_three_boxes_and_none_is_empty(town: Town, box: str) -> None:
    """CY-29, ND-23: how it came about, the crux, the policy; the plan of the leaders is built on them."""
    case = led(town)
    with pytest.raises(Incomplete) as refused:
        go(case, "lead.propose", town.handler, "2026-03-10 09:00", **{box: ""})
    assert list(refused.value.fields) == [box]
    go(case, "lead.propose", town.handler, "2026-03-10 10:00", **{box: "桂园小区三号楼的实情"})
    page = unescape(seat(town.leader).get(f"/leads/{case.number}/").content.decode())
    label = {"facts": "情况：来龙去脉", "cause": "症结：为什么一直没解决", "policy": "依据：适用的法律、政策"}[box]
    assert page.index(label) < page.index("桂园小区三号楼的实情")
    dossier = unescape(seat(town.handler).get(f"/cases/{case.number}/print").content.decode())
    boxes = [dossier.index(one) for one in ("情况：来龙去脉", "症结：为什么一直没解决", "依据：适用的法律、政策", "方案：怎么办")]
    assert boxes == sorted(boxes), "the printed report is built on them"


def test_every_draft_of_a_plan_is_kept_and_the_adopted_one_is_marked(town: Town) -> None:
    """CY-35: the ways compared, each draft on record, and which of them the leader adopted."""
    case = led(town)
    for hour, plan in ((9, "先报废再拆。"), (10, "四面加固。")):
        go(case, "lead.propose", town.handler, f"2026-03-10 {hour:02d}:00", plan=plan, options="拆了重建要三年，加固四个月。")
    go(case, "lead.adopt", town.leader, "2026-03-11 09:00")
    drafts = case.entries.filter(county=COUNTY, act="lead.propose").order_by("seq")
    assert [entry.body["data"]["plan"] for entry in drafts] == ["先报废再拆。", "四面加固。"]
    assert (lead_of(case).vars["plan"]["plan"], lead_of(case).state) == ("四面加固。", "LA30")
    page = unescape(seat(town.leader).get(f"/cases/{case.number}/?all=1").content.decode())
    for said in ("先报废再拆。", "四面加固。", "拆了重建要三年", "同意方案"):
        assert said in page, said


def test_who_is_not_competent_says_so_and_the_joint_office_decides(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "call_in", town.handler, "2026-03-09 09:00", unit=str(town.unit("land").id))
    with pytest.raises(Incomplete, match="依据"):
        go(case, "assist.not_ours", town.land_handler, "2026-03-09 10:00", basis="", instead=str(town.unit("pingshang").id))
    go(case, "assist.not_ours", town.land_handler, "2026-03-09 10:00", instead=str(town.unit("pingshang").id))
    with pytest.raises(Denied):
        go(case, "assist.insist", town.handler, "2026-03-10 09:00")
    go(case, "assist.insist", town.joint, "2026-03-10 09:00")
    assert side_of(case, "assist").state == "XB20"


def test_supervision_climbs_from_a_letter_to_the_joint_conference(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "supervise", town.supervisor, "2026-04-01 09:00")
    with pytest.raises(NotNow, match="已经在进行"):
        go(case, "supervise", town.supervisor, "2026-04-01 10:00")
    go(case, "supervision.inspect", town.supervisor, "2026-04-20 09:00", went_on="2026-04-20")
    with pytest.raises(Denied, match="联席会议"):
        go(case, "supervision.conference", town.supervisor, "2026-04-28 09:00")
    go(case, "supervision.conference", town.joint, "2026-04-28 09:00")
    go(case, "supervision.report", town.head, "2026-05-06 09:00")
    supervision = side_of(case, "supervision")
    assert (supervision.state, supervision.unit.code) == ("DB80", "petition-office")
    papers = [paper["kind"] for entry in case.entries.filter(county=COUNTY).order_by("seq") for paper in entry.body.get("papers", ())]
    assert papers[-2:] == ["D32", "D33"]


def test_two_officers_end_a_supervision(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "supervise", town.supervisor, "2026-04-01 09:00")
    go(case, "supervision.report", town.handler, "2026-04-03 09:00")
    with pytest.raises((NotNow, Denied)):
        go(case, "supervision.end", town.supervisor, "2026-04-07 09:00")
    assert side_of(case, "supervision").state == "DB80"


def test_a_leader_who_leaves_the_post_hands_the_lead_and_the_place_in_a_team_over(town: Town) -> None:
    case = led(town)
    go(case, "lead.second", town.joint, "2026-03-09 10:00", leader=town.county_head.user)
    town.builder.seat("heir", "接班人", "joint", "暂列", ["joint_secretary"])
    for leaving in (town.leader, town.county_head):
        holding = Holding.objects.get(user_id=leaving.user)
        day = date(2026, 3, 10)
        people.hand_over(from_holding=holding, to_user=town.builder.people["heir"], on=day, today=day, by=town.builder.operator)
    seat = Seat.objects.get(county=COUNTY, proceeding=lead_of(case))
    assert (lead_of(case).person_name, seat.name) == ("接班人", "接班人")


def test_a_plan_tells_the_matter_and_the_person_apart(town: Town) -> None:
    """ND-41: the goal for the matter and the goal for the person are two boxes, read one after the other."""
    case = led(town)
    go(case, "lead.propose", town.handler, "2026-03-10 09:00", goal="四面墙不掉砖。", ease="请鉴定的人当面讲给他听。")
    page = unescape(seat(town.leader).get(f"/leads/{case.number}/").content.decode())
    assert page.index("目标（事结）") < page.index("四面墙不掉砖。") < page.index("目标（心结）") < page.index("请鉴定的人当面讲给他听。")
    with pytest.raises(NotNow, match="盯防"):
        go(case, "lead.propose", town.handler, "2026-03-11 09:00", ease="安排盯防")
