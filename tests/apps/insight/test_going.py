"""To how many different places somebody had to go for one matter: filled from visits, told as 1, 2, 3 and more."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.cases.services import verify
from fengqiao.apps.insight.going import going
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now
from tests.apps.cases.desk import local, seat
from tests.apps.occasions.cast import user
from tests.town import COUNTY, Town, at, go, refused_and_nothing_changed, register_case, steps_of, to_acceptance

PAGE = "/desk/places/"


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 14 April 2026."""
    with time_machine.travel(local("2026-04-14T09:00"), tick=False) as clock:
        yield clock


def read(actor: Actor, url: str) -> str:
    """What somebody reads on a page."""
    response = seat(actor).get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def told(page: str) -> dict[str, str]:
    """Each line of the distribution with its number."""
    return dict(re.findall(r'<th scope="row">([^<]*)</th><td[^>]*>([\d,]+)', page))


def to_housing(town: Town, case: Case) -> None:
    """The petition office refers it."""
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    go(case, "transfer", town.dispatcher, "2026-03-02 11:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-03 10:00")


def codes(town: Town, case: Case) -> set[str]:
    """The units that somebody had to come to for a case."""
    case.refresh_from_db()
    known = {unit.id: code for code, unit in town.builder.units.items()}
    return {known[key] for key in case.visited}


def test_kz_18_the_field_is_filled_from_visits_each_unit_once(town: Town) -> None:
    """KZ-18: registering in person, a visit noted, a reception; a letter is no visit, the same door counts once."""
    letter, case = register_case(town, channel="letter"), register_case(town, channel="visit")
    assert (codes(town, letter), codes(town, case)) == (set(), {"petition-office"})
    to_housing(town, case)
    for _again in range(2):
        go(case, "came", town.handler, "2026-03-04 10:00", came_on="2026-03-04", why="送照片")
    assert codes(town, case) == {"petition-office", "housing"}
    planned = Plan(kind="reception", unit=town.unit("county"), on=date(2026, 4, 14), place="接访室", leader=user("彭守一"), cases=[case])
    day = holding.plan(planned, by=town.dispatcher, at=now())
    holding.record(day, {"items": [{"case": case.number, "said": "四月修"}]}, by=town.dispatcher, at=now())
    assert codes(town, case) == {"petition-office", "housing", "county"}
    page = read(town.dispatcher, f"/cases/{case.number}/")
    assert re.search(r"<dt>跑了几个地方</dt>\s*<dd>3 个", page)


def test_kz_18_a_visit_noted_wrongly_is_put_right_by_the_unit_that_noted_it(town: Town) -> None:
    """KZ-18: both entries stay in the ledger, the number of places follows; a unit stays where the petitioner came otherwise."""
    letter, case = register_case(town, channel="letter"), register_case(town, channel="visit")
    for one in (letter, case):
        assert "not_came" not in steps_of(one, town.dispatcher, "2026-03-02 10:00"), "there is nothing to put right"
        go(one, "came", town.dispatcher, "2026-03-02 10:00", came_on="2026-03-02")
        to_housing(town, one)
    for _twice in range(2):
        go(letter, "came", town.handler, "2026-03-04 10:00", came_on="2026-03-04")
    refused_and_nothing_changed(letter, "not_came", town.handler, "2026-03-04 11:00", "怎么记错的", reason=" ")
    go(letter, "not_came", town.handler, "2026-03-04 11:00", reason="按了两次")
    assert codes(town, letter) == {"petition-office", "housing"}, "one of the two visits stands"
    go(letter, "not_came", town.handler, "2026-03-04 12:00", reason="是另一件的")
    assert codes(town, letter) == {"petition-office"}
    refused_and_nothing_changed(letter, "not_came", town.handler, "2026-03-04 13:00", "没有记过来访", reason="再来一次")
    for one, left in ((letter, set()), (case, {"petition-office"})):
        go(one, "not_came", town.dispatcher, "2026-03-05 09:00", reason="记到别的事上了")
        assert codes(town, one) == left, "who registered in person came there all the same"
    acts = Entry.objects.filter(case=letter).values_list("act", flat=True)
    assert (list(acts).count("came"), list(acts).count("not_came")) == (3, 3)
    assert [found for found in verify(COUNTY) if not isinstance(found, int)] == []


def test_kz_18_a_reception_and_an_earlier_case_keep_a_place_that_was_noted_wrongly(town: Town) -> None:
    """KZ-18: what is put right is the note, not what happened on another day."""
    case = to_acceptance(town, channel="letter")
    go(case, "came", town.handler, "2026-03-04 10:00", came_on="2026-03-04")
    planned = Plan(kind="reception", unit=town.unit("housing"), on=date(2026, 4, 14), place="接访室", leader=user("彭守一"), cases=[case])
    day = holding.plan(planned, by=town.dispatcher, at=now())
    holding.record(day, {"items": [{"case": case.number, "said": "四月修"}]}, by=town.dispatcher, at=now())
    later = register_case(town, channel="letter", earlier=case.id, when="2026-03-02 09:30")
    to_housing(town, later)
    go(later, "came", town.handler, "2026-03-04 10:00", came_on="2026-03-04")
    for one in (case, later):
        go(one, "not_came", town.handler, "2026-04-14 10:00", reason="记错了")
        assert codes(town, one) == {"housing"}


def test_an_earlier_case_of_the_same_matter_counts_on(town: Town) -> None:
    first = register_case(town, channel="visit", unit="pingshang", by=town.town_handler)
    again = register_case(town, channel="visit", earlier=first.id)
    assert codes(town, again) == {"pingshang", "petition-office"}
    new_facts = register_case(town, channel="visit", earlier=first.id, tie="new_facts")
    assert codes(town, new_facts) == {"petition-office"}
    later = register_case(town, channel="letter")
    go(later, "link_duplicate", town.dispatcher, "2026-03-02 11:00", earlier=first.number)
    assert codes(town, later) == {"pingshang"}


def test_cy_38_the_page_shows_one_two_three_and_more_with_the_cases_behind(town: Town) -> None:
    """CY-38, KZ-18: distribution 1/2/3+; each number opens its list; sealed cases are nowhere."""
    none, one, two, many, hidden = (register_case(town, title=title) for title in ("无", "一", "两", "多", "藏"))
    units = [unit.id for unit in town.builder.units.values()]
    for case, places in ((none, 0), (one, 1), (two, 2), (many, 4), (hidden, 3)):
        Case.objects.filter(id=case.id).update(visited=units[:places], is_sealed=case is hidden)
    page = read(town.dispatcher, PAGE)
    assert told(page) == {"没有来过": "1", "一个地方": "1", "两个地方": "1", "三个及以上": "1"}
    assert page.count("/3</span>") == 3, "of the three for which somebody came"
    behind = re.findall(r'href="(/desk/open/\?[^"]*places=3[^"]*)"', page)
    listed = read(town.dispatcher, behind[0])
    assert [case.number in listed for case in (none, one, two, many, hidden)] == [False, False, False, True, False]
    assert "跑了几个地方：三个及以上" in listed
    assert told(read(town.dispatcher, f"{PAGE}?since=2025-01-01&until=2025-12-31")) == {}
    assert going(town.land_handler, date(2026, 1, 1), date(2026, 12, 31)).total == 0
    read(town.dispatcher, f"{PAGE}?since=gestern&until=")


def test_the_page_takes_few_queries(town: Town) -> None:
    register_case(town)
    client = seat(town.dispatcher)
    for url in (PAGE, "/desk/grades/"):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) <= 10
    assert at("2026-03-02 09:00").date() == Case.objects.get().received_on
