"""A link that came into wrong hands is replaced by its owner: a guest's, a unit's calendar, one's own calendar."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from pytest_django.fixtures import Settings

from fengqiao.apps.accounts import linking
from fengqiao.apps.accounts.models import SecretLink
from fengqiao.apps.followups import queries as evaluations
from fengqiao.apps.occasions import feeds
from fengqiao.apps.occasions.models import Change, Invitation
from fengqiao.apps.occasions.services import holding, inviting
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.kernel import vault
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import seat
from tests.apps.occasions.cast import anybody
from tests.apps.occasions.test_meetings import called
from tests.apps.occasions.test_rosters import arranged
from tests.town import COUNTY, Town, to_acceptance

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def invited(town: Town) -> Invitation:
    case = to_acceptance(town)
    meeting = called(town, "emergency", on=today(), title="欠薪联动", cases=[case])
    return inviting.invite(meeting, ["方律师"], case=case, by=town.joint, at=now())[0]


def test_a_guests_old_link_opens_nothing_and_the_new_one_the_same_invitation(town: Town, settings: Settings) -> None:
    lawyer = invited(town)
    old = inviting.link_of(lawyer)
    assert anybody().post(f"/invitations/{old}/", {"answer": "comes"}).status_code == 302
    client, address = seat(town.joint), f"/occasions/invitations/{lawyer.id}/link"
    assert client.post(address, {"known": "0"}).status_code == 303
    lawyer.refresh_from_db()
    new = inviting.link_of(lawyer)
    assert new != old
    gone = anybody().get(f"/invitations/{old}/")
    assert (gone.status_code, "旧的链接不再打开" in unescape(gone.content.decode())) == (404, True)
    settings.COUNTY = COUNTY
    Unit.objects.filter(county_code=COUNTY, is_petition_office=True).update(phone="000-0000778")
    assert 'href="tel:000-0000778"' in anybody().get(f"/invitations/{old}/").content.decode()
    assert "往下掉砖" in unescape(anybody().get(f"/invitations/{new}/").content.decode())
    assert lawyer.answer == "comes", "what was said stays"
    assert client.post(address, {"known": "0"}).status_code == 303
    assert inviting.link_of(Invitation.objects.get(id=lawyer.id)) == new, "one page replaces once"
    assert client.post(address, {"known": "7"}).status_code == 422
    assert client.post(address, {}).status_code == 422
    page = unescape(client.get(f"/occasions/{lawyer.occasion_id}/").content.decode())
    assert new in page
    assert old not in page
    assert "换了链接" in page
    logged = Change.objects.get(act="relinked")
    assert (logged.by_name, logged.reason) == (town.joint.name, "方律师")


def test_a_guests_link_is_replaced_by_whoever_keeps_the_occasion_and_only_while_it_is_to_come(town: Town) -> None:
    lawyer = invited(town)
    with pytest.raises(Denied):
        inviting.replace_link(lawyer, known="0", by=town.land_handler, at=now())
    assert seat(town.land_handler).post(f"/occasions/invitations/{lawyer.id}/link", {"known": "0"}).status_code == 404
    assert seat(town.outsider).post(f"/occasions/invitations/{lawyer.id}/link", {"known": "0"}).status_code == 404
    unit = inviting.invite(lawyer.occasion, ["住建"], by=town.joint, at=now())[0]
    with pytest.raises(NotNow):
        inviting.replace_link(unit, known="0", by=town.joint, at=now())
    number = lawyer.case.number  # type: ignore[union-attr]
    holding.record(lawyer.occasion, {"items": [{"case": number, "decided": "先垫付"}]}, by=town.joint, at=now())
    with pytest.raises(NotNow):
        inviting.replace_link(lawyer, known="0", by=town.joint, at=now())
    assert not SecretLink.objects.exists()


def test_an_invitation_to_the_wrong_one_is_taken_back_and_opens_nothing(town: Town) -> None:
    """K-11: whoever was let in by mistake sees the case no more; the one who misspelt a unit was told so at once."""
    lawyer = invited(town)
    link, address = inviting.link_of(lawyer), f"/occasions/invitations/{lawyer.id}/withdraw"
    assert "往下掉砖" in unescape(anybody().get(f"/invitations/{link}/").content.decode())
    for stranger, status in ((town.land_handler, 404), (town.outsider, 404)):
        assert seat(stranger).post(address).status_code == status
    client = seat(town.joint)
    asked = client.post(f"/occasions/{lawyer.occasion_id}/invite", {"names": "住建局\n不知道什么局"}, follow=True)
    assert "系统里没有：不知道什么局。" in unescape(asked.content.decode())
    assert client.post(address).status_code == 303
    assert client.post(address).status_code == 404, "a second tap finds nothing to take back"
    assert anybody().get(f"/invitations/{link}/").status_code == 404
    page = unescape(client.get(f"/occasions/{lawyer.occasion_id}/").content.decode())
    assert "撤回邀请" in page
    assert f"/occasions/invitations/{lawyer.id}" not in page
    logged = Change.objects.get(act="uninvited")
    assert (logged.by_name, logged.reason) == (town.joint.name, "方律师")
    again = inviting.invite(lawyer.occasion, ["方律师"], by=town.joint, at=now())[0]
    assert inviting.link_of(again) != link
    holding.record(lawyer.occasion, {"minutes": "谈了"}, by=town.joint, at=now())
    with pytest.raises(NotNow):
        inviting.withdraw(again, by=town.joint, at=now())
    assert "/withdraw" not in client.get(f"/occasions/{lawyer.occasion_id}/").content.decode()


def test_the_address_of_a_calendar_is_replaced_by_its_owner(town: Town) -> None:
    roster = arranged(town)
    old, client = feeds.link_of(roster.unit_id), seat(town.dispatcher)
    assert client.post(f"/occasions/rosters/{roster.id}/calendar", {"known": "0"}).status_code == 303
    new = feeds.link_of(roster.unit_id)
    assert (anybody().get(f"/calendar/{old}.ics").status_code, anybody().get(f"/calendar/{new}.ics").status_code) == (404, 200)
    assert client.post(f"/occasions/rosters/{roster.id}/calendar", {"known": "0"}).status_code == 303
    assert feeds.link_of(roster.unit_id) == new
    page = unescape(client.get(f"/occasions/rosters/{roster.id}/").content.decode())
    assert new in page
    assert old not in page
    assert seat(town.land_handler).post(f"/occasions/rosters/{roster.id}/calendar", {"known": "1"}).status_code in (403, 404)
    assert feeds.link_of(roster.unit_id) == new


def test_ones_own_calendar_is_replaced_by_oneself(town: Town) -> None:
    from uuid import UUID

    mine, theirs = UUID(town.dispatcher.user), UUID(town.joint.user)
    old, other = feeds.link_of(mine), feeds.link_of(theirs)
    back = seat(town.dispatcher).post("/occasions/calendar/replace", {"known": "0", "next": "/occasions/rosters/"})
    assert (back.status_code, back["Location"]) == (303, "/occasions/rosters/")
    away = seat(town.dispatcher).post("/occasions/calendar/replace", {"known": "0", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/occasions/"
    assert anybody().get(f"/calendar/{old}.ics").status_code == 404
    assert anybody().get(f"/calendar/{feeds.link_of(mine)}.ics").status_code == 200
    assert anybody().get(f"/calendar/{other}.ics").status_code == 200
    row = SecretLink.objects.get()
    assert (row.of, row.replaced_by, len(row.past)) == (mine, town.dispatcher.name, 1)


def test_no_link_is_stored_and_an_unchanged_one_is_what_it_was_before_links_could_be_replaced(town: Town) -> None:
    roster = arranged(town)
    secret = (vault.blind_index(f"calendar {roster.unit_id}", "calendar link") or b"")[:12]
    assert feeds.link_of(roster.unit_id) == linking.written(roster.unit_id.bytes + secret)
    link = feeds.link_of(roster.unit_id)
    feeds.replace(roster.unit_id, county=COUNTY, known="0", by=town.dispatcher, at=now())
    assert link.encode() not in bytes(SecretLink.objects.get().past[0])
    assert linking.was_replaced(link)
    assert not linking.was_replaced(feeds.link_of(roster.unit_id))
    with pytest.raises(Incomplete):
        feeds.replace(roster.unit_id, county=COUNTY, known="", by=town.dispatcher, at=now())


@pytest.mark.parametrize("spell", [
    lambda link: link[:-1] + ALPHABET[ALPHABET.index(link[-1]) + 1],  # the last bits of the last sign say nothing
    lambda link: link + "==", lambda link: f"{link[:9]}....{link[9:]}",  # signs that base64 passes over
])
def test_a_secret_link_has_one_spelling(town: Town, spell: Callable[[str], str]) -> None:
    case, roster = to_acceptance(town), arranged(town)
    calendar, evaluation = feeds.link_of(roster.unit_id), evaluations.link_of(case)
    assert (feeds.followed_by(calendar) is None, evaluations.case_by_link(evaluation)) == (False, case)
    assert anybody().get(f"/calendar/{spell(calendar)}.ics").status_code == 404
    assert evaluations.case_by_link(spell(evaluation)) is None


def test_a_guests_link_has_one_spelling(town: Town) -> None:
    """One letter made large, a space or a wide letter more: that is another link, and opens nothing."""
    link = inviting.link_of(invited(town))
    turned = [link[:n] + sign.swapcase() + link[n + 1 :] for n, sign in enumerate(link) if sign.swapcase() != sign]
    wide = chr(ord(link[0]) + 0xFEE0)
    for other in (*turned, f"{link} ", f"{wide}{link[1:]}", f"{link}="):
        assert anybody().get(f"/invitations/{other}/").status_code == 404, other
    assert anybody().get(f"/invitations/{link}/").status_code == 200
