"""The page of one paper, as it is printed."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, ask_to_sign_in
from fengqiao.apps.documents import access, queries
from fengqiao.apps.documents.pages import Page
from fengqiao.ui.language import language


@never_cache
@require_GET
def paper(request: Request, key: UUID) -> HttpResponse:
    """One paper for those who may read it; absent and not theirs look the same (404, or the log-in for visitors)."""
    document = queries.find(key)
    if document is None or not access.may_read(request.actor, document, request):
        if request.actor is None:
            return ask_to_sign_in(request)
        raise Http404
    page = Page.of(document, language())
    return render(request, "documents/paper.html", {"page": page, "back": _back(request)})


def _back(request: Request) -> str:
    """The page of ours from which the paper was opened, else the first page."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if is_ours else "/"
