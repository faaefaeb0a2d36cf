"""The petitioner says how it was; or somebody of another unit writes it down for them, with their signature."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from fengqiao.apps.accounts.access import AnyRequest, Request, signed_in
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.followups import queries, services
from fengqiao.domain.errors import Denied, DomainError, Incomplete
from fengqiao.domain.roles import petitioner
from fengqiao.kernel.moment import now, today

CITIZEN = "信访人"


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, link: str) -> HttpResponse:
    """Three scales, one's own words, and what it means; staff are refused with a sentence, whatever they send."""
    if cast(AnyRequest, request).actor is not None:
        raise Denied(services.STAFF_REFUSED, code="staff", article="国家信访局满意度评价工作办法")
    case = queries.case_by_link(link)
    if case is None or case.is_sealed:
        raise Http404
    to, error = reverse("followups:evaluate", args=[link]), None
    if request.method == "POST":
        try:
            services.evaluate(case, request.POST, by=petitioner(case.county, CITIZEN), at=now())
            return redirect(to)
        except DomainError as refusal:
            error = refusal
    response = render(request, "followups/evaluate.html", _context(case, request, to, error), status=error.status if error else 200)
    add_never_cache_headers(response)
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assist(request: Request, number: str) -> HttpResponse:
    """Enter an evaluation for somebody, by another unit, with the signed consent; it is counted apart."""
    try:
        case = cases.get_for(request.actor, number)
    except Case.DoesNotExist as absent:
        raise Http404 from absent
    to, error = reverse("followups:assist", args=[number]), None
    if request.method == "POST":
        try:
            services.for_somebody(case, request.POST, by=request.actor, at=now())
            return redirect("cases:case", number)
        except DomainError as refusal:
            error = refusal
    return render(request, "followups/assist.html", _context(case, request, to, error), status=error.status if error else 200)


def _context(case: Case, request: HttpRequest, to: str, error: DomainError | None) -> dict[str, Any]:
    asked = queries.round_of(case, today())
    is_given = queries.given(case, asked) if asked else queries.has_any(case)
    scales = [(spec.name, spec.label) for spec in services.FIELDS if spec.type == "choice"]
    typed = request.POST if error else {}
    wrong = error.fields if isinstance(error, Incomplete) else {}
    trust = [(code, words) for code, words in rules.pack_of(case).lists.get(services.TRUST.choices, {}).items()]
    return {
        "trust": trust, "trust_label": services.TRUST.label, "trust_typed": typed.get("trust", ""),
        "case": case, "asked": asked, "is_given": is_given, "to": to, "error": error, "wrong": wrong,
        "scales": [(name, label, typed.get(name, ""), wrong.get(name)) for name, label in scales],
        "opinions": list(rules.pack_of(case).lists["opinions_given"].items()), "words_typed": typed.get("words", ""),
        "consent_typed": typed.get("consent", ""), "may_read": "may_read" in typed,
    }  # fmt: skip
