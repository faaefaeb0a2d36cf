"""Another link for a seat whose old one came into wrong hands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Seat
from fengqiao.apps.cases.services import seating
from fengqiao.apps.mediation import permissions
from fengqiao.domain.errors import Denied, Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today


@never_cache
@requires_role(*sorted(permissions.MEDIATING))
@require_POST
def replace(request: Request, key: UUID) -> HttpResponse:
    """Replace the link of a seat; `known` is how often that was done when the page was drawn, so that one page does it once.

    Raises Denied for those who do not run this mediation, NotNow when it is over, and Incomplete, so that nobody takes a link
    for replaced that is not, for a page that does not say what it knew. A seat that is not seen is absent.
    """
    found = Seat.objects.filter(county=request.actor.county, id=key, case__in=cases.visible_to(request.actor))
    seat = found.select_related("case__unit", "proceeding").first()
    if seat is None:
        raise Http404
    page = cases.page_of(seat.case, request.actor, today(), latest=0)
    track = next(track for track in page.tracks if track.proceeding.id == seat.proceeding_id)
    if track.proceeding.closed_at is None and not permissions.hands_links_on(request.actor, page, track):
        raise Denied(Words("链接由承办这次调解的单位来换。", "Links are replaced by the unit that runs this mediation."))
    known = request.POST.get("known", "")
    if known not in [str(times) for times in range(len(seat.past_links) + 1)]:
        raise Incomplete(Words("链接还没有换：请刷新这一页，再按一次。", "The link is not replaced yet: reload the page and press again."))
    if known == str(len(seat.past_links)):
        seating.replace_link(seat=seat, by=request.actor, at=now())
    messages.success(request, _("%(name)s的链接已经换了：旧的打不开了，请把新的发给本人。") % {"name": seat.name})
    response = HttpResponseRedirect(reverse("cases:case", args=[seat.case.number]))
    response.status_code = 303
    return response
