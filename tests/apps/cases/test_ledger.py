"""The ledger holds, and every way to bend it is found (blueprint §2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from fengqiao.adapters.postgres import APP
from fengqiao.apps.cases.models import Case, Entry, Seal
from fengqiao.apps.cases.services import Break, ledger, seal, verify
from tests.town import Town, at, go, register_case, to_acceptance


def _sql(statement: str, *params: object) -> None:
    """As the owner of the tables, who alone could."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _found(county: int | None = None) -> list[tuple[str, int, str]]:
    return [(broken.number, broken.seq, broken.code) for broken in verify(county) if isinstance(broken, Break)]


@pytest.fixture
def case(town: Town) -> Case:
    """A case with five rows, beside another one."""
    register_case(town)
    return to_acceptance(town)


def test_it_holds_after_every_kind_of_act(town: Town, case: Case) -> None:
    assert [entry.act for entry in case.entries.all()] == ["register", "open_dispatch", "transfer", "receive", "accept"]
    assert _found() == []
    assert list(verify())[-1] == Entry.objects.count() == 6


CHANGED = {
    "actor_name": "actor_name = '别人'",
    "actor_id": "actor_id = 'x'",
    "actor_unit": "actor_unit = ''",
    "act": "act = 'note'",
    "at": "at = at + interval '1 second'",
    "shown": "shown = 'staff'",
    "body": "body = jsonb_set(body, '{to}', '\"S90\"')",
    "a clock in the body": "body = jsonb_set(body, '{clocks,0,events,0,on}', '\"2026-03-09\"')",
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_changed_row_is_found(case: Case, what: str) -> None:
    _sql(f"UPDATE cases_entry SET {CHANGED[what]} WHERE case_id = %s AND seq = 3", case.id)
    assert _found() == [(case.number, 3, "changed")]


def test_a_row_moved_to_another_county_is_found(case: Case) -> None:
    _sql("UPDATE cases_entry SET county = 999902 WHERE case_id = %s AND seq = 5", case.id)
    assert {broken[0] for broken in _found()} == {case.number}


def test_a_row_whose_digest_was_made_to_fit_breaks_the_next(case: Case) -> None:
    from fengqiao.apps.cases.services.ledger import digest_of

    row = Entry.objects.get(case=case, seq=3)
    row.actor_name = "别人"
    _sql("UPDATE cases_entry SET actor_name = '别人', digest = %s WHERE id = %s", digest_of(row), row.id)
    assert _found() == [(case.number, 4, "order")]


REMOVED = {"first": (1, 1), "middle": (3, 3), "last": (5, 5), "the last two": (4, 5)}


@pytest.mark.parametrize("which", REMOVED)
def test_a_removed_row_is_found(case: Case, which: str) -> None:
    first, last = REMOVED[which]
    _sql("DELETE FROM cases_entry WHERE case_id = %s AND seq BETWEEN %s AND %s", case.id, first, last)
    assert {broken[0] for broken in _found()} == {case.number}


def test_a_case_without_any_row_is_found(case: Case) -> None:
    _sql("DELETE FROM cases_entry WHERE case_id = %s", case.id)
    assert _found() == [(case.number, 0, "missing")]


def test_rows_in_another_order_are_found(case: Case) -> None:
    _sql("UPDATE cases_entry SET seq = 100 WHERE case_id = %s AND seq = 2", case.id)
    _sql("UPDATE cases_entry SET seq = 2 WHERE case_id = %s AND seq = 3", case.id)
    _sql("UPDATE cases_entry SET seq = 3 WHERE case_id = %s AND seq = 100", case.id)
    assert {(2, "changed"), (3, "changed")} <= {broken[1:] for broken in _found()}


def test_an_inserted_row_is_found(case: Case) -> None:
    columns = "county, case_id, act, at, actor_id, actor_name, actor_unit, shown, body, prior, digest"
    _sql(f"INSERT INTO cases_entry (id, seq, {columns}) SELECT gen_random_uuid(), 6, {columns} FROM cases_entry "
         "WHERE case_id = %s AND seq = 5", case.id)  # fmt: skip
    assert {broken[0] for broken in _found()} == {case.number}


def test_a_row_moved_to_another_case_is_found(case: Case) -> None:
    other = Case.objects.exclude(id=case.id).get()
    _sql("UPDATE cases_entry SET case_id = %s, seq = 2 WHERE case_id = %s AND seq = 5", other.id, case.id)
    assert {broken[0] for broken in _found()} == {case.number, other.number}


def test_another_head_is_found(case: Case) -> None:
    _sql("UPDATE cases_case SET ledger_head = (SELECT digest FROM cases_entry WHERE case_id = %s AND seq = 4) "
         "WHERE id = %s", case.id, case.id)  # fmt: skip
    assert _found() == [(case.number, 5, "head")]


def test_one_county_is_checked_alone(case: Case) -> None:
    _sql("UPDATE cases_entry SET act = 'x' WHERE case_id = %s", case.id)
    assert _found(999902) == []
    assert len(_found(999901)) == 5


def test_the_seal_of_a_day_is_made_once_and_changes_with_any_head(town: Town, case: Case) -> None:
    first = seal(999901, day=date(2026, 3, 6), at=at("2026-03-06 23:50"))
    assert (first.cases, first.entries) == (2, 6)
    go(case, "note", town.handler, "2026-03-07 09:00")
    assert seal(999901, day=date(2026, 3, 6), at=at("2026-03-07 10:00")) == first
    second = seal(999901, day=date(2026, 3, 7), at=at("2026-03-07 23:50"))
    assert bytes(second.digest) != bytes(first.digest)
    assert Seal.objects.count() == 2


@pytest.fixture
def as_serving_role(case: Case) -> Callable[[str], None]:
    """Runs SQL with the rights of the role that serves pages."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        if not cursor.fetchone():
            pytest.skip("this database server has no serving role of its own")
        cursor.execute(f"SET LOCAL ROLE {APP}")
    return _sql


@pytest.mark.parametrize("statement", ["UPDATE {} SET county = 999902", "DELETE FROM {}", "TRUNCATE {}",
                                       "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {}"])  # fmt: skip
@pytest.mark.parametrize("table", ["cases_entry", "cases_seal"])
def test_the_serving_role_cannot_bend_it(as_serving_role: Callable[[str], None], statement: str, table: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        as_serving_role(statement.format(table))


@pytest.mark.usefixtures("as_serving_role")
def test_the_serving_role_can_do_its_work(town: Town, case: Case) -> None:
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    assert _found() == []


def test_a_chain_rewritten_as_a_whole_no_longer_matches_its_seal(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-03 09:00")
    seal(case.county, day=date(2026, 3, 3), at=at("2026-03-03 23:00"))
    go(case, "note", town.dispatcher, "2026-03-04 09:00")
    assert [found for found in verify(case.county) if isinstance(found, Break)] == []
    prior = b""
    for entry in Entry.objects.filter(case=case).order_by("seq"):
        entry.prior, entry.actor_name = prior, "另一个人"
        prior = entry.digest = ledger.digest_of(entry)
        entry.save()
    Case.objects.filter(id=case.id).update(ledger_head=prior)
    assert [found.code for found in verify(case.county) if isinstance(found, Break)] == ["unsealed"]
