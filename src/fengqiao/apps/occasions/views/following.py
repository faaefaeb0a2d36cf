"""Calendars that other programs follow by a secret address."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fengqiao.apps.accounts import linking
from fengqiao.apps.accounts.access import Request
from fengqiao.apps.occasions import feeds
from fengqiao.apps.occasions.feeds import Feed
from fengqiao.apps.occasions.models import Roster
from fengqiao.apps.occasions.permissions import may_keep
from fengqiao.domain.occasions import Kind
from fengqiao.kernel.moment import now


@require_safe
def feed(request: HttpRequest, link: str) -> HttpResponse:
    """The days of the person or unit whose link this is."""
    followed = feeds.followed_by(link)
    if followed is None:
        raise Http404
    answer = HttpResponse(feeds.calendar_of(followed, now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="days.ics"'
    answer["Cache-Control"] = "private, max-age=900"
    return answer


def own_feed(request: Request) -> Feed:
    """The calendar of whoever asks."""
    key = UUID(request.actor.user)
    times = linking.times(key)
    return Feed(_("我自己的日子"), _address(request, key, times), times, _("换我自己的地址"), reverse("occasions:replace-own-calendar"))


def unit_feed(request: Request, roster: Roster, kind: Kind) -> Feed:
    """The calendar of the unit whose roster it is; who keeps the roster may give it another address."""
    times = linking.times(roster.unit_id)
    address = _address(request, roster.unit_id, times)
    if not may_keep(request.actor, kind, roster.unit):
        return Feed(roster.unit.label, address, times)
    return Feed(roster.unit.label, address, times, _("换单位日历的地址"), reverse("occasions:replace-calendar", args=[roster.id]))


def _address(request: Request, key: UUID, times: int) -> str:
    return request.build_absolute_uri(reverse("occasions:feed", args=[feeds.link_of(key, times)]))
