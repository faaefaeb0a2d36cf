"""Doors for views of every app: who must be signed in, and in which role."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from fengqiao.apps.accounts import permissions
from fengqiao.apps.accounts.models import User
from fengqiao.apps.accounts.queries import Hat
from fengqiao.domain.roles import Actor
from fengqiao.ui.refusals import is_fragment


class AnyRequest(HttpRequest):
    """A request as ActorMiddleware leaves it: `actor` is None for visitors."""

    actor: Actor | None
    hats: tuple[Hat, ...]


class Request(AnyRequest):
    """A request behind one of these doors: somebody is signed in."""

    user: User
    actor: Actor


P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]
SECRET_FIELDS = frozenset({"csrfmiddlewaretoken", "password", "old", "new", "again"})


def signed_in(view: View[P]) -> View[P]:
    """Only for people who are signed in; others are asked to sign in and lose nothing they typed."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor is None:
            return ask_to_sign_in(request)
        if request.user.must_change_password and request.path != reverse("accounts:me"):
            return _go(request, reverse("accounts:me"))
        return view(request, *args, **kwargs)

    return guarded


def requires_role(*roles: str) -> Callable[[View[P]], View[P]]:
    """Only for people whose present post carries one of the roles; raises Denied (403) for others."""

    def door(view: View[P]) -> View[P]:
        @signed_in
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            permissions.has_a_role(request.actor, roles).or_raise()
            return view(request, *args, **kwargs)

        return guarded

    return door


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the log-in page; a fragment request gets 401 and a signal, a typed form travels along."""
    if is_fragment(request):
        response = HttpResponse(status=401)
        response["HX-Trigger"] = json.dumps({"session-lapsed": {"url": reverse("accounts:sign-in-again")}})
        return response
    if request.method == "POST":
        context = {"next": request.get_full_path(), "kept": json.dumps(typed(request)), "lapsed": True}
        return render(request, "accounts/sign_in.html", context | {"has_files": bool(request.FILES)}, status=401)
    return HttpResponseRedirect(f"{reverse('accounts:sign-in')}?{urlencode({'next': request.get_full_path()})}")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent, without its secrets."""
    return [(name, value) for name, values in request.POST.lists() if name not in SECRET_FIELDS for value in values]


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=200, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
