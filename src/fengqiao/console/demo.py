"""fengqiao demo: from nothing to a living county on one address."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os

from fengqiao.adapters.home import data_home, only_one
from fengqiao.console import serve
from fengqiao.console.progress import Steps, bar, say, table, tell

LoginCard = tuple[str, str, str, str]
"""A demo person: role, log-in name, password, first page."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("demo")
    serve.add_options(parser)
    parser.add_argument("--prepare-only", action="store_true", help="do not serve")


def run(args: argparse.Namespace) -> int:
    """Build, start, migrate, load the county, print the log-ins, serve."""
    os.environ["FENGQIAO_DEMO"] = "1"
    os.environ.setdefault("FENGQIAO_COUNTY_NAME", "澜溪县|Lanxi County")
    os.environ.setdefault("FENGQIAO_LANGUAGES", "bo")  # a draft; every page in it says so
    home = data_home()
    done = int(os.environ.get("FENGQIAO_STEPS_DONE", "0"))
    steps = Steps(total=done + 5, done=done)
    serve.prepare(home, steps, args.host)
    steps.next("示范县", "the demo county")
    cards = load_county()
    steps.next("登录账户", "log-ins")
    show(cards)
    steps.next("服务", "service")
    if not args.prepare_only:
        serve.listen(home, args)
    return 0


def load_county() -> list[LoginCard]:
    """Load the demo county unless it is there; gives its log-ins."""
    name = "fengqiao.console.demo_county"
    if importlib.util.find_spec(name) is None:
        return []
    with only_one(data_home() / ".demo.lock"), bar() as report:
        cards: list[LoginCard] = importlib.import_module(name).load(report)
    return cards


def show(cards: list[LoginCard]) -> None:
    """Print the log-ins, each with the path of its first page."""
    if not cards:
        say("      还没有示范账户。", "      There are no demo log-ins.")
        return
    headings = tell("身份|登录名|密码|第一页", "who|log-in|password|first page").split("|")
    table(headings, cards)
