"""Take one step of a case's proceeding: checked by the workflow, written once, told to the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.accounts.models import Holding, User
from fengqiao.apps.cases import clocks, rules
from fengqiao.apps.cases.models import Demand, Entry, Proceeding
from fengqiao.apps.cases.services import effects, ledger, linking, papers, restricting, sealing, siding, standing, tally
from fengqiao.apps.cases.services.act import Act, begin, cleaned, files_in, same_as_seen
from fengqiao.apps.files.services import put_on_record
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import Verdict
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import check, check_following
from fengqiao.kernel import outbox, submissions

OBJECTED = "objected"  # the flag of an act by which a unit says that it is not competent
VARS = ("path", "procedure", "outcome", "assigned", "committee", "round", "result", "satisfied")


_LAPSE = """
    UPDATE cases_draft SET state = 'returned', remark = '办件已进入下一步', decided_at = %s, decided_by = %s
    WHERE county = %s AND case_id = %s AND state = 'waiting' AND step <> %s
"""  # a draft does not outlive the state it was written for


_ON_PATH = "UPDATE cases_demand SET path = %s WHERE county = %s AND case_id = %s"


@database.atomic
def perform(
    *, county: int, case_id: UUID, step: str, data: Mapping[str, Any] | None = None, by: Actor, at: datetime,
    expecting: int | None = None, once: str = "", drafted_by: str = "",
) -> Entry:  # fmt: skip
    """Take a step. `expecting` is the ledger row the actor saw last; `once` names the form, so that it acts one time.

    `drafted_by` is the person who prepared it, when another approves. Raises Denied, NotNow, Incomplete, or Conflict
    (with what happened since). Nothing is changed when it raises.
    """
    case = standing.locked(county, case_id)
    if done := _done_before(county, once):
        return done
    same_as_seen(case, expecting, by)
    act = begin(case, step, by=by, at=at)
    if drafted_by and drafted_by != by.user:
        act.facts["seconded"], act.drafted_by = "yes", drafted_by
    check(act.workflow, act.transition, act.facts, by).or_raise()
    act.data = cleaned(act, data or {})
    check(act.workflow, act.transition, act.facts, by, act.data).or_raise()
    return _write(act, once)


def _write(act: Act, once: str) -> Entry:
    counted = tally.place_of(act.case)
    before = act.proceeding.state
    reopened: set[UUID] = set()
    changed, body = _take(act, reopened), _body(act, before)
    for part in _following(act):
        was = part.proceeding.state
        changed += _take(part, reopened)
        body.setdefault("then", []).append(
            {"act": part.key, "from": was, "to": part.proceeding.state, "clocks": _events(part.proceeding)}
        )
    was_in = {one.id: one.state for one in act.proceedings}
    fell = siding.end_with_parents(act) + siding.give_way(act, reopened)
    if ended := [one for one in fell if one.state != was_in[one.id]]:
        body["ended"] = [{"workflow": one.workflow, "from": was_in[one.id], "to": one.state} for one in ended]
    changed += fell
    restricting.keep_in_sight(act)
    changed += [one for one in standing.show_waiting(act.case, act.proceedings, act.pack) if one not in changed]
    entry = ledger.append(
        act.batch, act.case, act.key, by=act.by, at=act.at, body=body, shown=act.transition.shown
    )  # fmt: skip
    if act.proceeding.state != before:
        act.batch.run(_LAPSE, [act.at, act.by.user, act.case.county, act.case.id, act.key])
    _save(act, changed)
    tally.moved(act.batch, counted, tally.place_of(act.case))
    if once:
        act.batch.add(submissions.submission(act.case.county, once, act.case.id, seq=entry.seq))
    outbox.publish(
        act.batch,
        county=act.case.county,
        case=act.case.id,
        topic=f"case.{act.key}",
        at=act.at,
        body={"seq": entry.seq},
    )
    act.batch.write()
    return entry


def _take(act: Act, reopened: set[UUID]) -> list[Proceeding]:
    """One transition with all it does; gives the proceedings it changed, those it begins left out.

    Notes in `reopened` a proceeding that was closed and is taken up again.
    """
    was_closed = act.proceeding.closed_at is not None
    _hand_over(act)
    _set(act)
    effects.write(act)
    if act.transition.opens:
        linking.open_from(act)
    _move(act)
    taken_over = siding.begin_side(act)
    siding.become(act)
    act.papers = papers.issue(act)
    papers.serve(act)
    if was_closed and act.proceeding.closed_at is None:
        reopened.add(act.proceeding.id)
    return [act.proceeding, *taken_over]


def _following(act: Act) -> Iterator[Act]:
    """What this act means to the proceeding above it: its transition that follows, checked by its own conditions.

    Raises NotNow when the parent knows the act but cannot follow it now.
    """
    parent = next((one for one in act.proceedings if one.id == act.proceeding.parent_id), None)
    if parent is None:
        return
    workflow = act.pack.workflows[parent.workflow]
    if not any(act.key in transition.follows for transition in workflow.transitions.values()):
        return
    refused: Verdict | None = None
    for transition in workflow.followers(act.key, parent.state):
        part = act.following(parent, transition)
        verdict = check_following(workflow, transition, part.facts, part.data)
        if verdict:
            yield part
            return
        refused = verdict
    if refused is None:
        state = workflow.states[parent.state].name
        words = Words("主程序现在是「{state}」，不能接着走。", "The case is “{state}” now and cannot go on with this.")
        raise NotNow(words.filled(state=state), code="cannot_follow")
    refused.or_raise()


def _body(act: Act, before: str) -> dict[str, Any]:
    body: dict[str, Any] = {"from": before, "to": act.proceeding.state, "unit": str(act.holder.unit_id)}
    if act.data:
        body["data"] = act.data
    if act.on != act.today:
        body["on"] = act.on.isoformat()
    if act.papers:
        body["papers"] = [{"id": str(paper.id), "kind": paper.kind, "number": paper.number} for paper in act.papers]
    if act.reached:
        body["reached"] = act.reached
    if entered := files_in(act.transition.fields, act.data):
        case = act.case
        body["files"] = put_on_record(act.batch, case.county, case.id, entered, seq=case.ledger_seq + 1)
    if act.changed:
        body["changed"] = act.changed
    if act.drafted_by:
        body["drafted_by"] = act.drafted_by
    if act.transition.clocks:
        body["clocks"] = _events(act.proceeding)
    return body


def _events(proceeding: Proceeding) -> list[dict[str, Any]]:
    return [{"id": clock["id"], "events": clock["events"]} for clock in proceeding.clocks]


# Who has it


def _hand_over(act: Act) -> None:
    target = act.transition.hand_to
    if not target:
        return
    holder, known = act.holder, act.proceeding.vars
    old = holder.unit
    unit = siding.unit_for(act, target)
    known.setdefault("people", {})[str(old.id)] = [str(holder.person_id), holder.person_name]
    counted = "objections" if OBJECTED in act.transition.flags else "hand_overs" if target.startswith("field:") else ""
    if counted:
        known[counted] = known.get(counted, 0) + 1
    if target.startswith("field:"):
        known["sender"], known["reached_on"] = str(old.id), act.today.isoformat()
    elif target == "sender":
        known["objector"] = str(old.id)
    elif target == "review_body":
        known["handling"] = str(old.id)
    holder.unit = unit
    person = None if target.startswith("field:") else _back_to(act, unit)
    standing.give_to(holder, unit, act.today, person=person, recused=act.case.recused)
    standing.desk(act.batch, act.case, unit, act.at)


def _back_to(act: Act, unit: Unit) -> list[str] | None:
    """The person who had it in that unit before, while they are still in post there."""
    person: list[str] | None = act.proceeding.vars["people"].get(str(unit.id))
    if not person or person[0] == "None" or not _is_seated(UUID(person[0]), unit.id, act.today):
        return None
    return person


def _is_seated(person: UUID, unit: UUID, day: date) -> bool:
    return Holding.objects.on(day).filter(user=person, post__unit=unit, user__is_active=True).exists()


# What is set


def _set(act: Act) -> None:
    for key, value in act.transition.sets.items():
        _SETTERS.get(key, _set_var)(act, key, _value(act, value))


def _value(act: Act, source: str) -> Any:
    if not source.startswith("field:"):
        return source
    value: Any = act.data
    for part in source.removeprefix("field:").split("."):
        value = [row.get(part) for row in value] if isinstance(value, list) else value.get(part)
    return value


def _set_var(act: Act, key: str, value: Any) -> None:
    act.proceeding.vars[key] = value


def _set_kind(act: Act, key: str, value: Any) -> None:
    act.case.classification = value
    act.case.kind = standing.KIND_OF.get(value, "petition")
    if value == "report":
        sealing.seal_case(act.case, by=act.by, day=act.today)


def _set_path(act: Act, key: str, value: Any) -> None:
    act.proceeding.vars["path"] = value
    act.batch.run(_ON_PATH, [value, act.case.county, act.case.id])


def _set_outcome(act: Act, key: str, value: Any) -> None:
    """The outcome of each demand; the case's own is the one that leaves most to do."""
    order = ("support", "explain", "reject")
    act.proceeding.vars["outcome"] = next((outcome for outcome in order if outcome in value), "")
    for row in act.data["opinions"]:
        Demand.objects.filter(county=act.case.county, case=act.case, position=row["demand"]).update(
            outcome=row["outcome"], reply={part: row.get(part, "") for part in ("facts", "reply", "basis")}
        )


