"""What was promised is told to the unit that has the case before its day, and after it until it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case
from fengqiao.domain.roles import Actor
from tests.apps.cases.desk import seat
from tests.apps.cases.test_owing import reach
from tests.town import Town, at, go, to_acceptance

PAY = {"who": "澜溪建筑公司", "what": "付第一批工资", "due_on": "2026-04-01", "amount": "3780000", "remind": 5}


def promised(town: Town, **over: Any) -> Case:
    """A case with one promise of a payer: on 1 April, reminded of five days before."""
    case = to_acceptance(town)
    go(case, "add_promises", town.handler, "2026-03-10 09:00", promises=[{**PAY, **over}])
    return case


@contextmanager
def on(day: str, by: Actor, language: str = "zh-hans") -> Iterator[Client]:
    with time_machine.travel(at(f"{day} 09:00"), tick=False):
        yield seat(by, language=language)


def told(day: str, by: Actor, address: str = "/desk/promised/told", language: str = "zh-hans") -> str:
    with on(day, by, language) as client:
        return unescape(client.get(address).content.decode())


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-03-26", ""), ("2026-03-27", "快到期 1 项"), ("2026-04-01", "快到期 1 项"), ("2026-04-02", "逾期没有兑现 1 项")],
)
def test_nd_05_the_desk_is_told_as_many_days_before_as_were_asked_for(town: Town, day: str, said: str) -> None:
    """ND-05: payer, what, day and amount stand in the list, with the way to the case."""
    case = promised(town)
    line, page = told(day, town.handler), told(day, town.handler, "/desk/promised/")
    assert said in line
    assert bool(line.strip()) == bool(said)
    for part in ("澜溪建筑公司", "付第一批工资", "2026-04-01", "3,780,000.00", case.number):
        assert (part in page) == bool(said), part
    assert "promised/told" in told(day, town.handler, "/desk/working/")


def test_nd_05_what_was_kept_or_dropped_is_told_no_more(town: Town) -> None:
    kept, dropped = promised(town), promised(town)
    assert "快到期 2 项" in told("2026-03-30", town.handler)
    line = kept.lines.get()
    reach(kept, town, "2026-03-30 10:00", line, proof="银行回单")
    go(dropped, "drop_lines", town.handler, "2026-03-30 10:00", lines=["1"], reason="记重了")
    assert told("2026-03-30", town.handler).strip() == ""
    assert "没有快到期的，也没有逾期的" in told("2026-03-30", town.handler, "/desk/promised/")


def test_only_the_unit_that_has_the_case_is_told_and_of_a_sealed_one_nobody(town: Town) -> None:
    case = promised(town)
    for actor in (town.land_handler, town.town_handler, town.admin, town.outsider):
        assert case.number not in told("2026-03-30", actor, "/desk/promised/")
    Case.objects.filter(id=case.id).update(is_sealed=True)
    assert told("2026-03-30", town.handler).strip() == ""


def test_what_runs_beside_is_owed_to_nobody_and_not_listed(town: Town) -> None:
    case = to_acceptance(town)
    measure = {"kind": "living", "what": "申请临时救助", "due_on": "2026-03-31", "consent": "asked", "ground": "当面",
               "who": town.handler.user}  # fmt: skip
    go(case, "arrange_support", town.handler, "2026-03-10 09:00", measures=[measure])
    assert told("2026-03-30", town.handler).strip() == ""


def test_it_reads_in_english_and_costs_the_same_whatever_is_due(town: Town) -> None:
    promised(town)
    assert "1 due soon" in told("2026-03-30", town.handler, language="en")
    counts = []
    for _ in range(2):
        with on("2026-03-30", town.handler) as client:
            client.get("/desk/promised/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/desk/promised/")
        counts.append(len(asked))
        promised(town)
    assert counts[0] == counts[1] <= 6
