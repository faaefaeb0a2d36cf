"""The product's door before an answer of a hundred megabytes, for tests of readers who leave: it says on a file when one is over."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import StreamingHttpResponse

from fengqiao.config import server
from fengqiao.config.server import application as application


class _Long(StreamingHttpResponse):
    def close(self) -> None:
        super().close()
        Path(os.environ["ENDED"]).touch()


def _long(environ: dict[str, Any], start: Callable[..., Any]) -> StreamingHttpResponse:
    start("200 OK", [("content-type", "application/octet-stream")])
    return _Long(bytes(1 << 16) for _ in range(1600))


server.django = _long  # type: ignore[assignment]
