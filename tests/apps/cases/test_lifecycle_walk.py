"""Random people take random steps, allowed and forbidden ones: what must always be true stays true (blueprint §2)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from fengqiao.apps.cases import queries, rules
from fengqiao.apps.cases.facts import facts_of
from fengqiao.apps.cases.models import Case, Draft, Entry, Line, Proceeding, Seat, Tally
from fengqiao.apps.cases.services import (
    Break,
    Person,
    Petition,
    approve,
    draft,
    perform,
    register,
    seating,
    tally,
    verify,
)  # fmt: skip
from fengqiao.domain.errors import DomainError
from fengqiao.domain.roles import Actor
from fengqiao.domain.workflow import Field, check, check_draft
from fengqiao.kernel.moment import day_of
from tests.town import COUNTY, Town, at, helper

CASES = int(os.environ.get("FENGQIAO_WALKS", "50"))
STEPS, LEAST_STATES = 16, 24
PACK = rules.pack_named("national")
ACTS = {flow.key(act.id): (flow, act) for flow in PACK.workflows.values() for act in flow.transitions.values() if act.sources}
Offer = tuple[Actor, str, bool]


class Walk:
    """A county in which anything may happen."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)
        self.staff = [*town.everybody.values()]
        self.helpers = [helper(f"热心人{n}", kind) for n, kind in enumerate(("elder", "lawyer", "justice_head", "expert", "mediator"))]
        self.cases: list[Case] = []
        self.seen: set[str] = set()
        self.trail: list[str] = []

    def open(self) -> Case:
        """A petition or dispute of any kind, at any unit, on any working morning."""
        chance, town = self.chance, self.town
        kind = "dispute" if chance.random() < 0.4 else ""
        unit, by = chance.choice(
            [("village", town.grid_worker), ("pingshang", town.town_mediator)]
            if kind
            else [("petition-office", town.clerk)] * 3
            + [("pingshang", town.town_handler), ("housing", town.handler), ("petition-office", town.citizen)]
        )
        people = [Person(name="吴大升", phone="10012345678")] if kind or chance.random() < 0.8 else []
        if kind and chance.random() < 0.9:
            people.append(Person(name="龙水生", phone="10012345679", role="respondent"))
        petition = Petition(
            content="外墙掉砖", demands=["修好外墙", "说清楚由谁出钱"][: chance.randint(1, 2)], people=people, kind=kind,
            classification="" if kind else chance.choice(["", "claim", "claim", "suggest", "consult", "report"]),
            people_count=chance.choice([1, 1, 3]), is_confidential=chance.random() < 0.1,
            earlier=chance.choice(self.cases).id if self.cases and chance.random() < 0.1 else None,
            complained_units=[town.unit("land").id] if chance.random() < 0.2 else [],
        )  # fmt: skip
        case = register(petition, unit=town.unit(unit), by=by, at=at("2026-03-02 09:00"))
        self.cases.append(case)
        return case

    def step(self, case: Case, when: datetime) -> None:
        """One act by one person: mostly one that is offered, sometimes any; it is taken or changes nothing."""
        before = _rows(case)
        by, name, is_draft = self._choice(case, when)
        self.trail.append(f"{case.number} {case.state} {when:%m-%d} {by.name or by.kind} {name}")
        waiting = Draft.objects.filter(case=case, state="waiting").first()
        invited = Seat.objects.filter(case=case, state="invited").select_related("proceeding").first()
        try:
            if waiting and self.chance.random() < 0.7:
                boss = next((actor for actor in self.staff if actor.roles & {"head"} and str(case.unit_id) in actor.units), by)
                self.trail[-1] += f" → {boss.name} approves {waiting.step}"
                approve(county=COUNTY, draft_id=waiting.id, by=boss, at=when)
            elif invited and self.chance.random() < 0.5:
                answer = self.chance.choice(["accepted", "accepted", "declined", "recused"])
                self.trail[-1] += f" → {invited.name} {answer}"
                seating.answer(seat=invited, state=answer, at=when)
            else:
                fields = ACTS[name][1].fields
                data = {field.name: self._value(case, field) for field in fields}
                take = draft if is_draft else perform
                take(county=COUNTY, case_id=case.id, step=name, data=data, by=by, at=when)
            self.trail[-1] += " ✓"
        except (DomainError, Case.DoesNotExist) as refusal:
            self.trail[-1] += f" ✗ {refusal}"
            assert _rows(case) == before, "a refusal changed something"

    def _actors(self, case: Case) -> list[Actor]:
        """The petitioner, everybody with a link, and the staff who have some part of the case, then two others."""
        units = {str(key) for key in Proceeding.objects.filter(case=case).values_list("unit", flat=True)} | {str(case.unit_id)}
        near = [actor for actor in self.staff if units & actor.units]
        guests = [seating.guest_of(seat) for seat in Seat.objects.filter(case=case, state__in=["invited", "accepted"])]
        return [*near, self.town.citizen, *guests, *self.chance.sample(self.staff, 2)]

    def _choice(self, case: Case, when: datetime) -> Offer:
        if self.chance.random() < 0.15:
            return self.chance.choice(self._actors(case)), self.chance.choice(list(ACTS)), False
        offers = list(self._offers(case, when))
        ahead = [offer for offer in offers if ACTS[offer[1]][1].emphasis == "main"]
        chosen = ahead if ahead and self.chance.random() < 0.6 else offers
        return self.chance.choice(chosen or [(self.town.clerk, "note", False)])

    def _offers(self, case: Case, when: datetime) -> Iterator[Offer]:
        actors, latest = self._actors(case), {p.workflow: p for p in queries.proceedings_of(case)}
        for proceeding in latest.values():
            flow = PACK.workflows[proceeding.workflow]
            facts = facts_of(case, proceeding, PACK, day_of(when))
            for actor in actors:
                for transition in flow.from_state(proceeding.state):
                    for is_draft, ask in ((False, check), (True, check_draft)):
                        if ask(flow, transition, facts, actor):
                            yield actor, flow.key(transition.id), is_draft

    def _value(self, case: Case, field: Field) -> Any:
        chance = self.chance
        if chance.random() < 0.03:
            return chance.choice(["", None, "长" * 30_000, [], {"x": 1}, -5, "2026-99-99", "\x00"])
        match field.type:
            case "date":
                return chance.choice(["today", "today", "today", "2026-03-04", "2099-01-01"])
            case "days" | "number":
                return chance.randint(1, (field.most or 60) + 2)
            case "money":
                return chance.choice(["", "", "800", "48,200", "4.82万元", "八百"])
            case "bool":
                return chance.random() < 0.9
            case "choice":
                return chance.choice(list(PACK.lists[field.choices]))
            case "case":
                return chance.choice(self.cases).number
            case "each_demand" | "rows":
                count = case.demands.count() if field.type == "each_demand" else chance.randint(1, 3)
                return [{f.name: self._value(case, f) for f in field.fields} for _ in range(count)]
        return self._record(case, field)

    def _record(self, case: Case, field: Field) -> Any:
        """Something that a field of a type names, by its key."""
        chance, builder = self.chance, self.town.builder
        rows: dict[str, list[Any]] = {
            "unit": list(builder.units.values()), "person": list(builder.people.values()), "helper": self.helpers,
            "helpers": self.helpers, "party": list(case.parties.all()), "line": list(Line.objects.filter(case=case)),
            "lines": list(Line.objects.filter(case=case)),
        }  # fmt: skip
        if field.type not in rows:
            return "核实属实"
        keys = [str(row.id) for row in rows[field.type]] or [""]
        return chance.sample(keys, min(len(keys), 3)) if field.type in ("helpers", "lines") else chance.choice(keys)

    def check(self, case: Case) -> None:
        """What must be true of a case after every act."""
        proceedings = queries.proceedings_of(case)
        root = queries.root_of(proceedings)
        state = PACK.case_states[case.state]
        self.seen.update(proceeding.state for proceeding in proceedings)
        assert (case.state, case.unit_id, case.stage) == (root.state, root.unit_id, state.stage)
        assert case.closed_at == root.closed_at
        assert case.unit_id, "a case without a unit"
        assert not state.is_open or case.person_id, "an open case without a person"
        assert case.person_id not in case.recused or not state.is_open, "a recused person has it"
        for proceeding in proceedings:
            self._check_one(proceeding, proceedings)
        owed = [clock for proceeding in _standing(root, proceedings) for clock in _running(proceeding)]
        due = sorted((c["owner"] != "unit", c["shown"]) for c in owed if c["shown"] and PACK.clocks[c["id"]].kind == "at_most")
        assert (case.due_on.isoformat() if case.due_on else None) == (due[0][1] if due else None)
        assert case.is_sealed or case.classification != "report"
        assert not case.is_sealed or case.readers

    def _check_one(self, proceeding: Proceeding, others: list[Proceeding]) -> None:
        state = PACK.workflows[proceeding.workflow].states[proceeding.state]
        assert (proceeding.closed_at is None) == state.is_open
        if not state.is_open:
            return
        assert proceeding.unit_id, "a proceeding without a unit"
        assert proceeding.parent_id is None or proceeding.person_id, "a side proceeding without a person"
        if state.waits_for:
            awaited = [p for p in others if p.workflow == state.waits_for and p.closed_at is None]
            assert len(awaited) == 1, "it waits for nothing"
        else:
            assert _running(proceeding), "an open proceeding without a running clock"


