"""Splitting some demands off into a case of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import permissions, queries, services
from fengqiao.apps.cases.forms import reason_in
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.views.showing import seen, to_case
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today

WHY = Words("为什么分出去", "Why they go into a case of their own")


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def split(request: Request, number: str) -> HttpResponse:
    """Choose the demands that go into a case of their own; people, unit and clocks go over as they are."""
    found = seen(request, number)
    permissions.may_split(queries.page_of(found, request.actor, today(), latest=0)).or_raise()
    if request.method == "GET":
        return _page(request, found)
    positions = [int(text) for text in request.POST.getlist("positions") if text.isascii() and text.isdigit()]
    try:
        reason = reason_in(request.POST, "reason", WHY)
        part = services.split(
            county=found.county, case_id=found.id, positions=positions, by=request.actor, at=now(), reason=reason
        )
    except DomainError as error:
        return _page(request, found, error)
    said = _("已分出一件：%(number)s。人、单位和期限原样带过去，期限没有重新起算。")
    messages.success(request, said % {"number": part.number})
    return to_case(request, part.number)


def _page(request: Request, found: Case, error: DomainError | None = None) -> HttpResponse:
    demands = found.demands.filter(county=found.county)
    context = {
        "case": found,
        "demands": [(demand, str(demand.position) in request.POST.getlist("positions")) for demand in demands],
        "reason": request.POST.get("reason", ""),
        "errors": getattr(error, "fields", None) or ({"reason": error.words} if error else {}),
    }
    return render(request, "cases/split.html", context, status=error.status if error else 200)
