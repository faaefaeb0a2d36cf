"""The papers an act issues and those it proves served, with everything their texts may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from fengqiao.apps.cases.models import Demand, Party, PartyRole
from fengqiao.apps.cases.services import parties
from fengqiao.apps.documents import queries as documents
from fengqiao.apps.documents import services as document_services
from fengqiao.apps.documents.models import Document
from fengqiao.apps.organisations.models import Unit

if TYPE_CHECKING:
    from fengqiao.apps.cases.services.acting import Act


def issue(act: Act) -> list[Document]:
    """Write every paper of the act whose condition holds; raises Incomplete when a needed part is empty."""
    due = [paper for paper, when in act.transition.issues if _holds(act, when)]
    if not due:
        return []
    context = context_of(act)
    return [
        document_services.issue(
            county=act.case.county, case_id=act.case.id, paper=act.pack.documents[paper], context=context,
            data=act.data, by=act.by, at=act.at, pack=act.case.pack, sealed=act.case.is_sealed,
        )
        for paper in due
    ]  # fmt: skip


def serve(act: Act) -> None:
    """Record the service of the papers that the act proves served (DAY-16)."""
    if not act.transition.serves:
        return
    act.proceeding.served = sorted({*act.proceeding.served, *act.transition.serves})
    issued = documents.papers_of(act.case.county, act.case.id)
    for kind in act.transition.serves:
        paper = next((p for p in sorted(issued, key=lambda p: p.issued_at, reverse=True) if p.kind == kind), None)
        if paper is not None and paper.served_on is None:
            document_services.record_service(
                document=paper, served_on=act.on, way=act.data.get("way", ""), proof=act.data.get("proof", ""),
                by=act.by, at=act.at,
            )  # fmt: skip


def _holds(act: Act, when: Mapping[str, tuple[str, ...]]) -> bool:
    return all(str(act.facts.get(fact, "")) in values for fact, values in when.items())


def context_of(act: Act) -> dict[str, Any]:
    """What the text of a paper may name: the case, its people and units, its dates, and the fields of the act."""
    case = act.case
    demands = list(Demand.objects.filter(county=case.county, case=case))
    sender = act.proceeding.vars.get("sender") or str(case.origin_unit_id)
    from_unit = Unit.objects.filter(id=sender).first()
    context: dict[str, Any] = {
        "case_number": case.number,
        "tracking_code": case.tracking_code,
        "title": case.title,
        "content": case.content,
        "received_on": case.received_on,
        "today": act.today,
        "petitioner": _petitioner(act),
        "unit": act.by.unit_name or case.unit.name,
        "to_unit": case.unit.name,
        "from_unit": from_unit.name if from_unit else "",
        "person": case.person_name,
        "kind": _choice(act, "kinds", case.classification),
        "channel": _choice(act, "channels", case.channel),
        "people_count": case.people_count,
        "demands": [demand.text for demand in demands],
    }
    for clock in act.proceeding.clocks:
        shown = clock["shown"]
        context[f"due_{clock['id'].replace('-', '_')}"] = date.fromisoformat(shown) if shown else ""
    context.update(_fields(act, demands))
    return context


def _petitioner(act: Act) -> str:
    party = (
        Party.objects.filter(county=act.case.county, case=act.case, role=PartyRole.PETITIONER, identity__isnull=False)
        .select_related("identity")
        .first()
    )
    name = parties.opened(party).name if party else ""
    return name or "匿名"


def _choice(act: Act, listed: str, code: str) -> Any:
    return act.pack.lists.get(listed, {}).get(code, code)


def _fields(act: Act, demands: list[Demand]) -> dict[str, Any]:
    texts = {demand.position: demand.text for demand in demands}
    values: dict[str, Any] = {}
    for spec in act.transition.fields:
        value = act.data.get(spec.name)
        if spec.type == "choice" and value:
            value = _choice(act, spec.choices, value)
        elif spec.type == "each_demand" and value:
            value = [_row(act, spec.fields, row, texts) for row in value]
        elif spec.type == "unit" and value:
            value = Unit.objects.get(id=value).name
        if spec.name == "unit":
            values["to_unit"] = value or act.case.unit.name
        else:
            values[spec.name] = value
    return values


def _row(act: Act, specs: Any, row: Mapping[str, Any], texts: Mapping[int, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"demand": texts.get(row["demand"], "")}
    for spec in specs:
        value = row.get(spec.name, "")
        shown[spec.name] = _choice(act, spec.choices, value) if spec.type == "choice" and value else value
    return shown
