"""Who sets up and ends a campaign; what may be done with a case in it, the case's pack says."""

from __future__ import annotations

from fengqiao.apps.campaigns.models import Campaign
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

KEEP = frozenset({"head", "dispatcher", "joint_secretary"})


def may_plan(actor: Actor) -> Verdict:
    """The head of a unit, the petition office or the joint conference office."""
    if actor.is_any_of(KEEP) and actor.unit:
        return YES
    words = Words("专项攻坚由单位负责人、信访部门或者联席会议办公室来定。",
                  "A campaign is set up by the head of a unit, the petition office or the joint conference office.")  # fmt: skip
    return no("not_yours", words, personal=True)


def may_close(actor: Actor, campaign: Campaign) -> Verdict:
    """Whoever may set one up, in the unit that keeps this one."""
    if may_plan(actor) and str(campaign.unit_id) in actor.units:
        return YES
    words = Words("由定这个专项的单位来结束。", "The unit that set it up ends it.")
    return no("not_yours", words, personal=True)
