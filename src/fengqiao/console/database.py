"""fengqiao database: start, stop and show the embedded PostgreSQL."""

from __future__ import annotations

import argparse

from fengqiao.adapters import postgres
from fengqiao.adapters.home import data_home
from fengqiao.console.progress import say


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("database")
    parser.add_argument("act", choices=("start", "stop", "status", "url"))


def run(args: argparse.Namespace) -> int:
    """Do the asked act; status gives 3 when the server does not run."""
    home = data_home()
    if args.act == "start":
        postgres.start(home)
    elif args.act == "stop":
        stopped = postgres.stop(home)
        say(*(("数据库已停止。", "The database has stopped.") if stopped else ("数据库没有运行。", "It was not running.")))
        return 0
    elif args.act == "url":
        print(postgres.url(home))
        return 0
    found = postgres.status(home)
    if not found.is_running:
        say(f"数据库没有运行（{found.data}）。", f"The database is not running ({found.data}).")
        return 3
    say(f"数据库在运行：进程 {found.pid}，{found.data}", f"The database runs: process {found.pid}, {found.data}")
    return 0
