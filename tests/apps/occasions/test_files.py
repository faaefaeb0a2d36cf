"""Files come with the record of an occasion: kept once, their digests in its log, read by whoever may read the record."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.files.models import File, Reading
from fengqiao.apps.occasions.models import Change, Occasion, State
from fengqiao.apps.occasions.services import inviting
from fengqiao.apps.organisations.services import set_pack
from fengqiao.domain.positions import without_position
from fengqiao.kernel import packfiles
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import address, seat
from tests.apps.files import samples
from tests.apps.files.cast import contents, hand_in, send, ticket_in, upload
from tests.apps.files.conftest import store
from tests.apps.files.test_reading import status
from tests.apps.occasions.test_holding import planned
from tests.apps.portal.cast import accepted_case
from tests.town import Town, fresh

__all__ = ["store"]


@pytest.fixture
def session(town: Town) -> Occasion:
    """A study session of the party committee of 口孜's pack, planned for today by the town."""
    set_pack(unit=town.unit("pingshang"), pack="kouzi", by=town.admin)
    typed = {"unit": str(town.unit("pingshang").id), "on": str(today()), "place": "镇会议室", "title": "第三次学习"}
    sent = seat(town.town_handler).post("/occasions/new/study_committee/", typed)
    return Occasion.objects.get(id=sent["Location"].strip("/").rpartition("/")[2])


def page_of(occasion: Occasion, rest: str = "") -> str:
    return f"/occasions/{occasion.id}/{rest}"


def attach(client: Client, occasion: Occasion, *files: bytes, **data: Any) -> Any:
    """Send the form of the record with files, as a browser without scripts does."""
    return hand_in(client, page_of(occasion, "record"), *files, **data)


def told(occasion: Occasion) -> list[list[dict[str, Any]]]:
    """What each row of the log says of files, the first row first."""
    return [change.files for change in Change.objects.filter(occasion=occasion, seq__gt=0).order_by("seq")]


def test_kz_21_a_study_session_has_its_papers_and_photos(town: Town, session: Occasion, store: Path) -> None:
    """KZ-21, G-11: what was studied is attached to the record, its digest stands in the log, a photo loses where it was taken."""
    desk = seat(town.town_handler)
    assert attach(desk, session, samples.PDF, about="第二章", **{"files.what": "handout"}).status_code == 303
    assert attach(desk, session, samples.jpeg(), about="第二章", **{"files.what": "photo"}).status_code == 303
    bare = without_position("jpg", samples.jpeg())
    ((paper,), (photo,)) = told(session)
    assert (photo["sha256"], photo["size"], photo["kind"], photo["what"]) == (hashlib.sha256(bare).hexdigest(), len(bare), "jpg", "photo")
    assert samples.NORTH not in bare
    assert sorted(path.name for path in contents(store)) == sorted([paper["sha256"], photo["sha256"]])
    assert bare in [path.read_bytes() for path in contents(store)]
    page = unescape(desk.get(page_of(session)).content.decode())
    drawn = f'<img class="fq-file-small" src="/files/{photo["id"]}"'
    for said in (drawn, "学习、宣传材料（PDF文件）", f"照片 {photo['sha256'][:8]}", "第二章"):
        assert said in page, said
    session.refresh_from_db()
    assert session.record == {"about": "第二章"}, "nothing of a file is a part that is counted or printed"


def test_kz_21_read_by_whoever_may_read_the_record_and_by_nobody_else(town: Town, session: Occasion) -> None:
    """KZ-21: the file is open to those to whom the page of the session is; for everybody else it is not there."""
    attach(seat(town.town_handler), session, samples.PNG)
    ((row,),) = told(session)
    sees = {name: status(seat(actor), page_of(session)) == 200 for name, actor in town.everybody.items()}
    reads = {name: status(seat(actor), f"/files/{row['id']}") for name, actor in town.everybody.items()}
    assert {name: code == 200 for name, code in reads.items()} == sees
    assert {200, 404} == set(reads.values())
    assert (sees["town_handler"], sees["leader"], sees["handler"], sees["outsider"]) == (True, True, False, False)
    assert status(Client(), f"/files/{row['id']}") == 302
    assert status(Client(), page_of(session)) == 302


