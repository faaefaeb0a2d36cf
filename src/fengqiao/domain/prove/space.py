"""Every configuration that a workflow can get into, found by taking every act with the real rules.

A configuration is the state, the facts that acts set, and one bit for each flag and proof of service that a condition
reads and for each clock that runs or rests. What the world decides (is the clock overdue, is it a first petition) takes
every value at every step, what a unit is every value at each hand-over: more is explored than can happen, never less.
Configurations that differ only in what nothing can read any more are one (prove/living.py).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

from fengqiao.domain import guards
from fengqiao.domain.guards import Guard
from fengqiao.domain.packs import Pack
from fengqiao.domain.prove.living import living
from fengqiao.domain.roles import SYSTEM, Actor
from fengqiao.domain.workflow import (
    ANY,
    SAME,
    Beginning,
    ClockChange,
    Field,
    Transition,
    Workflow,
    check,
    check_following,
)

FACTS: dict[str, Any] = {
    "unit": "unit", "sender": "sender", "origin": "origin", "handling": "handling", "recused": (), "in_system": ("there",),
    "sitting": ("x",),
}  # fmt: skip
UNIT_FACTS = ("at_petition_office", "unit_handles")  # of the responsible unit: they stay until the case is handed over
AT_OPENING = ("kind", *UNIT_FACTS)  # may have any value when a case is opened; other facts have their first
UNITS = frozenset({"unit", "sender", "origin", "handling"})
TARGET = "target"  # is the unit chosen one that is complained of?
EXTENSION_LEFT = "extension_left."
SAMPLES: Mapping[str, Any] = {"bool": True, "unit": "there", "days": 1, "number": 1}
CLOCK, FLAG = "clock.", "flag."


Situation = tuple[str, tuple[str, ...], int]
"""The part of a configuration that matters to one act."""


class Config(NamedTuple):
    """Where a proceeding may stand."""

    state: str
    values: tuple[str, ...]  # of the facts that acts set
    bits: int  # flags, proofs of service, clocks running, clocks paused


class Space:
    """The configurations of one workflow, how each was first reached, and where each leads."""

    def __init__(self, pack: Pack, workflow: Workflow, most: int = 400_000) -> None:
        self.pack, self.workflow, self.most = pack, workflow, most
        acts = workflow.transitions.values()
        self.read = _facts_read(workflow)
        sets = {fact for act in acts for fact in act.sets}
        sets |= {fact for begins in _beginnings(pack, workflow.id) for fact in begins.sets}
        self.tracked = tuple(fact for fact in self.read if fact in sets or fact in UNIT_FACTS)
        read_flags = dict.fromkeys(_flags_read(workflow))
        self.noted = frozenset(flag for flag in read_flags if _is_noted(workflow, flag))
        self.flags = _bits((flag for flag in read_flags if flag not in self.noted), 0)
        self.served = _bits(_served_read(workflow), len(self.flags))
        self.aside = frozenset(clock for clock in _clocks(workflow) if _is_aside(workflow, clock))
        clocks = dict.fromkeys(clock for clock in _clocks(workflow) if clock not in self.aside)
        self.running = _bits(clocks, len(self.flags) + len(self.served))
        self.paused = _bits(clocks, len(self.flags) + len(self.served) + len(clocks))
        self.any_running = sum(self.running.values())
        self.any_clock = self.any_running + sum(self.paused.values())
        self.cameby: dict[Config, tuple[Config | None, str]] = {}
        self.leads: dict[Config, list[tuple[str, Config]]] = {}
        self.in_state: dict[str, list[Config]] = {}
        self.taken: set[str] = set()
        self._explore()

    def values_of(self, fact: str) -> tuple[str, ...]:
        """Every value a fact may take."""
        return self.read.get(fact, ("",))

    def path(self, config: Config) -> tuple[str, ...]:
        """The acts, in order, by which a configuration was first reached."""
        acts: list[str] = []
        at: Config | None = config
        while at is not None:
            at, act = self.cameby[at]
            acts.append(act)
        return tuple(act for act in reversed(acts) if act)

    def settled(self, config: Config) -> Config:
        """The same with everything blank that can make no difference any more."""
        positions, bits = self.living[config.state]
        values = tuple(value if n in positions else "" for n, value in enumerate(config.values))
        return Config(config.state, values, config.bits & bits)

    def _explore(self) -> None:
        self.moves = moves = {act.id: Move(self, act) for act in self.workflow.transitions.values()}
        self.living = living(self, moves)
        by_state = {
            s: [moves[t.id] for t in self.workflow.transitions.values() if self.workflow.leads_from(t, s)]
            for s in self.workflow.states
        }
        waiting: deque[Config] = deque()
        for config, act in self._openings(moves):
            if config not in self.cameby:
                self.cameby[config] = (None, act)
                waiting.append(config)
        while waiting and len(self.cameby) <= self.most:
            config = waiting.popleft()
            found = self.leads[config] = []
            for move in by_state[config.state]:
                for after in map(self.settled, move.after(config)):
                    self.taken.add(move.act.id)
                    if after == config:
                        continue
                    found.append((move.act.id, after))
                    if after not in self.cameby:
                        self.cameby[after] = (config, move.act.id)
                        waiting.append(after)
        for config in self.cameby:
            self.leads.setdefault(config, [])
            self.in_state.setdefault(config.state, []).append(config)

    def _openings(self, moves: Mapping[str, Move]) -> Iterator[tuple[Config, str]]:
        """The first configurations: those after an act that starts from nowhere, else the bare start."""
        given = {fact for begins in _beginnings(self.pack, self.workflow.id) for fact in begins.sets}
        first = [self.values_of(f)[: None if f in given or f in AT_OPENING else 1] for f in self.tracked]
        opening = [Move(self, replace(move.act, sources=(ANY,))) for move in moves.values() if not move.act.sources]
        for values in product(*first):
            start = Config(self.workflow.start, values, 0)
            for move in opening:
                self.taken.add(move.act.id)
                for after in map(self.settled, move.after(start)):
                    yield after, move.act.id
            if not opening:
                yield self.settled(start), ""


class Effect(NamedTuple):
    """What an act does under one choice of what was entered and of what the world decides."""

    values: tuple[tuple[int, str], ...]  # facts set, by position
    changes: tuple[int, ...]  # positions of the clock changes that apply
    served: int  # bits of the papers proven served under these facts


class Move:
    """One act in a space: under which facts the rules allow it, and what follows. Answers are kept."""

    def __init__(
        self, space: Space, act: Transition, also: Iterable[str] = (), who: Iterable[str] | None = None,
        also_flags: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.space, self.act = space, act
        allowed = [by.partition("@")[0] for by in act.by]
        self.actors = [ideal(role) for role in (allowed if who is None else who)]
        self.data = {field.name: _sample(field) for field in act.fields}
        facts = dict.fromkeys((*_guard_facts(act.needs), *_when_facts(act), *also))
        self.clocks = [f.removeprefix(CLOCK) for f in facts if f.startswith(CLOCK)]
        self.positions = [space.tracked.index(fact) for fact in facts if fact in space.tracked]
        free = [f for f in facts if f not in space.tracked and not f.startswith(CLOCK)]
        self.free = {fact: _free_values(space, fact) for fact in free}
        self.noted = [flag for flag in dict.fromkeys(_guard_flags(act.needs)) if flag in space.noted]
        self.mask = self._mask(set(also_flags))
        self.known: dict[Situation, tuple[Effect, ...]] = {}
        self.first: dict[Situation, Config] = {}  # one configuration for each situation met
        self.set_bits, self.clear_bits = self._lasting_bits()
        handed = UNIT_FACTS if act.hand_to else ()
        self.facts_set = [fact for fact in dict.fromkeys((*act.sets, *handed)) if fact in space.tracked]

    def after(self, config: Config) -> Iterator[Config]:
        """The configurations after this act; none when the rules refuse it to everybody."""
        for effect in self.effects(config):
            values = list(config.values)
            for position, value in effect.values:
                values[position] = value
            bits = (config.bits | self.set_bits | effect.served) & ~self.clear_bits
            for change in effect.changes:
                bits = self._changed(bits, self.act.clocks[change])
            yield Config(self.space.workflow.target(self.act, config.state), tuple(values), bits)

    def relevant(self, config: Config) -> Situation:
        """The part of a configuration that this act's rules look at."""
        return config.state, tuple(config.values[p] for p in self.positions), config.bits & self.mask

    def effects(self, config: Config) -> tuple[Effect, ...]:
        """What the act may do here; empty when it is refused."""
        key = self.relevant(config)
        if key not in self.known:
            self.first[key] = config
            found = (effect for facts in self.allowed(config) for effect in self._effects_under(facts))
            self.known[key] = tuple(dict.fromkeys(found))
        return self.known[key]

    def allowed(self, config: Config) -> Iterator[dict[str, Any]]:
        """Each set of facts, among those the world may choose, under which the rules allow the act to an ideal actor."""
        for facts in self.worlds(config):
            if not self.act.by:  # part of an act of another proceeding: it follows one, or is begun by one
                verdicts = [check_following(self.space.workflow, self.act, facts, self.data)]
            else:
                verdicts = [check(self.space.workflow, self.act, facts, actor, self.data) for actor in self.actors]
            if any(verdicts):
                yield facts

    def worlds(self, config: Config) -> Iterator[dict[str, Any]]:
        """The facts of a configuration with every choice of what the world decides."""
        space, bits = self.space, config.bits
        fixed = {
            **FACTS,
            **{space.tracked[p]: config.values[p] for p in self.positions},
            "state": config.state,
            "flags": tuple(name for name, bit in space.flags.items() if bits & bit),
            "served": tuple(name for name, bit in space.served.items() if bits & bit),
        }
        free: dict[str, tuple[str, ...]] = {**self.free, **{f"{CLOCK}{clock}": self._standings(clock, bits) for clock in self.clocks}}
        free |= {f"{FLAG}{flag}": (flag, "") for flag in self.noted}
        for choice in product(*free.values()):
            facts = {**fixed, **dict(zip(free, choice, strict=True))}
            if self.noted:
                facts["flags"] = (*fixed["flags"], *(facts[f"{FLAG}{flag}"] for flag in self.noted))
            facts["complained"] = ("there",) if facts.get(TARGET) == "complained" else ()
            yield facts

    def _standings(self, clock: str, bits: int) -> tuple[str, ...]:
        limit = self.space.pack.clocks.get(clock)
        runs = ("running", "reached" if limit and limit.kind == "at_least" else "overdue")
        if clock in self.space.aside:
            return (*runs, "stopped")
        if bits & self.space.running.get(clock, 0):
            return runs
        return ("paused", "stopped") if bits & self.space.paused.get(clock, 0) else ("none", "stopped")

    def _effects_under(self, facts: Mapping[str, Any]) -> Iterator[Effect]:
        sets = {f: self._values_set(f, v) for f, v in self.act.sets.items() if f in self.space.tracked}
        if self.act.hand_to:
            sets |= {fact: self.space.values_of(fact) for fact in UNIT_FACTS if fact in self.space.tracked}
        for choice in product(*sets.values()):
            chosen = dict(zip(sets, choice, strict=True))
            after = {**facts, **chosen}
            values = tuple((self.space.tracked.index(fact), value) for fact, value in chosen.items())
            changes = tuple(n for n, c in enumerate(self.act.clocks) if _holds(c.when, after))
            proven = [self.space.served.get(paper, 0) for paper, when in self.act.serves if _holds(when, after)]
            yield Effect(values, changes, sum(proven))

    def _values_set(self, fact: str, value: str) -> tuple[str, ...]:
        """What a fact may be after this act: the literal, or every choice of the field."""
        if not value.startswith("field:"):
            return (value,)
        field = _named(self.act.fields, value.removeprefix("field:"))
        if field is None:
            return self.space.values_of(fact)
        values = tuple(self.space.pack.lists.get(field.choices, ())) if field.choices else self.space.values_of(fact)
        return values if field.required else ("", *values)

    def _changed(self, bits: int, change: ClockChange) -> int:
        if change.clock == "all":
            return bits & ~self.space.any_clock
        if change.clock in self.space.aside:
            return bits
        running, paused = self.space.running[change.clock], self.space.paused[change.clock]
        match change.kind:
            case "start" if not bits & paused:
                return bits | running
            case "stop" | "cancel":
                return bits & ~(running | paused)
            case "pause" if bits & running:
                return (bits & ~running) | paused
            case "resume" if bits & paused:
                return (bits & ~paused) | running
        return bits

    def _mask(self, also: set[str]) -> int:
        flags = {g.unless for g in self.act.needs} | {v for g in self.act.needs if "flag" in g.name for v in g.values}
        papers = {v for g in self.act.needs if g.name == "served" for v in g.values}
        bits = [self.space.flags[flag] for flag in flags | also if flag in self.space.flags]
        bits += [self.space.served[paper] for paper in papers]
        bits += [self.space.running.get(c, 0) | self.space.paused.get(c, 0) for c in self.clocks]
        mask = 0
        for bit in bits:
            mask |= bit
        return mask

    def _lasting_bits(self) -> tuple[int, int]:
        on = [self.space.flags.get(flag, 0) for flag in self.act.flags]
        return sum(on), sum(self.space.flags.get(flag, 0) for flag in self.act.unflags)


