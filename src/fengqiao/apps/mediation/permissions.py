"""Who among the staff works with mediations, and who may hand their links on."""

from __future__ import annotations

from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.domain.roles import Actor

MEDIATING = frozenset({"mediator", "handler", "head", "clerk", "grid_worker"})


def hands_links_on(actor: Actor, page: CasePage, track: Track) -> bool:
    """True for those who mediate in the unit that has the proceeding, while it is open: they hand links on and replace them."""
    unit = page.case.unit_id if track is page.root else track.proceeding.unit_id
    return track.proceeding.closed_at is None and str(unit) in actor.units and actor.is_any_of(MEDIATING)
