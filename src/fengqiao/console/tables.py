"""Tables and rights: migrations run as the owner, the serving role gets only what it needs."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from fengqiao.adapters.postgres import APP
from fengqiao.console.django_env import as_owner

APPEND_ONLY = frozenset({"cases.Entry", "cases.Seal", "followups.Evaluation", "followups.Sample", "helpers.Change",
                         "occasions.Change", "files.Reading"})  # fmt: skip
"""Models that are a record: the serving role may insert and select there, nothing else."""


def bring_up_to_date() -> int:
    """Run what migrations are missing and grant rights, as the owner; gives how many ran. Waits for a second starter."""
    serving = str(connection.settings_dict["USER"])  # as the owner, the settings name the owner
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('fengqiao migrate'))")
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
        grant_rights(serving)
    return missing


def append_only_tables() -> list[str]:
    """The tables of the models in APPEND_ONLY."""
    return [model._meta.db_table for model in apps.get_models() if model._meta.label in APPEND_ONLY]


def grant_rights(serving: str) -> None:
    """Give the serving roles their rights on every table: the embedded server's, and the one of DATABASE_URL."""
    for role in {APP, serving}:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
            if cursor.fetchone():
                _grant(cursor, sql.Identifier(role))


def record_can_be_bent() -> bool:
    """Whether the serving role may change the record: so where it owns the tables (one role for everything)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege(name, 'UPDATE, DELETE')) FROM unnest(%s::text[]) name",
            [append_only_tables()],
        )
        return bool(cursor.fetchone()[0])


def _grant(cursor: CursorWrapper, role: sql.Identifier) -> None:
    rights = (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
    )
    for right in rights:
        cursor.execute(sql.SQL(right).format(role))
    for table in append_only_tables():
        cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), role))
