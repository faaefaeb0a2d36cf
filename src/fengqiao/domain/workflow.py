"""What may be done now, by whom, and why the rest may not: the interpreter of a pack's workflows.

A workflow is data (states, transitions, guards, fields). `check` answers one question for one actor;
`next_steps` answers it for every transition of the present state; both explain each refusal with its article.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fengqiao.domain import guards
from fengqiao.domain.guards import Guard
from fengqiao.domain.roles import GUESTS, LEAD, SYSTEM, Actor
from fengqiao.domain.verdict import Reason, Verdict, every
from fengqiao.domain.words import Words

SAME = "same"  # a transition's target when it leaves the state as it is
OPEN = "open"  # in `from`: every state that is neither terminal nor resting
ANY = "any"  # in `from`: every state
PETITION = "petition"  # the workflow whose acts carry no prefix


@dataclass(frozen=True, slots=True)
class State:
    """A state of a proceeding; `step` is the citizen-facing step it belongs to."""

    id: str
    code: str
    name: Words
    step: str
    owner: str  # the kind of owner as law.md writes it: R, XO, U, RB, FB, JC, P
    stage: Literal["inbox", "working", "done"]
    terminal: bool = False  # only archiving may follow
    rests: bool = False  # finished, but a right may open it again: needs no clock
    waits_for: str = ""  # id of the workflow of a side proceeding whose clock runs meanwhile

    @property
    def is_open(self) -> bool:
        """True while somebody owes the next step."""
        return not (self.terminal or self.rests)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person enters with an act; `used_by` names the paper, clock, route or metric that needs it."""

    name: str
    label: Words
    type: str  # one of fields.TYPES
    required: bool = False
    hint: Words | None = None
    choices: str = ""  # id of a code list of the pack
    used_by: str = ""
    most: int = 0  # longest text, or largest number
    future: bool = False  # a date may lie ahead
    fields: tuple[Field, ...] = ()  # of each demand, or of each row
    default: str = ""
    least: int = 0  # fewest rows
    instead: str = ""  # a required field need not be filled when this other one is: a text or a recording
    repeats: bool = False  # of a row: usually the same as in the row before, so one more row begins with it


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a transition does to one clock; `clock` is "all" when everything that runs is stopped.

    Stopping, pausing or cancelling a clock that does not run changes nothing.
    """

    kind: Literal["start", "stop", "cancel", "pause", "resume", "extend"]
    clock: str
    since: str = "now"  # start: now | received | accepted | field:NAME
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facts that must hold, e.g. kind: (claim,)
    days: str = ""  # extend, or a length set by a person: field:NAME
    reason: str = ""  # pause: which of the clock's pauses
    at_least: int = 0  # resume: days that are left at the least
    until: str = ""  # start: field:NAME, the last day when a person sets it


@dataclass(frozen=True, slots=True)
class Beginning:
    """A side proceeding that a transition opens: its workflow and the unit that has it (as `hand_to`; empty: the same)."""

    workflow: str
    unit: str = ""
    person: str = ""  # field:NAME, whose it is; empty: the unit's officer
    sets: Mapping[str, str] = field(default_factory=dict)  # facts it starts with


@dataclass(frozen=True, slots=True)
class Transition:
    """One act that a workflow allows: from where, to where, by whom, on what conditions, with which results."""

    id: str
    number: str  # the row of law.md §7 it implements
    name: Words
    sources: tuple[str, ...]  # ids of states, or OPEN / ANY
    to: str  # id of a state, or SAME
    by: tuple[str, ...]  # role@place; places: responsible, sender, origin, handling, county
    drafts: tuple[str, ...] = ()  # who may prepare it for the approval of those in `by`
    approval: Literal["", "head", "second"] = ""  # second: another person must confirm the same act
    needs: tuple[Guard, ...] = ()
    fields: tuple[Field, ...] = ()
    clocks: tuple[ClockChange, ...] = ()
    issues: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = ()  # paper id and the facts that must hold
    serves: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = ()  # papers it proves served, written as `issues`
    sets: Mapping[str, str] = field(default_factory=dict)  # fact -> literal or field:NAME
    flags: tuple[str, ...] = ()
    unflags: tuple[str, ...] = ()
    hand_to: str = ""  # field:NAME | sender | objector | handling | review_body | final_body | joint_conference
    opens: str = ""  # what it ties or opens beside its case: same_matter, merged, new_facts
    begins: Beginning | None = None  # a side proceeding of the same case
    follows: tuple[str, ...] = ()  # acts (workflow.act) of a side proceeding of which this is a part; none takes it alone
    becomes: str = ""  # the workflow in which the case goes on when this proceeding ends here
    effects: Mapping[str, str] = field(default_factory=dict)  # what it writes beside (domain/effects.py) -> its field
    dated: str = ""  # field whose date is the legal date of the act; else the day of the act
    shown: Literal["petitioner", "staff"] = "petitioner"  # who sees it on the timeline
    emphasis: Literal["main", "plain", "negative"] = "plain"
    source: str = ""  # the article it rests on
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the prover must show can never happen."""

    id: str
    words: Words
    source: str = ""
    step_from: str = ""  # no single step from here …
    step_to: str = ""  # … to there
    reach: tuple[str, ...] = ()  # these states are not reached …
    start: str = ""  # … from here (default: the start) …
    without_state: str = ""  # … without passing this state
    without_fact: str = ""  # … unless this fact holds at the last step
    by: str = ""  # no transition into `reach` may be taken by this role
    act: str = ""  # this transition is never allowed …
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # … while these facts hold
    unless_flag: str = ""  # … unless this flag is set
    not_by: str = ""  # or: never allowed to anyone but this role


