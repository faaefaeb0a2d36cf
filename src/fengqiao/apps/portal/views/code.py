"""Pages of a code: the keypad, where a case stands, its receipt, and the door to its content."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.pickup import pickup_secret
from fengqiao.apps.portal import queries, services
from fengqiao.apps.portal.progress import Progress
from fengqiao.apps.portal.views.doors import Keys, address_of, has_receipt, of_code, private, unknown
from fengqiao.domain import case_numbers
from fengqiao.domain.roles import PETITIONER
from fengqiao.kernel.moment import day_of, now, today

CODES = "fq-codes"
REMEMBER_FOR = 180 * 24 * 3600
MOST_REMEMBERED = 5


@private
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The keypad: twelve digits lead to the page of the code; codes kept on this phone stand above it."""
    if request.method == "POST":
        typed = request.POST.get("code", "")
        plain = case_numbers.normalise(typed[:100])
        if not case_numbers.is_valid(plain):
            return unknown(request, typed)
        page = "portal:doors" if "disagree" in request.POST else "portal:track"
        return redirect(page, plain)
    return render(request, "portal/find.html", {"kept": remembered(request), "for": request.GET.get("for", "")[:20]})


@of_code
@require_safe
def track(request: HttpRequest, case: Case) -> HttpResponse:
    """Where a case stands; what is in it only for those who showed that it is theirs."""
    progress = Progress(case, today(), is_open=Keys(request).holds(case))
    context = {"progress": progress, "case": case, "did": _did(request, progress)}
    context |= {"is_kept": case.tracking_code in remembered(request)}
    return render(request, "portal/track.html", context)


def _did(request: HttpRequest, progress: Progress) -> str:
    """The act of today that the page answers; an address alone cannot make it say so."""
    act = request.GET.get("did", "")
    if not progress.is_open:
        return ""
    mine = [(h.passage.act, h.passage.at) for h in progress.happened if h.is_mine]
    if act in progress.aside:  # on record for staff alone: the timeline does not have it
        mine = [(entry.act, entry.at) for entry in queries.entries_of(progress.case, act) if entry.actor_id == PETITIONER]
    return act if any(name == act and day_of(at) == progress.today for name, at in mine) else ""


@of_code
@require_safe
def receipt(request: HttpRequest, case: Case) -> HttpResponse:
    """The receipt, in the browser that sent the petition; anywhere else the page of the code."""
    if not has_receipt(request, case):
        return redirect("portal:track", case.tracking_code)
    context: dict[str, Any] = {
        "case": case, "progress": Progress(case, today()),
        "secret": "" if queries.phone_ends(case) else pickup_secret(case),
        "address": request.build_absolute_uri(reverse("portal:track", args=[case.tracking_code])),
        "is_kept": case.tracking_code in remembered(request),
    }  # fmt: skip
    return render(request, "portal/receipt.html", context)


@of_code
@require_safe
def picture(request: HttpRequest, case: Case) -> HttpResponse:
    """The QR of the code's address as a picture that a phone can save."""
    address = request.build_absolute_uri(reverse("portal:track", args=[case.tracking_code]))
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=6, border=3)
    return HttpResponse(out.getvalue(), content_type="image/png")


@of_code
@require_http_methods(["GET", "HEAD", "POST"])
def open_content(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask for the last digits of the telephone, or for the receipt's secret; then go where one wanted to go."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    target = wanted if _is_of(request, case, wanted) else reverse("portal:track", args=[case.tracking_code])
    if Keys(request).holds(case):
        return redirect(target)
    context: dict[str, Any] = {"case": case, "next": target, "by_phone": bool(queries.phone_ends(case))}
    if request.method != "POST":
        return render(request, "portal/open.html", context)
    proof = services.prove(case, request.POST.get("proof", ""), address_of(request), now())
    if proof.holds:
        Keys(request).give(case)
        return redirect(target)
    return render(request, "portal/open.html", context | {"proof": proof}, status=429 if proof.minutes else 422)


def _is_of(request: HttpRequest, case: Case, address: str) -> bool:
    own = reverse("portal:track", args=[case.tracking_code])
    return address.startswith(f"{own}/") and url_has_allowed_host_and_scheme(address, {request.get_host()})


@of_code
@require_POST
def close_content(request: HttpRequest, case: Case) -> HttpResponse:
    """Close the content on this phone."""
    Keys(request).take(case)
    return redirect("portal:track", case.tracking_code)


@of_code
@require_POST
def remember(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the code on this phone, because it was asked for."""
    codes = [code for code in remembered(request) if code != case.tracking_code]
    page = "portal:receipt" if request.POST.get("back") == "receipt" else "portal:track"
    response = redirect(page, case.tracking_code)
    response.set_signed_cookie(
        CODES, ".".join([*codes, case.tracking_code][-MOST_REMEMBERED:]), max_age=REMEMBER_FOR, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, salt=CODES,
    )  # fmt: skip
    return response


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget every code on this phone."""
    response = redirect("portal:find")
    response.delete_cookie(CODES)
    return response


def remembered(request: HttpRequest) -> list[str]:
    """The codes kept on this phone, the newest first."""
    kept = request.get_signed_cookie(CODES, "", salt=CODES) or ""
    return [code for code in reversed(kept.split(".")) if case_numbers.is_valid(code)]
