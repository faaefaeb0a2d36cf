"""What happens at the doors: each tap is one transaction by a named person, and only the counts outlive the task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from fengqiao.apps.cases import permissions as case_permissions
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.services import Person, Petition, register
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.sweeps import permissions, queries
from fengqiao.apps.sweeps.models import Door, Finding, Result, Task, TaskState
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.sweeps import SUMS, Counts
from fengqiao.domain.words import Words
from fengqiao.kernel import submissions, vault
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of

CHANNEL = "sweep"
KINDS = ("sign", "dispute", "petition")  # what a finding may be; a report of wrongdoing is taken in at the register alone
LONGEST_LABEL, LONGEST_NOTE = 40, 500
COUNTED = {
    Result.NOTHING: ("visited",), Result.NOBODY_HOME: ("nobody_home",), Result.DECLINED: ("declined",),
    Result.FOUND: ("visited", "found"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told at a door, in their own words; who they are is theirs to say."""

    kind: str
    text: str
    label: str = ""  # what the walker calls the house
    name: str = ""
    phone: str = ""
    since: date | None = None  # when it began


@transaction.atomic
def record(task: Task, result: str, *, by: Actor, at: datetime, once: str = "", label: str = "", again: str = "") -> Task:
    """Record a door where nothing was told; the same `once` counts one time. `again` is the door where nobody was home before.

    Raises Denied for another unit, NotNow for a task that is over or not yet begun, Incomplete for a result that is none.
    """
    task = _walked(task, by, at)
    if result not in (Result.NOTHING, Result.NOBODY_HOME, Result.DECLINED):
        raise Incomplete(Words("请点一个结果。", "Choose a result."), {"result": Words("请点一个结果。", "Choose a result.")})
    if submissions.sent_before(task.county, once):
        return task
    _take_back_absent(task, again)
    door = _door(task, Result(result), by, at, label)
    submissions.keep(task.county, once, door.id)
    return _kept(task)


@transaction.atomic
def find(task: Task, told: Told, *, by: Actor, at: datetime, once: str = "", again: str = "") -> Case:
    """Register what was told at a door as a case of the walker's unit, which knows the sweep it came from.

    The same `once` gives the same case. Raises as `record`, and as registering does: Incomplete naming what is missing.
    """
    task = _walked(task, by, at)
    if told.kind not in KINDS:
        words = Words("请选一下是哪一类。", "Say which kind it is.")
        raise Incomplete(words, {"kind": words})
    case_permissions.may_register(by, told.kind).or_raise()
    if known := submissions.made_before(task.county, once, Case.objects.filter(county=task.county)):
        return known
    case = register(_petition(task, told), unit=Unit.objects.get(id=by.unit), by=by, at=at, once=once)
    _take_back_absent(task, again)
    _door(task, Result.FOUND, by, at, told.label)
    key = new_id(task.county)
    Finding.objects.create(id=key, county=task.county, case=case, task=task, kind=told.kind, since=told.since, at=at)
    _kept(task)
    return case


@transaction.atomic
def undo(task: Task, *, by: Actor, at: datetime) -> Task:
    """Take back the last door this person recorded within ten minutes. Raises NotNow when there is none to take back."""
    task = _walked(task, by, at)
    door = queries.last_tap(task, by, at)
    if door is None:
        words = Words("没有可以撤回的：只能撤回自己十分钟内的上一次，已经登记的事不能撤。",
                      "Nothing to take back: only your last tap of the past ten minutes; what was registered stays.")
        raise NotNow(words, code="nothing_to_undo")
    _count(task, Result(door.result), -1)
    door.delete()
    return _kept(task)


@transaction.atomic
def finish(task: Task, *, by: Actor, at: datetime, says_all: bool = False, note: str = "") -> Task:
    """Report a task as it stands; its doors are deleted and only the counts are kept.

    `says_all` claims that every household was spoken with and none had a matter (or, in a sweep that goes by no doors, that
    nothing is new). Raises NotNow when the counts say otherwise, Denied, Incomplete.
    """
    task = _walked(task, by, at, is_over=True)
    if says_all:
        _check_all(task)
    if len(note) > LONGEST_NOTE:
        words = Words(f"备注最多{LONGEST_NOTE}字。", f"A note has at most {LONGEST_NOTE} characters.")
        raise Incomplete(words, {"note": words})
    task.state, task.done_by, task.done_at, task.note = TaskState.DONE, by.name, at, note.strip()
    task.doors.all().delete()
    task.save()
    return task


@transaction.atomic
def tally(task: Task, counts: Counts, *, by: Actor, at: datetime) -> Task:
    """Enter the sums of a round that was walked on paper, also after its days are over; marked as entered afterwards (G-10).

    What was registered at the door is among the findings. Raises Denied, NotNow when doors were recorded one by one or it is
    reported already, Incomplete for counts that cannot be.
    """
    task = _held(task)
    permissions.may_walk(by, task).or_raise()
    linked = Finding.objects.filter(county=task.county, task=task).count()
    if task.state == TaskState.DONE or task.doors.exclude(result=Result.FOUND).exists():
        words = Words("这一轮已经逐户记过或者报过了，不能再填总数。",
                      "It was recorded door by door or reported already; no sums can be entered.")
        raise NotNow(words, code="recorded")
    counts = replace(counts, planned=counts.planned or task.planned)
    wrong = counts.wrong
    if not wrong and counts.found < linked:
        wrong = {"found": Words(f"已经登记了{linked}件，发现数不能比它少。", f"{linked} are registered already; it cannot be fewer.")}
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    for name in (*SUMS, "is_least"):
        setattr(task, name, getattr(counts, name))
    task.state, task.is_tallied, task.done_by, task.done_at = TaskState.DONE, True, by.name, at
    task.doors.all().delete()
    task.save()
    return task


