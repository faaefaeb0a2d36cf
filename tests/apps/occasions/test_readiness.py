"""A consultation of 乃东 waits until the six lights of its case are lit; each light opens the page where it is lit."""

from __future__ import annotations

from html import unescape

import pytest

from fengqiao.apps.cases.models import Case
from fengqiao.apps.occasions.models import Item, Occasion
from fengqiao.apps.occasions.services import holding
from fengqiao.domain.errors import NotNow, PackError
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.occasions.test_holding import planned, recorded
from tests.town import Town, at, go, going_by, to_acceptance

DAY = "2026-03-09 09:00"


def conferred(town: Town, *cases: Case) -> Occasion:
    return planned(town, "case_conference", by=town.handler, unit="housing", leader=None, cases=list(cases))


def going(town: Town) -> Town:
    return going_by(town, "naidong", "petition-office", "housing")


def ready(town: Town, **without: str) -> Case:
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, DAY, leader=town.leader.user)
    go(case, "lead.propose", town.handler, DAY, **without)
    return case


def test_nd_38_all_six_lights_are_lit_before_a_consultation(town: Town) -> None:
    here = going(town)
    assert conferred(here, ready(here)).kind == "case_conference"


def test_nd_38_it_says_all_that_is_missing_and_nothing_is_planned(town: Town) -> None:
    here = going(town)
    case = to_acceptance(here)
    with pytest.raises(NotNow) as refused:
        conferred(here, case)
    said = str(refused.value.words)
    for name in ("包案领导", "化解方案", "化解时限", "化解目标", "工作要求"):
        assert name in said
    assert "责任单位已签收" not in said
    assert case.number in said
    assert not Occasion.objects.exists()


def test_nd_38_neither_the_agenda_nor_the_record_is_a_way_round(town: Town) -> None:
    here = going(town)
    first, other = ready(here), to_acceptance(here)
    meeting = conferred(here, first)
    with pytest.raises(NotNow, match=other.number):
        holding.extend_agenda(meeting, [other], [], by=here.handler, at=at("2026-03-10 10:00"))
    with pytest.raises(NotNow, match=other.number):
        recorded(here, meeting, by=here.handler, minutes="议了", items=[{"case": other.number, "said": "一起议"}])
    assert [item.case_id for item in Item.objects.filter(occasion=meeting)] == [first.id]
    recorded(here, meeting, by=here.handler, minutes="议了", items=[{"case": first.number, "said": "四面都修"}])


def test_nd_38_each_light_that_is_out_opens_its_own_page(town: Town) -> None:
    here = going(town)
    case = to_acceptance(here)
    asked = f"/occasions/new/case_conference/?case={case.number}"
    page = unescape(seat(here.head).get(asked).content.decode())
    notice = page.split("这些都有了才能开")[1].split("</ul>")[0]
    assert f"/cases/{case.number}/act/name_lead/" in notice
    go(case, "name_lead", here.joint, DAY, leader=here.leader.user)
    page = unescape(seat(here.head).get(asked).content.decode())
    notice = page.split("这些都有了才能开")[1].split("</ul>")[0]
    assert notice.count("<li>") == notice.count(f"/cases/{case.number}/act/lead.propose/") == 4
    refused = seat(here.head).post(asked, {"unit": here.unit("housing").id, "on": "2026-03-10", "place": "会议室", "cases": case.number})
    assert refused.status_code == 422
    assert "要等这些都有了才能开" in unescape(refused.content.decode())
    go(case, "lead.propose", here.handler, DAY)
    assert "这些都有了才能开" not in unescape(seat(here.head).get(asked).content.decode())


def test_other_methods_confer_when_they_like(town: Town) -> None:
    assert conferred(town, to_acceptance(town))


def test_a_board_that_is_not_there_or_that_nothing_treats_is_refused() -> None:
    head = "pack:\n  name: x\n  version: '1'\n  title: {zh: 试, en: x}\n  extends: naidong\n  sources: []\noccasions:\n  study:\n"
    body = "    name: {zh: 学习, en: Study}\n    form: study\n    by: [clerk]\n    lit: six_fixed\n"
    with pytest.raises(PackError, match="只有带案的活动"):
        packfiles.load_text("x", head + body)
    loose = head.replace("study:\n", "case_conference:\n") + (
        "    name: {zh: 会诊, en: C}\n    form: meeting\n    needs_case: true\n    by: [clerk]\n"
    )
    with pytest.raises(PackError, match="要等的灯不得取消"):
        packfiles.load_text("x", loose)
