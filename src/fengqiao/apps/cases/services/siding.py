"""Side proceedings: how one begins at its unit, ends with its parent, and how a case goes on in another workflow."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases import clocks, rules
from fengqiao.apps.cases.facts import PAPERS, PAST, RESPONDED, tier_in
from fengqiao.apps.cases.models import Proceeding
from fengqiao.apps.cases.services import opening, standing
from fengqiao.apps.cases.services.act import Act
from fengqiao.apps.cases.services.matter import NOTED
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain import ladder
from fengqiao.domain.errors import NotNow
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import SAME, Beginning, ClockChange, Workflow, under_way
from fengqiao.kernel.county import new_id

OVER = frozenset({"declined", "twice"})  # flags of a follow-up: who was asked twice, or wants no more of it, is not asked again
LADDER = "ladder"  # in a clock's `days`: as many as the tier allows


def begin_side(act: Act) -> list[Proceeding]:
    """Open the side proceeding that an act begins, at its unit and with a named person.

    One of its kind that is open and outlives its parents goes on as the one begun here, when its parent ends or with the
    facts that are new; gives what was so taken over. When its parent ends none is begun after one that is over for the person.
    Else raises NotNow when one is open already, or its unit is missing or has nobody.
    """
    begins = act.transition.begins
    if begins is None:
        return []
    for one in act.proceedings:
        if one.workflow == begins.workflow and one.closed_at is None and one.parent_id and not _is_another(act, begins, one):
            if act.pack.workflows[begins.workflow].yields and (act.proceeding.closed_at is not None or begins.sets):
                return [_taken_over(act, one, begins)]
            raise NotNow(under_way(act.pack.workflows[begins.workflow]), code="under_way")
    if act.proceeding.closed_at is not None and act.transition.to != SAME and _is_over(act, begins):
        return []
    unit = unit_for(act, begins.unit) if begins.unit else act.holder.unit
    facts = {**begins.sets, "late": "yes" if _is_late(act) else "no"}
    side = _opened(act, begins.workflow, unit, facts, under=act.proceeding)
    if act.transition.to == SAME:  # what was asked for, where asking is all that the act does
        side.vars["asked"] = dict(act.data)
    if begins.person:
        person = User.objects.get(county_code=act.case.county, id=act.data[begins.person.removeprefix("field:")])
        side.person_id, side.person_name = person.pk, person.name
        standing.let_see(act.batch, act.case, [person], act.today, act.at)
    else:
        own = (str(act.holder.person_id), act.holder.person_name) if unit.id == act.holder.unit_id else None
        standing.give_to(side, unit, act.today, person=own, recused=act.case.recused)
    standing.desk(act.batch, act.case, unit, act.at)
    if act.case.is_sealed and side.person_id and side.person_id not in act.case.readers:
        act.case.readers = [*act.case.readers, side.person_id]
    act.proceedings.append(side)
    act.batch.add(side)
    return []


def _is_over(act: Act, begins: Beginning) -> bool:
    """Was the person asked to the end already, in the present round of the proceeding?"""
    earlier = [one for one in act.proceedings if one.workflow == begins.workflow and one.parent_id == act.proceeding.id]
    return any(OVER.intersection(one.flags) and not one.vars.get(PAST) for one in earlier)


def _is_another(act: Act, begins: Beginning, side: Proceeding) -> bool:
    """Of a kind of which several may run: at another unit than this one."""
    if not act.pack.workflows[begins.workflow].many:
        return False
    return side.unit_id != (unit_for(act, begins.unit) if begins.unit else act.holder.unit).id


def _taken_over(act: Act, side: Proceeding, begins: Beginning) -> Proceeding:
    """What is open already, as the one begun now: under this parent, and with the clocks that its new facts start."""
    workflow = act.pack.workflows[begins.workflow]
    side.parent = act.proceeding
    if begins.sets and workflow.opening is not None:
        side.vars.update(begins.sets)
        side.clocks = _changed(act, side.clocks, workflow.opening.clocks, dict(begins.sets), side.vars)
        standing.show_state(act.case, side, workflow, act.at)
    return side


def _is_late(act: Act) -> bool:
    """Was it asked for after the time for it had run out (DAY-8: it is taken in, and a person decides)?"""
    limits = [guard.values[0] for guard in act.transition.needs if guard.name == "in_time_or_reason"]
    return any(act.facts[f"clock.{clock}"] == "overdue" for clock in limits)


def become(act: Act) -> None:
    """The case goes on in another workflow: a new root opens at the same unit; the code, the history, what was asked for, the
    first response and what is noted of the matter stay."""
    if not act.transition.becomes:
        return
    root = _opened(act, act.transition.becomes, act.case.unit, {})
    root.vars |= {name: act.proceeding.vars[name] for name in (PAPERS, RESPONDED) if name in act.proceeding.vars}
    noted = set(act.proceeding.flags) & NOTED
    root.flags, act.proceeding.flags = sorted(noted), sorted(set(act.proceeding.flags) - noted)  # put right where the case is now
    act.case.kind = "dispute" if root.workflow == "mediation" else "petition"
    act.case.closed_at = None
    act.proceedings.append(root)
    act.batch.add(root)


def end_with_parents(act: Act) -> list[Proceeding]:
    """End what runs under a proceeding that is over, in the state its workflow names; gives what was changed."""
    ended: list[Proceeding] = []
    for side in act.proceedings:
        parent = next((one for one in act.proceedings if one.id == side.parent_id), None)
        if parent is None or parent.closed_at is None or side.closed_at is not None:
            continue
        workflow = act.pack.workflows[side.workflow]
        if workflow.lapse:
            ended.append(_ended(act, side, workflow, workflow.lapse))
    return ended


def give_way(act: Act, reopened: Collection[UUID]) -> list[Proceeding]:
    """What followed a proceeding that is taken up again belongs to an earlier round: ended where it is still open; gives
    what was changed."""
    followed = [side for side in act.proceedings if side.parent_id in reopened and act.pack.workflows[side.workflow].yields]
    for side in followed:
        side.vars[PAST] = True
        if side.closed_at is None:
            workflow = act.pack.workflows[side.workflow]
            _ended(act, side, workflow, workflow.yields)
    return followed


def _ended(act: Act, side: Proceeding, workflow: Workflow, state: str) -> Proceeding:
    side.state = state
    side.clocks = _changed(act, side.clocks, (ClockChange("stop", "all"),), {}, side.vars)
    standing.show_state(act.case, side, workflow, act.at)
    return side


def unit_for(act: Act, target: str) -> Unit:
    """The unit that a case or side proceeding goes to; raises NotNow where the county has not set it up."""
    found = _SEARCHED[target](act) if target in _SEARCHED else _named(act, target)
    if found is None:
        words = Words(
            "还没有设置要送达的上级单位，请管理员在「组织」里补上。",
            "The body it should go to is not set up: ask the administrator to add it under “Organisation”.",
        )
        raise NotNow(words, code="no_target")
    return found


def with_ladder(act: Act) -> dict[str, Any]:
    """What was entered, with the days that the present tier of the ladder allows."""
    tier = tier_in(act.proceeding, act.pack)
    return {**act.data, **({LADDER: tier.days} if tier else {})}


def _opened(
    act: Act, workflow_id: str, unit: Unit, facts: dict[str, str], under: Proceeding | None = None
) -> Proceeding:
    """A proceeding that opens now, beside the one it stands `under`, or as the new root."""
    workflow, case = act.pack.workflows[workflow_id], act.case
    opening_act = workflow.opening
    assert opening_act is not None  # the pack check proves it
    known = {**opening.first_vars(act.pack, unit, act.today), **facts}
    side = Proceeding(
        id=new_id(case.county), county=case.county, case=case, parent=under, workflow=workflow_id, state=workflow.start, unit=unit,
        vars=known, flags=sorted(opening_act.flags), opened_at=act.at,
        clocks=_changed(act, [], opening_act.clocks, facts, known),
    )  # fmt: skip
    standing.show_state(case, side, workflow, act.at)
    return side


def _changed(act: Act, running: Any, changes: Any, facts: dict[str, str], known: dict[str, Any]) -> list[clocks.Clock]:
    reached = date.fromisoformat(known.get("reached_on") or act.today.isoformat())
    at_office = "yes" if act.case.unit.is_petition_office else "no"
    return clocks.changed(
        running, changes, limits=act.pack.clocks, calendar=rules.calendar_of(act.case.county),
        facts={"at_petition_office": at_office, "satisfied": "unasked", **facts}, data=act.data,
        when=clocks.When(act.on, act.case.received_on, reached),
    )  # fmt: skip


def _named(act: Act, target: str) -> Unit | None:
    key = act.data.get(target[6:]) if target.startswith("field:") else act.proceeding.vars.get(target, "")
    if target == "origin":
        key = act.case.origin_unit_id
    return Unit.objects.filter(id=key).first() if key else None


def _final_body(act: Act) -> Unit | None:
    handling = Unit.objects.filter(id=act.proceeding.vars.get("handling") or act.case.unit_id).first()
    review = organisations.review_body_of(handling) if handling else None
    return organisations.review_body_of(review) if review else None


def _tier_body(act: Act) -> Unit | None:
    """The body of the next tier: this one when it is of that level, else the nearest above it that is."""
    tier = ladder.above(act.pack.ladder, act.proceeding.vars.get("tier", ""))
    unit: Unit | None = act.holder.unit
    while tier is not None and unit is not None and unit.level != tier.level:
        unit = unit.parent
    return unit if tier else None


def _other_office(act: Act) -> Unit | None:
    """The petition office, or where it has the case itself the joint conference office: never the unit that handles."""
    county, known = act.case.county, act.proceeding.vars
    mine = {str(act.holder.unit_id), str(act.case.unit_id), known.get("handling", "")}
    offices = (organisations.petition_office(county), organisations.joint_conference(county))
    return next((unit for unit in offices if unit is not None and str(unit.id) not in mine), None)


def _tier_above(act: Act) -> Unit | None:
    """The body of the tier above while it has somebody to go, else the office beside it."""
    above = _tier_body(act)
    if above is None or above.id == act.holder.unit_id or accounts.officer_of(above, act.today) is None:
        return _other_office(act)
    return above


_SEARCHED = {
    "joint_conference": lambda act: organisations.joint_conference(act.case.county),
    "petition_office": lambda act: organisations.petition_office(act.case.county),
    "review_body": lambda act: organisations.review_body_of(act.holder.unit),
    "final_body": _final_body,
    "tier_body": _tier_body,
    "other_office": _other_office,
    "tier_above": _tier_above,
}
