"""Asking figures as one of the cast does, on a day, and short ways to bring cases to their ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.apps.cases.models import Case
from fengqiao.apps.figures import asking, presenting, queries
from fengqiao.apps.figures.queries import EACH, Asker
from fengqiao.apps.insight.scope import scope_of
from fengqiao.domain.figures import FIGURES, Share
from fengqiao.domain.roles import Actor
from tests.town import Town, go, register_case, to_opinion

TODAY = date(2026, 12, 31)


def asker(actor: Actor, period: str = "2026", *, today: date = TODAY, unit: str = "") -> Asker:
    """Somebody who asks for a period."""
    scope = scope_of(actor)
    return Asker(scope, asking.read({"period": period, "unit": unit}, scope, today), today)


def counted(actor: Actor, figure: str, period: str = "2026", **more: Any) -> Mapping[str, int]:
    """The parts of a figure that hold anything."""
    found = queries.counts(asker(actor, period, **more), [figure])[figure]
    return {part: n for part, n in found.items() if part != EACH and n}


def share(actor: Actor, figure: str, period: str = "2026", **more: Any) -> Share:
    """A figure as k of n."""
    return presenting.share_of(FIGURES[figure], counted(actor, figure, period, **more))


def numbers(actor: Actor, figure: str, part: str, period: str = "2026", **more: Any) -> set[str]:
    """The numbers of the cases that are listed behind a part."""
    page = queries.cases(asker(actor, period, **more), figure, presenting.wanted(FIGURES[figure], part))
    return {row.number for row in page.rows}


def on_the_spot(town: Town, day: str, **over: Any) -> Case:
    """Solved at the town's window on a day, in two acts; nobody has gone back to ask."""
    case = register_case(town, when=f"{day} 09:00", by=town.town_handler, unit="pingshang", **over)
    go(case, "settle_on_spot", town.town_handler, f"{day} 09:30")
    return case


def verified(town: Town, case: Case, day: str) -> Case:
    """Another unit went back and found it solved."""
    go(case, "follow_up.visit", town.dispatcher, f"{day} 10:00")
    go(case, "follow_up.judge", town.dispatcher, f"{day} 11:00", results=[{"demand": 1, "result": "solved"}], proof="看过单据")
    return case


def closed(town: Town, **over: Any) -> Case:
    """An opinion served on 13 April 2026 and closed on 15 May."""
    case = to_opinion(town, **over)
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    return case
