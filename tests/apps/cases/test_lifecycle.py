"""One petition from the window to the review, with the clocks of the law at each step (law.md §6, §7)."""

from __future__ import annotations

from datetime import date

from fengqiao.apps.cases import queries
from fengqiao.apps.documents.queries import papers_of
from tests.town import Town, at, clock_states, due_of, go, prepare, register_case, sign, steps_of, to_opinion


def test_a_petition_runs_from_the_window_to_a_review_asked_in_time(town: Town) -> None:
    """The story of the first release: referred, objected to, refused with reasons, accepted, heard, signed, served."""
    case = register_case(town, when="2026-03-02 09:00", classification="")
    assert (case.state, case.stage, case.person_name) == ("S10", "inbox", "明月")
    assert due_of(case, "CLK-01") == date(2026, 3, 17)  # fifteen calendar days from receipt (Art 22)

    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "classify", town.dispatcher, "2026-03-02 15:05")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    assert (case.state, case.stage, case.unit.code, case.person_name) == ("S21", "inbox", "housing", "陆海平")
    assert clock_states(case) == {"CLK-01": "paused", "CLK-03": "running", "CLK-04": "running"}
    assert due_of(case, "CLK-03") == date(2026, 3, 18)  # fifteen days from arrival, not from the click (Art 23(3))
    assert due_of(case, "CLK-04") == date(2026, 3, 10)  # five working days after the 3rd of March

    go(case, "receive", town.handler, "2026-03-04 09:00")
    go(case, "object", town.handler, "2026-03-10 17:00")
    assert (case.state, case.unit.code, case.person_name) == ("S31", "petition-office", "路分明")
    assert clock_states(case)["CLK-05"] == "running"
    assert due_of(case, "CLK-05") == date(2026, 3, 13)

    go(case, "object_refused", town.dispatcher, "2026-03-11 10:00")
    assert (case.state, case.unit.code, case.person_name) == ("S30", "housing", "陆海平")
    assert due_of(case, "CLK-03") == date(2026, 3, 18)  # an objection does not halt the notice clock
    assert "object" not in steps_of(case, town.handler, "2026-03-11 11:00")  # once refused there is no second one

    go(case, "accept", town.handler, "2026-03-16 09:00")
    assert case.state == "S40"
    assert due_of(case, "CLK-07") == date(2026, 5, 15)  # sixty calendar days from acceptance (Art 34)
    assert clock_states(case)["CLK-01"] == "stopped"
    assert clock_states(case)["CLK-03"] == "stopped"

    go(case, "set_path_6", town.handler, "2026-03-16 09:05")
    go(case, "investigate", town.handler, "2026-03-25 09:00")
    waiting = prepare(case, "sign_opinion", town.handler, "2026-04-09 16:00")
    assert list(queries.waiting_for(town.head)) == [waiting]
    entry = sign(case, waiting, town.head, "2026-04-10 10:00")
    assert (entry.actor_name, entry.body["drafted_by"]) == ("胡正清", town.handler.user)
    assert (case.state, due_of(case, "CLK-24")) == ("S60", date(2026, 4, 17))

    go(case, "serve", town.handler, "2026-04-14 11:00", served_on="2026-04-13")
    assert (case.state, due_of(case, "CLK-12")) == ("S61", date(2026, 5, 13))  # thirty days from receipt (Art 35)
    assert clock_states(case)["CLK-07"] == "stopped"

    go(case, "request_review", town.citizen, "2026-05-13 16:00")
    assert (case.state, case.unit.code, case.person_name) == ("S70", "county", "覃公允")
    assert due_of(case, "CLK-13") == date(2026, 6, 12)

    kinds = [paper.kind for paper in papers_of(case.county, case.id)]
    assert kinds == ["D05", "D07", "D13", "D14", "D08", "D18", "D21", "D24", "D26"]
    assert [paper.served_on for paper in papers_of(case.county, case.id) if paper.kind == "D21"] == [date(2026, 4, 13)]


def test_the_petitioner_reads_every_step_without_what_staff_typed(town: Town) -> None:
    case = to_opinion(town)
    page = queries.page_of(queries.get_for(town.handler, case.number), town.handler, at("2026-04-14 09:00").date())
    told = queries.timeline(case, page.pack, for_petitioner=True)
    assert [line.act for line in told] == [
        "register", "open_dispatch", "transfer", "receive", "accept", "set_path_6", "investigate", "sign_opinion", "serve",
    ]  # fmt: skip
    assert all(line.data == {} for line in told)
    assert queries.get_by_code(case.tracking_code) == case
