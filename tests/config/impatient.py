"""The product's door with half a second of patience, for tests of slow senders."""

from __future__ import annotations

from fengqiao.config import server

server.WAITS = 0.5
application = server.application
