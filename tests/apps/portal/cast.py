"""Cases in the middle of things, dated so that today is the day after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fengqiao.apps.cases.models import Case
from fengqiao.kernel.moment import now
from tests.town import SHANGHAI, Town, go, prepare, register_case, sign


def days_ago(days: int, hour: int = 9) -> str:
    """A past moment as `tests.town.at` reads it."""
    day: datetime = now().astimezone(SHANGHAI) - timedelta(days=days)
    return f"{day:%Y-%m-%d} {hour:02d}:00"


def accepted_case(town: Town, **over: Any) -> Case:
    """A case registered fourteen days ago and accepted by the housing bureau ten days ago."""
    case = register_case(town, when=days_ago(14), **over)
    go(case, "open_dispatch", town.dispatcher, days_ago(14, 15))
    go(case, "transfer", town.dispatcher, days_ago(13), unit=town.unit("housing"))
    go(case, "receive", town.handler, days_ago(12))
    go(case, "accept", town.handler, days_ago(10))
    return case


def served_case(town: Town, *, served: int = 3, **over: Any) -> Case:
    """A case whose opinion (not supported) was served some days ago."""
    case = register_case(town, when=days_ago(served + 40), **over)
    go(case, "open_dispatch", town.dispatcher, days_ago(served + 40, 15))
    go(case, "transfer", town.dispatcher, days_ago(served + 39), unit=town.unit("housing"))
    go(case, "receive", town.handler, days_ago(served + 38))
    go(case, "accept", town.handler, days_ago(served + 36))
    go(case, "set_path_6", town.handler, days_ago(served + 33))
    go(case, "investigate", town.handler, days_ago(served + 20))
    waiting = prepare(case, "sign_opinion", town.handler, days_ago(served + 2), outcome="reject")
    sign(case, waiting, town.head, days_ago(served + 1))
    go(case, "serve", town.handler, days_ago(served), served_on=days_ago(served)[:10])
    return case
