"""What a registration may come from beside the window, as other apps know it: the words to begin with, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.roles import Actor


class Source(Protocol):
    """What somebody said elsewhere: the words, the place, the channel, and where that was, in words for the clerk."""

    @property
    def content(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def told(self) -> str: ...


finds: dict[str, Callable[[Actor, str], Source | None]] = {}
"""Name of a source -> finds one by its key, for whoever may read it; filled by config.wiring."""

tells: dict[str, Callable[[Actor, str, Case], None]] = {}
"""Name of a source -> is told of the case that came of it, in the same transaction; filled by config.wiring."""

sits: list[Callable[[Unit, date], str]] = []
"""Who receives people at a unit on a day, by name and post; filled by config.wiring."""


def on_duty(unit: Unit | None, day: date) -> str:
    """Who receives people at a unit on a day; empty where nobody is known."""
    return next((told for ask in sits if unit is not None and (told := ask(unit, day))), "")


def find(actor: Actor, named: str) -> Source | None:
    """The source that an address or a form names (occasion:KEY); None for one that there is not, or that is not theirs."""
    name, _, key = named.partition(":")
    look = finds.get(name)
    return look(actor, key) if look else None


def tell(actor: Actor, named: str, case: Case) -> None:
    """Let the app behind a source know the case that came of it."""
    name, _, key = named.partition(":")
    if name in tells:
        tells[name](actor, key, case)
