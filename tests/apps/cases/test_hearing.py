"""A hearing beside the handling and beside a final review: who presides and sits, notice, order, time not counted (law §3.9, §7.6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fengqiao.apps.cases import queries, rules
from fengqiao.apps.cases.models import Case, Entry, Seat
from fengqiao.apps.cases.services import Break, seating, verify
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import Denied, NotNow
from tests.town import (
    COUNTY,
    Town,
    accept_seats,
    clock_states,
    decided,
    due_of,
    examined,
    go,
    helper,
    prepare,
    proceeding_of,
    refused_and_nothing_changed,
    reviewed,
    side_of,
    sign,
    steps_of,
    to_acceptance,
    to_opinion,
)


@pytest.fixture
def handled(town: Town) -> Case:
    """A claim of 2 March 2026 that the housing bureau has heard and investigated by the 20th."""
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    return case


def members(count: int = 3) -> list[str]:
    """The keys of people of the directory who may sit."""
    kinds = ("deputy", "lawyer", "expert", "elder", "police")
    return [str(helper(f"听证员{n}", kinds[n]).id) for n in range(count)]


def to_composed(town: Town, case: Case, day: str, *, head: Any = None, presider: str = "handler_2") -> list[str]:
    """The head decides to hold it on a day and names who presides and sits; they accept."""
    head = head or town.head
    chosen = members()
    go(case, "hearing.hold", head, f"{day} 09:00")
    go(case, "hearing.compose", head, f"{day} 10:00", presider=presider, members=chosen)
    accept_seats(case, f"{day} 11:00")
    return chosen


# In the handling


def test_a_hearing_from_the_request_to_the_report(town: Town, handled: Case) -> None:
    go(handled, "ask_hearing", town.citizen, "2026-03-23 09:00")
    hearing = side_of(handled, "hearing")
    assert (handled.state, hearing.state, hearing.unit.code) == ("S50", "TZ10", "housing")
    assert due_of(handled, "CLK-50") == date(2026, 3, 30)  # five working days
    with pytest.raises(NotNow, match="听证还没有结果"):
        go(handled, "sign_opinion", town.head, "2026-03-24 09:00")

    chosen = to_composed(town, handled, "2026-03-24")
    assert side_of(handled, "hearing").person_name == "唐二楼"
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-07")
    assert due_of(handled, "CLK-52") == date(2026, 4, 3)  # the seventh working day after notice
    go(handled, "hearing.announce", town.handler, "2026-03-25 10:00", meets_on="2026-04-07", hour="上午9点",
       venue="县政府三楼", posted="政务公开栏")  # fmt: skip
    go(handled, "hearing.open", town.handler_2, "2026-04-07 09:00", held_on="2026-04-07", present=chosen)
    seat = Seat.objects.select_related("proceeding").filter(case=handled).first()
    assert seat is not None
    go(handled, "hearing.deliberate", seating.guest_of(seat), "2026-04-07 12:00", dissent="一人认为三面即可")
    assert due_of(handled, "CLK-53") == date(2026, 4, 27)
    go(handled, "hearing.report", town.handler_2, "2026-04-15 09:00", served_on="2026-04-15")
    assert side_of(handled, "hearing").state == "TZ60"
    assert "hearing" not in proceeding_of(handled).flags
    go(handled, "sign_opinion", town.head, "2026-04-16 09:00")
    go(handled, "hearing.archive", town.handler, "2026-04-17 09:00", complete=True)

    kinds = list(Document.objects.filter(case_id=handled.id, kind__startswith="D19").order_by("issued_at", "kind")
                 .values_list("kind", flat=True))  # fmt: skip
    assert kinds == ["D19a", "D19b", "D19c", "D19d", "D19e", "D19f", "D19g"]
    notice = Document.objects.get(case_id=handled.id, kind="D19c").body_zh
    assert "主持人：唐二楼" in notice
    assert "听证员0、听证员1、听证员2" in notice
    public = Document.objects.get(case_id=handled.id, kind="D19d").body_zh
    assert "吴大升" not in public
    assert handled.number not in public
    assert "一人认为三面即可" in Document.objects.get(case_id=handled.id, kind="D19f").body_zh
    assert Document.objects.get(case_id=handled.id, kind="D19g").served_on == date(2026, 4, 15)
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []


def test_the_deliberation_is_not_for_the_petitioners_timeline(town: Town, handled: Case) -> None:
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    chosen = to_composed(town, handled, "2026-03-24")
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-07")
    go(handled, "hearing.open", town.handler_2, "2026-04-07 09:00", held_on="2026-04-07", present=chosen)
    go(handled, "hearing.deliberate", town.handler_2, "2026-04-07 12:00")
    assert Entry.objects.get(case=handled, act="hearing.deliberate").shown == "staff"
    assert not Document.objects.filter(case_id=handled.id, kind="D19a").exists()  # nobody applied


def test_handling_goes_on_counting_during_a_hearing(town: Town, handled: Case) -> None:
    day = due_of(handled, "CLK-07")
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    chosen = to_composed(town, handled, "2026-03-24")
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-07")
    go(handled, "hearing.open", town.handler_2, "2026-04-07 09:00", held_on="2026-04-07", present=chosen)
    assert (clock_states(handled)["CLK-07"], due_of(handled, "CLK-07")) == ("running", day)


def test_whoever_handles_it_does_not_preside(town: Town, handled: Case) -> None:
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    go(handled, "hearing.hold", town.head, "2026-03-24 09:00")
    refused_and_nothing_changed(handled, "hearing.compose", town.head, "2026-03-24 10:00", "主持人不能是办理",
                                presider="handler", members=members())  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 4])
def test_an_even_number_or_fewer_than_three_cannot_sit(town: Town, handled: Case, count: int) -> None:
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    go(handled, "hearing.hold", town.head, "2026-03-24 09:00")
    chosen = members(count)
    refused_and_nothing_changed(handled, "hearing.compose", town.head, "2026-03-24 10:00", "3人以上的单数",
                                presider="handler_2", members=chosen)  # fmt: skip


def test_it_is_neither_set_nor_opened_before_the_notice_period_is_over(town: Town, handled: Case) -> None:
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    chosen = to_composed(town, handled, "2026-03-24")
    refused_and_nothing_changed(handled, "hearing.notify", town.handler, "2026-03-25 09:00", "提前七个工作日", meets_on="2026-04-02")
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-03")
    held = {"present": chosen}
    refused_and_nothing_changed(handled, "hearing.open", town.handler_2, "2026-04-02 09:00", "七个工作日", held_on="2026-04-02", **held)
    refused_and_nothing_changed(handled, "hearing.open", town.handler_2, "2026-04-07 09:00", "2026-04-03", held_on="2026-04-02", **held)
    go(handled, "hearing.open", town.handler_2, "2026-04-03 09:00", held_on="2026-04-03", **held)
    assert side_of(handled, "hearing").state == "TZ40"


def test_it_does_not_open_without_its_members(town: Town, handled: Case) -> None:
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    go(handled, "hearing.hold", town.head, "2026-03-24 09:00")
    chosen = members()
    go(handled, "hearing.compose", town.head, "2026-03-24 10:00", presider="handler_2", members=chosen)
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-07")
    refused_and_nothing_changed(handled, "hearing.open", town.handler_2, "2026-04-07 09:00", "还没有听证员答应参加",
                                held_on="2026-04-07", present=chosen)  # fmt: skip
    accept_seats(handled, "2026-04-07 09:05")
    refused_and_nothing_changed(handled, "hearing.open", town.handler_2, "2026-04-07 09:10", "3人以上的单数",
                                held_on="2026-04-07", present=chosen[:2])  # fmt: skip
    strangers = [*chosen[:2], str(helper("没请过的人", "lawyer").id)]
    refused_and_nothing_changed(handled, "hearing.open", town.handler_2, "2026-04-07 09:10", "没被请过",
                                held_on="2026-04-07", present=strangers)  # fmt: skip


def test_after_a_postponement_notice_is_given_anew(town: Town, handled: Case) -> None:
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    chosen = to_composed(town, handled, "2026-03-24")
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-07")
    go(handled, "hearing.postpone", town.handler_2, "2026-04-02 09:00")
    refused_and_nothing_changed(handled, "hearing.notify", town.handler, "2026-04-02 10:00", "提前七个工作日", meets_on="2026-04-08")
    go(handled, "hearing.notify", town.handler, "2026-04-02 10:00", meets_on="2026-04-14")
    assert due_of(handled, "CLK-52") == date(2026, 4, 14)  # 6 April is a holiday
    with pytest.raises(NotNow):
        go(handled, "hearing.open", town.handler_2, "2026-04-13 09:00", held_on="2026-04-13", present=chosen)


def test_a_suspended_hearing_is_looked_at_again_and_its_time_is_not_counted(town: Town, handled: Case) -> None:
    go(handled, "start_hearing", town.handler, "2026-03-23 09:00")
    chosen = to_composed(town, handled, "2026-03-24")
    assert due_of(handled, "CLK-51") == date(2026, 4, 23)
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-07")
    go(handled, "hearing.open", town.handler_2, "2026-04-07 09:00", held_on="2026-04-07", present=chosen)
    go(handled, "hearing.suspend", town.handler_2, "2026-04-07 11:00", days=15)
    assert (clock_states(handled)["CLK-51"], due_of(handled, "CLK-56")) == ("paused", date(2026, 4, 22))
    go(handled, "hearing.resume", town.handler_2, "2026-04-20 09:00")
    assert due_of(handled, "CLK-51") == date(2026, 5, 6)  # 14 of 30 days used, 16 left


def test_not_held_goes_on_without(town: Town, handled: Case) -> None:
    go(handled, "ask_hearing", town.citizen, "2026-03-23 09:00")
    waiting = prepare(handled, "hearing.not_hold", town.handler, "2026-03-24 09:00")
    with pytest.raises(Denied):
        sign(handled, waiting, town.land_head, "2026-03-24 10:00")
    sign(handled, waiting, town.head, "2026-03-24 10:00")
    assert side_of(handled, "hearing").state == "TZ21"
    assert "当面已经说明" in Document.objects.get(case_id=handled.id, kind="D19h").body_zh
    go(handled, "sign_opinion", town.head, "2026-03-25 09:00")


def test_the_petitioner_may_give_it_up_and_only_the_notice_period_makes_a_no_show(town: Town, handled: Case) -> None:
    go(handled, "ask_hearing", town.citizen, "2026-03-23 09:00")
    to_composed(town, handled, "2026-03-24")
    go(handled, "hearing.notify", town.handler, "2026-03-25 09:00", meets_on="2026-04-07")
    refused_and_nothing_changed(handled, "hearing.no_show", town.handler, "2026-03-26 09:00", "还没有到", record="没来")
    go(handled, "hearing.give_up", town.citizen, "2026-03-26 10:00")
    assert "hearing" not in proceeding_of(handled).flags
    go(handled, "ask_hearing", town.citizen, "2026-03-27 10:00")  # free of consequence
    assert side_of(handled, "hearing").state == "TZ10"


def test_a_hearing_ends_with_the_petition_that_is_withdrawn(town: Town, handled: Case) -> None:
    go(handled, "ask_hearing", town.citizen, "2026-03-23 09:00")
    go(handled, "withdraw", town.citizen, "2026-03-24 09:00")
    hearing = side_of(handled, "hearing")
    assert (handled.state, hearing.state, hearing.closed_at is not None) == ("S86", "TZ90", True)
    line = queries.timeline(handled, rules.pack_of(handled))[-1]
    assert [words.zh for words in line.also] == ["听证：没有举行（撤回、放弃或者取消）"]  # the ledger says what ended with it


# In a final review


def in_final_review(town: Town) -> Case:
    """Final review asked for on 1 June 2026 and examined on the 3rd."""
    case = to_opinion(town, outcome="reject")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    reviewed(town, case, "2026-05-15 09:00")
    go(case, "request_final", town.citizen, "2026-06-01 09:00")
    examined(town, case, "2026-06-03 09:00")
    return case


def test_the_time_of_a_hearing_is_not_counted_in_final_review(town: Town) -> None:
    case = in_final_review(town)
    town.builder.seat("chair", "时公平", "prefecture", "听证主持", ["review_officer"])
    head = town.final_reviewer
    assert due_of(case, "CLK-15") == date(2026, 7, 1)
    go(case, "review.start_hearing", head, "2026-06-04 09:00")
    assert (side_of(case, "review").state, side_of(case, "hearing").state) == ("FC40", "TZ10")
    assert (case.due_clock, side_of(case, "hearing").unit.code) == ("CLK-50", "prefecture")
    go(case, "hearing.hold", head, "2026-06-05 09:00")
    chosen = members()
    refused_and_nothing_changed(case, "hearing.compose", head, "2026-06-05 10:00", "主持人不能是办理",
                                presider="final_reviewer", members=chosen)  # fmt: skip
    go(case, "hearing.compose", head, "2026-06-05 10:00", presider="chair", members=chosen)
    accept_seats(case, "2026-06-05 11:00")
    go(case, "hearing.notify", head, "2026-06-08 09:00", meets_on="2026-06-17")
    assert clock_states(case)["CLK-15"] == "running"  # until it opens
    go(case, "hearing.open", head, "2026-06-17 09:00", held_on="2026-06-17", present=chosen)
    assert clock_states(case)["CLK-15"] == "paused"
    go(case, "hearing.deliberate", head, "2026-06-17 16:00")
    go(case, "hearing.report", head, "2026-06-29 09:00", served_on="2026-06-29")
    assert side_of(case, "review").state == "FC20"
    assert (clock_states(case)["CLK-15"], due_of(case, "CLK-15")) == ("running", date(2026, 7, 13))  # 16 days used, 14 left
    assert (case.due_clock, case.due_on) == ("CLK-15", date(2026, 7, 13))

    with pytest.raises(NotNow, match="不能「签发意见」"):  # what the hearing showed is examined first
        go(case, "review.decide", head, "2026-06-30 09:00")
    go(case, "review.examine", head, "2026-06-30 09:00", reviewer="final_reviewer")
    decided(town, case, "2026-07-02 09:00", result="changed")
    assert case.state == "S64"
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []


def test_a_first_review_goes_on_counting_during_a_hearing(town: Town) -> None:
    case = to_opinion(town, outcome="reject")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    examined(town, case, "2026-04-22 09:00")
    town.builder.seat("chair", "时公平", "county", "听证主持", ["review_officer"])
    go(case, "review.ask_hearing", town.citizen, "2026-04-23 09:00")
    chosen = to_composed(town, case, "2026-04-24", head=town.county_head, presider="chair")
    go(case, "hearing.notify", town.reviewer, "2026-04-24 12:00", meets_on="2026-05-08")
    go(case, "hearing.open", town.reviewer, "2026-05-08 09:00", held_on="2026-05-08", present=chosen)
    assert (clock_states(case)["CLK-13"], due_of(case, "CLK-13")) == ("running", date(2026, 5, 20))


def test_a_hearing_that_is_not_held_leaves_the_clock_of_the_final_review_alone(town: Town) -> None:
    case = in_final_review(town)
    go(case, "review.ask_hearing", town.citizen, "2026-06-04 09:00")
    go(case, "hearing.not_hold", town.final_reviewer, "2026-06-08 09:00")
    assert (side_of(case, "review").state, due_of(case, "CLK-15")) == ("FC20", date(2026, 7, 1))


def test_withdrawing_the_review_ends_its_hearing(town: Town) -> None:
    case = in_final_review(town)
    go(case, "review.ask_hearing", town.citizen, "2026-06-04 09:00")
    go(case, "review.withdraw", town.citizen, "2026-06-05 09:00")
    assert (case.state, side_of(case, "review").state, side_of(case, "hearing").state) == ("S63", "FC90", "TZ90")
    assert "hearing.hold" not in steps_of(case, town.final_reviewer, "2026-06-06 09:00")
