"""The page of the national days off: which years are known, a year's notice read in, and the days of clocks reckoned again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.cases.services import reckoning
from fengqiao.apps.methods import services
from fengqiao.apps.methods.forms import YearForm
from fengqiao.apps.organisations.permissions import ADMIN
from fengqiao.domain import holiday_notice
from fengqiao.domain.holiday_notice import Notice
from fengqiao.kernel import packfiles
from fengqiao.kernel.moment import today
from fengqiao.ui.language import in_language
from fengqiao.ui.refusals import is_fragment

A_STRETCH = 3.0  # seconds of reckoning between two looks at the bar


@never_cache
@requires_role(ADMIN)
@require_http_methods(["GET", "POST"])
def years(request: Request) -> HttpResponse:
    """The years whose days off are known; a notice is read, looked at, and put to use."""
    if request.method == "GET":
        return _page(request, YearForm(initial=_initial(request)))
    form = YearForm(request.POST)
    read = attempt(form, lambda typed: holiday_notice.read(typed["text"], typed["year"]))
    if read is None or "save" not in request.POST:
        return _page(request, form, read=read)
    if attempt(form, lambda typed: services.publish_year(read, typed["source"], by=request.actor)) is None:
        return _page(request, form)
    messages.success(request, _("%(year)s 年的放假和调休可以用了，正在重新算期限。") % {"year": read.year})
    return HttpResponseRedirect(f"{reverse('methods:calendars')}?reckon=1")


@requires_role(ADMIN)
@require_POST
def reckon(request: Request) -> HttpResponse:
    """Reckon running clocks again for some seconds; the page asks on until all are done."""
    sent = {name: request.POST.get(name, "") for name in ("after", "seen", "changed")}
    try:
        after, seen, changed = UUID(sent["after"] or str(reckoning.FIRST)), int(sent["seen"] or 0), int(sent["changed"] or 0)
    except ValueError:
        after, seen, changed = reckoning.FIRST, 0, 0
    done = reckoning.reckon_again(request.actor.county, after=after, seconds=A_STRETCH)
    seen, changed = seen + done.seen, changed + done.changed
    total = seen if done.after is None else max(seen, reckoning.waiting(request.actor.county))
    shown: dict[str, Any] = {"reckoned": {"after": done.after, "seen": seen, "changed": changed, "total": total}}
    if is_fragment(request):
        return render(request, "methods/_reckoning.html", shown)
    return _page(request, YearForm(initial=_initial(request)), **shown)


def _initial(request: Request) -> dict[str, Any]:
    """The year that is missing; or one of the site, as it was put in, to be corrected."""
    calendar, asked = packfiles.calendar(), request.GET.get("year", "")
    known, named = calendar.years, asked.isascii() and asked.isdigit() and len(asked) == 4
    year = int(asked) if named else calendar.missing(today()) or max(known) + 1
    has = year in known and not packfiles.is_shipped_year(year)
    return {
        "year": year, "source": known[year].source if has else holiday_notice.TITLE.format(year=year),
        "text": holiday_notice.written(known[year]) if has else "",
    }  # fmt: skip


def _page(request: Request, form: YearForm, *, read: Notice | None = None, **shown: Any) -> HttpResponse:
    known = packfiles.calendar().years
    if "reckon" in request.GET:
        shown["reckoned"] = {"after": reckoning.FIRST, "seen": 0, "changed": 0, "total": reckoning.waiting(request.actor.county)}
    context = {
        "form": form, "read": _told(read) if read else None, "unused": read.unused if read else [],
        "missing": packfiles.calendar().missing(today()),
        "years": [(year, days, packfiles.is_shipped_year(year)) for year, days in sorted(known.items(), reverse=True)],
        "wrong": [(name, in_language(error.said)) for name, error in packfiles.unreadable_years().items()],
    }  # fmt: skip
    return render(request, "methods/calendars.html", context | shown, status=422 if form.is_bound and form.errors else 200)


def _told(read: Notice) -> list[tuple[str, list[date], list[date]]]:
    """Holiday by holiday its days off and the days that are worked for it."""
    names = dict.fromkeys([*read.holidays.values(), *read.workdays.values()])
    return [(name, _days(read.holidays, name), _days(read.workdays, name)) for name in names]


def _days(days: Mapping[date, str], name: str) -> list[date]:
    return [day for day, of in sorted(days.items()) if of == name]
