"""Another unit goes back to ask: when it begins, who goes, what follows, and what closes only after it (G-22)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from fengqiao.apps.cases.models import Case, Demand, Entry, Line, Link, Proceeding
from fengqiao.apps.cases.queries import page_of
from fengqiao.apps.cases.services import Break, Person, verify
from fengqiao.apps.followups import services
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from fengqiao.domain.figures import FIGURES
from fengqiao.domain.workflow import SAME
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.cases.test_mediation import to_agreement
from tests.town import (
    COUNTY,
    VISIT,
    Town,
    at,
    clock_states,
    dispute,
    due_of,
    go,
    proceeding_of,
    register_case,
    steps_of,
    tables_digest,
    to_acceptance,
    to_opinion,
)  # fmt: skip


def follow_up(case: Case) -> Proceeding:
    return Proceeding.objects.filter(case=case, workflow="follow_up").latest("opened_at")


def closed(town: Town, **over: Any) -> Case:
    """Served on 13 April 2026, closed on 15 May by the petition office; its follow-up is begun."""
    case = to_opinion(town, **over)
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    return case


def figures_of(town: Town, figure: str) -> list[str]:
    """The lines of a figure's file, month by month, as its page lets them be taken out."""
    with time_machine.travel("2026-12-31 12:00+08:00", tick=False):
        answer = seat(town.leader).get(f"/figures/{figure}/export.csv?period=2026")
        assert answer.status_code == 200
        return b"".join(answer).decode().splitlines()  # written as it is read


def group(town: Town, **over: Any) -> Case:
    """Six people with one of them as representative: a hard case."""
    people = [Person(name="吴大升", phone="10012345678"), Person(name="麻二", phone="10012345679", role="representative")]
    return to_opinion(town, people_count=6, people=people, **over)


def test_closing_begins_exactly_one_follow_up_at_another_unit_with_a_person_and_a_day(town: Town) -> None:
    """PB-12, CY-02, ND-44: one follow-up, of one person of another unit, with its day; who asks does so alone with the petitioner."""
    case = closed(town)
    visit = Proceeding.objects.get(case=case, workflow="follow_up")
    assert (visit.state, visit.unit.code, visit.person_name) == ("FU10", "petition-office", "路分明")
    assert case.unit.code == "housing"
    clock = visit.clocks[0]
    assert (clock["id"], clock["state"], clock["legal"]) == ("CLK-37", "running", "2026-06-01")  # the 30th is a Saturday
    assert (case.state, case.stage) == ("S80", "done")
    form = unescape(seat(town.dispatcher).get(f"/cases/{case.number}/act/follow_up.visit/").content.decode())
    assert "一个人去问，单独和本人谈" in form
    assert "一对一面谈" in form


@pytest.mark.parametrize("pack", ["national", "pingba", "kouzi", "yuanjiang", "chaoyang", "naidong"])
def test_pb_12_no_act_says_what_became_of_the_demands_without_a_follow_up(pack: str) -> None:
    """PB-12: in every method, whatever ends with an outcome of each demand begins one; after the last review nothing is left to ask."""
    known = packfiles.load(pack)
    ends = {f"{flow.id}.{act.id}": act.begins for flow in known.workflows.values() for act in flow.transitions.values()
            if "results" in act.effects and act.to != SAME}  # fmt: skip
    assert len(ends) >= 8
    assert [name for name, begins in ends.items() if begins is None or begins.workflow != "follow_up"] == ["petition.record_final"]
    visit = known.workflows["follow_up"]
    assert visit.opening is not None
    assert {change.clock for change in visit.opening.clocks if change.kind == "start"} == {"CLK-37", "CLK-92"}


