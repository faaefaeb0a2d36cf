"""Pages of the face itself: choosing language and size of type, refusals in plain words, the gallery."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fengqiao.domain.errors import Denied
from fengqiao.domain.words import Words
from fengqiao.ui import gallery as shown
from fengqiao.ui.context import CARE_COOKIE, CARE_SIZES, build_shell
from fengqiao.ui.refusals import is_fragment, page, refused

A_YEAR = 365 * 24 * 3600


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language for a year and go back; an unknown one changes nothing."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _remember(request, response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def choose_care(request: HttpRequest) -> HttpResponse:
    """Remember 关怀模式 (1.5 or 2 times, or off) for a year and go back."""
    response = _back(request)
    size = request.POST.get("care", "")
    if size in CARE_SIZES:
        _remember(request, response, CARE_COOKIE, size)
    else:
        response.delete_cookie(CARE_COOKIE)
    return response


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page a service worker keeps for when there is no network."""
    return render(request, "ui/offline.html")


@require_GET
def gallery(request: HttpRequest, part: str = "components") -> HttpResponse:
    """Every component and shell at a glance, for those who build pages; absent (404) outside demos and debugging."""
    if part not in shown.PARTS or not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    frame = {"shell": shown.example_frame(build_shell(request))} if part == "staff" else {}
    return render(request, f"ui/gallery/{part}.html", shown.examples() | frame)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if is_ours else "/")


def _remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: what was sent cannot be read."""
    return page(request, "400.html", 400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403: not yours to see or do, and who can."""
    return page(request, "403.html", 403, error=exception)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the form was open too long, or cookies are off."""
    if is_fragment(request):
        return refused(
            request,
            Denied(Words("这一页开得太久了，请刷新再试。", "This page was open too long. Reload it and try again.")),
        )
    return page(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404: absent and not yours look the same."""
    return page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a number to report, and that nothing was saved."""
    number = getattr(request, "trouble_number", "") or new_trouble_number()
    context: dict[str, Any] = {"number": number, "messages": ()}  # no message is read: its store may be what failed
    response = render(request, "500.html", context, status=500)
    response["X-Trouble"] = number
    return response


def new_trouble_number() -> str:
    """A short number a person can read out on the phone: E-XXXX-XXXX."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    groups = ("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(2))
    return "E-" + "-".join(groups)
