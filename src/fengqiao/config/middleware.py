"""What every answer carries, and what no request may carry."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, multipartparser

MEGABYTE = 1024 * 1024
# Of Django's 1 KB the name of a file alone may want more; it is cut when it is kept.
multipartparser.MAX_TOTAL_HEADER_SIZE = 16 * 1024  # type: ignore[attr-defined]
Handler = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
}


def headers(get_response: Handler) -> Handler:
    """Give every answer the product's security headers, unless the page set its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def head_as_get(get_response: Handler) -> Handler:
    """A HEAD is a GET whose body the server leaves away (RFC 9110, 9.3.2), so every page that can be read answers it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
        return get_response(request)

    return answer


def refuse_nul(get_response: Handler) -> Handler:
    """Refuse an address with a NUL character: PostgreSQL cannot store one, so it is never honest input."""

    def answer(request: HttpRequest) -> HttpResponse:
        typed = [request.path_info, *request.GET, *(text for _, texts in request.GET.lists() for text in texts)]
        if any("\0" in text for text in typed):
            return HttpResponseBadRequest("网址中有不能使用的字符。 / The address holds a character that cannot be used.")
        return get_response(request)

    return answer


def too_large() -> str:
    """The words for a request that is larger than any may be."""
    most = settings.REQUEST_MEGABYTES
    return f"发来的内容太大，最多 {most} MB；什么都没有保存。 / What was sent is too large, {most} MB at most; nothing was saved."


def refuse_too_much(get_response: Handler) -> Handler:
    """Refuse what is too large before any of it is written to the disk, whoever sends it."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdigit() and (len(length) > 12 or int(length) > settings.REQUEST_MEGABYTES * MEGABYTE):
            return HttpResponse(too_large(), content_type="text/plain; charset=utf-8", status=413)
        return get_response(request)

    return answer
