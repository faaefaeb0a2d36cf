"""What the lists of an act's form offer, and what it can fill in by itself because it is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.cases import filing, inviting, matter, owing, rules
from fengqiao.apps.cases.facts import BRANCHES, OTHER_SIDE
from fengqiao.apps.cases.forms import Choices, Group, Pick, Sending, flat
from fengqiao.apps.cases.models import Case, Demand, Party
from fengqiao.apps.cases.on_file import REASON as ASKED_AGAIN
from fengqiao.apps.cases.queries import CasePage, Track, earlier_of_same, last_entered
from fengqiao.apps.cases.wording import party_name
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.apps.organisations.naming import level_name
from fengqiao.domain import guards, results
from fengqiao.domain.packs import CARDS, Card, Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field, Transition
from fengqiao.ui.language import in_language

MOST_SUGGESTED = 8


def choices_for(
    page: CasePage, track: Track, transition: Transition, actor: Actor, today: date, picked: Sequence[str] = (), *,
    browser: str, kept: Collection[str] = (), is_wide: bool = False,
) -> Choices:
    """The lists for the fields of one act; nothing is read for types that the act does not ask. `picked` are the numbers
    of the lines that were picked before the form was opened: only they are offered. `browser` is the one that may send files,
    `kept` are the people of the directory that are chosen already, `is_wide` asks for the whole of it."""
    types = {spec.type for spec in (*transition.fields, *(inner for spec in transition.fields for inner in spec.fields))}
    return Choices(
        units=_units(page, today) if "unit" in types else (),
        people=_people(page, track, today) if "person" in types else (),
        cases=_cases(page, actor) if "case" in types else (),
        parties=[(str(party.id), party_name(party)) for party in _parties(page, transition)] if "party" in types else (),
        officials=_officials(page, today) if types & {"official", "officials"} else (),
        helpers=_helpers(page, track, transition, kept, is_wide) if types & {"helper", "helpers"} else (),
        lines=[(pick.position, pick.label) for pick in _one_line(page, transition, today)] if "line" in types else (),
        picks=[pick for pick in _lines(page, transition, today) if not picked or pick.position in picked]
        if "lines" in types else (),
        files=filing.choices_of(page.case, page.pack, actor) if "file" in types else (),
        sending=Sending(page.case.county, page.case.id, actor, browser) if "files" in types else None,
        cards=page.pack.cards_for(page.case.category) if any(spec.choices == CARDS for spec in transition.fields) else (),
    )


def fields_for(page: CasePage, track: Track, transition: Transition, *, asks_again: bool = False) -> tuple[Field, ...]:
    """The fields to ask: why a case goes to the very unit complained of is asked only when there is such a unit, why
    something late is taken up only when it is late, why a paper is asked for once more only when something is on file, which works
    were paid only where there are works to pay, whether two people of one name are two only when an official has a party's name."""
    spared = [] if any(party.unit_id for party in page.parties) else ["despite"]
    spared += [] if any(guard.name == "no_conflict" for guard in transition.needs) and track.facts["namesakes"] else [guards.TWO_PEOPLE]
    spared += [] if asks_again or "asks" not in transition.effects else [ASKED_AGAIN]
    if track.facts["late"] == "no":
        spared += [guard.values[0] for guard in transition.needs if guard.name == "explained_when_late"]
    if transition.effects.get("stage") == "lines" and not _pays(page):
        spared += [spec.name for spec in transition.fields if spec.type == "line"]
    return tuple(spec for spec in transition.fields if spec.name not in spared)


def _pays(page: CasePage) -> bool:
    """Has the case money that pays for works, and works that it may pay?"""
    there = {line.sheet for line in owing.lines_of(page.case) if not line.is_dropped}
    return any(sheet.id in there and sheet.pays in there for sheet in page.pack.sheets.values())


def known_for(page: CasePage, track: Track, transition: Transition, actor: Actor) -> dict[str, Any]:
    """What the records already tell: who to contact, the body that would review, what was agreed to be kept by when."""
    known = {spec.name: spec for spec in transition.fields}
    told: dict[str, Any] = matter.known_of(page.case, known) if "matter" in transition.effects else {}
    if "officer" in known:
        told["officer"] = " ".join(filter(None, (actor.name, page.case.unit.phone)))
    if "review_body" in known and _wants(known["review_body"]):
        above = organisations.review_body_of(page.case.unit)
        told["review_body"] = "，".join(filter(None, (above.name, above.address))) if above else ""
    if {"place", "present"} <= known.keys():  # a session is held where the unit sits, unless it is said otherwise
        told["place"] = (page.case.unit if track is page.root else track.proceeding.unit).label
    if "invites" in transition.effects and len(others := _parties(page, transition)) == 1:
        told[transition.effects["invites"]] = str(others[0].id)
    if "reviewer" in known:
        told["reviewer"] = str(track.proceeding.person_id or "")
    agreed = track.proceeding.vars.get("agreement", {})
    if "kept_by" in known and agreed.get("kept_by"):
        told["kept_by"] = agreed["kept_by"]
    told |= _by_demand(page, track, transition)
    planned = track.proceeding.vars.get("plan", {})
    told |= {name: value for name, value in planned.items() if name in known}
    if "agreement" in transition.effects:
        told |= {"facts": page.case.content} if "facts" in known else {}
        told |= flat({name: value for name, value in agreed.items() if name in known})
    return told


