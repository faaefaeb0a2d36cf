"""What every answer carries, and what no request may carry."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
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


def refuse_nul(get_response: Handler) -> Handler:
    """Refuse an address with a NUL character: PostgreSQL cannot store one, so it is never honest input."""

    def answer(request: HttpRequest) -> HttpResponse:
        typed = [request.path_info, *request.GET, *(text for _, texts in request.GET.lists() for text in texts)]
        if any("\0" in text for text in typed):
            return HttpResponseBadRequest("网址中有不能使用的字符。 / The address holds a character that cannot be used.")
        return get_response(request)

    return answer
