"""The follow-up desk: what is due, what was said (naming nobody), and the month's sample."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.followups import permissions, queries, services
from fengqiao.apps.followups.models import Sample
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today

ROLES = ("clerk", "dispatcher", "head", "supervisor", "joint_secretary", "mediator", "handler")
TITLES: dict[str, str | Promise] = {
    "due": _("待回访"), "second": _("待第二次回访"), "dissatisfied": _("不满意，待复核"), "unreachable": _("联系不上"),
    "attitude": _("态度不满意"), "answers": _("评价"), "sample": _("抽样"),
}  # fmt: skip
EMPTY: dict[str, str | Promise] = {
    "due": _("没有要回访的。"), "second": _("没有等第二次回访的。"), "dissatisfied": _("没有等复核的。"),
    "unreachable": _("没有联系不上的。"), "attitude": _("没有说态度不满意的。"),
}  # fmt: skip
SIZE = 30


@requires_role(*ROLES)
@require_GET
def desk(request: Request) -> HttpResponse:
    """What is due in one tab, the nearest day first."""
    tabs = tabs_of(request.actor)
    tab = request.GET.get("tab", "due")
    tab = tab if tab in (*queries.TABS, "attitude") and tab in tabs else "due"
    context: dict[str, Any] = _frame(request.actor, tab) | {"empty": EMPTY[tab], "today": today()}
    if tab == "attitude":
        context["said"] = queries.about_attitude(request.actor)
    else:
        context["may_assist"] = request.actor.is_any_of(permissions.ASSIST)
        context["rows"] = list(queries.follow_ups(request.actor, tab)[: queries.MOST_LISTED])
    return render(request, "followups/desk.html", context)


@requires_role(*permissions.ASSIST)
@require_GET
def find(request: Request) -> HttpResponse:
    """From a case number to the page where an evaluation is entered for somebody."""
    typed = " ".join(request.GET.get("number", "").split())[:40]
    try:
        return redirect("followups:assist", cases.get_for(request.actor, typed).number)
    except Case.DoesNotExist:
        words = Words(f"没有找到“{typed}”，请照受理单上的编号写。", f"“{typed}” was not found; write the number on the receipt.")
        raise Incomplete(words, {"number": words}) from None


@requires_role(*ROLES)
@require_GET
def answers(request: Request) -> HttpResponse:
    """How often each answer was given on each scale: of one's own units, or of the county; never of a person."""
    whole = request.actor.scope == "county" and request.GET.get("scope") != "mine"
    found = queries.distribution(request.actor.county, None if whole else request.actor.units)
    opinions = rules.pack_named(rules.NATIONAL).lists["opinions_given"]
    labels = {spec.name: spec.label for spec in services.FIELDS}
    scales = [
        (labels[name], [(words, counted[code], round(100 * counted[code] / found.n)) for code, words in opinions.items()])
        for name, counted in found.scales.items() if found.is_shown
    ]  # fmt: skip
    known, told = _trust_answers(request.actor), queries.trust(request.actor.county, today())
    trust = [(month, counted.total(), [(words, counted[code]) for code, words in known.items()]) for month, counted in told]
    context = {"found": found, "scales": scales, "whole": whole, "may_choose": request.actor.scope == "county"}
    return render(request, "followups/answers.html", _frame(request.actor, "answers") | context | {"trust": trust if whole else []})


def _trust_answers(actor: Actor) -> Mapping[str, Words]:
    """The answers that the method of the actor's unit offers to the question of trust; none where it asks nothing."""
    unit = Unit.objects.filter(county_code=actor.county, id=actor.unit).first() if actor.unit else None
    return rules.pack_named(unit.pack).lists.get(services.TRUST.choices, {}) if unit else {}


@requires_role(*permissions.DRAW)
@require_GET
def sample(request: Request) -> HttpResponse:
    """The samples drawn, the newest open; and one button to draw last month's."""
    drawn = queries.samples(request.actor.county)
    chosen = next((one for one in drawn if str(one.id) == request.GET.get("of")), drawn[0] if drawn else None)
    return render(request, "followups/sample.html", _sample_context(request, drawn, chosen))


@requires_role(*permissions.DRAW)
@require_POST
def draw(request: Request) -> HttpResponse:
    """Draw the sample of a month (the last one unless another is named); drawn already, the kept one is shown."""
    permissions.may_draw(request.actor).or_raise()
    typed = request.POST.get("size", "")
    size = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    try:
        kept = services.draw(county=request.actor.county, month=_last_month(), size=size, drawn_by=request.actor.name, at=now())
    except DomainError as error:
        drawn = queries.samples(request.actor.county)
        context = _sample_context(request, drawn, drawn[0] if drawn else None) | {"error": error}
        return render(request, "followups/sample.html", context, status=error.status)
    return redirect(f"{reverse('followups:sample')}?of={kept.id}")


def tabs_of(actor: Actor) -> list[str]:
    """The tabs that an actor has."""
    tabs = list(queries.TABS)
    if actor.is_any_of(frozenset({"head", "supervisor"})):
        tabs.append("attitude")
    tabs.append("answers")
    return [*tabs, "sample"] if permissions.may_draw(actor) else tabs


def _frame(actor: Actor, tab: str) -> dict[str, Any]:
    pages = {"answers": reverse("followups:answers"), "sample": reverse("followups:sample")}
    tabs = [(TITLES[one], pages.get(one) or f"{reverse('followups:desk')}?tab={one}", one == tab) for one in tabs_of(actor)]
    return {"tabs": tabs, "title": TITLES[tab], "tab": tab, "may_draw": bool(permissions.may_draw(actor)), "size": SIZE}


def _sample_context(request: Request, drawn: list[Sample], chosen: Sample | None) -> dict[str, Any]:
    pack = rules.pack_named(rules.NATIONAL)
    picks = queries.picks_of(chosen, request.actor) if chosen else []
    rows = [
        (pick, pack.lists["results"].get(pick.case.result), pack.lists["answers"].get(pick.satisfied), pack.lists["found"].get(pick.found))
        for pick in picks
    ]  # fmt: skip
    return _frame(request.actor, "sample") | {"drawn": drawn, "chosen": chosen, "rows": rows, "month": _last_month()}


def _last_month() -> date:
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)
