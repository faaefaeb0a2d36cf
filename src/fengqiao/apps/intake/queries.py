"""What the window sees before it saves: earlier cases, who is competent; and what a receipt says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from fengqiao.apps.cases import pickup, rules
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case, Entry, Party, PartyRole, Proceeding
from fengqiao.apps.cases.services.parties import opened
from fengqiao.apps.documents.pages import Page
from fengqiao.apps.intake.models import ImportRun
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.domain.masking import ANONYMOUS
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import day_of

LATEST, LOOKED_AT, SHOWN = timedelta(days=365), 1000, 5
WHY = {
    "phone": Words("电话相同", "Same telephone"),
    "id_number": Words("身份证号相同", "Same identity number"),
    "name": Words("姓名相同", "Same name"),
    "place": Words("同一个地方，说的相近", "Same place, similar words"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is typed so far, as far as it helps to find earlier cases."""

    phone: str = ""
    name: str = ""
    id_number: str = ""
    region_code: str = ""
    place: str = ""
    words: str = ""


def earlier(actor: Actor, asked: Asked, today: date) -> list[tuple[Case, Words]]:
    """Earlier cases of the same person or of the same matter at the same place that the actor may see, with why."""
    found = cases.earlier_of(
        actor, phone=asked.phone, name=asked.name, id_number=asked.id_number, region_code=asked.region_code,
        text=asked.place or asked.words,
    )  # fmt: skip
    known = {case.id for case, _why in found}
    alike = [case for case in _alike(actor, asked, today) if case.id not in known]
    told = [(case, WHY[why]) for case, why in found] + [(case, WHY["place"]) for case in alike]
    return told[: 2 * SHOWN]


def _alike(actor: Actor, asked: Asked, today: date) -> list[Case]:
    pairs = _pairs(asked.words)
    if not asked.region_code or len(pairs) < 2:
        return []
    latest = cases.visible_to(actor).filter(received_on__gte=today - LATEST).order_by("-received_on")[:LOOKED_AT]
    near = Case.objects.filter(county=actor.county, id__in=latest.values("id"), region_code=asked.region_code)
    scored = [(len(pairs & _pairs(case.title)), case) for case in near.order_by("-received_on")[:100]]
    close = [case for shared, case in scored if shared >= 2 and 3 * shared >= min(len(pairs), len(_pairs(case.title)))]
    return close[:SHOWN]


