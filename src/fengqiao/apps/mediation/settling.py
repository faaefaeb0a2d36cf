"""How one mediation stands, as its pages show it: who sits, who agreed and signed, the sessions, the ladder, the agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from fengqiao.apps.cases.facts import OTHER_SIDE, tier_in
from fengqiao.apps.cases.models import Case, Entry, Line, Party, PartyRole, Proceeding, Seat, SeatState
from fengqiao.apps.mediation import queries
from fengqiao.domain import money
from fengqiao.domain.packs import Card, Pack
from fengqiao.domain.roles import PANEL
from fengqiao.domain.words import Words

MEET, ADD = "mediation.meet", "mediation.add_material"
ASKING = (PartyRole.PETITIONER, PartyRole.REPRESENTATIVE, PartyRole.PROXY)
CONSENT = {
    "yes": ("green", Words("同意调解", "Agrees")),
    "no": ("red", Words("不同意", "Refuses")),
    "": ("grey", Words("还没说", "Has not said")),
}
ANSWERED = {
    SeatState.INVITED: ("amber", Words("等答复", "Invited")),
    SeatState.ACCEPTED: ("green", Words("已接受", "Accepted")),
    SeatState.DECLINED: ("grey", Words("没空", "Not free")),
    SeatState.RECUSED: ("grey", Words("已回避", "Stepped aside")),
    SeatState.LEFT: ("grey", Words("已离开", "Left")),
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who was asked to sit on the panel, and what they answered."""

    seat: Seat
    kind: Words | None
    tone: str
    answer: Words


@dataclass(frozen=True, slots=True)
class Side:
    """One party of the dispute: its consent and its signature."""

    party: Party
    name: str
    is_asking: bool
    tone: str
    consent: Words
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting: the n-th, with what its record says (place, present, words, agreed, open, interpreter, closed_doors) and
    the law that was told."""

    n: int
    on: date
    by: str
    told: Mapping[str, Any]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The text that the parties sign: the day it was written, its parts, and the total in figures and capitals."""

    parts: Mapping[str, Any]
    terms: list[dict[str, Any]]

    @property
    def total(self) -> str:
        """All amounts together; empty where no money is agreed."""
        return str(self.parts.get("total") or "")

    @property
    def capitals(self) -> str:
        """The total as papers write it."""
        return money.capitals(self.total) if self.total else ""

    @property
    def kept_by(self) -> date:
        """The last day of all."""
        return date.fromisoformat(self.parts["kept_by"])


@dataclass(frozen=True, slots=True)
class Owed:
    """One line that is owed: what was agreed and what has been done so far."""

    line: Line
    stage: Words
    agreed: str
    done: str


class Settling:
    """One mediation of a case; each part is read when it is asked for."""

    def __init__(self, case: Case, proceeding: Proceeding, pack: Pack, parties: Iterable[Party]) -> None:
        self.case, self.proceeding, self.pack = case, proceeding, pack
        self._parties = list(parties)
        self._known: Mapping[str, Any] = proceeding.vars

    @cached_property
    def seats(self) -> list[Seat]:
        """Everybody invited, whoever they are."""
        return list(queries.seats_of(self.case.county, [self.proceeding.id]))

    @property
    def panel(self) -> list[Sitting]:
        """Those asked to mediate: who sits or may still accept first, then those who do not."""
        kinds, sits = self.pack.lists.get("helper_kinds", {}), (SeatState.ACCEPTED, SeatState.INVITED)
        asked = sorted((seat for seat in self.seats if seat.role == PANEL), key=lambda seat: seat.state not in sits)
        return [Sitting(seat, kinds.get(seat.kind), *ANSWERED[SeatState(seat.state)]) for seat in asked]

    @property
    def sides(self) -> list[Side]:
        """The parties, those who asked first."""
        said, signed = self._known.get("consent", {}), self._known.get("signed", {})
        shown = sorted((p for p in self._parties if p.role in (*ASKING, *OTHER_SIDE)), key=lambda p: p.role in OTHER_SIDE)
        return [
            Side(party, party.unit.label if party.unit else party.mask, party.role in ASKING,
                 *CONSENT[said.get(str(party.id), "")], _day(signed.get(str(party.id))))
            for party in shown
        ]  # fmt: skip

    def has_agreed(self, party: Party | None) -> bool:
        """True while a party's consent stands."""
        return party is not None and self._known.get("consent", {}).get(str(party.id)) == "yes"

    @cached_property
    def _told(self) -> list[Entry]:
        return list(queries.told_in(self.proceeding, (MEET, ADD)))

    @property
    def sessions(self) -> list[Session]:
        """The meetings so far, the first first."""
        met = [entry for entry in self._told if entry.act == MEET]
        return [self._session(n, entry) for n, entry in enumerate(met, start=1)]

    def _session(self, n: int, entry: Entry) -> Session:
        told = entry.body["data"]
        cards = self.pack.cards_named(told.get("cards", ()))
        return Session(n, date.fromisoformat(told["held_on"]), entry.actor_name, told, cards)

    @property
    def law(self) -> tuple[Card, ...]:
        """What the law says about such a matter, for those who mediate."""
        return self.pack.cards_for(self.case.category)

    @property
    def added(self) -> list[Entry]:
        """What the parties added in writing."""
        return [entry for entry in self._told if entry.act == ADD]

    @property
    def tiers(self) -> tuple[list[Words], int]:
        """The steps of the ladder and which one it is now, from 1."""
        now = tier_in(self.proceeding, self.pack)
        ladder = list(self.pack.ladder)
        return [tier.name for tier in ladder], ladder.index(now) + 1 if now in ladder else 0

    @property
    def tier(self) -> Words | None:
        """The present step of the ladder."""
        now = tier_in(self.proceeding, self.pack)
        return now.name if now else None

    @property
    def agreement(self) -> Agreement | None:
        """The text drafted last; None before there is one."""
        parts = self._known.get("agreement")
        if not parts:
            return None
        return Agreement(parts, [{**row, "due_on": _day(row.get("due_on"))} for row in parts["terms"]])

    @cached_property
    def owed(self) -> list[Owed]:
        """The lines of the agreement in force, with what was paid or done of each."""
        sheet = self.pack.sheets[queries.PROMISE]
        first, *_between, last = sheet.stages
        return [
            Owed(line, sheet.stages[line.stage], line.amounts.get(first, ""), line.amounts.get(last, ""))
            for line in queries.promises_of(self.case)
        ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


