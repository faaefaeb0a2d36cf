"""Who may read a paper: asked from the app above that knows the cases, plugged in by config/wiring.py."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from fengqiao.apps.documents.models import Document
from fengqiao.domain.roles import Actor

MayRead = Callable[[Actor | None, Document, HttpRequest], bool]


def nobody(actor: Actor | None, document: Document, request: HttpRequest) -> bool:
    """The answer as long as nothing is plugged in: no."""
    return False


may_read: MayRead = nobody