@pytest.mark.parametrize("over", ["declined", "asked twice"])
def test_pb_12_closing_begins_no_second_follow_up_where_the_first_is_over(town: Town, over: str) -> None:
    """PB-12: exactly one: who wanted no more visits before the end, or had both, is not asked again; a later “dissatisfied” is heard."""
    case = group(town)
    go(case, "ask_follow_up", town.handler, "2026-05-15 10:00")
    if over == "declined":
        go(case, "follow_up.decline", town.citizen, "2026-05-16 10:00")
    else:
        go(case, "follow_up.visit", town.dispatcher, "2026-05-16 09:00")
        go(case, "follow_up.second_visit", town.dispatcher, "2026-08-14 09:00")
        go(case, "follow_up.close", town.dispatcher, "2026-08-14 10:00")
    go(case, "close", town.dispatcher, "2026-08-17 09:00")
    assert [one.state for one in Proceeding.objects.filter(case=case, workflow="follow_up")] == ["FU30"]
    said = {"attitude": "mostly", "speed": "mostly", "result": "dissatisfied"}
    services.evaluate(case, said, by=town.citizen, at=at("2026-11-16 09:00"))
    assert (follow_up(case).state, follow_up(case).vars["satisfied"]) == ("FU10", "no")


def test_pb_12_what_was_not_solved_is_a_round_of_its_own(town: Town) -> None:
    """PB-12: a new outcome, a new follow-up, though the one before was declined."""
    case = closed(town)
    go(case, "follow_up.decline", town.citizen, "2026-05-20 09:00")
    go(case, "not_solved", town.citizen, "2026-06-01 09:00")
    go(case, "settle", town.handler, "2026-06-20 09:00")
    assert [one.state for one in Proceeding.objects.filter(case=case, workflow="follow_up").order_by("opened_at")] == ["FU30", "FU10"]


def test_the_petition_office_that_settled_it_itself_does_not_follow_itself_up(town: Town) -> None:
    office = town.unit("petition-office")
    office.handles = True
    office.save()
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    go(case, "transfer", town.dispatcher, "2026-03-02 11:00", unit=town.unit("pingshang"))
    go(case, "receive", town.town_handler, "2026-03-03 09:00")
    go(case, "settle_on_spot", town.town_handler, "2026-03-03 10:00")
    assert follow_up(case).unit.code == "petition-office"
    own = register_case(town)
    go(own, "settle_on_spot", town.clerk, "2026-03-02 10:00")
    assert follow_up(own).unit.code == "joint"


def test_a_question_answered_at_once_is_not_followed_up(town: Town) -> None:
    case = register_case(town, classification="consult")
    go(case, "answer_now", town.clerk, "2026-03-02 09:30")
    assert not Proceeding.objects.filter(case=case, workflow="follow_up").exists()
    assert case.result == "explained"


def test_the_handling_unit_never_visits(town: Town) -> None:
    """CY-02: whoever handled it does not follow it up."""
    case = closed(town)
    for actor in (town.handler, town.head, town.outsider, town.citizen):
        with pytest.raises((Denied, NotNow, Case.DoesNotExist)):
            go(case, "follow_up.visit", actor, "2026-05-20 09:00")
    assert "follow_up.visit" in steps_of(case, town.dispatcher, "2026-05-20 09:00")
    assert "follow_up.visit" not in steps_of(case, town.handler, "2026-05-20 09:00")


def test_five_questions_and_a_second_visit_on_day_ninety(town: Town) -> None:
    """PB-19, ND-45: five answers, “no answer” among them; three ways of asking at once."""
    case = closed(town)
    five = ("is_true", "is_solved", "is_carried_out", "satisfied", "has_more")
    with pytest.raises(Incomplete) as refused:
        go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", **dict.fromkeys(five, ""))
    assert set(refused.value.fields) == set(five)
    form = unescape(seat(town.dispatcher).get(f"/cases/{case.number}/act/follow_up.visit/").content.decode())
    for name in five:
        assert re.search(rf'name="{name}"[^>]*value="declined"', form), name
    with pytest.raises(Incomplete, match="怎么回访"):
        go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", methods=[])
    answers = dict.fromkeys(five, "declined")
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", **answers, methods=["by_phone", "on_site", "papers"])
    visit = follow_up(case)
    assert visit.state == "FU20"
    assert visit.due_on is not None
    assert visit.due_on.isoformat() == "2026-08-18"
    with pytest.raises(NotNow, match="第二次回访"):
        go(case, "follow_up.close", town.dispatcher, "2026-05-21 09:00")
    go(case, "follow_up.second_visit", town.dispatcher, "2026-08-17 09:00", methods=["one_to_one"])
    go(case, "follow_up.close", town.dispatcher, "2026-08-17 10:00")
    assert follow_up(case).state == "FU30"
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []


