"""What the papers of a restricted case leave out: addresses, and of a minor the name, the place and the story (G17, G18)."""

from __future__ import annotations

from typing import Any

from fengqiao.apps.cases.models import Case
from fengqiao.domain.words import Words

MINOR = "minor"
LEFT_OUT = Words("（依法从略）", "(left out by law)")


def withheld(case: Case) -> dict[str, Any]:
    """The parts of a paper that say something else in a restricted case; empty for any other.

    No address, telephone or place is printed (反家庭暴力法 第五条); where a minor is concerned, neither title nor story
    either, as they may name a school (未成年人保护法 第一百零三条).
    """
    if not case.restricted_for:
        return {}
    hidden: dict[str, Any] = dict.fromkeys(("phone", "address", "place"), "")
    if case.restricted_for == MINOR:
        hidden |= dict.fromkeys(("title", "story", "content"), LEFT_OUT)
    return hidden


def hides_names(case: Case) -> bool:
    """True where papers print the mask instead of a name: confidentiality was asked for, or a minor is concerned."""
    return case.is_confidential or case.restricted_for == MINOR