def _set_person(act: Act, key: str, value: Any) -> None:
    holder = act.holder
    if value == "actor":
        if act.by.kind == "staff":
            holder.person_id, holder.person_name = UUID(act.by.user), act.by.name
        return
    person = User.objects.get(id=value)
    if _named_anywhere(act, key):
        standing.let_see(act.batch, act.case, [person], act.today, act.at)
    elif not _is_seated(person.id, holder.unit_id, act.today):
        words = Words("这个人不在负责单位任职。", "This person holds no post in the responsible unit.")
        raise Incomplete(words, {"person": words})
    if UUID(str(value)) in act.case.recused:
        words = Words("这个人已经回避。", "This person is recused.")
        raise Incomplete(words, {"person": words})
    holder.person_id, holder.person_name = person.id, person.name


def _named_anywhere(act: Act, key: str) -> bool:
    """Does the act name an official of the county, rather than one of the people of the unit?"""
    name = act.transition.sets[key].removeprefix("field:")
    return any(spec.name == name and spec.type == "official" for spec in act.transition.fields)


def _set_recused(act: Act, key: str, value: Any) -> None:
    act.case.recused = [*act.case.recused, UUID(str(value))]


_SETTERS = {
    "kind": _set_kind, "path": _set_path, "outcome": _set_outcome, "person": _set_person, "recused": _set_recused,
}  # fmt: skip


