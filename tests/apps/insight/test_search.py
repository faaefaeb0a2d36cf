"""Looking a case up."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.services import Person
from fengqiao.apps.insight import queries
from fengqiao.apps.insight.scope import scope_of
from tests.apps.cases.desk import seat
from tests.apps.insight.many import TODAY, many
from tests.town import Town, register_case


def test_a_case_is_found_by_number_code_telephone_and_start_of_title(town: Town) -> None:
    case = register_case(town, title="外墙掉砖要修")
    scope = scope_of(town.clerk)
    typed = {
        "number": [case.number, case.number[7:], f" {case.number} "],
        "code": [case.tracking_code, " ".join(case.tracking_code)],
        "phone": ["10012345678", "100 1234 5678", "１００１２３４５６７８"],
        "title": ["外墙", "外墙掉砖要修"],
    }
    for how, texts in typed.items():
        for text in texts:
            read, rows = queries.look_up(scope, text, TODAY)
            assert (read, [row.number for row in rows]) == (how, [case.number]), text


def test_part_of_a_telephone_or_a_name_finds_nobody(town: Town) -> None:
    register_case(town)
    for text in ("1001234567", "5678", "吴大升", "吴"):
        assert queries.look_up(scope_of(town.clerk), text, TODAY)[1] == [], text


def test_a_telephone_does_not_lead_to_a_confidential_case_elsewhere(town: Town) -> None:
    register_case(
        town, by=town.town_handler, unit="pingshang", is_confidential=True, people=[Person(phone="10099990000")]
    )
    assert len(queries.look_up(scope_of(town.town_handler), "10099990000", TODAY)[1]) == 1
    assert queries.look_up(scope_of(town.dispatcher), "10099990000", TODAY)[1] == []


def test_the_page_says_what_it_can_search_and_what_it_cannot_yet(town: Town) -> None:
    html = seat(town.handler).get("/search?q=没有这样的").content.decode()
    assert "按内容查找以后再开通" in html
    assert "没有找到由您查看的办件" in html


@pytest.mark.parametrize(
    "text", ["", " ", "x" * 101, "%", "_", "'", "<script>", "0", "\u202e", "999901-2026-000001", "1" * 40]
)
def test_no_text_breaks_the_page(town: Town, text: str) -> None:
    response = seat(town.handler).get("/search", {"q": text})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert ("写得太长" in response.content.decode()) is (len(text) > 100)


def test_the_search_costs_the_same_however_many_it_finds(town: Town) -> None:
    many(town, [{"title": f"路灯{n}"} for n in range(70)])
    client = seat(town.handler)
    client.get("/search?q=路灯")
    with CaptureQueriesContext(connection) as asked:
        html = client.get("/search?q=路灯").content.decode()
    assert html.count("<tr>") == 51
    assert len(asked) <= 3
    assert "只列最近50件" in html
