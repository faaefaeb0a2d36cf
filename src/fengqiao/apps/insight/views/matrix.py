"""Small figures over matters: how hard they are by subject (YJ-17), to how many places people had to go (KZ-18)."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.insight import going as goings
from fengqiao.apps.insight import grades as grading
from fengqiao.apps.insight.scope import scope_of
from fengqiao.kernel.moment import today


@signed_in
@require_GET
def grades(request: Request) -> HttpResponse:
    """Grade by subject; each number opens its list."""
    scope = scope_of(request.actor)
    context = {"matrix": grading.matrix(request.actor), "scope": "county" if scope.whole else "mine"}
    return render(request, "insight/grades.html", context)


@signed_in
@require_GET
def going(request: Request) -> HttpResponse:
    """To how many places people had to go for one matter, of those received in a time; this year unless asked otherwise."""
    first, last = _day(request, "since", today().replace(month=1, day=1)), _day(request, "until", today())
    counted = goings.going(request.actor, first, max(first, last))
    context = {"going": counted, "scope": "county" if scope_of(request.actor).whole else "mine"}
    return render(request, "insight/going.html", context)


def _day(request: Request, name: str, usual: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return usual
