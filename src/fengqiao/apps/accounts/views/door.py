"""Signing in, signing in again, signing out, and changing hats."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.apps.accounts import queries, sessions
from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.accounts.forms import SignInForm
from fengqiao.apps.accounts.models import User
from fengqiao.apps.accounts.sessions import Refusal
from fengqiao.ui.refusals import is_fragment

AGAIN = "again_%s"  # the dialog stands over a page that may have fields of the same names


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; a demo offers its role cards here."""
    if request.method == "GET":
        return _page(request, SignInForm(initial={"next": request.GET.get("next", "")}))
    form = SignInForm(request.POST)
    user = _try(request, form)
    if user is None:
        return _page(request, form, status=_status(form))
    kept, wanted = form.cleaned_data["kept"], our_own(request, form.cleaned_data["next"])
    if kept and wanted:
        context = {"kept": kept, "next": wanted}
        return sessions.remember(request, render(request, "accounts/resume.html", context), user)
    return sessions.remember(request, HttpResponseRedirect(wanted or "/"), user)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The dialog over a page whose session lapsed; afterwards the page sends its request once more."""
    if request.method == "GET":
        return render(request, "accounts/_again.html", {"form": SignInForm(auto_id=AGAIN)})
    form = SignInForm(request.POST, auto_id=AGAIN)
    user = _try(request, form)
    if user is None:
        return render(request, "accounts/_again.html", {"form": form}, status=_status(form))
    if not is_fragment(request):
        return sessions.remember(request, HttpResponseRedirect("/"), user)
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"session-renewed": {"csrf": get_token(request)}})
    return sessions.remember(request, response, user)


@never_cache
@require_POST
def demo_card(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people by one click; absent (404) outside a demo."""
    if not is_demo():
        raise Http404
    card = request.POST.get("card", "")
    user = User.objects.filter(demo_card=int(card), is_active=True).first() if _is_small_number(card) else None
    if user is None:
        raise Http404
    sessions.begin(request, user)
    return sessions.remember(request, HttpResponseRedirect(our_own(request, request.POST.get("next", "")) or "/"), user)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the log-in page comes next."""
    sessions.log_out(request)
    return HttpResponseRedirect(reverse("accounts:sign-in"))


@signed_in
@require_http_methods(["GET", "POST"])
def hat(request: Request) -> HttpResponse:
    """See one's posts, or work from another: its first page comes next, so that no page mixes hats."""
    if request.method == "GET":
        return render(request, "accounts/hats.html", {"hats": request.hats})
    sessions.switch_post(request, request.POST.get("post", ""))
    return HttpResponseRedirect("/")


def is_demo() -> bool:
    """True where invented people may be tried on without a password."""
    return bool(getattr(settings, "DEMO", False))


def our_own(request: HttpRequest, url: str) -> str:
    """The address when it is one of ours, else nothing."""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe and url.startswith("/") else ""


def _try(request: HttpRequest, form: SignInForm) -> User | None:
    if not form.is_valid():
        return None
    found = sessions.log_in(request, form.cleaned_data["login"], form.cleaned_data["password"])
    if isinstance(found, User):
        return found
    said = {
        Refusal.WRONG: _("登录名或密码不对。"),
        Refusal.LOCKED: _("输错的次数太多，请过 15 分钟再试，或请管理员重设密码。"),
    }
    form.add_error(None, said[found])
    form.refusal = found  # type: ignore[attr-defined]
    return None


def _status(form: SignInForm) -> int:
    return 429 if getattr(form, "refusal", None) is Refusal.LOCKED else 422


def _page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "next": form["next"].value() or "", "kept": form["kept"].value() or ""}
    context["cards"] = queries.demo_cards() if is_demo() else []
    return render(request, "accounts/sign_in.html", context, status=status)


def _is_small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
