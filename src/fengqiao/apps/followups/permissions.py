"""Who may do what the packs do not decide: draw a sample, write an evaluation down for somebody, read distributions."""

from __future__ import annotations

from fengqiao.apps.cases.models import Case
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

OVERSEE = frozenset({"supervisor"})
DRAW = frozenset({"supervisor", "dispatcher"})
ASSIST = frozenset({"clerk", "dispatcher", "supervisor"})


def may_draw(actor: Actor) -> Verdict:
    """The sample is drawn and seen by the inspector and the petition office, never by those who handled the cases."""
    if actor.is_any_of(DRAW):
        return YES
    words = Words("抽样由督查专员和信访部门来做。", "The sample is for the inspector and the petition office.")
    return no("not_yours", words, personal=True)


def may_assist(actor: Actor, case: Case, handling: str) -> Verdict:
    """May this person write down an evaluation for the petitioner? Only somebody of another unit than the one rated."""
    if not actor.is_any_of(ASSIST):
        return no("not_yours", Words("代录由窗口或者督查来做。", "It is for the window or the inspector."), personal=True)
    if actor.units & {str(case.unit_id), handling}:
        words = Words("办理单位不能代录对自己的评价，请由别的单位代录，或者本人自己评。",
                      "The unit that is rated never enters it; another unit does, or the person themselves.")
        return no("own_unit", words, "国家信访局满意度评价工作办法", personal=True)
    return YES
