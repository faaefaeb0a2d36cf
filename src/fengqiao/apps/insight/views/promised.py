"""What was promised and is due: the list, and a line for the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.insight import promised
from fengqiao.kernel.moment import today


@never_cache
@signed_in
@require_GET
def listed(request: Request) -> HttpResponse:
    """What is due soon and what is overdue, each with its case."""
    return render(request, "insight/promised.html", _due(request))


@never_cache
@signed_in
@require_GET
def told(request: Request) -> HttpResponse:
    """A line for the desk while something is due; asked for after the desk itself, which it does not slow."""
    return render(request, "insight/_promised.html", _due(request))


def _due(request: Request) -> dict[str, object]:
    return {"near": promised.near(request.actor, today()), "overdue": promised.overdue(request.actor, today())}
