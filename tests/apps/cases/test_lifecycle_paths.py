"""The other ways a petition goes and ends, each with its clock and its paper (law.md §1.3, §2, §7.1)."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.test import Client

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.queries import timeline
from fengqiao.apps.documents.models import Document
from fengqiao.apps.documents.queries import papers_of
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from tests.town import (
    GUIDE,
    Town,
    clock_states,
    due_of,
    go,
    prepare,
    proceeding_of,
    register_case,
    sign,
    steps_of,
    tables_digest,
    to_acceptance,
)


def _papers(case: Case) -> list[str]:
    return [paper.kind for paper in papers_of(case.county, case.id)]


def _at_the_bureau(town: Town, **over) -> Case:
    case = register_case(town, **over)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-04 09:00")
    return case


# The six paths (Art 31)


def test_path_five_counts_two_months_from_receipt_and_no_sixty_days(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "set_path_5", town.handler, "2026-03-09 09:00")
    assert (case.state, due_of(case, "CLK-10")) == ("S44", date(2026, 5, 6))  # 2 May is a holiday
    assert clock_states(case)["CLK-07"] == "cancelled"
    go(case, "duty_done", town.handler, "2026-03-30 09:00")
    assert (case.state, _papers(case)[-1]) == ("S80", "D23")


@pytest.mark.parametrize("path", ["1", "2", "3", "4"])
def test_paths_one_to_four_tell_where_to_go(town: Town, path: str) -> None:
    """YJ-24: which way, where, how and by when, on the paper that the petitioner gets and on their page."""
    case = to_acceptance(town)
    go(case, "set_path_legal", town.handler, "2026-03-09 09:00", path=path)
    assert (case.state, case.stage, case.due_on, _papers(case)[-1]) == ("S43", "done", None, "D11")
    paper = Document.objects.get(case_id=case.id, kind="D11").body_zh
    for told in (rules.pack_of(case).lists["paths"][path].zh, GUIDE["body"], GUIDE["procedure"], GUIDE["limit"]):
        assert told in paper
    assert "法定途径告知书" in unescape(Client().get(f"/t/{case.tracking_code}").content.decode())
    assert [demand.path for demand in case.demands.all()] == [path]
    assert [(demand.result, case.result) for demand in case.demands.all()] == [("other_path", "other_path")]
    with pytest.raises(Incomplete) as refused:
        go(to_acceptance(town), "set_path_legal", town.handler, "2026-03-09 09:00", path=path, body="", procedure="", limit="")
    assert set(refused.value.fields) == {"body", "procedure", "limit"}


def test_paths_five_and_six_are_not_told_away(town: Town) -> None:
    case = to_acceptance(town)
    for path in ("5", "6", "7", ""):
        with pytest.raises(Incomplete):
            go(case, "set_path_legal", town.handler, "2026-03-09 09:00", path=path)


def test_without_acceptance_nothing_is_handled(town: Town) -> None:
    case = _at_the_bureau(town)
    for step in ("set_path_6", "investigate", "sign_opinion", "serve", "close"):
        with pytest.raises(NotNow):
            go(case, step, town.head, "2026-03-05 09:00")


# The kinds (Art 29–31)


def test_a_suggestion_is_studied_and_answered(town: Town) -> None:
    case = _at_the_bureau(town, classification="suggest")
    go(case, "accept", town.handler, "2026-03-06 09:00")
    assert due_of(case, "CLK-11") == date(2026, 5, 6)  # sixty days from receipt: 1 May, a holiday
    assert "CLK-07" not in clock_states(case)
    go(case, "set_suggestion", town.handler, "2026-03-09 09:00")
    go(case, "reply_suggestion", town.handler, "2026-03-30 09:00")
    assert (case.kind, case.state, _papers(case)[-1]) == ("suggestion", "S80", "D22")


def test_a_question_is_answered_at_the_window_and_a_claim_is_not(town: Town) -> None:
    question = register_case(town, classification="consult")
    go(question, "answer_now", town.clerk, "2026-03-02 09:10")
    assert (question.state, question.closed_at is not None) == ("S80", True)
    with pytest.raises(NotNow, match="只有咨询、建议"):
        go(register_case(town), "answer_now", town.clerk, "2026-03-02 09:10")


def test_nothing_is_referred_before_its_kind_is_chosen(town: Town) -> None:
    case = register_case(town, classification="")
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    with pytest.raises(NotNow, match="请先确定类别"):
        go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    assert "transfer" not in steps_of(case, town.dispatcher, "2026-03-03 10:00")


# Simple handling (简易办理)


def test_simple_handling_has_its_own_short_clocks(town: Town) -> None:
    case = _at_the_bureau(town)
    go(case, "choose_simple", town.handler, "2026-03-04 09:30")
    assert due_of(case, "CLK-17") == date(2026, 3, 9)  # three working days
    go(case, "accept", town.handler, "2026-03-05 09:00")
    assert due_of(case, "CLK-18") == date(2026, 3, 19)  # ten working days
    assert clock_states(case)["CLK-07"] == "running"
    with pytest.raises(DomainError):
        go(case, "simple_reply", town.handler, "2026-03-10 09:00", petitioner_agrees=False)
    go(case, "simple_reply", town.handler, "2026-03-10 09:00")
    assert (case.state, _papers(case)[-1]) == ("S80", "D40")


def test_leaving_simple_handling_keeps_the_sixty_days(town: Town) -> None:
    case = _at_the_bureau(town)
    go(case, "choose_simple", town.handler, "2026-03-04 09:30")
    go(case, "accept", town.handler, "2026-03-05 09:00")
    due = due_of(case, "CLK-07")
    go(case, "to_normal", town.citizen, "2026-03-12 09:00")
    assert clock_states(case)["CLK-18"] == "cancelled"
    assert due_of(case, "CLK-07") == due == date(2026, 5, 6)
    go(case, "set_path_6", town.handler, "2026-03-12 10:00")


@pytest.mark.parametrize("over", [{"people_count": 3}, {"is_repeat": True}])
def test_simple_handling_is_for_a_first_single_petition(town: Town, over: dict) -> None:
    case = _at_the_bureau(town, **over)
    with pytest.raises(NotNow):
        go(case, "choose_simple", town.handler, "2026-03-04 09:30")


def test_an_assigned_case_is_not_for_simple_handling_and_is_reported_on(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "assign", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"), period=40)
    assert due_of(case, "CLK-09") == date(2026, 4, 13)  # forty days: Sunday 12 April
    go(case, "receive", town.handler, "2026-03-04 09:00")
    with pytest.raises(NotNow):
        go(case, "choose_simple", town.handler, "2026-03-04 09:30")


# Not accepted


def test_only_the_head_declines_and_the_reasons_are_told(town: Town) -> None:
    case = _at_the_bureau(town)
    with pytest.raises(Denied):
        go(case, "not_accept", town.handler, "2026-03-05 09:00")
    waiting = prepare(case, "not_accept", town.handler, "2026-03-05 09:00")
    sign(case, waiting, town.head, "2026-03-05 10:00")
    assert (case.state, case.stage, _papers(case)[-1]) == ("S41", "done", "D09")


def test_a_town_tells_which_body_is_competent(town: Town) -> None:
    case = register_case(town, unit="pingshang", by=town.town_handler)
    go(case, "tell_elsewhere", town.town_handler, "2026-03-02 10:00")
    assert (case.state, _papers(case)) == ("S41", ["D09"])


def test_a_petition_office_does_not_handle_and_does_not_send_away(town: Town) -> None:
    case = register_case(town)
    for step, by in (("tell_elsewhere", town.petition_head), ("take_in", town.clerk)):
        with pytest.raises(DomainError):
            go(case, step, by, "2026-03-02 10:00")


# Towns and villages


def test_a_town_handles_what_comes_to_its_own_window(town: Town) -> None:
    case = register_case(town, unit="pingshang", by=town.town_handler)
    go(case, "take_in", town.town_handler, "2026-03-03 09:00")
    go(case, "accept", town.town_handler, "2026-03-10 09:00")
    assert due_of(case, "CLK-07") == date(2026, 5, 9)
    go(case, "set_path_6", town.town_handler, "2026-03-10 09:05")
    go(case, "settle", town.town_handler, "2026-03-20 09:00")
    assert (case.state, _papers(case)[-1]) == ("S85", "D20")


def test_a_town_settles_on_the_spot_with_the_petitioners_consent(town: Town) -> None:
    """ND-31: a minute after registration, with its paper."""
    case = register_case(town, unit="pingshang", by=town.town_handler)
    with pytest.raises(DomainError):
        go(case, "settle_on_spot", town.town_handler, "2026-03-02 09:20", petitioner_agrees=False)
    go(case, "settle_on_spot", town.town_handler, "2026-03-02 09:01")
    assert (case.state, _papers(case)[-1]) == ("S80", "D40")


def test_a_department_refers_only_inside_its_own_system(town: Town) -> None:
    case = register_case(town, unit="pingshang", by=town.town_handler)
    with pytest.raises(NotNow, match="本系统"):
        go(case, "forward_in_system", town.town_handler, "2026-03-02 10:00", unit=town.unit("housing"), reason="不归镇管")
    go(case, "forward_in_system", town.town_handler, "2026-03-02 10:00", unit=town.unit("village"), reason="村里先去看")
    assert (case.unit.code, case.person_name) == ("village", "麻利")


def test_a_village_gives_no_opinion(town: Town) -> None:
    """A village committee may look into it, but decides nothing (law.md §1.8)."""
    builder = town.builder
    builder.seat("village-handler", "石大姐", "village", "村文书", ["handler"])
    case = register_case(town, unit="pingshang", by=town.town_handler)
    go(case, "forward_in_system", town.town_handler, "2026-03-02 10:00", unit=town.unit("village"), reason="村里先去看")
    go(case, "receive", builder.actor("village-handler"), "2026-03-03 09:00")
    with pytest.raises(NotNow, match="没有权力"):
        go(case, "accept", builder.actor("village-handler"), "2026-03-03 10:00")


# Grave, disputed, withdrawn


def test_a_grave_matter_goes_up_for_a_decision(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 09:30")
    go(case, "report_up", town.dispatcher, "2026-03-02 10:00")
    assert (case.state, due_of(case, "CLK-20")) == ("S23", date(2026, 3, 2))
    go(case, "decided_transfer", town.dispatcher, "2026-03-02 15:00", unit=town.unit("housing"))
    assert clock_states(case)["CLK-20"] == "stopped"
    assert (case.state, case.unit.code) == ("S21", "housing")


def test_two_bodies_in_dispute_are_told_who_accepts(town: Town) -> None:
    case = _at_the_bureau(town)
    go(case, "joint_dispute", town.handler, "2026-03-05 09:00")
    assert (case.state, case.unit.code, due_of(case, "CLK-06")) == ("S32", "joint", date(2026, 3, 12))
    go(case, "designate", town.joint, "2026-03-09 09:00", unit=town.unit("land"))
    assert (case.state, case.unit.code, case.person_name) == ("S30", "land", "田间")
    assert due_of(case, "CLK-03") == date(2026, 3, 24)  # fifteen days from the decision
    assert clock_states(case)["CLK-04"] == "cancelled"  # what is decided is not objected to
    assert "object" not in steps_of(case, town.land_handler, "2026-03-09 10:00")


def test_only_the_petitioner_withdraws_or_signs_for_it_and_may_come_again(town: Town) -> None:
    case = to_acceptance(town)
    for actor in (town.handler, town.head, town.dispatcher, town.leader):
        with pytest.raises(Denied):
            go(case, "withdraw", actor, "2026-03-09 09:00")
    before = tables_digest()
    with pytest.raises(DomainError):
        go(case, "withdraw_at_window", town.clerk, "2026-03-09 09:00", signed=False)
    assert tables_digest() == before
    go(case, "withdraw", town.citizen, "2026-03-09 10:00")
    assert (case.state, case.stage) == ("S86", "done")
    assert register_case(town, when="2026-03-10 09:00", earlier=case.id).state == "S10"


def test_the_petitioner_adds_and_urges_while_it_is_open(town: Town) -> None:
    case = to_acceptance(town)
    due = case.due_on
    go(case, "add_material", town.citizen, "2026-03-09 09:00")
    go(case, "urge", town.citizen, "2026-03-10 09:00")
    assert case.due_on == due
    go(case, "withdraw", town.citizen, "2026-03-11 09:00")
    with pytest.raises(NotNow):
        go(case, "urge", town.citizen, "2026-03-12 09:00")


def test_supervision_leaves_owner_and_clocks_alone(town: Town) -> None:
    case = to_acceptance(town)
    before = (case.unit_id, case.person_id, case.due_on, proceeding_of(case).clocks)
    go(case, "supervise", town.supervisor, "2026-04-01 09:00")
    assert before == (case.unit_id, case.person_id, case.due_on, proceeding_of(case).clocks)
    assert _papers(case)[-1] == "D32"
    with pytest.raises(Denied):
        go(case, "supervise", town.land_head, "2026-04-01 09:00")


# People come and go


def test_when_somebody_leaves_the_open_cases_follow_the_post(town: Town) -> None:
    from fengqiao.apps.accounts import services as people
    from fengqiao.apps.accounts.models import Holding

    open_case, closed = to_acceptance(town), to_acceptance(town)
    go(closed, "withdraw", town.citizen, "2026-03-09 09:00")
    due = open_case.due_on
    builder = town.builder
    builder.seat("heir", "接班人", "land", "暂列", ["handler"])
    holding = Holding.objects.get(user_id=town.handler.user)
    day = date(2026, 3, 10)
    moved = people.hand_over(from_holding=holding, to_user=builder.people["heir"], on=day, today=day, by=builder.operator)
    open_case.refresh_from_db()
    closed.refresh_from_db()
    assert (moved.moved, open_case.person_name, open_case.due_on) == (1, "接班人", due)
    assert closed.person_name == "陆海平"
    assert open_case.entries.last().act == "hand_over"
    with pytest.raises(Incomplete, match="不在负责单位"):
        go(open_case, "appoint", town.head, "2026-03-11 09:00", person="handler")


def test_a_case_does_not_come_back_to_somebody_who_left(town: Town) -> None:
    from fengqiao.apps.accounts.models import Holding

    case = _at_the_bureau(town)
    go(case, "object", town.handler, "2026-03-05 09:00")
    Holding.objects.filter(user_id=town.handler.user).update(until=date(2026, 3, 6))
    go(case, "object_refused", town.dispatcher, "2026-03-09 09:00")
    assert case.person_name == "唐二楼"


def test_staff_of_the_next_county_find_nothing_here(town: Town) -> None:
    case = to_acceptance(town)
    before = tables_digest()
    for step in ("set_path_6", "supervise", "urgent", "note", "withdraw_at_window"):
        with pytest.raises(Case.DoesNotExist):
            go(case, step, town.outsider, "2026-03-09 09:00")
    assert tables_digest() == before


def test_a_step_that_does_not_exist_is_refused_in_words(town: Town) -> None:
    case = to_acceptance(town)
    for step in ("register", "", "drop table", "S90", "x" * 5000):
        with pytest.raises(NotNow):
            go(case, step, town.handler, "2026-03-09 09:00")


def test_pb_15_a_second_return_goes_to_the_joint_office_by_itself(town: Town) -> None:
    case = _at_the_bureau(town)
    before = tables_digest()
    with pytest.raises(NotNow, match="还没有单位提过异议"):
        go(case, "object_again", town.handler, "2026-03-05 09:00")
    for lacking in ("reasons", "rules", "proposed"):
        with pytest.raises(Incomplete) as refused:
            go(case, "object", town.handler, "2026-03-05 09:00", **{lacking: ""})
        assert list(refused.value.fields) == [lacking]
    assert tables_digest() == before
    go(case, "object", town.handler, "2026-03-05 09:00")
    go(case, "object_agreed", town.dispatcher, "2026-03-06 09:00", reasons="确实不归住建局。")
    go(case, "transfer", town.dispatcher, "2026-03-06 10:00", unit=town.unit("land"), reason="按土地办")
    go(case, "receive", town.land_handler, "2026-03-09 09:00")
    with pytest.raises(NotNow, match="报联席会议办公室"):
        go(case, "object", town.land_handler, "2026-03-09 10:00")
    go(case, "object_again", town.land_handler, "2026-03-09 10:00")
    assert (case.state, case.unit.code, proceeding_of(case).vars["objections"]) == ("S32", "joint", 2)
    names = [line.name.zh for line in timeline(case, rules.pack_of(case), for_petitioner=True)]
    assert not any("退回" in name for name in names), "the petitioner never reads that they were sent back"
    go(case, "designate", town.joint, "2026-03-11 09:00", unit=town.unit("pingshang"), decision="由坪上镇受理。")
    assert (case.state, case.unit.code) == ("S30", "pingshang")
