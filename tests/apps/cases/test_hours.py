"""The lamp of 乃东's same-day clock on the pages: on the case and on the desk it turns by the hour of reading."""

from __future__ import annotations

import re

import pytest
import time_machine

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations import unit_names
from fengqiao.apps.organisations.models import Unit
from tests.apps.cases.desk import address, seat
from tests.town import Town, at, going_by, register_case

DAY = "2026-03-02"


def same_day(town: Town, *, hours: str = "", when: str = "09:00") -> Case:
    Unit.objects.filter(code="petition-office", county_code=town.clerk.county).update(hours=hours)
    unit_names._units.cache_clear()
    return register_case(going_by(town, "naidong", "petition-office"), when=f"{DAY} {when}")


def lamps(town: Town, case: Case, when: str) -> set[str]:
    """The colour beside the case on its own page and on the desk at a time."""
    with time_machine.travel(at(when), tick=False):
        client = seat(town.clerk)
        page = client.get(address(case)).content.decode()
        desk = client.get("/desk/inbox/").content.decode()
    row = next(part for part in desk.split("<tr") if case.number in part)
    head = page.split("fq-title", 1)[1].split("</header>")[0]
    return {re.search(r"fq-lamp-(\w+)", text)[1] for text in (head, row)}  # type: ignore[index]


@pytest.mark.parametrize(
    ("when", "colour"),
    [("11:00", "green"), ("14:59", "green"), ("15:00", "amber"), ("17:29", "amber"), ("17:30", "red"), ("23:00", "red")],
)
def test_nd_33_the_case_and_the_desk_turn_by_the_hour(town: Town, when: str, colour: str) -> None:
    assert lamps(town, same_day(town), f"{DAY} {when}") == {colour}


def test_nd_33_the_office_of_the_unit_says_when_it_closes(town: Town) -> None:
    case = same_day(town, hours="周一至周五 9:30–13:00、15:30–18:30")
    assert lamps(town, case, f"{DAY} 18:00") == {"amber"}
    assert lamps(town, case, f"{DAY} 18:30") == {"red"}


def test_what_came_in_after_the_close_of_business_is_not_red_before_the_next_day(town: Town) -> None:
    case = same_day(town, when="19:00")
    assert lamps(town, case, f"{DAY} 20:00") == {"amber"}
    assert lamps(town, case, "2026-03-03 08:00") == {"red"}


def test_where_the_national_clock_runs_no_hour_changes_it(town: Town) -> None:
    case = register_case(town, when=f"{DAY} 09:00")
    assert {*lamps(town, case, f"{DAY} 11:00"), *lamps(town, case, f"{DAY} 20:00")} == {"green"}
