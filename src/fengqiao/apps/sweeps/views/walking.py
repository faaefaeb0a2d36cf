"""A task on the phone: one tap a door, what somebody tells, and the report; every form works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt, typed_in
from fengqiao.apps.cases.permissions import may_register
from fengqiao.apps.sweeps import permissions, queries, services
from fengqiao.apps.sweeps.forms import FoundForm, SumsForm
from fengqiao.apps.sweeps.models import Task
from fengqiao.domain.errors import DomainError, NotNow
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.submissions import number_of

for_sweepers = requires_role(*sorted(permissions.SEE))


@never_cache
@for_sweepers
@require_GET
def task(request: Request, key: UUID) -> HttpResponse:
    """How far a task is, the taps, what to call on again, and its report."""
    return _page(request, _task(request, key))


@for_sweepers
@require_POST
def door(request: Request, key: UUID) -> HttpResponse:
    """One tap: nothing, nobody home, or would not talk."""
    sent = request.POST
    more = {"once": number_of(request.POST), "label": sent.get("label", ""), "again": sent.get("again", "")}
    return _do(request, key, lambda found: services.record(found, sent.get("result", ""), by=request.actor, at=now(), **more))


@sensitive_post_parameters()
@never_cache
@for_sweepers
@require_http_methods(["GET", "POST"])
def found(request: Request, key: UUID) -> HttpResponse:
    """What somebody tells becomes a case; the page then shows its code."""
    task, typed = _task(request, key), request.POST if request.method == "POST" else None
    form = FoundForm(typed, kinds=_kinds(request))
    if typed is None:
        return _page(request, task, form=form)
    case = attempt(form, lambda clean: services.find(
        task, form.told(clean), by=request.actor, at=now(), once=number_of(request.POST), again=typed.get("again", ""),
    ))  # fmt: skip
    if case is None:
        return _page(request, task, form=form, status=422)
    messages.success(request, _("已登记：%(number)s，查询码 %(code)s。") % {"number": case.number, "code": case.tracking_code})
    return _see(reverse("sweeps:task", args=[task.id]))


@for_sweepers
@require_POST
def undo(request: Request, key: UUID) -> HttpResponse:
    """Take the last tap back."""
    return _do(request, key, lambda found: services.undo(found, by=request.actor, at=now()))


@for_sweepers
@require_POST
def finish(request: Request, key: UUID) -> HttpResponse:
    """Report the task as it stands, or claim that everybody was spoken with and nothing found."""
    says_all = request.POST.get("says") == "all"
    note = typed_in(request.POST, "note")
    return _do(request, key, lambda found: services.finish(found, by=request.actor, at=now(), says_all=says_all, note=note))


@never_cache
@for_sweepers
@require_http_methods(["GET", "POST"])
def sums(request: Request, key: UUID) -> HttpResponse:
    """The sums of a round that was walked on paper."""
    task, typed = _task(request, key), request.POST if request.method == "POST" else None
    form = SumsForm(typed)
    done = attempt(form, lambda clean: services.tally(task, form.counts(clean), by=request.actor, at=now()))
    if done is not None:
        return _see(reverse("sweeps:task", args=[task.id]))
    return render(request, "sweeps/sums.html", {"task": task, "form": form}, status=422 if form.errors else 200)


def _do(request: Request, key: UUID, act: Callable[[Task], Any]) -> HttpResponse:
    found = _task(request, key)
    try:
        act(found)
    except NotNow as refusal:
        return _page(request, _task(request, key), status=refusal.status, refusal=refusal)
    return _see(reverse("sweeps:task", args=[key]))


def _page(
    request: Request, task: Task, *, status: int = 200, form: FoundForm | None = None, refusal: DomainError | None = None
) -> HttpResponse:
    actor, kinds = request.actor, _kinds(request)
    context = {
        "moved": queries.moved([task], today()),
        "task": task, "sweep": task.sweep, "counts": task.counts, "refusal": refusal, "findings": queries.findings(actor, [task]),
        "may_walk": bool(permissions.may_walk(actor, task)), "is_now": task.is_open and task.sweep.starts_on <= today() <= task.ends_on,
        "later": queries.to_call_again(task), "last": queries.last_tap(task, actor, now()), "can_tell": bool(kinds),
        "form": form or FoundForm(kinds=kinds), "is_telling": form is not None,
        "again": request.POST.get("again", "") or request.GET.get("again", ""),
    }  # fmt: skip
    return render(request, "sweeps/task.html", context, status=status)


def _kinds(request: Request) -> list[str]:
    """The kinds of case that this person may register."""
    return [kind for kind in services.KINDS if may_register(request.actor, kind)]


def _task(request: Request, key: UUID) -> Task:
    try:
        return queries.task_for(request.actor, key)
    except Task.DoesNotExist as absent:
        raise Http404 from absent


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
