"""Pages of the mediation committees: the list as of a day, one with its mediators, a new one, and the end of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.helpers import committees, queries
from fengqiao.apps.helpers.forms import ClosingForm, CommitteeForm, WantedForm
from fengqiao.apps.helpers.models import Committee
from fengqiao.apps.helpers.permissions import EDITS, may_edit
from fengqiao.kernel import packfiles
from fengqiao.kernel.moment import today

for_editors = requires_role(*EDITS)
A_PAGE = 50
PACK = "national"


@signed_in
@require_GET
def listed(request: Request) -> HttpResponse:
    """The committees of a day, fifty at a time, with how many there are (YJ-08)."""
    pack, county = packfiles.load(PACK), request.actor.county
    form, after = WantedForm(request.GET, pack=pack), request.GET.get("after", "")[:40]
    day = form.day(today())
    found = committees.listed(county, form.wanted(), day, after=after, most=A_PAGE + 1)
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form, "committees": found[:A_PAGE], "kinds": pack.committee_kinds, "tally": committees.tally(county, day),
        "may_edit": may_edit(request.actor), "first": f"?{urlencode(kept)}" if after else "",
        "more": f"?{urlencode({**kept, 'after': str(found[A_PAGE - 1].id)})}" if len(found) > A_PAGE else "",
    }  # fmt: skip
    return render(request, "helpers/committees.html", context)


@for_editors
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Enter a committee."""
    county, pack = request.actor.county, packfiles.load(PACK)
    form = CommitteeForm(request.POST or None, county=county, pack=pack, initial={"since": today(), "kind": committees.GENERAL})
    made = attempt(form, lambda typed: committees.set_up(committees.Entered(**typed), county=county, pack=pack))
    if made is None:
        return _page(request, form, None)
    messages.success(request, _("已把%(name)s记入名册。") % {"name": made.name})
    return _to(made)


@signed_in
@require_http_methods(["GET", "POST"])
def committee(request: Request, key: UUID) -> HttpResponse:
    """One committee with its mediators; whoever keeps the directory corrects it here."""
    found, pack = _committee(request, key), packfiles.load(PACK)
    if not may_edit(request.actor):
        return _page(request, None, found)
    typed = request.POST if request.method == "POST" else None
    form = CommitteeForm(typed, county=request.actor.county, pack=pack, initial=CommitteeForm.of(found))
    done = attempt(form, lambda given: committees.change(found, committees.Entered(**given), pack=pack))
    if done is None:
        return _page(request, form, found)
    messages.success(request, _("已保存。"))
    return _to(done)


@for_editors
@require_POST
def close(request: Request, key: UUID) -> HttpResponse:
    """A committee is no more; its mediators stay in the directory."""
    found, form = _committee(request, key), ClosingForm(request.POST)
    closed = attempt(form, lambda typed: committees.close(found, **typed))
    if closed is None:
        pack = packfiles.load(PACK)
        edited = CommitteeForm(None, county=request.actor.county, pack=pack, initial=CommitteeForm.of(found))
        return _page(request, edited, found, form)
    messages.success(request, _("已撤销；以前的数里还有它。"))
    return _to(closed)


def _committee(request: Request, key: UUID) -> Committee:
    found = committees.one(request.actor.county, key)
    if found is None:
        raise Http404
    return found


def _page(request: Request, form: CommitteeForm | None, found: Committee | None, closing: ClosingForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "committee": found}
    if found:
        members = list(queries.helpers_of(found.county_code).filter(committee=found).order_by("name", "id")[: A_PAGE + 1])
        context |= {
            "kind": packfiles.load(PACK).committee_kinds.get(found.kind), "members": members[:A_PAGE],
            "has_more": len(members) > A_PAGE, "may_edit": may_edit(request.actor),
            "closing": closing or ClosingForm(initial={"on": today()}),
        }  # fmt: skip
    wrong = (form is not None and form.errors) or (closing is not None and closing.errors)
    return render(request, "helpers/committee.html", context, status=422 if wrong else 200)


def _to(found: Committee) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("helpers:committee", args=[found.id]))
    response.status_code = 303
    return response
