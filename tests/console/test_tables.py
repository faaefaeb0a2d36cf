"""Rights of the serving role: everything on ordinary tables, insert and select alone on the record."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django.fixtures import Settings

from fengqiao.adapters.postgres import APP
from fengqiao.console import tables


@pytest.fixture
def _as_serving_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP}")


def test_every_record_is_known() -> None:
    assert len(tables.append_only_tables()) == len(tables.APPEND_ONLY)


@pytest.mark.usefixtures("_as_serving_role")
@pytest.mark.parametrize("statement", ["UPDATE {} SET county = 1", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_the_record_cannot_be_bent(statement: str) -> None:
    for table in tables.append_only_tables():
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))


@pytest.mark.usefixtures("_as_serving_role")
def test_the_record_can_be_read() -> None:
    with connection.cursor() as cursor:
        for table in tables.append_only_tables():
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("_as_serving_role")
def test_the_serving_role_cannot_bend_the_record() -> None:
    assert not tables.record_can_be_bent()


@pytest.mark.django_db
def test_an_owner_that_serves_is_noticed() -> None:
    assert tables.record_can_be_bent()


@pytest.fixture
def an_ordinary_role(transactional_db: None, settings: Settings) -> Iterator[str]:
    """A server of one's own: DATABASE_URL names an ordinary role, DATABASE_OWNER_URL the owner of the tables."""
    role = f"fq_ordinary_{os.getpid()}"
    owner = dict(connection.settings_dict)
    settings.DATABASE_OWNER = owner
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} LOGIN")
    connection.settings_dict["USER"] = role
    yield role
    connection.close()
    connection.settings_dict.update(owner)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {role}")
        cursor.execute(f"DROP ROLE {role}")


def test_on_a_server_of_ones_own_the_role_of_database_url_gets_its_rights(an_ordinary_role: str, settings: Settings) -> None:
    tables.bring_up_to_date()
    connection.settings_dict["USER"] = settings.DATABASE_OWNER["USER"]  # who may ask about another role
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%(role)s, 'cases_case', 'SELECT, INSERT, UPDATE, DELETE'),"
            " has_table_privilege(%(role)s, 'cases_entry', 'INSERT'), has_table_privilege(%(role)s, 'cases_entry', 'UPDATE')",
            {"role": an_ordinary_role},
        )
        assert cursor.fetchone() == (True, True, False)
