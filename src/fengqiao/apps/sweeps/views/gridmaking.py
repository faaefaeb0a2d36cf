"""Grids are set up, closed and taken in from a table by administrators."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.cases import rules
from fengqiao.apps.organisations import queries as places
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.sweeps import gridding, gridtable, queries
from fengqiao.apps.sweeps.forms import CloseGridForm, GridTableForm, NewGridForm
from fengqiao.apps.sweeps.permissions import GRIDS
from fengqiao.apps.sweeps.views.grids import grid_of, has_layer
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import today
from fengqiao.kernel.returned import reason
from fengqiao.kernel.sheets import open_sheet
from fengqiao.ui.language import in_language

MOST_ROWS = 5_000
for_administrators = requires_role(*sorted(GRIDS))


@for_administrators
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Set up a grid in a village of the county."""
    villages = {str(unit.id): unit for unit in gridding.villages(request.actor.county)}
    has_branch = any(has_layer(rules.pack_named(tag)) for tag in {unit.pack for unit in villages.values()})
    typed = request.POST if request.method == "POST" else None
    form = NewGridForm(typed, villages=villages.values(), has_branch=has_branch, initial=_asked(request))
    made = attempt(form, lambda typed: organising.create_grid(
        by=request.actor, **{**typed, "village": villages[typed["village"]]},
    )) if request.method == "POST" else None  # fmt: skip
    if made is None:
        return render(request, "sweeps/grid_new.html", {"form": form, "has_villages": bool(villages)}, status=422 if form.errors else 200)
    messages.success(request, _("已保存。"))
    return _see(reverse("sweeps:grid", args=[made.id]))


def _asked(request: Request) -> dict[str, str]:
    return {"village": request.GET.get("village", "")[:40]}


@never_cache
@for_administrators
@require_http_methods(["GET", "POST"])
def close(request: Request, key: UUID) -> HttpResponse:
    """Close a grid from a day; its rounds, its findings and its team stay on record."""
    found = grid_of(request, key)
    others = {str(one.id): one for one in places.grids_of(found.county_code).filter(village__parent=found.village.parent) if one != found}
    typed = request.POST if request.method == "POST" else None
    form = CloseGridForm(typed, others=others.values(), initial={"on": today()})
    done = attempt(form, lambda clean: organising.close_grid(
        by=request.actor, grid=found, on=clean["on"], successor=others.get(clean["successor"]),
    )) if typed is not None else None  # fmt: skip
    if done is None:
        context = {"grid": found, "form": form, "walking": queries.open_tasks_of(found), "parts": len(gridding.tree(found))}
        return render(request, "sweeps/grid_close.html", context, status=422 if form.errors else 200)
    messages.success(request, _("已撤并；以前的排查和发现都留着。"))
    return _see(reverse("sweeps:grid", args=[key]))


@never_cache
@for_administrators
@require_http_methods(["GET", "POST"])
def take(request: Request) -> HttpResponse:
    """Take a table of grids in; what could not be taken in is shown with its reasons."""
    form = GridTableForm(request.POST, request.FILES) if request.method == "POST" else GridTableForm()
    outcomes = attempt(form, lambda typed: _take(request, typed["file"])) if request.method == "POST" else None
    context: dict[str, Any] = {"form": form}
    if outcomes is not None:
        language = in_language(Words("zh", "en"))
        bad = [(one.row.number, reason(one.wrong, gridtable.FIELDS, language)) for one in outcomes if one.fate == "bad"]
        context |= {"count": Counter(one.fate for one in outcomes), "bad": bad, "total": len(outcomes)}
    return render(request, "sweeps/grid_import.html", context, status=422 if form.errors else 200)


def _take(request: Request, sent: Any) -> list[gridtable.Outcome]:
    sheet = open_sheet(sent.read(), sent.name)
    if len(sheet.rows) > MOST_ROWS:
        words = Words(f"超过 {MOST_ROWS} 行，请分成几个文件。", f"It has more than {MOST_ROWS} rows; split it.")
        raise Incomplete(words, {"file": words})
    return gridtable.take(sheet, by=request.actor)


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
