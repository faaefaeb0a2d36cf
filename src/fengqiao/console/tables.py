"""Tables and rights: migrations run as the owner, the serving role gets only what it needs."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from fengqiao.adapters.postgres import APP
from fengqiao.console.django_env import as_owner

APPEND_ONLY = frozenset({"cases.Entry", "cases.Seal"})
"""Models that are a record: the serving role may insert and select there, nothing else."""


def bring_up_to_date() -> int:
    """Run what migrations are missing and grant rights, as the owner; gives how many ran. Waits for a second starter."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('fengqiao migrate'))")
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
        grant_rights()
    return missing


def append_only_tables() -> list[str]:
    """The tables of the models in APPEND_ONLY."""
    return [model._meta.db_table for model in apps.get_models() if model._meta.label in APPEND_ONLY]


def grant_rights(role: str = APP) -> None:
    """Give the serving role its rights on every table; does nothing where that role does not exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
        if not cursor.fetchone():
            return
        name = sql.Identifier(role)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(name)
        )
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
        for model in apps.get_models():
            if columns := getattr(model, "only_updates", ()):
                table, names = sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
                cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(table, name))
                cursor.execute(sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(names, table, name))
        for table in append_only_tables():
            cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), name))
