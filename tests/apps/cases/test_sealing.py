"""Reports of wrongdoing: from the moment they are known as such, only the named officers see anything (G01, G02)."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.apps.accounts.models import Holding
from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Case, Tally
from fengqiao.apps.cases.services import split
from fengqiao.domain.errors import DomainError, Incomplete, NotNow
from tests.town import Town, at, go, prepare, register_case, tables_digest, to_acceptance

ACCUSED = "反映坪上镇有人验收时收了好处。"


def _report(town: Town, **over) -> Case:
    return register_case(town, content=ACCUSED, demands=["查清"], classification="report",
                         complained_units=[town.unit("pingshang").id], **over)  # fmt: skip


def _blind(town: Town, case: Case) -> None:
    """Nobody but the officer for sealed reports sees a row, a count, an earlier case or a draft of it."""
    for name, actor in town.everybody.items():
        if name == "sealed_officer":
            continue
        assert case not in queries.visible_to(actor), name
        with pytest.raises(Case.DoesNotExist):
            queries.get_for(actor, case.number)
        assert all(found != case for found, _ in queries.earlier_of(actor, phone="10012345678")), name
        assert all(draft.case_id != case.id for draft in queries.waiting_for(actor)), name
    assert queries.get_for(town.sealed_officer, case.number) == case


def test_a_report_is_sealed_from_registration(town: Town) -> None:
    case = _report(town)
    assert (case.is_sealed, case.kind, case.person_name) == (True, "report", "谭守密")
    _blind(town, case)


def test_the_clerk_who_took_it_in_does_not_see_it_again(town: Town) -> None:
    case = _report(town)
    assert case not in queries.visible_to(town.clerk)
    assert case.entries.get().actor_name == "明月"  # who took it in stays on record


@pytest.mark.parametrize("state", ["S20", "S30"])
def test_a_case_found_to_be_a_report_is_sealed_at_once(town: Town, state: str) -> None:
    case = register_case(town, content=ACCUSED)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    by = town.dispatcher
    if state == "S30":
        go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
        go(case, "receive", town.handler, "2026-03-04 09:00")
        by = town.handler
    go(case, "classify", by, "2026-03-04 10:00", kind="report")
    assert (case.is_sealed, case.state, case.unit.code) == (True, state, "petition-office")
    _blind(town, case)


def test_no_count_tells_of_it(town: Town) -> None:
    def counted() -> int:
        return Tally.objects.exclude(n=0).count()

    _report(town)
    assert counted() == 0
    case = register_case(town, content=ACCUSED)
    assert counted() == 2  # by state, and by due day
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "classify", town.dispatcher, "2026-03-02 16:00", kind="report")
    assert counted() == 0
    go(case, "route_discipline", town.sealed_officer, "2026-03-03 09:00")
    assert counted() == 0


def test_whoever_knows_its_key_still_cannot_act_on_it(town: Town) -> None:
    case = _report(town)
    before = tables_digest()
    for actor in town.everybody.values():
        if actor is town.sealed_officer:
            continue
        for step in ("note", "supervise", "open_dispatch", "route_discipline", "urgent"):
            with pytest.raises(Case.DoesNotExist):
                go(case, step, actor, "2026-03-03 09:00")
        with pytest.raises(Case.DoesNotExist):
            split(county=case.county, case_id=case.id, positions=[1], by=actor, at=at("2026-03-03 09:00"), reason="x")
    assert tables_digest() == before


def test_another_case_cannot_be_tied_to_it(town: Town) -> None:
    """The number of a sealed case answers as one that does not exist."""
    sealed, case = _report(town), register_case(town)
    said = []
    for number in (sealed.number, "999901-2026-999999"):
        with pytest.raises(Incomplete) as refused:
            go(case, "link_duplicate", town.clerk, "2026-03-03 09:00", earlier=number)
        said.append(str(refused.value.fields["earlier"]).replace(number, "…"))
    assert said[0] == said[1]


def test_it_is_never_referred_and_goes_to_the_competent_body_sealed(town: Town) -> None:
    from fengqiao.apps.documents.queries import papers_of

    case = _report(town)
    with pytest.raises(DomainError):
        go(case, "open_dispatch", town.sealed_officer, "2026-03-03 09:00")
    go(case, "route_discipline", town.sealed_officer, "2026-03-03 10:00")
    assert (case.state, case.stage) == ("S25", "done")
    assert [(paper.kind, paper.sealed) for paper in papers_of(case.county, case.id)] == [("D12", True)]


def test_without_a_named_officer_nothing_is_sealed_and_nothing_lost(town: Town) -> None:
    case = register_case(town, content=ACCUSED)
    holding = Holding.objects.get(user_id=town.sealed_officer.user)
    Holding.objects.filter(pk=holding.pk).update(until=date(2026, 2, 1))
    before = tables_digest()
    with pytest.raises(NotNow, match="还没有指定"):
        _report(town)
    with pytest.raises(NotNow, match="还没有指定"):
        go(case, "classify", town.clerk, "2026-03-02 10:00", kind="report")
    assert tables_digest() == before


def test_drafts_of_a_case_that_was_sealed_are_shown_to_nobody(town: Town) -> None:
    case = register_case(town, content=ACCUSED)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-04 09:00")
    prepare(case, "not_accept", town.handler, "2026-03-04 10:00")
    assert [draft.case for draft in queries.waiting_for(town.head)] == [case]
    go(case, "classify", town.handler, "2026-03-04 11:00", kind="report")
    _blind(town, case)


def test_a_new_officer_reads_only_what_comes_after(town: Town) -> None:
    """Readers are named when a case is sealed; a later officer is not among them by the post alone."""
    case = _report(town)
    builder = town.builder
    builder.seat("sealed-2", "后来人", "petition-office", "专办员二", ["sealed_officer"])
    assert case not in queries.visible_to(builder.actor("sealed-2"))
    later = _report(town)
    assert later in queries.visible_to(builder.actor("sealed-2"))


def test_the_administrator_sees_no_case_at_all(town: Town) -> None:
    to_acceptance(town)
    assert not queries.visible_to(town.admin).exists()


def test_a_unit_sees_what_it_has_or_had(town: Town) -> None:
    case = to_acceptance(town)
    assert [name for name, actor in town.everybody.items() if case in queries.visible_to(actor)] == [
        "clerk", "dispatcher", "dispatcher_2", "petition_head", "supervisor", "leader", "joint", "handler", "handler_2",
        "head", "reviewer", "final_reviewer",
    ]  # fmt: skip
