"""A mediation as the one who brought the case sees it: which tier, who agreed, when one met, what was agreed and is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from fengqiao.apps.cases.facts import Sides, sides_of, tier_in
from fengqiao.apps.cases.models import Case, Line
from fengqiao.apps.cases.queries import Track
from fengqiao.apps.portal import queries
from fengqiao.domain import money
from fengqiao.domain.packs import Card, Pack
from fengqiao.domain.words import Words

MET, ORAL = "mediation.meet", "mediation.settle_orally"


@dataclass(frozen=True, slots=True)
class Session:
    """One session: the day, the place and the law that was told; who said what is not shown."""

    day: date
    place: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing promised; `kept` is what came so far of an amount, `is_done` when nothing of it is owed any more."""

    who: str
    what: str
    due_on: date | None
    amount: str
    kept: str = ""
    is_done: bool = False


@dataclass
class Mediation:
    """One mediation; each part is read when it is asked for."""

    case: Case
    track: Track
    pack: Pack

    @property
    def state(self) -> Words:
        """Where it stands."""
        return self.track.workflow.states[self.track.proceeding.state].name

    @property
    def is_over(self) -> bool:
        """True when nothing more is done in it."""
        return self.track.proceeding.closed_at is not None

    @property
    def may_stop(self) -> bool:
        """True while the asking side may refuse or stop it."""
        return any(step.verdict and "refuses" in step.transition.effects for step in self.track.steps)

    @property
    def tiers(self) -> list[tuple[Words, bool]]:
        """The steps of the ladder in order, each with whether it is there now."""
        now = tier_in(self.track.proceeding, self.pack)
        return [(tier.name, now is not None and tier.id == now.id) for tier in self.pack.ladder]

    @property
    def i_agreed(self) -> bool:
        """True when the asking side has said yes to mediation."""
        return self._all("consent", "asking", "yes")

    @property
    def other_agreed(self) -> bool:
        """True when the other side has said yes."""
        return self._all("consent", "other", "yes")

    @property
    def i_signed(self) -> bool:
        """True when the asking side has signed the text that lies there now."""
        return self._all("signed", "asking")

    @property
    def other_signed(self) -> bool:
        """True when the other side has signed it."""
        return self._all("signed", "other")

    def _all(self, fact: str, side: str, value: str = "") -> bool:
        said, keys = self.track.proceeding.vars.get(fact, {}), getattr(self._sides, side)
        return bool(keys) and all(said.get(key) == value if value else key in said for key in keys)

    @cached_property
    def _sides(self) -> Sides:
        return sides_of(self.case)

    @property
    def sessions(self) -> list[Session]:
        """When and where one met, the oldest first."""
        entered = [entry.body.get("data", {}) for entry in queries.entries_of(self.case, MET)]
        return [
            Session(date.fromisoformat(data["held_on"]), data.get("place", ""), self.pack.cards_named(data.get("cards", ())))
            for data in entered if "held_on" in data
        ]  # fmt: skip

    @property
    def agreement(self) -> dict[str, Any]:
        """The text of the agreement as it was written down: facts, total, capitals, kept_by, if_not; empty without one."""
        known = dict(self.track.proceeding.vars.get("agreement", {}))
        if known.get("kept_by"):
            known["kept_by"] = date.fromisoformat(known["kept_by"])
        if known.get("total"):
            known["capitals"] = known.get("capitals") or money.capitals(known["total"])
        return known

    @property
    def is_to_sign(self) -> bool:
        """True while the text waits for signatures."""
        leading = self.track.workflow.from_state(self.track.proceeding.state)
        return any("signs" in transition.effects for transition in leading)

    @property
    def terms(self) -> list[Term]:
        """What is promised: once in force the lines that are owed, before that the terms of the text."""
        lines = Line.objects.filter(county=self.case.county, case=self.case, sheet="promise", is_dropped=False)
        owed = [] if self.is_to_sign else [_of_line(line) for line in lines]
        return owed or [_of_row(row) for row in self.agreement.get("terms", ())]

    @property
    def oral(self) -> str:
        """What was agreed on the spot, in the words noted; empty without an oral agreement."""
        entries = queries.entries_of(self.case, ORAL)
        return str(entries[-1].body.get("data", {}).get("content", "")) if entries else ""


def _of_row(row: dict[str, Any]) -> Term:
    due = row.get("due_on")
    return Term(row.get("who", ""), row.get("what", ""), date.fromisoformat(due) if due else None, row.get("amount") or "")


def _of_line(line: Line) -> Term:
    return Term(line.owed_by, line.what, line.due_on, line.amounts.get("agreed", ""), line.amounts.get("kept", ""), line.is_done)
