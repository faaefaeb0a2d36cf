"""PB-53: whoever opens a mediation, in whatever state it is, reads that one may sue at any time; and may tell that one has."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry, Proceeding
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import address, hidden, seat
from tests.apps.mediation.cast import asked, in_force, invited, link, met
from tests.apps.portal.cast import days_ago
from tests.town import Town, proceeding_of, refused_and_nothing_changed, steps_of, tables_digest

STATES = packfiles.load("national").workflows["mediation"].states
YOURS, THEIRS = "您可以随时选择诉讼", "当事人可以随时选择诉讼"


def read(client: Client, url: str, status: int = 200) -> str:
    """What a page says."""
    response = client.get(url)
    assert response.status_code == status, url
    return unescape(response.content.decode())


def put(case: Case, state: str) -> None:
    """The case stands in a state, however it came there: closed where nothing more is owed."""
    closed = None if STATES[state].is_open else proceeding_of(case).opened_at
    Proceeding.objects.filter(county=case.county, case=case).update(state=state, closed_at=closed)
    Case.objects.filter(county=case.county, id=case.id).update(state=state, stage=STATES[state].stage, closed_at=closed)


def test_pb_53_every_page_of_a_mediation_in_every_state_says_that_one_may_sue(town: Town, client: Client) -> None:
    """PB-53: for staff, for whoever brought it, for the other side and the panel by their links; open or over."""
    case, staff = met(town), seat(town.grid_worker)
    for state in STATES:
        put(case, state)
        over = 200 if STATES[state].is_open else 410
        assert THEIRS in read(staff, address(case)), state
        assert YOURS in read(client, f"/t/{case.tracking_code}"), state
        assert YOURS in read(client, link(case, "other_party"), over), state
        assert THEIRS in read(client, link(case, "panel"), 200 if over == 200 else 410), state


@pytest.mark.parametrize("make", [asked, invited, in_force])
def test_pb_53_before_and_after_saying_yes(town: Town, client: Client, make: object) -> None:
    """PB-53: the invitation and the brief say it alike, in both languages; so does each form of an act."""
    case = make(town)  # type: ignore[operator]
    guest = link(case, "other_party")
    for url in (guest, f"{guest}/do/add_material", f"{guest}/do/went_to_court"):
        assert YOURS in read(client, url), url
    client.cookies["django_language"] = "en"
    assert "You may choose a lawsuit at any time" in read(client, guest)
    if make is in_force:
        client.cookies["django_language"] = "zh-hans"
        assert YOURS in read(client, f"{guest}/agreement")
    if make is invited:
        assert "may choose a lawsuit at any time" in read(client, link(case, "panel"))


def test_pb_53_the_other_side_tells_of_a_lawsuit_and_the_asking_side_is_not_told(town: Town, client: Client) -> None:
    """PB-53: told by link in two optional fields, last among the acts; on record for staff alone."""
    case = in_force(town)
    guest = link(case, "other_party")
    page = read(client, guest)
    assert page.index("没有按约定做到") < page.index("后来去起诉（仲裁）了")
    form = read(client, f"{guest}/do/went_to_court")
    client.post(f"{guest}/do/went_to_court", {"once": hidden(form, "once"), "expecting": hidden(form, "expecting")})
    entry = Entry.objects.filter(case=case).latest("seq")
    assert (entry.act, entry.shown) == ("mediation.went_to_court", "staff")
    assert proceeding_of(case).flags.count("sued") == 1
    assert "后来去起诉" in read(seat(town.grid_worker), address(case))
    told = read(Client(), f"/t/{case.tracking_code}")
    assert "起诉（仲裁）" not in told


def test_pb_53_whoever_brought_it_tells_beside_the_other_ways(town: Town, client: Client) -> None:
    """PB-53: no step of the case: offered under the other ways, in an open case and after its end."""
    case = in_force(town)
    for state in ("TJ60", "TJ85", "TJ99"):
        put(case, state)
        assert "我已经去起诉（仲裁）了" not in read(client, f"/t/{case.tracking_code}")
        assert f"/t/{case.tracking_code}/do/mediation.went_to_court" in read(client, f"/t/{case.tracking_code}/disagree")
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": "0001"}).status_code == 302
    url = f"/t/{case.tracking_code}/do/mediation.went_to_court"
    page = read(client, url)
    assert "不说也不影响什么" in page
    sent = {"once": hidden(page, "once"), "expecting": hidden(page, "expecting"), "sued_on": "去年吧"}
    before = tables_digest()
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "去年吧" in refused.content.decode()
    assert tables_digest() == before
    after = client.post(url, sent | {"sued_on": "", "body": "澜溪县人民法院"}, follow=True)
    assert "记下了。这里该办的照样办" in unescape(after.content.decode())
    assert Case.objects.get(id=case.id).state == "TJ99"


def test_pb_53_a_stranger_does_not_tell_and_a_member_of_the_panel_neither(town: Town, client: Client) -> None:
    case = met(town)
    assert client.get(f"{link(case, 'panel')}/do/went_to_court").status_code == 404
    refused_and_nothing_changed(case, "mediation.went_to_court", town.land_handler, days_ago(0), "由")
    assert "mediation.went_to_court" in steps_of(case, town.grid_worker, days_ago(0))
