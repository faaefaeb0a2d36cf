"""Our engine: questions keep their plan, and a lost connection is noticed before it is used."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.kernel.postgresql import database
from fengqiao.kernel.postgresql.base import PREPARED_AFTER
from fengqiao.kernel.reading import rows

KEPT = "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s"


def test_the_plan_of_a_question_is_kept(db: None) -> None:
    """Asked a few times, a statement is prepared; other values give other rows."""
    asked = [rows("SELECT 'kept', %s::date + 1", [date(2026, 1, n)]) for n in range(1, PREPARED_AFTER + 3)]
    assert [found for ((_, found),) in asked] == [date(2026, 1, n + 1) for n in range(1, PREPARED_AFTER + 3)]
    assert rows(KEPT, ["SELECT 'kept'%"]) == [(2,)]


def test_query_logs_show_the_values(db: None) -> None:
    """As they do for other statements."""
    with CaptureQueriesContext(connection) as seen:
        rows("SELECT %s::int", [7])
    assert [query["sql"] for query in seen] == ["SELECT 7::int"]


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_noticed_and_replaced() -> None:
    """The server ends a connection that is at rest; the next request opens another one."""
    (before,) = rows("SELECT pg_backend_pid()", [])
    assert database().is_usable()
    lost = database().connection
    other = database().copy()
    other.ensure_connection()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", before)
    other.close()
    assert not database().is_usable()
    database().health_check_enabled, database().health_check_done = True, False
    assert rows("SELECT pg_backend_pid()", []) != [before]
    assert lost.closed
