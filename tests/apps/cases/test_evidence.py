"""The register of evidence of a case: what was asked for and where, what came of it, original or copy; “not found” is an answer."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from fengqiao.apps.cases import facts, queries, rules
from fengqiao.apps.cases.models import Case
from fengqiao.domain.errors import Denied, NotNow
from tests.apps.cases.desk import address, seat
from tests.apps.cases.test_owing import lines_of
from tests.town import Town, at, go, refused_and_nothing_changed, to_acceptance

DAY, LATER = "2026-03-10 09:00", "2026-03-20 09:00"
ASKED = [
    {"what": "2003年河堤工程合同", "who": "县档案馆", "due_on": "2026-03-24"},
    {"what": "2004年财政拨款凭证", "who": "县财政局"},
]
ANSWER = {"result": "found", "form": "certified", "dated": "2003年6月", "done_on": "2026-03-20", "done_by": "档案馆王工",
          "proof": "档案室第三柜第12卷"}  # fmt: skip


def asked(town: Town) -> Case:
    case = to_acceptance(town)
    go(case, "ask_evidence", town.handler, DAY, evidence=ASKED)
    return case


def answer(town: Town, case: Case, line: str, **over: Any) -> None:
    go(case, "answer_evidence", town.handler, LATER, lines=[line], **{**ANSWER, **over})


def printed(town: Town, case: Case) -> str:
    return unescape(seat(town.handler).get(address(case, "lines/print?sheet=evidence")).content.decode())


def test_pb_35_not_found_is_an_answer_that_ends_the_looking(town: Town) -> None:
    case = asked(town)
    answer(town, case, "2", result="not_found", form="", dated="", proof="财政局2003至2006年凭证全部翻过")
    lost = lines_of(case, "evidence")[1]
    assert (lost.stage, lost.is_done, lost.details["result"]) == ("answered", True, "not_found")
    assert lost.history[-1]["proof"] == "财政局2003至2006年凭证全部翻过"
    with pytest.raises(NotNow):
        answer(town, case, "2")


def test_pb_35_the_register_prints_with_source_date_and_original_or_copy(town: Town) -> None:
    case = asked(town)
    go(case, "add_claims", town.handler, DAY, claims=[{"to": "龙运汉", "what": "工程款", "who": "水利局", "amount": "50000"}])
    answer(town, case, "1")
    answer(town, case, "2", result="not_found", form="", dated="", proof="凭证全部翻过")
    page = printed(town, case)
    for said in ("证据台账", "2003年河堤工程合同", "县档案馆", "找到 · 盖章的复印件 · 2003年6月", "档案室第三柜第12卷", "未找到",
                 "县财政局"):  # fmt: skip
        assert said in page
    assert "工程款" not in page
    assert "工程款" in unescape(seat(town.handler).get(address(case, "lines/print")).content.decode())


@pytest.mark.parametrize(
    ("over", "said"),
    [({"result": ""}, "请填写"), ({"result": "found", "form": ""}, "原件还是复印件"), ({"proof": ""}, "请填写"),
     ({"result": "maybe"}, "没有")],
)  # fmt: skip
def test_an_answer_says_what_came_of_it_and_where(town: Town, over: dict[str, str], said: str) -> None:
    case = asked(town)
    refused_and_nothing_changed(case, "answer_evidence", town.handler, LATER, said, lines=["1"], **{**ANSWER, **over})


def test_no_other_act_ends_the_looking_without_saying_what_came_of_it(town: Town) -> None:
    case = asked(town)
    refused_and_nothing_changed(case, "advance_lines", town.handler, LATER, "它自己的步骤", lines=["1"], proof="有了",
                                done_on="2026-03-20")  # fmt: skip
    assert "河堤工程合同" not in unescape(seat(town.handler).get(address(case, "act/advance_lines/")).content.decode())


def test_it_is_the_houses_own_work(town: Town) -> None:
    """Nothing is owed by it, another unit does not look, and the portal does not show it."""
    case = asked(town)
    root = queries.proceeding_of(case)
    assert facts.facts_of(case, root, rules.pack_of(case), at(DAY).date())["owed"] == "no"
    with pytest.raises(Denied):
        go(case, "ask_evidence", town.land_handler, DAY, evidence=ASKED)
    phone = Client()
    phone.post(f"/t/{case.tracking_code}/open", {"tail": "5678"})
    assert "河堤工程合同" not in unescape(phone.get(f"/t/{case.tracking_code}").content.decode())
