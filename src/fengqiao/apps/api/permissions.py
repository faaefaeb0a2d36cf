"""Who may do through the API what the workflow does not already decide."""

from __future__ import annotations

from fengqiao.apps.cases import rules
from fengqiao.domain.roles import PETITIONER, Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words


def may_register(actor: Actor, unit: str) -> Verdict:
    """The roles that the pack lets register, at a unit in whose name they work."""
    act = rules.pack_named(rules.NATIONAL).workflows["petition"].transitions["register"]
    roles = {who.partition("@")[0] for who in act.by} - {PETITIONER}
    if not actor.roles & roles:
        words = Words("您现在的岗位不登记办件。", "The post you work in does not register cases.")
        return no("not_this_post", words, act.source, personal=True)
    if unit not in actor.units:
        words = Words("只能在自己的单位登记。", "You register only at your own unit.")
        return no("not_your_unit", words, act.source, personal=True)
    return YES
