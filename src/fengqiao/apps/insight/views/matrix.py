"""How hard the open matters are, by subject (YJ-17)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.insight import grades as grading
from fengqiao.apps.insight.scope import scope_of


@signed_in
@require_GET
def grades(request: Request) -> HttpResponse:
    """Grade by subject; each number opens its list."""
    scope = scope_of(request.actor)
    context = {"matrix": grading.matrix(request.actor), "scope": "county" if scope.whole else "mine"}
    return render(request, "insight/grades.html", context)