@dataclass(frozen=True, slots=True)
class Workflow:
    """A proceeding as data."""

    id: str
    name: Words
    start: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    claims: tuple[Claim, ...] = ()
    roles: Mapping[str, Words] = field(default_factory=dict)  # the names of the roles, for refusals
    lapse: str = ""  # the state in which it ends with its parent; empty: it outlives the parent
    yields: str = ""  # of one that outlives it: the state in which it ends when its parent is taken up again
    many: bool = False  # several may run beside one another, each at a unit of its own

    @property
    def climbs(self) -> bool:
        """True when a proceeding of this kind goes up the ladder of settlement, whose tiers say who sits on it."""
        return any("tier" in transition.effects for transition in self.transitions.values())

    def leads_from(self, transition: Transition, state: str) -> bool:
        """True when the transition starts in this state."""
        here = self.states[state]
        return state in transition.sources or ANY in transition.sources or (OPEN in transition.sources and here.is_open)

    def target(self, transition: Transition, state: str) -> str:
        """The state after the transition."""
        return state if transition.to == SAME else transition.to

    def from_state(self, state: str) -> tuple[Transition, ...]:
        """The transitions that somebody may take from a state, in the pack's order."""
        return tuple(t for t in self.transitions.values() if self.leads_from(t, state) and not t.follows)

    def followers(self, act: str, state: str) -> tuple[Transition, ...]:
        """The transitions that are part of an act (workflow.act) of a side proceeding, from a state."""
        return tuple(t for t in self.transitions.values() if act in t.follows and self.leads_from(t, state))

    @property
    def opening(self) -> Transition | None:
        """The transition by which a proceeding of this kind comes about: the one that starts from nowhere."""
        return next((t for t in self.transitions.values() if not t.sources), None)

    def key(self, act: str, place: int = 0) -> str:
        """How an act is named in the ledger and in addresses: those of the petition keep their bare names. Where several of a
        kind may run, an address says in which one: `place` among them, from 1."""
        which = f"-{place}" if self.many and place else ""
        return act if self.id == PETITION else f"{self.id}{which}.{act}"


def named(key: str) -> tuple[str, int, str]:
    """The workflow, the place among its proceedings (0: the last) and the act of a key: accept, mediation.accept, assist-2.agree."""
    before, _, act = key.rpartition(".")
    flow, _, place = before.partition("-")
    return flow or PETITION, int(place) if place.isascii() and place.isdigit() else 0, act


@dataclass(frozen=True, slots=True)
class Step:
    """A transition with its verdict for one actor; `as_draft` when the actor may only prepare it for approval."""

    transition: Transition
    verdict: Verdict
    as_draft: bool = False


Facts = Mapping[str, Any]


def check(
    workflow: Workflow, transition: Transition, facts: Facts, actor: Actor, data: Mapping[str, Any] | None = None
) -> Verdict:
    """May this actor take this transition now? `data` is what was entered (None: not entered yet).

    Facts read here: state, parent (the proceeding it stands under), unit, sender, origin, handling (unit ids), leads and
    recused (user ids), and those of the guards.
    """
    return every(
        (
            _in_state(workflow, transition, facts),
            _as_root(transition, facts),
            _by(workflow, transition.by, facts, actor, transition),
            _not_recused(facts, actor),
            *(guards.check(guard, facts, data) for guard in transition.needs),
        )
    )


def check_following(
    workflow: Workflow, transition: Transition, facts: Facts, data: Mapping[str, Any] | None = None
) -> Verdict:
    """May this transition happen as part of an act of a side proceeding, whose actor was checked there?"""
    return every((_in_state(workflow, transition, facts), *(guards.check(g, facts, data) for g in transition.needs)))


