"""Who walks, who plans a campaign, and who checks reports of nothing."""

from __future__ import annotations

from fengqiao.apps.sweeps.models import Sweep, Task
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

WALK = frozenset({"grid_worker", "mediator", "clerk", "handler", "head"})
PLAN = frozenset({"head", "dispatcher", "joint_secretary"})
CHECK = frozenset({"supervisor", "dispatcher"})
SEE = WALK | PLAN | CHECK | {"leader", "admin"}
FIGURES = SEE - {"admin"}
GRIDS = frozenset({"admin"})


def reaches(actor: Actor, unit: str, parent: str) -> bool:
    """True for a unit of the actor's own, or one right below it."""
    return bool(actor.units & {unit, parent})


def may_walk(actor: Actor, task: Task) -> Verdict:
    """The unit whose task it is, and the unit above it, record what came of a door."""
    if actor.county == task.county and actor.is_any_of(WALK) and reaches(actor, str(task.unit_id), str(task.unit.parent_id)):
        return YES
    words = Words("这个排查任务由{unit}和它的上级来走。", "This task is walked by {unit} and the unit above it.")
    return no("not_yours", words.filled(unit=task.unit.name), personal=True)


def may_plan(actor: Actor) -> Verdict:
    """A campaign is planned by the head of a unit for it and those below, or by the county's offices."""
    if actor.is_any_of(PLAN):
        return YES
    words = Words("专项排查由单位负责人、信访部门或者联席会议办公室来定。",
                  "A campaign is planned by the head of a unit, the petition office or the joint conference office.")
    return no("not_yours", words, personal=True)


def may_check(actor: Actor, sweep: Sweep) -> Verdict:
    """Reports of nothing are checked by somebody who neither walked nor planned it."""
    if actor.is_any_of(CHECK) and (sweep.unit_id is None or str(sweep.unit_id) not in actor.units):
        return YES
    words = Words("抽查由督查专员或者信访部门来做，自己定的专项请别人来查。",
                  "Spot checks are for the inspector or the petition office, and not of a campaign of one's own.")
    return no("not_yours", words, personal=True)


def tabs(actor: Actor) -> dict[str, bool]:
    """Which pages beside the grids somebody may open."""
    return {"has_sweeps": actor.is_any_of(SEE), "has_figures": actor.is_any_of(FIGURES)}