def ideal(role: str) -> Actor:
    """Somebody with one role at every unit the case touches."""
    kind: Any = "system" if role == SYSTEM else "staff"
    return Actor("someone", "", 0, "unit", roles=frozenset({role}), units=UNITS, scope="county", kind=kind)


def _beginnings(pack: Pack, workflow: str) -> Iterator[Beginning]:
    """Everything that opens a proceeding of this kind."""
    for flow in pack.workflows.values():
        for act in flow.transitions.values():
            if act.begins and act.begins.workflow == workflow:
                yield act.begins


def _clocks(workflow: Workflow) -> Iterator[str]:
    """The clocks that acts start or change."""
    for act in workflow.transitions.values():
        yield from (change.clock for change in act.clocks if change.clock != "all")


def _is_aside(workflow: Workflow, clock: str) -> bool:
    """True for a clock on which nothing else hangs: what starts or reads it changes no state, fact, other clock, or flag
    that is read.

    It may then stand as it likes where it is read, and counts for nothing where some clock must run.
    """
    if any(f"{CLOCK}{clock}" in claim.when for claim in workflow.claims):
        return False
    flags = {*_flags_read(workflow)}
    return all(
        act.to == SAME and not (flags & {*act.flags, *act.unflags} or act.sets or act.hand_to)
        and all(change.clock == clock for change in act.clocks)
        for act in workflow.transitions.values()
        if f"{CLOCK}{clock}" in (*_guard_facts(act.needs), *_when_facts(act))
        or any(change.clock == clock and change.kind not in ("stop", "cancel") for change in act.clocks)
    )  # fmt: skip


