"""ClamAV's daemon, asked whether a content carries a virus: INSTREAM over a socket of this machine or of the network."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

PIECE = 256 * 1024
PATIENCE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Scanner:
    """A daemon at an address: /run/clamav/clamd.ctl, or host:port."""

    address: str

    def scan(self, data: bytes) -> str:
        """The name of what was found, empty for nothing. Raises OSError when the daemon does not answer, or not with a verdict."""
        with self._connect() as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                daemon.sendall(struct.pack("!L", len(piece)) + piece)
            daemon.sendall(struct.pack("!L", 0))
            said = b"".join(iter(lambda: daemon.recv(4096), b"")).strip(b"\0\n").decode(errors="replace")
        if said.endswith(" FOUND"):
            return said.removeprefix("stream: ").removesuffix(" FOUND")
        if said != "stream: OK":
            raise OSError(f"clamd gave no verdict: {said[:200]}")
        return ""

    def _connect(self) -> socket.socket:
        host, colon, port = self.address.rpartition(":")
        if colon and port.isdigit():
            return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(PATIENCE)
        try:
            daemon.connect(self.address)
        except OSError:
            daemon.close()
            raise
        return daemon
