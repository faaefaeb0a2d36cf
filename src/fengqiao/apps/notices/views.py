"""Pages of notices: what came, what was sent, whom to call, one notice, a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.accounts.forms import attempt, typed_in
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case
from fengqiao.apps.notices import permissions, queries, services
from fengqiao.apps.notices.forms import NoticeForm
from fengqiao.apps.notices.models import Notice, Receipt
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles
from fengqiao.kernel.moment import now
from fengqiao.kernel.submissions import number_of

TABS: dict[str, str | Promise] = {"inbox": _("收到的"), "sent": _("发出的"), "call": _("要打电话的")}
EMPTY: dict[str, str | Promise] = {
    "inbox": _("没有收到通报。"), "sent": _("没有发过通报。"), "call": _("没有过了时间还没点收到的单位。"),
}  # fmt: skip


@never_cache
@signed_in
@require_GET
def desk(request: Request) -> HttpResponse:
    """One tab: what came (unread first), what was sent with each unit's answer, and whom to call."""
    actor = request.actor
    may = bool(permissions.may_send(actor))
    tab = request.GET.get("tab", "inbox")
    tab = tab if tab in TABS and (may or tab == "inbox") else "inbox"
    address = reverse("notices:desk")
    tabs = [(words, f"{address}?tab={one}", one == tab) for one, words in TABS.items() if may or one == "inbox"]
    rows: dict[str, Any] = {
        "inbox": lambda: queries.inbox(actor)[: queries.MOST_LISTED], "sent": lambda: queries.sent(actor)[: queries.MOST_LISTED],
        "call": lambda: queries.to_call(actor, now())[: queries.MOST_LISTED],
    }  # fmt: skip
    context = {"tab": tab, "tabs": tabs, "title": TABS[tab], "empty": EMPTY[tab], "rows": rows[tab](), "may": may}
    return render(request, "notices/desk.html", context)


@never_cache
@signed_in
@require_GET
def unread(request: Request) -> HttpResponse:
    """Lines for the desk while something waits to be read or a unit is to be called; asked for after the desk, which they do not slow."""
    return render(request, "notices/_unread.html", {
        "unread": queries.unread(request.actor), "to_call": queries.to_call(request.actor, now()).count(),
        "coming": queries.coming(request.actor)[: queries.MOST_COMING],
    })  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a notice and choose whom to tell."""
    permissions.may_send(request.actor).or_raise()
    form = NoticeForm(request.POST or None, county=request.actor.county)
    sent = attempt(form, lambda typed: _send(request, typed)) if request.method == "POST" else None
    if sent is None:
        context = {"form": form, "once": number_of(request.POST)}
        return render(request, "notices/new.html", context, status=422 if form.is_bound and form.errors else 200)
    messages.success(request, said("已发给 %(n)s 个单位。") % {"n": sent.receipts.count()})
    return HttpResponseRedirect(f"{reverse('notices:desk')}?tab=sent")


@never_cache
@signed_in
@require_GET
def notice(request: Request, key: UUID) -> HttpResponse:
    """One notice as a unit that was told it reads it, or as its sender sees what that unit did."""
    return _page(request, _receipt(request, key))


@signed_in
@require_POST
def read(request: Request, key: UUID) -> HttpResponse:
    """Say that the unit has it, and open it."""
    found = services.read(receipt=_receipt(request, key), by=request.actor, at=now())
    return HttpResponseRedirect(reverse("notices:notice", args=[found.id]))


@signed_in
@require_POST
def done(request: Request, key: UUID) -> HttpResponse:
    """Say what the unit does about it."""
    found, text = _receipt(request, key), typed_in(request.POST, "done")
    try:
        services.act_upon(receipt=found, text=text, by=request.actor, at=now())
    except Incomplete as error:
        return _page(request, found, error=error, text=text)
    return HttpResponseRedirect(reverse("notices:notice", args=[found.id]))


@signed_in
@require_POST
def came(request: Request, key: UUID) -> HttpResponse:
    """Say that whoever was announced has come."""
    services.came(receipt=_receipt(request, key), by=request.actor, at=now())
    return HttpResponseRedirect(reverse("notices:desk"))


@signed_in
@require_POST
def called(request: Request, key: UUID) -> HttpResponse:
    """Note that the unit was told by telephone."""
    services.called(receipt=_receipt(request, key), by=request.actor, at=now())
    return HttpResponseRedirect(f"{reverse('notices:desk')}?tab=call")


def _send(request: Request, typed: dict[str, Any]) -> Notice:
    number = typed.pop("number").strip()
    case = None
    if number:
        try:
            case = cases.get_for(request.actor, number)
        except Case.DoesNotExist:
            words = Words("没有这一件，请照编号写。", "There is no such case; write its number.")
            raise Incomplete(words, {"number": words}) from None
    return services.send(**typed, case=case, by=request.actor, at=now(), once=number_of(request.POST))


def _receipt(request: Request, key: UUID) -> Receipt:
    found = queries.receipt(request.actor, key)
    if found is None:
        raise Http404
    return found


def _page(request: Request, found: Receipt, **typed: Any) -> HttpResponse:
    is_mine = str(found.unit_id) in request.actor.units
    context = {"receipt": found, "notice": found.notice, "is_mine": is_mine, "kind": _kind(found.notice),
               "is_coming": found.notice.kind == queries.COMING, **typed}  # fmt: skip
    return render(request, "notices/notice.html", context, status=422 if typed else 200)


def _kind(found: Notice) -> Words:
    return packfiles.load(services.PACK).lists["notice_kinds"].get(found.kind, Words(found.kind, found.kind))
