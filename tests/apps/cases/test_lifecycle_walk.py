"""Random people take random steps, allowed and forbidden ones: what must always be true stays true (blueprint §2)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.facts import facts_of
from fengqiao.apps.cases.models import Case, Draft, Entry, Proceeding, Tally
from fengqiao.apps.cases.services import Break, Person, Petition, approve, draft, perform, register, tally, verify
from fengqiao.domain.errors import DomainError
from fengqiao.domain.roles import Actor
from fengqiao.domain.workflow import Field, check, check_draft
from fengqiao.kernel.moment import day_of
from tests.town import COUNTY, Town, at

CASES = int(os.environ.get("FENGQIAO_WALKS", "40"))
STEPS, LEAST_STATES = 14, 12
PACK = rules.pack_named("national")
PETITION = PACK.workflows["petition"]


class Walk:
    """A county in which anything may happen."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)
        self.actors = [*town.everybody.values(), *[town.citizen] * 3]
        self.cases: list[Case] = []
        self.seen: set[str] = set()
        self.trail: list[str] = []

    def open(self) -> Case:
        """A petition of any kind, at any unit, on any working morning."""
        chance = self.chance
        unit, by = chance.choice(
            [("petition-office", self.town.clerk)] * 3
            + [("pingshang", self.town.town_handler), ("housing", self.town.handler), ("petition-office", self.town.citizen)]
        )
        petition = Petition(
            content="外墙掉砖", demands=["修好外墙", "说清楚由谁出钱"][: chance.randint(1, 2)],
            people=[Person(name="吴大升", phone="10012345678")] if chance.random() < 0.8 else [],
            classification=chance.choice(["", "claim", "claim", "suggest", "consult", "report"]),
            people_count=chance.choice([1, 1, 3]), is_confidential=chance.random() < 0.1,
            earlier=chance.choice(self.cases).id if self.cases and chance.random() < 0.1 else None,
            complained_units=[self.town.unit("land").id] if chance.random() < 0.2 else [],
        )  # fmt: skip
        case = register(petition, unit=self.town.unit(unit), by=by, at=at("2026-03-02 09:00"))
        self.cases.append(case)
        return case

    def step(self, case: Case, when: datetime) -> None:
        """One act by one person: mostly one that is offered, sometimes any; it is taken or changes nothing."""
        before = _rows(case)
        proceeding = Proceeding.objects.get(case=case, parent=None)
        facts = facts_of(case, proceeding, PACK, day_of(when))
        by, name, is_draft = self._choice(case, facts)
        self.trail.append(f"{case.number} {proceeding.state} {when:%m-%d} {by.name or by.kind} {name}")
        waiting = Draft.objects.filter(case=case, state="waiting").first()
        try:
            if waiting and self.chance.random() < 0.7:
                boss = next((actor for actor in self.actors if actor.roles & {"head"} and str(case.unit_id) in actor.units), by)
                self.trail[-1] += f" → {boss.name} approves {waiting.step}"
                approve(county=COUNTY, draft_id=waiting.id, by=boss, at=when)
            else:
                data = {field.name: self._value(case, field) for field in PETITION.transitions[name].fields}
                take = draft if is_draft else perform
                take(county=COUNTY, case_id=case.id, step=name, data=data, by=by, at=when)
            self.trail[-1] += " ✓"
        except (DomainError, Case.DoesNotExist) as refusal:
            self.trail[-1] += f" ✗ {refusal}"
            assert _rows(case) == before, "a refusal changed something"

    def _choice(self, case: Case, facts: Any) -> tuple[Actor, str, bool]:
        if self.chance.random() < 0.2:
            return self.chance.choice(self.actors), self.chance.choice(list(PETITION.transitions)), False
        near = [actor for actor in self.actors if str(case.unit_id) in actor.units]
        offers = [
            (actor, transition.id, is_draft)
            for actor in [*near, self.town.citizen, *self.chance.sample(self.actors, 2)]
            for transition in PETITION.from_state(case.state)
            for is_draft, ask in ((False, check), (True, check_draft))
            if ask(PETITION, transition, facts, actor)
        ]
        ahead = [offer for offer in offers if PETITION.transitions[offer[1]].emphasis == "main"]
        chosen = ahead if ahead and self.chance.random() < 0.6 else offers
        return self.chance.choice(chosen or [(self.town.clerk, "note", False)])

    def _value(self, case: Case, field: Field) -> Any:
        chance = self.chance
        if chance.random() < 0.03:
            return chance.choice(["", None, "长" * 30_000, [], {"x": 1}, -5, "2026-99-99", "\x00"])
        match field.type:
            case "date":
                return chance.choice(["today", "today", "today", "2026-03-04", "2099-01-01"])
            case "days" | "number":
                return chance.randint(1, (field.most or 60) + 2)
            case "bool":
                return chance.random() < 0.9
            case "choice":
                return chance.choice(list(PACK.lists[field.choices]))
            case "unit":
                return str(chance.choice(list(self.town.builder.units.values())).id)
            case "person":
                return str(chance.choice(list(self.town.builder.people.values())).id)
            case "case":
                return chance.choice(self.cases).number
            case "each_demand":
                return [{f.name: self._value(case, f) for f in field.fields} for _ in range(case.demands.count())]
        return "核实属实"

    def check(self, case: Case) -> None:
        """What must be true of a case after every act."""
        proceeding = Proceeding.objects.get(case=case, parent=None)
        state = PETITION.states[case.state]
        self.seen.add(case.state)
        assert (case.state, case.unit_id, case.stage) == (proceeding.state, proceeding.unit_id, state.stage)
        assert case.closed_at == proceeding.closed_at
        assert (case.closed_at is None) == state.is_open
        running = [clock for clock in proceeding.clocks if clock["state"] == "running"]
        assert not state.is_open or running, "an open case without a running clock"
        assert case.unit_id, "a case without a unit"
        assert not state.is_open or case.person_id, "an open case without a person"
        assert case.person_id not in case.recused or not state.is_open, "a recused person has it"
        due = sorted((clock["owner"] != "unit", clock["shown"]) for clock in running if clock["shown"])
        assert (case.due_on.isoformat() if case.due_on else None) == (due[0][1] if due else None)
        assert case.is_sealed or case.classification != "report"
        assert not case.is_sealed or case.readers


def _rows(case: Case) -> list[Any]:
    """Everything about a case that an act may write."""
    return [
        list(Case.objects.filter(id=case.id).values_list()),
        list(Proceeding.objects.filter(case=case).values_list()),
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
            if not PETITION.states[case.state].is_open and walk.chance.random() < 0.5:
                break


@pytest.mark.parametrize("seed", [int(os.environ.get("FENGQIAO_SEED", "1963"))])
def test_whatever_people_do_nobody_is_lost(town: Town, seed: int) -> None:
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
