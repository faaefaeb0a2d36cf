"""What was found by going round beside what people had to bring: numbers with their whole, never a rate alone."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.cases import rules
from fengqiao.apps.sweeps import permissions, telling
from fengqiao.kernel.moment import today

YEAR = timedelta(days=365)


@requires_role(*sorted(permissions.FIGURES))
@require_GET
def figures(request: Request) -> HttpResponse:
    """Of the past year: the coverage, the yield, the share found by going round, and the days from first sign to registration."""
    since = today() - YEAR
    channels = rules.pack_named(rules.NATIONAL).lists["channels"]
    rows = telling.by_channel(request.actor, since)
    context = {
        "since": since, "counts": telling.walked(request.actor, since),
        "rows": [(channels.get(row.channel, row.channel), row) for row in rows],
        "found": sum(row.n for row in rows if row.channel == telling.SWEEP), "n": sum(row.n for row in rows),
        "most": max((row.n for row in rows), default=0), "least": telling.LEAST, **permissions.tabs(request.actor),
    }  # fmt: skip
    return render(request, "sweeps/figures.html", context)
