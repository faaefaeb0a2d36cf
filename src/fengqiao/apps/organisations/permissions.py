"""Who may change the map of the county."""

from __future__ import annotations

from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

ADMIN = "admin"


def may_administer(actor: Actor, county: int) -> Verdict:
    """Administrators change the units, people and holidays of their own county only."""
    if ADMIN in actor.roles and actor.county == county:
        return YES
    words = Words(
        "只有本县的管理员可以改组织和人员。", "Only an administrator of this county may change units and people."
    )
    return no("not_admin", words, personal=True)
