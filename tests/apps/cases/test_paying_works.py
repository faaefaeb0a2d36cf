"""What a fund spent is tied to the works it paid: each amount names its works, and the parts make the whole."""

from __future__ import annotations

from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from fengqiao.apps.cases import owing, rules
from fengqiao.apps.cases.models import Case, Line
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.sheets import Standing, tied, untied
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import address, seat
from tests.apps.cases.test_owing import lines_of, reach
from tests.town import Town, at, go, tables_digest, to_acceptance

DAY = "2026-03-10 09:00"
FUND = packfiles.load("national").sheets["fund"]


def with_fund(town: Town, *works: str) -> tuple[Case, Line]:
    """A case with 160,000 yuan received and some works."""
    case = to_acceptance(town)
    if works:
        go(case, "add_works", town.handler, DAY, works=[{"what": one, "who": "县建筑公司", "seen": "照片12至20"} for one in works])
    go(case, "add_fund", town.handler, DAY, funds=[{"what": "外墙维修", "who": "县财政局", "amount": "160000"}])
    fund = lines_of(case, "fund")[0]
    for proof in ("批复财建8号", "到账回单"):
        reach(case, town, "2026-04-20 09:00", fund, proof=proof)
    return case, fund


def spend(town: Town, case: Case, fund: Line, amount: str, **data: Any) -> None:
    reach(case, town, "2026-05-01 09:00", {"line": str(fund.id), "amount": amount}, proof="支付清单", **data)
    fund.refresh_from_db()


def view(case: Case, line: Line) -> owing.LineView:
    tables = owing.tables_of(case, rules.pack_of(case), at(DAY).date())
    return next(one for table in tables for one in table.lines if one.line.id == line.id)


def test_cy_44_each_amount_spent_names_the_works_it_paid(town: Town) -> None:
    case, fund = with_fund(town, "一期：北墙", "二期：四面加固")
    first, second = lines_of(case, "works")
    before = tables_digest()
    with pytest.raises(Incomplete, match="付了哪一项工程"):
        spend(town, case, fund, "38000")
    assert tables_digest() == before
    spend(town, case, fund, "38000", works=str(first.position))
    spend(town, case, fund, "22000", works=str(second.position))
    spend(town, case, fund, "100000", works=str(second.position))
    assert fund.amounts == dict.fromkeys(("applied", "approved", "received", "spent"), "160000.00")
    assert fund.details["used"] == {"1": "38000.00", "2": "122000.00"}
    assert sum(map(Decimal, fund.details["used"].values())) == Decimal(fund.amounts["spent"])
    assert view(case, fund).used == [("1", "38,000.00"), ("2", "122,000.00")]
    assert view(case, fund).untied == ""
    assert [view(case, one).paid for one in (first, second)] == [((3, "38,000.00"),), ((3, "122,000.00"),)]


def test_cy_44_pages_and_paper_show_both_sides_of_it(town: Town) -> None:
    case, fund = with_fund(town, "一期：北墙", "二期：四面加固")
    spend(town, case, fund, "160000", works="2")
    for page in ("", "lines/", "lines/print"):
        said = unescape(seat(town.handler).get(address(case, page)).content.decode())
        assert "付第 2 项工程 160,000.00 元" in said, page
        assert "由第 3 项资金付 160,000.00 元" in said, page


def test_cy_44_of_one_works_alone_nothing_need_be_said(town: Town) -> None:
    case, fund = with_fund(town, "北墙")
    spend(town, case, fund, "160000")
    assert fund.details["used"] == {"1": "160000.00"}


def test_cy_44_what_was_spent_before_there_were_works_shows_as_tied_to_none(town: Town) -> None:
    case, fund = with_fund(town)
    spend(town, case, fund, "60000")
    assert view(case, fund).untied == ""
    go(case, "add_works", town.handler, DAY, works=[{"what": "北墙", "who": "县建筑公司", "seen": "照片12"}])
    assert view(case, fund).untied == "60,000.00"
    spend(town, case, fund, "100000")
    assert view(case, fund).untied == "60,000.00"


def test_only_works_are_paid_and_never_more_than_was_received(town: Town) -> None:
    case, fund = with_fund(town, "一期：北墙", "二期：四面加固")
    with pytest.raises(Incomplete, match="付了哪一项工程"):
        spend(town, case, fund, "1000", works=str(fund.position))
    with pytest.raises(NotNow, match="超过了"):
        spend(town, case, fund, "160000.01", works="1")
    assert "used" not in lines_of(case, "fund")[0].details


def test_the_form_asks_for_the_works_only_where_money_may_pay_them(town: Town) -> None:
    case, _fund = with_fund(town, "一期：北墙", "二期：四面加固")
    form = unescape(seat(town.handler).get(address(case, "act/advance_lines/")).content.decode())
    assert 'name="works"' in form
    assert form.split('name="works"')[1].split("</select>")[0].count("<option") == 3
    other = to_acceptance(town)
    go(other, "add_promises", town.handler, DAY, promises=[{"who": "物业", "what": "装灯", "due_on": "2026-04-01"}])
    assert 'name="works"' not in seat(town.handler).get(address(other, "act/advance_lines/")).content.decode()


def test_parts_make_the_whole() -> None:
    used = tied(tied({}, "1", "38000"), "1", "0.10")
    assert used == {"1": "38000.10"}
    assert untied(FUND, Standing("spent", {"spent": "38000.10"}), used) == 0
    assert untied(FUND, Standing("spent", {"spent": "40000"}), used) == Decimal("1999.90")
