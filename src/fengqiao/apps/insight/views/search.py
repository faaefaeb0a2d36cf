"""Looking a case up by number, code, telephone or the beginning of its title."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.insight import queries, rows
from fengqiao.apps.insight.scope import scope_of
from fengqiao.kernel.moment import today

LONGEST = 100
COLUMNS = ("title", "petitioner", "person", "due", "state", "unit")


@signed_in
@require_GET
def search(request: Request) -> HttpResponse:
    """What a text finds among the cases this person sees; a text that is too long finds nothing, in words."""
    text = request.GET.get("q", "").strip()
    scope = scope_of(request.actor)
    is_long = len(text) > LONGEST
    how, found = queries.look_up(scope, "" if is_long else text, today())
    context = {
        "search_text": text[:LONGEST],
        "how": how,
        "is_long": is_long,
        "rows": rows.shown(found, scope.county, today(), COLUMNS),
        "columns": [str(rows.COLUMNS[name]) for name in COLUMNS],
        "is_full": len(found) == queries.MOST_FOUND,
    }
    return render(request, "insight/search.html", context)
