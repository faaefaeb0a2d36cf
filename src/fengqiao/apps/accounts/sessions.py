"""Signing in and out: the session of one browser."""

from __future__ import annotations

import enum

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse

from fengqiao.apps.accounts import permissions
from fengqiao.apps.accounts.access import Request
from fengqiao.apps.accounts.models import User

POST_KEY = "post"
BACKEND = "django.contrib.auth.backends.ModelBackend"
CARE_COOKIE, CARE_SIZE, A_YEAR = "care", "1.5", 365 * 24 * 3600


class Refusal(enum.Enum):
    """Why nobody was signed in."""

    WRONG = "wrong"
    LOCKED = "locked"


def log_in(request: HttpRequest, name: str, password: str) -> User | Refusal:
    """Sign a person in by log-in name and password; too many wrong tries lock the pair of name and address for a while."""
    if "\0" in name + password:
        return Refusal.WRONG
    user = authenticate(request, login=name.strip().casefold()[:60], password=password[:1000])
    if getattr(request, "axes_locked_out", False):
        delattr(request, "axes_locked_out")  # the page itself answers, so that what was typed stays
        return Refusal.LOCKED
    if not isinstance(user, User):
        return Refusal.WRONG
    begin(request, user)
    return user


def begin(request: HttpRequest, user: User) -> None:
    """Start a session of a person whose identity is certain."""
    login(request, user, backend=BACKEND)


def log_out(request: HttpRequest) -> None:
    """End the session of this browser."""
    logout(request)


def switch_post(request: Request, post: str) -> None:
    """Work from another of one's posts from now on. Raises Denied when it is not theirs today."""
    permissions.may_wear([hat.id for hat in request.hats], post).or_raise()
    request.session[POST_KEY] = post


def keep(request: HttpRequest, user: User) -> None:
    """Keep this browser signed in after its person changed the password; all others are out."""
    update_session_auth_hash(request, user)


def remember(request: HttpRequest, response: HttpResponse, user: User, *, forget: bool = False) -> HttpResponse:
    """Give the browser its person's language and size of type; `forget` also takes back what is not set."""
    wanted = ((settings.LANGUAGE_COOKIE_NAME, user.language), (CARE_COOKIE, CARE_SIZE if user.care_mode else ""))
    for name, value in wanted:
        if value:
            response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
        elif forget:
            response.delete_cookie(name)
    return response
