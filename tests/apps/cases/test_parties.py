"""Who takes part: sealed in the vault, masked outside, opened for a reason that is written down (G06, U-13)."""

from __future__ import annotations

import pytest
from django.db import connection

from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Entry, Identity, Party
from fengqiao.apps.cases.services import Person, unmask
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from tests.town import Town, at, go, register_case, steps_of, tables_digest, to_acceptance


def test_no_table_holds_a_name_a_number_or_an_address_in_the_clear(town: Town) -> None:
    register_case(town)
    names = ("cases_case", "cases_party", "cases_identity", "cases_entry", "kernel_outboxmessage", "cases_demand")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {name} t")
            text = cursor.fetchone()[0]
            for secret in ("吴大升", "10012345678", "999901194803120016", "三号楼101"):
                assert secret not in text, name
                assert secret.encode().hex() not in text, name


def test_papers_that_name_the_petitioner_are_sealed_too(town: Town) -> None:
    case = to_acceptance(town)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(t::text, ' '), '') FROM documents_document t")
        assert "吴大升".encode().hex() not in cursor.fetchone()[0]
    assert case.petitioner_mask == "吴*升"


def test_opening_an_identity_needs_a_reason_and_leaves_a_row(town: Town) -> None:
    case = to_acceptance(town)
    party = Party.objects.select_related("case", "identity").get(case=case)
    before = tables_digest()
    with pytest.raises(Incomplete):
        unmask(party=party, by=town.handler, reason=" ", at=at("2026-03-09 09:00"))
    assert tables_digest() == before
    person = unmask(party=party, by=town.handler, reason="约时间上门", at=at("2026-03-09 09:00"))
    assert (person.name, person.phone) == ("吴大升", "10012345678")
    entry = Entry.objects.filter(case=case).last()
    assert (entry.act, entry.shown, entry.actor_name, entry.body["reason"]) == ("unmask", "staff", "陆海平", "约时间上门")


def test_a_confidential_identity_opens_to_the_registering_unit_alone(town: Town) -> None:
    case = to_acceptance(town, is_confidential=True)
    party = Party.objects.select_related("case", "identity").get(case=case)
    before = tables_digest()
    for actor in (town.handler, town.head, town.leader, town.joint):
        with pytest.raises(Denied):
            unmask(party=party, by=actor, reason="想看看是谁", at=at("2026-03-09 09:00"))
    assert tables_digest() == before
    assert unmask(party=party, by=town.clerk, reason="补签回执", at=at("2026-03-09 09:00")).name == "吴大升"


def test_an_identity_moved_to_another_row_cannot_be_read(town: Town) -> None:
    """What is sealed is bound to its place."""
    from cryptography.exceptions import InvalidTag

    one, two = register_case(town), register_case(town, people=[Person(name="刘老伯")])
    first, second = (Identity.objects.get(parties__case=case) for case in (one, two))
    Identity.objects.filter(id=second.id).update(name=first.name)
    party = Party.objects.select_related("case", "identity").get(case=two)
    with pytest.raises(InvalidTag):
        unmask(party=party, by=town.clerk, reason="核对姓名", at=at("2026-03-09 09:00"))


# Recusal: a hard stop (Art 28(3))


def test_a_recused_handler_can_do_nothing_more_on_the_case(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "ask_recusal", town.citizen, "2026-03-09 09:00")
    with pytest.raises(Denied):
        go(case, "recuse", town.handler, "2026-03-09 10:00", person="handler", successor="handler_2")
    go(case, "recuse", town.head, "2026-03-09 11:00", person="handler", successor="handler_2")
    assert case.person_name == "唐二楼"
    before = tables_digest()
    for step in ("set_path_6", "note", "add_material", "appoint", "withdraw_at_window"):
        with pytest.raises(DomainError, match="已回避"):
            go(case, step, town.handler, "2026-03-10 09:00", person="handler")
    assert tables_digest() == before
    assert steps_of(case, town.handler, "2026-03-10 09:00") == set()
    go(case, "set_path_6", town.handler_2, "2026-03-10 10:00")


def test_a_recused_person_is_not_named_again(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "recuse", town.head, "2026-03-09 11:00", person="handler", successor="handler_2")
    with pytest.raises(Incomplete, match="已经回避"):
        go(case, "appoint", town.head, "2026-03-09 12:00", person="handler")
    with pytest.raises(Incomplete, match="不在负责单位"):
        go(case, "appoint", town.head, "2026-03-09 12:00", person="land_handler")


def test_a_person_recused_and_named_in_one_act_is_refused(town: Town) -> None:
    case = to_acceptance(town)
    before = tables_digest()
    with pytest.raises(Incomplete):
        go(case, "recuse", town.head, "2026-03-09 11:00", person="handler", successor="handler")
    assert tables_digest() == before


def test_a_case_that_comes_back_never_goes_to_a_recused_person(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    go(case, "recuse", town.head, "2026-03-03 11:00", person="handler", successor="handler_2")
    go(case, "receive", town.handler_2, "2026-03-04 09:00")
    go(case, "object", town.handler_2, "2026-03-04 10:00")
    go(case, "object_agreed", town.dispatcher, "2026-03-05 09:00")
    go(case, "transfer", town.dispatcher, "2026-03-05 10:00", unit=town.unit("housing"))
    assert case.person_name != "陆海平"


# The unit complained of (G01, G04)


def test_a_case_about_a_unit_goes_there_with_a_reason_or_not_at_all(town: Town) -> None:
    case = register_case(town, complained_units=[town.unit("pingshang").id])
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    with pytest.raises(NotNow, match="反映的正是这个单位"):
        go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("pingshang"))
    with pytest.raises(NotNow, match="反映的正是这个单位"):  # and not below it
        go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("village"))
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("pingshang"), despite="只有镇里能拆")
    assert case.unit.code == "pingshang"
    assert not queries.visible_to(town.land_handler).exists()