def _petition(task: Task, told: Told) -> Petition:
    place = " ".join(filter(None, [task.place, told.label.strip()]))[:200]
    named = [Person(name=told.name.strip(), phone=told.phone.strip())] if told.name.strip() or told.phone.strip() else []
    remark = f"{task.sweep.name}（{task.sweep.starts_on}—{task.sweep.ends_on}）"
    return Petition(
        content=told.text, people=named, kind="" if told.kind == "petition" else told.kind, channel=CHANNEL, place=place,
        region_code=task.unit.region_id if task.unit.level == "village" else "", grid=task.grid_id, remark=remark,
    )  # fmt: skip


def _held(task: Task) -> Task:
    """The task, held until the transaction ends, so that two who walk it count one after the other."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("sweep", "unit__parent", "grid__successor__village")
    return rows.get(county=task.county, id=task.id)


def _walked(task: Task, by: Actor, at: datetime, *, is_over: bool = False) -> Task:
    """The task held, by somebody who may walk it now; where the place was closed it may still be reported (`is_over`), which keeps
    what was counted. Raises Denied or NotNow."""
    task = _held(task)
    permissions.may_walk(by, task).or_raise()
    day, sweep = day_of(at), task.sweep
    if task.state != TaskState.OPEN:
        words = Words("这个任务已经结束了，不能再记。", "This task is over; nothing more can be recorded.")
        raise NotNow(words, code="over")
    if not sweep.starts_on <= day <= task.ends_on:
        words = Words(f"这个任务从{sweep.starts_on}到{task.ends_on}，今天不能记；在纸上记的请用「补录总数」。",
                      f"This task is from {sweep.starts_on} to {task.ends_on} and takes nothing today; for what was noted on "
                      "paper use “enter the sums”.")  # fmt: skip
        raise NotNow(words, code="not_in_period")
    if not is_over:
        _check_stands(task, day)
    return task


def _check_stands(task: Task, day: date) -> None:
    """The grid and the unit still stand; else NotNow names who took their place."""
    heir = organisations.standing_grid(task.grid, day) if task.grid else None
    unit = organisations.standing_unit(task.unit, day)
    if task.grid and heir != task.grid:
        now = f"{heir.village.name}{heir.name}" if heir else ""
    elif unit != task.unit:
        now = unit.name if unit else ""
    else:
        return
    zh = f"现在是{now}，请走它的任务" if now else "没有接替的，请问管理员"
    en = f"it is {now} now, please walk its task" if now else "nothing took its place; ask the administrator"
    words = Words(f"{task.place}已经撤并：{zh}。记下的数还在。", f"{task.place} was closed: {en}. What was counted is kept.")
    raise NotNow(words, code="closed")


def _check_all(task: Task) -> None:
    if (not task.sweep.by_door and task.found == 0) or task.counts.may_say_all_visited:
        return
    counts = task.counts
    words = Words(
        f"数还对不上：应走{counts.planned}户，谈上话{counts.visited}户，没人在家{counts.nobody_home}户，不愿谈{counts.declined}户，"
        f"发现{counts.found}件。照实报就行，用「就报到这里」。",
        f"The counts say otherwise: {counts.planned} planned, {counts.visited} spoken with, {counts.nobody_home} nobody home, "
        f"{counts.declined} declined, {counts.found} found. Report it as it is, with “report as it stands”.",
    )
    raise NotNow(words, code="not_all")


def _take_back_absent(task: Task, again: str) -> None:
    """A door where nobody was home is called on again: its first result no longer counts."""
    if not again:
        return
    door = next((one for one in queries.to_call_again(task) if str(one.door) == again), None)
    if door is not None:
        Door.objects.filter(county=task.county, id=door.door).delete()
        _count(task, Result.NOBODY_HOME, -1)


def _door(task: Task, result: Result, by: Actor, at: datetime, label: str) -> Door:
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL:
        words = Words(f"门牌最多{LONGEST_LABEL}字。", f"The house has at most {LONGEST_LABEL} characters.")
        raise Incomplete(words, {"label": words})
    key = new_id(task.county)
    door = Door.objects.create(
        id=key, county=task.county, task=task, result=result, by_id_text=by.user, at=at,
        label=vault.seal(label, queries.label_place(key)),
    )  # fmt: skip
    _count(task, result, 1)
    return door


def _count(task: Task, result: Result, step: int) -> None:
    for name in COUNTED[result]:
        setattr(task, name, max(getattr(task, name) + step, 0))


def _kept(task: Task) -> Task:
    task.save(update_fields=["visited", "nobody_home", "declined", "found"])
    return task
