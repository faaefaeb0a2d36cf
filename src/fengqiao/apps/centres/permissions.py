"""Who sets up a centre, and who calls numbers there."""

from __future__ import annotations

from fengqiao.apps.centres.models import Centre
from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

__all__ = ["may_administer", "may_call"]

SERVING = frozenset({"clerk", "dispatcher", "handler", "head", "mediator", "grid_worker"})


def may_call(actor: Actor, centre: Centre) -> Verdict:
    """Numbers are called by those who take people in, of the unit that runs the centre or of one behind a window of it."""
    units = {str(centre.unit_id), *(str(window.unit_id) for window in centre.windows.all())}
    if actor.is_any_of(SERVING) and actor.units & units:
        return YES
    words = Words("叫号由这里窗口的人来做。", "Numbers are called by those at the windows here.")
    return no("not_here", words, personal=True)
