"""The desk: the lists of a post, tab by tab."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import AnyRequest, Request, signed_in
from fengqiao.apps.insight import asking, preferences, queries, rows
from fengqiao.apps.insight import desk as desks
from fengqiao.apps.insight.scope import scope_of
from fengqiao.kernel.moment import today

homes: dict[str, str] = {}
"""Role -> the address, by its name, of the page of an app above on which it begins; filled by config.wiring."""


@require_GET
def home(request: AnyRequest) -> HttpResponse:
    """The first page: the desk for staff, the county's front door for everybody else."""
    if request.actor is None:
        return HttpResponseRedirect(_front_door())
    return own(cast(Request, request))


def _front_door() -> str:
    try:
        door = reverse("portal:home")
    except NoReverseMatch:
        door = "/"
    return door if door != "/" else reverse("accounts:sign-in")


@signed_in
@require_GET
def own(request: Request) -> HttpResponse:
    """The desk of a post: the list kept as default, else the page on which its role begins, else its first tab."""
    tabs = desks.tabs_of(request.actor, is_named=queries.is_named(request.actor))
    if not tabs:
        return render(request, "insight/no_desk.html")
    kept = next((view for view in queries.saved_views(request.actor) if view.is_default and view.tab in tabs), None)
    own_page = next((name for role, name in homes.items() if role in request.actor.roles), "")
    if own_page and kept is None:
        return HttpResponseRedirect(reverse(own_page))
    url = reverse("insight:desk", args=[kept.tab if kept else tabs[0]])
    return HttpResponseRedirect(f"{url}?{kept.query}" if kept and kept.query else url)


@signed_in
@require_GET
def desk(request: Request, tab: str) -> HttpResponse:
    """One tab with its filters, fifty cases at a time."""
    if not desks.has_tab(request.actor, tab):
        raise Http404
    if tab == "approvals":
        return approvals(request)
    if clean := _without_empty(request):
        return clean
    liking = preferences.of_request(request)
    page = desks.build(request.actor, request.GET, tab, today(), liking)
    context = desks.context_of(
        page, request.actor, views=queries.saved_views(request.actor), columns=rows.offered(page.columns), liking=liking,
        can_receive=tab == "inbox" and desks.may_take(request.actor, "receive"), here=request.get_full_path(),
        query=request.GET.urlencode(),
    )  # fmt: skip
    return render(request, "insight/desk.html", context, status=422 if page.ask.wrong and not page.rows else 200)


def approvals(request: Request) -> HttpResponse:
    """Acts that wait for this person's approval, oldest first."""
    actor, scope = request.actor, scope_of(request.actor)
    ask = asking.Ask("approvals", desks.is_whole(request.GET, scope, actor))
    page = desks.frame(actor, ask, queries.counts(scope, today(), whole=ask.whole))
    waiting = queries.approvals(actor)[:200]
    drafts = [(draft, rows.case_url(draft.case.number), queries.step_name(draft.step)) for draft in waiting]
    return render(request, "insight/approvals.html", desks.context_of(page, actor, drafts=drafts))


@signed_in
@require_POST
def look(request: Request) -> HttpResponse:
    """Remember which columns this browser shows, and how close together."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if is_ours else "/")
    chosen = [] if "reset" in request.POST else request.POST.getlist("column")
    preferences.remember(request, response, chosen, request.POST.get("density", ""))
    return response


def _without_empty(request: HttpRequest) -> HttpResponse | None:
    """An address that a form filled with empty conditions is made short, so that it can be kept and sent on."""
    if all(value for _, value in request.GET.items()):
        return None
    given = [(name, value) for name, values in request.GET.lists() for value in values if value]
    return HttpResponseRedirect(f"{request.path}?{urlencode(given)}" if given else request.path)
