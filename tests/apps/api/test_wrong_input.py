"""Whatever is sent, the answer is a sentence that says what and where; never a fault, and nothing half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fengqiao.apps.cases.models import Case
from tests.apps.api.calling import caller, refused
from tests.apps.insight.many import many
from tests.town import Town, tables_digest, to_acceptance

QUERIES = [
    {"limit": "0"}, {"limit": "201"}, {"limit": "1" + "0" * 30}, {"limit": "1" * 5000}, {"limit": "-1"}, {"limit": "ten"},
    {"limit": "1.5"}, {"tab": "nowhere"}, {"tab": "approvals"}, {"state": "S99"}, {"unit": "nowhere"}, {"unit": "land"},
    {"category": "'"}, {"channel": "x" * 9000}, {"classification": "%"}, {"since": "2026-02-31"}, {"until": "昨天"},
    {"since": "2026-03-02", "until": "2026-03-01"}, {"person": "other"}, {"text": "长" * 61}, {"after": "garbage"},
    {"after": "A" * 9000}, {"before": "é"}, {"scope": "galaxy"},
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_each_wrong_part_of_a_query_is_named(town: Town, query: dict[str, str]) -> None:
    many(town, [{}])
    body = refused(caller(town.handler).get("cases", **query), 422, "invalid")
    assert set(body["fields"]) <= set(query)
    assert body["fields"]


def test_an_unknown_name_in_a_query_is_passed_over(town: Town) -> None:
    assert caller(town.handler).get("cases", nothing="x").status_code == 200


BODIES: list[tuple[Any, int, str]] = [
    ("", 422, "invalid"),
    ("not json", 400, "unreadable"),
    ("{", 400, "unreadable"),
    ("[" * 100_000, 400, "unreadable"),
    (b"\xff\xfe", 400, "unreadable"),
    ('{"content": "\\ud800"}', 400, "unreadable"),
    ("[]", 422, "invalid"),
    ("null", 422, "invalid"),
    ("3", 422, "invalid"),
    ('{"content": 1}', 422, "invalid"),
    ('{"content": "x", "colour": "red"}', 422, "invalid"),
    ('{"content": "x", "people": [{"name": "a", "score": 5}]}', 422, "invalid"),
    ('{"content": "x", "people": [{"role": "king"}]}', 422, "invalid"),
    ('{"content": "x", "received_on": "2026-02-31"}', 422, "invalid"),
    ('{"content": "x", "people_count": 1000000000000000000000000000000}', 422, ""),
    ('{"content": "x\\u0000y"}', 422, "incomplete"),
    ("{}", 422, "incomplete"),
    ('{"content": "x", "received_on": "1899-12-31"}', 422, "incomplete"),
    ('{"content": "x", "received_on": "2999-12-31"}', 422, "incomplete"),
    ('{"content": "x", "category": "nothing"}', 422, "incomplete"),
    ('{"content": "x", "channel": "pigeon"}', 422, "incomplete"),
    ('{"content": "x", "people_count": 0}', 422, "incomplete"),
    ('{"content": "' + "x" * 20_001 + '"}', 422, "incomplete"),
    ('{"content": "x", "people": [{"name": "' + "x" * 300 + '"}]}', 422, "incomplete"),
]


@pytest.mark.parametrize(("body", "status", "code"), BODIES, ids=lambda value: str(value)[:40])
def test_a_body_that_cannot_be_taken_in_registers_nothing(town: Town, body: Any, status: int, code: str) -> None:
    before = tables_digest()
    response = caller(town.clerk).post("cases", body)
    refused(response, status, code or response.json()["code"])
    assert tables_digest() == before
    assert not Case.objects.exists()


def test_what_is_wrong_is_named_by_its_place(town: Town) -> None:
    body = refused(caller(town.clerk).post("cases", {"content": "x", "people": [{"phone": 5}]}), 422, "invalid")
    assert body["fields"] == {"people.0.phone": {"zh": "要写文字。", "en": "Input should be a valid string"}}


@pytest.mark.parametrize("key", ["x" * 101, "a b", "键"])
def test_a_key_that_cannot_be_one_is_refused(town: Town, key: str) -> None:
    response = caller(town.clerk).client.post(
        "/api/v1/cases", {"content": "x"}, content_type="application/json", headers={"Idempotency-Key": key}
    )
    refused(response, 422, "incomplete")


ACTS = [
    '{"data": []}', '{"data": {}, "expecting": "x"}', '{"expecting": 99999999999999999999}', '{"data": null}',
    '{"by": "somebody"}', '{"data": {"text": {"deep": ["x"]}}}', '{"data": {"text": "\\u0000"}}',
]  # fmt: skip


@pytest.mark.parametrize("body", ACTS)
def test_an_act_with_wrong_input_changes_nothing(town: Town, body: str) -> None:
    case = to_acceptance(town)
    before = tables_digest()
    response = caller(town.handler).post(f"cases/{case.number}/acts/note", body)
    assert response.status_code in (400, 409, 422)
    assert response.json()["words"]["zh"]
    assert tables_digest() == before


@pytest.mark.parametrize("number", ["x", "%00", "999901-2026-000001'--", "x" * 3000, "..", "é"])
def test_a_number_that_is_none_is_not_found(town: Town, number: str) -> None:
    response = caller(town.handler).client.get(f"/api/v1/cases/{number}")
    assert response.status_code in (400, 404)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(town: Town, method: str) -> None:
    assert getattr(caller(town.handler).client, method)("/api/v1/cases").status_code == 405


@pytest.mark.parametrize(("method", "address", "status"), [("get", "nowhere", 404), ("put", "cases", 405)])
def test_what_is_no_address_or_no_method_is_told_in_json(client: Client, method: str, address: str, status: int) -> None:
    response = getattr(client, method)(f"/api/v1/{address}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert set(response.json()["words"]) == {"zh", "en"}


def test_a_head_is_answered_as_the_page_would_be(client: Client) -> None:
    assert client.head("/login").status_code == 200
