"""fengqiao bench: speed at any size, beside the floors of bare SQL and of a bare Django view in the same run.

A benchmark, not a test: it loads cases through COPY into a database of its own, serves them as in production, and
prints JSON. What counts is the ratio to the floor beside it; absolute times depend on the machine and its guests.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from fengqiao.adapters import postgres
from fengqiao.adapters.home import data_home
from fengqiao.console.progress import Steps, bar, say

DATABASE = "fengqiao_bench"
CASES, SECONDS = 100_000, 6.0
CONNECTIONS = (1, 8)
FEWEST = 1_000  # cases, so that every kind of case is among them
ABOUT = {
    "per_second": "answers a second over all connections",
    "p50_ms": "milliseconds from request to answer, the middle one; p95_ms: only 5 % were longer",
    "answers": "answers measured, after a warm-up of a fifth of the time; refused: those that were not right",
    "cpu_ms": "milliseconds of processor an answer, of the server and the database together",
    "lifecycle": "one case from the door to its answer: four requests",
    "mediation_lifecycle": "one dispute from the door to an agreement that was kept: four requests",
    "ratio_to_floor": "p50 on one connection over that of a bare Django view that reads the same rows",
}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("bench")
    parser.add_argument("--cases", type=int, default=CASES, help=f"how many cases to load ({CASES:,})")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"for each figure ({SECONDS:g})")
    parser.add_argument("--file", type=Path, help="write the JSON there too")
    parser.add_argument("--keep", action="store_true", help="measure the cases that are loaded already")


def run(args: argparse.Namespace) -> int:
    """Load, serve, measure, print."""
    home, args.cases = data_home(), max(args.cases, FEWEST)
    steps = Steps(4)
    steps.next("数据库", "database")
    with _own_database(home):
        from fengqiao.console.bench import place

        steps.next(f"装入 {args.cases} 件", f"loading {args.cases:,} cases")
        loaded = _load(args, place)
        steps.next("启动服务", "serving")
        with place.served(home) as stand:
            steps.next("测量", "measuring")
            figures = _measure(stand, args.seconds)
    report = {
        "about": ABOUT,
        "cases": loaded["cases"],
        "load": loaded,
        "machine": _machine(),
        "seconds": args.seconds,
        **figures,
    }
    text = orjson.dumps(report, option=orjson.OPT_INDENT_2).decode()
    if args.file:
        args.file.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


@contextmanager
def _own_database(home: Path) -> Iterator[None]:
    """A database beside the real one, with Django pointed at it."""
    from fengqiao.console import django_env, tables

    postgres.start(home)
    os.environ["DATABASE_OWNER_URL"] = postgres.create_database(home, DATABASE)
    os.environ["DATABASE_URL"] = postgres.url(home, DATABASE, role=postgres.APP)
    django_env.ready()
    tables.bring_up_to_date()
    yield


def _load(args: argparse.Namespace, place: Any) -> dict[str, Any]:
    if args.keep and (found := place.loaded()) >= FEWEST:
        say(f"已有 {found} 件", f"{found:,} cases are there")
        return {"cases": found, "seconds": 0.0}
    with bar() as report:
        return dict(place.load(args.cases, report))


def _measure(stand: Any, seconds: float) -> dict[str, Any]:
    from fengqiao.console.bench import acts

    figures: dict[str, Any] = {"floors": {}, "product": {}}
    floors: dict[str, Callable[[], dict[str, Any]]] = acts.floors(stand, seconds)
    for name, measure in floors.items():
        figures["floors"][name] = measure()
    for name, act in acts.product(stand).items():
        rows = {}
        for connections in CONNECTIONS:
            result, cpu = stand.measure(act, connections=connections, seconds=seconds)
            rows[f"connections_{connections}"] = {**result.as_json(), "cpu_ms": cpu}
        figures["product"][name] = rows
        one = rows["connections_1"]
        line = f"  {name}: p50 {one['p50_ms']} ms, CPU {one['cpu_ms']} ms, {one['answers']}/{one['refused']}"
        say(line, line)
    figures["ratio_to_floor"] = acts.ratios(figures)
    return figures


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform(terse=True),
            "load": [round(x, 2) for x in os.getloadavg()]}  # fmt: skip
