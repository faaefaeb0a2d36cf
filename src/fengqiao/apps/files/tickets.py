"""Leave to send files to one case or occasion: made into the form of an act for whoever may take it, good for half a day in that browser.

The page that draws the form has asked who it is; the ticket says so to the address that takes the files, which knows neither. A
ticket carried into another browser opens nothing, and one of the staff's nothing once they have signed out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.middleware.csrf import get_token

from fengqiao.apps.accounts.access import AnyRequest
from fengqiao.domain.roles import Actor

GOOD_FOR = timedelta(hours=12)
_SALT = "files.ticket"


@dataclass(frozen=True, slots=True)
class Leave:
    """What a ticket says: the county, the case or occasion, and who sends."""

    county: int
    owner_id: UUID
    by: Actor


def browser_of(request: HttpRequest) -> str:
    """What tells one browser from another: the secret behind the forms it is given."""
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def ticket_for(county: int, owner_id: UUID, by: Actor, browser: str) -> str:
    """A ticket for one person in one browser and one case or occasion."""
    return signing.dumps([county, owner_id.hex, by.kind, by.user, by.seat], salt=_SALT + browser)


def leave_of(ticket: str, request: AnyRequest) -> Leave | None:
    """What a ticket allows whoever sends this request; None for one that is too old, another's or none of ours."""
    try:
        told = signing.loads(ticket, salt=_SALT + request.META.get("CSRF_COOKIE", ""), max_age=GOOD_FOR)
        county, owner, kind, user, seat = told
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if kind == "staff" and (request.actor is None or request.actor.user != user):
        return None
    return Leave(county, UUID(owner), Actor(user, "", county, "", kind=kind, seat=seat))