def test_neither_guests_nor_petitioners_are_shown_one(town: Town) -> None:
    case, desk, day = accepted_case(town), seat(town.dispatcher), {"on": today(), "when": f"{today()} 08:00"}
    meeting = planned(town, "joint_conference", title="议一议", cases=[case], **day)
    yard = planned(town, "yard_meeting", **day)  # announced to everybody
    guest = inviting.invite(meeting, ["方律师"], by=town.dispatcher, at=now())[0]
    assert [attach(desk, one, samples.PNG).status_code for one in (meeting, yard)] == [303, 303]
    row, photo = told(meeting)[0][0], told(yard)[0][0]
    pages = [Client().get(f"/invitations/{inviting.link_of(guest, 0)}/"), Client().get("/c/receptions/")]
    phone = Client()
    assert phone.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    pages.append(phone.get(f"/t/{case.tracking_code}"))
    assert [page.status_code for page in pages] == [200] * 3
    assert "石榴坳村老祠堂" in pages[1].content.decode()
    assert [page for page in pages if row["id"] in page.content.decode() or photo["id"] in page.content.decode()] == []
    assert status(phone, f"/t/{case.tracking_code}/files/{row['id']}") == 404
    assert status(phone, f"/files/{row['id']}") == 302


def test_what_is_no_file_to_keep_is_refused_in_words_and_what_was_typed_stays(town: Town, session: Occasion, store: Path) -> None:
    desk = seat(town.town_handler)
    answer = attach(desk, session, samples.EXE, samples.PNG, about="第二章和第三章")
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“1号 院墙.jpg”不是能收的文件" in page
    assert "第二章和第三章" in page
    kept = File.objects.get()
    assert f'name="files" value="{kept.id}"' in page, "the good one is not chosen again"
    session.refresh_from_db()
    assert session.state == State.PLANNED
    assert attach(desk, session, about="第二章和第三章", files=str(kept.id)).status_code == 303
    assert [row["id"] for row in told(session)[0]] == [str(kept.id)]
    assert len(contents(store)) == 1


def test_one_by_one_with_a_ticket_and_only_what_one_sent_oneself(town: Town, session: Occasion, settings: Settings) -> None:
    desk, head = seat(town.town_handler), seat(town.town_head)
    sent = send(desk, ticket_in(desk, page_of(session, "record")), samples.PNG).json()["file"]
    refused = attach(head, session, about="x", files=sent)
    assert refused.status_code == 422
    assert "找不到" in refused.content.decode()
    case = accepted_case(town)
    assert hand_in(seat(town.handler), f"{address(case)}act/note/", text="x", files=sent).status_code == 422
    assert attach(desk, session, files=sent).status_code == 303
    assert attach(desk, session, files=sent).status_code == 422, "it is on record already"
    settings.FILES_AT_ONCE = 2
    many = attach(desk, session, *(samples.drawing(bytes([n])) for n in range(3)))
    assert many.status_code == 422
    assert "一次最多2个文件" in many.content.decode()


def test_one_more_row_costs_no_file(town: Town) -> None:
    """Without scripts the files come with whatever button is pressed."""
    visit = planned(town, "home_visit", on=today(), when=f"{today()} 08:00", leader=None)
    desk = seat(town.dispatcher)
    page = attach(desk, visit, samples.PNG, heard="井水发黄", **{"one-more": "items"}).content.decode()
    kept = File.objects.get()
    assert 'name="items.2.said"' in page
    assert f'name="files" value="{kept.id}"' in page
    assert attach(desk, visit, heard="井水发黄", files=str(kept.id)).status_code == 303
    assert told(visit)[0][0]["id"] == str(kept.id)


