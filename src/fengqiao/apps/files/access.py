"""Who may read a file: asked from the apps above that know the cases and the occasions, plugged in by config/wiring.py."""

from __future__ import annotations

from collections.abc import Callable

from fengqiao.apps.files.models import File
from fengqiao.domain.roles import Actor

MayRead = Callable[[Actor | None, File], bool]


above: list[MayRead] = []
"""Each says yes for files of what it knows; nobody reads a file as long as nothing is plugged in."""


def may_read(actor: Actor | None, file: File) -> bool:
    """May this person read a file?"""
    return any(says_yes(actor, file) for says_yes in above)
