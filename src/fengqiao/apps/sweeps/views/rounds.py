"""The desk of sweeps, one sweep with its counts and cases, and a campaign planned by hand."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.cases import rules
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.sweeps import permissions, planning, queries
from fengqiao.apps.sweeps.forms import CampaignForm
from fengqiao.apps.sweeps.models import Sweep
from fengqiao.kernel.moment import now, today

for_sweepers = requires_role(*sorted(permissions.SEE))
MOST_SWEEPS = 30


@for_sweepers
@require_GET
def desk(request: Request) -> HttpResponse:
    """What there is to walk today, and the latest sweeps with what they came to."""
    tasks = queries.open_tasks(request.actor, today())
    context = {
        "walks": request.actor.is_any_of(permissions.WALK), "tasks": tasks,
        "closed": {task.id for _sweep, some in tasks for task, _now in queries.moved(some, today())},
        "sweeps": queries.latest_sweeps(request.actor, most=MOST_SWEEPS),
        "may_plan": bool(permissions.may_plan(request.actor)), "today": today(), "signs": queries.open_signs(request.actor),
        **permissions.tabs(request.actor),
    }  # fmt: skip
    return render(request, "sweeps/desk.html", context)


@for_sweepers
@require_GET
def sweep(request: Request, key: UUID) -> HttpResponse:
    """One sweep: its four counts, each unit's, and the cases found; no household is listed."""
    found = sweep_of(request, key)
    tasks = queries.visible_tasks(request.actor).filter(sweep=found)
    kinds = rules.pack_named(rules.NATIONAL).lists["helper_kinds"]
    context = {
        "sweep": found, "counts": queries.counts_of(tasks), "units": queries.units_in(tasks),
        "findings": queries.findings(request.actor, tasks), "team": [kinds[code] for code in found.team if code in kinds],
        "moved": queries.moved(tasks, today()),
        "states": queries.states_of(tasks), "may_check": bool(permissions.may_check(request.actor, found)),
    }  # fmt: skip
    return render(request, "sweeps/sweep.html", context)


@requires_role(*sorted(permissions.PLAN))
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Plan a campaign."""
    kinds = rules.pack_named(rules.NATIONAL).lists["helper_kinds"]
    typed = request.POST if request.method == "POST" else None
    villages = list(queries.units_below(request.actor))
    initial = {"starts_on": today(), "team": planning.usual_team(request.actor), "villages": _with_signs(request, villages)}
    form = CampaignForm(typed, villages=villages, kinds=kinds, initial=initial)
    made = attempt(form, lambda clean: planning.plan_campaign(form.campaign(clean), by=request.actor, at=now()))
    if made is None:
        return render(request, "sweeps/new.html", {"form": form}, status=422 if form.errors else 200)
    response = HttpResponseRedirect(reverse("sweeps:sweep", args=[made.id]))
    response.status_code = 303
    return response


def _with_signs(request: Request, villages: Iterable[Unit]) -> list[str]:
    """The villages where early signs wait, when the campaign is planned for them (ND-13)."""
    if "signs" not in request.GET:
        return []
    places = {case.region_code for case in queries.open_signs(request.actor)}
    return [str(unit.id) for unit in villages if unit.region_id in places]


def sweep_of(request: Request, key: UUID) -> Sweep:
    """One sweep that this person may see; absent and not theirs look the same (404)."""
    try:
        return queries.sweep_for(request.actor, key)
    except Sweep.DoesNotExist as absent:
        raise Http404 from absent
