"""One file for those who may read it, and the address to which a form sends files one by one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.apps.accounts.access import Request, ask_to_sign_in
from fengqiao.apps.files import access, queries, services
from fengqiao.apps.files.sending import response_of
from fengqiao.apps.files.tickets import leave_of
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.moment import now


@require_GET
def file(request: Request, key: UUID) -> HttpResponseBase:
    """One file of a case that this person sees; absent, taken back and not theirs look the same (404, or the log-in)."""
    found = queries.find(key)
    if found is None or not access.may_read(request.actor, found):
        if request.actor is None:
            return ask_to_sign_in(request)
        raise Http404
    assert request.actor is not None  # nobody else may read
    services.note_reading(found, request.actor, now())
    return response_of(request, found, f"file-{found.seq}-{found.sha256[:8]}")


@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Take one file for the form that carries the ticket; answers with its key, or with one sentence saying what is wrong."""
    leave = leave_of(request.POST.get("ticket", ""))
    upload = request.FILES.get("file")
    if leave is None:
        return JsonResponse({"words": _("这一页开得太久了，请刷新以后再传。")}, status=403)
    if upload is None:
        return JsonResponse({"words": _("没有收到文件，请再传一次。")}, status=422)
    try:
        kept = services.receive(upload, county=leave.county, case_id=leave.case_id, by=leave.by, at=now())
    except Incomplete as refused:
        return JsonResponse({"words": refused.words.of(get_language() or "zh")}, status=refused.status)
    return JsonResponse({"file": str(kept.id)})