def _is_noted(workflow: Workflow, flag: str) -> bool:
    """True for a flag that is set and on which nothing else hangs: no claim names it, and what reads it changes nothing but it.

    It may then stand as it likes where it is read.
    """
    named = any(flag in (claim.unless_flag, claim.without_fact) for claim in workflow.claims)
    if named or not any(flag in act.flags for act in workflow.transitions.values()):
        return False
    return all(
        act.to == SAME and {flag} >= {*act.flags, *act.unflags}
        and not (act.clocks or act.sets or act.serves or act.hand_to or act.begins or act.becomes)
        for act in workflow.transitions.values()
        if flag in _guard_flags(act.needs)
    )  # fmt: skip


def _facts_read(workflow: Workflow) -> dict[str, tuple[str, ...]]:
    """Every fact that a condition, a clock's start or a claim looks at, with its values."""
    known = {fact: values for reads in guards.READS.values() for fact, values in reads.items()}
    facts: dict[str, tuple[str, ...]] = {}
    for act in workflow.transitions.values():
        for guard in act.needs:
            facts |= {fact: values for fact, values in guards.reads(guard).items() if not fact.startswith(CLOCK)}
        for fact in _when_facts(act):
            facts.setdefault(fact, known.get(fact, tuple(_when_values(act, fact))))
    for claim in workflow.claims:
        for fact, values in claim.when.items():
            facts.setdefault(fact, known.get(fact, ("", *values)))
        if claim.without_fact in known:
            facts.setdefault(claim.without_fact, known[claim.without_fact])
    return {fact: values for fact, values in facts.items() if not fact.startswith(CLOCK)}


