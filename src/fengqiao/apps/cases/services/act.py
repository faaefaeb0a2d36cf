"""An act about to be taken: the case with its facts, and what was entered made clean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases import on_file, queries, rules
from fengqiao.apps.cases.facts import Facts, facts_of
from fengqiao.apps.cases.models import Case, Demand, Entry, Line, Party, Proceeding
from fengqiao.apps.cases.services import seating
from fengqiao.apps.documents.models import Document
from fengqiao.apps.files import queries as files
from fengqiao.apps.helpers.queries import helpers_of
from fengqiao.apps.organisations import queries as organisations
from fengqiao.domain import fields as form_fields
from fengqiao.domain.errors import Conflict, Incomplete, NotNow
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field, Transition, Workflow
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.writing import Batch


@dataclass(slots=True)
class Act:
    """One step while it is being taken: what is known before, and what will be written."""

    case: Case
    proceeding: Proceeding
    proceedings: list[Proceeding]  # all of the case, those that this act begins added
    pack: Pack
    workflow: Workflow
    transition: Transition
    by: Actor
    at: datetime
    facts: Facts
    data: dict[str, Any] = field(default_factory=dict)
    drafted_by: str = ""
    papers: list[Document] = field(default_factory=list)
    reached: dict[str, str] = field(default_factory=dict)  # the sheet and the stage that lines came to, where only they tell
    changed: dict[str, list[Any]] = field(default_factory=dict)  # of the matter: part -> what it was, what it is
    batch: Batch = field(default_factory=Batch)
    _demands: list[Demand] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name of the act in the ledger: accept, mediation.accept."""
        return self.workflow.key(self.transition.id)

    @property
    def holder(self) -> Case | Proceeding:
        """The row that says which unit and person have it: the case's own for the root, else the side proceeding's."""
        return self.case if self.proceeding.parent_id is None else self.proceeding

    def following(self, proceeding: Proceeding, transition: Transition) -> Act:
        """A transition of another proceeding of the same case as a part of this act; it knows what was decided here."""
        decided = self.proceeding.vars.get("opinion", {})
        facts = facts_of(self.case, proceeding, self.pack, self.today)
        facts["result"] = self.facts["result"]
        return replace(
            self, proceeding=proceeding, workflow=self.pack.workflows[proceeding.workflow], transition=transition,
            facts=facts, data={**decided, **self.data}, papers=[],
        )  # fmt: skip

    @property
    def demands(self) -> list[Demand]:
        """What is asked for, in order; read once."""
        if not self._demands:
            self._demands = queries.demands_of(self.case)
        return self._demands

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
    pack, proceedings = rules.pack_of(case), queries.proceedings_of(case)
    known, proceeding = pack.act(step), queries.proceeding_for(proceedings, pack, step)
    if known is None or proceeding is None or not known[1].sources or known[1].follows:
        raise NotNow(Words("没有这个步骤。", "There is no such step."), code="unknown_step")
    seating.check_guest(by, proceeding)
    if proceeding.parent_id is None:
        proceeding.unit = case.unit
    facts = facts_of(case, proceeding, pack, day_of(at))
    return Act(case, proceeding, proceedings, pack, *known, by, at, facts)


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
        resolve=_resolver(act.case, act.by, act.today),
        demands=[demand.position for demand in act.demands] if by_demand else [],
        most_files=settings.FILES_AT_ONCE,
    )
    plain = _plain(data)
    _dated_in_order(act, plain)
    on_file.say_why(act.case, act.transition, plain, act.by)
    return plain


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """As the ledger keeps it: days as text, what was left empty left out, those of rows too."""

    def kept(value: Any) -> Any:
        if isinstance(value, list):
            return [_plain(row) if isinstance(row, Mapping) else row for row in value]
        return value.isoformat() if isinstance(value, date) else value

    return {name: kept(value) for name, value in data.items() if value is not None}


def files_in(fields: Iterable[Field], data: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The files entered with an act by field, each a mapping of file and what it is."""
    return {spec.name: data[spec.name] for spec in fields if spec.type == "files" and data.get(spec.name)}


def _resolver(case: Case, by: Actor, today: date) -> Any:
    """Look up what a field names: a unit, person or helper of the county, a party or line of the case, a case seen by `by`."""

    @cache
    def lines() -> dict[str, str]:
        """Those of the case that are not dropped, by key and by number: read once, many may be chosen."""
        known = Line.objects.filter(county=case.county, case=case, is_dropped=False).values_list("id", "position")
        return {name: str(key) for key, position in known for name in (str(key), str(position))}

    def resolve(kind: str, value: str) -> str | None:
        if kind == "line":
            return lines().get(value)
        if kind == "unit":
            unit = organisations.answering(case.county, value, today)
            return str(unit.id) if unit else None
        if kind == "sent":
            return next((str(file.id) for file in files.sent(case.county, case.id, [value], by)), None)
        key = _named_by(kind, value, case, by).values_list("id", flat=True).first()
        return str(key) if key else None

    return resolve


def _named_by(kind: str, value: str, case: Case, by: Actor) -> QuerySet[Any]:
    is_key = _is_uuid(value)
    match kind:
        case "person" | "official":
            people = User.objects.filter(county_code=case.county, is_active=True)
            return people.filter(id=value) if is_key else people.filter(login=value)
        case "file":
            shown = files.shown_of(case.county, case.id, by)
            return shown.filter(id=value) if is_key else shown.none()
        case "helper":
            helpers = helpers_of(case.county)
            return helpers.filter(id=value) if is_key else helpers.none()
        case "party":
            parties = Party.objects.filter(county=case.county, case=case)
            return parties.filter(id=value) if is_key else parties.none()
    seen = queries.visible_to(by).filter(county=case.county, is_sealed=False).exclude(id=case.id)
    return seen.filter(id=value) if is_key else seen.filter(number=value)


def _is_uuid(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def _dated_in_order(act: Act, data: Mapping[str, Any]) -> None:
    """The legal day of an act may not lie before the day on which the present state began, or its last dated act."""
    entered = max(act.proceeding.vars.get("since", ""), act.proceeding.vars.get("last_on", ""))
    dated = data.get(act.transition.dated, "") if act.transition.dated else ""
    if dated and str(dated) < entered:
        words = Words(
            f"日期不能早于上一步的日期（{entered}）。", f"It cannot lie before the step before it ({entered})."
        )
        raise Incomplete(words, {act.transition.dated: words})


def same_as_seen(case: Case, expecting: int | None, by: Actor) -> None:
    """Raises Conflict with what happened since; a guest is told what the parties may read, and by nobody's name."""
    if expecting is None or expecting == case.ledger_seq:
        return
    since = Entry.objects.filter(county=case.county, case=case, seq__gt=expecting).exclude(act="unmask")
    if by.kind != "staff":
        since = since.filter(shown="petitioner")
    if not since:
        return
    pack = rules.pack_of(case)
    told = [_told(entry, queries.act_name(entry.act, pack), by) for entry in since]
    words = Words(
        "您打开页面以后，别人已经动过这件事；您写的还在，请看过以后再提交。",
        "Somebody acted on this case after you opened the page; what you typed is kept. Look, then send again.",
    )
    raise Conflict(words, since=told)


def _told(entry: Entry, act: Words, by: Actor) -> Words:
    if by.kind != "staff":
        return act
    return Words("{who}：{act}", "{who}: {act}").filled(who=entry.actor_name or entry.actor_id, act=act)
