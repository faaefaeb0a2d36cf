"""The hours of a same-day clock: when its lamp turns on the day itself, and when the office closes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

NOON = 12
_TIMES = re.compile(r"(上午|早上|中午|下午|晚上)?\s*(\d{1,2})(?:[:：](\d{2})|[点时](半|(\d{1,2})分?)?)")
_LATE = ("下午", "晚上")


@dataclass(frozen=True, slots=True)
class Hours:
    """On its day a clock is yellow from one hour and red from another, the close of business where no unit says its own."""

    yellow: time
    close: time

    def closing(self, office: str) -> time:
        """When the office closes by the hours that a unit tells (`office`); the pack's own hour where they say none after yellow."""
        told = closes_at(office)
        return told if told is not None and told > self.yellow else self.close

    def colour(self, now: time, *, office: str = "", began: time | None = None) -> Literal["green", "yellow", "red"]:
        """The colour at a time of the day; what `began` after the close of business is not red on that day."""
        close = self.closing(office)
        if now >= close and (began is None or began < close):
            return "red"
        return "yellow" if now >= self.yellow else "green"


def hour_of(text: str) -> time | None:
    """The time in a text such as 15:00; None for another text."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    return _time(int(found[1]), int(found[2])) if found else None


def closes_at(office: str) -> time | None:
    """The last time in the hours of an office as people write them (周一至周五 8:30–12:00、14:30–17:30；下午2点到5点半)."""
    times, half = [], ""
    for told, hour, minutes, after, few in _TIMES.findall(office):
        half = told or half
        late = NOON if half in _LATE and int(hour) < NOON else 0
        times.append(_time(int(hour) + late, 30 if after == "半" else int(minutes or few or 0)))
    return max(filter(None, times), default=None)


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None
