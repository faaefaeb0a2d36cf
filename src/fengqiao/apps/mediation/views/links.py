"""Pages behind a link: the invitation, the brief, the agreement, and every act that this guest may take."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.apps.cases import choosing
from fengqiao.apps.cases.forms import MORE, entered_in, expecting_of
from fengqiao.apps.cases.models import Seat
from fengqiao.apps.cases.receiving import take_in
from fengqiao.apps.cases.services import perform, seating
from fengqiao.apps.files import queries as files
from fengqiao.apps.files.sending import response_of
from fengqiao.apps.files.tickets import browser_of
from fengqiao.apps.mediation.visit import Visit
from fengqiao.apps.organisations import queries as organisations
from fengqiao.domain.errors import Conflict, DomainError, Incomplete
from fengqiao.domain.roles import OTHER_PARTY
from fengqiao.domain.workflow import Step
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.submissions import number_of
from fengqiao.ui.language import in_language

P = ParamSpec("P")


def of_link(view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page behind a link that opens something; any other link gets one plain sentence and nothing of a case.

    Kept by no browser and no search engine. Nobody finds a link by trying: it holds 128 random bits.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, link: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        seat = seating.seat_by_link(link)
        if seat is None or not seating.is_open(seat):
            response: HttpResponseBase = _over(request, link, seat)
        else:
            response = view(request, Visit(seat, today()), *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


def _over(request: HttpRequest, link: str, seat: Seat | None) -> HttpResponse:
    """The one sentence of a link that opens nothing: unknown (404), replaced, answered with no, left, or over (410); and whom to
    call: the unit that has the case, of a link without a seat the petition office."""
    if seat is None:
        said = "replaced" if seating.was_replaced(link) else "unknown"
    else:
        said = seat.state if seat.proceeding.closed_at is None else "over"
    mine = seat is not None and seat.role == OTHER_PARTY
    unit = seat.case.unit if seat else organisations.office_here()
    return render(request, "mediation/over.html", {"said": said, "mine": mine, "unit": unit}, status=404 if said == "unknown" else 410)


@of_link
@require_safe
def visit(request: HttpRequest, seen: Visit) -> HttpResponse:
    """The invitation; for those who take part, the brief and what they may do now."""
    template = "mediation/brief.html" if seen.may_read else "mediation/invitation.html"
    return render(request, template, _context(request, seen))


@of_link
@require_POST
def answer(request: HttpRequest, seen: Visit) -> HttpResponse:
    """Accept, step aside, or say that there is no time: one tap, no reason. Only for those asked to mediate."""
    if not seen.on_panel:
        raise Http404
    seating.answer(seat=seen.seat, state=request.POST.get("answer", ""), at=now())
    return _back(seen)


@of_link
@require_safe
def agreement(request: HttpRequest, seen: Visit) -> HttpResponse:
    """The agreement as it will be signed, to be read in peace."""
    if not seen.may_read or seen.settling.agreement is None:
        return _back(seen)
    return render(request, "mediation/agreement.html", _context(request, seen))


@of_link
@require_safe
def file(request: HttpRequest, seen: Visit, key: UUID) -> HttpResponseBase:
    """One file that this guest brought; any other is absent."""
    found = files.shown_of(seen.case.county, seen.case.id, seen.by).filter(id=key).first()
    if found is None:
        raise Http404
    return response_of(request, found, f"file-{found.sha256[:8]}")


@of_link
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, seen: Visit, act: str) -> HttpResponse:
    """One act: its form, or the act itself. What was typed comes back with every refusal."""
    step = seen.step(act)
    if step is None:
        raise Http404
    if request.method != "POST":
        return _form_page(request, seen, step)
    try:
        take_in(request, seen.case, seen.by, step.transition.fields)
    except Incomplete as error:
        return _form_page(request, seen, step, error)
    if MORE in request.POST:
        return _form_page(request, seen, step)
    data = entered_in(request.POST, step.transition.fields)
    given: dict[str, Any] = {"by": seen.by, "at": now(), "data": data, "expecting": expecting_of(request.POST)}
    token = number_of(request.POST)
    given["once"] = f"{seen.seat.id.hex}-{token}" if token else ""
    try:
        perform(county=seen.case.county, case_id=seen.case.id, step=seen.workflow.key(act), **given)
    except DomainError as error:
        return _refused(request, seating.link_of(seen.seat), act, error)
    messages.success(request, _("「%(act)s」已记下。") % {"act": in_language(step.transition.name)})
    return _back(seen)


def _refused(request: HttpRequest, link: str, act: str, error: DomainError) -> HttpResponse:
    """The form again, drawn from what holds now; one sentence when the link has come to its end meanwhile."""
    seat = seating.seat_by_link(link)
    if seat is None or not seating.is_open(seat):
        return _over(request, link, seat)
    fresh = Visit(seat, today())
    step = fresh.step(act)
    assert step is not None  # it was found before
    return _form_page(request, fresh, step, error)


def _form_page(request: HttpRequest, seen: Visit, step: Step, error: DomainError | None = None) -> HttpResponse:
    form = seen.form(step.transition, request.POST if request.method == "POST" else None, browser_of(request))
    reasons = seen.reasons(step)
    if error is not None and not isinstance(error, Conflict) and not reasons:
        form.refuse(error)
    context = _context(request, seen) | {
        "act": step.transition, "form": form, "error": error, "reasons": reasons,
        "is_conflict": isinstance(error, Conflict), "once": number_of(request.POST),
        "law": choosing.cards_beside(seen.pack, seen.case, step.transition), "is_signing": "signs" in step.transition.effects,
    }  # fmt: skip
    status = error.status if error else 409 if reasons else 200
    return render(request, "mediation/act.html", context, status=status)


def _context(request: HttpRequest, seen: Visit) -> dict[str, Any]:
    return {"visit": seen, "settling": seen.settling, "case": seen.case, "link": seating.link_of(seen.seat), "mine": not seen.on_panel}


def _back(seen: Visit) -> HttpResponseRedirect:
    response = redirect(reverse("mediation:visit", args=[seating.link_of(seen.seat)]))
    response.status_code = 303
    return response  # type: ignore[return-value]
