"""Who may read a file: asked from the app above that knows the cases, plugged in by config/wiring.py."""

from __future__ import annotations

from collections.abc import Callable

from fengqiao.apps.files.models import File
from fengqiao.domain.roles import Actor

MayRead = Callable[[Actor | None, File], bool]


def nobody(actor: Actor | None, file: File) -> bool:
    """The answer as long as nothing is plugged in: no."""
    return False


may_read: MayRead = nobody
