"""Pages of campaigns: all of them, one with its matters, a new one, and those of one case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.campaigns import permissions, queries, services
from fengqiao.apps.campaigns.forms import CampaignForm, ItemForm, LeaveForm
from fengqiao.apps.campaigns.models import Campaign, Item
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.submissions import number_of

MOST_PRINTED = 1_000


@never_cache
@signed_in
@require_GET
def all_of_them(request: Request) -> HttpResponse:
    """Every campaign with its matters counted, and all of them together, each case once."""
    actor = request.actor
    context = {"campaigns": queries.campaigns(actor), "total": queries.total(actor), "may_plan": bool(permissions.may_plan(actor))}
    return render(request, "campaigns/all.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Set up a campaign."""
    permissions.may_plan(request.actor).or_raise()
    form = CampaignForm(request.POST or None, initial={"starts_on": today()})
    made = attempt(form, lambda typed: services.plan(form.plan(typed), by=request.actor, at=now())) if request.method == "POST" else None
    if made is None:
        return render(request, "campaigns/new.html", {"form": form}, status=422 if form.is_bound and form.errors else 200)
    return _see(reverse("campaigns:campaign", args=[made.id]))


@never_cache
@signed_in
@require_GET
def campaign(request: Request, key: UUID) -> HttpResponse:
    """One campaign: what remains unsolved of each matter and what comes next; repeats that are in it not yet are offered."""
    found = _campaign(request, key)
    items = queries.page_of(request.actor, found, after=_place(request), most=queries.A_PAGE + 1)
    shown = items[: queries.A_PAGE]
    context = {
        "campaign": found, "counts": queries.counts_of(request.actor, found), "items": shown, "today": today(),
        "more": f"?after={shown[-1].id}" if len(items) > queries.A_PAGE else "", "is_first": "after" not in request.GET,
        "repeats": queries.repeats(request.actor, found) if found.closed_at is None else [],
        "may_close": found.closed_at is None and bool(permissions.may_close(request.actor, found)),
    }  # fmt: skip
    return render(request, "campaigns/campaign.html", context)


@never_cache
@signed_in
@require_GET
def printed(request: Request, key: UUID) -> HttpResponse:
    """The list of a campaign for paper."""
    found = _campaign(request, key)
    items = queries.page_of(request.actor, found, most=MOST_PRINTED)
    context = {"campaign": found, "items": items, "counts": queries.counts_of(request.actor, found), "at": now()}
    return render(request, "campaigns/print.html", context)


@signed_in
@require_POST
def close(request: Request, key: UUID) -> HttpResponse:
    """End a campaign."""
    services.close(_campaign(request, key), by=request.actor, at=now())
    return _see(reverse("campaigns:campaign", args=[key]))


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def case(request: Request, number: str) -> HttpResponse:
    """The campaigns of one case: take it in, say anew what remains, take it out."""
    found = _case(request, number)
    if request.method == "GET":
        return _case_page(request, found, _item_form(request, found))
    form = _item_form(request, found)
    done = attempt(form, lambda typed: _say(request, found, typed))
    if done is None:
        return _case_page(request, found, form, status=422)
    messages.success(request, _("已记下：「%(name)s」。") % {"name": done.campaign.name})
    return _see(reverse("campaigns:case", args=[number]))


@signed_in
@require_POST
def leave(request: Request, number: str, key: UUID) -> HttpResponse:
    """Take a case out of a campaign."""
    found, form = _case(request, number), LeaveForm(request.POST)
    done = attempt(form, lambda typed: services.take_out(
        _campaign(request, key), found, reason=typed["reason"], by=request.actor, at=now(), once=number_of(request.POST),
    ))  # fmt: skip
    if done is None:
        return _case_page(request, found, ItemForm(campaigns=_offered(request)), leaving=form, leaving_from=key, status=422)
    messages.success(request, _("已移出。"))
    return _see(reverse("campaigns:case", args=[number]))


def _say(request: Request, found: Case, typed: dict[str, Any]) -> Item:
    chosen = _campaign(request, UUID(typed.pop("campaign")))
    return services.say(chosen, found, **typed, by=request.actor, at=now(), once=number_of(request.POST))


def _item_form(request: Request, found: Case) -> ItemForm:
    wanted = request.GET.get("campaign", "")
    standing = next((item for item in queries.of_case(found) if str(item.campaign_id) == wanted), None)
    known = {"unsolved": standing.unsolved, "next_step": standing.next_step, "next_on": standing.next_on} if standing else {}
    return ItemForm(request.POST or None, campaigns=_offered(request), initial={"campaign": wanted, **known})


def _offered(request: Request) -> list[Campaign]:
    return queries.under_way(request.actor.county)


def _case_page(request: Request, found: Case, form: ItemForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"case": found, "items": queries.of_case(found), "form": form, "today": today(), **more}
    return render(request, "campaigns/case.html", context, status=status)


def _campaign(request: Request, key: UUID) -> Campaign:
    found = queries.campaign_for(request.actor, key)
    if found is None:
        raise Http404
    return found


def _case(request: Request, number: str) -> Case:
    try:
        found = cases.get_for(request.actor, number)
    except Case.DoesNotExist:
        raise Http404 from None
    if found.is_sealed:
        raise Http404
    return found


def _place(request: Request) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
