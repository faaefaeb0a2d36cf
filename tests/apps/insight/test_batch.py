"""Acts on many cases: receiving, printing, taking a list away."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import StreamingHttpResponse
from django.urls import get_resolver

from fengqiao.apps.cases.models import Case, Desk, Entry
from fengqiao.apps.insight import lists, services
from fengqiao.apps.insight.asking import Ask
from fengqiao.apps.insight.scope import scope_of
from fengqiao.apps.insight.views import batch
from fengqiao.domain.errors import Incomplete
from tests.apps.cases.desk import seat
from tests.apps.insight.many import TODAY, many
from tests.town import Town, at, go, register_case


def _referred(town: Town) -> Case:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    return case


def test_many_are_received_and_the_rest_told_with_reasons(town: Town) -> None:
    ready, done, foreign = _referred(town), _referred(town), register_case(town)
    go(done, "receive", town.handler, "2026-03-04 08:00")
    numbers = [ready.number, done.number, foreign.number, "999901-2026-999999", ready.number]
    outcomes = services.receive_many(numbers=numbers, by=town.handler, at=at("2026-03-04 09:00"))
    assert [(one.number, one.refused is None) for one in outcomes] == [
        (ready.number, True), (done.number, False), (foreign.number, False), ("999901-2026-999999", False),
    ]  # fmt: skip
    assert "已接收" in outcomes[1].refused.zh  # type: ignore[union-attr]
    assert outcomes[2].refused == outcomes[3].refused == services.NOT_FOUND
    ready.refresh_from_db()
    assert (ready.state, ready.person_name) == ("S30", "陆海平")


def test_the_same_form_sent_twice_receives_once(town: Town) -> None:
    case = _referred(town)
    token = str(uuid4())
    for _ in range(2):
        (outcome,) = services.receive_many(
            numbers=[case.number], by=town.handler, at=at("2026-03-04 09:00"), once=token
        )
        assert outcome.refused is None
    assert Entry.objects.filter(case=case, act="receive").count() == 1


@pytest.mark.parametrize("numbers", [[], [" "], [f"x{n}" for n in range(201)]])
def test_none_and_too_many_are_refused(town: Town, numbers: list[str]) -> None:
    with pytest.raises(Incomplete):
        services.receive_many(numbers=numbers, by=town.handler, at=at("2026-03-04 09:00"))


def test_the_result_page_says_what_was_skipped(town: Town) -> None:
    ready, foreign = _referred(town), register_case(town, title="不该看到的事")
    with time_machine.travel(at("2026-03-04 09:00"), tick=False):
        html = (
            seat(town.handler)
            .post("/desk/receive", {"pick": [ready.number, foreign.number], "once": "a"})
            .content.decode()
        )
    assert "签收了 1 件，跳过 1 件" in html
    assert "没有找到，或不由您查看" in html
    assert foreign.title not in html


def test_receiving_nothing_is_a_sentence(town: Town) -> None:
    response = seat(town.handler).post("/desk/receive", {})
    assert response.status_code == 422
    assert "请选1到200件" in response.content.decode()


def test_the_printed_list_holds_only_what_one_sees(town: Town) -> None:
    ours, theirs = many(town, [{}]) + many(town, [{}], unit="land")
    html = seat(town.handler).post("/desk/print", {"pick": [ours.number, theirs.number, "x"]}).content.decode()
    assert ours.number in html
    assert theirs.number not in html


def _file(response: object) -> list[list[str]]:
    assert isinstance(response, StreamingHttpResponse)
    text = b"".join(response).decode()  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_list_is_taken_away_masked_and_harmless(town: Town) -> None:
    many(town, [{"title": "=HYPERLINK(1)"}, {"category": "land"}, {"is_sealed": True, "readers": [town.handler.user]}])
    lines = _file(seat(town.handler).get("/desk/working/export.csv"))
    assert lines[0][:4] == ["灯", "编号", "摘要", "信访人"]
    assert len(lines) == 3
    assert ["'=HYPERLINK(1)", "吴*升"] in [line[2:4] for line in lines]
    assert len(_file(seat(town.handler).get("/desk/working/export.csv?category=land"))) == 2
    assert not any(case.tracking_code in str(lines) for case in Case.objects.all())


def test_a_ledger_is_the_list_of_cases_row_for_row(town: Town) -> None:
    """KZ-32, CY-23: what is taken away is what the list shows, in its order, as cases come and go; no page types a ledger."""
    cases = many(town, [{"due_on": TODAY + timedelta(days=n % 5)} for n in range(30)])
    client = seat(town.handler)

    def listed() -> list[str]:
        return [row.number for row in lists.page(scope_of(town.handler), Ask("working"), TODAY, size=100).rows]

    def exported() -> list[str]:
        return [line[1] for line in _file(client.get("/desk/working/export.csv"))[1:]]

    with time_machine.travel(at("2026-11-23 09:00"), tick=False):
        assert exported() == listed()
        assert sorted(exported()) == [case.number for case in cases]
        Desk.objects.filter(case=cases[3]).delete()
        Case.objects.filter(id=cases[3].id).update(unit=town.unit("land"))
        assert cases[3].number not in exported()
        assert exported() == listed()
    addresses = [str(found.pattern) for found in get_resolver().url_patterns for found in getattr(found, "url_patterns", [found])]
    assert not [one for one in addresses if "ledger" in one or "taizhang" in one]


def test_an_export_ends_at_its_limit_and_an_empty_one_has_its_head(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(_file(seat(town.handler).get("/desk/working/export.csv"))) == 1
    many(town, [{} for _ in range(5)])
    monkeypatch.setattr(batch, "MOST_EXPORTED", 3)
    assert len(_file(seat(town.handler).get("/desk/working/export.csv"))) == 4


@pytest.mark.parametrize("address", ["/desk/receive", "/desk/print", "/desk/look", "/desk/views/save"])
def test_acts_are_posts(town: Town, address: str) -> None:
    assert seat(town.handler).get(address).status_code == 405


@pytest.mark.parametrize(("address", "status"), [("/desk/receive", 422), ("/desk/print", 200)])
def test_a_number_that_cannot_be_one_picks_nothing(town: Town, address: str, status: int) -> None:
    assert seat(town.handler).post(address, {"pick": ["a\0b"]}).status_code == status
