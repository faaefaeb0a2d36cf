"""The receipt: who may print it, what it says, and whose name it shows."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
import time_machine

from fengqiao.apps.cases.pickup import pickup_secret
from fengqiao.apps.cases.services import Person
from tests.apps.cases.desk import local, seat
from tests.town import Town, register_case


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 2 March 2026, when cases of the small county are registered."""
    with time_machine.travel(local("2026-03-02T10:00"), tick=False) as clock:
        yield clock


def read(actor: Any, url: str, status: int = 200, language: str = "zh-hans") -> str:
    response = seat(actor, language=language).get(url)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_the_receipt_says_code_next_step_and_last_day(town: Town) -> None:
    case = register_case(town)
    page = read(town.clerk, f"/register/{case.number}/receipt/")
    code = case.tracking_code
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in page
    assert "<svg" in page
    assert "2026年3月17日" in page
    assert "甄别转办" in page
    assert f'action="/cases/{case.number}/act/open_dispatch/"' in page


@pytest.mark.parametrize(("query", "paper"), [("", "a5"), ("?paper=a4", "a4"), ("?paper=roll;x", "a5")])
def test_the_paper_carries_the_words_of_the_pack(town: Town, query: str, paper: str) -> None:
    case = register_case(town)
    page = read(town.clerk, f"/register/{case.number}/receipt/print/{query}")
    assert f"fq-paper-{paper}" in page
    for words in ("收件回执", "吴大升：", case.number, "修好外墙", "最后一日为2026年3月17日", "您的权利"):
        assert words in page
    assert f"http://testserver/t/{case.tracking_code}" in page
    english = read(town.clerk, f"/register/{case.number}/receipt/print/", language="en")
    assert "Receipt" in english
    assert "Your rights" in english


def test_the_name_is_in_full_for_who_took_it_in_that_day_only(town: Town, spring: Any) -> None:
    case = register_case(town)
    url = f"/register/{case.number}/receipt/print/"
    assert "吴大升" in read(town.clerk, url)
    other = read(town.dispatcher, url)
    assert "吴大升" not in other
    assert "吴*升" in other
    spring.move_to(local("2026-03-03T10:00"))
    assert "吴大升" not in read(town.clerk, url)


def test_unseen_cases_have_no_receipt(town: Town) -> None:
    case = register_case(town)
    for url in (f"/register/{case.number}/receipt/", f"/register/{case.number}/receipt/print/", "/register/nonsense/receipt/"):
        read(town.land_handler, url, 404)
        read(town.outsider, url, 404)
        read(town.leader, url, 403)


def test_a_sealed_report_shows_its_code_to_who_took_it_in_today(town: Town, spring: Any) -> None:
    case = register_case(town, classification="report")
    url = f"/register/{case.number}/receipt/"
    assert case.tracking_code[:4] in read(town.clerk, url)
    read(town.dispatcher, url, 404)
    spring.move_to(local("2026-03-03T10:00"))
    read(town.clerk, url, 404)
    assert case.tracking_code[:4] in read(town.sealed_officer, url)


def test_without_a_telephone_the_receipt_carries_a_secret(town: Town) -> None:
    silent = register_case(town, people=[Person(name="吴大升")])
    assert pickup_secret(silent) in read(town.clerk, f"/register/{silent.number}/receipt/print/")
    spoken = register_case(town)
    assert pickup_secret(spoken) not in read(town.clerk, f"/register/{spoken.number}/receipt/print/")


def test_a_village_hands_out_the_clock_of_the_notice(town: Town) -> None:
    """PB-24: numbers, receipt and clocks are those of any window."""
    window, case = (register_case(town, unit=unit, by=by) for unit, by in (("pingshang", town.town_handler), ("village", town.grid_worker)))
    assert [int(one.number[-6:]) for one in (window, case)] == [1, 2]
    assert (case.due_clock, case.due_on) == (window.due_clock, window.due_on)
    for who, one in ((town.town_handler, window), (town.grid_worker, case)):
        page = read(who, f"/register/{one.number}/receipt/")
        assert "书面告诉您受理不受理" in page
        assert f"{one.tracking_code[:4]} {one.tracking_code[4:8]} {one.tracking_code[8:]}" in page
