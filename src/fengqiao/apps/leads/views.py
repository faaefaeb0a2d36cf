"""The desk of hard cases, and the brief of one for the telephone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import owing, presenting
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case
from fengqiao.apps.leads import queries
from fengqiao.apps.leads.queries import MOST_LISTED
from fengqiao.domain.roles import LEAD
from fengqiao.kernel.moment import today

TABS: dict[str, str | Promise] = {
    "mine": _("我包的案"), "called": _("请我单位协办"), "all": _("全部包案"), "backlog": _("积案"), "breaks": _("断点"),
    "difficulties": _("办理困难"), "supervised": _("督办"),
}  # fmt: skip
EMPTY: dict[str, str | Promise] = {
    "mine": _("没有您包的案。"), "called": _("没有请本单位协办的。"), "all": _("没有在包的案。"), "backlog": _("没有这么久还没办结的。"),
    "breaks": _("没有断点：在办的每一件都有人、有下一个日子。"), "difficulties": _("没有等答复的困难。"), "supervised": _("没有在督办的。"),
}  # fmt: skip
LISTED = {
    "mine": queries.led_by, "called": queries.called, "all": queries.all_led, "difficulties": queries.difficulties,
    "supervised": queries.supervised,
}  # fmt: skip
LATEST = 5  # lines of the timeline in a brief


@signed_in
@require_GET
def desk(request: Request) -> HttpResponse:
    """One tab: what I lead, what my unit is called to, all that is led, the backlog, breaks, difficulties, supervision."""
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "mine" if queries.led_by(request.actor).exists() else "called"
    address = reverse("leads:desk")
    context: dict[str, Any] = {
        "tab": tab, "title": TABS[tab], "empty": EMPTY[tab], "today": today(),
        "tabs": [*((words, f"{address}?tab={one}", one == tab) for one, words in TABS.items()),
                 (_("专项攻坚"), reverse("campaigns:all"), False)],
    }  # fmt: skip
    if tab == "backlog":
        asked = request.GET.get("days", "")
        days = int(asked) if asked in map(str, queries.AGES) else queries.AGES[1]
        context |= {"old": queries.backlog(request.actor, today(), days), "heads": queries.heads_over(request.actor, today()),
                    "ages": [(age, f"{address}?tab=backlog&days={age}", age == days) for age in queries.AGES]}  # fmt: skip
    elif tab == "breaks":
        context["old"] = queries.breaks(request.actor, today())
    else:
        context["rows"] = list(LISTED[tab](request.actor)[:MOST_LISTED])
        context["own"] = queries.own(request.actor, today()) if tab == "mine" else None
    return render(request, "leads/desk.html", context)


@never_cache
@signed_in
@require_GET
def brief(request: Request, number: str) -> HttpResponse:
    """One page about one hard case: what it is about, why it is stuck, what is planned, what happened last, what to decide."""
    try:
        found = cases.get_for(request.actor, number)
    except Case.DoesNotExist:
        raise Http404 from None
    page = cases.page_of(found, request.actor, today(), latest=LATEST)
    lead = next((track for track in reversed(page.sides) if track.workflow.id == LEAD), None)
    if lead is None:
        raise Http404
    context = presenting.context_of(page, request.actor, today()) | {
        "lead": lead, "days": (today() - found.received_on).days,
        "decisions": [button for button, _always in presenting.buttons_of(page, lead)],
        "panel": presenting.panel_of(page, lead), "marks": presenting.marks_of(page),
        "totals": [table for table in owing.tables_of(found, page.pack, today()) if table.sheet.has_amounts],
    }  # fmt: skip
    return render(request, "leads/brief.html", context)
