"""A link in wrong hands: its unit replaces it, the old one opens nothing, and what its holder said stays."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry, Seat
from fengqiao.apps.cases.services import Break, seating, verify
from fengqiao.domain.errors import NotNow
from tests.apps.cases.desk import address, seat
from tests.apps.mediation.cast import drafted, invited, link, m, met
from tests.apps.portal.cast import days_ago
from tests.town import COUNTY, Town, at, tables_digest


@pytest.fixture
def guest() -> Client:
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    return client


def seat_of(case: Case, role: str) -> Seat:
    return Seat.objects.get(case=case, role=role)


def ask(client: Client, case: Case, role: str) -> str:
    """The button on the page; gives the page that follows."""
    url = f"/mediation/{case.number}/links/{seat_of(case, role).id}/replace"
    return client.post(url, follow=True).content.decode()


@pytest.mark.parametrize("role", ["panel", "other_party"])
def test_the_old_link_opens_nothing_at_once_and_the_new_one_opens_what_it_did(town: Town, guest: Client, role: str) -> None:
    case = invited(town)
    old = link(case, role)
    before = guest.get(old).content.decode()
    assert "的链接换好了" in ask(seat(town.grid_worker), case, role)
    new = link(case, role)
    assert new != old
    gone = guest.get(old)
    assert gone.status_code == 410
    assert "已经换成新的" in gone.content.decode()
    assert case.title not in gone.content.decode()
    assert case.title in before
    assert case.title in guest.get(new).content.decode()
    assert guest.post(f"{old}/do/agree").status_code == 410
    assert guest.post(f"{old}/answer", {"answer": "accepted"}).status_code == 410


def test_it_may_be_replaced_again_and_no_old_one_comes_back(town: Town, guest: Client) -> None:
    case, old = invited(town), []
    for _turn in range(3):
        old.append(link(case, "panel"))
        ask(seat(town.grid_worker), case, "panel")
    assert len({*old, link(case, "panel")}) == 4
    assert [guest.get(one).status_code for one in (*old, link(case, "panel"))] == [410, 410, 410, 200]


def test_what_its_holder_said_and_signed_stays(town: Town) -> None:
    case = drafted(town)
    before = case.proceedings.get().vars
    ask(seat(town.grid_worker), case, "other_party")
    ask(seat(town.grid_worker), case, "panel")
    assert case.proceedings.get().vars == before
    assert seat_of(case, "panel").state == "accepted"


def test_the_ledger_says_who_replaced_it_and_never_a_link(town: Town) -> None:
    case = invited(town)
    old = link(case, "panel").removeprefix("/j/")
    page = ask(seat(town.grid_worker), case, "panel")
    new = link(case, "panel").removeprefix("/j/")
    entry = Entry.objects.filter(case=case).latest("seq")
    assert (entry.act, entry.actor_name, entry.body["name"], entry.shown) == ("seat_link", "麻利", "龙老", "staff")
    assert "换了链接" in page
    row = json.dumps(list(Entry.objects.filter(case=case).values()), default=repr)
    assert old not in row
    assert new not in row
    assert not [one for one in verify(COUNTY) if isinstance(one, Break)]


def test_no_row_keeps_a_link_that_opens(town: Town) -> None:
    case = invited(town)
    ask(seat(town.grid_worker), case, "panel")
    row = json.dumps(Seat.objects.filter(case=case).values()[0], default=repr)
    assert link(case, "panel").removeprefix("/j/") not in row


def test_a_link_that_was_used_is_not_shown_but_can_be_replaced_and_then_is(town: Town) -> None:
    case = met(town)
    client = seat(town.grid_worker)
    page = client.get(address(case)).content.decode()
    assert link(case, "panel") not in page
    assert f"links/{seat_of(case, 'panel').id}/replace" in page
    page = ask(client, case, "panel")
    assert link(case, "panel") in page


@pytest.mark.parametrize("who", ["dispatcher", "leader", "supervisor"])
def test_whoever_only_reads_the_case_replaces_nothing(town: Town, who: str) -> None:
    case = invited(town)
    client, before = seat(getattr(town, who)), tables_digest()
    assert "换一个链接" not in client.get(address(case)).content.decode()
    answer = client.post(f"/mediation/{case.number}/links/{seat_of(case, 'panel').id}/replace")
    assert answer.status_code == 403
    assert "由办这次调解的单位来换" in answer.content.decode()
    assert tables_digest() == before


def test_strangers_other_cases_and_nonsense_find_nothing(town: Town, guest: Client) -> None:
    case, other = invited(town), invited(town)
    key, client = seat_of(case, "panel").id, seat(town.grid_worker)
    before = tables_digest()
    assert client.post(f"/mediation/{case.number}/links/{uuid4()}/replace").status_code == 404
    assert client.post(f"/mediation/{other.number}/links/{key}/replace").status_code == 404
    assert client.post(f"/mediation/nonsense/links/{key}/replace").status_code == 404
    assert client.post(f"/mediation/{case.number}/links/nonsense/replace").status_code == 404
    assert client.get(f"/mediation/{case.number}/links/{key}/replace").status_code == 405
    assert seat(town.outsider).post(f"/mediation/{case.number}/links/{key}/replace").status_code == 404
    assert guest.post(f"/mediation/{case.number}/links/{key}/replace").status_code == 401
    assert tables_digest() == before


def test_a_link_that_opens_nothing_is_not_replaced(town: Town) -> None:
    case = met(town)
    m(case, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉")
    answer = seat(town.grid_worker).post(f"/mediation/{case.number}/links/{seat_of(case, 'panel').id}/replace")
    assert answer.status_code == 409
    assert "不用换" in answer.content.decode()
    with pytest.raises(NotNow):
        seating.replace_link(seat=seat_of(case, "panel"), by=town.grid_worker, at=at(days_ago(0, 0)))


def test_an_unknown_link_is_still_told_as_unknown(town: Town, guest: Client) -> None:
    ask(seat(town.grid_worker), invited(town), "panel")
    answer = guest.get("/j/abcdefghijklmnopqrstuv")
    assert answer.status_code == 404
    assert "没有这个链接" in answer.content.decode()
