"""fengqiao migrate: bring the tables up to date, then give the serving role what it may do."""

from __future__ import annotations

import argparse

from fengqiao.console.progress import say


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    subparsers.add_parser("migrate")


def run(args: argparse.Namespace) -> int:
    """Migrate the database; exit code 0."""
    from fengqiao.console import django_env, tables

    django_env.ready()
    count = tables.bring_up_to_date()
    say(f"数据表已是最新（本次执行 {count} 个变更）。", f"The tables are up to date ({count} changes made now).")
    return 0