def _standing(proceeding: Proceeding, others: list[Proceeding]) -> list[Proceeding]:
    """A proceeding, and what it waits for, and so on: whose clocks say what is owed."""
    waits_for = PACK.workflows[proceeding.workflow].states[proceeding.state].waits_for
    awaited = [p for p in others if p.workflow == waits_for and p.parent_id == proceeding.id and p.closed_at is None]
    return [proceeding, *(one for side in awaited for one in _standing(side, others))]


def _running(proceeding: Proceeding) -> list[dict[str, Any]]:
    return [clock for clock in proceeding.clocks if clock["state"] == "running"]


def _rows(case: Case) -> list[Any]:
    """Everything about a case that an act may write."""
    return [
        list(Case.objects.filter(id=case.id).values_list()),
        list(Proceeding.objects.filter(case=case).order_by("id").values_list()),
        list(Seat.objects.filter(case=case).values_list()),
        list(Line.objects.filter(case=case).values_list()),
        list(case.parties.values_list()),
        list(case.demands.values_list()),
        list(Draft.objects.filter(case=case).values_list()),
        Entry.objects.count(),
        list(Tally.objects.order_by("id").values_list()),
    ]


def _counts() -> set[tuple[Any, ...]]:
    return set(Tally.objects.exclude(n=0).values_list("unit", "state", "stage", "due_on", "warn_on", "n"))


