"""Lists, one case, registration, acts and counts through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.cases.queries import visible_to
from tests.apps.api.calling import caller, refused
from tests.apps.insight.many import TODAY, many
from tests.town import Town, at, fields_of, go, register_case, to_acceptance

NOON = at("2026-11-23 12:00")


def test_a_list_goes_on_by_its_cursor(town: Town) -> None:
    cases = many(town, [{"due_on": TODAY + timedelta(days=n)} for n in range(7)])
    program = caller(town.handler)
    found, after = [], ""
    while True:
        page = program.get("cases", limit=3, after=after).json()
        found += [item["number"] for item in page["items"]]
        if not page["next"]:
            break
        after = page["next"]
    assert found == [case.number for case in cases]
    back = program.get("cases", limit=3, before=page["previous"]).json()
    assert [item["number"] for item in back["items"]] == found[3:6]


def test_an_item_is_slim_and_masked(town: Town) -> None:
    case = to_acceptance(town)
    (item,) = caller(town.handler).get("cases", state="S40", unit="housing").json()["items"]
    assert item["number"] == case.number
    assert (item["petitioner"], item["unit"], item["state"], item["stage"]) == ("吴*升", "housing", "S40", "working")
    assert case.due_on is not None
    assert item["due_on"] == case.due_on.isoformat()
    assert case.tracking_code not in str(item)


def test_a_list_asks_the_database_a_few_times(town: Town) -> None:
    many(town, [{} for _ in range(60)])
    program = caller(town.handler)
    program.get("cases")
    with CaptureQueriesContext(connection) as asked:
        assert len(program.get("cases", tab="working", state="S40").json()["items"]) == 50
    assert len(asked) <= 4


@pytest.mark.parametrize(
    "name", ["clerk", "handler", "land_handler", "leader", "outsider", "admin", "sealed_officer", "citizen"]
)
def test_nobody_gets_a_case_that_is_not_theirs(town: Town, name: str) -> None:
    """The API and the pages agree; absent and unseen look the same."""
    sealed = register_case(town, classification="report", content="副局长收了包工头的钱。")
    cases = [sealed, register_case(town), to_acceptance(town)]
    if name == "citizen":
        return
    actor = getattr(town, name)
    program = caller(actor)
    allowed = set(visible_to(actor).values_list("number", flat=True))
    for case in cases:
        response = program.get(f"cases/{case.number}")
        assert (response.status_code == 200) is (case.number in allowed), case.number
        if case.number not in allowed:
            refused(response, 404, "not_found")
            refused(program.post(f"cases/{case.number}/acts/note", {"data": {"text": "看看"}}), 404, "not_found")
    assert program.get("cases/999901-2026-999999").content == program.get("cases/nothing").content
    for tab in ("open", "done", "handled", "any"):
        listed = {item["number"] for item in program.get("cases", tab=tab).json()["items"]}
        assert listed <= allowed
        assert sealed.number not in listed


def test_a_case_comes_with_its_whole_history(town: Town) -> None:
    case = to_acceptance(town)
    program = caller(town.handler)
    program.get("words")
    with CaptureQueriesContext(connection) as asked:
        body = program.get(f"cases/{case.number}").json()
    assert len(asked) <= 4
    assert [passage["act"] for passage in body["history"]] == [
        "register",
        "open_dispatch",
        "transfer",
        "receive",
        "accept",
    ]
    assert body["history"][-1]["name"] == {"zh": "受理并告知", "en": "Accept and tell"}
    assert (body["seq"], body["state"], body["unit"]) == (5, "S40", "housing")
    assert [demand["text"] for demand in body["demands"]] == ["修好外墙"]
    assert {clock["id"]: clock["state"] for clock in body["clocks"]}["CLK-07"] == "running"
    assert (body["petitioner"], body["parties"][0]["phone"]) == ("吴*升", "100****5678")
    assert "吴大升" not in str(body)
    assert case.tracking_code not in str(body)


PETITION = {
    "content": "三号楼外墙往下掉砖。",
    "demands": ["修好外墙"],
    "category": "housing",
    "people": [{"name": "吴大升", "phone": "10012345678"}],
}


def test_a_case_is_registered_once_for_one_key(town: Town) -> None:
    program = caller(town.clerk)
    first = program.post("cases", PETITION, once="letter-1")
    again = program.post("cases", PETITION, once="letter-1")
    other = caller(town.town_handler).post("cases", PETITION, once="letter-1")
    assert first.status_code == again.status_code == other.status_code == 201
    assert first.json() == again.json()
    assert first.json()["number"] != other.json()["number"]
    case = Case.objects.get(number=first.json()["number"])
    assert (case.unit.code, case.channel, case.petitioner_mask) == ("petition-office", "online", "吴*升")
    assert first.json()["tracking_code"] == case.tracking_code
    assert Case.objects.count() == 2


MATTER = {
    "dispute_kind": "forest_rights", "thing_kind": "trees", "thing": "金弹子树一棵", "thing_place": "石榴坳后山", "cause": "修路挖出",
    "arose": "2018-03",
}  # fmt: skip


def test_pb_41_what_is_disputed_is_registered_and_read(town: Town) -> None:
    """PB-41: told at registration in six optional parts, read back as it is known now, said anew by the act."""
    program = caller(town.clerk)
    number = program.post("cases", PETITION | MATTER | {"arose": "2018年3月"}).json()["number"]
    assert program.get(f"cases/{number}").json().items() >= MATTER.items()
    told = program.get(f"cases/{number}").json()["history"][0]["body"]["matter"]
    assert told == MATTER
    assert program.post(f"cases/{number}/acts/describe", {"data": MATTER | {"thing": "金弹子树两棵"}}).status_code == 200
    found = program.get(f"cases/{number}").json()
    assert (found["thing"], found["complexity"], found["is_practical"]) == ("金弹子树两棵", [], False)
    plain = program.post("cases", PETITION).json()["number"]
    assert program.get(f"cases/{plain}").json().items() >= dict.fromkeys(MATTER, "").items()


@pytest.mark.parametrize(("name", "value"), [
    ("dispute_kind", "trees"), ("thing_kind", "x"), ("thing", "树" * 201), ("thing_place", "山" * 201), ("cause", "路" * 501),
    ("arose", "前年吧"), ("arose", "2999"),
])
def test_pb_41_what_the_window_would_refuse_the_api_refuses(town: Town, name: str, value: str) -> None:
    """PB-41: with the field it is about; nothing is registered."""
    body = refused(caller(town.clerk).post("cases", PETITION | {name: value}), 422, "incomplete")
    assert set(body["fields"]) == {name}
    assert not Case.objects.exists()


def test_a_case_may_be_registered_without_a_name_or_by_a_code_of_ones_own_unit(town: Town) -> None:
    response = caller(town.clerk).post("cases", {"content": "路灯不亮", "unit": "petition-office"})
    assert response.status_code == 201
    assert Case.objects.get().is_anonymous


def test_registration_is_for_those_whose_post_registers_and_at_their_own_unit(town: Town) -> None:
    refused(caller(town.leader).post("cases", PETITION), 403, "not_this_post")
    refused(caller(town.clerk).post("cases", PETITION | {"unit": "housing"}), 403, "not_your_unit")
    refused(caller(town.clerk).post("cases", PETITION | {"unit": "nowhere"}), 403, "not_your_unit")
    assert not Case.objects.exists()


def test_a_step_is_taken_once_and_told(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    with time_machine.travel(at("2026-03-03 10:00"), tick=False):
        program = caller(town.dispatcher)
        data = fields_of(case, "transfer", unit=town.unit("housing"))
        answers = [
            program.post(f"cases/{case.number}/acts/transfer", {"data": data, "expecting": 2}, once="k")
            for _ in range(2)
        ]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["seq"], answers[0].json()["state"]) == (3, "S21")
    assert Entry.objects.filter(case=case).count() == 3


def test_refusals_say_why_with_article_and_fields(town: Town) -> None:
    case = to_acceptance(town)
    program = caller(town.handler)
    with time_machine.travel(at("2026-03-10 10:00"), tick=False):
        body = refused(program.post(f"cases/{case.number}/acts/receive", {}), 409, "wrong_state")
        assert "条例" in body["article"]
        refused(program.post(f"cases/{case.number}/acts/no_such_step", {}), 409, "unknown_step")
        body = refused(program.post(f"cases/{case.number}/acts/note", {}), 422, "incomplete")
        assert list(body["fields"]) == ["text"]
        go(case, "note", town.handler_2, "2026-03-10 09:00")
        late = refused(
            program.post(f"cases/{case.number}/acts/note", {"data": {"text": "看过"}, "expecting": 5}), 409, "conflict"
        )
        assert "唐二楼" in late["since"][0]["zh"]
        case.refresh_from_db()
        assert case.ledger_seq == 6


def test_counts_are_by_unit_and_state_as_far_as_one_sees(town: Town) -> None:
    many(town, [{"due_on": TODAY - timedelta(days=1)}, {"due_on": TODAY}, {"state": "S21", "stage": "inbox"}])
    many(town, [{"stage": "done", "state": "S80", "due_on": None}], unit="land")
    with time_machine.travel(NOON, tick=False):
        own, whole = caller(town.handler).get("counts").json(), caller(town.leader).get("counts").json()
        nothing = caller(town.admin).get("counts").json()
    assert own == {
        "stages": {"inbox": 1, "working": 2, "done": 0},
        "near": 1,
        "overdue": 1,
        "units": {"housing": {"S21": 1, "S40": 2}},
    }
    assert whole["units"] == {"housing": {"S21": 1, "S40": 2}, "land": {"S80": 1}}
    assert nothing == {"stages": {"inbox": 0, "working": 0, "done": 0}, "near": 0, "overdue": 0, "units": {}}


def test_words_and_description_need_no_other_server(town: Town) -> None:
    from django.test import Client

    program = caller(town.handler)
    assert program.get("words").json()["states"]["S40"] == {"zh": "已受理并告知", "en": "Accepted", "stage": "working"}
    schema = Client().get("/api/v1/openapi.json").json()
    assert set(schema["paths"]) == {
        "/api/v1/cases", "/api/v1/cases/{number}", "/api/v1/cases/{number}/acts/{step}", "/api/v1/counts", "/api/v1/words",
    }  # fmt: skip
    html = Client().get("/api/v1/docs").content.decode()
    assert "/api/v1/cases/{number}/acts/{step}" in html
    assert "//cdn" not in html
    assert "<script>" not in html
