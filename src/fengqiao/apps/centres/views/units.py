"""Pages of units for the staff: the list, and one unit."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.accounts.queries import layers_of
from fengqiao.apps.centres import units
from fengqiao.apps.organisations import naming
from fengqiao.apps.organisations.models import UnitLevel
from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.kernel.moment import today

A_PAGE = 50


@signed_in
@require_GET
def listed(request: Request) -> HttpResponse:
    """The units of the county, fifty at a time, by name and level."""
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("name", "level")}
    after = request.GET.get("after", "")[:60]
    found = units.listed(request.actor.county, **asked, after=after, most=A_PAGE + 1)
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "asked": asked, "rows": [(one, naming.level_name(one.level, naming.method_of(one))) for one in found[:A_PAGE]],
        "levels": [("", _("全部")), *UnitLevel.choices], "first": f"?{urlencode(kept)}" if after else "",
        "more": f"?{urlencode({**kept, 'after': found[A_PAGE - 1].code})}" if len(found) > A_PAGE else "",
    }  # fmt: skip
    return render(request, "centres/units.html", context)


@signed_in
@require_GET
def unit(request: Request, code: str) -> HttpResponse:
    """One unit: how to reach it, what it answers for, who answers for its place, who receives today, its method, its honours."""
    found = units.one(request.actor.county, code)
    if found is None:
        raise Http404
    may = bool(may_administer(request.actor, request.actor.county))
    is_place = found.level in (UnitLevel.TOWN, UnitLevel.VILLAGE)
    layers = layers_of(found.county_code, today(), found.region_id) if is_place else []
    return render(request, "centres/unit.html", {"about": units.about(found, today()), "may": may, "layers": layers})
