"""The same form twice, a form from before another acted, a draft decided: one act, and a plain word to the other."""

from __future__ import annotations

import pytest

from fengqiao.apps.cases.models import Entry, Party
from fengqiao.apps.cases.services import approve, send_back, split, unmask
from fengqiao.domain.errors import Conflict, Denied, Incomplete, NotNow
from tests.town import Town, at, go, prepare, register_case, sign, tables_digest, to_acceptance


def test_the_same_form_sent_twice_is_one_act(town: Town) -> None:
    case = register_case(town)
    first = go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00", once="form-7")
    before = tables_digest()
    assert go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00", once="form-7") == first
    assert tables_digest() == before


def test_a_form_opened_before_another_acted_is_told_what_happened(town: Town) -> None:
    case = to_acceptance(town)
    seen = case.ledger_seq
    go(case, "set_path_6", town.head, "2026-03-09 09:00")
    before = tables_digest()
    with pytest.raises(Conflict) as told:
        go(case, "set_path_5", town.handler, "2026-03-09 09:01", expecting=seen)
    assert [words.zh for words in told.value.since] == ["胡正清：调查办理（六）"]
    assert tables_digest() == before


def test_an_identity_opened_meanwhile_disturbs_nobody(town: Town) -> None:
    case = to_acceptance(town)
    seen = case.ledger_seq
    party = Party.objects.select_related("case", "identity").get(case=case)
    unmask(party=party, by=town.head, reason="核对电话", at=at("2026-03-09 09:00"))
    go(case, "set_path_6", town.handler, "2026-03-09 09:01", expecting=seen)


def test_a_draft_is_decided_once(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    waiting = prepare(case, "extend", town.handler, "2026-03-10 09:00")
    sign(case, waiting, town.head, "2026-03-11 09:00")
    for again in (
        lambda: approve(county=case.county, draft_id=waiting.id, by=town.head, at=at("2026-03-11 09:01")),
        lambda: send_back(county=case.county, draft_id=waiting.id, by=town.head, at=at("2026-03-11 09:01"), remark="晚了"),
    ):
        with pytest.raises(Conflict):
            again()


def test_a_draft_goes_back_with_a_remark_from_whoever_could_have_signed(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    waiting = prepare(case, "extend", town.handler, "2026-03-10 09:00")
    before = tables_digest()
    with pytest.raises(Incomplete):
        send_back(county=case.county, draft_id=waiting.id, by=town.head, at=at("2026-03-11 09:00"), remark=" ")
    with pytest.raises(Denied):
        send_back(county=case.county, draft_id=waiting.id, by=town.handler_2, at=at("2026-03-11 09:00"), remark="不行")
    assert tables_digest() == before
    send_back(county=case.county, draft_id=waiting.id, by=town.head, at=at("2026-03-11 09:00"), remark="理由不够")
    assert Entry.objects.filter(case=case).last().act == "return.extend"
    newer = prepare(case, "extend", town.handler, "2026-03-11 10:00", reason="鉴定机构来函，下月出报告")
    sign(case, newer, town.head, "2026-03-11 11:00")


def test_a_draft_that_came_too_late_is_not_signed(town: Town) -> None:
    """Approval is checked on the day of the approval, not of the draft."""
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    waiting = prepare(case, "extend", town.handler, "2026-05-06 17:00")
    before = tables_digest()
    with pytest.raises(NotNow):
        sign(case, waiting, town.head, "2026-05-07 08:30")
    assert tables_digest() == before


@pytest.mark.parametrize("words", ["", " \x00\n", "长" * 2_001])
def test_reasons_and_remarks_are_asked_for_and_kept_short(town: Town, words: str) -> None:
    case = to_acceptance(town, demands=["修好外墙", "说清楚由谁出钱"])
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    waiting = prepare(case, "extend", town.handler, "2026-03-10 09:00")
    party = Party.objects.select_related("case", "identity").get(case=case)
    when, before = at("2026-03-11 09:00"), tables_digest()
    for act in (
        lambda: send_back(county=case.county, draft_id=waiting.id, by=town.head, at=when, remark=words),
        lambda: unmask(party=party, by=town.handler, reason=words, at=when),
        lambda: split(county=case.county, case_id=case.id, positions=[1], by=town.handler, at=when, reason=words),
    ):
        with pytest.raises(Incomplete):
            act()
    assert tables_digest() == before


def test_hostile_text_is_kept_as_plain_text(town: Town) -> None:
    case = register_case(town)
    go(case, "note", town.clerk, "2026-03-02 10:00", text="a\x00b\ud800")
    assert Entry.objects.filter(case=case).last().body["data"] == {"text": "ab"}
    with pytest.raises(Incomplete):
        go(case, "note", town.clerk, "2026-03-02 10:00", text="\x00\x07")
