"""Repeats, mergers, splits and new facts: tied on both sides, clocks as they were (Art 19(3), 36(3); T02, T21, T41)."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Case, Demand, Link
from fengqiao.apps.cases.services import approve, split
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from tests.town import (
    Town,
    at,
    go,
    prepare,
    proceeding_of,
    register_case,
    sign,
    steps_of,
    tables_digest,
    to_acceptance,
    to_final,
)


def _clocks(case: Case) -> list[tuple]:
    return [(row["id"], row["state"], row["legal"], row["events"]) for row in proceeding_of(case).clocks]


def _ties(case: Case) -> set[tuple[str, str]]:
    return {(link.kind, Case.objects.get(id=link.other).number) for link in Link.objects.filter(case=case)}


def _split(case: Case, by, positions: list[int], reason: str = "两件不同的事") -> Case:
    return split(county=case.county, case_id=case.id, positions=positions, by=by, at=at("2026-03-10 09:00"), reason=reason)


def test_a_split_takes_people_unit_and_clocks_along_as_they_are(town: Town) -> None:
    case = to_acceptance(town, demands=["修好外墙", "说清楚由谁出钱", "退物业费"])
    before = _clocks(case)
    part = _split(case, town.handler, [2, 3])
    case.refresh_from_db()
    assert _clocks(case) == before == _clocks(part)
    assert [d.text for d in case.demands.all()] == ["修好外墙"]
    assert [(d.position, d.text) for d in part.demands.all()] == [(1, "说清楚由谁出钱"), (2, "退物业费")]
    assert (part.state, part.unit, part.person_name, part.due_on) == (case.state, case.unit, case.person_name, case.due_on)
    assert _ties(case) == {("split_into", part.number)}
    assert _ties(part) == {("split_from", case.number)}
    assert part.tracking_code != case.tracking_code
    assert part in queries.visible_to(town.clerk)
    go(part, "set_path_6", town.handler, "2026-03-10 10:00")


@pytest.mark.parametrize(("positions", "reason"), [([], "理由"), ([1, 2], "理由"), ([7], "理由"), ([1], "  ")])
def test_a_split_needs_some_demands_and_a_reason(town: Town, positions: list[int], reason: str) -> None:
    case = to_acceptance(town, demands=["修好外墙", "说清楚由谁出钱"])
    before = tables_digest()
    with pytest.raises(Incomplete):
        _split(case, town.handler, positions, reason)
    assert tables_digest() == before


def test_only_the_unit_that_has_it_splits_and_only_while_it_is_open(town: Town) -> None:
    case = to_acceptance(town, demands=["修好外墙", "说清楚由谁出钱"])
    for actor in (town.land_handler, town.citizen, town.leader):
        with pytest.raises(Denied):
            _split(case, actor, [1])
    go(case, "withdraw", town.citizen, "2026-03-09 09:00")
    with pytest.raises(NotNow):
        _split(case, town.handler, [1])


def test_a_merger_carries_the_demands_over_and_starts_no_clock_again(town: Town) -> None:
    earlier = to_acceptance(town)
    later = register_case(town, when="2026-03-09 09:00", demands=["清理掉下来的砖"], people=[])
    own = _clocks(earlier)
    go(later, "merge", town.clerk, "2026-03-10 09:00", earlier=earlier.number)
    earlier.refresh_from_db()
    assert (later.state, later.stage, later.due_clock) == ("S87", "done", "")
    assert _clocks(earlier) == own  # the earlier case is past dispatch and notice
    assert [d.text for d in Demand.objects.filter(case=earlier)] == ["修好外墙", "清理掉下来的砖"]
    assert _ties(later) == {("merged_into", earlier.number)}
    assert _ties(earlier) == {("merged_from", later.number)}
    assert [entry.act for entry in earlier.entries.all()][-1] == "merged"


def test_a_merger_fits_beside_what_a_split_left(town: Town) -> None:
    earlier = to_acceptance(town, demands=["修好外墙", "说清楚由谁出钱", "退物业费"])
    _split(earlier, town.handler, [1, 2])
    later = register_case(town, when="2026-03-09 09:00", demands=["清理掉下来的砖", "装护栏", "修路灯"])
    go(later, "merge", town.clerk, "2026-03-10 10:00", earlier=earlier.number)
    assert [d.text for d in earlier.demands.all()] == ["退物业费", "清理掉下来的砖", "装护栏", "修路灯"]


def test_nothing_is_merged_into_a_closed_case_or_into_itself(town: Town) -> None:
    closed = register_case(town)
    go(closed, "withdraw", town.citizen, "2026-03-03 09:00")
    later = register_case(town)
    before = tables_digest()
    for earlier in (closed.number, later.number, "999901-2026-777777", "", "x" * 5000):
        with pytest.raises(Incomplete) as wrong:
            go(later, "merge", town.clerk, "2026-03-10 09:00", earlier=earlier)
        assert "earlier" in wrong.value.fields
    assert tables_digest() == before


def test_a_person_may_find_that_it_is_the_same_matter_again(town: Town) -> None:
    first, again = to_acceptance(town), register_case(town, when="2026-03-09 09:00")
    assert not again.is_repeat
    go(again, "link_duplicate", town.clerk, "2026-03-09 10:00", earlier=first.number)
    assert again.is_repeat
    assert _ties(again) == {("same_matter", first.number)}
    assert _ties(first) == {("same_matter", again.number)}
    go(again, "open_dispatch", town.dispatcher, "2026-03-09 11:00")
    go(again, "transfer", town.dispatcher, "2026-03-09 12:00", unit=town.unit("housing"))
    go(again, "receive", town.handler, "2026-03-09 14:00")
    assert "choose_simple" not in steps_of(again, town.handler, "2026-03-09 15:00")  # only for a first petition


# No longer accepted: a final opinion on the same facts, and two officers (Art 36(3); N4, N5, N10)


def test_without_a_final_opinion_nobody_declines_for_good(town: Town) -> None:
    first = to_acceptance(town)
    again = register_case(town, when="2026-06-01 09:00", earlier=first.id)
    go(again, "open_dispatch", town.dispatcher, "2026-06-01 10:00")
    before = tables_digest()
    with pytest.raises(NotNow, match="没有复核意见"):
        prepare(again, "no_more", town.dispatcher, "2026-06-01 11:00")
    assert tables_digest() == before


def test_no_longer_accepted_takes_a_second_person(town: Town) -> None:
    first = to_final(town)
    again = register_case(town, when="2026-07-01 09:00", earlier=first.id)
    go(again, "open_dispatch", town.dispatcher, "2026-07-01 10:00")
    with pytest.raises(NotNow, match="另一位工作人员"):
        go(again, "no_more", town.dispatcher, "2026-07-01 11:00")
    waiting = prepare(again, "no_more", town.dispatcher, "2026-07-01 11:30")
    before = tables_digest()
    with pytest.raises(NotNow, match="另一位工作人员"):
        approve(county=again.county, draft_id=waiting.id, by=town.dispatcher, at=at("2026-07-01 12:00"))
    assert tables_digest() == before
    assert list(queries.waiting_for(town.dispatcher)) == []
    assert list(queries.waiting_for(town.dispatcher_2)) == [waiting]
    entry = sign(again, waiting, town.dispatcher_2, "2026-07-01 14:00")
    assert (again.state, entry.actor_name, entry.body["drafted_by"]) == ("S42", "罗分洪", town.dispatcher.user)


def test_new_facts_open_a_new_case_that_is_taken_in_like_any_other(town: Town) -> None:
    first = to_final(town)
    go(first, "new_facts", town.citizen, "2026-07-10 09:00")
    fresh = Case.objects.exclude(id=first.id).get()
    assert (first.state, fresh.state, fresh.unit.code) == ("S81", "S10", "petition-office")
    assert fresh.content == "另外一面墙昨天塌了一块。"
    assert _ties(fresh) == {("new_facts", first.number)}
    assert fresh.petitioner_mask == "吴*升"
    assert proceeding_of(fresh).clocks[0]["events"][0]["on"] == "2026-07-10"


def test_a_merger_into_a_case_not_yet_referred_keeps_both_first_days(town: Town) -> None:
    earlier = register_case(town, when="2026-03-02 09:00")
    later = register_case(town, when="2026-03-09 09:00", people=[])
    own, running = _clocks(earlier), _clocks(later)
    go(later, "merge", town.clerk, "2026-03-10 09:00", earlier=earlier.number)
    earlier.refresh_from_db()
    assert _clocks(earlier) == own + running
    assert earlier.due_on == date(2026, 3, 17)
