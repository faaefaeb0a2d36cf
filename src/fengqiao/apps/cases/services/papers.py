"""The papers an act issues and those it proves served, with everything their texts may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Party, PartyRole, Seat, SeatState
from fengqiao.apps.cases.services import parties
from fengqiao.apps.cases.services.act import Act
from fengqiao.apps.cases.services.parties import Person
from fengqiao.apps.cases.withholding import hides_names, withheld
from fengqiao.apps.documents import queries as documents
from fengqiao.apps.documents import services as document_services
from fengqiao.apps.documents.models import Document
from fengqiao.apps.helpers.queries import by_keys
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain import money
from fengqiao.domain.masking import ANONYMOUS
from fengqiao.domain.papers import names_wanted
from fengqiao.domain.roles import PANEL
from fengqiao.domain.workflow import Field
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.reading import Question


def issue(act: Act) -> list[Document]:
    """Write every paper of the act whose condition holds; raises Incomplete when a needed part is empty."""
    due = [paper for paper, when in act.transition.issues if _holds(act, when)]
    if not due:
        return []
    kinds = [act.pack.documents[paper] for paper in due]
    context = _context(act, frozenset().union(*map(names_wanted, kinds)))
    labels = {spec.name: spec.label for spec in act.transition.fields}
    return [
        document_services.issue(
            act.batch, county=act.case.county, case_id=act.case.id, paper=kind, context=context, data=act.data, by=act.by,
            at=act.at, pack=act.case.pack, sealed=act.case.kind == "report", labels=labels,
        )
        for kind in kinds
    ]  # fmt: skip


def serve(act: Act) -> None:
    """Record the service of the papers that the act proves served (DAY-16)."""
    served = _served(act)
    if not served:
        return
    act.proceeding.served = sorted({*act.proceeding.served, *served})
    if any(paper.kind in served for paper in act.papers):
        act.batch.write()  # a paper handed over as it is issued
    issued = documents.papers_of(act.case.county, act.case.id)
    for kind in served:
        paper = next((p for p in sorted(issued, key=lambda p: p.issued_at, reverse=True) if p.kind == kind), None)
        if paper is not None and paper.served_on is None:
            document_services.record_service(
                document=paper, served_on=act.on, way=act.data.get("way", ""), proof=act.data.get("proof", ""),
                by=act.by, at=act.at,
            )  # fmt: skip


def _served(act: Act) -> list[str]:
    """The papers that the act proves served."""
    return [paper for paper, when in act.transition.serves if _holds(act, when)]


def _holds(act: Act, when: Mapping[str, tuple[str, ...]]) -> bool:
    return all(str(act.facts.get(fact, "")) in values for fact, values in when.items())


def _context(act: Act, wanted: frozenset[str]) -> dict[str, Any]:
    """What the text of a paper may name: the case, its dates, the fields of the act, and its people and units if wanted."""
    case = act.case
    context: dict[str, Any] = {
        "act": act.transition.name,
        "case_number": case.number,
        "tracking_code": case.tracking_code,
        "title": case.title,
        "story": case.content,
        "content": case.content,
        "place": case.place,
        "received_on": case.received_on,
        "today": act.today,
        "unit": act.by.unit_name or act.holder.unit.name,
        "to_unit": case.unit.name,
        "person": case.person_name,
        "kind": _choice(act, "kinds", case.classification),
        "channel": _choice(act, "channels", case.channel),
        "category": _choice(act, "categories", case.category),
        "round": _choice(act, "rounds", act.facts["round"]) if "round" in act.proceeding.vars else "",
        "people_count": case.people_count,
        "demands": [demand.text for demand in act.demands],
        "served_papers": [act.pack.documents[paper].name for paper in _served(act)],
    }
    for clock in act.proceeding.clocks:
        shown = clock["shown"]
        context[f"due_{clock['id'].replace('-', '_')}"] = date.fromisoformat(shown) if shown else ""
    for names, part in _LOOKED_UP.items():
        if names & wanted:
            context |= part(act)
    return {**context, **_fields(act), **withheld(case)}


def _people(act: Act) -> dict[str, Any]:
    people = [_named(row, hides_names(act.case)) for row in _known(act.case.county, act.case.id)]
    first = next((person for person in people if person.role == PartyRole.PETITIONER), None)
    return {
        "petitioner": (first.name if first else "") or ANONYMOUS,
        "phone": first.phone if first else "",
        "address": first.address if first else "",
        "representatives": [person.name for person in people if person.role == PartyRole.REPRESENTATIVE],
        "others": [person.name for person in people if person.role == PartyRole.RESPONDENT],
    }


def _seated(act: Act) -> dict[str, Any]:
    """Who presides over a side proceeding and who sits on it, for papers that invite to it."""
    if act.proceeding.parent_id is None or not any("panel" in t.effects for t in act.workflow.transitions.values()):
        return {}
    seats = Seat.objects.filter(county=act.case.county, proceeding=act.proceeding, role=PANEL)
    sitting = seats.filter(state__in=[SeatState.INVITED, SeatState.ACCEPTED]).order_by("name").values_list("name", flat=True)
    return {"presider": act.holder.person_name, "panel": "、".join(sitting)}


@Question
def _known(county: int, case: UUID) -> QuerySet[Party]:
    named = Party.objects.filter(county=county, case=case, identity__isnull=False).exclude(role=PartyRole.MEMBER)
    return named.select_related("identity")


def _named(row: Party, hidden: bool) -> Person:
    """Who a party is, for a paper; where confidentiality was asked for or a minor is concerned, only the mask (G06, G17)."""
    return Person(name=row.mask, role=row.role) if hidden else parties.opened(row)


def _units(act: Act) -> dict[str, Any]:
    """Whom it goes to and comes from, and the bodies that would review the unit that handles it."""
    known = queries.root_of(act.proceedings).vars
    keys = [known.get("sender") or str(act.case.origin_unit_id), known.get("handling") or str(act.case.unit_id)]
    units = {str(unit.id): unit for unit in _two_units(*keys)}
    sender, handling = units.get(keys[0]), units.get(keys[1])
    review = organisations.review_body_of(handling) if handling else None
    final = organisations.review_body_of(review) if review else None
    return {
        "from_unit": sender.name if sender else "",
        "review_body": review.name if review else "",
        "final_body": final.name if final else "",
    }


@Question
def _two_units(one: UUID, other: UUID) -> QuerySet[Unit]:
    return Unit.objects.filter(id__in=[one, other]).select_related("parent", "review_body")


def _earlier_opinion(act: Act) -> dict[str, Any]:
    """The opinion that a request for review or a review speaks of."""
    begins = act.transition.begins
    round_now = begins.sets.get("round") if begins else act.facts["round"]
    kind = "D28" if round_now == "final" else "D21"
    last = documents.latest_of(act.case.county, act.case.id, kind)
    return {"original_number": f"{last.number}（{day_of(last.issued_at)}）" if last else ""}


_LOOKED_UP: Mapping[frozenset[str], Callable[[Act], dict[str, Any]]] = {
    frozenset({"petitioner", "phone", "address", "representatives", "others"}): _people,
    frozenset({"presider", "panel"}): _seated,
    frozenset({"from_unit", "review_body", "final_body"}): _units,
    frozenset({"original_number"}): _earlier_opinion,
}


def _choice(act: Act, listed: str, code: str) -> Any:
    return act.pack.lists.get(listed, {}).get(code, code)


def _fields(act: Act) -> dict[str, Any]:
    """What was entered with the act, in words; with an agreement that comes into force, what it says."""
    texts = {demand.position: demand.text for demand in act.demands}
    values: dict[str, Any] = {}
    for fields, data in _entered(act):
        for spec in fields:
            name = "to_unit" if spec.name == "unit" else spec.name
            values[name] = _in_words(act, spec, data.get(spec.name), texts)
    if "to_unit" in values:
        values["to_unit"] = values["to_unit"] or act.case.unit.name
    if values.get("total") and not values.get("capitals"):
        values["capitals"] = money.capitals(values["total"].replace(",", ""))
    return values


def _entered(act: Act) -> Iterator[tuple[Iterable[Field], Mapping[str, Any]]]:
    if "in_force" in act.transition.effects:
        drafting = next(t for t in act.workflow.transitions.values() if "agreement" in t.effects)
        yield drafting.fields, act.proceeding.vars.get("agreement", {})
    yield act.transition.fields, act.data


def _in_words(act: Act, spec: Field, value: Any, demands: Mapping[int, str]) -> Any:
    match spec.type:
        case "choice" if value:
            return _choice(act, spec.choices, value)
        case "choices" if value:
            return [_choice(act, spec.choices, code) for code in value]
        case "each_demand" if value:
            return [_row(act, spec.fields, row, demands) for row in value]
        case "rows" if value:
            return [_as_line(act, spec.fields, row) for row in value]
        case "date" if value:
            return date.fromisoformat(value)
        case "money" | "money_or_more" if value:
            return money.written(value)
        case "unit" | "person" | "official" | "helpers" if value:
            return _record_name(act, spec, value)
        case "files":
            return str(len(value or ()))
    return value


def _record_name(act: Act, spec: Field, value: Any) -> str:
    if spec.type == "unit":
        return Unit.objects.get(id=value).name
    if spec.type == "helpers":
        return "、".join(helper.name for helper in by_keys(act.case.county, value).values())
    return User.objects.get(id=value).name


def _as_line(act: Act, specs: Iterable[Field], row: Mapping[str, Any]) -> str:
    """One row of a paper's list: 物业，修好外墙，2026-04-30，4,000.00元."""
    parts = []
    for spec in specs:
        value = row.get(spec.name)
        if value:
            text = _in_words(act, spec, value, {})
            parts.append(f"{text}元" if spec.type.startswith("money") else str(text))
    return "，".join(parts)


def _row(act: Act, specs: Any, row: Mapping[str, Any], texts: Mapping[int, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"demand": texts.get(row["demand"], "")}
    for spec in specs:
        value = row.get(spec.name, "")
        shown[spec.name] = _choice(act, spec.choices, value) if spec.type == "choice" and value else value
    return shown
