"""What the page of a case shows of its mediation."""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.apps.cases.models import Seat, SeatState
from fengqiao.apps.cases.presenting import Panel
from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.apps.mediation import permissions
from fengqiao.apps.mediation.settling import Settling
from fengqiao.domain.roles import OTHER_PARTY

STILL_IN = (SeatState.INVITED, SeatState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Link:
    """The link of a seat as its unit sees it; shown while it may still have to be handed on, else only replaced."""

    seat: Seat
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Card:
    """How a mediation stands, and the links that its unit hands on."""

    settling: Settling
    links: list[Link]
    may_mediate: bool  # whoever reads it mediates here: the law is at hand


def card_of(page: CasePage, track: Track) -> Panel:
    """The mediation beside a case; its links are for those who invite, in the unit that has it, while it is open."""
    settling = Settling(page.case, track.proceeding, page.pack, page.parties)
    may = track.proceeding.closed_at is None and permissions.mediates(page.actor, page, track)
    links = [Link(seat, _is_to_hand_on(seat)) for seat in settling.seats if seat.state in STILL_IN] if may else []
    return Panel("mediation/_card.html", Card(settling, links, may))


def _is_to_hand_on(seat: Seat) -> bool:
    return seat.state == SeatState.INVITED or bool(seat.past_links) or seat.role == OTHER_PARTY
