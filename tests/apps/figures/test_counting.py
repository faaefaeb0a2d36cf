"""Figures of a small county by hand: each test builds cases through the acts and says what a lawyer would count."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from fengqiao.apps.cases.models import Case, Entry, Proceeding
from fengqiao.apps.figures import presenting, queries, relations
from fengqiao.apps.followups import services as followups
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.figures import FIGURES, Share, Stock
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.figures.counting import asker, closed, counted, numbers, on_the_spot, share, verified
from tests.town import (
    COUNTY,
    Town,
    accept_seats,
    at,
    dispute,
    due_of,
    go,
    going_by,
    helper,
    party_of,
    prepare,
    proceeding_of,
    refused_and_nothing_changed,
    register_case,
    side_of,
    sign,
    steps_of,
    to_acceptance,
    to_opinion,
)


def stock(town: Town, period: str, today: date = date(2026, 12, 31), unit: str = "") -> Stock:
    return presenting.stock_of(queries.counts(asker(town.leader, period, today=today, unit=unit), ["stock"])["stock"])


def test_every_figure_of_the_book_has_its_relation() -> None:
    assert set(relations.RELATIONS) == set(FIGURES)


def test_nd_26_stock_and_flow_fit_together_month_by_month(town: Town) -> None:
    """ND-26, KZ-47: opening + new − closed + taken up again = closing, whatever the period."""
    first, _second = closed(town), register_case(town, when="2026-05-20 09:00")
    go(first, "not_solved", town.citizen, "2026-06-10 09:00")
    go(first, "withdraw", town.citizen, "2026-06-20 09:00")
    assert stock(town, "2026-03") == Stock(0, 1, 0, 0, 1)
    assert stock(town, "2026-04") == Stock(1, 0, 0, 0, 1)
    assert stock(town, "2026-05") == Stock(1, 1, 1, 0, 1)
    assert stock(town, "2026-06") == Stock(1, 0, 1, 1, 1)
    assert stock(town, "2026") == Stock(0, 2, 2, 1, 1)
    assert stock(town, "2027") == Stock(1, 0, 0, 0, 1)
    for period in ("2026-03", "2026-05", "2026-06", "2026-Q2", "2026-05-15..2026-05-15", "2026"):
        assert stock(town, period).holds, period


def test_kz_47_the_stock_of_every_unit_fits_together_though_a_case_moved_on(town: Town) -> None:
    """KZ-47: a case counts with the unit that has it now, through all of its months; each unit fits together, and so does the county."""
    first, second = closed(town), register_case(town, when="2026-05-20 09:00")
    go(second, "open_dispatch", town.dispatcher, "2026-05-20 15:00")
    go(second, "transfer", town.dispatcher, "2026-05-21 10:00", unit=town.unit("land"))
    on_the_spot(town, "2026-05-06")
    go(first, "not_solved", town.citizen, "2026-06-10 09:00")
    periods = ("2026-03", "2026-04", "2026-05", "2026-06", "2026-Q2", "2026-05-15..2026-05-20", "2026")
    units = ("", "housing", "land", "pingshang", "petition-office")
    told = {code: [stock(town, period, unit=code) for period in periods] for code in units}
    assert [(code, period) for code, found in told.items() for period, one in zip(periods, found, strict=True) if not one.holds] == []
    assert {code: found[-1] for code, found in told.items()} == {
        "": Stock(0, 3, 2, 1, 2), "housing": Stock(0, 1, 1, 1, 1), "land": Stock(0, 1, 0, 0, 1), "pingshang": Stock(0, 1, 1, 0, 0),
        "petition-office": Stock(0, 0, 0, 0, 0),
    }  # fmt: skip


def test_a_dispute_that_goes_on_as_a_petition_was_never_closed(town: Town) -> None:
    case = dispute(town)
    go(case, "mediation.refuse_recorded", town.grid_worker, "2026-03-03 09:00", party=party_of(case, "respondent"), how="上门问过，不愿意")
    assert stock(town, "2026-03") == Stock(0, 1, 1, 0, 0)
    go(case, "mediation.hand_over", town.grid_worker, "2026-03-05 09:00", wanted=True)
    assert stock(town, "2026-03") == Stock(0, 1, 1, 1, 1)
    assert counted(town.leader, "solved", "2026-03") == {"no": 1}


def test_kz_39_settled_is_not_closed(town: Town) -> None:
    """KZ-39: M-01, all seven outcomes in the denominator; the old sense beside it would say three of three."""
    kept = verified(town, on_the_spot(town, "2026-03-02"), "2026-03-10")
    told = on_the_spot(town, "2026-03-03")
    gone = to_acceptance(town)
    go(gone, "withdraw", town.citizen, "2026-03-20 09:00")
    assert share(town.leader, "solved") == Share(1, 3)
    assert share(town.leader, "old_closing") == Share(3, 3)
    assert numbers(town.leader, "solved", "yes") == {kept.number}
    assert numbers(town.leader, "solved", "no") == {told.number, gone.number}
    assert numbers(town.leader, "solved", "all") == {kept.number, told.number, gone.number}
    assert counted(town.leader, "results") == {"solved": 1, "promised": 1, "withdrawn": 1}


def test_a_case_taken_up_again_counts_as_solved_no_more(town: Town) -> None:
    case = verified(town, on_the_spot(town, "2026-03-02"), "2026-03-10")
    assert share(town.leader, "solved") == Share(1, 1)
    go(case, "not_solved_early", town.citizen, "2026-04-01 09:00")
    assert share(town.leader, "solved") == Share(0, 1)
    assert counted(town.leader, "results") == {"reopened": 1}
    assert share(town.leader, "reopened") == Share(1, 1)
    assert share(town.leader, "old_closing") == Share(1, 1), "the old sense does not notice"


def test_the_old_sense_counts_what_is_over_its_limit_and_still_open(town: Town) -> None:
    on_the_spot(town, "2026-03-02")
    late = to_acceptance(town)  # accepted on 6 March: sixty days end on 5 May
    assert share(town.leader, "old_closing", "2026-04") == Share(0, 0)
    assert share(town.leader, "old_closing", "2026-Q1") == Share(1, 1)
    assert share(town.leader, "old_closing", "2026-05") == Share(0, 1)
    assert numbers(town.leader, "old_closing", "no", "2026-05") == {late.number}
    assert share(town.leader, "old_closing", "2026-05", today=date(2026, 5, 5)) == Share(0, 0), "on its last day it is not late"


def test_kz_20_durable_closing_waits_ninety_days(town: Town) -> None:
    """KZ-20: closed on 2 March, 90 days are over on 31 May; what was taken up again before is not durable."""
    held, back = on_the_spot(town, "2026-03-02"), on_the_spot(town, "2026-03-02")
    go(back, "not_solved_early", town.citizen, "2026-03-20 09:00")
    assert counted(town.leader, "durable", today=date(2026, 5, 30)) == {"young": 2}
    assert share(town.leader, "durable", today=date(2026, 5, 31)) == Share(1, 2)
    assert numbers(town.leader, "durable", "yes") == {held.number}
    assert numbers(town.leader, "durable", "no") == {back.number}


def test_kz_17_cy_42_the_same_matter_raised_again_is_counted_by_matter(town: Town) -> None:
    """KZ-17, CY-42: M-06 of what was closed, whoever brings it and wherever."""
    first, other = on_the_spot(town, "2026-03-02"), on_the_spot(town, "2026-03-03")
    register_case(town, when="2026-04-20 09:00", earlier=first.id)
    assert share(town.leader, "repeats") == Share(1, 2)
    assert numbers(town.leader, "repeats", "yes") == {first.number}
    assert numbers(town.leader, "repeats", "no") == {other.number}
    assert "不是人" in FIGURES["repeats"].means.zh


def test_a_case_merged_into_another_is_left_out_and_listed(town: Town) -> None:
    earlier, later = register_case(town), register_case(town, when="2026-03-03 09:00")
    go(later, "merge", town.clerk, "2026-03-03 10:00", earlier=earlier.number)
    assert counted(town.leader, "solved") == {"merged": 1}
    assert numbers(town.leader, "solved", "merged") == {later.number}
    assert counted(town.leader, "changed") == {"merged_in": 1}
    assert stock(town, "2026-03") == Stock(0, 2, 1, 0, 1)


def test_yj_35_nd_20_the_old_sense_stands_at_98_1_beside_the_verified_figure(town: Town) -> None:
    """YJ-35, ND-20: of 54 first-time matters closed on the spot one was back at the same window in 30 days: 53/54 = 98.1 % in the
    old sense. Solved and verified, and not raised again anywhere in 180 days, are only 3: M-05 says 3/54, in the same breath."""
    cases = [on_the_spot(town, "2026-03-02", content=f"第{n}户的水费多收了，请退回来。") for n in range(54)]
    for case in cases[:5]:
        verified(town, case, "2026-03-10")
    register_case(town, when="2026-03-20 09:00", by=town.town_handler, unit="pingshang", earlier=cases[0].id)  # same window
    register_case(town, when="2026-07-20 09:00", earlier=cases[1].id)  # another window, later
    register_case(town, when="2026-04-02 09:00", by=town.town_handler, unit="pingshang", earlier=cases[10].id)  # on day 31
    old, verified_share = share(town.leader, "old_first_time"), share(town.leader, "first_time")
    assert (old.k, old.n, old.percent) == (53, 54, "98.1")
    assert (verified_share.k, verified_share.n, verified_share.percent) == (3, 54, "5.6")
    assert counted(town.leader, "first_time", today=date(2026, 8, 28)) == {"young": 54}, "180 days are over on 29 August"
    assert share(town.leader, "first_time", today=date(2026, 8, 29)).n == 54
    assert len(numbers(town.leader, "first_time", "yes")) == 3


def test_pb_22_time_to_the_first_human_response(town: Town) -> None:
    """PB-22: from the call to the first paper or word to the person, by hand: three days; what waits is counted."""
    case = register_case(town, when="2026-03-02 09:00", channel="call", is_oral=True, was_read_back=True)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    waiting = register_case(town, when="2026-03-04 09:00")
    answered = queries.times(asker(town.leader), ["response"])["response"]["answered"]
    assert (answered.n, answered.median) == (1, 25.0), "the notice of the referral went to the person a day and an hour later"
    assert numbers(town.leader, "response", "waiting") == {waiting.number}


def test_kz_45_a_first_contact_on_record_is_the_first_response(town: Town) -> None:
    """KZ-45, ND-25: where the first contact was put on record with its time, the figure takes that time, as the page of the case does."""
    case = register_case(town)
    go(case, "first_response", town.clerk, "2026-03-02 15:00", met_on="2026-03-02", hour="10:30", where="三号楼下", way="there")
    answered = queries.times(asker(town.leader), ["response"])["response"]["answered"]
    assert (answered.n, answered.median) == (1, 1.5)


def test_nd_47_what_another_unit_saw_is_held_against_what_was_recorded(town: Town) -> None:
    """ND-47: M-10, by hand: of four drawn from May one is found as it was recorded (promised), one is not, of one nobody could tell,
    one waits for its visit: 1/2. What was not drawn is in none."""
    cases = [closed(town) for _ in range(5)]
    sample = followups.draw(county=COUNTY, month=date(2026, 5, 1), size=4, drawn_by="石敢当", at=at("2026-06-02 09:00"))
    drawn = [next(case for case in cases if case.id == key) for key in sample.picks]
    for case, found in zip(drawn, ("unsolved", "solved", "unclear"), strict=False):
        go(case, "follow_up.visit", town.supervisor, "2026-06-03 09:00", found=found)
    assert counted(town.leader, "agreement", "2026-05") == {"yes": 1, "no": 1, "unclear": 1, "young": 1}
    assert share(town.leader, "agreement", "2026-05") == Share(1, 2)
    assert numbers(town.leader, "agreement", "no", "2026-05") == {drawn[1].number}
    assert counted(town.leader, "agreement", "2026-06") == {}
    Case.objects.filter(id=drawn[0].id).update(result="solved")  # what is put right afterwards does not change what was recorded
    ended = Proceeding.objects.get(case=drawn[3], workflow="follow_up")
    Proceeding.objects.filter(id=ended.id).update(closed_at=at("2026-06-01 09:00"), vars={**ended.vars, "found": "solved"})
    assert counted(town.leader, "agreement", "2026-05") == {"yes": 1, "no": 1, "unclear": 1, "young": 1}, "a visit before the draw is none"


def test_yj_04_from_the_call_to_the_answer_and_the_arrival(town: Town) -> None:
    """YJ-04: two units called; one agreed after an hour and came after six, the other is silent."""
    case = to_acceptance(town)
    go(case, "call_in", town.handler, "2026-03-09 09:00", unit=str(town.unit("land").id))
    go(case, "call_in", town.handler, "2026-03-09 09:10", unit=str(town.unit("pingshang").id), kind="join")
    go(case, "assist-1.agree", town.land_handler, "2026-03-09 10:00")
    go(case, "assist-1.arrive", town.handler, "2026-03-09 15:00")
    assert counted(town.leader, "arrivals") == {"answered": 1, "arrived": 1, "waiting": 1}
    spreads = queries.times(asker(town.leader), ["arrivals"])["arrivals"]
    assert (spreads["answered"].median, spreads["arrived"].median, spreads["arrived"].n) == (1.0, 6.0, 1)


@pytest.mark.parametrize("agreed", [True, False])
def test_yj_04_an_arrival_noted_wrongly_is_put_right_and_counts_no_more(town: Town, agreed: bool) -> None:
    """YJ-04: the unit stands where it stood before; one that had not answered owes its answer again; both entries stay."""
    case = to_acceptance(town)
    go(case, "call_in", town.handler, "2026-03-09 09:00", unit=str(town.unit("land").id))
    if agreed:
        go(case, "assist.agree", town.land_handler, "2026-03-09 10:00")
    go(case, "assist.arrive", town.handler, "2026-03-09 11:00")
    right, other = ("assist.not_arrived", "assist.not_arrived_yet")[:: 1 if agreed else -1]
    refused_and_nothing_changed(case, other, town.land_handler, "2026-03-09 12:00", "答应", reason="记错了")
    refused_and_nothing_changed(case, right, town.land_handler, "2026-03-09 12:00", "怎么记错的")
    go(case, right, town.land_handler, "2026-03-09 12:00", reason="是另一件的人")
    called = side_of(case, "assist")
    runs = [clock["id"] for clock in called.clocks if clock["state"] == "running"]
    assert (called.state, "CLK-97" in runs) == (("XB20", False) if agreed else ("XB10", True))
    assert counted(town.leader, "arrivals") == ({"answered": 1} if agreed else {"waiting": 1})
    go(case, "assist.arrive", town.land_handler, "2026-03-09 15:00")
    spreads = queries.times(asker(town.leader), ["arrivals"])["arrivals"]
    assert (spreads["answered"].median, spreads["arrived"].median) == (1.0 if agreed else 6.0, 6.0)
    acts = [entry.act for entry in Entry.objects.filter(case=case, act__startswith="assist.").order_by("seq")]
    assert acts[-3:] == ["assist.arrive", right, "assist.arrive"]


def test_nd_21_limits_kept_late_and_extended_are_apart(town: Town) -> None:
    """ND-21: each limit whose last day lies in the period, by hand: the notice (18 March) kept, handling (6 May, after the holiday)
    not; one that was extended is apart from those kept as first set."""
    case = to_acceptance(town)
    assert share(town.leader, "on_time", "2026-03").k == share(town.leader, "on_time", "2026-03").n > 0
    assert due_of(case, "CLK-07") == date(2026, 5, 6)
    assert counted(town.leader, "on_time", "2026-05", today=date(2026, 5, 6)) == {"young": 1}
    assert counted(town.leader, "on_time", "2026-05", today=date(2026, 5, 7)) == {"no": 1}
    assert numbers(town.leader, "on_time", "no", "2026-05", today=date(2026, 5, 7)) == {case.number}
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    sign(case, prepare(case, "extend", town.handler, "2026-04-20 09:00"), town.head, "2026-04-20 10:00")
    sign(case, prepare(case, "sign_opinion", town.handler, "2026-05-18 09:00"), town.head, "2026-05-19 09:00")
    go(case, "serve", town.handler, "2026-05-20 09:00")
    assert counted(town.leader, "on_time", "2026-05").get("extended") == 1
    assert numbers(town.leader, "on_time", "extended", "2026-05") == {case.number}


def test_pb_56_yj_18_nd_48_levels_sum_to_all_settled(town: Town) -> None:
    """PB-56, YJ-18, ND-48: village, town, county and other channels together are all that was settled; going up is no fault.
    YJ-24: what was guided to another statutory way is counted apart and is not solved."""
    on_the_spot(town, "2026-03-02")
    closed(town)
    in_village = dispute(town)
    go(in_village, "mediation.settle_orally", town.grid_worker, "2026-03-02 15:00", content="树栽回村口", all_agree=True,
       kept_by="2026-03-02")  # fmt: skip
    go(in_village, "mediation.kept", town.grid_worker, "2026-03-03 09:00", proof="到现场看过")
    led = to_acceptance(town)
    go(led, "set_path_legal", town.handler, "2026-03-09 09:00")
    gone = to_acceptance(town)
    go(gone, "withdraw", town.citizen, "2026-03-20 09:00")
    found = counted(town.leader, "levels")
    assert found == {"village": 1, "town": 1, "county": 1, "other_path": 1, "unsettled": 1}
    settled = sum(n for part, n in found.items() if part != "unsettled")
    assert settled == sum(counted(town.leader, "results").values()) - 1
    mix = presenting.Writer(asker(town.leader).asked, COUNTY).mix(FIGURES["levels"], found)
    assert mix.total == settled == sum(bar.n for bar in mix.bars)
    assert [(bar.id, bar.n) for bar in mix.apart] == [("unsettled", 1)]
    assert led.number not in numbers(town.leader, "solved", "yes")
    assert counted(town.leader, "results")["other_path"] == 1


def test_yj_10_every_case_has_a_channel_and_the_mix_sums_to_the_total(town: Town) -> None:
    """YJ-10: as many by channel as were registered."""
    for channel in ("visit", "visit", "letter", "call"):
        more = {"is_oral": True, "was_read_back": True} if channel == "call" else {}
        register_case(town, channel=channel, **more)
    found = counted(town.leader, "channels")
    assert found == {"visit": 2, "letter": 1, "call": 1}
    mix = presenting.Writer(asker(town.leader).asked, COUNTY).mix(FIGURES["channels"], found)
    assert mix.total == sum(bar.n for bar in mix.bars) == stock(town, "2026").new == 4
    for channel in ("", "smoke"):
        with pytest.raises(Incomplete):
            register_case(town, channel=channel)


def test_pb_08_causes_that_come_back_are_listed_not_people(town: Town) -> None:
    """PB-08: the same subject in the same place three times within ninety days; two, or three over a longer time, are not."""
    village, other = "999901101201", "999901101000"
    for day in ("2026-03-03", "2026-04-01", "2026-05-30"):
        register_case(town, when=f"{day} 09:00", category="housing", region_code=village)
    for day in ("2026-03-02", "2026-04-01"):
        register_case(town, when=f"{day} 09:00", category="housing", region_code=other)
    assert counted(town.leader, "causes", "2026-05") == {f"housing@{village}": 3}
    assert len(numbers(town.leader, "causes", f"housing@{village}", "2026-05")) == 3
    assert counted(town.leader, "causes", "2026-05-01..2026-06-01") == {}, "on 1 June the first is ninety days away"
    assert counted(town.leader, "causes", "2026-06") == {}, "from 2 to 30 June back over ninety days there is only one"
    writer = presenting.Writer(asker(town.leader).asked, COUNTY)
    (name,) = writer.names(FIGURES["causes"], [f"housing@{village}"]).values()
    assert (name.zh, name.en) == ("坪上镇石榴坳村 · 住建城管", "坪上镇石榴坳村 · Housing and city")


def _agreed(town: Town, method: str = "") -> Case:
    case = dispute(town)
    go(case, "mediation.ask", town.grid_worker, "2026-03-02 10:00")
    for role in ("petitioner", "respondent"):
        go(case, "mediation.agree_recorded", town.grid_worker, "2026-03-02 11:00", party=party_of(case, role), how="当面同意")
    go(case, "mediation.accept", town.grid_worker, "2026-03-02 12:00")
    go(case, "mediation.panel", town.grid_worker, "2026-03-02 13:00", members=[str(helper("龙老", "mediator").id)], asked=True)
    accept_seats(case, "2026-03-02 14:00")
    go(case, "mediation.inform", town.grid_worker, "2026-03-03 09:00")
    words = {"place": "村部", "present": "两家", "words": "都说了。", "held_on": "2026-03-03"}
    go(case, "mediation.meet", town.grid_worker, "2026-03-03 10:00", **words, **({"method": method} if method else {}))
    return case


def test_pb_52_methods_are_tagged_or_left_out_and_both_are_told(town: Town) -> None:
    """PB-52: the tag is optional, a place adds its own (四治), and what is left out is shown as such."""
    _agreed(town, "law")
    _agreed(town)
    _agreed(going_by(town, "pingba", "pingshang"), "virtuous")
    assert counted(town.leader, "methods") == {"law": 1, "virtuous": 1, "unset": 1}
    page = unescape(seat(town.leader).get("/figures/methods/?period=2026").content.decode())
    for tag in ("讲法", "德治", "没有填"):
        assert re.search(rf"<th[^>]*>{tag}</th><td[^>]*><a[^>]*>1</a>", page), tag
    assert {"自治", "法治", "德治", "智治"} <= {tag.zh for tag in packfiles.load("pingba").lists["methods"].values()}


def test_what_went_on_to_court_is_not_counted_as_diverted(town: Town) -> None:
    """An agreement that broke and was led to another channel is none before a lawsuit."""
    kept, broken = dispute(town), dispute(town)
    for case in (kept, broken):
        words = {"content": "树栽回村口", "kept_by": "2026-03-02", "all_agree": True}
        go(case, "mediation.settle_orally", town.grid_worker, "2026-03-02 15:00", **words)
    assert share(town.leader, "diverted") == Share(2, 2)
    go(broken, "mediation.breach", town.grid_worker, "2026-03-05 09:00", what="没有栽")
    go(broken, "mediation.again", town.grid_worker, "2026-03-06 09:00", all_agree=True, how="都愿意再谈")
    go(broken, "mediation.stop", town.citizen, "2026-03-07 09:00")
    assert share(town.leader, "diverted") == Share(1, 2)
    assert numbers(town.leader, "diverted", "no") == {broken.number}


def _settled_orally(town: Town) -> Case:
    case = dispute(town)
    words = {"content": "树栽回村口", "kept_by": "2026-03-02", "all_agree": True}
    go(case, "mediation.settle_orally", town.grid_worker, "2026-03-02 15:00", **words)
    return case


def _stands(town: Town, case: Case) -> tuple[object, ...]:
    """State, result, owner, clocks, and what the petitioner may do."""
    case.refresh_from_db()
    return (case.state, case.result, case.due_on, case.unit_id, case.closed_at, proceeding_of(case).clocks,
            steps_of(case, town.citizen, "2026-06-01 09:00"))  # fmt: skip


@pytest.mark.parametrize("who", ["citizen", "grid_worker"])
def test_pb_53_a_matter_that_went_to_court_since_is_settled_before_a_lawsuit_no_more(town: Town, who: str) -> None:
    """PB-53: the count excludes matters where the party sued later, and says how many; nothing else of the case changes."""
    kept, sued = _settled_orally(town), _settled_orally(town)
    assert counted(town.leader, "diverted") == {"yes": 2}
    go(sued, "mediation.kept", town.grid_worker, "2026-03-04 09:00", proof="看过，栽好了")
    before = _stands(town, sued)
    go(sued, "mediation.went_to_court", getattr(town, who), "2026-06-01 09:00", sued_on="2026-05", body="澜溪县人民法院")
    assert counted(town.leader, "diverted") == {"yes": 1, "sued": 1}
    assert share(town.leader, "diverted") == Share(1, 2), "a lawsuit does not raise the rate of the others"
    assert numbers(town.leader, "diverted", "yes") == {kept.number}
    assert numbers(town.leader, "diverted", "sued") == {sued.number}
    own = asker(town.leader)
    shown = presenting.Writer(own.asked, COUNTY).shown(FIGURES["diverted"], queries.counts(own, ["diverted"]))
    assert [(bar.id, bar.n) for bar in shown.apart] == [("sued", 1)], "the page names how many beside k/n"
    assert _stands(town, sued) == before


def test_pb_53_a_lawsuit_noted_wrongly_is_put_right_and_the_matter_counts_again(town: Town) -> None:
    """PB-53: by staff with a reason, for as long as it is noted; the entry that was wrong stays, and nothing else of the case changes."""
    case = _settled_orally(town)
    assert "mediation.not_to_court" not in steps_of(case, town.grid_worker, "2026-03-04 09:00")
    refused_and_nothing_changed(case, "mediation.not_to_court", town.grid_worker, "2026-03-04 09:00", "没有记过", reason="没有的事")
    before = _stands(town, case)
    go(case, "mediation.went_to_court", town.citizen, "2026-06-01 09:00")
    assert counted(town.leader, "diverted") == {"sued": 1}
    refused_and_nothing_changed(case, "mediation.not_to_court", town.citizen, "2026-06-01 09:00", "", reason="按错了")
    refused_and_nothing_changed(case, "mediation.not_to_court", town.grid_worker, "2026-06-01 10:00", "怎么记错的")
    go(case, "mediation.not_to_court", town.grid_worker, "2026-06-01 10:00", reason="本人打电话说按错了")
    assert counted(town.leader, "diverted") == {"yes": 1}
    assert _stands(town, case) == before
    assert [entry.act for entry in Entry.objects.filter(case=case).order_by("seq")][-2:] == [
        "mediation.went_to_court", "mediation.not_to_court",
    ]  # fmt: skip
    go(case, "mediation.went_to_court", town.citizen, "2026-06-02 09:00")
    assert counted(town.leader, "diverted") == {"sued": 1}


def test_pb_53_a_lawsuit_noted_before_the_mediation_went_on_as_a_petition_is_put_right_there(town: Town) -> None:
    """PB-53: what was noted goes with the matter into its new proceeding, and is put right by whoever has it now."""
    case = _settled_orally(town)
    go(case, "mediation.went_to_court", town.grid_worker, "2026-03-04 09:00")
    go(case, "mediation.breach", town.grid_worker, "2026-03-05 09:00", what="没有栽")
    go(case, "mediation.hand_over", town.citizen, "2026-03-06 09:00", wanted=True)
    assert counted(town.leader, "diverted") == {"sued": 1}
    go(case, "not_to_court", town.grid_worker, "2026-03-07 09:00", reason="记错了")
    assert counted(town.leader, "diverted") == {"yes": 1}


def test_pb_53_a_lawsuit_after_the_mediation_beside_a_petition_counts_too(town: Town) -> None:
    """PB-53: a dispute that went on as a petition: what is told there later leaves the agreement out as well."""
    case = _settled_orally(town)
    go(case, "mediation.breach", town.grid_worker, "2026-03-05 09:00", what="没有栽")
    go(case, "mediation.hand_over", town.citizen, "2026-03-06 09:00", wanted=True)
    assert counted(town.leader, "diverted") == {"yes": 1}
    go(case, "went_to_court", town.citizen, "2026-03-09 09:00")
    assert counted(town.leader, "diverted") == {"sued": 1}


def test_nd_42_means_of_a_plan_and_what_was_left_out(town: Town) -> None:
    """ND-42: several means may be tagged, none need be; what is left out shows."""
    for means in (["law", "policy"], []):
        case = to_acceptance(town)
        go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
        go(case, "lead.propose", town.handler, "2026-03-10 09:00", **({"means": means} if means else {}))
    assert counted(town.leader, "means") == {"law": 1, "policy": 1, "unset": 1}
    page = seat(town.leader).get("/figures/means/?period=2026").content.decode()
    means = packfiles.load("naidong").lists["means"].values()
    assert {name.zh for name in means} == {"法律", "政策", "经济", "行政", "教育", "协商", "疏导"}
    shown = re.sub(r"<[^>]+>", " ", page.split("<main")[1])
    assert re.search(r"没有填\s+1\b", shown), shown


def _rated(town: Town, when: str, result: str = "satisfied") -> Case:
    case = to_opinion(town)
    followups.evaluate(case, {"attitude": "mostly", "speed": "satisfied", "result": result}, by=town.citizen, at=at(when))
    return case


def test_yj_16_cy_47_participation_and_what_was_said(town: Town) -> None:
    """YJ-16, CY-47: M-08 answers of invitations, M-09 each scale by itself; who was silent is not satisfied."""
    _rated(town, "2026-04-20 09:00")
    _rated(town, "2026-04-21 09:00", "mostly")
    silent = to_opinion(town)
    assert counted(town.leader, "participation", today=date(2026, 5, 13)) == {"yes": 2, "young": 1}
    assert share(town.leader, "participation") == Share(2, 3)
    assert numbers(town.leader, "participation", "no") == {silent.number}
    assert counted(town.leader, "satisfaction") == {"satisfied": 1, "mostly": 1}
    assert counted(town.leader, "attitude") == {"mostly": 2}
    assert counted(town.leader, "satisfaction", "2026-05") == {}
    assert counted(town.leader, "satisfaction", today=date(2026, 4, 30)) == {}, "a month that runs is not told"


def test_cy_13_matters_that_changed_each_once_in_a_part(town: Town) -> None:
    """CY-13: 变量 are matters whose facts or risks changed; each of the four quantities has its count."""
    case = to_acceptance(town)
    go(case, "hazard", town.handler, "2026-03-09 09:00")
    spot = on_the_spot(town, "2026-03-02")
    go(spot, "not_solved_early", town.citizen, "2026-03-20 09:00")
    assert counted(town.leader, "changed") == {"hazard": 1, "unsolved": 1}
    assert queries.counts(asker(town.leader), ["changed"])["changed"]["each"] == 2


def test_cy_25_units_in_their_order_with_counts_and_nobodys_name(town: Town) -> None:
    """CY-25: on time, verified and taken up again of each unit, all with n; no score, no order by result."""
    verified(town, on_the_spot(town, "2026-03-02"), "2026-03-10")
    closed(town)
    figures = [FIGURES[one] for one in ("on_time", "solved", "reopened")]
    rows = presenting.unit_rows(COUNTY, queries.by_unit(asker(town.leader), ["on_time", "solved", "reopened"]), figures)
    assert [row.name.zh for row in rows] == ["澜溪县住房和城乡建设局", "坪上镇人民政府"]
    assert [row.shares[1][1] for row in rows] == [Share(0, 1), Share(1, 1)]
    assert all(share.n for row in rows for _figure, share in row.shares)


def test_promises_objections_reviews_and_the_self_check(town: Town) -> None:
    case = _agreed(town)
    terms = [{"who": "龙水生", "what": "树栽回村口", "due_on": "2026-03-20"}]
    go(case, "mediation.draft_agreement", town.grid_worker, "2026-03-03 11:00", facts="树在两家地界上。", terms=terms)
    for role in ("petitioner", "respondent"):
        go(case, "mediation.sign_recorded", town.grid_worker, "2026-03-03 12:00", party=party_of(case, role), way="paper", read_aloud=True)
    go(case, "mediation.in_force", town.grid_worker, "2026-03-03 13:00", signed_on="2026-03-03", kept_by="2026-03-20", seal=True)
    assert counted(town.leader, "promises", today=date(2026, 3, 20)) == {"young": 1}
    assert counted(town.leader, "promises", today=date(2026, 3, 21)) == {"no": 1}
    other = register_case(town, content="路灯坏了")
    go(other, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(other, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    go(other, "receive", town.handler, "2026-03-04 09:00")
    go(other, "object", town.handler, "2026-03-05 09:00")
    assert counted(town.leader, "objections") == {"open": 1}
    go(other, "object_agreed", town.dispatcher, "2026-03-06 09:00")
    assert counted(town.leader, "objections") == {"agreed": 1}
    assert counted(town.leader, "quality") == {"short": 1}
    assert counted(town.leader, "reviews") == {}


@pytest.mark.parametrize("figure", list(FIGURES))
def test_a_figure_of_nothing_is_nothing(town: Town, figure: str) -> None:
    assert counted(town.leader, figure) == {}
    assert numbers(town.leader, figure, "all") == set()


def test_the_list_behind_a_number_is_as_long_as_the_number(town: Town) -> None:
    """Counts and lists come from the same relation: for every figure and part, of some busy weeks."""
    verified(town, on_the_spot(town, "2026-03-02", region_code="999901101201"), "2026-03-10")
    for _ in range(2):
        closed(town, region_code="999901101201", when="2026-03-02 09:00")
    to_acceptance(town, region_code="999901101201")
    for figure in FIGURES.values():
        for part, n in counted(town.leader, figure.id).items():
            listed = numbers(town.leader, figure.id, part)
            assert 0 < len(listed) <= n, (figure.id, part)
            if not figure.overlaps and figure.id not in ("on_time", "promises", "participation", "methods"):
                assert len(listed) == n, (figure.id, part)


def test_one_unit_counts_its_own_and_the_county_all(town: Town) -> None:
    on_the_spot(town, "2026-03-02")
    closed(town)
    assert share(town.leader, "solved").n == 2
    assert share(town.town_handler, "solved").n == share(town.handler, "solved").n == 1
    assert share(town.land_handler, "solved").n == share(town.outsider, "solved").n == share(town.sealed_officer, "solved").n == 0
    assert share(town.leader, "solved", unit="pingshang").n == 1
    assert share(town.leader, "solved", unit="county").n == 2, "a unit with all below it"
