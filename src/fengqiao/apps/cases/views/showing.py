"""The one page of a case, its paper dossier, and the names behind the masks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import presenting, queries, rules, services
from fengqiao.apps.cases.forms import reason_in
from fengqiao.apps.cases.models import Case, Party
from fengqiao.apps.cases.withholding import withheld
from fengqiao.apps.documents import queries as documents
from fengqiao.apps.documents.pages import lines_of
from fengqiao.domain import papers
from fengqiao.domain.errors import DomainError
from fengqiao.domain.masking import ANONYMOUS
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today
from fengqiao.ui.language import in_language
from fengqiao.ui.refusals import is_fragment

WHY = Words("为什么要看", "Why you need to see it")


def seen(request: Request, number: str) -> Case:
    """One case that this person may see; absent and not theirs look the same (404)."""
    try:
        return queries.get_for(request.actor, number)
    except Case.DoesNotExist:
        raise Http404 from None


@never_cache
@signed_in
@require_GET
def case(request: Request, number: str) -> HttpResponse:
    """Everything about one case on one page, and what may be done now; with `all`, its whole timeline."""
    return case_page(request, seen(request, number))


def case_page(request: Request, found: Case, error: DomainError | None = None) -> HttpResponse:
    """The page of a case, with the words of a refusal on top when there is one."""
    latest = None if "all" in request.GET else presenting.LATEST
    page = queries.page_of(found, request.actor, today(), latest=latest)
    context = presenting.context_of(page, request.actor, today())
    context |= {"error": error, "marks": presenting.marks_of(page)}
    return render(request, "cases/case.html", context, status=error.status if error else 200)


@never_cache
@signed_in
@require_GET
def printed(request: Request, number: str) -> HttpResponse:
    """The dossier for paper: registration form, clocks, everything that happened, list of papers; names stay masked."""
    page = queries.page_of(seen(request, number), request.actor, today())
    context = presenting.context_of(page, request.actor, today())
    listed = documents.papers_of(page.case.county, page.case.id)
    context |= {"form_lines": _registration_form(page), "papers": listed, "printed_at": now()}
    return render(request, "cases/print.html", context)


def _registration_form(page: queries.CasePage) -> tuple[Any, ...]:
    """The words of D01 from the case's own row, with masks instead of names."""
    found, pack = page.case, rules.pack_of(page.case)
    person = next((party for party in page.parties if party.identity_id), None)
    first = page.timeline[0] if page.timeline else None
    values: dict[str, Any] = {
        "case_number": found.number,
        "tracking_code": found.tracking_code,
        "title": found.title,
        "received_on": found.received_on,
        "unit": found.origin_unit.label,
        "channel": pack.lists["channels"].get(found.channel, found.channel),
        "kind": pack.lists["kinds"].get(found.classification, ""),
        "category": pack.lists["categories"].get(found.category, found.category),
        "place": found.place,
        "petitioner": _("匿名") if found.petitioner_mask == ANONYMOUS else found.petitioner_mask,
        "phone": person.phone_mask if person else "",
        "people_count": found.people_count,
        "demands": [demand.text for demand in page.demands],
        "story": found.content,
        "content": found.content,
        "signer": presenting.who(first) if first else "",
    }
    text = pack.documents["D01"].text or Words("", "")
    return lines_of(in_language(papers.render(text, values | withheld(found))))


@never_cache
@signed_in
@require_GET
def members(request: Request, number: str) -> HttpResponse:
    """The list of those who came together with the representatives: masks, each opened for a reason alone."""
    found = seen(request, number)
    listed = presenting.member_cards(found, request.actor)
    if not listed:
        raise Http404
    return render(request, "cases/members.html", {"case": found, "members": listed})


@never_cache
@signed_in
@require_POST
def unmask(request: Request, number: str, party: UUID) -> HttpResponse:
    """Who somebody is, for a reason that goes into the record; shown for a minute."""
    found = seen(request, number)
    person = get_object_or_404(
        Party.objects.select_related("identity", "case"), county=found.county, case=found, id=party
    )
    if person.identity is None:
        raise Http404
    opened = services.unmask(party=person, by=request.actor, reason=reason_in(request.POST, "reason", WHY), at=now())
    told = " · ".join(filter(None, (opened.name, opened.phone, opened.id_number, opened.address)))
    context = {"case": found, "told": told or "—", "masked": f"{person.mask} {person.phone_mask}".strip()}
    return render(request, "cases/_unmasked.html" if is_fragment(request) else "cases/unmasked.html", context)


def to_case(request: Request, number: str) -> HttpResponse:
    """Go on to the page of a case (303), or to the first page when the act took the case out of sight."""
    still = queries.visible_to(request.actor).filter(number=number).exists()
    response = HttpResponseRedirect(reverse("cases:case", args=[number]) if still else "/")
    response.status_code = 303
    return response
