"""One's own settings: language, size of type, password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fengqiao.apps.accounts import services, sessions
from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.accounts.forms import PasswordForm, PreferencesForm, attempt


@never_cache
@sensitive_post_parameters()
@signed_in
@require_http_methods(["GET", "POST"])
def me(request: Request) -> HttpResponse:
    """See and change one's settings; the button pressed says which form was meant."""
    if request.method == "POST":
        return _change_password(request) if "change_password" in request.POST else _save(request)
    return _page(request)


def _save(request: Request) -> HttpResponse:
    form = PreferencesForm(request.POST)
    user = attempt(form, lambda typed: services.save_preferences(user=request.user, **typed))
    if user is None:
        return _page(request, preferences=form, status=422)
    messages.success(request, _("已保存。"))
    return sessions.remember(request, HttpResponseRedirect(reverse("accounts:me")), user, forget=True)


def _change_password(request: Request) -> HttpResponse:
    form = PasswordForm(request.POST)
    user = attempt(form, lambda typed: services.change_password(user=request.user, old=typed["old"], new=typed["new"]))
    if user is None:
        return _page(request, password=form, status=422)
    sessions.keep(request, user)
    messages.success(request, _("密码已改，其他地方的登录都已退出。"))
    return HttpResponseRedirect(reverse("accounts:me"))


def _page(
    request: Request,
    *,
    preferences: PreferencesForm | None = None,
    password: PasswordForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    initial = {"language": user.language, "care_mode": user.care_mode}
    context = {
        "preferences": preferences or PreferencesForm(initial=initial),
        "password": password or PasswordForm(),
        "must_change": user.must_change_password,
    }
    return render(request, "accounts/me.html", context, status=status)
