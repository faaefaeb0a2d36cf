"""Filters of the petitioner's pages: what an act is called, when it opens, how two cases are tied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from fengqiao.apps.portal.wording import ACTS, STANDING
from fengqiao.domain.workflow import State, Transition
from fengqiao.ui.language import in_language

register = template.Library()


@register.filter
def button(step: str, transition: Transition) -> str:
    """What an act is called on the phone; the pack's own name where we have no plainer one."""
    known = ACTS.get(step)
    return str(known.button) if known else in_language(transition.name)


@register.filter
def opens(step: str) -> str:
    """When an act that is closed today can be done."""
    known = ACTS.get(step)
    return str(known.opens) if known else ""


@register.filter
def said_after(step: str) -> str:
    """What is said once an act is done."""
    known = ACTS.get(step)
    return str(known.done) if known else _("收到了。")


@register.filter
def standing(state: State) -> str:
    """Where a case stands; the pack's own name where we have no plainer one."""
    return str(STANDING[state.id]) if state.id in STANDING else in_language(state.name)


@register.filter
def tie(kind: str) -> str:
    """How another case belongs to this one."""
    ties = {
        "split_from": _("从这一件分出来的"), "split_into": _("分出去单独办的"), "new_facts": _("原来的那一件"),
        "new_facts_in": _("后来提出的新情况"), "merged_into": _("并到了这一件里办"),
    }  # fmt: skip
    return ties.get(kind, "")


@register.filter
def get(values: Mapping[str, Any], key: str) -> Any:
    """One value of a mapping, None when it is not there."""
    return values.get(key)
