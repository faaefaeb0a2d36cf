"""A claim of “over seven million” on every page: ≥ beside the amount and beside every sum that it is part of."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from fengqiao.apps.cases import owing, rules
from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.intake import claims
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.sheets import open_sheet
from tests.apps.cases.desk import address, seat
from tests.apps.cases.test_owing import lines_of, reach
from tests.town import Town, at, go, to_acceptance

DAY = "2026-03-10 09:00"


def claim(to: str, amount: str) -> dict[str, Any]:
    return {"to": to, "what": "工资", "who": "施工方", "amount": amount}


def claimed(town: Town, *amounts: str) -> Case:
    case = to_acceptance(town)
    rows = [claim(f"工人{'甲乙丙丁'[n]}", amount) for n, amount in enumerate(amounts)]
    go(case, "add_claims", town.handler, DAY, claims=rows)
    return case


def totals(case: Case) -> list[str]:
    return [total.amount for total in owing.tables_of(case, rules.pack_of(case), at(DAY).date())[0].totals]


def test_nd_02_the_sum_of_amounts_is_at_least_when_one_of_them_is(town: Town) -> None:
    case = claimed(town, "700余万元", "48200")
    first, second = lines_of(case, "claim")
    assert (first.amounts, first.details["least"]) == ({"claimed": "7000000.00"}, ["claimed"])
    assert "least" not in second.details
    assert totals(case) == ["≥ 7,048,200.00", "", "", ""]
    assert Entry.objects.get(case=case, act="add_claims").body["data"]["claims"][0]["amount"] == "≥7000000.00"
    assert totals(claimed(town, "48200", "800")) == ["49,000.00", "", "", ""]


def test_nd_02_every_page_shows_it_so(town: Town) -> None:
    case, client = claimed(town, "700余万元", "48200"), seat(town.handler)
    for page in ("", "lines/", "lines/print"):
        said = unescape(client.get(address(case, page)).content.decode())
        assert "≥ 7,000,000.00" in said, page
        assert "≥ 7,048,200.00" in said, page
    assert "万捌仟贰佰元整以上" in unescape(client.get(address(case, "lines/print")).content.decode())
    assert "≥7000000.00" in client.get(address(case, "lines/export.csv")).content.decode()
    phone = Client()
    phone.post(f"/t/{case.tracking_code}/open", {"tail": "5678"})
    citizen = unescape(phone.get(f"/t/{case.tracking_code}").content.decode())
    assert "7,000,000.00" not in citizen.replace("≥ 7,000,000.00", "")


def test_nd_02_what_is_verified_is_an_amount_again(town: Town) -> None:
    case = claimed(town, "700余万元")
    line = lines_of(case, "claim")[0]
    reach(case, town, "2026-03-11 09:00", {"line": str(line.id), "amount": "7342100"}, proof="逐人核对的工资表")
    assert totals(case) == ["≥ 7,000,000.00", "7,342,100.00", "", ""]


def test_nd_02_a_file_may_say_it_in_a_row_and_in_its_total() -> None:
    found = claims.read(open_sheet("姓名,金额\n工人甲,700余万\n工人乙,48200\n合计,704万余\n".encode(), "a.csv"), what="工资")
    assert not found.bad
    assert [row["amount"] for row in found.rows] == ["≥7000000.00", "48200.00"]
    assert found.is_least
    wrong = claims.read(open_sheet("姓名,金额\n工人甲,48200\n合计,700万余\n".encode(), "a.csv"), what="工资")
    assert len(wrong.bad) == 1


@pytest.mark.parametrize("text", ["大概七百万", "不到700万", "≥"])
def test_what_is_no_amount_says_how_to_write_it(town: Town, text: str) -> None:
    case = to_acceptance(town)
    with pytest.raises(Incomplete) as refused:
        go(case, "add_claims", town.handler, DAY, claims=[claim("工人甲", text)])
    assert "700余万" in str(refused.value.fields["claims.1.amount"])
