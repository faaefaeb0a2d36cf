"""What stands before every page of a code: is there such a case, may this browser see its content, is it sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.cache import add_never_cache_headers

from fengqiao.apps.cases.models import Case
from fengqiao.apps.portal import services
from fengqiao.domain import case_numbers
from fengqiao.kernel.moment import now

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
R = TypeVar("R", bound=HttpResponseBase)
OPENED, RECEIPTS = "portal-opened", "portal-receipts"
OPEN_FOR = timedelta(minutes=30)
MOST_OPEN = 5
NETWORK = 64  # bits
DOOR = "portal:open"


def private(view: Callable[P, R]) -> Callable[P, R]:
    """Kept by no browser and no search engine."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        response = view(*args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return answered


def of_code(view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the case of a code. Unknown codes get one sentence, too many tries a wait, sealed reports one sentence;
    of a restricted case nothing is shown before somebody showed that it is theirs."""

    @private
    @wraps(view)
    def guarded(request: HttpRequest, /, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        plain = case_numbers.normalise(code[:100])
        if plain != code and case_numbers.is_valid(plain):
            match = resolve(request.path_info)
            return HttpResponseRedirect(reverse(match.view_name, kwargs={**match.kwargs, "code": plain}))
        case, minutes = services.look_up(plain, address_of(request), now())
        if case is None:
            return unknown(request, code, minutes)
        if case.is_sealed and not case.restricted_for:
            return render(request, "portal/sealed.html", {"code": plain})
        if case.restricted_for and not Keys(request).holds(case) and resolve(request.path_info).view_name != DOOR:
            return HttpResponseRedirect(reverse(DOOR, args=[plain]))
        return view(request, case, *args, **kwargs)

    return guarded


def unknown(request: HttpRequest, typed: str, minutes: int = 0) -> HttpResponse:
    """The keypad with one neutral sentence: what was typed is kept, or how long to wait."""
    context: dict[str, Any] = {"typed": typed[:40], "minutes": minutes, "wrong": not minutes}
    context["digits"] = sum(c.isdigit() for c in case_numbers.normalise(typed[:100]))
    return render(request, "portal/find.html", context, status=429 if minutes else 404)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy (FENGQIAO_HTTPS) the address that the proxy saw.

    Of IPv6 it is the first half, the network: whoever has one has all of its addresses.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    seen = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        found = ip_address(seen)
    except ValueError:
        return seen
    is_ipv6 = isinstance(found, IPv6Address) and not found.ipv4_mapped
    return str(IPv6Network((int(found), NETWORK), strict=False)) if is_ipv6 else seen


@dataclass(frozen=True, slots=True)
class Keys:
    """The cases whose content this browser may see, each until an instant."""

    request: HttpRequest

    def holds(self, case: Case) -> bool:
        """True while the content of a case is open here; each look makes it last from anew."""
        opened = self._still_open()
        if case.id.hex not in opened:
            return False
        self.give(case)
        return True

    def give(self, case: Case) -> None:
        """Open the content of a case for half an hour."""
        opened = {key: until for key, until in self._still_open().items() if key != case.id.hex}
        opened[case.id.hex] = int((now() + OPEN_FOR).timestamp())
        self.request.session[OPENED] = dict(list(opened.items())[-MOST_OPEN:])

    def take(self, case: Case) -> None:
        """Close the content of a case, and its receipt."""
        self.request.session[OPENED] = {k: v for k, v in self._still_open().items() if k != case.id.hex}
        receipts = self.request.session.get(RECEIPTS, [])
        self.request.session[RECEIPTS] = [key for key in receipts if key != case.id.hex]

    def _still_open(self) -> dict[str, int]:
        limit = now().timestamp()
        return {key: until for key, until in self.request.session.get(OPENED, {}).items() if until > limit}


def give_receipt(request: HttpRequest, case: Case) -> None:
    """Let this browser see the receipt of the case it has just sent."""
    receipts = [key for key in request.session.get(RECEIPTS, []) if key != case.id.hex]
    request.session[RECEIPTS] = [*receipts, case.id.hex][-MOST_OPEN:]


def has_receipt(request: HttpRequest, case: Case) -> bool:
    """True for the browser that sent the case."""
    return case.id.hex in request.session.get(RECEIPTS, [])
