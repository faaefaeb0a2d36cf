"""What the page of a case shows of its mediation."""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.apps.cases.models import Seat, SeatState
from fengqiao.apps.cases.presenting import Panel
from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.apps.cases.services import seating
from fengqiao.apps.mediation import permissions
from fengqiao.apps.mediation.settling import Settling
from fengqiao.domain.roles import OTHER_PARTY


@dataclass(frozen=True, slots=True)
class Card:
    """How a mediation stands, and the links that its unit hands on."""

    settling: Settling
    links: list[Seat]


def card_of(page: CasePage, track: Track) -> Panel:
    """The mediation beside a case; its links are for those who invite, in the unit that has it."""
    settling = Settling(page.case, track.proceeding, page.pack, page.parties)
    may = permissions.hands_links_on(page.actor, page, track)
    links = [seat for seat in settling.seats if _is_to_hand_on(seat)] if may else []
    return Panel("mediation/_card.html", Card(settling, links))


def _is_to_hand_on(seat: Seat) -> bool:
    return seat.state == SeatState.INVITED or (seat.role == OTHER_PARTY and seating.may_act(seat))
