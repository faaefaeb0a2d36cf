"""Kept views: lists with their filters under a person's own names."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.insight import asking, queries, services
from fengqiao.apps.insight import desk as desks
from fengqiao.apps.insight.models import SavedView
from fengqiao.apps.insight.scope import scope_of


@signed_in
@require_GET
def views(request: Request) -> HttpResponse:
    """All kept views, to rename, delete, or open the desk with."""
    kept = [
        (view, f"{reverse('insight:desk', args=[view.tab])}?{view.query}")
        for view in queries.saved_views(request.actor)
    ]
    tabs = {tab: str(label) for tab, label in desks.TABS.items()}
    shown = [(view, url, tabs.get(view.tab, view.tab)) for view, url in kept]
    return render(request, "insight/views.html", {"views": shown})


@signed_in
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the list one is looking at."""
    tab, query = _list_of(request, request.POST.get("list", ""))
    kept = services.save_view(
        by=request.actor, name=request.POST.get("name", ""), tab=tab, query=query,
        is_default="default" in request.POST,
    )  # fmt: skip
    messages.success(request, _("已存为「%(name)s」。") % {"name": kept.name})
    return HttpResponseRedirect(f"{reverse('insight:desk', args=[tab])}?{query}")


@signed_in
@require_POST
def change(request: Request, key: str) -> HttpResponse:
    """Rename, delete, or make a kept view the one that opens with the desk."""
    view = get_object_or_404(SavedView, county=request.actor.county, user=request.actor.user, id=key)
    act = request.POST.get("act", "")
    if act == "delete":
        services.delete_view(view=view)
    elif act == "rename":
        services.change_view(view=view, by=request.actor, name=request.POST.get("name", "") or " ")
    else:
        services.change_view(view=view, by=request.actor, is_default=act == "default")
    return HttpResponseRedirect(reverse("insight:views"))


def _list_of(request: Request, address: str) -> tuple[str, str]:
    """Tab and clean query of a list's address; raises Http404 for anything else."""
    parts = urlsplit(address[:2000])
    try:
        found = resolve(parts.path)
    except Resolver404 as error:
        raise Http404 from error
    tab = found.kwargs.get("tab", "")
    if found.view_name != "insight:desk" or tab not in asking.STAGES:
        raise Http404
    scope = scope_of(request.actor)
    params = QueryDict(parts.query)
    ask = asking.read(params, scope, tab, whole=desks.is_whole(params, scope, request.actor))
    return tab, ask.query(scope="county" if ask.whole else "mine" if scope.whole else "")
