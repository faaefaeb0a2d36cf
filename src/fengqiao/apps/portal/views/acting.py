"""What the petitioner does with a case: add, urge, ask for review, withdraw; and reading the papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.forms import Textarea
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.apps.cases import filing
from fengqiao.apps.cases.forms import Choices, FieldsForm, Sending, entered_in, expecting_of
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.receiving import take_in
from fengqiao.apps.documents.pages import Page
from fengqiao.apps.files import queries as files
from fengqiao.apps.files.sending import response_of
from fengqiao.apps.files.tickets import browser_of
from fengqiao.apps.portal import queries, services
from fengqiao.apps.portal.progress import SUED, Progress
from fengqiao.apps.portal.views.doors import Keys, address_of, of_code
from fengqiao.apps.portal.wording import ACTS, OTHER_WAYS, first_words
from fengqiao.domain.errors import Conflict, DomainError, Incomplete
from fengqiao.domain.workflow import Field
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.submissions import number_of
from fengqiao.ui.language import language

LATE_REASON = "late_reason"
UNSOLVED = ("not_solved", "not_solved_early", "mediation.not_solved")


@of_code
@require_safe
def disagree(request: HttpRequest, case: Case) -> HttpResponse:
    """Three doors for this case, each with what it needs and whether it is open today."""
    progress = Progress(case, today(), is_open=Keys(request).holds(case))
    review = "request_final" if progress.may("request_final") else "request_review"
    ways = [(step, progress.acts[step].transition) for step in OTHER_WAYS if progress.may(step)]
    unsolved = next((step for step in UNSOLVED if progress.may(step)), "")
    sued = next((step for step in SUED if progress.may(step)), "")
    context = {"case": case, "progress": progress, "review": review, "ways": ways, "unsolved_step": unsolved, "sued": sued}
    context |= {"sued_act": progress.acts[sued].transition if sued else None}
    context |= {"is_breach_open": progress.may("mediation.breach"), "unsolved": progress.acts.get(unsolved)}
    return render(request, "portal/doors.html", context)


@of_code
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, case: Case, step: str) -> HttpResponse:
    """One act: its form filled as far as it is known, or why it cannot be done now. Nothing typed is ever lost."""
    progress = Progress(case, today(), is_open=Keys(request).holds(case))
    if step not in progress.acts:
        raise Http404
    if request.method != "POST":
        if not progress.is_open:
            return redirect(f"{reverse('portal:open', args=[case.tracking_code])}?next={request.path}")
        return _form_page(request, progress, step)
    if not progress.is_open and not _proves(request, progress):
        return _form_page(request, progress, step, proof_wanted=True)
    try:
        fields = progress.acts[step].transition.fields
        take_in(request, case, services.citizen(case.county), fields)
        services.act(case, step, entered_in(request.POST, fields), at=now(), once=number_of(request.POST), seen=expecting_of(request.POST))
    except DomainError as error:
        fresh = Progress(queries.by_code(case.tracking_code) or case, today(), is_open=True)
        return _form_page(request, fresh, step, error=_beside(error))
    return redirect(f"{reverse('portal:track', args=[case.tracking_code])}?did={step}")


def _proves(request: HttpRequest, progress: Progress) -> bool:
    """The half hour is over but the text is here: the digits may come with it."""
    if "proof" not in request.POST:
        return False
    proof = services.prove(progress.case, request.POST["proof"], address_of(request), now())
    if proof.holds:
        Keys(request).give(progress.case)
        progress.is_open = True
    return proof.holds


def _beside(error: DomainError) -> DomainError:
    """A late review without its reason is a missing field to whoever types it."""
    return Incomplete(error.words, {LATE_REASON: error.words}) if error.code == "late" else error


def _choices(request: HttpRequest, progress: Progress, fields: Iterable[Field]) -> Choices:
    """What the lists of a form offer: the petitioner's own files, and where to send more."""
    case, by, types = progress.case, services.citizen(progress.case.county), {field.type for field in fields}
    mine = filing.choices_of(case, progress.pack, by) if progress.is_open and "file" in types else ()
    sending = Sending(case.county, case.id, by, browser_of(request)) if "files" in types else None
    return Choices(files=mine, sending=sending)


def _form_page(
    request: HttpRequest, progress: Progress, step: str, *, error: DomainError | None = None, proof_wanted: bool = False
) -> HttpResponse:
    transition = progress.acts[step].transition
    is_late = progress.is_late(step)
    fields = [field for field in transition.fields if field.name != LATE_REASON or is_late]
    typed = request.POST if request.method == "POST" else None
    choices = _choices(request, progress, fields)
    form = FieldsForm(fields, pack=progress.pack, choices=choices, typed=typed, initial=first_words(progress, step))
    for bound in form.fields.values():
        if isinstance(bound.widget, Textarea):
            bound.widget.attrs["rows"] = 8
    if is_late:
        form.fields[LATE_REASON].required = True
    if error is not None and not isinstance(error, Conflict):
        form.refuse(error)
    context: dict[str, Any] = {
        "case": progress.case, "progress": progress, "step": step, "form": form, "words": ACTS.get(step),
        "transition": transition, "is_late": is_late, "error": error, "proof_wanted": proof_wanted,
        "confirms": fields[0] if len(fields) == 1 and fields[0].type == "bool" else None,
        "agreement": progress.mediation if "signs" in transition.effects else None, "state": progress.state_of(step),
        "may": progress.may(step), "urged_today": step == "urge" and progress.urged_today,
        "limit": progress.right if step in ("request_review", "request_final") else None,
        "by_phone": proof_wanted and bool(queries.phone_ends(progress.case)),
    }  # fmt: skip
    status = error.status if error else 422 if proof_wanted else 200
    return render(request, "portal/act.html", context, status=status)


@of_code
@require_safe
def file(request: HttpRequest, case: Case, key: UUID) -> HttpResponseBase:
    """One file that the petitioner brought; first the digits are asked for."""
    if not Keys(request).holds(case):
        return redirect(f"{reverse('portal:open', args=[case.tracking_code])}?next={request.path}")
    found = files.shown_of(case.county, case.id, services.citizen(case.county)).filter(id=key).first()
    if found is None:
        raise Http404
    return response_of(request, found, f"file-{found.sha256[:8]}")


@of_code
@require_safe
def paper(request: HttpRequest, case: Case, key: UUID) -> HttpResponse:
    """One paper, as it is printed; first the digits are asked for."""
    if not Keys(request).holds(case):
        return redirect(f"{reverse('portal:open', args=[case.tracking_code])}?next={request.path}")
    document = Progress(case, today(), is_open=True).paper(key)
    if document is None:
        raise Http404
    page = Page.of(document, language())
    return render(request, "portal/paper.html", {"page": page, "case": case})
