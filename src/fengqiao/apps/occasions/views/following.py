"""Calendars that other programs follow by a secret address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from fengqiao.apps.occasions import feeds
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
