"""Recordings in the languages of the place, for everybody, each with its text (PB-40)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fengqiao.apps.files.publishing import languages
from fengqiao.apps.files.queries import recordings
from fengqiao.apps.files.sending import response_of
from fengqiao.apps.organisations import queries as organisations
from fengqiao.ui.language import in_language

A_PAGE = 10


@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    """What may be heard and read here, ten at a time, the latest first."""
    county, after, names = organisations.county_here(), request.GET.get("after", ""), languages()
    rows = list(recordings(county, after=after)[: A_PAGE + 1]) if county else []
    context = {
        "voices": [(one, in_language(names[one.language]) if one.language in names else one.language) for one in rows[:A_PAGE]],
        "first": reverse("portal:voices") if after else "", "more": f"?after={rows[A_PAGE - 1].id}" if len(rows) > A_PAGE else "",
    }  # fmt: skip
    return render(request, "portal/voices.html", context)


@require_safe
def sound(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The sound of a recording that stands; absent and withdrawn look the same (404)."""
    county = organisations.county_here()
    found = recordings(county).filter(id=key).first() if county else None
    if found is None:
        raise Http404
    return response_of(request, found, f"voice-{found.sha256[:8]}")
