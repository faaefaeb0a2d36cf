"""The spot check of a sweep's reports of nothing; those who walked do not see what was drawn."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import typed_in
from fengqiao.apps.sweeps import checks, permissions, queries
from fengqiao.apps.sweeps.models import Spot, Sweep
from fengqiao.apps.sweeps.views.rounds import sweep_of
from fengqiao.domain.errors import Denied, DomainError
from fengqiao.kernel.moment import now

for_checkers = requires_role(*sorted(permissions.CHECK))
SIZE = 10


@never_cache
@for_checkers
@require_GET
def check(request: Request, key: UUID) -> HttpResponse:
    """What was drawn, by which seed, and what each look came to."""
    return _page(request, sweep_of(request, key))


@for_checkers
@require_POST
def draw(request: Request, key: UUID) -> HttpResponse:
    """Draw; drawn already, the kept draw is shown."""
    found, typed = sweep_of(request, key), request.POST.get("size", str(SIZE))
    size = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    try:
        checks.draw(found, size, by=request.actor, at=now())
    except Denied:
        raise
    except DomainError as refusal:
        return _page(request, found, refusal)
    return _see(key)


@for_checkers
@require_POST
def note(request: Request, key: UUID, task: UUID) -> HttpResponse:
    """Record what one look came to."""
    found = sweep_of(request, key)
    drawn = queries.visible_tasks(request.actor).filter(sweep=found, id=task).first()
    if drawn is None:
        raise Http404
    try:
        checks.note(drawn, request.POST.get("outcome", ""), typed_in(request.POST, "text"), by=request.actor, at=now())
    except Denied:
        raise
    except DomainError as refusal:
        return _page(request, found, refusal)
    return _see(key)


def _page(request: Request, found: Sweep, refusal: DomainError | None = None) -> HttpResponse:
    drawn = queries.draw_of(found)
    context = {
        "sweep": found, "drawn": drawn, "tasks": queries.drawn_tasks(drawn) if drawn else [], "refusal": refusal, "size": SIZE,
        "outcomes": [(one.value, one.label) for one in checks.OUTCOMES], "waiting": Spot.DRAWN.value,
        "may": bool(permissions.may_check(request.actor, found)),
    }  # fmt: skip
    return render(request, "sweeps/check.html", context, status=refusal.status if refusal else 200)


def _see(key: UUID) -> HttpResponse:
    response = HttpResponseRedirect(reverse("sweeps:check", args=[key]))
    response.status_code = 303
    return response
