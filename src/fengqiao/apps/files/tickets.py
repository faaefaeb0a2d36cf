"""Leave to send files to one case or occasion: made into the form of an act for whoever may take it, good for a day.

The page that draws the form has asked who it is; the ticket says so to the address that takes the files, which knows neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from fengqiao.domain.roles import Actor

GOOD_FOR = timedelta(hours=24)
_SALT = "files.ticket"


@dataclass(frozen=True, slots=True)
class Leave:
    """What a ticket says: the county, the case or occasion, and who sends."""

    county: int
    owner_id: UUID
    by: Actor


def ticket_for(county: int, owner_id: UUID, by: Actor) -> str:
    """A ticket for one person and one case or occasion."""
    return signing.dumps([county, owner_id.hex, by.kind, by.user, by.seat], salt=_SALT)


def leave_of(ticket: str) -> Leave | None:
    """What a ticket allows; None for one that is too old or none of ours."""
    try:
        county, owner, kind, user, seat = signing.loads(ticket, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Leave(county, UUID(owner), Actor(user, "", county, "", kind=kind, seat=seat))
