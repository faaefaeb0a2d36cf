"""Letters from a file on the screen: send it, say what the columns are, watch it run, take the bad rows back."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.cases import rules
from fengqiao.apps.intake import keeping, queries, services
from fengqiao.apps.intake.columns import FIELDS
from fengqiao.apps.intake.forms import ColumnsForm, UploadForm
from fengqiao.apps.intake.models import ImportRun, ReturnedRow, RunState
from fengqiao.apps.intake.permissions import IMPORTS
from fengqiao.kernel.moment import now
from fengqiao.kernel.returned import reason, write_rows
from fengqiao.kernel.sheets import open_sheet
from fengqiao.ui.language import language

for_importers = requires_role(*IMPORTS)
PREVIEWED, SHOWN = 10, 50


@never_cache
@for_importers
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Send a file; the latest imports."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    run = attempt(form, lambda typed: _begin(request, typed["file"]))
    if run is not None:
        return _see(reverse("intake:columns", args=[run.id]))
    context = {"form": form, "runs": queries.latest_runs(request.actor.county)}
    return render(request, "intake/upload.html", context, status=422 if form.is_bound else 200)


@never_cache
@for_importers
@require_http_methods(["GET", "POST"])
def columns(request: Request, key: UUID) -> HttpResponse:
    """The first rows of the file, with the meaning of each column to be confirmed."""
    run = _run(request, key)
    if run.state != RunState.MAPPING:
        return _see(reverse("intake:run", args=[run.id]))
    channels = rules.pack_named(rules.NATIONAL).lists["channels"]
    typed = request.POST if request.method == "POST" else None
    form = ColumnsForm(typed, columns=run.columns, mapping=run.mapping, channels=channels)
    if typed is not None:
        started = attempt(form, lambda clean: services.start_run(run, form.said(), channel=clean["channel"]))
        if started is not None:
            return _see(reverse("intake:run", args=[run.id]))
    context = {"run": run, "form": form, "rows": _first_rows(run)}
    return render(request, "intake/columns.html", context, status=422 if form.errors else 200)


@never_cache
@for_importers
@require_GET
def run(request: Request, key: UUID) -> HttpResponse:
    """How an import stands; while it runs, the page carries it on."""
    return render(request, "intake/run.html", _told(_run(request, key)))


@never_cache
@for_importers
@require_POST
def advance(request: Request, key: UUID) -> HttpResponse:
    """Import the next two hundred rows and tell how far it is; without scripts a button asks for more."""
    found = _run(request, key)
    try:
        found = services.advance_run(found, by=request.actor, at=now())
    except FileNotFoundError:
        raise Http404 from None
    if not request.headers.get("HX-Request"):
        return _see(reverse("intake:run", args=[found.id]))
    return render(request, "intake/_progress.html", _told(found))


@never_cache
@for_importers
@require_GET
def returned(request: Request, key: UUID) -> HttpResponse:
    """The bad rows as a CSV file, each with its row number and what is wrong; corrected, it can be sent again."""
    found = _run(request, key)
    if not found.is_file_kept or not found.bad:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="returned.csv"'
    response.write("\ufeff")
    wrong = dict(ReturnedRow.objects.filter(county=found.county, run=found).values_list("number", "wrong"))
    rows = ((one.row, wrong[one.row.number]) for one, _next in keeping.kept(found) if one.row.number in wrong)
    write_rows(response, found.columns, rows, FIELDS, language())
    return response


def _begin(request: Request, sent: Any) -> ImportRun:
    sheet = open_sheet(sent.read(), sent.name)
    return services.begin_run(sheet, sent.name, by=request.actor, at=now())


def _run(request: Request, key: UUID) -> ImportRun:
    found = queries.run_of(request.actor, key)
    if found is None:
        raise Http404
    return found


def _first_rows(run: ImportRun) -> list[tuple[int, list[str]]]:
    try:
        first = [letter.row for letter, _next in islice(keeping.kept(run), PREVIEWED)]
    except FileNotFoundError:
        raise Http404 from None
    return [(row.number, [_short(cell) for cell in row.cells]) for row in first]


def _told(run: ImportRun) -> dict[str, Any]:
    """What the page of an import shows."""
    bad = ReturnedRow.objects.filter(county=run.county, run=run)[:SHOWN] if run.bad else []
    return {
        "run": run,
        "is_running": run.state == RunState.RUNNING,
        "is_done": run.state == RunState.DONE,
        "returned": [(row.number, reason(row.wrong, FIELDS, language())) for row in bad],
        "labels": sorted(run.labels.items(), key=lambda pair: -pair[1]),
    }


def _short(cell: str) -> str:
    return cell if len(cell) <= 60 else cell[:59] + "…"


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
