"""Puts the person and the actor of this request on it: one SQL for those signed in, none for visitors."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare

from fengqiao.apps.accounts import queries
from fengqiao.apps.accounts.access import AnyRequest
from fengqiao.apps.accounts.queries import Presence
from fengqiao.apps.accounts.sessions import POST_KEY
from fengqiao.kernel.moment import today


class ActorMiddleware:
    """Sets request.user, request.actor (None for visitors) and request.hats (the posts one may change between)."""

    def __init__(self, get_response: Callable[[AnyRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyRequest) -> HttpResponse:
        """Find out who asks, then answer."""
        presence = _presence(request)
        if presence is None:
            request.user, request.actor, request.hats = AnonymousUser(), None, ()
        else:
            hat = presence.hat(request.session.get(POST_KEY, ""))
            request.user, request.hats = presence.user, presence.hats
            request.actor = queries.actor_in(presence.user, hat)
        return self.get_response(request)


def _presence(request: AnyRequest) -> Presence | None:
    """The person of the session while their password is the one they signed in with."""
    key, seal = request.session.get(SESSION_KEY), request.session.get(HASH_SESSION_KEY, "")
    presence = queries.presence_of(key, today()) if key else None
    if presence is None:
        return None
    user = presence.user
    seals = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return presence if any(constant_time_compare(seal, valid) for valid in seals) else None