def _by_demand(page: CasePage, track: Track, transition: Transition) -> dict[str, Any]:
    """What is known of each demand: the result proposed, the opinion begun, and what it was put under before."""
    told: dict[str, list[dict[str, Any]]] = {}
    if field := transition.effects.get("results"):
        told[field] = [{"result": _came_to(demand, track)} for demand in page.demands]
    if any(spec.name == "opinions" for spec in transition.fields):
        told["opinions"] = _opinions(page)
    if field := transition.effects.get("branches"):
        before = track.proceeding.vars.get(BRANCHES, {})
        told[field] = [before.get(str(demand.position), {}) for demand in page.demands]
    return flat(told)


def _came_to(demand: Demand, track: Track) -> str:
    """The outcome proposed for a demand: what is promised is solved once another unit has verified it and nothing is owed."""
    found = demand.result or results.from_opinion(demand.outcome)
    is_proven = track.facts["verified"] == "yes" and track.facts["owed"] == "no"
    return results.SOLVED if found == results.PROMISED and is_proven else found


def cards_beside(pack: Pack, case: Case, transition: Transition) -> tuple[Card, ...]:
    """What the law says, to be read while an agreement is written."""
    return pack.cards_for(case.category) if "agreement" in transition.effects else ()


def _opinions(page: CasePage) -> list[dict[str, Any]]:
    """What an opinion begins with: of a demand that was closed with one before, that one; of the only other, what was found."""
    new = [demand for demand in page.demands if not demand.result]
    found = last_entered(page.case, "investigate").get("findings", "") if len(new) == 1 else ""
    return [{"facts": found} if demand in new else {**demand.reply, "outcome": demand.outcome} for demand in page.demands]


def _parties(page: CasePage, transition: Transition) -> list[Party]:
    """The parties that an act may be about: a link is for the other side alone."""
    if "invites" not in transition.effects:
        return page.parties
    return [party for party in page.parties if party.role in OTHER_SIDE]


def _wants(spec: Field) -> bool:
    return spec.type in ("text", "longtext")


def _units(page: CasePage, today: date) -> list[Group]:
    """The units that answer for this category at this place first, each with its reason; then all others by level. A unit
    is also found by the names of those it succeeded."""
    case = page.case
    competent: list[Unit] = []
    if case.category:
        competent = organisations.competent_units(case.county, case.category, case.region_code, today)
    competent = [unit for unit in competent if unit.id != case.unit_id][:MOST_SUGGESTED]
    category = rules.pack_of(case).lists.get("categories", {}).get(case.category, Words(case.category))
    because = _("负责%(category)s") % {"category": in_language(category)}
    former: dict[UUID, list[str]] = {}
    for closed, heir in organisations.former_units(case.county):
        former.setdefault(heir.id, []).append(closed.label)
    groups: list[Group] = []
    if competent:
        named = [(str(unit.id), f"{_known_as(unit, former)} — {because}") for unit in competent]
        groups.append((_("按职责应由（供参考，由您决定）"), named))
    first = {unit.id for unit in competent} | {case.unit_id}
    others = [unit for unit in organisations.units_of(case.county).order_by("code") if unit.id not in first]
    return groups + _by_level(others, former, page.pack)


def _known_as(unit: Unit, former: Mapping[UUID, Sequence[str]]) -> str:
    """The name of a unit with the names that people may still know it by."""
    if unit.id not in former:
        return unit.label
    return _("%(unit)s（原%(former)s）") % {"unit": unit.label, "former": _("、").join(former[unit.id])}


def _by_level(units: Iterable[Unit], former: Mapping[UUID, Sequence[str]], pack: Pack) -> list[Group]:
    order = [UnitLevel.COUNTY, UnitLevel.TOWN, UnitLevel.VILLAGE, UnitLevel.PREFECTURE, UnitLevel.PROVINCE]
    groups: dict[str, list[tuple[str, str]]] = {level: [] for level in order}
    for unit in units:
        groups.setdefault(unit.level, []).append((str(unit.id), _known_as(unit, former)))
    return [(level_name(level, pack), members) for level, members in groups.items() if members]