def test_solved_waits_for_another_unit_and_for_what_is_owed(town: Town) -> None:
    """PB-38: it stays “promised, still owed” until somebody else has seen it done."""
    case = to_opinion(town)
    with pytest.raises(NotNow, match="另一单位回访核实"):
        go(case, "close", town.dispatcher, "2026-05-15 09:00", results=[{"result": "solved"}])
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    assert (case.result, Demand.objects.get(case=case).result) == ("promised", "promised")
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", found="unsolved")
    with pytest.raises(NotNow, match="另一单位回访核实"):
        go(case, "follow_up.judge", town.dispatcher, "2026-05-20 10:00", results=[{"result": "solved"}], proof="照片")
    go(case, "follow_up.second_visit", town.dispatcher, "2026-08-17 09:00")
    with pytest.raises(Incomplete) as refused:
        go(case, "follow_up.judge", town.dispatcher, "2026-08-17 10:00", results=[{"result": "solved"}], proof="")
    assert list(refused.value.fields) == ["proof"]
    assert case.result == "promised"
    go(case, "follow_up.judge", town.dispatcher, "2026-08-17 10:00", results=[{"result": "solved"}], proof="照片、住户签字")
    assert case.result == "solved"


def test_results_follow_the_opinion_when_nobody_says_more(town: Town) -> None:
    case = to_opinion(town, outcome="reject", demands=["修好外墙", "赔电动车"])
    go(case, "close", town.dispatcher, "2026-05-15 09:00", results=[{}, {"result": "partial"}])
    assert list(Demand.objects.filter(case=case).values_list("result", flat=True)) == ["rejected", "partial"]
    assert case.result == "rejected"


def test_a_withdrawn_case_is_withdrawn(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "withdraw", town.citizen, "2026-03-10 09:00")
    assert case.result == "withdrawn"


def test_a_hard_case_closes_only_after_another_unit_has_gone_back(town: Town) -> None:
    case = group(town)
    before = tables_digest()
    with pytest.raises(NotNow, match="另一单位回访"):
        go(case, "close", town.dispatcher, "2026-05-15 09:00")
    assert tables_digest() == before
    go(case, "ask_follow_up", town.handler, "2026-05-15 10:00")
    steps = page_of(case, town.handler, date(2026, 5, 15)).root.steps
    asking = next(step for step in steps if step.transition.id == "ask_follow_up")
    assert [reason.words.zh for reason in asking.verdict.reasons] == ["「回访」已经在进行。"]
    with pytest.raises(NotNow, match="已经在进行"):
        go(case, "ask_follow_up", town.handler, "2026-05-15 11:00")
    with pytest.raises(NotNow, match="另一单位回访"):
        go(case, "close", town.dispatcher, "2026-05-15 12:00")
    go(case, "follow_up.visit", town.dispatcher, "2026-05-18 09:00")
    go(case, "close", town.dispatcher, "2026-05-19 09:00")
    assert case.state == "S80"
    assert Proceeding.objects.filter(case=case, workflow="follow_up").count() == 1  # the one asked for goes on


@pytest.mark.parametrize("then", ["explain", "not_reachable"])
def test_a_hard_case_can_be_closed_when_people_stay_dissatisfied_or_are_not_reached(town: Town, then: str) -> None:
    case = group(town)
    go(case, "ask_follow_up", town.handler, "2026-05-15 10:00")
    if then == "explain":
        go(case, "follow_up.visit", town.dispatcher, "2026-05-18 09:00", satisfied="no")
        with pytest.raises(NotNow, match="另一单位回访"):
            go(case, "close", town.dispatcher, "2026-05-18 10:00")
    go(case, f"follow_up.{then}", town.dispatcher, "2026-05-18 11:00")
    go(case, "close", town.dispatcher, "2026-05-19 09:00")
    assert case.state == "S80"


