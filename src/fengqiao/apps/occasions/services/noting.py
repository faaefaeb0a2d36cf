"""The log of an occasion: who did what when and why, and what each part said before and says now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fengqiao.apps.occasions.models import Change, Occasion
from fengqiao.domain.roles import Actor
from fengqiao.kernel.county import new_id

PARTS = ("title", "on", "starts", "ends", "place")  # of the plan; the leader is told by name


def said(occasion: Occasion) -> dict[str, str]:
    """What the plan of an occasion says, in texts that are kept."""
    told = {name: str(getattr(occasion, name) or "") for name in PARTS}
    return {**told, "leader": led_by(occasion)}


def led_by(occasion: Occasion) -> str:
    """Who leads with the post: 彭守一（副县长）; empty while nobody does."""
    if occasion.leader is None:
        return ""
    return f"{occasion.leader.name}（{occasion.post.title}）" if occasion.post else occasion.leader.name


def noted(
    occasion: Occasion, act: str, *, by: Actor, at: datetime, before: Mapping[str, Any] | None = None, reason: str = ""
) -> Change:
    """The row of the log for an act just done, not saved yet; the parts are those that differ from `before`."""
    now, was = said(occasion), before or {}
    parts = {name: [was.get(name, ""), text] for name, text in now.items() if text != was.get(name, "")}
    return Change(id=new_id(occasion.county), county=occasion.county, occasion=occasion, act=act, at=at, by_id_text=by.user,
                  by_name=by.name, reason=reason, parts=parts)  # fmt: skip
