"""An act about to be taken: the case with its facts, and what was entered made clean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases import queries, rules
from fengqiao.apps.cases.facts import Facts, facts_of
from fengqiao.apps.cases.models import Case, Entry, Proceeding
from fengqiao.apps.documents.models import Document
from fengqiao.apps.organisations import queries as organisations
from fengqiao.domain import fields as form_fields
from fengqiao.domain.errors import Conflict, Incomplete, NotNow
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Transition, Workflow
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.writing import Batch


@dataclass(slots=True)
class Act:
    """One step while it is being taken: what is known before, and what will be written."""

    case: Case
    proceeding: Proceeding
    pack: Pack
    workflow: Workflow
    transition: Transition
    by: Actor
    at: datetime
    facts: Facts
    data: dict[str, Any] = field(default_factory=dict)
    drafted_by: str = ""
    papers: list[Document] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)

    @property
    def today(self) -> date:
        """The local day on which it is done."""
        return day_of(self.at)

    @property
    def on(self) -> date:
        """The legal day: the date entered where the transition is dated, else the day of the act."""
        return date.fromisoformat(self.data[self.transition.dated]) if self.transition.dated else self.today


def begin(case: Case, step: str, *, by: Actor, at: datetime) -> Act:
    """A step about to be taken, with its facts; raises NotNow for a step that the workflow does not know, and
    Case.DoesNotExist for staff of another county or, when it is sealed, for anyone but its readers (G01)."""
    _hidden_from(case, by)
    proceeding = queries.proceeding_of(case)
    pack = rules.pack_of(case)
    workflow = pack.workflows[proceeding.workflow]
    transition = workflow.transitions.get(step)
    if transition is None or not transition.sources:
        raise NotNow(Words("没有这个步骤。", "There is no such step."), code="unknown_step")
    facts = facts_of(case, proceeding, pack, day_of(at))
    return Act(case, proceeding, pack, workflow, transition, by, at, facts)


def _hidden_from(case: Case, by: Actor) -> None:
    if by.kind != "staff":
        return
    if by.county != case.county or (case.is_sealed and UUID(by.user) not in case.readers):
        raise Case.DoesNotExist


def cleaned(act: Act, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered, in clean form; raises Incomplete naming each field that is missing or wrong."""
    by_demand = any(spec.type == "each_demand" for spec in act.transition.fields)
    data = form_fields.clean(
        act.transition.fields,
        raw,
        today=act.today,
        choices=act.pack.lists,
        resolve=_resolver(act.case, act.by),
        demands=[demand.position for demand in queries.demands_of(act.case)] if by_demand else [],
    )
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in data.items()
        if value is not None
    }
    _dated_in_order(act, plain)
    return plain


def _resolver(case: Case, by: Actor) -> Any:
    """Look up what a field of type unit, person or case names: inside the county, and a case only when `by` sees it."""

    def resolve(kind: str, value: str) -> str | None:
        if kind == "unit":
            units = organisations.units_of(case.county)
            found = units.filter(id=value) if _is_uuid(value) else units.filter(code=value)
        elif kind == "person":
            found = User.objects.filter(county_code=case.county, is_active=True)
            found = found.filter(id=value) if _is_uuid(value) else found.filter(login=value)
        else:
            found = queries.visible_to(by).filter(county=case.county, is_sealed=False).exclude(id=case.id)
            found = found.filter(id=value) if _is_uuid(value) else found.filter(number=value)
        key = found.values_list("id", flat=True).first()
        return str(key) if key else None

    return resolve


def _is_uuid(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def _dated_in_order(act: Act, data: Mapping[str, Any]) -> None:
    """The legal day of an act may not lie before the day on which the present state began."""
    entered = act.proceeding.vars.get("since", "")
    dated = data.get(act.transition.dated, "") if act.transition.dated else ""
    if dated and str(dated) < entered:
        words = Words(
            f"日期不能早于上一步的日期（{entered}）。", f"It cannot lie before the step before it ({entered})."
        )
        raise Incomplete(words, {act.transition.dated: words})


def same_as_seen(case: Case, expecting: int | None) -> None:
    if expecting is None or expecting == case.ledger_seq:
        return
    since = Entry.objects.filter(county=case.county, case=case, seq__gt=expecting).exclude(act="unmask")
    if not since:
        return
    workflow = rules.pack_of(case).workflows["petition"]
    told = [
        Words("{who}：{act}", "{who}: {act}").filled(
            who=entry.actor_name or entry.actor_id, act=queries.act_name(entry.act, workflow)
        )
        for entry in since
    ]
    words = Words(
        "您打开页面以后，别人已经动过这件事；您写的还在，请看过以后再提交。",
        "Somebody acted on this case after you opened the page; what you typed is kept. Look, then send again.",
    )
    raise Conflict(words, since=told)