def test_kz_21_taken_back_with_a_reason_it_is_shown_to_nobody_and_stays(town: Town, session: Occasion, store: Path) -> None:
    """KZ-21: withdrawn, never deleted: who, when and why stand in the log, digest and content stay, and all still verifies."""
    desk = seat(town.town_handler)
    attach(desk, session, samples.PNG, samples.PDF)
    wrong, right = told(session)[0]
    door = page_of(session, f"files/{wrong['id']}/withdraw")
    assert f'action="{door}"' in desk.get(page_of(session)).content.decode()
    refused = desk.post(door, {"reason": "  "})
    assert refused.status_code == 422
    assert "请写为什么撤下" in refused.content.decode()
    leader = seat(town.leader)
    assert f'action="{door}"' not in leader.get(page_of(session)).content.decode()
    assert leader.post(door, {"reason": "不好看"}).status_code == 403
    assert seat(town.handler).post(door, {"reason": "不好看"}).status_code == 404
    assert not File.objects.filter(withdrawn_seq__gt=0).exists()
    assert desk.post(door, {"reason": "拍到了别人家的孩子"}).status_code == 303
    assert [status(client, f"/files/{wrong['id']}") for client in (desk, leader)] == [404, 404]
    assert status(leader, f"/files/{right['id']}") == 200
    page = unescape(leader.get(page_of(session)).content.decode())
    for said in ("已撤下", "撤下一份材料", "拍到了别人家的孩子", town.town_handler.name, wrong["sha256"][:8]):
        assert said in page, said
    assert wrong["id"] not in page
    assert wrong["sha256"] in [path.name for path in contents(store)]
    assert [[row["id"] for row in rows] for rows in told(session)] == [[wrong["id"], right["id"]], [wrong["id"]]]
    again = desk.post(door, {"reason": "再撤"})
    assert (again.status_code, Change.objects.filter(act="withdrawn").count()) == (409, 1)


def test_looking_is_noted_once_a_day(town: Town, session: Occasion) -> None:
    attach(seat(town.town_handler), session, samples.PNG)
    ((row,),) = told(session)
    for _ in range(2):
        status(seat(town.leader), f"/files/{row['id']}")
        status(seat(town.town_handler), f"/files/{row['id']}")
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        status(seat(town.leader), f"/files/{row['id']}")
    assert [reading.user_name for reading in Reading.objects.all()] == [town.leader.name] * 2


def test_a_file_of_another_occasion_is_not_taken_back_here(town: Town, session: Occasion) -> None:
    attach(seat(town.town_handler), session, samples.PNG)
    ((row,),) = told(session)
    other = planned(fresh(town), "study", unit="petition-office", on=today(), when=f"{today()} 08:00", leader=None)
    answer = seat(town.dispatcher).post(page_of(other, f"files/{row['id']}/withdraw"), {"reason": "错了"})
    assert answer.status_code == 409
    assert not File.objects.filter(withdrawn_seq__gt=0).exists()


def test_visits_outreach_study_and_meetings_have_files_in_every_place(town: Town) -> None:
    """A reception day has none: whoever comes brings papers to their own case."""
    for name in ("national", "pingba", "kouzi", "yuanjiang", "chaoyang", "naidong"):
        pack = packfiles.load(name)
        without = {kind.id for kind in pack.occasions.values() if not any(spec.type == "files" for spec in kind.fields)}
        assert without == {"reception", "clinic"}, name


def test_upload_is_of_the_form(town: Town, session: Occasion) -> None:
    """The form of a record sends files; that of a kind without them does not."""
    assert 'enctype="multipart/form-data"' in seat(town.town_handler).get(page_of(session, "record")).content.decode()
    day = planned(town, "clinic", on=today(), when=f"{today()} 08:00")
    desk = seat(town.dispatcher)
    assert "multipart" not in desk.get(page_of(day, "record")).content.decode()
    assert desk.post(page_of(day, "record"), {"persons": "3", "files": [upload(samples.PNG)]}).status_code == 303
    assert not File.objects.exists()
