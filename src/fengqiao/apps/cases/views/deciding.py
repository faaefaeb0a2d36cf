"""Approving what somebody prepared, or giving it back with what should be different."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import services
from fengqiao.apps.cases.forms import reason_in
from fengqiao.apps.cases.models import Draft
from fengqiao.apps.cases.views.acting import told_after
from fengqiao.apps.cases.views.showing import case_page, seen, to_case
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now

WHAT = Words("要改什么", "What should be different")


@never_cache
@signed_in
@require_POST
def approve(request: Request, draft: UUID) -> HttpResponse:
    """Take the act as it was prepared; the approver answers for it."""
    found = _draft(request, draft)
    try:
        entry = services.approve(county=found.county, draft_id=found.id, by=request.actor, at=now())
    except DomainError as error:
        return case_page(request, seen(request, found.case.number), error)
    messages.success(request, told_after(request, entry))
    return to_case(request, found.case.number)


@never_cache
@signed_in
@require_POST
def send_back(request: Request, draft: UUID) -> HttpResponse:
    """Give it back to the one who prepared it."""
    found = _draft(request, draft)
    try:
        remark = reason_in(request.POST, "remark", WHAT)
        services.send_back(county=found.county, draft_id=found.id, by=request.actor, at=now(), remark=remark)
    except DomainError as error:
        return case_page(request, seen(request, found.case.number), error)
    messages.success(request, _("已退回给%(name)s，您写的意见一并送到。") % {"name": found.by_name})
    return to_case(request, found.case.number)


def _draft(request: Request, key: UUID) -> Draft:
    """A draft of a case that this person sees (404 otherwise)."""
    found = Draft.objects.select_related("case").filter(county=request.actor.county, id=key).first()
    if found is None:
        raise Http404
    seen(request, found.case.number)
    return found
