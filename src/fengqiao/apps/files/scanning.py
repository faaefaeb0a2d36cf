"""Whether a content carries a virus: asked of whatever the operator plugged in (config/wiring.py); nothing plugged in, no question."""

from __future__ import annotations

from collections.abc import Callable

Scan = Callable[[bytes], str]
"""The name of what was found in a content, empty for nothing; raises OSError when nobody can say."""

scan: Scan | None = None
