"""What Django's engine lacks: statements that the server plans once, and a health check without a round trip."""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.utils import CursorWrapper
from psycopg import ClientCursor, Cursor, Error
from psycopg.adapt import Loader
from psycopg.pq import Format

PREPARED_AFTER = 2  # times that a statement is sent before its plan is kept; lists come in many forms


class JsonText(Loader):
    """JSON as the text that Django's JSONField reads; in binary a version byte goes before it."""

    format = Format.BINARY

    def load(self, data: Any) -> str:
        """The text."""
        return bytes(data[1:]).decode()


class Operations(DatabaseOperations):
    """Shows prepared statements with their values, as Django does the others."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """The statement as text, for query logs."""
        if isinstance(cursor, ClientCursor) or not params:
            return super().last_executed_query(cursor, sql, params)
        return str(self.compose_sql(sql, params))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with two kinds of cursors: Django's send finished texts, `prepared` ones send the values beside a
    statement, which the server plans once a connection."""

    ops_class = Operations
    connection: Any

    def get_connection_params(self) -> dict[str, Any]:
        """Django's own, with plans kept."""
        return {**super().get_connection_params(), "prepare_threshold": PREPARED_AFTER}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Django's own, which leaves JSON as text in binary answers too."""
        opened = super().get_new_connection(conn_params)
        opened.adapters.register_loader("jsonb", JsonText)
        return opened

    def prepared(self) -> CursorWrapper:
        """A cursor for single statements, whose answers come in binary: days and keys are not written out and read."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = Cursor(self.connection)
            cursor.format = Format.BINARY
            return self._prepare_cursor(cursor)  # type: ignore[attr-defined, no-any-return]

    @contextmanager
    def together(self) -> Iterator[CursorWrapper]:
        """A prepared cursor whose statements go out in one round trip; what one of them raises is raised at the end."""
        with self.prepared() as cursor, self.wrap_database_errors, self.connection.pipeline():
            yield cursor

    def is_usable(self) -> bool:
        """Whether the server still holds its end: a connection at rest has nothing to read until it is lost."""
        try:
            waiting = select.poll()
            waiting.register(self.connection.fileno(), select.POLLIN)
            return not waiting.poll(0)
        except (Error, AttributeError):
            return False
