"""Who keeps a joint conference."""

from __future__ import annotations

from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

SECRETARY = "joint_secretary"


def may_keep(actor: Actor) -> Verdict:
    """The secretary of the conference, in the unit that is its secretariat."""
    if SECRETARY in actor.roles and actor.unit:
        return YES
    words = Words("联席会议由它的办公室来管。", "A joint conference is kept by its office.")
    return no("not_yours", words, "信访工作条例 第十三条", personal=True)
