"""Pages without a code: the first page, whom to find where, the route map, what to do when one disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fengqiao.apps.accounts.queries import portfolios
from fengqiao.apps.cases.rules import NATIONAL, pack_named
from fengqiao.apps.centres import units
from fengqiao.apps.centres.queries import centres, queue_of
from fengqiao.apps.files.queries import recordings
from fengqiao.apps.occasions import queries as occasions
from fengqiao.apps.occasions.models import Occasion
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.naming import level_name, method_of
from fengqiao.apps.portal import queries
from fengqiao.apps.portal.route import stages_of, step_of
from fengqiao.kernel.moment import today

SHOWN_AHEAD = timedelta(days=14)  # every day
NEXT_AHEAD = timedelta(days=62)  # of what comes round less often, the next day alone


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Four big buttons, and the window with its telephone; a way to the recordings where there are any."""
    county = organisations.county_here()
    has_voices = county is not None and recordings(county).exists()
    return render(request, "portal/home.html", {"office": organisations.office_here(), "has_voices": has_voices})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """One-stop places with their windows and how many wait, then units that can be called or visited, the petition office first."""
    county = organisations.county_here()
    visited = list(queries.units_to_visit(county)) if county else []
    groups = [(name, list(members)) for name, members in groupby(visited, key=_group)]
    places = [(one, queue_of(one, today())) for one in centres(county)] if county else []
    return render(request, "portal/people.html", {"groups": groups, "places": places})


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit in plain words: where it is, when it is open, what it answers for, who receives today."""
    county = organisations.county_here()
    found = queries.units_to_visit(county).filter(code=code).first() if county else None
    if found is None:
        raise Http404
    return render(request, "portal/unit.html", {"about": units.about(found, today())})


@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    """Who receives people today and on the coming days: name, post, what they answer for, time and place (KZ-40), nothing else (K-08)."""
    county, day = organisations.county_here(), today()
    found = _coming(occasions.public_days(county, day, day + NEXT_AHEAD), day + SHOWN_AHEAD) if county else []
    held = portfolios(county, day) if county else {}
    led = [(one, held.get(one.leader_id, [])) for one in found if one.leader_id]
    days = [(on, list(members)) for on, members in groupby(led, key=lambda row: row[0].on)]
    return render(request, "portal/receptions.html", {"days": days, "today": day})


def _coming(found: Iterable[Occasion], until: date) -> Iterator[Occasion]:
    """All up to a day; after it the next of each unit's roster or kind that has none before (a monthly reception day, ND-16)."""
    told = set()
    for one in found:
        series = (one.unit_id, one.kind, one.roster_id)
        if one.on <= until or series not in told:
            told.add(series)
            yield one


def _group(unit: Unit) -> str:
    return "" if unit.is_petition_office else level_name(unit.level, method_of(unit))


@require_safe
def route(request: HttpRequest) -> HttpResponse:
    """What happens to a petition and in a mediation, step by step, from the rules that the engine itself follows; `at` is the
    state of a case from whose page one comes."""
    pack, at = pack_named(NATIONAL), request.GET.get("at", "")
    maps = [(name, stages_of(pack, name), step_of(pack, name, at)) for name in ("petition", "mediation")]
    return render(request, "portal/route.html", {"maps": maps})


@require_safe
def disagree(request: HttpRequest) -> HttpResponse:
    """Three doors and what each needs; the code leads to the right one."""
    limits = pack_named(NATIONAL).clocks
    return render(request, "portal/disagree.html", {"days": limits["CLK-12"].days})
