"""What the lists of an act's form offer, and what it can fill in by itself because it is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.forms import Choices, Group
from fengqiao.apps.cases.queries import CasePage, earlier_of_same
from fengqiao.apps.cases.wording import spoken
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field, Transition

MOST_SUGGESTED = 8


def choices_for(page: CasePage, transition: Transition, actor: Actor, today: date) -> Choices:
    """The lists for the fields of one act; nothing is read for types that the act does not ask."""
    types = {spec.type for spec in transition.fields}
    return Choices(
        units=_units(page, today) if "unit" in types else (),
        people=_people(page, today) if "person" in types else (),
        cases=_cases(page, actor) if "case" in types else (),
    )


def fields_for(page: CasePage, transition: Transition) -> tuple[Field, ...]:
    """The fields to ask: why a case goes to the very unit complained of is asked only when there is such a unit."""
    if any(party.unit_id for party in page.parties):
        return transition.fields
    return tuple(spec for spec in transition.fields if spec.name != "despite")


def known_for(page: CasePage, transition: Transition, actor: Actor) -> dict[str, Any]:
    """What the records already tell: who to contact, and the body that would review."""
    known = {spec.name: spec for spec in transition.fields}
    told: dict[str, Any] = {}
    if "officer" in known:
        told["officer"] = " ".join(filter(None, (actor.name, page.case.unit.phone)))
    if "review_body" in known and _wants(known["review_body"]):
        above = page.case.unit.parent
        told["review_body"] = "，".join(filter(None, (above.name, above.address))) if above else ""
    return told


def _wants(spec: Field) -> bool:
    return spec.type in ("text", "longtext")


def _units(page: CasePage, today: date) -> list[Group]:
    """The units that answer for this category at this place first, each with its reason; then all others by level."""
    case = page.case
    competent: list[Unit] = []
    if case.category:
        competent = organisations.competent_units(case.county, case.category, case.region_code, today)
    competent = [unit for unit in competent if unit.id != case.unit_id][:MOST_SUGGESTED]
    category = rules.pack_of(case).lists.get("categories", {}).get(case.category, Words(case.category))
    because = _("负责%(category)s") % {"category": spoken(category)}
    groups: list[Group] = []
    if competent:
        named = [(str(unit.id), f"{unit.label} — {because}") for unit in competent]
        groups.append((_("按职责应由（供参考，由您决定）"), named))
    first = {unit.id for unit in competent} | {case.unit_id}
    others = [unit for unit in organisations.units_of(case.county).order_by("code") if unit.id not in first]
    return groups + _by_level(others)


def _by_level(units: Iterable[Unit]) -> list[Group]:
    order = [UnitLevel.COUNTY, UnitLevel.TOWN, UnitLevel.VILLAGE, UnitLevel.PREFECTURE, UnitLevel.PROVINCE]
    groups: dict[str, list[tuple[str, str]]] = {level: [] for level in order}
    for unit in units:
        groups.setdefault(unit.level, []).append((str(unit.id), unit.label))
    return [(str(UnitLevel(level).label), members) for level, members in groups.items() if members]


def _people(page: CasePage, today: date) -> list[tuple[str, str]]:
    """The people who hold a post of the responsible unit today, without those recused."""
    people: dict[str, str] = {}
    for post in accounts.posts_of(page.case.unit, today):
        for holding in post.current:  # type: ignore[attr-defined]
            if holding.since <= today and holding.user.is_active and holding.user_id not in page.case.recused:
                people.setdefault(str(holding.user_id), f"{holding.user.name} · {post.label}")
    return list(people.items())


def _cases(page: CasePage, actor: Actor) -> list[tuple[str, str]]:
    """Cases already linked, and those of the same people that the actor may see."""
    linked = [other for _kind, other in page.links if other is not None]
    found = {case.number: case.title for case in [*linked, *earlier_of_same(page.case, page.parties, actor)]}
    return list(found.items())
