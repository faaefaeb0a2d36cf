"""Split a case in two; the clocks go over as they are and never start again."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.cases import queries, rules
from fengqiao.apps.cases.models import Case, Demand, Desk, Party
from fengqiao.apps.cases.services import act as preparing
from fengqiao.apps.cases.services import ledger, opening, standing, tally
from fengqiao.apps.cases.services.entered import said
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import check
from fengqiao.kernel.county import new_id
from fengqiao.kernel.writing import Batch


@database.atomic
def split(*, county: int, case_id: UUID, positions: Sequence[int], by: Actor, at: datetime, reason: str) -> Case:
    """Move some demands into a case of their own, tied to the first; people, unit and clocks go over as they are.

    Raises Incomplete when none or all demands are chosen, Denied or NotNow when the actor may not work on the case.
    """
    case = standing.locked(county, case_id)
    workflow = rules.pack_of(case).workflows[queries.proceeding_of(case).workflow]
    act = preparing.begin(case, workflow.key("note"), by=by, at=at)
    check(act.workflow, act.transition, act.facts, by).or_raise()
    demands = list(Demand.objects.filter(county=county, case=case))
    moving = [demand for demand in demands if demand.position in set(positions)]
    words = Words(
        "请选出要分出去的诉求（不能全选），并写明理由。",
        "Choose the demands to move (not all) and give the reason.",
    )
    reason = said(reason, "reason", words)
    if not moving or len(moving) == len(demands):
        raise Incomplete(words, {"positions": words})
    part = _copy(case, moving, at)
    proceeding = act.proceeding
    proceeding.pk, proceeding._state.adding = new_id(county), True
    proceeding.case, proceeding.clocks = part, deepcopy(proceeding.clocks)
    body = {
        "from": case.number,
        "to": part.number,
        "demands": [demand.text for demand in moving],
        "reason": reason,
    }
    batch = Batch()
    ledger.append(batch, part, "split_from", by=by, at=at, body={**body, "clocks": proceeding.clocks})
    ledger.append(batch, case, "split", by=by, at=at, body=body)
    batch.add(part, proceeding)
    _take_along(batch, case, part, at)
    case.save(update_fields=["ledger_seq", "ledger_head"])
    opening.tie(batch, part, case.id, "split_from", at, reason)
    tally.moved(batch, None, tally.place_of(part))
    batch.write()
    for n, demand in enumerate(moving, 1):
        demand.case, demand.position = part, n
        demand.save(update_fields=["case", "position"])
    return part


def _copy(case: Case, moving: Sequence[Demand], at: datetime) -> Case:
    part = Case.objects.select_related("unit").get(county=case.county, id=case.id)
    part.pk, part._state.adding = new_id(case.county), True
    part.number, part.tracking_code = opening.new_number(case.county, case.received_on.year), opening.free_code(case.county)
    part.title, part.source_key, part.registered_at, part.acted_at = moving[0].text, "", at, at
    part.ledger_seq, part.ledger_head = 0, b""
    return part


def _take_along(batch: Batch, case: Case, part: Case, at: datetime) -> None:
    for party in Party.objects.filter(county=case.county, case=case):
        party.pk, party.case = new_id(part.county), part
        batch.add(party)
    for desk in Desk.objects.filter(county=case.county, case=case):
        desk.pk, desk.case, desk.acted_at = new_id(part.county), part, at
        batch.add(desk)
