"""Who tells other units something."""

from __future__ import annotations

from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

SENDERS = frozenset({"joint_secretary", "dispatcher", "supervisor", "head", "leader"})


def may_send(actor: Actor) -> Verdict:
    """The joint conference office, the petition office, inspectors, leaders and heads of units."""
    if actor.is_any_of(SENDERS):
        return YES
    words = Words("通报由联席会议办公室、信访部门、督查和单位负责人来发。",
                  "Notices are sent by the joint office, the petition office, inspectors and heads.")  # fmt: skip
    return no("not_yours", words, personal=True)


def is_of(actor: Actor, unit: object) -> Verdict:
    """Only the unit itself says that it has read a notice."""
    if str(unit) in actor.units:
        return YES
    return no("not_yours", Words("由收到的单位自己来确认。", "The unit that was told confirms it itself."), personal=True)
