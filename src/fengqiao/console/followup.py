"""fengqiao followup sample: a month's random sample of closed cases, with its published seed."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from fengqiao.console.progress import say, table, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `followup sample --month YYYY-MM --size N`."""
    acts = subparsers.add_parser("followup", help=tell("回访：sample 抽样", "follow-up: sample")).add_subparsers(
        dest="act", required=True
    )
    sample = acts.add_parser("sample", help=tell("从一个月办结的件里随机抽", "draw at random from a month's closed cases"))
    sample.add_argument("--month", required=True, metavar="2026-10", help=tell("哪个月", "which month"))
    sample.add_argument("--size", type=int, default=30, help=tell("抽多少件", "how many"))
    sample.add_argument("--seed", default="", help=tell("种子；默认随机，并公布", "the seed; random unless given, and published"))
    sample.add_argument("--county", type=int, help=tell("县代码，6 位", "the county's code, 6 digits"))


def run(args: argparse.Namespace) -> int:
    """Draw, or show what was drawn; exit code 0. Raises Incomplete naming what is wrong."""
    month = _month(args.month)
    from fengqiao.console import django_env

    django_env.ready()
    from fengqiao.apps.cases.models import Case
    from fengqiao.apps.followups import services
    from fengqiao.apps.organisations.queries import county_here
    from fengqiao.kernel.moment import now

    county = args.county or county_here()
    if county is None:
        raise Incomplete(Words("请用 --county 指明哪个县。", "Say which county with --county."))
    drawn_by = tell("命令行", "command line")
    kept = services.draw(county=county, month=month, size=args.size, drawn_by=drawn_by, at=now(), seed=args.seed)
    cases = Case.objects.in_bulk(kept.picks)
    say(f"{kept.month:%Y-%m}：当月办结{kept.population}件，抽{len(kept.picks)}件，种子 {kept.seed}",
        f"{kept.month:%Y-%m}: {kept.population} closed, {len(kept.picks)} drawn, seed {kept.seed}")  # fmt: skip
    head = (tell("编号", "number"), tell("标题", "title"), tell("单位记的结果", "recorded outcome"))
    table(head, [(cases[key].number, cases[key].title, cases[key].result) for key in kept.picks if key in cases])
    return 0


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        words = Words(f"“{text[:20]}”不是月份，应写成2026-10。", f"“{text[:20]}” is no month; write it like 2026-10.")
        raise Incomplete(words, {"month": words}) from None