def test_money_in_an_agreement_makes_it_hard_and_the_tier_above_goes(town: Town) -> None:
    tree = dispute(town)
    to_agreement(town, tree)
    for line, amount in ((1, None), (2, "800")):
        go(tree, "mediation.line_kept", town.grid_worker, "2026-04-10 09:00", line=str(line), amount=amount, proof="收条")
    with pytest.raises(NotNow, match="另一单位回访"):
        go(tree, "mediation.kept", town.grid_worker, "2026-04-16 09:00", proof="看过")
    go(tree, "mediation.ask_follow_up", town.grid_worker, "2026-04-16 10:00")
    assert follow_up(tree).unit.code == "pingshang"
    assert tree.state == "TJ60"  # the root still shows the mediation
    go(tree, "follow_up.visit", town.town_handler, "2026-04-17 09:00")
    go(tree, "mediation.kept", town.grid_worker, "2026-04-18 09:00", proof="看过", results=[{"result": "solved"}])
    assert (tree.state, tree.result) == ("TJ85", "solved")
    assert Line.objects.filter(case=tree, is_done=False).count() == 0


@pytest.mark.parametrize("works", [{"kind": "hazard"}, {"thing_kind": "works"}])
@pytest.mark.parametrize("seen", [{"why_not": "路被洪水冲断"}, {"methods": ["on_site"], "photo": "办件附件第三张"}])
def test_works_are_looked_at_with_a_photo_or_a_reason(town: Town, works: dict[str, str], seen: dict[str, Any]) -> None:
    """PB-19: works are looked at on the spot, with a photo or a reason; going without a photo, or a photo without going, is neither."""
    case = closed(town)
    Case.objects.filter(id=case.id).update(**works)
    for lacking in ({"methods": ["by_phone"], "photo": "有照片"}, {"methods": ["on_site"], "photo": ""}):
        with pytest.raises(NotNow, match="到现场看"):
            go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", **{**VISIT, **lacking})
    data = {**VISIT, "methods": ["by_phone"], "photo": "", **seen}
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", **data)
    assert follow_up(case).state == "FU20"


def test_dissatisfied_and_not_done_goes_back_with_a_new_clock_and_the_old_outcome(town: Town) -> None:
    case = closed(town)
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", satisfied="no", found="unsolved")
    assert [c["id"] for c in follow_up(case).clocks if c["state"] == "running"] == ["CLK-92"]
    with pytest.raises(NotNow, match="要先复核"):
        go(case, "follow_up.close", town.dispatcher, "2026-05-20 10:00")
    with pytest.raises(Denied):
        go(case, "follow_up.reopen", town.handler, "2026-05-20 10:00")
    go(case, "follow_up.reopen", town.supervisor, "2026-05-21 09:00")
    assert (case.state, case.unit.code, case.result) == ("S50", "housing", "promised")
    assert clock_states(case)["CLK-07"] == "running"
    assert follow_up(case).state == "FU60"
    for step in ("investigate",):
        go(case, step, town.handler, "2026-05-25 09:00")


def test_a_satisfied_person_is_not_reopened_by_others(town: Town) -> None:
    case = closed(town)
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00")
    with pytest.raises(NotNow, match="不由别人要求重办"):
        go(case, "follow_up.reopen", town.dispatcher, "2026-05-21 09:00")


def test_not_solved_yet_goes_back_with_a_new_demand_and_the_old_outcome_kept(town: Town) -> None:
    """CY-43: “not fully solved” is a new demand of the same case."""
    case = closed(town)
    go(case, "not_solved", town.citizen, "2026-06-01 09:00")
    assert (case.state, case.result) == ("S50", "")
    assert [(d.position, d.result) for d in Demand.objects.filter(case=case)] == [(1, "promised"), (2, "")]
    assert follow_up(case).state == "FU60"
    assert clock_states(case)["CLK-07"] == "running"
    go(case, "investigate", town.handler, "2026-06-10 09:00")
    go(case, "settle", town.handler, "2026-06-20 09:00", results=[{"result": "partial"}, {"result": "promised"}])
    assert Proceeding.objects.filter(case=case, workflow="follow_up").count() == 2
    assert case.result == "promised"


