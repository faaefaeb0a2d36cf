"""Many rows of many tables in one round trip, inside the transaction of an act."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import sql

from fengqiao.kernel.postgresql import database


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

    def change(self, row: models.Model, *names: str) -> None:
        """Gather new values of some fields of a row, as they are now."""
        statement, fields = _change(type(row), names)
        here = database()
        values = [field.get_db_prep_save(field.pre_save(row, False), here) for field in fields]
        self.run(statement, [*values, row.pk])

    def write(self) -> None:
        """Send everything at once; the batch is empty afterwards."""
        parts = [_insert(model, rows) for model, rows in self._rows.items()] + self._statements
        self._rows, self._statements = {}, []
        with database().together() as cursor:
            for statement, params in parts:
                cursor.execute(statement, params)


def _insert(model: type[models.Model], rows: list[models.Model]) -> tuple[str, Sequence[Any]]:
    head, places, fields = _shape(model)
    here, params = database(), []
    for row in rows:
        params += [field.get_db_prep_save(field.pre_save(row, True), here) for field in fields]
        row._state.adding, row._state.db = False, here.alias
    return head + ", ".join([places] * len(rows)), params


@cache
def _shape(model: type[models.Model]) -> tuple[str, str, tuple[Any, ...]]:
    """How a row of a model is inserted: the statement up to VALUES, the places of one row, the fields in order.

    Asked of Django once a model: a field may want more than %s (arrays name their type).
    """
    fields = tuple(model._meta.concrete_fields)
    compiler = sql.InsertQuery(model).get_compiler(connection=connection)
    places = ", ".join(_place(field, compiler) for field in fields)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ", f"({places})", fields


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """How some fields of a row are changed: the statement, whose last value is the row's key, and the fields."""
    fields: tuple[Any, ...] = tuple(model._meta.get_field(name) for name in names)
    compiler = sql.UpdateQuery(model).get_compiler(connection=connection)
    quote = connection.ops.quote_name
    news = ", ".join(f"{quote(str(field.column))} = {_place(field, compiler)}" for field in fields)
    key = quote(str(model._meta.pk.column))
    return f"UPDATE {quote(model._meta.db_table)} SET {news} WHERE {key} = %s", fields


def _place(field: Any, compiler: Any) -> str:
    place = getattr(field, "get_placeholder", None)
    return str(place(None, compiler, connection)) if place else "%s"
