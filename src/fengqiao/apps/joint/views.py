"""The page on which the secretary of the joint conference begins, and who belongs to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.joint import queries, services
from fengqiao.apps.joint.forms import MemberForm, NameForm
from fengqiao.apps.joint.models import Conference, Member
from fengqiao.apps.joint.permissions import SECRETARY
from fengqiao.apps.occasions import queries as occasions
from fengqiao.domain.errors import DomainError
from fengqiao.kernel.moment import now, today

for_secretaries = requires_role(SECRETARY)
KIND = "joint_conference"


@never_cache
@for_secretaries
@require_GET
def home(request: Request) -> HttpResponse:
    """What waits for the secretary today, and who belongs to the conference."""
    return _page(request)


@for_secretaries
@require_POST
def name(request: Request) -> HttpResponse:
    """Set the conference up, or call it anew."""
    form = NameForm(request.POST)
    return _done(request, form, attempt(form, lambda typed: services.set_up(typed["name"], by=request.actor, at=now())), "naming")


@for_secretaries
@require_POST
def join(request: Request) -> HttpResponse:
    """A unit joins."""
    found = _conference(request)
    offered = {str(unit.id): unit for unit in queries.may_join(found, queries.members_of(found))}
    form = MemberForm(request.POST, units=offered.values())
    return _done(request, form, attempt(form, lambda typed: services.join(
        found, offered[typed["unit"]], by=request.actor, since=today(),
    )), "joining")  # fmt: skip


@for_secretaries
@require_POST
def leave(request: Request, key: UUID) -> HttpResponse:
    """A unit leaves."""
    found = Member.objects.select_related("conference").filter(county=request.actor.county, conference=_conference(request), id=key).first()
    if found is None:
        raise Http404
    services.leave(found, by=request.actor, on=today())
    return _see()


@for_secretaries
@require_POST
def ask(request: Request, key: UUID) -> HttpResponse:
    """Ask every member to a meeting."""
    found, meeting = _conference(request), occasions.seen(request.actor, key)
    if meeting is None:
        raise Http404
    try:
        asked = services.ask_members(found, meeting, by=request.actor, at=now())
    except DomainError as error:
        return _page(request, error=error, status=error.status)
    messages.success(request, _("请了 %(n)s 个成员单位。") % {"n": len(asked)})
    return _see()


def _page(request: Request, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, day = request.actor, today()
    found = queries.conference_of(actor)
    members = queries.members_of(found) if found else []
    context = {
        "today": day, "conference": found, "members": members, "meetings": queries.meetings(actor, members, day),
        "pool": occasions.pool(actor, day), "owed": queries.owed(actor), "to_decide": queries.to_decide(actor), "kind": KIND,
        "naming": NameForm(initial={"name": found.name if found else ""}),
        "joining": MemberForm(units=queries.may_join(found, members) if found else ()), **more,
    }  # fmt: skip
    return render(request, "joint/home.html", context, status=status)


def _done(request: Request, form: forms.Form, done: Any, named: str) -> HttpResponse:
    if done is None:
        return _page(request, status=422, **{named: form, "refused": form})
    messages.success(request, _("已保存。"))
    return _see()


def _conference(request: Request) -> Conference:
    found = queries.conference_of(request.actor)
    if found is None:
        raise Http404
    return found


def _see() -> HttpResponse:
    response = HttpResponseRedirect(reverse("joint:home"))
    response.status_code = 303
    return response