def test_what_a_look_finds_undone_on_an_open_case_has_a_last_day_until_another_visit_is_asked_for(town: Town) -> None:
    case = group(town)
    go(case, "ask_follow_up", town.handler, "2026-05-15 10:00")
    go(case, "follow_up.visit", town.dispatcher, "2026-05-18 09:00", satisfied="no")
    go(case, "follow_up.reopen", town.dispatcher, "2026-05-18 10:00", finding="还有两户没有拿到钱")
    assert (case.state, clock_states(case)["CLK-94"]) == ("S61", "running")
    assert due_of(case, "CLK-94") == date(2026, 6, 1), "10 working days from Monday 18 May"
    go(case, "ask_follow_up", town.handler, "2026-05-25 10:00")
    assert clock_states(case)["CLK-94"] == "stopped"


def test_a_visit_beforehand_is_asked_for_only_where_the_end_waits_for_one(town: Town) -> None:
    """A case of one person without money is visited after its end, until another unit finds it undone."""
    case = to_opinion(town)
    with pytest.raises(NotNow, match="不需要先回访"):
        go(case, "ask_follow_up", town.handler, "2026-03-20 10:00")
    go(case, "rate_badly", town.citizen, "2026-03-21 09:00")
    go(case, "follow_up.visit", town.dispatcher, "2026-03-23 09:00", satisfied="no")
    go(case, "follow_up.reopen", town.dispatcher, "2026-03-23 10:00", finding="水还没有通")
    assert clock_states(case)["CLK-94"] == "running"
    go(case, "ask_follow_up", town.handler, "2026-03-25 10:00")
    assert clock_states(case)["CLK-94"] == "stopped"


def test_the_visit_of_an_earlier_round_proves_nothing_about_the_next(town: Town) -> None:
    case = group(town)
    go(case, "ask_follow_up", town.handler, "2026-05-15 10:00")
    go(case, "follow_up.visit", town.dispatcher, "2026-05-18 09:00")
    go(case, "close", town.dispatcher, "2026-05-19 09:00", results=[{"result": "solved"}])
    go(case, "follow_up.decline", town.dispatcher, "2026-05-20 09:00")
    go(case, "not_solved", town.citizen, "2026-06-01 09:00")
    with pytest.raises(NotNow, match="由另一单位回访以后"):
        go(case, "settle", town.handler, "2026-06-20 09:00")


def test_what_was_verified_once_is_verified_again_after_new_work(town: Town) -> None:
    case = closed(town)
    go(case, "follow_up.visit", town.dispatcher, "2026-05-18 09:00")
    go(case, "follow_up.judge", town.dispatcher, "2026-05-18 10:00", results=[{"result": "solved"}], proof="看过")
    go(case, "follow_up.decline", town.dispatcher, "2026-05-20 09:00")
    go(case, "not_solved", town.citizen, "2026-06-01 09:00")
    with pytest.raises(NotNow, match="另一单位回访核实"):
        go(case, "settle", town.handler, "2026-06-20 09:00", results=[{"result": "solved"}, {"result": "solved"}])


def test_what_was_settled_on_the_spot_goes_to_the_full_procedure(town: Town) -> None:
    case = register_case(town, by=town.town_handler, unit="pingshang")
    go(case, "settle_on_spot", town.town_handler, "2026-03-02 09:20")
    with pytest.raises(NotNow, match="没有经过受理"):
        go(case, "not_solved", town.citizen, "2026-03-05 09:00")
    go(case, "not_solved_early", town.citizen, "2026-03-05 09:00")
    assert (case.state, clock_states(case)["CLK-02"]) == ("S10", "running")
    assert "take_in" in steps_of(case, town.town_handler, "2026-03-05 10:00")


