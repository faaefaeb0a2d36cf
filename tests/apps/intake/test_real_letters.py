"""Real letters, where they are at hand: thousands come in, none twice, and hundreds are driven to every kind of ending.

Nothing of their words is printed, kept or compared here: only figures and states are.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import pytest

from fengqiao.apps.cases.models import Case, Proceeding
from fengqiao.apps.cases.services import verify
from fengqiao.apps.intake import columns, services
from fengqiao.apps.intake.letters import with_keys
from fengqiao.apps.intake.taking import Count, Taking
from fengqiao.apps.organisations.services import operator
from fengqiao.kernel.sheets import Sheet, open_sheet
from tests.town import COUNTY, Town, at, build_town, go, prepare, reviewed, sign

DATA = Path(os.environ.get("FENGQIAO_DATA", "../shared/data")) / "teddy2020" / "labelled_open.csv.gz"
ROWS, TWINS, DRIVEN = 5444, 122, 200
DAY = "2026-03-02 09:00"
Course = Callable[[Town, Case], None]


def take(sheet: Sheet) -> Count:
    where = columns.settle(sheet.columns, {})
    reader = services.reader_for(COUNTY, where, when=at(DAY))
    count = Count()
    taking = Taking(services.receiving_unit(COUNTY), operator(COUNTY), reader)
    for outcome in taking.take(with_keys(sheet.rows, where), at(DAY)):
        count.add(outcome, reader.unknown_subject(outcome.letter))
    return count


def sorted_out(town: Town, case: Case, kind: str = "claim", unit: str = "housing") -> None:
    """To the unit that handles it, on the fourth day."""
    go(case, "classify", town.clerk, "2026-03-02 10:00", kind=kind)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit(unit))
    go(case, "receive", town.handler, "2026-03-04 09:00")


def accepted(town: Town, case: Case, kind: str = "claim") -> None:
    sorted_out(town, case, kind)
    go(case, "accept", town.handler, "2026-03-06 09:00")


def answered(town: Town, case: Case, outcome: str = "support") -> None:
    accepted(town, case)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    sign(case, prepare(case, "sign_opinion", town.handler, "2026-04-09 16:00", outcome=outcome), town.head, "2026-04-10 10:00")
    go(case, "serve", town.handler, "2026-04-13 11:00")


def answer_at_once(town: Town, case: Case) -> None:
    go(case, "classify", town.clerk, "2026-03-02 10:00", kind="consult")
    go(case, "answer_now", town.clerk, "2026-03-02 10:05")


def carry_out_and_close(town: Town, case: Case) -> None:
    answered(town, case)
    go(case, "execute", town.handler, "2026-04-14 09:00")
    go(case, "execution_done", town.handler, "2026-05-10 09:00")
    go(case, "close", town.dispatcher, "2026-05-20 09:00")


def close_and_archive(town: Town, case: Case) -> None:
    answered(town, case, "reject")
    go(case, "close", town.dispatcher, "2026-05-20 09:00")
    go(case, "archive", town.handler, "2026-05-21 09:00")


def up_to_the_final_review(town: Town, case: Case) -> None:
    answered(town, case, "explain")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    reviewed(town, case, "2026-05-15 09:00")
    go(case, "request_final", town.citizen, "2026-06-01 09:00")
    reviewed(town, case, "2026-06-26 09:00")
    go(case, "record_final", town.final_reviewer, "2026-06-26 09:00")


def close_after_review(town: Town, case: Case) -> None:
    answered(town, case, "reject")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    reviewed(town, case, "2026-05-15 09:00")
    go(case, "close_reviewed", town.handler, "2026-06-30 09:00")


def settle_by_agreement(town: Town, case: Case) -> None:
    accepted(town, case)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "entrust_mediation", town.handler, "2026-03-10 09:00", unit=town.unit("pingshang"), reason="两家都愿意谈")
    go(case, "settle", town.handler, "2026-03-13 09:00")


def withdraw(town: Town, case: Case) -> None:
    accepted(town, case)
    go(case, "withdraw", town.citizen, "2026-03-10 09:00")


def decline(town: Town, case: Case) -> None:
    sorted_out(town, case)
    sign(case, prepare(case, "not_accept", town.handler, "2026-03-09 09:00"), town.head, "2026-03-10 09:00")


def guide_to_law(town: Town, case: Case) -> None:
    sorted_out(town, case)
    go(case, "guide_law", town.handler, "2026-03-05 09:00")


def simple_answer(town: Town, case: Case) -> None:
    sorted_out(town, case)
    go(case, "choose_simple", town.handler, "2026-03-05 09:00")
    go(case, "accept", town.handler, "2026-03-05 10:00")
    go(case, "simple_reply", town.handler, "2026-03-09 09:00")


def study_a_suggestion(town: Town, case: Case) -> None:
    accepted(town, case, "suggest")
    go(case, "set_suggestion", town.handler, "2026-03-09 09:00")
    go(case, "reply_suggestion", town.handler, "2026-03-20 09:00")


def perform_a_duty(town: Town, case: Case) -> None:
    accepted(town, case)
    go(case, "set_path_5", town.handler, "2026-03-09 09:00")
    go(case, "duty_done", town.handler, "2026-03-20 09:00")


def seal_and_route(town: Town, case: Case) -> None:
    go(case, "classify", town.clerk, "2026-03-02 10:00", kind="report")
    go(case, "route_discipline", town.sealed_officer, "2026-03-03 09:00")


def merge(town: Town, case: Case) -> None:
    other = Case.objects.filter(county=COUNTY, state="S10").exclude(id=case.id).order_by("number").last()
    assert other is not None
    go(case, "merge", town.clerk, "2026-03-02 10:00", earlier=other.number)


def object_and_decide(town: Town, case: Case) -> None:
    sorted_out(town, case)
    go(case, "object", town.handler, "2026-03-09 09:00")
    go(case, "object_refused", town.dispatcher, "2026-03-10 09:00")
    go(case, "accept", town.handler, "2026-03-16 09:00")
    go(case, "set_path_legal", town.handler, "2026-03-17 09:00", path="2", body="县劳动人事争议仲裁委，桂花路2号",
       procedure="申请仲裁", limit="一年", reason="先仲裁")  # fmt: skip


ENDINGS: dict[Course, str] = {
    answer_at_once: "S80", carry_out_and_close: "S80", close_and_archive: "S90", up_to_the_final_review: "S81",
    close_after_review: "S80", settle_by_agreement: "S85", withdraw: "S86", decline: "S41", guide_to_law: "S24",
    simple_answer: "S80", study_a_suggestion: "S80", perform_a_duty: "S80", seal_and_route: "S25", merge: "S87",
    object_and_decide: "S43",
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_thousands_of_letters_come_in_once_and_end_in_every_way() -> None:
    if not DATA.is_file():
        pytest.skip("the data set of real letters is not here: set FENGQIAO_DATA to the folder that holds teddy2020")
    town, sheet = build_town(), open_sheet(DATA.read_bytes(), DATA.name)
    first = take(sheet)
    assert (first.rows, first.registered, first.twins, first.bad, first.labels) == (ROWS, ROWS, TWINS, 0, Counter())
    assert Case.objects.filter(county=COUNTY).exclude(category="").count() == ROWS
    again = take(sheet)
    assert (again.registered, again.known, again.bad) == (0, ROWS, 0)
    fresh = Case.objects.filter(county=COUNTY, received_on=at(DAY).date(), is_repeat=False).order_by("number")
    reached: Counter[str] = Counter()
    for case, (course, state) in zip(fresh[:DRIVEN], islice(cycle(ENDINGS.items()), DRIVEN), strict=True):
        course(town, case)
        assert case.state == state, course.__name__
        reached[course.__name__] += 1
    assert len(reached) >= 12
    assert all(n >= DRIVEN // len(ENDINGS) for n in reached.values())
    assert Proceeding.objects.filter(closed_at__isnull=False, parent=None).count() == DRIVEN
    assert [found for found in verify(COUNTY) if not isinstance(found, int)] == []
