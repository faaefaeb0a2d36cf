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
class Handed:
    """The link of a seat: shown while it is to be handed on, replaced as long as it opens something."""

    seat: Seat
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Card:
    """How a mediation stands, and the links that its unit hands on."""

    settling: Settling
    links: list[Handed]


def card_of(page: CasePage, track: Track) -> Panel:
    """The mediation beside a case; its links are for those who invite, in the unit that has it."""
    settling = Settling(page.case, track.proceeding, page.pack, page.parties)
    may = permissions.hands_links_on(page.actor, page, track)
    links = [Handed(seat, _is_to_hand_on(seat)) for seat in settling.seats if may and seat.state in seating.OPENING]
    return Panel("mediation/_card.html", Card(settling, links))


def _is_to_hand_on(seat: Seat) -> bool:
    """Not that of a mediator who came by it already, unless it was replaced since."""
    return seat.state == SeatState.INVITED or seat.role == OTHER_PARTY or bool(seat.past_links)
