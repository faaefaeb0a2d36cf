"""Lets the planned cases happen, act by act in the order of time, through the services alone."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.facts import tier_in
from fengqiao.apps.cases.models import Case, Demand, Draft, Line, Proceeding, Seat
from fengqiao.apps.cases.services import Person, Petition, approve, draft, perform, register
from fengqiao.apps.cases.services.seating import answer
from fengqiao.apps.followups.services import evaluate
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.portal.services import citizen
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.people import Names
from fengqiao.console.demo_county.place import SEED
from fengqiao.console.demo_county.plan import Move, Planned
from fengqiao.console.progress import Report, tell
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.masking import ANONYMOUS
from fengqiao.domain.roles import LEAD, Actor
from fengqiao.domain.workflow import Transition
from fengqiao.kernel import numbers
from fengqiao.kernel.models import Counter
from fengqiao.kernel.packfiles import calendar

MOST_REPRESENTATIVES = 5
KEY = "demo:"
RATE = "rate"  # what the petitioner says of a reply; kept by the follow-ups, which take the act
SHEET = re.compile(r"@(claim|promise|works|fund|advance)(?: (\d+)-(\d+))?")  # what is not done yet in a sheet, or some of it
WORKERS, WAGE, FOREMAN_MORE = 112, 63_000, 24_000
BY_CLOCKS = ("passed", "reached", "not_before", "in_time", "not_open")  # refusals that come from a day
LONGEST = timedelta(days=100)  # within which nearly every clock ends
CHUNK, CHUNKS = 40, "demo.chunks"  # so many acts are one transaction; the counter of those written


class Play:
    """The cases while they happen."""

    def __init__(self, builder: Builder, planned: list[Planned]) -> None:
        self.builder, self.planned = builder, planned
        self.file = read("courses")
        self.names = Names(random.Random(SEED + 1))
        self.pack = rules.pack_named(rules.NATIONAL)
        self.cases: dict[str, Case] = {}
        self.held_back: set[str] = set()  # the keys of cases of which a clock without known holidays held something back
        self.people: dict[str, list[Person]] = {case.key: self._people(case) for case in planned}
        self._code_of = {str(unit.id): code for code, unit in builder.units.items()}
        self._login_of = {str(user.id): login for login, user in builder.people.items()}

    def run(self, report: Report) -> None:
        """Every act of every case, oldest first."""
        script = sorted(
            ((move.at, case.n, position, case, move) for case in self.planned for position, move in enumerate(case.moves)),
            key=lambda entry: entry[:3],
        )
        for start in range(self._done_before() * CHUNK, len(script), CHUNK):
            with transaction.atomic():
                for *_, case, move in script[start : start + CHUNK]:
                    self._try(case, move)
                numbers.next_number(self.builder.county, CHUNKS)
            report(tell("办件的经过", "what happened in the cases"), min(start + CHUNK, len(script)), len(script))

    def _done_before(self) -> int:
        """How many chunks an interrupted run has written; finds its cases again."""
        counter = Counter.objects.filter(county=self.builder.county, series=CHUNKS).first()
        made = Case.objects.filter(county=self.builder.county, source_key__startswith=KEY)
        self.cases = {case.source_key.removeprefix(KEY): case for case in made}
        return counter.value if counter else 0

    def _try(self, planned: Planned, move: Move) -> None:
        """An act, which must be possible. Only where holidays are not published yet, so that a clock has but a cautious bound,
        what the clock refuses is left out, and with it what would need it."""
        if _days_are_known(move):
            self._make(planned, move)
            return
        try:
            with transaction.atomic():
                self._make(planned, move)
        except (NotNow, Incomplete, ObjectDoesNotExist, LookupError) as refusal:
            if getattr(refusal, "code", "") not in BY_CLOCKS and planned.key not in self.held_back:
                raise
            self.held_back.add(planned.key)

    def _make(self, planned: Planned, move: Move) -> None:
        if move.how == "register":
            self.cases[planned.key] = self._register(planned, move)
            return
        case = Case.objects.select_related("unit", "origin_unit").get(id=self.cases[planned.key].id)
        transition = self._transition(move.step)
        if move.how == "decide":
            self._decide(case, transition, move)
            return
        allowed = transition.by if move.how == "do" or transition.approval == "second" else transition.drafts
        by = self._actor(planned, case, move.step, allowed, self.file["by"].get(move.words, ""))
        if move.step.rpartition(".")[2] == RATE:
            evaluate(case, self._data(planned, case, move), by=by, at=move.at)
            return
        take = draft if move.how == "draft" else perform
        take(county=case.county, case_id=case.id, step=move.step, data=self._data(planned, case, move), by=by, at=move.at)
        if "panel" in transition.effects:
            for seat in Seat.objects.filter(county=case.county, case=case, state="invited", helper_id__isnull=False):
                answer(seat=seat, state="accepted", at=move.at)

    def _transition(self, step: str) -> Transition:
        known = self.pack.act(step)
        assert known is not None  # the courses name acts of the pack
        return known[1]

    def _decide(self, case: Case, transition: Transition, move: Move) -> None:
        waiting = Draft.objects.get(county=case.county, case=case, step=move.step, state="waiting")
        holder = self._proceeding(case, move.step)
        by = next(
            actor for allowed in transition.by for actor in self._fitting(case, holder, allowed)
            if actor.user != waiting.by_id_text
        )
        approve(county=case.county, draft_id=waiting.id, by=by, at=move.at)

    # Who

    def _actor(self, planned: Planned, case: Case, step: str, allowed: tuple[str, ...], wanted: str) -> Actor:
        """The first who may act: the case's own person before others of the same role."""
        ranked = sorted(allowed, key=lambda who: who.partition("@")[0] != wanted) if wanted else allowed
        holder = self._proceeding(case, step)
        for who in ranked:
            if who == "petitioner":
                return citizen(case.county)
            found = self._fitting(case, holder, who)
            if found:
                return next((actor for actor in found if actor.user == str(case.person_id)), found[0])
        raise LookupError(f"{planned.course}: nobody for {allowed} in {case.unit}")

    def _fitting(self, case: Case, holder: Proceeding, who: str) -> list[Actor]:
        role, _, place = who.partition("@")
        if role == LEAD:
            found = [self.builder.actor(self._login_of[str(holder.person_id)])]
        elif place == "county":
            found = [actor for code in self.builder.units for actor in self.builder.seated(code, role)]
        else:
            responsible = holder.unit_id if holder.parent_id else case.unit_id
            key = str({"origin": case.origin_unit_id, "responsible": responsible, "handling": case.unit_id}.get(place, ""))
            if place == "sender":
                key = holder.vars.get("sender", "")
            found = self.builder.seated(self._code_of.get(key, ""), role)
        return [actor for actor in found if actor.user not in {str(user) for user in case.recused}]

    def _proceeding(self, case: Case, step: str) -> Proceeding:
        workflow = step.rpartition(".")[0] or "petition"
        return Proceeding.objects.filter(county=case.county, case=case, workflow=workflow).latest("opened_at")

    def _name(self, planned: Planned) -> str:
        people = self.people[planned.key]
        return people[0].name if people else ANONYMOUS

    # What is entered

    def _data(self, planned: Planned, case: Case, move: Move) -> dict[str, Any]:
        context = self._context(planned, case)
        if move.step == "sign_opinion":
            return self._opinion(planned, case, move, context)
        words: Mapping[str, Any] = self.file["acts"].get(move.words, {})
        return {name: self._filled(value, context, case, move) for name, value in words.items()}

    def _filled(self, value: Any, context: Mapping[str, Any], case: Case, move: Move) -> Any:
        """What the file says, with {names} filled in; “+14” is a day so many after the act, “@…” somebody or something known."""
        match value:
            case dict():
                return {name: self._filled(inner, context, case, move) for name, inner in value.items()}
            case list():
                return [self._filled(inner, context, case, move) for inner in value]
            case "@workers":
                return _workers(context["name"])
            case str() if value.startswith("@"):
                return self._known(value, case)
            case str() if value.startswith("+"):
                return (move.at.date() + timedelta(days=int(value))).isoformat()
            case str():
                return value.format_map(context)
        return value

    def _known(self, name: str, case: Case) -> Any:
        """Somebody or something of a case: a party, those who sit, what is owed, the lines of a sheet, outcomes."""
        if sheet := SHEET.fullmatch(name):
            return self._lines(case, *sheet.groups())
        match name:
            case "@panel":
                return self._panel(case)
            case "@hearing":
                sitting = Helper.objects.filter(county_code=case.county, unit_id=self.builder.units["county"].id)
                return [str(helper.id) for helper in sitting.order_by("id")[:3]]
            case "@solved" | "@partial":
                demands = Demand.objects.filter(county=case.county, case=case).order_by("position")
                return [{"demand": demand.position, "result": name[1:]} for demand in demands]
            case "@owed":
                return str(Line.objects.filter(county=case.county, case=case, is_done=False).order_by("position")[0].id)
        return str(case.parties.filter(role=name[1:])[0].id)

    def _lines(self, case: Case, sheet: str, first: str | None, last: str | None) -> list[dict[str, str]]:
        """The lines of a sheet that are not done yet, all or from one number to another."""
        lines = Line.objects.filter(county=case.county, case=case, sheet=sheet, is_done=False)
        if first and last:
            lines = lines.filter(position__gte=int(first), position__lte=int(last))
        return [{"line": str(line.position)} for line in lines.order_by("position")]

    def _panel(self, case: Case) -> list[str]:
        """Two of those who sit at the present tier: of the case's own unit first, then of its town or county."""
        tier = tier_in(self._proceeding(case, "mediation."), rules.pack_of(case))
        places = [case.unit_id, case.unit.parent_id, *case.unit.children.values_list("id", flat=True)]
        kinds = list(tier.roles) if tier else []
        found = list(Helper.objects.filter(county_code=case.county, kinds__overlap=kinds).order_by("id"))
        near = sorted(found, key=lambda one: places.index(one.unit_id) if one.unit_id in places else len(places))
        return [str(helper.id) for helper in near[:2]]

    def _opinion(self, planned: Planned, case: Case, move: Move, context: Mapping[str, Any]) -> dict[str, Any]:
        own = self.file["acts"].get(move.words, {})
        outcome = own.get("outcome") or move.words.partition(":")[2] or "support"
        reply = context["reply"] if outcome != "reject" else f"经核实：{context['found']}所提要求依据不足，不予支持，并作解释。"
        row = {"facts": own.get("found", context["found"]), "outcome": outcome, "reply": own.get("reply", reply),
               "basis": context["basis"]}  # fmt: skip
        above = case.unit.parent
        return {
            "opinions": [row] * Demand.objects.filter(county=case.county, case=case).count(),
            "review_body": f"{above.name if above else ''}，澜溪县桂花路1号",
            "execution": context["unit_name"] if outcome == "support" else "",
        }

    def _context(self, planned: Planned, case: Case) -> dict[str, Any]:
        story, units = planned.story, self.builder.units
        person = self._login_of.get(str(case.person_id), "")
        user = self.builder.people.get(person)
        unit_code = self._code_of[str(case.unit_id)]
        colleagues = [actor for role in ("handler", "head") for actor in self.builder.seated(unit_code, role)]
        second = next((actor for actor in colleagues if actor.user != str(case.person_id)), None)
        earlier = self.cases.get(planned.earlier)
        texts = {name: self._told(planned, story.get(name, "")) for name in ("content", "found", "reply")}
        return {
            **texts, "title": story["title"], "basis": story.get("basis", ""), "terms": story.get("terms", ""),
            "path": story.get("path", ""), "kind": story.get("kind", "claim"), "unit": planned.unit,
            "unit_name": units[planned.unit].name if planned.unit else "", "wrong": planned.wrong,
            "wrong_name": units[planned.wrong].name, "person": case.person_name, "phone": user.phone if user else "",
            "person_login": person, "second": second.name if second else "镇干部一名",
            "second_login": self._login_of.get(second.user, "") if second else "", "name": self._name(planned),
            "earlier": earlier.number if earlier else "", "place": planned.place, "other": story.get("other", ""),
            "m": planned.numbers[1],
        }  # fmt: skip

    def _told(self, planned: Planned, text: str) -> str:
        n, m = planned.numbers
        return text.format(place=planned.place, n=n, m=m)

    # At the door

    def _register(self, planned: Planned, move: Move) -> Case:
        story = planned.story
        earlier = self.cases.get(planned.earlier) if planned.course in ("finished_again",) else None
        complained = [self.builder.units[f"village-{planned.village[6:]}"].id] if story["id"] == "village-account" else []
        is_oral = planned.channel == "call"
        petition = Petition(
            content=self._told(planned, story["content"]), title=f"{planned.place}{story['title']}", demands=story["demands"],
            people=self._everybody(planned), kind=planned.kind, channel=planned.channel, category=story["category"],
            classification="report" if story.get("kind") == "report" else "", place=planned.place,
            region_code=planned.village, people_count=planned.people, complained_units=complained,
            is_confidential=planned.is_confidential, is_oral=is_oral, was_read_back=is_oral,
            earlier=earlier.id if earlier else None, source_key=KEY + planned.key,
        )  # fmt: skip
        unit = Unit.objects.get(id=self.builder.units[planned.at].id)
        return register(petition, unit=unit, by=self._receiver(planned), at=move.at)

    def _everybody(self, planned: Planned) -> list[Person]:
        people = self.people[planned.key]
        other = planned.story.get("other", "")
        return [*people, Person(name=other, role="respondent")] if planned.kind == "dispute" else people

    def _receiver(self, planned: Planned) -> Actor:
        """Who takes it in: the petitioner online, a grid worker on behalf of a villager, else the window."""
        if planned.channel == "online":
            return citizen(self.builder.county)
        village = f"village-{planned.village[6:]}"
        if planned.at == village:
            return self.builder.seated(village, "grid_worker")[0]
        if planned.channel == "proxy" and planned.at == planned.town and self.builder.seated(village, "grid_worker"):
            return self.builder.seated(village, "grid_worker")[0]
        window = self.builder.seated(planned.at, "clerk") or self.builder.seated(planned.at, "handler")
        return window[planned.n % len(window)]

    def _people(self, planned: Planned) -> list[Person]:
        if planned.is_anonymous:
            return []
        address = f"{planned.place}{planned.numbers[0]}组"
        first = self.names.person(address)
        if planned.person:
            first = Person(planned.person, first.phone, first.id_number, first.address)
        if planned.people <= MOST_REPRESENTATIVES:
            return [first]
        count = planned.representatives or self.names.chance.randrange(1, MOST_REPRESENTATIVES)
        return [first, *(self.names.person(address, "representative") for _ in range(count))]


def _days_are_known(move: Move) -> bool:
    """Are the working days of the year loaded in which the clocks of an act may end?"""
    return calendar().has((move.at + LONGEST).year)


def _workers(foreman: str) -> list[dict[str, str]]:
    """What each of a building site is owed, the foreman first; no two alike, 7,080,000 yuan in all."""
    words = read("people")
    names = [surname + given for given in words["given"] for surname in words["surnames"][:8]]
    wages = [WAGE + FOREMAN_MORE, *(WAGE + (100 * n if n % 2 else 100 * (1 - n)) for n in range(1, WORKERS))]
    wages[-1] -= sum(wages) - (WAGE * WORKERS + FOREMAN_MORE)
    everybody = [foreman, *names[: WORKERS - 1]]
    due = {"what": "三个月的工资", "who": "施工方"}
    return [{"to": name, "amount": str(wage), **due} for name, wage in zip(everybody, wages, strict=True)]