def check_draft(
    workflow: Workflow, transition: Transition, facts: Facts, actor: Actor, data: Mapping[str, Any] | None = None
) -> Verdict:
    """May this actor prepare this transition for somebody else's approval? `data` as in `check`."""
    allowed = transition.by if transition.approval == "second" else transition.drafts
    without_second = (g for g in transition.needs if g.name != "seconded")
    return every(
        (
            _in_state(workflow, transition, facts),
            _as_root(transition, facts),
            _by(workflow, allowed, facts, actor, transition),
            _not_recused(facts, actor),
            *(guards.check(guard, facts, data) for guard in without_second),
        )
    )


def next_steps(workflow: Workflow, facts: Facts, actor: Actor) -> tuple[Step, ...]:
    """The transitions that start in the present state, each with its verdict, in the pack's order."""
    return tuple(step_for(workflow, t, facts, actor) for t in workflow.from_state(facts["state"]))


def step_for(workflow: Workflow, transition: Transition, facts: Facts, actor: Actor) -> Step:
    """One transition with its verdict: to take it, else to prepare it for somebody else's approval."""
    verdict = check(workflow, transition, facts, actor)
    if not verdict and (transition.drafts or transition.approval == "second"):
        draft = check_draft(workflow, transition, facts, actor)
        if draft:
            return Step(transition, draft, as_draft=True)
    return Step(transition, verdict)


def _in_state(workflow: Workflow, transition: Transition, facts: Facts) -> Verdict:
    state = facts["state"]
    if workflow.leads_from(transition, state):
        return Verdict()
    words = Words("现在是「{state}」，不能「{act}」。", "It is now “{state}”; “{act}” is not possible.")
    return Verdict(
        (
            Reason(
                "wrong_state", words.filled(state=workflow.states[state].name, act=transition.name), transition.source
            ),
        )
    )


def _as_root(transition: Transition, facts: Facts) -> Verdict:
    """A case goes on in another workflow from its root alone: beside a petition there is nothing to turn into one."""
    if not transition.becomes or not facts.get("parent"):
        return Verdict()
    words = Words("这里不是单独的一件：它所在的事项接着办，不用再「{act}」。",
                  "This is part of a case that goes on by itself; there is no need to “{act}”.")  # fmt: skip
    return Verdict((Reason("beside", words.filled(act=transition.name), transition.source),))


def under_way(workflow: Workflow) -> Words:
    """Why a proceeding of which a case has one at a time cannot be begun again."""
    return Words("「{name}」已经在进行。", "“{name}” is under way already.").filled(name=workflow.name)


PLACES = {
    "responsible": Words("责任单位的", " of the responsible unit"),
    "sender": Words("转办单位的", " of the unit that sent it"),
    "origin": Words("登记单位的", " of the unit that registered it"),
    "handling": Words("原办理单位的", " of the unit that handled it"),
}


def _by(workflow: Workflow, allowed: Iterable[str], facts: Facts, actor: Actor, transition: Transition) -> Verdict:
    if any(_fits(who, facts, actor) for who in allowed):
        return Verdict()
    who = [_named(workflow, name) for name in allowed]
    words = Words("「{act}」由{who}来做。", "“{act}” is for: {who}.").filled(
        act=transition.name, who=Words("、".join(w.zh for w in who), ", ".join(w.of("en") for w in who))
    )
    return Verdict((Reason("not_yours", words, transition.source, personal=True),))


def _named(workflow: Workflow, who: str) -> Words:
    role, _, place = who.partition("@")
    name, where = workflow.roles.get(role, Words(role, role)), PLACES.get(place, Words("", ""))
    return Words(where.zh + name.zh, name.of("en") + where.of("en"))


def _fits(who: str, facts: Facts, actor: Actor) -> bool:
    role, _, place = who.partition("@")
    if role == LEAD and actor.user and actor.user in facts.get("leads", ()):
        return True
    if role not in actor.roles:
        return False
    if role in GUESTS or role == SYSTEM or place in ("", "county"):
        return True
    key = "unit" if place == "responsible" else place
    return bool(facts.get(key)) and facts[key] in actor.units


def _not_recused(facts: Facts, actor: Actor) -> Verdict:
    if actor.user and actor.user in facts.get("recused", ()):
        words = Words("您与本件有利害关系，已回避，不能办理。", "You are recused from this case and cannot act on it.")
        return Verdict((Reason("recused", words, "信访工作条例 第二十八条第三款", personal=True),))
    return Verdict()
