"""Who may change people and posts, and who may wear which hat."""

from __future__ import annotations

from collections.abc import Collection

from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

__all__ = ["has_a_role", "may_administer", "may_wear"]


def has_a_role(actor: Actor, roles: Collection[str]) -> Verdict:
    """The actor's present post carries one of the roles."""
    if actor.roles & set(roles):
        return YES
    words = Words("您现在的岗位不办这件事。", "The post you are working in does not do this.")
    return no("not_this_post", words, personal=True)


def may_wear(held: Collection[str], post: str) -> Verdict:
    """A person works only from posts that they hold or stand in for today."""
    if post in held:
        return YES
    words = Words("您今天没有这个岗位。", "You do not hold this post today.")
    return no("not_your_post", words, personal=True)