def test_a_kept_agreement_that_is_not_solved_goes_back_to_urging(town: Town) -> None:
    tree = dispute(town)
    go(tree, "mediation.settle_orally", town.grid_worker, "2026-03-02 10:00", content="树栽回村口", kept_by="2026-03-05", all_agree=True)
    go(tree, "mediation.kept", town.grid_worker, "2026-03-06 10:00", proof="看过")
    go(tree, "mediation.not_solved", town.citizen, "2026-03-20 09:00", what="树又死了")
    assert (tree.state, follow_up(tree).state) == ("TJ86", "FU60")
    assert tree.due_clock == "CLK-39"


def test_something_else_becomes_a_linked_case(town: Town) -> None:
    """ND-45: the fifth question opens a case of its own."""
    case = closed(town)
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", has_more="yes", more="楼道灯坏了")
    go(case, "follow_up.new_matter", town.dispatcher, "2026-05-20 10:00")
    link = Link.objects.get(case=case, kind="new_facts_in")
    assert Case.objects.get(id=link.other).content == "楼道灯也坏了。"
    assert case.state == "S80"


def test_a_confirmation_is_free_and_may_be_withdrawn_for_seven_days(town: Town) -> None:
    """CY-03, ND-39, KZ-20: optional, withdrawable, blocks nothing; words that waive a right are refused."""
    case = closed(town)
    for waiver in ("息诉罢访", "不再上访", "放弃复查", "放弃权利", "自愿承担法律后果"):
        with pytest.raises(NotNow, match=waiver):
            go(case, "confirm_done", town.citizen, "2026-05-20 09:00", words=f"本人保证：{waiver}。")
    with pytest.raises(Denied):
        go(case, "confirm_done", town.handler, "2026-05-20 09:00")
    go(case, "confirm_done", town.citizen, "2026-05-20 09:00")
    assert {"not_solved", "unconfirm"} <= steps_of(case, town.citizen, "2026-05-21 09:00")
    go(case, "unconfirm", town.citizen, "2026-05-27 09:00")
    go(case, "confirm_done", town.citizen, "2026-06-01 09:00")
    with pytest.raises(NotNow, match="不影响您的任何权利"):
        go(case, "unconfirm", town.citizen, "2026-06-09 09:00")
    go(case, "not_solved", town.citizen, "2026-06-10 09:00")  # signed or not
    assert case.state == "S50"


def test_thanks_stand_on_the_timeline_and_change_nothing_else(town: Town) -> None:
    """PB-01: thanks change no result, lamp or figure; they stand on the timeline, for staff alone."""
    case = closed(town)

    def stands() -> tuple[object, ...]:
        figures = [figures_of(town, one.id) for one in FIGURES.values()]
        return case.result, case.state, proceeding_of(case).flags, clock_states(case), figures

    before = stands()
    go(case, "thanks", town.handler, "2026-05-20 09:00")
    assert stands() == before
    assert Entry.objects.filter(case=case, act="thanks", shown="staff").count() == 1
    thanked = ("记群众致谢", "送来一面锦旗")
    staff = unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode())
    assert [words for words in thanked if words not in staff] == []
    public = Client()
    assert public.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    assert [words for words in thanked if words in unescape(public.get(f"/t/{case.tracking_code}").content.decode())] == []


def test_every_refusal_leaves_everything_as_it_was(town: Town) -> None:
    case = closed(town)
    before = tables_digest()
    for step in ("follow_up.close", "follow_up.explain", "follow_up.second_visit", "follow_up.judge", "not_kept", "unconfirm"):
        with pytest.raises(DomainError):
            go(case, step, town.dispatcher, "2026-05-20 09:00")
        assert tables_digest() == before


def test_archiving_takes_neither_the_word_from_the_petitioner_nor_from_the_other_unit(town: Town) -> None:
    cases = [closed(town), closed(town)]
    for case in cases:
        go(case, "archive", town.handler, "2026-05-16 09:00")
    go(cases[0], "not_solved", town.citizen, "2026-05-20 09:00")
    go(cases[1], "follow_up.visit", town.dispatcher, "2026-05-20 09:00", satisfied="no")
    go(cases[1], "follow_up.reopen", town.dispatcher, "2026-05-21 09:00")
    assert [case.state for case in cases] == ["S50", "S50"]