def _helpers(page: CasePage, track: Track, transition: Transition, kept: Collection[str], is_wide: bool) -> Sequence[Any]:
    """People of the directory for an act that seats some; else those who sit."""
    if not inviting.names_panel(transition):
        return inviting.seated(page, track)
    return inviting.offered(page, track, kept=kept, is_wide=is_wide)


def _lines(page: CasePage, transition: Transition, today: date) -> list[Pick]:
    """The lines that may be the ones meant: of an act that names a stage, only those of sheets that have it."""
    stages = {effect.partition(".")[2] for effect in transition.effects if effect.startswith("stage.")}
    kinds = {effect.partition(".")[0] for effect in transition.effects}
    views = [view for table in owing.tables_of(page.case, page.pack, today) for view in table.lines]
    views.sort(key=lambda view: view.line.position)
    return [_pick(view) for view in views if _may_be_meant(view, kinds, stages)]


def _one_line(page: CasePage, transition: Transition, today: date) -> list[Pick]:
    """The lines of which one is chosen: beside the many that reach their next stage, those that some of them pay for."""
    if transition.effects.get("stage", "") != "lines":
        return _lines(page, transition, today)
    paid_for = {sheet.pays for sheet in page.pack.sheets.values() if sheet.pays}
    tables = [table for table in owing.tables_of(page.case, page.pack, today) if table.sheet.id in paid_for]
    return [_pick(view) for table in tables for view in table.lines if not view.line.is_dropped]


def _may_be_meant(view: owing.LineView, kinds: set[str], stages: set[str]) -> bool:
    line = view.line
    if line.is_dropped or ("affirmed" in kinds and "doubted" not in line.details):
        return False
    if not kinds & {"doubted", "affirmed"} and line.is_done:
        return False
    if stages:
        return bool(stages & set(view.sheet.stages))
    return "stage" not in kinds or not (line.sheet == owing.SUPPORT or view.sheet.keeps)


def _pick(view: owing.LineView) -> Pick:
    line = view.line
    told = filter(None, (f"{line.position}. {line.mask} {line.what}".replace("  ", " "), line.owed_by, in_language(view.stage)))
    return Pick(str(line.position), _(" · ").join(told), view.expected)


def _people(page: CasePage, track: Track, today: date) -> list[tuple[str, str]]:
    """The people who hold a post of the unit that has the proceeding today, without those recused."""
    people: dict[str, str] = {}
    unit = page.case.unit if track is page.root else track.proceeding.unit
    for post in accounts.posts_of(unit, today):
        for holding in post.current:  # type: ignore[attr-defined]
            if holding.since <= today and holding.user.is_active and holding.user_id not in page.case.recused:
                people.setdefault(str(holding.user_id), f"{holding.user.name} · {post.label}")
    return list(people.items())


def _officials(page: CasePage, today: date) -> list[Group]:
    """Everybody in post in the county today, by unit, those of the units of the case first; without those recused."""
    known = {str(page.case.unit_id), str(page.case.origin_unit_id), *(str(track.proceeding.unit_id) for track in page.tracks)}
    near = accounts.in_charge_of(page.case.county, today, category=page.case.category, region_code=page.case.region_code)
    answering = {str(one.user_id): _("%(name)s（%(layer)s）") % {"name": one.user.name, "layer": one.get_layer_display()}
                 for one in reversed(near) if one.user_id not in page.case.recused}  # fmt: skip
    groups: dict[tuple[bool, str, str], dict[str, str]] = {}
    namesakes = page.root.facts["namesakes"]
    for holding in accounts.in_post(page.case.county, today):
        if holding.user_id in page.case.recused:
            continue
        unit = holding.post.unit
        people = groups.setdefault((str(unit.id) not in known, unit.code, unit.label), {})
        same = _("（和当事人同名）") if str(holding.user_id) in namesakes else ""
        people.setdefault(str(holding.user_id), f"{holding.user.name}{same} · {holding.post.label} · {unit.label}")
    found: list[Group] = [(label, list(people.items())) for (_far, _code, label), people in sorted(groups.items())]
    if answering:
        found.insert(0, (_("按包片、分管（供参考，由您决定）"), list(reversed(answering.items()))))
    return found


def _cases(page: CasePage, actor: Actor) -> list[tuple[str, str]]:
    """Cases already linked, and those of the same people that the actor may see."""
    linked = [other for _kind, other in page.links if other is not None]
    found = {case.number: case.title for case in [*linked, *earlier_of_same(page.case, page.parties, actor)]}
    return list(found.items())
