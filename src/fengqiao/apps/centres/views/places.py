"""Pages of centres: the list, one with its windows and queue, and what administrators change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.centres import permissions, queries, services
from fengqiao.apps.centres.forms import CentreForm, WindowForm
from fengqiao.apps.centres.models import Centre, Window
from fengqiao.domain.errors import DomainError
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.submissions import number_of
from fengqiao.ui.language import in_language


@signed_in
@require_http_methods(["GET", "POST"])
def all_centres(request: Request) -> HttpResponse:
    """Every centre with what it has; administrators set up another."""
    county = request.actor.county
    may = bool(permissions.may_administer(request.actor, county))
    form = CentreForm(request.POST or None, county=county)
    if request.method == "POST":
        permissions.may_administer(request.actor, county).or_raise()
        made = attempt(form, lambda typed: services.set_up(by=request.actor, **typed))
        if made is not None:
            return _to(made)
    rows = [(one, queries.functions_of(one)) for one in queries.centres(county)]
    context = {"rows": rows, "may": may, "form": form}
    return render(request, "centres/all.html", context, status=422 if form.is_bound and form.errors else 200)


@never_cache
@signed_in
@require_GET
def centre(request: Request, key: UUID) -> HttpResponse:
    """One centre: the checklist of its functions, its windows, who receives today, the queue."""
    return _page(request, _centre(request, key))


@requires_role("admin")
@require_POST
def add_window(request: Request, key: UUID) -> HttpResponse:
    """Open a window."""
    found = _centre(request, key)
    form = WindowForm(request.POST, county=request.actor.county)
    once = number_of(request.POST)
    made = attempt(form, lambda typed: services.add_window(centre=found, by=request.actor, once=once, **typed))
    if made is None:
        return _page(request, found, form=form, once=once)
    return _to(found)


@requires_role("admin")
@require_POST
def drop_window(request: Request, key: UUID) -> HttpResponse:
    """Close a window."""
    window = _window(request, key)
    services.drop_window(window=window, by=request.actor)
    return _to(window.centre)


@signed_in
@require_POST
def draw(request: Request, key: UUID) -> HttpResponse:
    """Draw a number for somebody at the door."""
    found = _centre(request, key)
    ticket = services.draw(centre=found, at=now(), day=today(), once=number_of(request.POST))
    messages.success(request, _("%(n)s 号") % {"n": ticket.number})
    return _to(found)


@signed_in
@require_POST
def call_next(request: Request, key: UUID) -> HttpResponse:
    """Call the next number to a window."""
    window = _window(request, key)
    try:
        ticket = services.call_next(window=window, by=request.actor, at=now(), day=today(), once=number_of(request.POST))
    except DomainError as refusal:
        messages.info(request, in_language(refusal.words))
        return _to(window.centre)
    messages.success(request, _("请 %(n)s 号到 %(window)s 号窗口") % {"n": ticket.number, "window": window.position})
    return _to(window.centre)


def _centre(request: Request, key: UUID) -> Centre:
    found = queries.centre(request.actor.county, key)
    if found is None:
        raise Http404
    return found


def _window(request: Request, key: UUID) -> Window:
    return get_object_or_404(Window.objects.select_related("centre__unit"), county_code=request.actor.county, pk=key)


def _page(request: Request, found: Centre, **typed: Any) -> HttpResponse:
    county = request.actor.county
    context = {
        "centre": found, "functions": queries.functions_of(found), "receiving": queries.receiving(found, today()),
        "queue": queries.queue_of(found, today()), "may_call": bool(permissions.may_call(request.actor, found)),
        "may": bool(permissions.may_administer(request.actor, county)), "form": typed.get("form") or WindowForm(county=county),
        "once": typed.get("once", ""), "label": queries.pack_of(found).method.labels.get("service_place"),
    }  # fmt: skip
    return render(request, "centres/centre.html", context, status=422 if typed else 200)


def _to(found: Centre) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("centres:centre", args=[found.pk]))
