"""What is owed in a case, all lines of it: on a page, on paper, and as a file; names stay masked."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import owing, presenting, queries
from fengqiao.apps.cases.views.showing import seen
from fengqiao.domain.money import LEAST
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.sheets import csv_text
from fengqiao.ui.language import in_language

LONGEST = 60  # of a search: that of a name


@never_cache
@signed_in
@require_GET
def lines(request: Request, number: str) -> HttpResponse:
    """All lines of a case by sheet, of one stage or searched when asked, with boxes to record the next stage of many."""
    context = _context(request, number)
    sheet, stage = request.GET.get("sheet", ""), request.GET.get("stage", "")
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    tables = [table for table in context["tables"] if sheet in ("", table.sheet.id)]
    if stage:
        tables = [owing.Table(table.sheet, [one for one in table.lines if one.line.stage == stage]) for table in tables]
    if asked:
        found = [owing.searched(context["case"], table, asked) for table in tables]
        tables = [table for table in found if table.lines] or found[:1]
    has_long = any(table.is_long for table in context["tables"])
    shown = {"shown": tables, "sheet": sheet, "stage": stage, "asked": asked, "has_long": has_long}
    return render(request, "cases/lines.html", context | shown)


@never_cache
@signed_in
@require_GET
def printed(request: Request, number: str) -> HttpResponse:
    """The sheets for paper, or one of them, with the sums in capitals and a place to sign."""
    context, sheet = _context(request, number), request.GET.get("sheet", "")
    tables = [table for table in context["tables"] if sheet in ("", table.sheet.id)]
    title = tables[0].sheet.name if sheet and tables else None
    return render(request, "cases/lines_print.html", context | {"tables": tables, "title": title, "printed_at": now()})


@never_cache
@signed_in
@require_GET
def export(request: Request, number: str) -> HttpResponse:
    """The lines as CSV, masked."""
    tables = _context(request, number)["tables"]
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lines-{today().isoformat()}.csv"'
    for table in tables:
        stages = [in_language(words) for words in table.sheet.stages.values()]
        lines: list[list[object]] = [
            [in_language(table.sheet.name), _("给谁"), _("什么"), _("由谁"), _("最后一天"), _("到哪一步"), *stages, _("凭证")],
        ]
        for one in table.lines:
            line = one.line
            amounts = ((LEAST if one.is_least(stage) else "") + line.amounts.get(stage, "") for stage in table.sheet.stages)
            reached = in_language(one.stage)
            lines.append([line.position, line.mask, line.what, line.owed_by, line.due_on or "", reached, *amounts, one.proof])
        response.write(csv_text(lines))
    return response


def _context(request: Request, number: str) -> dict[str, Any]:
    page = queries.page_of(seen(request, number), request.actor, today(), latest=0)
    return presenting.context_of(page, request.actor, today()) | {"marks": presenting.marks_of(page)}
