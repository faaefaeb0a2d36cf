"""What happened, told to later listeners: one row in the transaction of the act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fengqiao.kernel.county import new_id
from fengqiao.kernel.models import OutboxMessage
from fengqiao.kernel.writing import Batch


def publish(
    batch: Batch, *, county: int, case: UUID, topic: str, at: datetime, body: Mapping[str, Any] | None = None
) -> None:
    """Add a message that is lost or kept together with the act that it tells of."""
    batch.add(OutboxMessage(id=new_id(county), county=county, case_id=case, topic=topic, at=at, body=dict(body or {})))
