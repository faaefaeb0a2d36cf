"""A link that came into wrong hands is replaced: the old one opens nothing, the seat and all that was said stay."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry, Seat
from fengqiao.apps.cases.services import seating, verify
from fengqiao.domain.errors import NotNow
from tests.apps.cases.desk import address, seat
from tests.apps.mediation.cast import drafted, invited, link, m, met
from tests.apps.portal.cast import days_ago
from tests.town import Town, at, party_of, proceeding_of


def of(case: Case, role: str) -> Seat:
    return Seat.objects.select_related("proceeding").get(case=case, role=role)


def press(town: Town, who: str, one: Seat, known: str = "0") -> int:
    """The button beside a link, as one of the cast presses it."""
    return seat(getattr(town, who)).post(f"/mediation/seats/{one.id}/link", {"known": known}).status_code


@pytest.mark.parametrize("role", ["panel", "other_party"])
def test_the_old_link_opens_nothing_and_the_new_one_opens_the_same_seat(town: Town, role: str) -> None:
    case = invited(town)
    old = link(case, role)
    assert press(town, "grid_worker", of(case, role)) == 303
    gone, fresh = Client().get(old), Client().get(link(case, role))
    assert link(case, role) != old
    assert (gone.status_code, fresh.status_code) == (410, 200)
    said = gone.content.decode()
    assert "这个链接已经换了" in said
    assert "请用新收到的那一个" in said
    assert case.title not in said
    assert case.title[:2] in fresh.content.decode()
    assert Client().post(f"{old}/answer", {"answer": "accepted"}).status_code == 410
    assert of(case, role).state == "invited"


def test_the_record_says_who_replaced_it_and_never_the_link(town: Town) -> None:
    case = invited(town)
    old = seating.link_of(of(case, "panel"))
    press(town, "grid_worker", of(case, "panel"))
    row = Entry.objects.filter(case=case).last()
    assert (row.act, row.actor_name, row.shown) == ("relink", town.grid_worker.name, "staff")  # type: ignore[union-attr]
    assert row.body == {"seat": str(of(case, "panel").id), "name": "龙老", "role": "panel"}  # type: ignore[union-attr]
    assert old not in str(row.body)  # type: ignore[union-attr]
    assert seating.link_of(of(case, "panel")) not in str(row.body)  # type: ignore[union-attr]
    assert not [one for one in verify() if not isinstance(one, int)]
    assert "换了一个链接" in seat(town.grid_worker).get(address(case)).content.decode()


def test_one_page_replaces_once_and_a_new_page_again(town: Town) -> None:
    case = invited(town)
    first = link(case, "panel")
    press(town, "grid_worker", of(case, "panel"))
    second = link(case, "panel")
    press(town, "grid_worker", of(case, "panel"))
    assert link(case, "panel") == second
    press(town, "grid_worker", of(case, "panel"), known="1")
    assert len({first, second, link(case, "panel")}) == 3
    assert [Client().get(one).status_code for one in (first, second, link(case, "panel"))] == [410, 410, 200]


def test_a_seat_read_before_its_link_was_replaced_is_left_as_it_is(town: Town) -> None:
    case = invited(town)
    before = of(case, "panel")
    seating.replace_link(seat=of(case, "panel"), by=town.grid_worker, at=at(days_ago(0, 0)))
    after = link(case, "panel")
    seating.replace_link(seat=before, by=town.grid_worker, at=at(days_ago(0, 0)))
    assert link(case, "panel") == after


def test_the_new_link_of_a_mediator_is_shown_to_be_handed_on(town: Town) -> None:
    case = met(town)
    page = seat(town.grid_worker).get(address(case)).content.decode()
    assert link(case, "panel") not in page
    assert "本人已经用它进来过" in page
    press(town, "grid_worker", of(case, "panel"))
    assert link(case, "panel") in seat(town.grid_worker).get(address(case)).content.decode()
    assert of(case, "panel").state == "accepted"


def test_what_its_holder_said_and_signed_stays(town: Town) -> None:
    case = drafted(town)
    m(case, "sign_recorded", town.grid_worker, days_ago(0, 0), party=party_of(case, "respondent"), way="paper", read_aloud=True)
    before = proceeding_of(case).vars
    assert press(town, "grid_worker", of(case, "other_party")) == 303
    assert proceeding_of(case).vars == before
    assert before["signed"]


@pytest.mark.parametrize(("who", "status"), [("dispatcher", 403), ("leader", 403), ("handler", 404), ("town_mediator", 404)])
def test_others_cannot_replace_it(town: Town, who: str, status: int) -> None:
    case = invited(town)
    before = link(case, "panel")
    assert press(town, who, of(case, "panel")) == status
    assert link(case, "panel") == before
    assert not Entry.objects.filter(case=case, act="relink").exists()


def test_nothing_is_replaced_once_it_is_over(town: Town) -> None:
    case = met(town)
    m(case, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉")
    before = link(case, "panel")
    assert press(town, "grid_worker", of(case, "panel")) == 409
    assert link(case, "panel") == before
    with pytest.raises(NotNow):
        seating.replace_link(seat=of(case, "panel"), by=town.grid_worker, at=at(days_ago(0, 0)))


@pytest.mark.parametrize("known", ["", "x", "-1", "7", "0 "])
def test_a_page_that_says_nonsense_replaces_nothing_and_says_so(town: Town, known: str) -> None:
    case = invited(town)
    before = link(case, "panel")
    answer = seat(town.grid_worker).post(f"/mediation/seats/{of(case, 'panel').id}/link", {"known": known})
    assert answer.status_code == 422
    assert "链接还没有换" in answer.content.decode()
    assert link(case, "panel") == before


def test_a_seat_that_there_is_not_and_a_page_that_is_only_read(town: Town) -> None:
    case = invited(town)
    client = seat(town.grid_worker)
    assert client.post(f"/mediation/seats/{uuid4()}/link", {"known": "0"}).status_code == 404
    assert client.get(f"/mediation/seats/{of(case, 'panel').id}/link").status_code == 405
    assert Client().post(f"/mediation/seats/{of(case, 'panel').id}/link", {"known": "0"}).status_code in (302, 401)
