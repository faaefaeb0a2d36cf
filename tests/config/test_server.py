"""The door of the product, served for real: slow senders hold nobody up, large ones are told, addresses arrive whole."""

from __future__ import annotations

import http.client
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parents[2]
SLOW = "POST /t/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx"


def _serve(application: str, log: IO[str] | None = None) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--host", "127.0.0.1", "--port", str(port),
               "--log-level", "error", application]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    yield from _serve("fengqiao.config.server:application")


@pytest.fixture(scope="module")
def impatient() -> Iterator[int]:
    yield from _serve("tests.config.impatient:application")


def _get(port: int, path: str, *, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    link.request(method, path, body=body)
    answer = link.getresponse()
    text = answer.read()
    link.close()
    return answer.status, text


def test_many_who_send_slowly_hold_nobody_up(port: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for one in slow:
        one.sendall(SLOW.encode())
    assert _get(port, "/healthz")[0] == 200
    for one in slow:
        one.close()


def test_who_sends_nothing_for_long_is_told_in_words(impatient: int) -> None:
    with socket.create_connection(("127.0.0.1", impatient), timeout=20) as slow:
        slow.sendall(SLOW.encode())
        told = slow.recv(4096)
    assert b" 408 " in told.splitlines()[0]
    assert "太慢".encode() in told


def test_more_than_any_page_takes_is_refused_in_words(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        link.sendall(b"POST /t/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        told = b""
        try:
            for _ in range(26):
                link.sendall(piece)
            told = link.recv(4096)
        except OSError:
            told = link.recv(4096)
    assert b" 413 " in told.splitlines()[0]


def test_an_address_in_chinese_arrives_as_it_was_written(port: int) -> None:
    status, text = _get(port, "/t/%E4%B8%80%E4%BA%8C%252F?q=%E6%A0%91")
    assert status == 404
    assert b"<html" in text


def test_a_head_carries_no_body(port: int) -> None:
    assert _get(port, "/healthz", method="HEAD") == (200, b"")


@pytest.mark.parametrize("how", ["closes", "resets"])
def test_a_reader_who_leaves_in_the_middle_of_a_file_leaves_nothing_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ended = tmp_path / "ended"
    monkeypatch.setenv("ENDED", str(ended))
    with (tmp_path / "log").open("w") as log:
        for port in _serve("tests.config.streaming:application", log):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as leaving:
                if how == "resets":
                    leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                leaving.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                assert leaving.recv(4096).startswith(b"HTTP/1.1 200 ")
            until = time.monotonic() + 60
            while not ended.exists() and time.monotonic() < until:
                time.sleep(0.05)
            assert ended.exists()
            assert _get(port, "/")[0] == 200
    assert (tmp_path / "log").read_text() == ""
