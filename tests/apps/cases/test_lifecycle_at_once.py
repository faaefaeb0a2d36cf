"""Two people at the same moment, each with a connection and a transaction of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from fengqiao.apps.cases.models import Case, Entry, Proceeding
from fengqiao.apps.cases.services import approve, draft, perform
from fengqiao.domain.errors import Conflict, Incomplete
from fengqiao.domain.roles import Actor
from tests.town import Town, at, build_town, fields_of, go, register_case, to_acceptance


def _together(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads of their own, starting together; gives what each returned or raised."""
    results: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(position: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            results[position] = act()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_at_once() -> None:
    """One county for all of it: setting it up outside a transaction is costly."""
    town = build_town()
    _two_steps_on_one_case(town)
    _one_form_twice(town)
    _one_registration_twice(town)
    _two_signatures(town)
    _many_registrations(town)
    _two_mergers_crosswise(town)


def _two_steps_on_one_case(town: Town) -> None:
    case = to_acceptance(town)
    seen = case.ledger_seq

    def step(name: str, by: Actor) -> Callable[[], object]:
        return lambda: perform(county=case.county, case_id=case.id, step=name, data={}, by=by,
                               at=at("2026-03-09 09:00"), expecting=seen)  # fmt: skip

    results = _together(step("set_path_5", town.handler), step("set_path_6", town.head))
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["Conflict", "Entry"], results
    lost = next(result for result in results if isinstance(result, Conflict))
    won = next(result for result in results if isinstance(result, Entry))
    assert won.actor_name in lost.since[0].zh
    assert Proceeding.objects.get(case=case).state == won.body["to"]


def _one_form_twice(town: Town) -> None:
    case = register_case(town)

    def send() -> Entry:
        return perform(county=case.county, case_id=case.id, step="open_dispatch", data={}, by=town.dispatcher,
                       at=at("2026-03-02 15:00"), once="twice")  # fmt: skip

    one, two = _together(send, send)
    assert one == two, (one, two)
    assert Entry.objects.filter(case=case).count() == 2


def _one_registration_twice(town: Town) -> None:
    before = Case.objects.count()
    one, two = _together(*[lambda: register_case(town, once="registered twice")] * 2)
    assert one == two, (one, two)
    assert Case.objects.count() == before + 1


def _two_signatures(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    waiting = draft(county=case.county, case_id=case.id, step="extend", data=fields_of(case, "extend", days=30),
                    by=town.handler, at=at("2026-03-10 09:00"))  # fmt: skip

    def approved() -> Entry:
        return approve(county=case.county, draft_id=waiting.id, by=town.head, at=at("2026-03-11 09:00"))

    results = _together(approved, approved)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Entry"], results
    events = next(row for row in Proceeding.objects.get(case=case).clocks if row["id"] == "CLK-07")["events"]
    assert sum(event["days"] for event in events if event["kind"] == "extended") == 30


def _many_registrations(town: Town) -> None:
    cases = _together(*[lambda: register_case(town)] * 6)
    assert all(isinstance(case, Case) for case in cases), cases
    numbers = sorted(case.number for case in cases if isinstance(case, Case))
    last = int(numbers[-1][-6:])
    assert [int(number[-6:]) for number in numbers] == list(range(last - 5, last + 1))


def _two_mergers_crosswise(town: Town) -> None:
    one, two = register_case(town), register_case(town)

    def merged(case: Case, into: Case) -> Callable[[], object]:
        return lambda: go(case, "merge", town.clerk, "2026-03-02 10:00", earlier=into.number)

    results = _together(merged(one, two), merged(two, one))
    assert all(isinstance(result, Entry | Conflict | Incomplete) for result in results), results
    assert sum(isinstance(result, Entry) for result in results) <= 1
