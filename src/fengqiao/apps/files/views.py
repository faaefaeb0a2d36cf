"""One file for those who may read it, the address to which a form sends files one by one, and the recordings for everybody as
administrators keep them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import AnyRequest, Request, ask_to_sign_in, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.files import access, publishing, queries, services
from fengqiao.apps.files.forms import RecordingForm, WithdrawForm
from fengqiao.apps.files.models import Recording
from fengqiao.apps.files.sending import response_of
from fengqiao.apps.files.tickets import leave_of
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.moment import now
from fengqiao.ui.language import in_language

A_PAGE = 20
for_admins = requires_role("admin")


@require_GET
def file(request: Request, key: UUID) -> HttpResponseBase:
    """One file of a case or an occasion that this person sees; absent, taken back and not theirs look the same (404, or the log-in)."""
    found = queries.find(key)
    if found is None or not access.may_read(request.actor, found):
        if request.actor is None:
            return ask_to_sign_in(request)
        raise Http404
    assert request.actor is not None  # nobody else may read
    services.note_reading(found, request.actor, now())
    return response_of(request, found, f"file-{found.seq}-{found.sha256[:8]}")


@require_POST
def send(request: AnyRequest) -> JsonResponse:
    """Take one file for the form that carries the ticket; answers with its key, or with one sentence saying what is wrong."""
    leave = leave_of(request.POST.get("ticket", ""), request)
    upload = request.FILES.get("file")
    if leave is None:
        return JsonResponse({"words": _("这一页开得太久了，请刷新以后再传。")}, status=403)
    if upload is None:
        return JsonResponse({"words": _("没有收到文件，请再传一次。")}, status=422)
    try:
        kept = services.receive(upload, county=leave.county, owner_id=leave.owner_id, by=leave.by, at=now())
    except Incomplete as refused:
        return JsonResponse({"words": in_language(refused.words)}, status=refused.status)
    return JsonResponse({"file": str(kept.id)})


@never_cache
@for_admins
@require_http_methods(["GET", "POST"])
def recordings(request: Request) -> HttpResponse:
    """The recordings for everybody, those withdrawn too; and one more."""
    form = RecordingForm(request.POST, request.FILES) if request.method == "POST" else RecordingForm()
    if form.is_bound and attempt(form, lambda typed: _publish(request, **typed)) is not None:
        messages.success(request, _("已发布，群众现在就能听到。"))
        return HttpResponseRedirect(reverse("files:recordings"))
    if request.FILES and "upload" not in form.errors:
        form.add_error("upload", _("请把录音再选一次。"))  # no browser keeps a chosen file
    return _recordings_page(request, form=form)


@never_cache
@for_admins
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, key: UUID) -> HttpResponse:
    """Withdraw a recording, with the reason."""
    found = get_object_or_404(Recording, county=request.actor.county, id=key)
    form = WithdrawForm(request.POST or None)
    if form.is_bound and attempt(form, lambda typed: _withdraw(request, found, **typed)) is not None:
        messages.success(request, _("已撤下，群众听不到了；记录还在。"))
        return HttpResponseRedirect(reverse("files:recordings"))
    status = 422 if form.is_bound else 200
    return render(request, "files/withdraw.html", {"recording": found, "form": form}, status=status)


def _publish(request: Request, upload: UploadedFile, **typed: Any) -> Recording:
    return publishing.publish(upload, county=request.actor.county, by=request.actor, at=now(), **typed)


def _withdraw(request: Request, found: Recording, reason: str) -> Recording:
    publishing.withdraw(found, reason=reason, by=request.actor, at=now())
    return found


def _recordings_page(request: Request, form: RecordingForm) -> HttpResponse:
    after, names = request.GET.get("after", ""), publishing.languages()
    rows = list(queries.recordings(request.actor.county, after=after, with_withdrawn=True)[: A_PAGE + 1])
    context = {
        "rows": [(one, in_language(names[one.language]) if one.language in names else one.language) for one in rows[:A_PAGE]],
        "form": form, "first": reverse("files:recordings") if after else "",
        "more": f"?after={rows[A_PAGE - 1].id}" if len(rows) > A_PAGE else "",
    }  # fmt: skip
    return render(request, "files/recordings.html", context, status=422 if form.is_bound else 200)