# Where it stands


def _move(act: Act) -> None:
    case, proceeding = act.case, act.proceeding
    state = act.workflow.target(act.transition, proceeding.state)
    if state != proceeding.state:
        proceeding.vars["since"] = act.on.isoformat()
    if act.transition.dated:
        proceeding.vars["last_on"] = act.on.isoformat()
    proceeding.state = state
    proceeding.flags = sorted((set(proceeding.flags) | set(act.transition.flags)) - set(act.transition.unflags))
    act.facts.update(kind=case.classification, **{key: proceeding.vars.get(key, act.facts.get(key, "")) for key in VARS})
    when = clocks.When(act.on, case.received_on, _reached_on(act))
    proceeding.clocks = clocks.changed(
        proceeding.clocks, act.transition.clocks, limits=act.pack.clocks, calendar=rules.calendar_of(case.county),
        facts=act.facts, data=siding.with_ladder(act), when=when,
    )  # fmt: skip
    standing.show_state(case, proceeding, act.workflow, act.at)


def _reached_on(act: Act) -> date:
    reached = act.proceeding.vars.get("reached_on")
    return date.fromisoformat(reached) if reached else act.case.received_on


def _save(act: Act, changed: list[Proceeding]) -> None:
    for proceeding in changed:
        act.batch.change(
            proceeding, "parent", "state", "stage", "unit", "person_id", "person_name", "due_on", "due_clock", "vars", "flags",
            "served", "clocks", "closed_at",
        )  # fmt: skip
    act.batch.change(
        act.case, "state", "stage", "unit", "person_id", "person_name", "due_on", "warn_on", "due_clock",
        "is_provisional", "acted_at", "closed_at", "classification", "kind", "result", "is_sealed", "restricted_for", "is_repeat",
        "readers", "recused", "ledger_seq", "ledger_head",
    )  # fmt: skip


# Once, and not over another's act


def _done_before(county: int, once: str) -> Entry | None:
    found = submissions.sent_before(county, once)
    return submissions.again(Entry.objects.filter(county=county, case=found.made, seq=found.seq)) if found else None
