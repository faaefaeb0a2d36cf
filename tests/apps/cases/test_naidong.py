"""乃东's stricter rules: three answers before a case leaves for another unit, one way of finding the facts before an opinion."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import Incomplete, NotNow
from tests.apps.cases.desk import address, seat
from tests.town import ANSWERS, Town, go, going_by, refused_and_nothing_changed, register_case, to_opinion

FIVE = ["预防法", "首疗法", "转诊法", "会诊法", "回诊法"]
LEAVING = {"transfer", "assign", "decided_transfer", "decided_assign", "forward_in_system"}


def sorted_here(town: Town) -> Case:
    case = register_case(going_by(town, "naidong", "petition-office"))
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    return case


def bar(page: str) -> tuple[list[str], list[str]]:
    """The names on the bar of a page, and which of them the case is at."""
    steps = re.findall(r'<li class="is-(\w+)"[^>]*><span class="fq-steps-mark"[^>]*></span><span class="fq-steps-name">([^<]+)', page)
    return [name for _mark, name in steps], [name for mark, name in steps if mark == "current"]


def test_nd_07_the_bar_of_staff_and_of_the_petitioner_goes_along_the_five_names(town: Town) -> None:
    """ND-07: the states are those of the engine; what people read are the five names."""
    here = going_by(town, "naidong", "petition-office")
    case = register_case(here)

    def stands() -> list[tuple[list[str], list[str]]]:
        return [bar(unescape(client.get(url).content.decode()))
                for client, url in ((seat(here.dispatcher), address(case)), (Client(), f"/t/{case.tracking_code}"))]  # fmt: skip

    assert (case.state, stands()) == ("S10", [(FIVE, ["首疗法"])] * 2)
    go(case, "open_dispatch", here.dispatcher, "2026-03-02 10:00")
    assert (case.state, stands()) == ("S20", [(FIVE, ["转诊法"])] * 2)
    go(case, "transfer", here.dispatcher, "2026-03-02 11:00", unit=here.unit("housing"), **ANSWERS)
    go(case, "receive", here.handler, "2026-03-04 09:00")
    go(case, "accept", here.handler, "2026-03-06 09:00")
    go(case, "set_path_6", here.handler, "2026-03-09 09:00")
    assert (case.state, stands()) == ("S50", [(FIVE, ["会诊法"])] * 2)
    sign = register_case(here, kind="sign")
    assert bar(unescape(seat(here.dispatcher).get(address(sign)).content.decode())) == (FIVE, ["预防法"])


@pytest.mark.parametrize("left_out", [*ANSWERS])
@pytest.mark.parametrize("act", ["transfer", "assign"])
def test_nd_32_a_transfer_asks_facts_responsibility_and_competence(town: Town, act: str, left_out: str) -> None:
    case, given = sorted_here(town), {"unit": town.unit("housing"), **ANSWERS}
    with pytest.raises(Incomplete) as refused:
        go(case, act, town.dispatcher, "2026-03-02 11:00", **{**given, left_out: ""})
    assert [*refused.value.fields] == [left_out]
    go(case, act, town.dispatcher, "2026-03-02 11:00", **given)
    letter = Document.objects.get(case_id=case.id, kind="D05" if act == "transfer" else "D06")
    for answer in ANSWERS.values():
        assert answer in letter.body_zh


def test_nd_32_the_form_shows_the_three_questions_empty(town: Town) -> None:
    case = sorted_here(town)
    form = unescape(seat(town.dispatcher).get(address(case, "act/transfer/")).content.decode())
    for asked in ("查清事实", "分清责任", "明确管辖"):
        assert asked in form
    assert "属地管理、分级负责" not in form


def test_nd_32_no_way_out_goes_round_it(town: Town) -> None:
    """Every act that hands a case to a unit which somebody chooses asks the three; only the joint conference decides by itself."""
    case = sorted_here(town)
    acts = rules.pack_of(case).workflows["petition"].transitions.values()
    handing = {act.id for act in acts if act.hand_to == "field:unit"}
    assert handing - LEAVING == {"designate"}
    for act in acts:
        if act.id in LEAVING:
            assert {spec.name for spec in act.fields if spec.required} >= ANSWERS.keys(), act.id


def test_nd_32_nothing_that_watches_a_person_is_an_answer(town: Town) -> None:
    given: dict[str, Any] = {"unit": town.unit("housing"), **ANSWERS, "responsibility": "由镇里盯防"}
    refused_and_nothing_changed(sorted_here(town), "transfer", town.dispatcher, "2026-03-02 11:00", "盯防", **given)


def test_elsewhere_a_transfer_asks_what_it_asked(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    go(case, "transfer", town.dispatcher, "2026-03-02 11:00", unit=town.unit("housing"))
    letter = Document.objects.get(case_id=case.id, kind="D05")
    assert "查清的事实" not in letter.body_zh
    assert "分清的责任" not in letter.body_zh


def investigated(town: Town, **data: Any) -> Case:
    """A case of the method that was investigated on 20 March."""
    case = sorted_here(town)
    go(case, "transfer", town.dispatcher, "2026-03-02 11:00", unit=town.unit("housing"), **ANSWERS)
    go(case, "receive", town.handler, "2026-03-04 09:00")
    go(case, "accept", town.handler, "2026-03-06 09:00")
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00", **data)
    return case


def test_nd_22_no_opinion_without_one_of_the_three_ways_to_find_the_facts(town: Town) -> None:
    with pytest.raises(Incomplete) as refused:
        investigated(town)
    assert [*refused.value.fields] == ["ways"]
    with pytest.raises(Incomplete):
        investigated(town, ways=["guessed"])
    case = Case.objects.latest("registered_at")
    with pytest.raises(NotNow, match="调查"):
        go(case, "sign_opinion", town.head, "2026-03-20 10:00")


@pytest.mark.parametrize(
    ("ways", "said"), [(["heard"], "面对面听取"), (["seen", "read"], "1. 看：入户、到现场看\n2. 查：查阅资料")]
)  # fmt: skip
def test_nd_22_one_is_enough_and_the_report_shows_it(town: Town, ways: list[str], said: str) -> None:
    case = investigated(town, ways=ways)
    assert said in Document.objects.get(case_id=case.id, kind="D18").body_zh
    go(case, "sign_opinion", town.head, "2026-03-20 10:00")
    assert case.state == "S60"


def test_elsewhere_the_ways_may_be_told_and_need_not(town: Town) -> None:
    case = to_opinion(town)
    assert "查明事实的办法" not in Document.objects.get(case_id=case.id, kind="D18").body_zh