def _pairs(text: str) -> set[str]:
    plain = "".join(c for c in text if c.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def seen_earlier(actor: Actor, number: str) -> Case | None:
    """An earlier case by its number, when the actor may see it."""
    return cases.visible_to(actor).filter(number=number).first() if number else None


def competent(county: int, category: str, region_code: str, on: date) -> list[Unit]:
    """The units whose duty a category at a place is, the nearest first; three at most."""
    return organisations.competent_units(county, category, region_code, on)[:3] if category else []


def units_for(county: int) -> list[Unit]:
    """The working units of a county, by name."""
    return list(organisations.units_of(county).order_by("name"))


def former_units_for(county: int) -> list[tuple[str, Unit]]:
    """The names of units that are gone, each with the unit that answers for it now."""
    return [(closed.label, heir) for closed, heir in organisations.former_units(county)]


def intake_unit(actor: Actor) -> Unit | None:
    """The unit an actor registers for: the one they work in."""
    mine = Unit.objects.select_related("region").filter(id=actor.unit, county_code=actor.county)
    return mine.first() if actor.unit else None


def village_of(unit: Unit | None) -> str:
    """The name of the village that a unit is of, from the town on; empty for a unit of another level."""
    if unit is None or unit.level != UnitLevel.VILLAGE or unit.region_id is None:
        return ""
    return organisations.path_name(unit.region.code, inside=organisations.county_region_code(unit.county_code))


def fresh_case(actor: Actor, number: str, today: date) -> Case | None:
    """A case whose receipt the actor may print: one they see, or registered themselves today (a sealed one, too)."""
    case = cases.visible_to(actor).select_related("unit", "origin_unit").filter(number=number).first()
    if case is not None:
        return case
    mine = Case.objects.select_related("unit", "origin_unit").filter(county=actor.county, number=number).first()
    return mine if mine is not None and _registered_by(mine, actor, today) else None


def _registered_by(case: Case, actor: Actor, today: date) -> bool:
    first = Entry.objects.filter(county=case.county, case=case, seq=1).first()
    return first is not None and first.actor_id == actor.user and day_of(first.at) == today


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next for the petitioner, and its last day; a provisional day may still change."""

    words: Words
    last_day: date | None
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything a receipt shows; `secret` proves its holder when no telephone was given."""

    case: Case
    code: str
    address: str
    next: tuple[Next, ...]
    secret: str
    name: str
    phone: str
    context: dict[str, Any]

    def page(self, language: str) -> Page:
        """The paper 收件回执 (D04), drawn from the case in a language."""
        case = self.case
        paper = rules.pack_of(case).documents["D04"]
        unit = case.origin_unit.label
        return Page.drawn(paper, self.context, unit=unit, on=day_of(case.registered_at), language=language)


NEXT = {
    "CLK-38": Words("问清各方愿不愿意调解（自愿、免费，随时可以停）", "All sides are asked whether they want mediation (free, voluntary)"),
    "CLK-36": Words("各方按约定做完", "All do what was agreed"),
    "CLK-01": Words("由信访部门转送、交办有权处理的单位", "The petition office sends it to the competent unit"),
    "CLK-02": Words(
        "书面告诉您受理不受理，由谁办、怎么办", "You are told in writing whether it is accepted, and how it is handled"
    ),
}


def receipt_of(case: Case, actor: Actor, today: date, base: str) -> Receipt:
    """The receipt of a case; the name in full only for whoever took it in today, who has just heard it.

    `base` is the public address of the service, such as https://xinfang.example.
    """
    county = case.county
    proceeding = Proceeding.objects.filter(county=county, case=case).earliest("opened_at")
    brought = Party.objects.filter(county=county, case=case, identity__isnull=False, role__in=pickup.OWN_PEOPLE)
    people = list(brought.select_related("identity"))
    first = next((party for party in people if party.role == PartyRole.PETITIONER), None)
    name = case.petitioner_mask or ANONYMOUS
    if first is not None and not case.is_anonymous and _registered_by(case, actor, today):
        name = opened(first).name or name
    clocks = {clock["id"]: clock for clock in _running(proceeding)}
    return Receipt(
        case=case, code=case.tracking_code, address=f"{base.rstrip('/')}/t/{case.tracking_code}",
        next=tuple(_next(clocks[key], words) for key, words in NEXT.items() if key in clocks),
        secret="" if any(party.phone_mask for party in people) else pickup.pickup_secret(case),
        name=name, phone=case.origin_unit.phone or str(getattr(settings, "COUNTY_PHONE", "")),
        context=_context(case, proceeding, name),
    )  # fmt: skip


def _running(proceeding: Proceeding) -> list[dict[str, Any]]:
    return [clock for clock in proceeding.clocks if clock["state"] == "running"]


def _next(clock: dict[str, Any], words: Words) -> Next:
    return Next(words, date.fromisoformat(clock["shown"]) if clock["shown"] else None, bool(clock["provisional"]))


def _context(case: Case, proceeding: Proceeding, name: str) -> dict[str, Any]:
    lists = rules.pack_of(case).lists
    demands = [demand.text for demand in case.demands.filter(county=case.county)]
    context: dict[str, Any] = {
        "petitioner": name,
        "unit": case.origin_unit.label,
        "case_number": case.number,
        "tracking_code": " ".join(case.tracking_code[at : at + 4] for at in (0, 4, 8)),
        "title": case.title,
        "received_on": case.received_on,
        "channel": lists["channels"].get(case.channel, case.channel),
        "kind": lists["kinds"].get(case.classification, ""),
        "place": case.place,
        "people_count": case.people_count,
        "demands": demands,
    }
    for clock in _running(proceeding):
        name_of_due = f"due_{clock['id'].replace('-', '_')}"
        context[name_of_due] = date.fromisoformat(clock["shown"]) if clock["shown"] else ""
    return context


def run_of(actor: Actor, key: UUID) -> ImportRun | None:
    """One import of the actor's county."""
    return ImportRun.objects.select_related("unit").filter(county=actor.county, id=key).first()


def latest_runs(county: int) -> list[ImportRun]:
    """The latest imports of a county."""
    return list(ImportRun.objects.filter(county=county).order_by("-created_at")[:10])
