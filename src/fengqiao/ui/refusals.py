"""Refusals of the rules shown in plain words: a fragment for htmx, a whole page otherwise."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from fengqiao.domain.errors import DomainError

PAGES = {403: "403.html", 409: "409.html", 422: "422.html"}


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page or fragment that says no, with the error's own status."""
    if is_fragment(request):
        return render(request, "ui/_refusal.html", {"error": error}, status=error.status)
    return page(request, PAGES.get(error.status, "409.html"), error.status, error=error)


def page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """A page that says no, in the frame of whoever asks: staff keep their navigation and the choice of their posts."""
    is_staff = getattr(getattr(request, "actor", None), "kind", "") == "staff"
    frame = "ui/base.html" if is_staff else "ui/citizen.html"
    return render(request, template, {"frame": frame, **context}, status=status)


def is_fragment(request: HttpRequest) -> bool:
    """True for a request of htmx that replaces a part of a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


class RefusalMiddleware:
    """Turns a DomainError that no view caught into `refused` and gives a bare 405 its words; any other error passes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; an address asked in a way it does not take is told so in words."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = page(request, "405.html", 405).content
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals of the rules; leave real faults to the server."""
        return refused(request, exception) if isinstance(exception, DomainError) else None
