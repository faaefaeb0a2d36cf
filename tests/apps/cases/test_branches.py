"""潮阳's “三到位一处理”: each demand is put under one of four with its reason; the fourth only records a referral."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Case, Demand
from fengqiao.apps.methods.boards import CASE_PROOFS, Evidence
from fengqiao.domain.errors import Incomplete, NotNow
from tests.apps.cases.desk import address, seat
from tests.town import (
    Town,
    at,
    clock_states,
    go,
    going_by,
    prepare,
    proceeding_of,
    refused_and_nothing_changed,
    steps_of,
    to_acceptance,
)

DAY = "2026-03-24 09:00"
BOTH = [{"branch": "justified", "why": "裂缝属实"}, {"branch": "unfounded", "why": "没有损失的凭证"}]


def heard(town: Town, *demands: str) -> Case:
    case = to_acceptance(going_by(town, "chaoyang", "petition-office"), demands=list(demands or ("修好外墙", "赔电动车")))
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    return case


def sort(town: Town, case: Case, *rows: dict[str, Any]) -> None:
    go(case, "sort_demands", town.handler, DAY, branches=list(rows))


def test_cy_11_each_demand_has_its_branch_with_a_reason_before_an_opinion(town: Town) -> None:
    case = heard(town)
    with pytest.raises(NotNow, match="逐项分类"):
        go(case, "sign_opinion", town.head, DAY)
    sort(town, case, *BOTH)
    page = unescape(seat(town.handler).get(address(case)).content.decode())
    assert "合理的，解决到位 · 裂缝属实" in page
    assert "缺乏依据的，解释到位 · 没有损失的凭证" in page
    go(case, "sign_opinion", town.head, DAY)
    assert case.state == "S60"
    assert proceeding_of(case).vars["branches"]["2"]["branch"] == "unfounded"


@pytest.mark.parametrize("left_out", ["branch", "why"])
def test_cy_11_neither_branch_nor_reason_may_be_left_out(town: Town, left_out: str) -> None:
    case = heard(town)
    with pytest.raises(Incomplete) as refused:
        sort(town, case, BOTH[0], {**BOTH[1], left_out: ""})
    assert [*refused.value.fields] == [f"branches.2.{left_out}"]


def test_cy_11_the_fourth_names_the_competent_organ_and_does_nothing_else(town: Town) -> None:
    case = heard(town)
    unlawful = {"branch": "unlawful", "why": "反映有人砸坏配电箱"}
    refused_and_nothing_changed(case, "sort_demands", town.handler, DAY, "只能转有权机关", branches=[BOTH[0], unlawful])
    before = (case.state, case.stage, case.unit_id, case.result, case.is_sealed, case.kind, clock_states(case), proceeding_of(case).flags)
    offered = steps_of(case, town.handler, DAY)
    sort(town, case, BOTH[0], {**unlawful, "organ": "县公安局城关派出所，3月23日"})
    after = (case.state, case.stage, case.unit_id, case.result, case.is_sealed, case.kind, clock_states(case), proceeding_of(case).flags)
    assert after == before
    assert steps_of(case, town.handler, DAY) - offered == {"sign_opinion"}
    assert offered < steps_of(case, town.handler, DAY)
    assert [demand.result for demand in Demand.objects.filter(case=case)] == ["", ""]
    assert "转有权机关：县公安局城关派出所" in unescape(seat(town.handler).get(address(case)).content.decode())
    with pytest.raises(Incomplete) as refused:  # the demand is answered like any other
        go(case, "sign_opinion", town.head, DAY, opinions=[{"facts": "属实", "outcome": "support", "reply": "修", "basis": "规定"}])
    assert {key.split(".")[1] for key in refused.value.fields} == {"2"}
    assert prepare(case, "sign_opinion", town.handler, DAY).state == "waiting"


@pytest.mark.parametrize("word", ["盯防", "稳控到人", "拦截"])
def test_no_branch_says_how_to_watch_anybody(town: Town, word: str) -> None:
    case = heard(town)
    row = {"branch": "unlawful", "why": f"安排{word}", "organ": "县公安局，3月23日"}
    refused_and_nothing_changed(case, "sort_demands", town.handler, DAY, word, branches=[BOTH[0], row])


def test_it_may_be_sorted_anew_and_the_form_begins_with_what_stands(town: Town) -> None:
    case = heard(town, "修好外墙")
    sort(town, case, {"branch": "unfounded", "why": "没有凭证"})
    form = unescape(seat(town.handler).get(address(case, "act/sort_demands/")).content.decode())
    assert 'value="没有凭证"' in form
    sort(town, case, {"branch": "hardship", "why": "家里确有困难"})
    assert proceeding_of(case).vars["branches"] == {"1": {"branch": "hardship", "why": "家里确有困难"}}


def test_the_board_counts_the_demands_that_are_sorted(town: Town) -> None:
    case = heard(town)

    def light() -> tuple[bool, str]:
        page = queries.page_of(Case.objects.select_related("unit").get(pk=case.pk), town.handler, at(DAY).date(), latest=0)
        return CASE_PROOFS["demands_sorted"](Evidence(page))

    assert light() == (False, "0/2")
    sort(town, case, *BOTH)
    assert light() == (True, "2/2")


def test_elsewhere_nothing_is_sorted(town: Town) -> None:
    case = to_acceptance(town)
    assert "sort_demands" not in steps_of(case, town.handler, DAY)
