"""What is missing is said once and whole; anything more is for the head or an inspector, with the reason, and counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fengqiao.apps.cases.models import Case
from fengqiao.apps.documents.models import Document
from fengqiao.apps.methods.standing import PLACE_PROOFS, Place
from fengqiao.domain.errors import Denied, NotNow
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import address, seat
from tests.apps.cases.test_mediation import m
from tests.town import (
    COUNTY,
    Town,
    clock_states,
    dispute,
    go,
    prepare,
    refused_and_nothing_changed,
    register_case,
    sign,
    steps_of,
    to_acceptance,
)

DAY, LATER = "2026-03-10 09:00", "2026-03-17 09:00"


def listed(*names: str) -> list[dict[str, Any]]:
    return [{"what": name, "why": "证明房子是他的", "where": "不动产登记中心，复印件也行"} for name in names]


def asked(town: Town) -> Case:
    case = to_acceptance(town)
    go(case, "ask_papers", town.handler, DAY, papers=listed("房产证", "购房合同"), whole=True)
    return case


def told_once(town: Town) -> tuple[bool, str]:
    units = [town.unit("housing"), town.unit("petition-office")]
    place = Place(COUNTY, units, packfiles.load("pingba"), date(2026, 1, 1), date(2026, 12, 31))
    lit, told, _address = PLACE_PROOFS["told_once"](place)
    return lit, told


def test_pb_17_the_notice_lists_everything_and_no_clock_waits_for_it(town: Town) -> None:
    case = to_acceptance(town)
    before = clock_states(case)
    go(case, "ask_papers", town.handler, DAY, papers=listed("房产证", "购房合同"), whole=True)
    paper = Document.objects.get(case_id=case.id, kind="D45")
    assert paper.to == "petitioner"
    assert "1. 房产证，证明房子是他的，不动产登记中心，复印件也行" in paper.body_zh
    assert "2. 购房合同" in paper.body_zh
    assert "第一次没有说到" not in paper.body_zh
    assert "第十九条" in paper.body_zh
    assert clock_states(case) == before


def test_pb_17_a_second_notice_is_blocked_unless_the_head_or_an_inspector_says_why(town: Town) -> None:
    case = asked(town)
    for who in (town.handler, town.head, town.clerk):
        refused_and_nothing_changed(case, "ask_papers", who, LATER, "已经一次性告知过", papers=listed("户口本"), whole=True)
        assert "ask_papers" not in steps_of(case, who, LATER)
    with pytest.raises(Denied):
        go(case, "ask_more_papers", town.handler, LATER, papers=listed("户口本"), reason="漏了")
    refused_and_nothing_changed(case, "ask_more_papers", town.head, LATER, "第一次为什么没有说全", papers=listed("户口本"))
    go(case, "ask_more_papers", town.supervisor, LATER, papers=listed("户口本"), reason="继承份额要核对，第一次没有问到")
    again = Document.objects.filter(case_id=case.id, kind="D45").order_by("-issued_at").first()
    assert again is not None
    assert "现在再请您补的理由：继承份额要核对" in again.body_zh


def test_pb_17_the_handler_may_prepare_it_and_the_head_answers_for_it(town: Town) -> None:
    case = asked(town)
    waiting = prepare(case, "ask_more_papers", town.handler, LATER, papers=listed("户口本"), reason="继承份额要核对")
    sign(case, waiting, town.head, "2026-03-17 10:00")
    assert Document.objects.filter(case_id=case.id, kind="D45").count() == 2


def test_pb_17_every_further_notice_is_counted_on_the_case_and_for_the_place(town: Town) -> None:
    case, other = asked(town), to_acceptance(town)
    assert told_once(town) == (True, "1/1")
    assert "一次性告知过" in seat(town.handler).get(address(case)).content.decode()
    go(other, "ask_papers", town.handler, DAY, papers=listed("房产证"), whole=True)
    go(other, "ask_more_papers", town.head, LATER, papers=listed("户口本"), reason="继承份额要核对")
    assert told_once(town) == (False, "1/2")
    assert "告知过 2 次，其中 1 次是再要新的" in seat(town.handler).get(address(other)).content.decode()


def test_nothing_more_is_asked_before_anything_was(town: Town) -> None:
    case = register_case(town)
    with pytest.raises(NotNow, match="一次说全"):
        go(case, "ask_more_papers", town.supervisor, DAY, papers=listed("户口本"), reason="漏了")


def test_a_list_that_nobody_says_is_whole_is_not_sent(town: Town) -> None:
    refused_and_nothing_changed(to_acceptance(town), "ask_papers", town.handler, DAY, "没有漏的", papers=listed("房产证"))


def test_what_was_asked_in_mediation_counts_in_the_petition_it_becomes(town: Town) -> None:
    case = dispute(town)
    m(case, "ask_papers", town.grid_worker, "2026-03-02 10:00", papers=listed("林权证"), whole=True)
    m(case, "ask", town.grid_worker, "2026-03-02 10:30")
    m(case, "refuse", town.citizen, "2026-03-02 11:00")
    m(case, "hand_over", town.citizen, "2026-03-02 12:00", wanted=True)
    assert case.kind == "petition"
    with pytest.raises(NotNow, match="已经一次性告知过"):
        go(case, "ask_papers", town.grid_worker, LATER, papers=listed("户口本"), whole=True)
