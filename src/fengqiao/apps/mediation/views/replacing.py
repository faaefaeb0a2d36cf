"""Another link for somebody whose link came into wrong hands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Seat
from fengqiao.apps.cases.services import seating
from fengqiao.apps.cases.views.showing import case_page, seen, to_case
from fengqiao.apps.mediation import permissions
from fengqiao.domain.errors import Denied, NotNow
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today


@never_cache
@signed_in
@require_POST
def replace(request: Request, number: str, key: UUID) -> HttpResponse:
    """Make another link; for those who hand links on. A seat of another case is not found."""
    found = seen(request, number)
    seat = get_object_or_404(Seat.objects.filter(county=found.county, case=found), id=key)
    page = cases.page_of(found, request.actor, today(), latest=0)
    track = next(track for track in page.tracks if track.proceeding.id == seat.proceeding_id)
    if not permissions.mediates(request.actor, page, track):
        words = Words("链接由办这次调解的单位来换。", "A link is replaced by the unit that has the mediation.")
        raise Denied(words, code="not_yours")
    try:
        seating.replace_link(seat=seat, by=request.actor, at=now())
    except NotNow as refusal:
        return case_page(request, found, refusal)
    messages.success(request, _("%(name)s的链接换好了，旧的已经打不开。请把新的发给本人。") % {"name": seat.name})
    return to_case(request, number)
