"""What a pack consists of once it is read: its own lists of roles, words, papers, clocks and workflows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fengqiao.domain.clock import Limit
from fengqiao.domain.ladder import CommitteeKind, Tier
from fengqiao.domain.methods import Desk, Method
from fengqiao.domain.occasions import Kind, Rule
from fengqiao.domain.roles import Role
from fengqiao.domain.sheets import Sheet
from fengqiao.domain.standards import Document
from fengqiao.domain.supervision import Signal
from fengqiao.domain.sweeps import Plan
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import State, Transition, Workflow, named


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper: whom it is for, what must be filled in, its text with {names} and the next remedy."""

    id: str
    name: Words
    to: Literal["petitioner", "unit", "file", "leader"] = "petitioner"
    numbered: bool = False
    needs: tuple[str, ...] = ()  # names of fields or facts that may not be empty
    source: str = ""
    text: Words | None = None
    remedy: Words | None = None


CARDS = "cards"  # the list of all cards by their titles, from which a field may choose as from any other


@dataclass(frozen=True, slots=True)
class Article:
    """The text of one article as it was promulgated (…… where it is shortened); law is Chinese in every language."""

    of: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the law says about one kind of matter, in plain words for a mediation; offered, never applied by itself."""

    id: str
    title: Words
    text: Words
    categories: tuple[str, ...] = ()  # codes of `categories`; none: of every kind
    source: str = ""
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A work method as data, with its parent's entries filled in.

    `origins` maps the dotted key of every line to "pack@version file:line". `data` is the same pack as plain
    mappings, the form in which it is shown and exported.
    """

    name: str
    version: str
    title: Words
    extends: str = ""
    valid_from: str = ""
    sources: tuple[str, ...] = ()
    steps: Mapping[str, Words] = field(default_factory=dict)  # citizen-facing, in order
    roles: Mapping[str, Role] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    notes: Mapping[str, Words] = field(default_factory=dict)  # "list.code" -> what the code means
    documents: Mapping[str, PaperKind] = field(default_factory=dict)
    clocks: Mapping[str, Limit] = field(default_factory=dict)
    signals: Mapping[str, Signal] = field(default_factory=dict)
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    ladder: tuple[Tier, ...] = ()  # the steps of settlement, lowest first
    committee_kinds: Mapping[str, CommitteeKind] = field(default_factory=dict)
    sweeps: tuple[Plan, ...] = ()  # who goes round, how often
    cards: tuple[Card, ...] = ()
    method: Method = field(default_factory=Method)
    occasions: Mapping[str, Kind] = field(default_factory=dict)
    rosters: Mapping[str, Rule] = field(default_factory=dict)
    rules: tuple[Document, ...] = ()  # standards and local rules that come with it
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """What a case keeps from its opening: pack@version."""
        return f"{self.name}@{self.version}"

    @property
    def case_states(self) -> dict[str, State]:
        """The states that a case itself may be in: those of the workflows that somebody may open one with."""
        flows = [flow for flow in self.workflows.values() if flow.opening and flow.opening.by]
        return {state.id: state for flow in flows for state in flow.states.values()}

    def states_of(self, desk: Desk) -> tuple[str, ...]:
        """The states of a case that lie on a desk."""
        flows = [self.workflows[name] for name in desk.workflows if name in self.workflows]
        return tuple(s.id for flow in flows for s in flow.states.values() if not desk.steps or s.step in desk.steps)

    def state(self, state: str) -> State | None:
        """A state by its id, of whichever workflow (ids are told apart across a pack)."""
        return next((flow.states[state] for flow in self.workflows.values() if state in flow.states), None)

    def cards_for(self, category: str) -> tuple[Card, ...]:
        """The cards of a category first, then those for every kind of matter; all while the category is not known."""
        own = [card for card in self.cards if category in card.categories or (card.categories and not category)]
        return (*own, *(card for card in self.cards if not card.categories))

    def cards_named(self, codes: Iterable[str]) -> tuple[Card, ...]:
        """The cards of some codes, in the pack's order; those it no longer has are left out."""
        wanted = set(codes)
        return tuple(card for card in self.cards if card.id in wanted)

    def act(self, key: str) -> tuple[Workflow, Transition] | None:
        """An act by its name in ledger and addresses (accept, mediation.accept) with its workflow; None when unknown."""
        name, _place, act = named(key)
        flow = self.workflows.get(name)
        transition = flow.transitions.get(act) if flow else None
        return (flow, transition) if flow and transition else None

    def origin(self, key: str) -> str:
        """Where an entry stands, "pack@version file:line"; of the nearest entry above it when it has no line."""
        return nearest(self.origins, key)

    def where(self, key: str) -> str:
        """The "file:line" of an entry."""
        return self.origin(key).partition(" ")[2]


def nearest(places: Mapping[str, str], key: str) -> str:
    """The place of a dotted key, or of the nearest key above it; empty when there is none."""
    while key and key not in places:
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return places.get(key, "")