def _walks(walk: Walk) -> Iterator[Case]:
    for _ in range(CASES):
        case, when = walk.open(), at("2026-03-02 09:30")
        for _ in range(STEPS):
            when += timedelta(days=walk.chance.choice([0, 0, 1, 2, 4, 8, 20, 35]), minutes=7)
            walk.step(case, when)
            case = Case.objects.select_related("unit", "origin_unit").get(id=case.id)
            yield case
            if case.closed_at is not None and walk.chance.random() < 0.5:
                break


@pytest.mark.parametrize("seed", [int(os.environ.get("FENGQIAO_SEED", "1963"))])
def test_whatever_people_do_nobody_is_lost(town: Town, seed: int) -> None:
    """KZ-16: after any act every open case has a person, a unit and a clock."""
    walk = Walk(town, seed)
    try:
        for case in _walks(walk):
            walk.check(case)
    except BaseException:
        print("\n".join(walk.trail[-2 * STEPS :]))
        raise
    for case in Case.objects.select_related("unit"):  # also those that others were merged into
        walk.check(case)
    assert [broken for broken in verify() if isinstance(broken, Break)] == []
    kept = _counts()
    tally.count_again(COUNTY)
    assert kept == _counts()
    assert len(walk.seen) >= LEAST_STATES, sorted(walk.seen)
    assert sum("✓" in line for line in walk.trail) > len(walk.trail) / 3
