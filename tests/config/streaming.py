"""The product's door before an answer of a hundred megabytes, for tests of readers who leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import StreamingHttpResponse

from fengqiao.config import server
from fengqiao.config.server import application as application


def _long(environ: dict[str, Any], start: Callable[..., Any]) -> StreamingHttpResponse:
    start("200 OK", [("content-type", "application/octet-stream")])
    return StreamingHttpResponse(bytes(1 << 16) for _ in range(1600))


server.django = _long  # type: ignore[assignment]
