"""我要说事: one question a page, kept on every step, sent once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.portal import forms, queries, services
from fengqiao.apps.portal.models import Telling
from fengqiao.apps.portal.views.doors import Keys, give_receipt, of_code, private
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today

TELLING, PLACE, GRID = "portal-telling", "portal-place", "portal-grid"
NOTHING = {field.name: "" for question in forms.QUESTIONS for field in question.fields}
PAGE_OF = {"content": "what", "title": "what", "place": "where", "wish": "wish", "people": "reach"}


@private
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, step: str = "what") -> HttpResponse:
    """One page of the telling, or the last one that shows it all and sends it."""
    office = organisations.office_here()
    if step not in forms.ORDER:
        raise Http404
    if office is None:
        return render(request, "portal/no_office.html", status=503)
    written = queries.telling(request.session.get(TELLING, ""), now())
    if written is not None and written.case_id and step != "what":
        return _receipt_of(request, written.county, written.case_id)
    if request.method == "POST":
        return _send(request, office, written) if step == "check" else _take(request, office, step, written)
    if "place" in request.GET:
        request.session[PLACE], request.session[GRID] = request.GET["place"][:12], request.GET.get("grid", "")[:36]
        return redirect("portal:say")
    words = queries.words_of(written)
    if step != "what" and not words.get("content"):
        return redirect("portal:say")
    return _page(request, office, step, words)


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Throw away what was written and begin anew."""
    written = queries.telling(request.session.pop(TELLING, ""), now())
    if written is not None and not written.case_id:
        written.delete()
    request.session.pop(PLACE, None)
    request.session.pop(GRID, None)
    return redirect("portal:say")


@of_code
@require_POST
def again(request: HttpRequest, case: Case) -> HttpResponse:
    """Begin to say something new about a case that is over; it will be tied to it."""
    office = organisations.office_here()
    if not Keys(request).holds(case) or office is None or office.county_code != case.county:
        return redirect("portal:say")
    written = services.keep(None, {"about": str(case.id)}, county=case.county, at=now())
    request.session[TELLING] = str(written.id)
    return redirect("portal:say")


def _take(request: HttpRequest, office: Unit, step: str, written: Telling | None) -> HttpResponse:
    """Keep what was typed and go on; going back keeps it unchecked."""
    question, county = forms.BY_ID[step], office.county_code
    typed = forms.entered(question, request.POST)
    back, skip = "back" in request.POST, "skip" in request.POST and question.optional
    if not back and not skip:
        try:
            typed = forms.cleaned(question, request.POST, county=county, today=today())
        except Incomplete as error:
            return _page(request, office, step, typed, error=error)
    if not skip:
        scanned = {} if "region" in queries.words_of(written) else _scanned(request, county)
        written = services.keep(written, {**scanned, **typed}, county=county, at=now())
        request.session[TELLING] = str(written.id)
    if back:
        previous = forms.before(step)
        return redirect("portal:say-step", previous) if previous else redirect("portal:home")
    return redirect("portal:say-step", "check" if "check" in request.GET else forms.after(step))


def _scanned(request: HttpRequest, county: int) -> dict[str, str]:
    """The village whose code was scanned, when it lies in this county, and its grid where it was a grid's (YJ-14)."""
    code = str(request.session.get(PLACE, ""))
    if not queries.place_name(code, county):
        return {"region": ""}
    grid = queries.grid_name(str(request.session.get(GRID, "")), code, county)
    return {"region": code, **({"place": grid} if grid else {})}


def _send(request: HttpRequest, office: Unit, written: Telling | None) -> HttpResponse:
    if "back" in request.POST:
        return redirect("portal:say-step", forms.before("check"))
    if written is None:
        return _page(request, office, "what", {}, error=Incomplete(
            Words("写的内容已过两小时，没有保留下来，请重新写。", "What you wrote was kept for two hours only. Please write it again.")
        ))  # fmt: skip
    try:
        case = services.send(written, office=office, at=now())
    except DomainError as error:
        return _page(request, office, "check", queries.words_of(written), error=error)
    request.session.pop(PLACE, None)
    request.session.pop(GRID, None)
    give_receipt(request, case)
    Keys(request).give(case)
    return redirect("portal:receipt", case.tracking_code)


def _receipt_of(request: HttpRequest, county: int, key: UUID) -> HttpResponse:
    case = Case.objects.get(county=county, id=key)
    give_receipt(request, case)
    return redirect("portal:receipt", case.tracking_code)


def _page(
    request: HttpRequest, office: Unit, step: str, words: dict[str, Any], error: DomainError | None = None
) -> HttpResponse:
    county = office.county_code
    chosen = str(words.get("region") or request.session.get(PLACE, ""))
    context: dict[str, Any] = {
        "office": office, "step": step, "number": 1 + forms.ORDER.index(step), "of": len(forms.ORDER),
        "words": {**NOTHING, **words}, "chosen": chosen, "place_name": queries.place_name(chosen, county),
        "errors": error.fields if isinstance(error, Incomplete) else {}, "error": error,
        "to": _address(step, "check" in request.GET), "has_words": bool(words.get("content")),
    }  # fmt: skip
    if step == "check":
        context["where"] = queries.whereabouts(words, county)
        context["edit"] = {name: f"{_address(page, True)}" for name, page in PAGE_OF.items()}
        context["edit"]["region"], context["edit"]["phone"] = context["edit"]["place"], context["edit"]["people"]
    else:
        context["question"] = forms.BY_ID[step]
        context["places"] = queries.places_in(county) if step == "where" else ()
    template = "portal/check.html" if step == "check" else "portal/question.html"
    return render(request, template, context, status=error.status if error else 200)


def _address(step: str, to_check: bool) -> str:
    return reverse("portal:say-step", args=[step]) + ("?check" if to_check else "")
