"""Questions put to the database on every page: their SQL is written once and planned once, later only values change."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import update_wrapper
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, models, transaction
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError
from psycopg.errors import QueryCanceled

from fengqiao.domain.errors import NotNow
from fengqiao.domain.words import Words
from fengqiao.kernel.postgresql import database

M = TypeVar("M", bound=models.Model)
_STAND_INS: dict[str, Callable[[int], Any]] = {
    "int": lambda place: 2_000_000_000 + place,
    "str": lambda place: f"\ue000{place}\ue000",
    "UUID": lambda place: UUID(int=place + 1),
    "date": lambda place: date.min + timedelta(days=place),
}


def rows(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement, which the server plans once a connection."""
    with database().prepared() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_GUARDED = """
    SET LOCAL statement_timeout = {};
    SET LOCAL plan_cache_mode = force_custom_plan
"""  # how best to search depends on what is looked for, so it is planned each time


@contextmanager
def within(milliseconds: int, too_wide: Words) -> Iterator[None]:
    """Give up on a statement that would read too much; raises NotNow with these words."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_GUARDED.format(milliseconds))
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise NotNow(too_wide, code="too_wide") from error


@dataclass(frozen=True, slots=True)
class _Plan:
    """A question worked out: its SQL, which value goes where (or which constant), and how rows become objects."""

    sql: str
    values: tuple[tuple[int | None, Any], ...]
    model: type[models.Model]
    names: list[str]
    first: int
    last: int
    compiler: Any
    converters: dict[Any, Any]
    related: Sequence[Any]
    locks: bool


class Question(Generic[M]):
    """A query set as a function of its values (int, str, UUID or date, each compared with a column as it is; `*values: UUID`
    for any number of them).

    Writing the SQL of a query takes the ORM several times longer than the database takes to answer it.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]]) -> None:
        self._build = build
        self._plans: dict[int, _Plan] = {}  # by number of values
        update_wrapper(self, build)

    def __call__(self, *values: Any) -> list[M]:
        """All rows; raises TransactionManagementError for rows to be held outside a transaction."""
        plan = self._plan(len(values))
        if plan.locks and connection.get_autocommit():
            raise TransactionManagementError("rows are held only inside a transaction")
        found = rows(plan.sql, [const if place is None else values[place] for place, const in plan.values])
        return [_object(plan, row) for row in plan.compiler.apply_converters(found, plan.converters)]

    def one(self, *values: Any) -> M:
        """The first row; raises the model's DoesNotExist when there is none."""
        for found in self(*values):
            return found
        raise self._plan(len(values)).model.DoesNotExist  # type: ignore[attr-defined]

    def _plan(self, number: int) -> _Plan:
        if number not in self._plans:
            self._plans[number] = self._worked_out(number)
        return self._plans[number]

    def _worked_out(self, number: int) -> _Plan:
        kinds = [str(parameter.annotation) for parameter in inspect.signature(self._build).parameters.values()]
        kinds = [*kinds, *kinds[-1:] * (number - len(kinds))][:number]
        stand_ins = [_STAND_INS[kind](place) for place, kind in enumerate(kinds)]
        query = self._build(*stand_ins).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if missing := [kind for kind, value in zip(kinds, stand_ins, strict=True) if value not in params]:
            raise ValueError(f"{self._build.__name__}: a value ({missing[0]}) does not reach the SQL as it is")
        info = compiler.klass_info
        columns = info["select_fields"]
        return _Plan(
            sql=sql,
            values=tuple((stand_ins.index(value), None) if value in stand_ins else (None, value) for value in params),
            model=info["model"],
            names=[column.target.attname for column, *_ in compiler.select[columns[0] : columns[-1] + 1]],
            first=columns[0],
            last=columns[-1] + 1,
            compiler=compiler,
            converters=compiler.get_converters([expression for expression, *_ in compiler.select]),
            related=get_related_populators(info, compiler.select, connection.alias),  # type: ignore[call-arg]
            locks=query.select_for_update,
        )


def _object(plan: _Plan, row: Sequence[Any]) -> Any:
    found: Any = plan.model.from_db(connection.alias, plan.names, row[plan.first : plan.last])
    for populator in plan.related:
        populator.populate(row, found)
    return found
