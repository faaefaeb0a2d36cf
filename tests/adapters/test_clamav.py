"""ClamAV is asked for real, where its daemon is installed; what it may answer wrong is played by a socket."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fengqiao.adapters.clamav import Scanner

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
MARK = b"a mark that stands for a virus in this test"
CLEAN = "爹的地契".encode()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """clamd with one signature of our own."""
    if CLAMD is None:
        pytest.skip("no clamd here (Debian: apt install clamav-daemon)")
    home = tmp_path_factory.mktemp("clamd")
    (home / "own.ndb").write_text(f"Fengqiao.Test:0:*:{MARK.hex()}\n")
    address = home / "clamd.ctl"
    (home / "clamd.conf").write_text(f"LocalSocket {address}\nDatabaseDirectory {home}\nForeground yes\nStreamMaxLength 2M\nUser root\n")
    running = subprocess.Popen([CLAMD, "-c", str(home / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        if address.exists():
            break
        time.sleep(0.1)
    yield str(address)
    running.terminate()
    running.wait(20)


def test_a_real_daemon_finds_what_it_knows(daemon: str) -> None:
    scanner = Scanner(daemon)
    assert scanner.scan(CLEAN) == ""
    assert scanner.scan(b"") == ""
    assert scanner.scan(CLEAN + MARK).startswith("Fengqiao.Test")
    assert scanner.scan(b"x" * 700_000 + MARK).startswith("Fengqiao.Test")


def test_what_the_daemon_does_not_look_at_whole_is_no_pass(daemon: str) -> None:
    with pytest.raises(OSError, match=r"no verdict|reset|Broken pipe"):
        Scanner(daemon).scan(b"x" * 5_000_000)


def test_nobody_there_is_no_pass(tmp_path: Path) -> None:
    for address in (str(tmp_path / "none.ctl"), "127.0.0.1:1"):
        with pytest.raises((FileNotFoundError, ConnectionRefusedError)):
            Scanner(address).scan(CLEAN)


@pytest.mark.parametrize(
    ("said", "found"),
    [(b"stream: OK\0", ""), (b"stream: Eicar FOUND\0", "Eicar"), (b"INSTREAM size limit exceeded. ERROR\0", None), (b"", None),
     (b"stream: OK, I think\0", None)],
)  # fmt: skip
def test_only_a_verdict_is_one(said: bytes, found: str | None) -> None:
    """Over the network, too: what is sent is the command, the pieces with their lengths, and a zero."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        player = threading.Thread(target=_play, args=(door, said, got))
        player.start()
        scanner = Scanner(f"127.0.0.1:{door.getsockname()[1]}")
        if found is None:
            with pytest.raises(OSError, match="no verdict"):
                scanner.scan(CLEAN)
        else:
            assert scanner.scan(CLEAN) == found
        player.join(10)
    assert got == [b"zINSTREAM\0" + struct.pack("!L", len(CLEAN)) + CLEAN + b"\0\0\0\0"]


def _play(door: socket.socket, said: bytes, got: list[bytes]) -> None:
    link, _ = door.accept()
    with link:
        heard = b""
        while not heard.endswith(b"\0\0\0\0"):
            heard += link.recv(4096)
        got.append(heard)
        link.sendall(said)
