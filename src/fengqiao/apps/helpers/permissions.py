"""Who keeps the directory; everybody on the staff may read it, without telephones."""

from __future__ import annotations

from fengqiao.domain.roles import Actor

EDITS = ("admin", "dispatcher", "head", "mediator")


def may_edit(actor: Actor) -> bool:
    """True for those who enter and change helpers, and call them: they are shown the telephones."""
    return actor.is_any_of(frozenset(EDITS))
