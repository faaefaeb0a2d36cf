"""Administrators' pages about units: tree, unit page, posts, duties, mergers, local holidays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts import forms, queries, services
from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.organisations import honouring, naming
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Duty, Honour, LocalHoliday, Unit
from fengqiao.kernel.moment import today
from fengqiao.kernel.packfiles import calendar

for_admins = requires_role("admin")


@for_admins
@require_GET
def tree(request: Request) -> HttpResponse:
    """All units in tree order, and those whose petition officer's seat is empty (XF-14b)."""
    county = request.actor.county
    context = {
        "units": organisations.units_tree(county),
        "empty_seats": list(queries.units_without_officer(county, today())),
        "missing_year": calendar().missing(today()),
    }
    return render(request, "accounts/org/tree.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def new_unit(request: Request) -> HttpResponse:
    """Set up a unit."""
    county = request.actor.county
    form = forms.NewUnitForm(request.POST or None, county=county)
    unit = attempt(form, lambda typed: organising.create_unit(by=request.actor, county=county, **typed))
    if unit is None:
        return _form_page(request, form, _("新设单位"), reverse("accounts:org"))
    return _done(request, _("已设立“%(name)s”。") % {"name": unit.name}, unit)


@for_admins
@require_GET
def unit(request: Request, code: str) -> HttpResponse:
    """One unit: posts and who is in them, duties, what may be changed."""
    return _unit_page(request, _unit(request, code))


@for_admins
@require_POST
def new_post(request: Request, code: str) -> HttpResponse:
    """Set up a post of a unit."""
    home = _unit(request, code)
    form = forms.NewPostForm(request.POST)
    made = attempt(form, lambda typed: services.create_post(by=request.actor, unit=home, **typed))
    if made is None:
        return _unit_page(request, home, post_form=form)
    return _done(request, _("已设岗位“%(name)s”。") % {"name": made.title}, home)


@for_admins
@require_POST
def new_duty(request: Request, code: str) -> HttpResponse:
    """Give a unit a category to answer for."""
    home = _unit(request, code)
    form = forms.DutyForm(request.POST, county=request.actor.county)
    made = attempt(form, lambda typed: organising.set_duty(unit=home, by=request.actor, **typed))
    if made is None:
        return _unit_page(request, home, duty_form=form)
    return _done(request, _("已加归口类别“%(name)s”。") % {"name": made.category}, home)


@for_admins
@require_POST
def review_body(request: Request, code: str) -> HttpResponse:
    """Say which body reviews a unit's opinions."""
    home = _unit(request, code)
    form = forms.ReviewBodyForm(request.POST, county=request.actor.county)
    set_for = attempt(form, lambda typed: organising.set_review_body(unit=home, by=request.actor, **typed))
    if set_for is None:
        return _unit_page(request, home, review_form=form)
    return _done(request, _("复查机关已改；已经在复查的不动。"), home)


@for_admins
@require_POST
def drop_duty(request: Request, code: str, duty: UUID) -> HttpResponse:
    """Take a category away from a unit."""
    home = _unit(request, code)
    organising.drop_duty(duty=get_object_or_404(Duty, unit=home, pk=duty), by=request.actor)
    return _done(request, _("已去掉这个归口类别，已转来的事项不动。"), home)


@for_admins
@require_POST
def new_honour(request: Request, code: str) -> HttpResponse:
    """Write down an honour of a unit: information for its page."""
    home = _unit(request, code)
    form = forms.HonourForm(request.POST)
    made = attempt(form, lambda typed: honouring.add(unit=home, by=request.actor, today=today(), **typed))
    if made is None:
        return _unit_page(request, home, honour_form=form)
    return _done(request, _("已记下这项荣誉。"), home)


@for_admins
@require_POST
def drop_honour(request: Request, code: str, honour: UUID) -> HttpResponse:
    """Take an honour back that was written by mistake."""
    home = _unit(request, code)
    honouring.drop(honour=get_object_or_404(Honour, unit=home, pk=honour), by=request.actor)
    return _done(request, _("已去掉这项荣誉。"), home)


@for_admins
@require_http_methods(["GET", "POST"])
def close_unit(request: Request, code: str) -> HttpResponse:
    """Close a unit; its successor answers from then on (XF-24.2)."""
    home = _unit(request, code)
    form = forms.CloseUnitForm(request.POST or None, unit=home)
    closed = attempt(form, lambda typed: organising.close_unit(unit=home, by=request.actor, **typed))
    if closed is None:
        return _form_page(request, form, _("撤并“%(name)s”") % {"name": home.name}, _url(home))
    return _done(request, _("“%(name)s”已撤并。") % {"name": home.name}, closed)


@for_admins
@require_http_methods(["GET", "POST"])
def holidays(request: Request) -> HttpResponse:
    """The county's own days off; add one."""
    county = request.actor.county
    form = forms.HolidayForm(request.POST or None)
    made = attempt(form, lambda typed: organising.add_local_holiday(county=county, by=request.actor, **typed))
    if made is not None:
        messages.success(request, _("已加“%(name)s”。") % {"name": made.name})
        return HttpResponseRedirect(reverse("accounts:holidays"))
    context = {"form": form, "holidays": organisations.local_holidays(county), "missing_year": calendar().missing(today())}
    return render(request, "accounts/org/holidays.html", context, status=_status(form))


@for_admins
@require_POST
def drop_holiday(request: Request, holiday: UUID) -> HttpResponse:
    """Take a local holiday back."""
    found = get_object_or_404(LocalHoliday, county_code=request.actor.county, pk=holiday)
    organising.drop_local_holiday(holiday=found, by=request.actor)
    messages.success(request, _("已去掉“%(name)s”。") % {"name": found.name})
    return HttpResponseRedirect(reverse("accounts:holidays"))


def _unit(request: Request, code: str) -> Unit:
    units = Unit.objects.select_related("region", "parent", "successor", "review_body")
    return get_object_or_404(units, county_code=request.actor.county, code=code)


def _unit_page(request: Request, home: Unit, **typed: Any) -> HttpResponse:
    context = {
        "unit": home,
        "place": organisations.path_name(home.region_id),
        "posts": queries.posts_of(home, today()),
        "duties": organisations.duties_of(home),
        "roles": queries.roles_known(),
        "today": today(),
        "honours": honouring.honours_of(home),
        "honour_form": typed.get("honour_form") or forms.HonourForm(),
        "level": naming.level_name(home.level, naming.method_of(home)),
        "post_form": typed.get("post_form") or forms.NewPostForm(),
        "review_form": typed.get("review_form") or _review_form(request, home),
        "duty_form": typed.get("duty_form") or forms.DutyForm(county=request.actor.county),
    }
    return render(request, "accounts/org/unit.html", context, status=422 if typed else 200)


def _review_form(request: Request, home: Unit) -> forms.ReviewBodyForm:
    return forms.ReviewBodyForm(county=request.actor.county, initial={"body": home.review_body_id})


def _form_page(request: Request, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "accounts/org/form.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _done(request: Request, words: str, home: Unit) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(_url(home))


def _url(home: Unit) -> str:
    return reverse("accounts:unit", args=[home.code])
