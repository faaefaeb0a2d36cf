"""Review and final review beside the petition: who takes it up, what it finds, and what that means to the case (law §7.2, §7.3)."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Case, Entry, Link
from fengqiao.apps.cases.services import Break, verify
from fengqiao.apps.documents.models import Document
from fengqiao.apps.organisations import services as organising
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from tests.town import (
    COUNTY,
    Town,
    at,
    clock_states,
    decided,
    due_of,
    examined,
    go,
    prepare,
    proceeding_of,
    refused_and_nothing_changed,
    reviewed,
    side_of,
    sign,
    steps_of,
    tables_digest,
    to_final,
    to_opinion,
)


@pytest.fixture
def asked(town: Town) -> Case:
    """Review asked for on 20 April 2026, seven days after the opinion was received."""
    case = to_opinion(town, outcome="reject")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    return case


def papers(case: Case) -> list[str]:
    """The kinds of the papers of a case, the oldest first."""
    return list(Document.objects.filter(county=case.county, case_id=case.id).order_by("issued_at", "id").values_list("kind", flat=True))


# One round, both rounds


def test_a_review_opens_at_the_body_above_with_a_person_and_its_clocks(town: Town, asked: Case) -> None:
    review = side_of(asked, "review")
    assert (asked.state, asked.unit.code, asked.person_name) == ("S70", "county", "覃公允")
    assert (review.state, review.unit.code, review.person_name, review.vars["round"]) == ("FC10", "county", "覃公允", "first")
    assert (due_of(asked, "CLK-13"), due_of(asked, "CLK-54")) == (date(2026, 5, 20), date(2026, 4, 23))
    assert clock_states(asked)["CLK-12"] == "paused"
    assert (asked.due_clock, asked.due_on) == ("CLK-54", date(2026, 4, 23))  # what is owed is shown on the case


def test_the_case_shows_the_day_of_the_review_it_waits_for(town: Town, asked: Case) -> None:
    go(asked, "review.accept", town.reviewer, "2026-04-21 09:00")
    assert (asked.due_clock, asked.due_on) == ("CLK-13", date(2026, 5, 20))


def test_both_rounds_from_the_request_to_the_end(town: Town) -> None:
    case = to_opinion(town, outcome="reject")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    examined(town, case, "2026-04-22 09:00")
    waiting = prepare(case, "review.decide", town.reviewer, "2026-05-13 09:00")
    assert list(queries.waiting_for(town.county_head)) == [waiting]
    sign(case, waiting, town.county_head, "2026-05-14 09:00")
    go(case, "review.serve", town.reviewer, "2026-05-18 09:00", served_on="2026-05-15")
    assert (case.state, case.unit.code, case.person_name) == ("S63", "housing", "陆海平")
    assert due_of(case, "CLK-14") == date(2026, 6, 15)  # the 14th is a Sunday
    assert clock_states(case)["CLK-13"] == clock_states(case)["CLK-12"] == "stopped"

    go(case, "request_final", town.citizen, "2026-06-01 09:00")
    assert (case.state, case.unit.code, due_of(case, "CLK-15")) == ("S71", "prefecture", date(2026, 7, 1))
    reviewed(town, case, "2026-06-26 09:00", result="changed")
    assert (case.state, case.unit.code, case.due_clock) == ("S64", "prefecture", "CLK-55")
    go(case, "record_final", town.final_reviewer, "2026-06-29 09:00")
    assert (case.state, case.stage, case.due_on) == ("S81", "done", None)
    review = papers(case)[papers(case).index("D26"):]
    assert review == ["D26", "D27a", "D18b", "D28", "D24", "D29", "D27a", "D18b", "D30", "D24"]
    final = Document.objects.get(case_id=case.id, kind="D30")
    assert (final.served_on, "原复查意见书" in final.body_zh) == (date(2026, 6, 26), True)
    assert Document.objects.get(case_id=case.id, kind="D28").served_on == date(2026, 5, 15)
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []


def test_one_row_of_the_ledger_tells_what_the_service_of_a_review_meant(town: Town, asked: Case) -> None:
    reviewed(town, asked, "2026-05-15 09:00")
    row = Entry.objects.get(case=asked, act="review.serve")
    assert [(part["act"], part["from"], part["to"]) for part in row.body["then"]] == [("review_served", "S70", "S63")]


# Who may, and what first


def test_no_opinion_without_an_examination(town: Town, asked: Case) -> None:
    go(asked, "review.accept", town.reviewer, "2026-04-21 09:00")
    refused_and_nothing_changed(asked, "review.decide", town.county_head, "2026-04-22 09:00", "不能「签发意见」")


def test_only_the_head_of_the_body_signs(town: Town, asked: Case) -> None:
    examined(town, asked, "2026-04-22 09:00")
    before = tables_digest()
    with pytest.raises(Denied, match="单位负责人"):
        go(asked, "review.decide", town.reviewer, "2026-04-23 09:00")
    assert tables_digest() == before
    assert "review.decide" in steps_of(asked, town.reviewer, "2026-04-23 09:00")  # to prepare it


def test_whoever_reviewed_first_does_not_review_again(town: Town, asked: Case) -> None:
    reviewed(town, asked, "2026-05-15 09:00")
    go(asked, "request_final", town.citizen, "2026-06-01 09:00")
    go(asked, "review.accept", town.final_reviewer, "2026-06-02 09:00")
    for handler in ("handler", "reviewer"):  # who gave the opinion, and who reviewed it
        refused_and_nothing_changed(
            asked, "review.examine", town.final_reviewer, "2026-06-03 09:00", "不能由办理这件事的人担任", reviewer=handler
        )
    go(asked, "review.examine", town.final_reviewer, "2026-06-03 09:00", reviewer="final_reviewer")


def test_another_reviewer_has_both_the_review_and_the_case(town: Town, asked: Case) -> None:
    go(asked, "review.appoint", town.county_head, "2026-04-21 09:00", person="county_head")
    assert asked.person_name == side_of(asked, "review").person_name == "邓百川"
    go(asked, "review.recuse", town.county_head, "2026-04-21 10:00", person="county_head", successor="reviewer", reason="亲属")
    assert asked.person_name == side_of(asked, "review").person_name == "覃公允"
    with pytest.raises(Denied, match="回避"):
        go(asked, "review.accept", town.county_head, "2026-04-21 11:00")


def test_the_bureau_cannot_act_in_the_review_of_its_own_opinion(town: Town, asked: Case) -> None:
    for step in ("review.accept", "review.examine", "review.decide", "review.serve"):
        with pytest.raises(DomainError):
            go(asked, step, town.head, "2026-04-21 09:00", reviewer="head")
    assert {step for step in steps_of(asked, town.head, "2026-04-21 09:00") if step.startswith("review.")} == set()


# Set aside


def test_a_remand_says_its_days(town: Town, asked: Case) -> None:
    examined(town, asked, "2026-04-22 09:00")
    refused_and_nothing_changed(asked, "review.decide", town.county_head, "2026-04-23 09:00", "多少日内重新办理", result="redo")
    refused_and_nothing_changed(asked, "review.decide", town.county_head, "2026-04-23 09:00", "60", result="redo", days=61)


@pytest.mark.parametrize("is_final", [False, True], ids=["review", "final review"])
def test_set_aside_means_handled_again_with_a_clock_of_its_own(town: Town, asked: Case, is_final: bool) -> None:
    if is_final:
        reviewed(town, asked, "2026-05-05 09:00")
        go(asked, "request_final", town.citizen, "2026-05-06 09:00")
    reviewed(town, asked, "2026-05-08 09:00", result="redo", days=45)
    assert (asked.state, asked.unit.code, asked.person_name) == ("S50", "housing", "陆海平")
    assert due_of(asked, "CLK-07") == date(2026, 6, 22)
    assert "在45日内重新办理" in Document.objects.get(case_id=asked.id, kind="D28b").body_zh
    with pytest.raises(NotNow, match="还没有听取"):
        go(asked, "sign_opinion", town.head, "2026-05-20 09:00")
    go(asked, "investigate", town.handler, "2026-05-20 09:00")
    go(asked, "sign_opinion", town.head, "2026-05-21 09:00")
    go(asked, "serve", town.handler, "2026-05-22 09:00")
    assert due_of(asked, "CLK-12") == date(2026, 6, 22)  # thirty days of a new opinion (the 21st is a Sunday)
    go(asked, "request_review", town.citizen, "2026-06-01 09:00")
    assert (asked.state, side_of(asked, "review").vars["round"]) == ("S70", "first")


# Not accepted, withdrawn, late


def test_not_accepted_the_days_that_were_left_run_on(town: Town, asked: Case) -> None:
    waiting = prepare(asked, "review.not_accept", town.reviewer, "2026-04-22 09:00")
    sign(asked, waiting, town.county_head, "2026-04-23 10:00")
    assert (asked.state, asked.unit.code, asked.person_name) == ("S61", "housing", "陆海平")
    assert side_of(asked, "review").closed_at is not None
    assert due_of(asked, "CLK-12") == date(2026, 5, 18)  # 7 of 30 days used by 20 April, 23 left (16 May is a Saturday)
    told = Document.objects.get(case_id=asked.id, kind="D27b").body_zh
    assert "剩下的天数从今天接着算" in told
    assert "法院" in told
    assert "request_review" in steps_of(asked, town.citizen, "2026-04-24 09:00")


def test_asked_for_on_the_last_day_a_day_is_left_when_it_is_not_accepted(town: Town) -> None:
    case = to_opinion(town)  # thirty days end on 13 May
    go(case, "request_review", town.citizen, "2026-05-13 16:00")
    go(case, "review.not_accept", town.county_head, "2026-05-20 09:00")
    assert due_of(case, "CLK-12") == date(2026, 5, 21)


@pytest.mark.parametrize("step", ["review.withdraw", "review.withdraw_at_window"])
def test_a_withdrawn_review_loses_nothing(town: Town, asked: Case, step: str) -> None:
    examined(town, asked, "2026-04-22 09:00")
    by = town.citizen if step == "review.withdraw" else town.reviewer
    go(asked, step, by, "2026-04-30 09:00")
    assert (asked.state, asked.unit.code) == ("S61", "housing")
    assert due_of(asked, "CLK-12") == date(2026, 5, 25)  # 23 days from 30 April (23 May is a Saturday)
    assert clock_states(asked)["CLK-13"] == "stopped"
    go(asked, "request_review", town.citizen, "2026-05-06 09:00")
    assert side_of(asked, "review").state == "FC10"
    go(asked, "review.accept", town.reviewer, "2026-05-06 10:00")  # of the new one, not of the withdrawn


def test_a_final_review_that_is_withdrawn_goes_back_to_the_reviewed(town: Town, asked: Case) -> None:
    reviewed(town, asked, "2026-05-15 09:00")
    go(asked, "request_final", town.citizen, "2026-06-01 09:00")
    go(asked, "review.withdraw", town.citizen, "2026-06-03 09:00")
    assert (asked.state, asked.unit.code, clock_states(asked)["CLK-14"]) == ("S63", "housing", "running")


def test_a_late_review_is_taken_in_and_a_person_says_why_it_is_accepted(town: Town) -> None:
    case = to_opinion(town)
    with pytest.raises(NotNow, match="迟延的原因"):
        go(case, "request_review", town.citizen, "2026-05-14 09:00")
    go(case, "request_review", town.citizen, "2026-05-14 10:00", late_reason="住院，出院第二天就来了")
    assert side_of(case, "review").vars["late"] == "yes"
    refused_and_nothing_changed(case, "review.accept", town.reviewer, "2026-05-15 09:00", "为什么认为迟延有正当理由")
    go(case, "review.accept", town.reviewer, "2026-05-15 10:00", late_because="有住院病历，出院次日提出")
    assert "有住院病历" in Document.objects.get(case_id=case.id, kind="D27a").body_zh
    assert side_of(case, "review").state == "FC20"


def test_a_late_review_that_is_not_accepted_stays_late_and_the_reason_is_on_record(town: Town) -> None:
    case = to_opinion(town)
    go(case, "request_review", town.citizen, "2026-05-20 10:00", late_reason="忘了")
    go(case, "review.not_accept", town.county_head, "2026-05-21 09:00", ground="late", reasons="没有说明障碍（第三十五条）。")
    assert (case.state, "没有说明障碍" in Document.objects.get(case_id=case.id, kind="D27b").body_zh) == ("S61", True)
    assert due_of(case, "CLK-12") == date(2026, 5, 13)
    with pytest.raises(NotNow, match="迟延的原因"):
        go(case, "request_review", town.citizen, "2026-05-22 09:00")


def test_in_time_nobody_is_asked_why_it_is_late(town: Town, asked: Case) -> None:
    go(asked, "review.accept", town.reviewer, "2026-04-21 09:00")
    assert "late_because" not in Entry.objects.get(case=asked, act="review.accept").body["data"]


# The end is found by a person


def test_the_procedure_ends_only_when_a_person_finds_it(town: Town, asked: Case) -> None:
    reviewed(town, asked, "2026-05-15 09:00")
    go(asked, "request_final", town.citizen, "2026-06-01 09:00")
    refused_and_nothing_changed(asked, "record_final", town.final_reviewer, "2026-06-02 09:00", "认定程序终结")
    examined(town, asked, "2026-06-20 09:00")
    decided(town, asked, "2026-06-26 09:00")
    for missing in ("checked", "remedies"):
        with pytest.raises(Incomplete):
            go(asked, "record_final", town.final_reviewer, "2026-06-29 09:00", **{missing: False})
    with pytest.raises(Denied):
        go(asked, "record_final", town.handler, "2026-06-29 09:00")
    go(asked, "record_final", town.final_reviewer, "2026-06-29 10:00")
    assert asked.state == "S81"


def test_new_facts_after_the_end_open_a_linked_case(town: Town) -> None:
    case = to_final(town)
    go(case, "new_facts", town.citizen, "2026-07-20 09:00", facts="另一面墙昨天塌了一块。")
    fresh = Case.objects.get(id=Link.objects.get(case=case, kind="new_facts_in").other)
    assert (fresh.state, fresh.is_repeat) == ("S10", True)


# The route is data


def test_a_units_review_body_is_what_the_administrator_set(town: Town) -> None:
    organising.set_review_body(unit=town.unit("housing"), body=town.unit("prefecture"), by=town.admin)
    organising.set_review_body(unit=town.unit("prefecture"), body=town.unit("county"), by=town.admin)
    case = to_opinion(town)
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    assert case.unit.code == "prefecture"
    reviewed(town, case, "2026-05-15 09:00")
    assert "澜溪县人民政府" in Document.objects.get(case_id=case.id, kind="D28").body_zh  # the final body, as set
    go(case, "request_final", town.citizen, "2026-06-01 09:00")
    assert case.unit.code == "county"


def test_nobody_reviews_their_own_opinion_nor_another_countys(town: Town) -> None:
    with pytest.raises(Incomplete):
        organising.set_review_body(unit=town.unit("housing"), body=town.unit("housing"), by=town.admin)
    with pytest.raises(Denied):
        organising.set_review_body(unit=town.unit("housing"), body=town.unit("county"), by=town.head)


def test_an_overdue_review_calls_for_supervision(town: Town, asked: Case) -> None:
    go(asked, "review.accept", town.reviewer, "2026-04-21 09:00")
    page = queries.page_of(Case.objects.select_related("unit", "origin_unit").get(id=asked.id), town.supervisor,
                           at("2026-05-21 09:00").date())  # fmt: skip
    assert "handling" in {signal.id for signal in page.signals}
    assert proceeding_of(asked).due_clock == "CLK-13"
