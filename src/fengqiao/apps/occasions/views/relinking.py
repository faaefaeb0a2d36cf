"""Another link in place of one that came into wrong hands: a guest's, a unit's calendar, one's own calendar."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.occasions import feeds, queries
from fengqiao.apps.occasions.models import Invitation
from fengqiao.apps.occasions.permissions import may_keep
from fengqiao.apps.occasions.services import inviting
from fengqiao.apps.occasions.showing import see
from fengqiao.kernel.moment import now


@never_cache
@signed_in
@require_POST
def guest(request: Request, key: UUID) -> HttpResponse:
    """Replace the link of somebody invited from outside, by whoever keeps the occasion."""
    seen = queries.visible_to(request.actor)
    found = Invitation.objects.filter(county=request.actor.county, id=key, occasion__in=seen).select_related("occasion__unit").first()
    if found is None:
        raise Http404
    inviting.replace_link(found, known=request.POST.get("known", ""), by=request.actor, at=now())
    messages.success(request, _("%(name)s的链接已经换了：旧的打不开了，请把新的发给本人。") % {"name": found.name})
    return see(f"{reverse('occasions:occasion', args=[found.occasion_id])}#invited")


@never_cache
@signed_in
@require_POST
def unit_calendar(request: Request, key: UUID) -> HttpResponse:
    """Replace the address of a unit's calendar, by whoever keeps its roster."""
    roster = queries.roster(request.actor.county, key)
    if roster is None:
        raise Http404
    may_keep(request.actor, queries.rule_of(roster)[1], roster.unit).or_raise()
    feeds.replace(roster.unit_id, county=roster.county, known=request.POST.get("known", ""), by=request.actor, at=now())
    messages.success(request, _("日历地址已经换了：旧的打不开了，请在日历软件里用新的。"))
    return see(reverse("occasions:roster", args=[roster.id]))


@never_cache
@signed_in
@require_POST
def own_calendar(request: Request) -> HttpResponse:
    """Replace the address of one's own calendar."""
    county = request.actor.county
    feeds.replace(UUID(request.actor.user), county=county, known=request.POST.get("known", ""), by=request.actor, at=now())
    messages.success(request, _("日历地址已经换了：旧的打不开了，请在日历软件里用新的。"))
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return see(wanted if is_ours else reverse("occasions:home"))
