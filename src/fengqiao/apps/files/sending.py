"""A file on its way to a reader: whole or in parts, as what it is and never as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control

from fengqiao.apps.files import keeping
from fengqiao.apps.files.models import File, Recording
from fengqiao.apps.files.recognising import KINDS

PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_HEADERS = {  # a browser draws a picture opened alone with a style of its own, and plays a film as a medium of its address
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def response_of(request: HttpRequest, file: File | Recording, label: str) -> HttpResponseBase:
    """The content of a file under a neutral name (`label` and its kind); pictures, sound and films where they stand, all else to be
    saved. Answers one range of bytes; raises Http404 when the content is gone."""
    kind = KINDS[file.kind]
    asked = _asked(request.headers.get("Range", ""), file.size)
    if asked is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    first, last = asked
    if not keeping.has(file.county, file.sha256):
        raise Http404
    is_part = (first, last) != (0, file.size - 1)
    response = StreamingHttpResponse(_pieces(file, first, last), status=206 if is_part else 200, content_type=kind.mime)
    response["Content-Length"] = str(last - first + 1)
    if is_part:
        response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    place = "inline" if kind.shown_as and "save" not in request.GET else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{label}.{kind.id}"'
    for name, value in _HEADERS.items():
        response[name] = value
    patch_cache_control(response, private=True, no_store=True)
    return response


def _asked(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte wanted; all where no range can be read from the header, None for one outside."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return 0, size - 1
    first, last = found.groups()
    if not first:  # the last so many bytes
        return (max(0, size - int(last)), size - 1) if int(last) else None
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else None


def _pieces(file: File | Recording, first: int, last: int) -> Iterator[bytes]:
    """The bytes from first to last, piece by piece; opened when the first is wanted, so that an answer nobody reads holds nothing."""
    with keeping.opened(file.county, file.sha256) as content:
        content.seek(first)
        left = last - first + 1
        while left > 0 and (piece := content.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
