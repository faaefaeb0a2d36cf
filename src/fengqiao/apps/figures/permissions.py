"""Who reads figures: staff in a post that has cases; what they count is what they may see."""

from __future__ import annotations

SEE = frozenset({
    "clerk", "dispatcher", "handler", "head", "leader", "supervisor", "joint_secretary", "review_officer", "mediator", "grid_worker",
})  # fmt: skip
