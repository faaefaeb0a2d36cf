"""Who may open a file, what the answer allows a browser to do with it, and that looking is noted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.files.models import File, Reading
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import address, seat
from tests.apps.files import samples
from tests.apps.files.cast import contents, hand_in, told
from tests.apps.mediation.cast import link, met
from tests.apps.portal.cast import accepted_case
from tests.town import Town, go, register_case


@pytest.fixture
def case(town: Town) -> Case:
    return accepted_case(town)


def brought(case: Case, *data: bytes, what: str = "") -> list[str]:
    """Files that the petitioner brought; their keys."""
    phone = Client()
    assert phone.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    assert hand_in(phone, f"/t/{case.tracking_code}/do/add_material", *data, text="x", **{"files.what": what}).status_code == 302
    return [row["id"] for row in told(case, "add_material")]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def status(client: Client, address: str) -> int:
    """What an address answers; the answer is read as a browser reads it."""
    answer = client.get(address)
    body(answer)
    return int(answer.status_code)


def test_only_those_who_see_the_case(town: Town, case: Case) -> None:
    key = brought(case, samples.PNG)[0]
    sees = {name: status(seat(actor), address(case)) for name, actor in town.everybody.items()}
    reads = {name: status(seat(actor), f"/files/{key}") for name, actor in town.everybody.items()}
    assert sees == reads
    assert 404 in reads.values()
    assert status(Client(), f"/files/{key}") == 302
    assert status(seat(town.handler), "/files/01a2169c-e9e1-7d53-bd07-7441f02f3dfb") == 404


def test_a_sealed_report_gives_no_file_to_others(town: Town) -> None:
    case = register_case(town, content="副局长收红包", title="收红包", classification="report")
    hand_in(seat(town.sealed_officer), f"{address(case)}act/note/", samples.PNG, text="x")
    key = told(case, "note")[0]["id"]
    for name, actor in town.everybody.items():
        expected = 200 if name == "sealed_officer" else 404
        assert status(seat(actor), f"/files/{key}") == expected, name
    assert status(Client(), f"/t/{case.tracking_code}/files/{key}") == 200  # the one neutral sentence
    assert b"IHDR" not in body(Client().get(f"/t/{case.tracking_code}/files/{key}"))


def test_what_says_who_somebody_is_stays_where_confidence_was_asked(town: Town) -> None:
    case = accepted_case(town, is_confidential=True)
    identity, wall = brought(case, samples.PNG, what="identity")[0], brought(case, samples.WEBP, what="photo")[0]
    assert status(seat(town.clerk), f"/files/{identity}") == 200
    assert status(seat(town.handler), f"/files/{identity}") == 404
    assert status(seat(town.handler), f"/files/{wall}") == 200
    page = seat(town.handler).get(address(case)).content.decode()
    assert identity not in page
    assert "要求保密，只有登记单位能看" in page


def test_petitioners_and_guests_open_their_own_alone(town: Town) -> None:
    case = met(town)
    guest, url, elder = Client(), link(case, "other_party"), link(case, "panel")
    hand_in(guest, f"{url}/do/add_material", samples.PNG, text="")
    theirs = told(case, "mediation.add_material")[0]["id"]
    assert status(guest, f"{url}/files/{theirs}") == 200
    assert f"{url}/files/{theirs}" in guest.get(url).content.decode()
    assert status(Client(), f"{elder}/files/{theirs}") == 404
    assert theirs not in Client().get(elder).content.decode()
    phone = Client()
    assert phone.post(f"/t/{case.tracking_code}/open", {"proof": "0001"}).status_code == 302
    assert status(phone, f"/t/{case.tracking_code}/files/{theirs}") == 404


def test_the_petitioner_shows_first_that_it_is_theirs(town: Town, case: Case) -> None:
    key = brought(case, samples.PNG)[0]
    stranger, phone = Client(), Client()
    answer = stranger.get(f"/t/{case.tracking_code}/files/{key}")
    assert answer.status_code == 302
    assert "/open" in answer.headers["Location"]
    phone.post(f"/t/{case.tracking_code}/open", {"proof": "5678"})
    assert body(phone.get(f"/t/{case.tracking_code}/files/{key}")) == samples.PNG


def test_headers_let_nothing_run(town: Town, case: Case) -> None:
    photo, paper, words = brought(case, samples.PNG, samples.PDF, samples.TEXT)
    desk = seat(town.handler)
    for key, place in ((photo, "inline"), (paper, "attachment"), (words, "attachment")):
        answer = desk.get(f"/files/{key}")
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "sandbox", "frame-ancestors 'none'"} <= set(policy)
        assert not [part for part in policy if part.startswith("script-src")]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        body(answer)
        assert answer.headers["Content-Disposition"].startswith(f'{place}; filename="file-')
        assert "no-store" in answer.headers["Cache-Control"]
    saved = desk.get(f"/files/{photo}?save=1")
    body(saved)
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [("bytes=0-3", 206, slice(0, 4)), ("bytes=10-", 206, slice(10, None)), ("bytes=-5", 206, slice(-5, None)),
     ("bytes=0-999999999", 200, slice(None)), ("bytes=5-2", 416, None), ("bytes=99999999-", 416, None), ("bytes=-0", 416, None),
     ("lines=1-2", 200, slice(None)), ("bytes=-", 200, slice(None)), ("bytes=0-1,4-5", 200, slice(None))],
)  # fmt: skip
def test_players_ask_for_parts(town: Town, case: Case, asked: str, status: int, part: slice | None) -> None:
    key = brought(case, samples.wav())[0]
    answer = seat(town.handler).get(f"/files/{key}", headers={"Range": asked})
    assert answer.status_code == status
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(samples.wav())}"
        return
    whole = samples.wav()[part]
    assert body(answer) == whole
    assert answer.headers["Content-Length"] == str(len(whole))


def test_looking_at_what_others_brought_is_noted_once_a_day(town: Town, case: Case) -> None:
    key = brought(case, samples.PNG)[0]
    desk = seat(town.handler)
    for _ in range(3):
        status(desk, f"/files/{key}")
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        status(seat(town.handler), f"/files/{key}")
    assert [(row.user_name, row.file.id.hex) for row in Reading.objects.all()] == [(town.handler.name, key.replace("-", ""))] * 2
    hand_in(desk, f"{address(case)}act/note/", samples.WEBP, text="我拍的")
    status(desk, f"/files/{told(case, 'note')[0]['id']}")
    assert Reading.objects.count() == 2


def test_taken_back_it_is_shown_to_nobody_and_stays_on_record(town: Town, case: Case) -> None:
    key = brought(case, samples.PNG)[0]
    desk, phone = seat(town.handler), Client()
    phone.post(f"/t/{case.tracking_code}/open", {"proof": "5678"})
    wrong = hand_in(phone, f"/t/{case.tracking_code}/do/withdraw_file", file=key, reason="")
    assert wrong.status_code == 422
    assert hand_in(phone, f"/t/{case.tracking_code}/do/withdraw_file", file=key, reason="发错了，是别人家的").status_code == 302
    assert status(desk, f"/files/{key}") == 404
    assert status(phone, f"/t/{case.tracking_code}/files/{key}") == 404
    page = desk.get(address(case)).content.decode()
    assert "已撤下" in page
    assert "发错了，是别人家的" in page
    assert key not in page
    assert told(case, "add_material")[0]["sha256"] == File.objects.get().sha256
    assert hand_in(phone, f"/t/{case.tracking_code}/do/withdraw_file", file=key, reason="再撤").status_code == 404


def test_nobody_takes_back_what_another_party_brought(town: Town) -> None:
    case = met(town)
    hand_in(Client(), f"{link(case, 'other_party')}/do/add_material", samples.PNG, text="")
    key = told(case, "mediation.add_material")[0]["id"]
    phone = Client()
    assert phone.post(f"/t/{case.tracking_code}/open", {"proof": "0001"}).status_code == 302
    assert hand_in(phone, f"/t/{case.tracking_code}/do/mediation.add_material", samples.WEBP, text="").status_code == 302
    wrong = hand_in(phone, f"/t/{case.tracking_code}/do/mediation.withdraw_file", file=key, reason="不想让人看")
    assert wrong.status_code == 422
    assert "找不到" in wrong.content.decode()
    assert not File.objects.filter(withdrawn_seq__gt=0).exists()
    assert not Entry.objects.filter(act__endswith="withdraw_file").exists()


def test_the_page_of_a_case_costs_the_same_with_thirty_files(town: Town, case: Case, django_assert_max_num_queries) -> None:
    desk = seat(town.handler)
    for start in range(0, 30, 6):
        hand_in(desk, f"{address(case)}act/note/", *(samples.drawing(bytes([start + n])) for n in range(6)), text="x")
    with django_assert_max_num_queries(15):
        page = desk.get(address(case)).content.decode()
    assert page.count("fq-file-small") == 30


def test_the_office_takes_one_back(town: Town, case: Case) -> None:
    key = brought(case, samples.PNG)[0]
    go(case, "withdraw_file", town.handler, f"{today()} 23:59", file=key, reason="放错了案卷")
    assert File.objects.get().withdrawn_seq > 0


def test_a_content_that_is_gone_is_absent_and_no_fault(town: Town, case: Case, store: Path) -> None:
    key = brought(case, samples.PNG)[0]
    contents(store)[0].unlink()
    assert status(seat(town.handler), f"/files/{key}") == 404
