"""Late, extended, refused: what the clocks of the law allow and stop (law.md §3, §6; T14, T19, T27)."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from tests.town import (
    Town,
    clock_states,
    due_of,
    fields_of,
    go,
    prepare,
    register_case,
    reviewed,
    sign,
    tables_digest,
    to_acceptance,
    to_opinion,
)


def _referred(town: Town, when: str = "2026-03-03 10:00"):
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, when, unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-04 09:00")
    return case


def _handled(town: Town):
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    return case


# T14: objecting


def test_after_five_working_days_an_objection_needs_the_senders_consent(town: Town) -> None:
    case = _referred(town)
    with pytest.raises(NotNow, match="五个工作日"):
        go(case, "object", town.handler, "2026-03-11 08:30")
    with pytest.raises(Denied):
        go(case, "consent_late", town.handler, "2026-03-11 09:00")  # the objector cannot consent for the sender
    go(case, "consent_late", town.dispatcher, "2026-03-11 09:30")
    go(case, "object", town.handler, "2026-03-11 10:00")
    assert case.state == "S31"


def test_the_make_up_workday_counts_and_the_holiday_does_not(town: Town) -> None:
    """Referred on Friday 13 February 2026, before the Spring Festival (15–23 February; 14 and 28 are worked)."""
    case = register_case(town, when="2026-02-12 09:00")
    go(case, "open_dispatch", town.dispatcher, "2026-02-13 09:00")
    go(case, "transfer", town.dispatcher, "2026-02-13 10:00", unit=town.unit("housing"))
    assert due_of(case, "CLK-04") == date(2026, 2, 27)  # 14, 24, 25, 26, 27


def test_an_agreed_objection_gives_the_sender_back_what_was_left_of_its_clock(town: Town) -> None:
    case = _referred(town)
    go(case, "object", town.handler, "2026-03-06 09:00")
    go(case, "object_agreed", town.dispatcher, "2026-03-09 09:00")
    states = clock_states(case)
    assert (case.state, case.unit.code) == ("S20", "petition-office")
    assert (states["CLK-01"], states["CLK-03"]) == ("running", "cancelled")
    assert due_of(case, "CLK-01") == date(2026, 3, 23)  # paused from the 3rd to the 9th


# DAY-15, CLK-07: sixty days


@pytest.mark.parametrize(
    ("accepted", "last"), [("2026-03-10", date(2026, 5, 9)), ("2026-03-25", date(2026, 5, 18)), ("2026-06-30", date(2026, 5, 18))]
)
def test_sixty_days_run_from_acceptance_at_the_latest_from_day_fifteen(town: Town, accepted: str, last: date) -> None:
    case = _referred(town)  # reached the bureau on 3 March: day 15 is 18 March, day 60 from there Sunday 17 May
    go(case, "accept", town.handler, f"{accepted} 09:00")
    assert due_of(case, "CLK-07") == last


def test_only_the_head_extends(town: Town) -> None:
    case = _handled(town)
    before = tables_digest()
    for actor in (town.handler, town.dispatcher, town.supervisor, town.town_head, town.citizen):
        with pytest.raises(Denied):
            go(case, "extend", actor, "2026-04-20 09:00")
    assert tables_digest() == before
    waiting = prepare(case, "extend", town.handler, "2026-04-20 10:00", days=20)
    with pytest.raises(Denied):
        sign(case, waiting, town.handler, "2026-04-20 11:00")
    sign(case, waiting, town.head, "2026-04-21 09:00")
    assert due_of(case, "CLK-07") == date(2026, 5, 25)  # 5 May and twenty days


def test_extensions_are_thirty_days_in_all(town: Town) -> None:
    case = _handled(town)
    with pytest.raises(Incomplete) as wrong:
        go(case, "extend", town.head, "2026-04-20 09:00", days=31)
    assert set(wrong.value.fields) == {"days"}
    go(case, "extend", town.head, "2026-04-20 09:00", days=20)
    with pytest.raises(NotNow, match="还可以延长10日"):
        go(case, "extend", town.head, "2026-05-04 09:00", days=11)
    go(case, "extend", town.head, "2026-05-04 09:00", days=10)
    with pytest.raises(NotNow):
        go(case, "extend", town.head, "2026-05-06 09:00", days=1)
    assert due_of(case, "CLK-07") == date(2026, 6, 4)


def test_nothing_is_extended_after_day_sixty(town: Town) -> None:
    case = _handled(town)
    assert due_of(case, "CLK-07") == date(2026, 5, 6)  # day sixty is 5 May, a holiday
    before = tables_digest()
    with pytest.raises(NotNow, match="六十日已满"):
        go(case, "extend", town.head, "2026-05-07 09:00", days=1)
    assert tables_digest() == before
    go(case, "extend", town.head, "2026-05-06 17:00", days=1)


# T32, T35, T36: the opinion and what follows


def test_no_opinion_before_the_petitioner_was_heard(town: Town) -> None:
    case = _handled(town)
    with pytest.raises(NotNow, match="还没有听取"):
        go(case, "sign_opinion", town.head, "2026-03-10 09:00")


def test_every_demand_needs_its_own_opinion(town: Town) -> None:
    """KZ-23, KZ-44, KZ-52, YJ-05: a result for each demand, with facts, reply and basis."""
    case = to_acceptance(town, demands=["修好外墙", "说清楚由谁出钱"])
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    one = fields_of(case, "sign_opinion")["opinions"][:1]
    with pytest.raises(Incomplete) as wrong:
        go(case, "sign_opinion", town.head, "2026-04-01 09:00", opinions=one)
    assert {"opinions.2.facts", "opinions.2.outcome", "opinions.2.reply", "opinions.2.basis"} <= set(wrong.value.fields)
    for outcome in ("explain", "reject"):
        bare = {**one[0], "outcome": outcome, "facts": "", "reply": " "}
        with pytest.raises(Incomplete) as wrong:
            go(case, "sign_opinion", town.head, "2026-04-01 09:30", opinions=[*one, bare])
        assert set(wrong.value.fields) == {"opinions.2.facts", "opinions.2.reply"}, "without its reasons"
    rows = [*one, {**one[0], "outcome": "reject"}]
    go(case, "sign_opinion", town.head, "2026-04-01 10:00", opinions=rows)
    assert list(case.demands.values_list("outcome", flat=True)) == ["support", "reject"]


def test_service_may_not_lie_before_the_signature_nor_ahead(town: Town) -> None:
    case = _handled(town)
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    go(case, "sign_opinion", town.head, "2026-04-10 09:00")
    before = tables_digest()
    for day in ("2026-04-09", "2026-04-14", "1899-12-31", "2026-02-30", "下周一", ""):
        with pytest.raises(Incomplete) as wrong:
            go(case, "serve", town.handler, "2026-04-13 09:00", served_on=day)
        assert "served_on" in wrong.value.fields, day
    assert tables_digest() == before


def test_a_case_is_not_closed_while_the_petitioner_may_still_ask_for_review(town: Town) -> None:
    case = to_opinion(town)  # served on 13 April: thirty days end on 13 May
    with pytest.raises(NotNow, match="三十日还没有过"):
        prepare(case, "close", town.handler, "2026-05-13 09:00")
    with pytest.raises(NotNow, match="回访核实"):  # what was entered is looked at before anybody is asked to sign it
        prepare(case, "close", town.handler, "2026-05-14 09:00", results=[{"demand": 1, "result": "solved"}])
    waiting = prepare(case, "close", town.handler, "2026-05-14 09:00")
    sign(case, waiting, town.dispatcher, "2026-05-14 10:00")
    assert (case.state, case.stage) == ("S80", "done")
    running = [clock for clock, state in clock_states(case).items() if state == "running"]
    assert running == ["CLK-19", "CLK-37"]  # the rating, and the visit of another unit


def test_a_late_request_for_review_says_why_and_a_person_decides(town: Town) -> None:
    case = to_opinion(town)
    with pytest.raises(NotNow, match="迟延的原因"):
        go(case, "request_review", town.citizen, "2026-05-14 09:00")
    go(case, "request_review", town.citizen, "2026-05-14 10:00", late_reason="住院，出院第二天就来了")
    assert (case.state, case.unit.code) == ("S70", "county")


def test_a_supported_opinion_that_is_not_carried_out_keeps_the_case_from_the_archive(town: Town) -> None:
    case = to_opinion(town)
    go(case, "execute", town.handler, "2026-04-14 09:00", days=30)
    assert due_of(case, "CLK-23") == date(2026, 5, 14)
    waiting = prepare(case, "close", town.handler, "2026-05-15 09:00")
    sign(case, waiting, town.dispatcher, "2026-05-15 10:00")
    with pytest.raises(NotNow, match="还没有执行完毕"):
        go(case, "archive", town.handler, "2026-05-16 09:00")
    go(case, "execution_done", town.handler, "2026-05-20 09:00")
    go(case, "archive", town.handler, "2026-05-21 09:00")
    assert case.state == "S90"


# T31: no paper takes a right away


@pytest.mark.parametrize("terms", ["物业修墙，本人不再 信访。", "赔一千元，放弃复查和起诉", "息诉罢访"])
def test_an_agreement_that_gives_up_a_right_is_stopped(town: Town, terms: str) -> None:
    """KZ-20: no promise to come no more is taken from anybody."""
    case = _handled(town)
    before = tables_digest()
    with pytest.raises(DomainError, match="任何文书都不能"):
        go(case, "settle", town.handler, "2026-03-20 09:00", terms=terms)
    assert tables_digest() == before
    go(case, "settle", town.handler, "2026-03-20 09:30", terms="物业四月底前修好外墙。")
    assert case.state == "S85"


# T38: set aside and sent back


def test_a_remand_starts_the_handling_clock_anew_and_hearing_is_needed_again(town: Town) -> None:
    case = to_opinion(town, outcome="reject")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    reviewed(town, case, "2026-05-08 09:00", result="redo", days=45)
    assert (case.state, case.unit.code, case.person_name) == ("S50", "housing", "陆海平")
    assert due_of(case, "CLK-07") == date(2026, 6, 22)
    with pytest.raises(NotNow, match="还没有听取"):
        go(case, "sign_opinion", town.head, "2026-05-20 09:00")


def test_the_final_review_ends_the_procedure_at_the_prefecture(town: Town) -> None:
    case = to_opinion(town, outcome="reject")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    reviewed(town, case, "2026-05-15 09:00")
    assert (case.state, case.unit.code, due_of(case, "CLK-14")) == ("S63", "housing", date(2026, 6, 15))  # the 14th is a Sunday
    go(case, "request_final", town.citizen, "2026-06-01 09:00")
    assert (case.state, case.unit.code, due_of(case, "CLK-15")) == ("S71", "prefecture", date(2026, 7, 1))
    reviewed(town, case, "2026-06-26 09:00")
    go(case, "record_final", town.final_reviewer, "2026-06-26 09:00")
    assert (case.state, case.stage, case.due_on) == ("S81", "done", None)
