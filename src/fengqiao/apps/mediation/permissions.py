"""Who among the staff works with mediations, and who has one in hand."""

from __future__ import annotations

from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.domain.roles import Actor

MEDIATING = frozenset({"mediator", "handler", "head", "clerk", "grid_worker"})


def mediates(actor: Actor, page: CasePage, track: Track) -> bool:
    """True for those who mediate in the unit that has the proceeding: they hand its links on and replace them."""
    unit = page.case.unit_id if track is page.root else track.proceeding.unit_id
    return str(unit) in actor.units and actor.is_any_of(MEDIATING)
