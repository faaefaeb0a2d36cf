"""Somebody is shown the way to another unit: they get a slip, and the unit is told that they will come, and nothing of the case."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from fengqiao.apps.cases.models import Case, Desk
from fengqiao.apps.documents.models import Document
from fengqiao.apps.notices.models import Notice, Receipt
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from tests.apps.cases.desk import address, seat
from tests.town import COUNTY, Town, go, refused_and_nothing_changed, register_case

DAY = "2026-03-02 10:00"
WAY = {"contact": "二楼不动产窗口，100-0000-0009", "about": "补办不动产权证", "brings": "身份证、购房合同", "around": "明天上午",
       "agrees": True}  # fmt: skip


def shown_the_way(town: Town, case: Case, **over: Any) -> Receipt:
    go(case, "announce", town.clerk, DAY, **{**WAY, "unit": town.unit("land"), **over})
    return Receipt.objects.select_related("notice").latest("id")


def desk_line(town: Town, who: str = "land_handler") -> str:
    return unescape(seat(getattr(town, who)).get("/notices/unread").content.decode())


def test_pb_18_the_unit_sees_on_its_desk_that_somebody_will_come_and_says_that_they_came(town: Town) -> None:
    case = register_case(town)
    told = shown_the_way(town, case)
    assert "吴*升 将来" in desk_line(town)
    assert "将来" not in desk_line(town, "handler")
    page = unescape(seat(town.land_handler).get(f"/notices/{told.id}").content.decode())
    for part in ("补办不动产权证", "明天上午", "身份证、购房合同"):
        assert part in page
    assert seat(town.land_handler).post(f"/notices/{told.id}/came").status_code == 302
    assert "将来" not in desk_line(town)
    assert "已来" in unescape(seat(town.land_handler).get("/notices/").content.decode())
    assert "已来" in unescape(seat(town.clerk).get(f"/notices/{told.id}").content.decode())


def test_pb_18_the_slip_says_where_who_what_to_bring(town: Town) -> None:
    case = register_case(town)
    shown_the_way(town, case)
    slip = Document.objects.get(case_id=case.id, kind="D46")
    for part in ("澜溪县自然资源局", "二楼不动产窗口，100-0000-0009", "身份证、购房合同", "明天上午"):
        assert part in slip.body_zh
    assert "也不影响您的任何权利" in slip.body_zh
    assert seat(town.clerk).get(f"/papers/{slip.id}").status_code == 200


def test_pb_18_nothing_of_the_case_goes_there(town: Town) -> None:
    case = register_case(town)
    told = shown_the_way(town, case)
    assert not Desk.objects.filter(case=case, unit=town.unit("land")).exists()
    assert seat(town.land_handler).get(address(case)).status_code == 404
    said = told.notice.title + told.notice.text
    for word in ("吴大升", "外墙", "修好", "10012345678"):
        assert word not in said


@pytest.mark.parametrize("hidden", [{"is_confidential": True}, {"people": []}])
def test_whoever_asked_not_to_be_named_is_somebody(town: Town, hidden: dict[str, Any]) -> None:
    assert shown_the_way(town, register_case(town, **hidden)).notice.title == "一位群众 将来"


def test_nobody_is_announced_without_their_consent_and_no_report_of_wrongdoing_ever_is(town: Town) -> None:
    refused_and_nothing_changed(register_case(town), "announce", town.clerk, DAY, "请确认",
                                **{**WAY, "unit": town.unit("land"), "agrees": False})  # fmt: skip
    report = register_case(town, content="反映有人收了好处。", classification="report")
    with pytest.raises((Denied, Case.DoesNotExist, Incomplete)):
        go(report, "announce", town.clerk, DAY, **{**WAY, "unit": town.unit("land")})
    restricted = register_case(town)
    go(restricted, "restrict", town.clerk, DAY, ground="violence", reported="已报派出所")
    with pytest.raises(NotNow, match="限制知情"):
        go(restricted, "announce", town.clerk, DAY, **{**WAY, "unit": town.unit("land")})
    assert not Notice.objects.filter(county=COUNTY).exists()


def test_another_unit_does_not_say_that_they_came(town: Town) -> None:
    told = shown_the_way(town, register_case(town))
    assert seat(town.handler).post(f"/notices/{told.id}/came").status_code == 404
    assert seat(town.dispatcher).post(f"/notices/{told.id}/came").status_code == 403
    assert Receipt.objects.get(pk=told.pk).done == ""


def test_the_kind_is_not_offered_to_those_who_write_a_notice(town: Town) -> None:
    assert 'value="coming"' not in seat(town.joint).get("/notices/new").content.decode()
