"""Reading packs as methods: who goes by which, and what one changes of the pack it extends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.clock import Limit
from fengqiao.domain.ladder import Tier
from fengqiao.domain.methods import CONFIDENCE, LABELS, PROOFS, STATED, Part
from fengqiao.domain.packs import Pack
from fengqiao.domain.sweeps import EVERY, Plan
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles


@dataclass(frozen=True, slots=True)
class Tightened:
    """A time limit that a pack sets shorter (for a unit) or longer (for a citizen) than its parent."""

    name: Words
    before: Words
    after: Words
    source: str


@dataclass(frozen=True, slots=True)
class Way:
    """One step of the way as the citizen reads it, with the states that stand under it."""

    name: Words
    states: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Digit:
    """A part of a slogan with what its records must show, in words."""

    part: Part
    proofs: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Slogan:
    """A slogan whose digits stand for parts; `doubt` says how sure the reading is, None when the source states it."""

    name: Words
    doubt: Words | None
    digits: tuple[Digit, ...]


@dataclass(frozen=True, slots=True)
class Usable:
    """The names that a method may use, with what they mean: proofs, kinds of people of the directory, the time limits of units."""

    proofs: Mapping[str, Words]
    people: Mapping[str, Words]
    clocks: tuple[tuple[Limit, Words], ...]  # each with the longest it may be


def usable() -> Usable:
    """What somebody who writes a method chooses from, as the national procedure has it."""
    national = packfiles.load("national")
    limits = [limit for limit in national.clocks.values() if limit.owner == "unit" and limit.kind == "at_most" and limit.days]
    return Usable(PROOFS, national.lists["helper_kinds"], tuple((limit, _length(limit)) for limit in limits))


def packs() -> list[Pack]:
    """Every pack of this site that can be read, those that extend nothing first."""
    return sorted(packfiles.readable(), key=lambda pack: (bool(pack.extends), pack.name))


def find(name: str) -> Pack | None:
    """A pack of this site by its name; None for one there is not, or that cannot be read."""
    return next((pack for pack in packfiles.readable() if pack.name == name), None)


def units_by_pack(county: int) -> Mapping[str, list[Unit]]:
    """The units of a county that chose a pack themselves, by its name; those below go by the same."""
    chosen: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(county_code=county, has_own_pack=True, is_active=True).order_by("code"):
        chosen[unit.pack].append(unit)
    return chosen


def offices(pack: Pack, county: int) -> list[Unit]:
    """The units above the villages that go by a pack with desks, each of which may share its list among them."""
    if not pack.method.desks:
        return []
    found = Unit.objects.filter(county_code=county, pack=pack.name, is_active=True, handles=True)
    return list(found.order_by("code"))


def slogans(pack: Pack) -> list[Slogan]:
    """The slogans of a pack, part by part."""
    return [
        Slogan(code.name, None if code.confidence == STATED else CONFIDENCE[code.confidence],
               tuple(Digit(part, tuple(PROOFS[name] for name in part.proof)) for part in code.parts))
        for code in pack.method.codes
    ]  # fmt: skip


def labels(pack: Pack) -> list[tuple[Words, Words]]:
    """What the place calls by a name of its own: what it is, and the name."""
    return [(LABELS[key], name) for key, name in pack.method.labels.items()]


def rungs(pack: Pack) -> list[tuple[Tier, list[Words]]]:
    """The tiers of the ladder, each with the kinds of people who sit there."""
    kinds = pack.lists.get("helper_kinds", {})
    return [(tier, [kinds[role] for role in tier.roles if role in kinds]) for tier in pack.ladder]


def rounds(pack: Pack) -> list[tuple[Plan, Words, list[Words]]]:
    """The sweeps of a pack: each with how often it comes round and the kinds of people who go along."""
    kinds = pack.lists.get("helper_kinds", {})
    return [(plan, EVERY[plan.every], [kinds[code] for code in plan.team if code in kinds]) for plan in pack.sweeps]


def tightened(pack: Pack) -> list[Tightened]:
    """The limits that differ from the parent's; none for a pack without a parent."""
    parent = find(pack.extends) if pack.extends else None
    old: Mapping[str, Limit] = parent.clocks if parent else {}
    differ = [(old[name], limit) for name, limit in pack.clocks.items() if name in old and limit.days != old[name].days]
    return [Tightened(new.name, _length(was), _length(new), new.source) for was, new in differ]


def ways(pack: Pack) -> list[Way]:
    """The steps in order, each with the states of every workflow that stand under it."""
    under: dict[str, list[Words]] = defaultdict(list)
    for state in _states(pack):
        under[state[0]].append(state[1])
    return [Way(name, tuple(dict.fromkeys(under[step]))) for step, name in pack.steps.items()]


def _states(pack: Pack) -> Iterator[tuple[str, Words]]:
    for flow in pack.workflows.values():
        yield from ((state.step, state.name) for state in flow.states.values())


def _length(limit: Limit) -> Words:
    if not limit.days:
        return Words("未定", "not set") if limit.days is None else Words("当日", "the same day")
    return limit.length(limit.days)
