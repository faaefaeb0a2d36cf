"""Django's PostgreSQL engine (`ENGINE`), with prepared questions and a cheaper look at a kept connection."""

from __future__ import annotations

from typing import cast

from django.db import DEFAULT_DB_ALIAS, connections

from fengqiao.kernel.postgresql.base import DatabaseWrapper


def database() -> DatabaseWrapper:
    """This thread's connection."""
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
