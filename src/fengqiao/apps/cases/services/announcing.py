"""Telling another unit that somebody will come: what is told is no more than it needs to receive them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.apps.cases.models import Case
from fengqiao.domain.roles import Actor


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who was shown the way to a unit and agreed that it is told: about when, and what they bring."""

    case: Case
    unit: UUID
    around: str
    about: str
    brings: str
    by: Actor
    at: datetime


listeners: list[Callable[[Coming], object]] = []
"""Who passes it on, in the transaction of the act; filled by config.wiring."""
