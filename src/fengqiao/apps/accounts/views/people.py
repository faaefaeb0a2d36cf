"""Administrators' pages about people: list, one person, appointments, absences, hand-overs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts import forms, queries, services
from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.accounts.models import Holding, Post, User
from fengqiao.kernel.moment import today

for_admins = requires_role("admin")
A_PAGE = 50


@for_admins
@require_GET
def people(request: Request) -> HttpResponse:
    """The people of the county, fifty at a time, with their posts."""
    text, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")[:60]
    found = list(queries.people_of(request.actor.county, text=text, after=after)[: A_PAGE + 1])
    shown = found[:A_PAGE]
    more = f"?{urlencode({'q': text, 'after': shown[-1].login})}" if len(found) > A_PAGE else ""
    first = f"?{urlencode({'q': text})}" if after else ""
    context = {"people": shown, "q": text, "more": more, "first": first}
    return render(request, "accounts/org/people.html", context)


@for_admins
@sensitive_post_parameters("new")
@require_http_methods(["GET", "POST"])
def new_person(request: Request) -> HttpResponse:
    """Let somebody sign in."""
    form = forms.NewUserForm(request.POST or None)
    made = attempt(form, lambda typed: _create(request, typed))
    if made is None:
        return _form_page(request, form, _("新增人员"), reverse("accounts:people"))
    messages.success(request, _("已新增%(name)s，请到单位页面安排岗位。") % {"name": made.name})
    return HttpResponseRedirect(reverse("accounts:person", args=[made.login]))


@for_admins
@require_GET
def person(request: Request, login: str) -> HttpResponse:
    """One person: posts now and before."""
    return _person_page(request, _person(request, login))


@for_admins
@sensitive_post_parameters("new")
@require_POST
def reset_password(request: Request, login: str) -> HttpResponse:
    """Give a person a new first password; all their sessions end."""
    who = _person(request, login)
    form = forms.ResetPasswordForm(request.POST)
    done = attempt(form, lambda typed: services.reset_password(user=who, password=typed["new"], by=request.actor))
    if done is None:
        return _person_page(request, who, password_form=form)
    messages.success(request, _("密码已重设，请当面告诉本人。"))
    return HttpResponseRedirect(reverse("accounts:person", args=[who.login]))


@for_admins
@require_POST
def set_active(request: Request, login: str) -> HttpResponse:
    """Stop a person from signing in, or let them again."""
    who = _person(request, login)
    services.set_active(user=who, is_active=request.POST.get("is_active") == "yes", by=request.actor, on=today())
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("accounts:person", args=[who.login]))


@for_admins
@require_http_methods(["GET", "POST"])
def appoint(request: Request, post: UUID) -> HttpResponse:
    """Give a person a post."""
    seat = get_object_or_404(Post.objects.select_related("unit"), county_code=request.actor.county, pk=post)
    form = forms.AppointForm(request.POST or None, county=request.actor.county, initial={"since": today()})
    made = attempt(form, lambda typed: services.appoint(post=seat, by=request.actor, **typed))
    if made is None:
        title = _("任命：%(unit)s · %(post)s") % {"unit": seat.unit.name, "post": seat.title}
        return _form_page(request, form, title, _home(seat))
    return _done(request, _("已任命%(name)s。") % {"name": made.user.name}, seat)


@for_admins
@require_http_methods(["GET", "POST"])
def stand_in(request: Request, holding: UUID) -> HttpResponse:
    """Let a person act for a holder who is away."""
    held = _holding(request, holding)
    form = forms.StandInForm(request.POST or None, county=request.actor.county, initial={"since": today()})
    made = attempt(form, lambda typed: services.stand_in(holding=held, by=request.actor, **typed))
    if made is None:
        return _form_page(request, form, _("代理%(name)s") % {"name": held.user.name}, _home(held.post))
    return _done(request, _("这几天由%(name)s代理。") % {"name": made.user.name}, held.post)


@for_admins
@require_POST
def end_substitution(request: Request, holding: UUID) -> HttpResponse:
    """The holder is back."""
    held = _holding(request, holding)
    services.end_substitution(holding=held, on=max(today(), held.since), by=request.actor)
    return _done(request, _("代理已结束。"), held.post)


@for_admins
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, holding: UUID) -> HttpResponse:
    """One person's post and open work go to another."""
    held = _holding(request, holding)
    form = forms.HandOverForm(request.POST or None, county=request.actor.county, initial={"on": today()})
    fact = attempt(form, lambda typed: services.hand_over(from_holding=held, by=request.actor, today=today(), **typed))
    if fact is None:
        words = {"name": held.user.name, "post": held.post.title}
        return _form_page(request, form, _("交接：%(name)s的“%(post)s”") % words, _home(held.post))
    done = {"name": form.cleaned_data["to_user"].name, "count": fact.moved}
    return _done(request, _("已交给%(name)s，移交在办事项 %(count)s 件。") % done, held.post)


def _create(request: Request, typed: dict[str, Any]) -> User:
    return services.create_user(
        by=request.actor, county=request.actor.county, login=typed["login"], name=typed["name"],
        phone=typed["phone"], password=typed["new"],
    )  # fmt: skip


def _person(request: Request, login: str) -> User:
    return get_object_or_404(User, county_code=request.actor.county, login=login)


def _holding(request: Request, holding: UUID) -> Holding:
    held = Holding.objects.select_related("user", "post__unit")
    return get_object_or_404(held, county_code=request.actor.county, pk=holding)


def _person_page(request: Request, who: User, **typed: Any) -> HttpResponse:
    held = who.holdings.select_related("post__unit", "stands_for__user").order_by("-since")
    context = {
        "person": who,
        "holdings": held,
        "today": today(),
        "form": typed.get("password_form") or forms.ResetPasswordForm(),
    }
    return render(request, "accounts/org/person.html", context, status=422 if typed else 200)


def _form_page(request: Request, form: Any, title: str, back: str) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "accounts/org/form.html", {"form": form, "title": title, "back": back}, status=status)


def _done(request: Request, words: str, post: Post) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(_home(post))


def _home(post: Post) -> str:
    return reverse("accounts:unit", args=[post.unit.code])