def _flags_read(workflow: Workflow) -> Iterator[str]:
    for act in workflow.transitions.values():
        yield from _guard_flags(act.needs)
    set_somewhere = {flag for act in workflow.transitions.values() for flag in act.flags}
    for claim in workflow.claims:
        yield from (flag for flag in (claim.unless_flag, claim.without_fact) if flag in set_somewhere)


def _guard_flags(needs: Iterable[Guard]) -> Iterator[str]:
    for guard in needs:
        if guard.name in ("flag", "no_flag"):
            yield from guard.values
        if guard.unless:
            yield guard.unless


def _served_read(workflow: Workflow) -> Iterator[str]:
    for act in workflow.transitions.values():
        yield from (paper for guard in act.needs if guard.name == "served" for paper in guard.values)


def _guard_facts(needs: Iterable[Guard]) -> Iterator[str]:
    for guard in needs:
        yield from guards.reads(guard)
        if guard.name == "target_clear":
            yield TARGET
            yield "kind"
        if guard.name == "extension_fits":
            yield from (f"{EXTENSION_LEFT}{clock}" for clock in guard.values)


def _when_facts(act: Transition) -> Iterator[str]:
    for when in (*(change.when for change in act.clocks), *(when for _, when in act.serves)):
        yield from when


def _when_values(act: Transition, fact: str) -> Iterator[str]:
    yield ""
    for when in (*(change.when for change in act.clocks), *(when for _, when in act.serves)):
        yield from when.get(fact, ())


def _free_values(space: Space, fact: str) -> tuple[Any, ...]:
    if fact == TARGET:
        return ("clear", "complained")
    if fact.startswith(EXTENSION_LEFT):
        return (0, 30)
    return space.values_of(fact)


def _holds(when: Mapping[str, tuple[str, ...]], facts: Mapping[str, Any]) -> bool:
    return all(facts.get(fact) in values for fact, values in when.items())


def _bits(names: Iterable[str], shift: int) -> dict[str, int]:
    return {name: 1 << (shift + n) for n, name in enumerate(dict.fromkeys(names))}


def _sample(field: Field) -> Any:
    return SAMPLES.get(field.type, "x")


def _named(fields: Iterable[Field], name: str) -> Field | None:
    """A field, or with a dot a field of each demand."""
    outer, _, inner = name.partition(".")
    found = next((field for field in fields if field.name == outer), None)
    return _named(found.fields, inner) if found and inner else found
