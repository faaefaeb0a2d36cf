"""The door for the HTTP server (RSGI): a request is read whole, however slowly it comes, before a thread works on it.

A telephone that loses its signal while sending would otherwise hold one of the few threads, and four of them everybody.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from granian.rsgi import ProtocolClosed

from fengqiao.config.middleware import MEGABYTE, too_large
from fengqiao.config.wsgi import application as django

WAITS = 30.0  # seconds for the next piece of a request, or for a reader to take the next piece of an answer
_HEADERS = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
_LATE = "没有收完，连接太慢；您写的还在，请再发一次。 / The connection was too slow; what you wrote is kept, send it again."
_PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_threads = ThreadPoolExecutor(int(os.environ.get("FENGQIAO_THREADS", "4")), thread_name_prefix="request")


async def application(scope: Any, protocol: Any) -> None:
    """Answer one request; what is too slow gets 408, what is too large 413, each in words."""
    if scope.proto != "http":
        protocol.close(403)
        return
    try:
        body = await _read(protocol) if _has_body(scope.headers) else b""
    except TimeoutError:
        protocol.response_str(408, _HEADERS, _LATE)
        return
    if body is None:
        protocol.response_str(413, _HEADERS, too_large())
        return
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(_threads, _answer, _environ(scope, body), protocol, loop)


def _has_body(headers: Any) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


async def _read(protocol: Any) -> bytes | None:
    """The whole body; None when it is larger than any page takes. Raises TimeoutError when nothing comes for long."""
    pieces: list[bytes] = []
    size, most = 0, settings.REQUEST_MEGABYTES * MEGABYTE
    stream = protocol.__aiter__()
    while True:
        try:
            piece = await asyncio.wait_for(stream.__anext__(), WAITS)
        except StopAsyncIteration:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > most:
            return None


def _environ(scope: Any, body: bytes) -> dict[str, Any]:
    """The request as Django's handler reads it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method, "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string, "SERVER_PROTOCOL": f"HTTP/{scope.http_version}", "SERVER_NAME": host,
        "SERVER_PORT": port, "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"), "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme, "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False, "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip
    for name, value in scope.headers.items():
        key = _PLAIN.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        joined = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joined}{value}" if key in environ and key not in _PLAIN.values() else value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _answer(environ: dict[str, Any], protocol: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Let Django work in this thread, and send what it says; long answers go out piece by piece."""
    begun: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        begun[:] = [int(status[:3]), headers]
        return lambda data: None

    response: Any = django(environ, start)
    try:
        if response.streaming:
            _stream(protocol.response_stream(*begun), response, loop)
        else:
            protocol.response_bytes(*begun, b"".join(response))
    finally:
        response.close()


def _stream(out: Any, pieces: Iterable[bytes], loop: asyncio.AbstractEventLoop) -> None:
    """Piece by piece for as long as the reader stays and takes them; one who leaves is no fault of anybody's."""
    with contextlib.suppress(ProtocolClosed, TimeoutError):
        for piece in pieces:
            asyncio.run_coroutine_threadsafe(_send(out, piece), loop).result(WAITS)


async def _send(out: Any, piece: bytes) -> None:
    await out.send_bytes(piece)
