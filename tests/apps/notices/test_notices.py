"""A notice goes to named units, is read and acted upon; what stays unread becomes a telephone call (CY-22)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from fengqiao.apps.cases.models import Case
from fengqiao.apps.notices import queries, services
from fengqiao.apps.notices.models import Notice, Receipt
from fengqiao.apps.organisations import services as organising
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from tests.apps.cases.desk import seat
from tests.town import COUNTY, Town, at, register_case

SENT = at("2026-03-02 09:00")


def sent(town: Town, **over: Any) -> Notice:
    parts: dict[str, Any] = {
        "kind": "warning", "title": "三号楼外墙", "text": "明天大风，请到现场看一次防护网。",
        "units": [town.unit("housing"), town.unit("pingshang")], "by": town.joint, "at": SENT,
    }  # fmt: skip
    return services.send(**{**parts, **over})


def receipt(notice: Notice, code: str) -> Receipt:
    return Receipt.objects.select_related("notice").get(county=COUNTY, notice=notice, unit__code=code)


def test_cy_22_unread_after_half_an_hour_is_a_call_to_make(town: Town) -> None:
    notice = sent(town)
    services.read(receipt=receipt(notice, "housing"), by=town.handler, at=SENT + timedelta(minutes=5))
    assert not queries.to_call(town.joint, SENT + timedelta(minutes=29))
    late = queries.to_call(town.joint, SENT + timedelta(minutes=31))
    assert [one.unit.code for one in late] == ["pingshang"]
    with time_machine.travel(SENT + timedelta(minutes=31), tick=False):
        joint, pingshang = seat(town.joint), seat(town.town_handler)
        assert "有 1 个单位过了时间没点收到，请打电话" in joint.get("/notices/unread").content.decode()
        assert "打电话" not in pingshang.get("/notices/unread").content.decode()
        calls = joint.get("/notices/?tab=call").content.decode()
        assert "坪上镇人民政府" in calls
        assert "住房和城乡建设局" not in calls
    services.called(receipt=receipt(notice, "pingshang"), by=town.joint, at=SENT + timedelta(minutes=32))
    assert not queries.to_call(town.joint, SENT + timedelta(minutes=60))


def test_the_minutes_are_the_sender_s(town: Town) -> None:
    """CY-22: half an hour unless the sender says otherwise."""
    sent(town, minutes=5)
    assert len(queries.to_call(town.joint, SENT + timedelta(minutes=6))) == 2


def test_the_first_to_read_is_kept_and_says_what_is_done(town: Town) -> None:
    """CY-22: who read it and when, and what the unit does about it."""
    notice = sent(town)
    with pytest.raises(NotNow):
        services.act_upon(receipt=receipt(notice, "housing"), text="已去看", by=town.handler, at=SENT)
    services.read(receipt=receipt(notice, "housing"), by=town.handler, at=SENT + timedelta(minutes=5))
    services.read(receipt=receipt(notice, "housing"), by=town.head, at=SENT + timedelta(minutes=9))
    services.act_upon(receipt=receipt(notice, "housing"), text="防护网加固了", by=town.head, at=SENT + timedelta(hours=2))
    kept = receipt(notice, "housing")
    assert (kept.read_by, kept.read_at, kept.done) == (town.handler.name, SENT + timedelta(minutes=5), "防护网加固了")


def test_what_a_unit_said_stays_when_it_says_more(town: Town) -> None:
    """A colleague who answers too, or a form sent twice, takes nothing away; nobody comes who was not announced."""
    kept = receipt(sent(town), "housing")
    client = seat(town.handler)
    assert client.post(f"/notices/{kept.id}/read").status_code == 302
    for words in ("防护网加固了", "防护网加固了", "吊车\0也撤了\n路通了", "吊车也撤了\n路通了"):
        assert client.post(f"/notices/{kept.id}/done", {"done": words}).status_code == 302
    assert client.post(f"/notices/{kept.id}/came").status_code == 409
    long = client.post(f"/notices/{kept.id}/done", {"done": "长" * 5_001})
    assert (long.status_code, "最多5000字，您写了5001字。" in long.content.decode()) == (422, True)
    kept.refresh_from_db()
    assert kept.done == "防护网加固了\n吊车也撤了\n路通了"
    page = unescape(client.get(f"/notices/{kept.id}").content.decode())
    assert "吊车也撤了" in page
    assert re.search(r"<textarea[^>]*></textarea>", page), "what is written next is added, so nothing stands in the box"


def test_a_case_that_was_sealed_since_is_named_by_no_notice(town: Town) -> None:
    case = register_case(town)
    kept = receipt(sent(town, case=case), "housing")
    services.read(receipt=kept, by=town.handler, at=SENT)
    pages = [(town.handler, f"/notices/{kept.id}"), (town.joint, f"/notices/{kept.id}"), (town.joint, "/notices/?tab=sent")]
    assert all(case.number in seat(who).get(page).content.decode() for who, page in pages)
    Case.objects.filter(id=case.id).update(is_sealed=True)
    assert not any(case.number in seat(who).get(page).content.decode() for who, page in pages)


def test_only_the_unit_itself_reads_and_only_the_sender_calls(town: Town) -> None:
    notice = sent(town)
    with pytest.raises(Denied):
        services.read(receipt=receipt(notice, "housing"), by=town.land_handler, at=SENT)
    with pytest.raises(Denied):
        services.called(receipt=receipt(notice, "housing"), by=town.handler, at=SENT)
    with pytest.raises(Denied):
        sent(town, by=town.handler)


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"text": "派人盯防张某"}, "盯防"), ({"title": " "}, "请写"), ({"kind": "gossip"}, "没有这一种"), ({"units": []}, "请选要通知"),
        ({"minutes": 0}, "1440"), ({"text": "字" * 5001}, "5000"),
    ],
)  # fmt: skip
def test_wrong_input_is_a_sentence_and_tells_nobody(town: Town, over: dict[str, Any], said: str) -> None:
    with pytest.raises(Incomplete, match=said):
        sent(town, **over)
    assert not Notice.objects.exists()


def test_a_closed_unit_names_its_successor(town: Town) -> None:
    gone = organising.close_unit(unit=town.unit("land"), on=SENT.date(), successor=town.unit("housing"), by=town.admin)
    with pytest.raises(Incomplete, match="住房和城乡建设局承接"):
        sent(town, units=[gone])


def test_the_pages_send_read_and_answer(town: Town) -> None:
    case = register_case(town)
    joint, housing, stranger = seat(town.joint), seat(town.handler), seat(town.land_handler)
    form = {
        "kind": "warning", "title": "外墙", "text": "请看现场", "minutes": "30", "number": case.number,
        "units": [str(town.unit("housing").id)],
    }  # fmt: skip
    assert joint.post("/notices/new", form).status_code == 302
    assert joint.post("/notices/new", {**form, "number": "999901-2026-009999"}).status_code == 422
    assert housing.post("/notices/new", form).status_code == 403
    one = Receipt.objects.get(county=COUNTY)
    assert "1 条通报" in housing.get("/notices/unread").content.decode()
    assert "通报" not in stranger.get("/notices/unread").content.decode()
    assert "外墙" in housing.get("/notices/").content.decode()
    assert "请看现场" not in housing.get(f"/notices/{one.id}").content.decode(), "opened only when it is said to be received"
    assert stranger.get(f"/notices/{one.id}").status_code == 404
    assert housing.post(f"/notices/{one.id}/read").status_code == 302
    assert "请看现场" in housing.get(f"/notices/{one.id}").content.decode()
    assert housing.post(f"/notices/{one.id}/done", {"done": ""}).status_code == 422
    assert housing.post(f"/notices/{one.id}/done", {"done": "看了"}).status_code == 302
    assert "看了" in joint.get("/notices/?tab=sent").content.decode()
    for tab in ("inbox", "sent", "call", "nonsense"):
        assert joint.get(f"/notices/?tab={tab}").status_code == 200
