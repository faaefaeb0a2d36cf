"""The receipt (收件回执) of a petition that was just taken in: on the screen with the next steps, and on paper."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.cases import presenting
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case
from fengqiao.apps.intake import queries
from fengqiao.apps.intake.permissions import TAKES_IN
from fengqiao.apps.intake.queries import Receipt
from fengqiao.apps.intake.views.registering import base_address
from fengqiao.kernel.moment import today
from fengqiao.ui.language import language

for_the_window = requires_role(*TAKES_IN)
PAPERS = ("a5", "a4")


@never_cache
@for_the_window
@require_GET
def receipt(request: Request, number: str) -> HttpResponse:
    """The code of a case, what comes next, and what may be done with it now; a sealed one shows its code only."""
    case = _case(request, number)
    context = {"case": case, "receipt": _receipt(request, case), "is_sealed": case.is_sealed}
    if cases.visible_to(request.actor).filter(id=case.id).exists():
        context |= presenting.context_of(cases.page_of(case, request.actor, today()), request.actor, today())
        context["is_visible"] = True
    return render(request, "intake/receipt.html", context)


@never_cache
@for_the_window
@require_GET
def printed(request: Request, number: str) -> HttpResponse:
    """The receipt on paper, A5 or A4."""
    case = _case(request, number)
    found = _receipt(request, case)
    paper = request.GET.get("paper", "")
    context = {
        "case": case,
        "receipt": found,
        "page": found.page(language()),
        "paper": paper if paper in PAPERS else PAPERS[0],
    }
    return render(request, "intake/receipt_paper.html", context)


def _case(request: Request, number: str) -> Case:
    case = queries.fresh_case(request.actor, number, today())
    if case is None:
        raise Http404
    return case


def _receipt(request: Request, case: Case) -> Receipt:
    return queries.receipt_of(case, request.actor, today(), base_address(request))
