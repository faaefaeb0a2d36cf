"""The first page of what is planned and held: today and the coming days, what waits for an answer, a record or a report."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.permissions import kept_by, may_keep
from fengqiao.apps.occasions.queries import STAFF
from fengqiao.apps.occasions.views.following import own_feed
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.occasions import FORMS, Kind
from fengqiao.kernel.moment import today
from fengqiao.ui.language import in_language

for_staff = requires_role(*STAFF)
AHEAD = timedelta(days=14)


@never_cache
@for_staff
@require_GET
def home(request: Request) -> HttpResponse:
    """Today and the coming two weeks, and what this person or their unit still has to do."""
    actor, day = request.actor, today()
    kept = [roster for roster in queries.rosters_of(actor) if str(roster.unit_id) in actor.units]
    context = {
        "today": day, "coming": [(one, queries.kind_of(one)) for one in queries.coming(actor, day, day + AHEAD)],
        "owed": queries.owed(actor), "asked": [(one, queries.kind_of(one.occasion)) for one in queries.asked(actor, day)],
        "unrecorded": [(one, kind) for one in queries.unrecorded(actor, day)
                       if may_keep(actor, kind := queries.kind_of(one), one.unit)],
        "gaps": [(roster, queries.rule_of(roster)[0], found) for roster, found in queries.coming_gaps(kept, day)],
        "forms": _forms(_kinds(request)), "feeds": [own_feed(request)],
    }  # fmt: skip
    return render(request, "occasions/home.html", context)


@never_cache
@for_staff
@require_GET
def for_case(request: Request, number: str) -> HttpResponse:
    """What was held about a case, what was decided each time, and what may be planned about it (CY-34, ND-37)."""
    try:
        case = cases.get_for(request.actor, number)
    except Case.DoesNotExist as absent:
        raise Http404 from absent
    held = [(item, queries.kind_of(item.occasion)) for item in queries.of_case(case, request.actor)]
    kinds = {name: kind for name, kind in _kinds(request).items() if kind.treats_cases}
    return render(
        request, "occasions/case.html", {"case": case, "held": held, "forms": _forms(kinds, f"?case={case.number}")}
    )


def _kinds(request: Request) -> dict[str, Kind]:
    unit = (
        Unit.objects.filter(county_code=request.actor.county, id=request.actor.unit).first()
        if request.actor.unit
        else None
    )
    return kept_by(request.actor, unit) if unit else {}


def _forms(kinds: dict[str, Kind], query: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds that may be planned, grouped as registers count them, each with the address of its form."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds.values():
        grouped.setdefault(kind.form, []).append(
            (in_language(kind.name), f"{reverse('occasions:new', args=[kind.id])}{query}")
        )
    return [(_("要安排：%(form)s") % {"form": in_language(FORMS[form])}, found) for form, found in grouped.items()]
