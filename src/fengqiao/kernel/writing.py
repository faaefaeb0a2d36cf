"""Many rows of many tables in one round trip, inside the transaction of an act."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import sql


class Batch:
    """Rows and statements gathered by an act and sent together; nothing is written before `write`."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[models.Model]] = {}
        self._statements: list[tuple[str, Sequence[Any]]] = []

    def add(self, *rows: models.Model) -> None:
        """Gather new rows, whose keys are already set."""
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)

    def run(self, statement: str, params: Sequence[Any]) -> None:
        """Gather a statement that returns nothing; statements run after the rows, in order."""
        self._statements.append((statement, params))

    def write(self) -> None:
        """Send everything at once; the batch is empty afterwards."""
        parts = [_insert(model, rows) for model, rows in self._rows.items()] + self._statements
        self._rows, self._statements = {}, []
        if parts:
            with connection.cursor() as cursor:
                cursor.execute(
                    ";\n".join(text for text, _ in parts), [value for _, params in parts for value in params]
                )


def _insert(model: type[models.Model], rows: list[models.Model]) -> tuple[str, Sequence[Any]]:
    head, places, fields = _shape(model)
    params = []
    for row in rows:
        params += [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
        row._state.adding, row._state.db = False, connection.alias
    return head + ", ".join([places] * len(rows)), params


@cache
def _shape(model: type[models.Model]) -> tuple[str, str, tuple[Any, ...]]:
    """How a row of a model is inserted: the statement up to VALUES, the places of one row, the fields in order.

    Asked of Django once a model: a field may want more than %s (arrays name their type).
    """
    fields = tuple(model._meta.concrete_fields)
    compiler = sql.InsertQuery(model).get_compiler(connection=connection)
    special = (getattr(field, "get_placeholder", None) for field in fields)
    places = ", ".join(place(None, compiler, connection) if place else "%s" for place in special)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ", f"({places})", fields
