"""The shipped calendars and clocks, read once for the tests of time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from fengqiao.domain.clock import ClockEvent, Due, Limit, due, limit_from
from fengqiao.domain.workdays import calendar_from

PACKS = Path(__file__).resolve().parents[2] / "src" / "fengqiao" / "packs"
READER = YAML(typ="safe")

YEARS = [READER.load(path) for path in sorted((PACKS / "calendars").glob("*.yaml"))]
CALENDAR = calendar_from(YEARS)
CLOCKS: dict[str, Limit] = {
    clock_id: limit_from(clock_id, entry)
    for clock_id, entry in READER.load(PACKS / "national" / "clocks.yaml")["clocks"].items()
}


def day(text: str) -> date:
    """A date from its ISO form."""
    return date.fromisoformat(text)


def events(started: str, *later: tuple[str, str] | tuple[str, str, int | str]) -> list[ClockEvent]:
    """A start and what followed, each as (kind, day) or (kind, day, days or reason)."""
    made = [ClockEvent("started", day(started))]
    for kind, on, *rest in later:
        extra = {"why": rest[0]} if rest and isinstance(rest[0], str) else {"days": rest[0]} if rest else {}
        made.append(ClockEvent(kind, day(on), **extra))
    return made


def standing(clock: str | Limit, started: str, *later: tuple) -> Due:
    """Where a national clock stands after a start and what followed."""
    return due(CLOCKS[clock] if isinstance(clock, str) else clock, events(started, *later), CALENDAR)