def test_what_is_final_is_not_reopened_but_brought_as_a_linked_case(town: Town) -> None:
    case = to_opinion(town)
    go(case, "rate_badly", town.citizen, "2026-04-20 09:00")
    Case.objects.filter(id=case.id).update(state="S81", stage="done")
    Proceeding.objects.filter(case=case, parent=None).update(state="S81", closed_at=at("2026-04-21 09:00"))
    case.refresh_from_db()
    with pytest.raises(NotNow, match="程序终结"):
        go(case, "follow_up.reopen", town.dispatcher, "2026-04-22 09:00")
    go(case, "follow_up.new_matter", town.dispatcher, "2026-04-22 10:00")
    assert Link.objects.filter(case=case, kind="new_facts_in").exists()


def test_what_was_seen_and_what_the_person_says_are_kept_apart(town: Town) -> None:
    """YJ-34, CY-46, ND-41: the thing is found done, the person stays dissatisfied; both are on record and neither changes the other."""
    case = closed(town)
    visit = go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", found="solved", satisfied="no")
    assert (visit.body["data"]["found"], visit.body["data"]["satisfied"]) == ("solved", "no")
    for rest in ("", "act/follow_up.judge/"):
        page = unescape(seat(town.dispatcher).get(f"/cases/{case.number}/{rest}").content.decode())
        for name, told in (("事办没办好（回访的人看到的）", "已经解决"), ("满意不满意（本人说的）", "否")):
            assert re.search(rf"<dt>{name}</dt><dd>\s*{told}\s*</dd>", page), (rest, name)
    go(case, "follow_up.judge", town.dispatcher, "2026-05-20 10:00", results=[{"result": "solved"}], proof="看过，墙修好了")
    assert case.result == "solved"
    assert follow_up(case).vars["satisfied"] == "no"
    page = unescape(seat(town.dispatcher).get(f"/cases/{case.number}/").content.decode())
    told = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    for said in ("结果 已解决并核实", "照本人说的记）： 否", "回访的人自己看到的： 已经解决"):
        assert said in told, said


def test_cy_01_a_hazard_is_made_safe_first_and_closes_only_after_somebody_else_has_looked(town: Town) -> None:
    case = register_case(town)
    go(case, "hazard", town.clerk, "2026-03-02 09:10")
    line = Line.objects.get(county=COUNTY, case=case)
    assert (line.position, line.sheet, line.stage, line.what) == (1, "protection", "given", "拉警戒线，绕行")
    page = unescape(seat(town.clerk).get(f"/cases/{case.number}/").content.decode())
    for said in ("公共安全隐患", "外墙掉砖，照片1至3", "拉警戒线，绕行"):
        assert said in page, said
    go(case, "add_promises", town.clerk, "2026-03-02 09:20", promises=[{"who": "物业", "what": "修墙", "due_on": "2026-04-30"}])
    page = unescape(seat(town.clerk).get(f"/cases/{case.number}/").content.decode())
    assert page.index('"fq-h4">临时防护<') < page.index('"fq-h4">履行事项<'), "the first task is protection"
    case = to_opinion(town)
    go(case, "hazard", town.handler, "2026-05-14 09:00")
    with pytest.raises(NotNow, match="另一单位回访"):
        go(case, "close", town.dispatcher, "2026-05-15 09:00")
    go(case, "ask_follow_up", town.handler, "2026-05-15 10:00")
    with pytest.raises(NotNow, match="到现场看"):
        go(case, "follow_up.visit", town.dispatcher, "2026-05-18 09:00", methods=["by_phone"])
    go(case, "follow_up.visit", town.dispatcher, "2026-05-18 09:00", methods=["on_site"], photo="照片9")
    go(case, "close", town.dispatcher, "2026-05-19 09:00")
    assert case.state == "S80"
