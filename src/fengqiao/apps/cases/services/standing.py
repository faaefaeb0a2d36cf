"""Who has a case and where it stands: what every act leaves on the case's own row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import OperationalError
from django.db import transaction as database
from django.db.models import QuerySet

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.models import Holding, User
from fengqiao.apps.cases import clocks
from fengqiao.apps.cases.models import Case, Proceeding
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Conflict, NotNow
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Workflow
from fengqiao.kernel.county import new_id
from fengqiao.kernel.reading import Question
from fengqiao.kernel.writing import Batch

KIND_OF = {"suggest": "suggestion", "report": "report"}  # classification -> kind of the record; else petition
_DESK = """
    INSERT INTO cases_desk (id, county, case_id, unit_id, acted_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (county, case_id, unit_id) DO UPDATE SET acted_at = EXCLUDED.acted_at
"""


def locked(county: int, case_id: UUID) -> Case:
    """The case, held until the transaction ends, so that two acts follow one another."""
    return _held.one(county, case_id)


@Question
def _held(county: int, case_id: UUID) -> QuerySet[Case]:
    return Case.objects.select_for_update(of=("self",)).select_related("unit").filter(county=county, id=case_id)


def locked_too(county: int, case_id: UUID) -> Case:
    """A second case held beside the first; raises Conflict when somebody acts on it now (two never wait in a ring)."""
    try:
        with database.atomic():
            held = Case.objects.select_for_update(of=("self",), nowait=True).select_related("unit")
            return held.get(county=county, id=case_id)
    except OperationalError as busy:
        words = Words("另一件此刻正有人在办，请稍后再试。", "Somebody is acting on the other case now; try again soon.")
        raise Conflict(words, code="busy") from busy


def give_to(
    holder: Case | Proceeding, unit: Unit, day: date, *, person: Sequence[str] | None = None,
    recused: Collection[UUID] = (),
) -> None:  # fmt: skip
    """Name the person of a unit who has a case or side proceeding: the one given, else the unit's petition officer.

    Nobody who is recused is named. Raises NotNow when the unit has nobody (every unit must name one: XF-14b).
    """
    if person and person[0] != "None" and UUID(person[0]) not in recused:
        holder.person_id, holder.person_name = UUID(person[0]), person[1]
        return
    officer = accounts.officer_of(unit, day, besides=recused)
    if officer is None:
        words = Words(
            "「{unit}」还没有信访承办人，不能转给它；请管理员先任命。",
            "“{unit}” has no petition officer yet; ask the administrator to appoint one first.",
        )
        raise NotNow(words.filled(unit=unit.name), code="no_officer")
    holder.person_id, holder.person_name = officer[0].id, officer[0].name


def desk(batch: Batch, case: Case, unit: Unit, at: datetime) -> None:
    """Note that a unit has the case in hand, so that it sees it now and later."""
    batch.run(_DESK, [new_id(case.county), case.county, case.id, unit.id, at])


def let_see(batch: Batch, case: Case, people: Collection[User], day: date, at: datetime) -> None:
    """Those named to a case from other units see it: it is in hand in their units, of a sealed one by their names."""
    posts = Holding.objects.on(day).filter(user__in=people, post__unit__county_code=case.county).select_related("post__unit")
    for unit in {holding.post.unit for holding in posts}:
        desk(batch, case, unit, at)
    if case.is_sealed:
        case.readers = [*case.readers, *(person.pk for person in people if person.pk not in case.readers)]


def show_state(case: Case, proceeding: Proceeding, workflow: Workflow, at: datetime) -> None:
    """Show where a proceeding stands on its own row, and where the root stands on the case's, which lists and counts read."""
    state = workflow.states[proceeding.state]
    proceeding.stage = state.stage
    proceeding.closed_at = None if state.is_open else (proceeding.closed_at or at)
    case.acted_at = at
    _show_due(case, proceeding, clocks.headline(proceeding.clocks))
    if proceeding.parent_id is not None:
        return
    case.state, case.stage = state.id, state.stage
    case.closed_at = proceeding.closed_at
    proceeding.unit_id = case.unit_id


def show_days(case: Case, proceedings: Sequence[Proceeding], pack: Pack) -> None:
    """Show the day that each proceeding is listed by, after clocks were reckoned anew."""
    for one in proceedings:
        _show_due(case, one, clocks.headline(one.clocks))
    show_waiting(case, proceedings, pack)


def show_waiting(case: Case, proceedings: Sequence[Proceeding], pack: Pack) -> list[Proceeding]:
    """Show, of each proceeding that waits for another, the day of that one: lists and lamps follow what is really owed.

    Gives the proceedings that wait.
    """
    waiting = [one for one in proceedings if pack.workflows[one.workflow].states[one.state].waits_for]
    for proceeding in waiting:
        _show_due(case, proceeding, clocks.headline(_awaited(proceeding, proceedings, pack)))
    return waiting


def _awaited(proceeding: Proceeding, proceedings: Sequence[Proceeding], pack: Pack) -> list[clocks.Clock]:
    """The clocks of a proceeding, with those of what it waits for."""
    wanted = pack.workflows[proceeding.workflow].states[proceeding.state].waits_for
    waited = [p for p in proceedings if p.parent_id == proceeding.id and p.workflow == wanted and p.closed_at is None]
    return [*proceeding.clocks, *(clock for one in waited for clock in _awaited(one, proceedings, pack))]


def _show_due(case: Case, proceeding: Proceeding, head: clocks.Clock | None) -> None:
    proceeding.due_on = date.fromisoformat(head["shown"]) if head else None
    proceeding.due_clock = head["id"] if head else ""
    if proceeding.parent_id is None:
        case.due_on, case.due_clock = proceeding.due_on, proceeding.due_clock
        case.warn_on = date.fromisoformat(head["warn"]) if head and head["warn"] else case.due_on
        case.is_provisional = head["provisional"] if head else False
