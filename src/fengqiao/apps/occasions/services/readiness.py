"""What a case must show before it is conferred about: the lights of a board of its method that are still out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fengqiao.apps.cases.models import Case
from fengqiao.domain.errors import NotNow
from fengqiao.domain.occasions import Kind
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Missing:
    """One light that is out, and the page where it is lit."""

    name: Words
    url: str


boards: list[Callable[[Case, str, Actor, date], list[Missing]]] = []
"""Who knows which lights of a board of a case are out; filled by config.wiring."""


def missing(kind: Kind, case: Case, by: Actor, today: date) -> list[Missing]:
    """The lights that a kind of occasion waits for; none where it waits for no board, or the case goes by a method without one."""
    return [light for tell in boards for light in tell(case, kind.lit, by, today)] if kind.lit else []


def check(kind: Kind, cases: Iterable[Case], by: Actor, today: date) -> None:
    """Raises NotNow naming the first case that is not ready and all that it lacks."""
    for case in cases:
        if lacking := missing(kind, case, by, today):
            words = Words("“{kind}”要等这些都有了才能开：{what}（{number}）。", "“{kind}” waits until there is: {what} ({number}).")
            what = Words("、".join(one.name.zh for one in lacking), ", ".join(one.name.of("en") for one in lacking))
            raise NotNow(words.filled(kind=kind.name, what=what, number=case.number), code="not_ready")
