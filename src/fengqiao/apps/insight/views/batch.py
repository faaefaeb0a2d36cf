"""Acts on many cases: receiving, a list to print, a file to take away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import matter
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.insight import asking, lists, queries, rows, services
from fengqiao.apps.insight import desk as desks
from fengqiao.apps.insight.asking import Ask
from fengqiao.apps.insight.scope import Scope, scope_of
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.sheets import csv_text
from fengqiao.kernel.submissions import number_of

MOST_EXPORTED, MOST_PRINTED = 100_000, 1_000
EXPORTED = ("title", "petitioner", "person", "unit", "due", "state", "received", "acted", "category", "channel",
            "classification")  # fmt: skip


@signed_in
@require_POST
def receive(request: Request) -> HttpResponse:
    """Receive the picked cases and tell what was skipped and why."""
    outcomes = services.receive_many(
        numbers=_picked(request), by=request.actor, at=now(), once=number_of(request.POST)
    )
    told = [(outcome, rows.case_url(outcome.number)) for outcome in outcomes]
    done = [pair for pair in told if pair[0].refused is None]
    skipped = [pair for pair in told if pair[0].refused is not None]
    context = {"done": done, "skipped": skipped}
    return render(request, "insight/received.html", context)


@signed_in
@require_POST
def print_list(request: Request) -> HttpResponse:
    """The picked cases as a sheet to print."""
    scope = scope_of(request.actor)
    found = cases.visible_to(request.actor).filter(number__in=_picked(request)[: services.MOST_AT_ONCE]).order_by("number")
    listed = [lists.row_of(case) for case in found]
    columns = rows.columns_for("inbox", whole=True)
    context = {
        "rows": rows.shown(listed, scope.county, today(), columns),
        "columns": [str(rows.COLUMNS[name]) for name in columns],
        "at": now(),
        "back": reverse("insight:home"),
    }
    return render(request, "insight/print.html", context)


@signed_in
@require_GET
def print_all(request: Request, tab: str) -> HttpResponse:
    """A whole filtered list as a sheet to print, up to MOST_PRINTED cases."""
    scope, ask = _asked(request, tab)
    near_until = queries.counts(scope, today(), whole=ask.whole).near_until
    pieces = lists.every(scope, ask, today(), near_until=near_until, most=MOST_PRINTED)
    listed = [row for piece in pieces for row in piece]
    columns = rows.columns_for("inbox", whole=True)
    desk = desks.frame(request.actor, ask, queries.counts(scope, today(), whole=ask.whole))
    context = {
        "rows": rows.shown(listed, scope.county, today(), columns), "columns": [str(rows.COLUMNS[name]) for name in columns],
        "at": now(), "back": f"{reverse('insight:desk', args=[tab])}?{request.GET.urlencode()}",
        "conditions": [one.label for one in desk.chips], "title": _("为群众办实事清单") if ask.filters.practical else "",
        "is_cut": len(listed) == MOST_PRINTED,
    }  # fmt: skip
    return render(request, "insight/print.html", context)


def _asked(request: Request, tab: str) -> tuple[Scope, Ask]:
    if not desks.has_tab(request.actor, tab) or tab == "approvals":
        raise Http404
    scope = scope_of(request.actor)
    return scope, asking.read(request.GET, scope, tab, whole=desks.is_whole(request.GET, scope, request.actor))


def _picked(request: Request) -> list[str]:
    return [number for number in request.POST.getlist("pick") if "\0" not in number]


@signed_in
@require_GET
def export(request: Request, tab: str) -> HttpResponse:
    """The filtered list as CSV, masked, from its first row while the rest is still being read."""
    scope, ask = _asked(request, tab)
    lines = _lines(scope, ask)
    first = next(lines)  # what is refused is refused before the file begins
    response = StreamingHttpResponse(_joined(first, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{tab}-{today().isoformat()}.csv"'
    return cast(HttpResponse, response)


def _lines(scope: Scope, ask: Ask) -> Iterator[str]:
    head = [_("灯"), _("编号"), *(str(rows.COLUMNS[name]) for name in EXPORTED), *map(str, matter.COLUMNS.values())]
    near_until = queries.counts(scope, today(), whole=ask.whole).near_until
    text = "\ufeff" + csv_text([head])
    for piece in lists.every(scope, ask, today(), near_until=near_until, most=MOST_EXPORTED):
        known = cases.matters_of(scope.county, [row.id for row in piece])
        plain = rows.plain(piece, scope.county, today(), EXPORTED)
        yield text + csv_text(line + matter.cells_of(known[row.id], asking.pack()) for row, line in zip(piece, plain, strict=True))
        text = ""
    yield text


def _joined(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
