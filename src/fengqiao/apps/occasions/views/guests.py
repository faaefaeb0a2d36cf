"""The page behind a guest's link: when, where and about what, one case masked, and two buttons to answer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from fengqiao.apps.accounts import linking
from fengqiao.apps.cases.veil import veil_of
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Invitation, State
from fengqiao.apps.occasions.services import inviting
from fengqiao.apps.organisations import queries as organisations
from fengqiao.domain.errors import DomainError
from fengqiao.kernel.moment import now, today


@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, link: str) -> HttpResponse:
    """What somebody without an account may read of the occasion they are invited to, and their answer."""
    invitation = inviting.by_link(link)
    if invitation is None:
        if linking.was_replaced(link):
            return render(request, "occasions/replaced.html", {"unit": organisations.office_here()}, status=404)
        raise Http404
    error = None
    if request.method == "POST":
        try:
            inviting.answer(invitation, request.POST.get("answer", ""), name=invitation.name, at=now())
            return redirect("occasions:guest", link)
        except DomainError as refusal:
            error = refusal
    context = {"invitation": invitation, "occasion": invitation.occasion, "kind": queries.kind_of(invitation.occasion),
               "is_open": _is_open(invitation), "case": _case(invitation), "error": error}  # fmt: skip
    response = render(request, "occasions/guest.html", context, status=error.status if error else 200)
    add_never_cache_headers(response)
    return response


def _is_open(invitation: Invitation) -> bool:
    return invitation.occasion.state == State.PLANNED and invitation.occasion.on >= today()


def _case(invitation: Invitation) -> dict[str, str] | None:
    """The one case that this guest may read, masked, until the occasion is over (K-11); never a sealed one."""
    case = invitation.case
    if case is None or case.is_sealed or not _is_open(invitation):
        return None
    veil = veil_of(case)
    return {"title": veil(case.title), "story": "" if case.is_confidential else veil(case.content)}
