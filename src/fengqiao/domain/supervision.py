"""Signals that supervision may be called for (law.md §1.7): facts a machine can see; a person decides whether to act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Signal:
    """One ground of the Regulation's Art 40(1) and what shows it: overdue clocks, or counts that reach a number.

    `objections`, `hand_overs` and `quiet_days` (calendar days without an act) count when they are above zero.
    """

    id: str
    name: Words
    clocks: tuple[str, ...] = ()
    objections: int = 0
    hand_overs: int = 0
    quiet_days: int = 0
    source: str = ""
    certainty: str = "design"


def raised(signals: Iterable[Signal], facts: Mapping[str, Any]) -> tuple[Signal, ...]:
    """The signals that the facts show: clock.ID statuses, objections, hand_overs, quiet_days, is_open (yes/no)."""
    return tuple(signal for signal in signals if _shown(signal, facts))


def _shown(signal: Signal, facts: Mapping[str, Any]) -> bool:
    if any(facts.get(f"clock.{clock}") == "overdue" for clock in signal.clocks):
        return True
    counted = ("objections", "hand_overs") + (("quiet_days",) if facts.get("is_open") == "yes" else ())
    return any(0 < getattr(signal, name) <= int(facts.get(name, 0)) for name in counted)
