"""Grids: how many there are and where, one grid's card with its team and what was found, and the code on its board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.cases import rules
from fengqiao.apps.helpers import services as helping
from fengqiao.apps.helpers.models import GridSeat
from fengqiao.apps.helpers.permissions import may_edit
from fengqiao.apps.organisations import permissions as organisations
from fengqiao.apps.organisations import queries as places
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Grid
from fengqiao.apps.sweeps import gridding, permissions
from fengqiao.apps.sweeps.forms import GridForm, PartForm, TeamForm
from fengqiao.domain.errors import Denied
from fengqiao.domain.methods import PARTY
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import today


@signed_in
@require_GET
def directory(request: Request) -> HttpResponse:
    """Every town with its grids counted, and one town's grids with their teams; no resident stands anywhere."""
    towns = gridding.towns(request.actor.county)
    code = request.GET.get("town", "")[:60]
    chosen = next((row for row in towns if row.town.code == code or (not code and str(row.town.id) in request.actor.units)), None)
    context = {
        "towns": towns, "chosen": chosen, "cards": gridding.cards(chosen.town) if chosen else [],
        "may_administer": bool(organisations.may_administer(request.actor, request.actor.county)),
        "count": sum(row.grids for row in towns), "households": sum(row.households for row in towns),
        **permissions.tabs(request.actor),
    }  # fmt: skip
    return render(request, "sweeps/grids.html", context)


@never_cache
@signed_in
@require_GET
def grid(request: Request, key: UUID) -> HttpResponse:
    """One grid's card."""
    return _page(request, grid_of(request, key))


@signed_in
@require_POST
def change(request: Request, key: UUID) -> HttpResponse:
    """Say anew what the grid is called, how many households it has, and, where the place uses that layer, which branch stands on it."""
    found = grid_of(request, key)
    form = GridForm(request.POST, has_branch=has_layer(_pack(found)))
    return _do(request, key, form, lambda found, typed: organising.change_grid(
        by=request.actor, grid=found, **{"branch": found.branch, **typed},
    ))  # fmt: skip


@signed_in
@require_POST
def add_part(request: Request, key: UUID) -> HttpResponse:
    """Add a villagers' group or joint household unit below."""
    return _do(request, key, PartForm(request.POST), lambda found, typed: organising.create_grid(
        by=request.actor, village=found.village, parent=found, **typed,
    ))  # fmt: skip


@signed_in
@require_POST
def seat(request: Request, key: UUID) -> HttpResponse:
    """Put somebody of the directory on the team."""
    _may_edit(request)
    found = grid_of(request, key)
    form = TeamForm(request.POST, titles=_pack(found).lists["grid_titles"])
    return _do(request, key, form, lambda found, typed: helping.seat_on_grid(
        found, gridding.helper_named(found, typed["helper"]), typed["title"], pack=_pack(found), since=today(), called=typed["called"],
    ))  # fmt: skip


@signed_in
@require_POST
def leave(request: Request, key: UUID, seat: UUID) -> HttpResponse:
    """Somebody no longer stands on the team."""
    _may_edit(request)
    found = GridSeat.objects.filter(county_code=request.actor.county, grid=grid_of(request, key), id=seat).first()
    if found is None:
        raise Http404
    helping.leave_grid(found, on=today())
    return _see(reverse("sweeps:grid", args=[key]))


def _do(request: Request, key: UUID, form: Any, act: Callable[[Grid, dict[str, Any]], Any]) -> HttpResponse:
    found = grid_of(request, key)
    done = attempt(form, lambda typed: act(found, typed))
    if done is None:
        return _page(request, found, form, status=422)
    messages.success(request, _("已保存。"))
    return _see(reverse("sweeps:grid", args=[key]))


def _page(request: Request, found: Grid, refused: Any = None, *, status: int = 200) -> HttpResponse:
    pack, county = _pack(found), request.actor.county
    shown = {"name": found.name, "households": found.households, "branch": found.branch}
    has_branch = has_layer(pack)
    forms = {"change": GridForm(initial=shown, has_branch=has_branch), "part": PartForm()}
    forms["team"] = TeamForm(titles=pack.lists["grid_titles"])
    forms |= {name: refused for name, kind in _FORMS.items() if type(refused) is kind}
    address = f"{reverse('portal:say')}?place={found.village.region_id}&grid={found.id}"
    context = {
        "grid": found, "branch": found.branch if has_branch else "", "has_branch": has_branch,
        "card": gridding.card_of(found, pack), "parts": gridding.tree(found), "facts": gridding.facts_of(found),
        "forms": forms, "refused": refused, "address": request.build_absolute_uri(address), "may_edit": may_edit(request.actor),
        "may_administer": bool(organisations.may_administer(request.actor, county)), "names": gridding.names_near(found, request.actor),
    }  # fmt: skip
    return render(request, "sweeps/grid.html", context, status=status)


_FORMS = {"change": GridForm, "part": PartForm, "team": TeamForm}


def grid_of(request: Request, key: UUID) -> Grid:
    """A grid of the county, closed or not; 404 where there is none."""
    found = places.grid_by_key(request.actor.county, key)
    if found is None:
        raise Http404
    return found


def _pack(grid: Grid) -> Pack:
    return rules.pack_named(grid.village.pack)


def has_layer(pack: Pack) -> bool:
    """Whether a place goes by the party layer, in which a branch stands on a grid (KZ-01)."""
    return PARTY in pack.method.layers


def _may_edit(request: Request) -> None:
    if not may_edit(request.actor):
        raise Denied(Words("网格的队伍由管理员、单位负责人或者调解员来定。",
                           "A grid's team is set by an administrator, a head of a unit or a mediator."))  # fmt: skip


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
