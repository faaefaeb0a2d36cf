"""fengqiao sweep tasks: the tasks that each unit's working method asks for today; to be run once a day, twice is once."""

from __future__ import annotations

import argparse

from fengqiao.console import files
from fengqiao.console.progress import say, tell


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `sweep tasks [--county CODE]`."""
    acts = subparsers.add_parser("sweep", help=tell("排查：tasks", "sweeps: tasks")).add_subparsers(dest="act", required=True)
    told = tell("按各单位的工作法生成今天的任务，结束到期的", "make today's tasks, end those whose days are over")
    tasks = acts.add_parser("tasks", help=told)
    tasks.add_argument("--county", type=int, metavar="CODE", help=tell("县代码，6 位", "the county's code, 6 digits"))


def run(args: argparse.Namespace) -> int:
    """Make and end tasks; exit code 0. Raises Incomplete when it is not clear which county."""
    from fengqiao.console import django_env

    django_env.ready()
    from fengqiao.apps.sweeps.planning import make_tasks
    from fengqiao.kernel.moment import now

    made = make_tasks(args.county or files.only_county(), at=now())
    say(f"新的排查{made.sweeps}次，新的任务{made.tasks}个，到期没有报的{made.lapsed}个。",
        f"{made.sweeps} new sweeps, {made.tasks} new tasks, {made.lapsed} ended without a report.")  # fmt: skip
    return 0
