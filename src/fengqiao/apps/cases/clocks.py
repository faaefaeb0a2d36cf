"""The clocks of a proceeding: kept as the events that made them, their days computed by the domain.

A clock is a mapping: id, events (kind, on, days, why, until where a last day was set), and what `due` said of them: state,
legal, internal, shown, warn, provisional, owner, is_earliest. Everything but id and events is a cache that `recompute` makes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fengqiao.domain.clock import ClockEvent, Due, Limit, acceptance_date, due, warn_on
from fengqiao.domain.errors import CalendarMissing, Incomplete
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar
from fengqiao.domain.workflow import ClockChange

Clock = dict[str, Any]
RUNNING = ("running", "paused")


@dataclass(frozen=True, slots=True)
class When:
    """The days that an act may count from: its own (local) day and those of receipt."""

    on: date  # the legal day of the act
    received_on: date  # by the first body
    reached_on: date  # by the unit that has it now


def changed(
    clocks: Sequence[Clock], changes: Iterable[ClockChange], *, limits: Mapping[str, Limit],
    calendar: WorkCalendar, facts: Mapping[str, Any], data: Mapping[str, Any], when: When,
) -> list[Clock]:  # fmt: skip
    """The clocks after the changes of one act; raises NotNow where the law does not allow one (too late, too long)."""
    result = [{**clock, "events": list(clock["events"])} for clock in clocks]
    for change in changes:
        if all(str(facts.get(fact, "")) in values for fact, values in change.when.items()):
            _APPLY[change.kind](result, change, data, when)
    known = [*(len(clock["events"]) for clock in clocks), *(0 for _ in range(len(result) - len(clocks)))]
    return [
        _computed(clock, limits[clock["id"]], calendar) if len(clock["events"]) != before else clock
        for clock, before in zip(result, known, strict=True)
    ]


def recompute(clocks: Iterable[Clock], limits: Mapping[str, Limit], calendar: WorkCalendar) -> list[Clock]:
    """The same events judged again, after a calendar was loaded or a cache is doubted."""
    return [_computed(clock, limits[clock["id"]], calendar) for clock in clocks]


def standing(clock: Clock, limits: Mapping[str, Limit], calendar: WorkCalendar) -> Due:
    """The domain's full answer for one clock, with its reasoning."""
    return due(limits[clock["id"]], _events(clock), calendar)


def headline(clocks: Iterable[Clock]) -> Clock | None:
    """The clock a case is listed by: the unit's next one, else the petitioner's; None when nothing runs.

    One that gives an earliest day asks nothing of anybody, so it heads no list.
    """
    running = [clock for clock in clocks if clock["state"] == "running" and clock["shown"] and not clock.get("is_earliest")]
    ranked = sorted(running, key=lambda clock: (clock["owner"] != "unit", clock["shown"]))
    return ranked[0] if ranked else None


def status(latest: Clock | None, limit: Limit, today: date) -> str:
    """none, running, overdue, reached, paused or stopped: the latest clock of an id, as the guards read it."""
    if latest is None:
        return "none"
    if latest["state"] == "running" and limit.kind == "at_least":
        return "reached" if latest["legal"] and today.isoformat() >= latest["legal"] else "running"
    if latest["state"] == "running":
        return "overdue" if latest["legal"] and today.isoformat() > latest["legal"] else "running"
    return "paused" if latest["state"] == "paused" else "stopped"


def earliest(latest: Clock | None, limit: Limit, today: date, calendar: WorkCalendar) -> str:
    """The first day that an at_least clock allows: of the one that runs, else of one that would start today."""
    if latest is not None and latest["state"] == "running":
        return latest["shown"] or ""
    return _text(due(limit, [ClockEvent("started", today)], calendar).shown) or ""


def extension_left(latest: Clock | None, limit: Limit) -> int:
    """How many more days the latest clock of a limit may be extended by."""
    events = latest["events"] if latest else ()
    used: int = sum(event["days"] for event in events if event["kind"] == "extended")
    return max(0, (limit.extension_max or 0) - used)


def _events(clock: Clock) -> list[ClockEvent]:
    return [
        ClockEvent(e["kind"], date.fromisoformat(e["on"]), e.get("days", 0), e.get("why", ""), until=_day(e.get("until")))
        for e in clock["events"]
    ]


def _computed(clock: Clock, limit: Limit, calendar: WorkCalendar) -> Clock:
    answer = due(limit, _events(clock), calendar)
    try:
        warned = warn_on(answer) if answer.shown else None
    except CalendarMissing:
        warned = None
    if answer.shown and warned is None:
        warned = answer.shown - timedelta(days=limit.warn[0])
    return {
        "id": clock["id"],
        "events": clock["events"],
        "state": answer.state,
        "owner": limit.owner,
        "legal": _text(answer.legal),
        "internal": _text(answer.internal),
        "shown": _text(answer.shown),
        "warn": _text(warned),
        "provisional": answer.provisional,
        "is_earliest": limit.kind == "at_least",
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _running(clocks: list[Clock], clock_id: str) -> list[Clock]:
    return [c for c in clocks if c["state"] in RUNNING and clock_id in (c["id"], "all")]


def _add(clock: Clock, kind: str, on: date, *, days: int = 0, why: str = "") -> None:
    last = clock["events"][-1]["on"] if clock["events"] else on.isoformat()
    clock["events"].append({"kind": kind, "on": max(on.isoformat(), last), "days": days, "why": why})
    clock["state"] = {"started": "running", "resumed": "running", "paused": "paused", "extended": clock["state"]}.get(
        kind, kind
    )


def _days(change: ClockChange, data: Mapping[str, Any]) -> int:
    return int(data.get(change.days.removeprefix("field:")) or 0) if change.days else 0


def _until(change: ClockChange, data: Mapping[str, Any], since: date) -> str:
    """The last day that a person set, as text; empty where the change asks none. Raises Incomplete for one before the first."""
    name = change.until.removeprefix("field:")
    day = str(data.get(name) or "") if name else ""
    if day and day < since.isoformat():
        words = Words("最后一天不能早于起算的日子（{day}）。", "The last day cannot lie before the first ({day}).")
        raise Incomplete(words.filled(day=since), {name: words.filled(day=since)})
    return day


def _start(clocks: list[Clock], change: ClockChange, data: Mapping[str, Any], when: When) -> None:
    if _running(clocks, change.clock):
        return
    since = when.on
    if change.since == "received":
        since = when.received_on
    elif change.since == "accepted":
        since = acceptance_date(max(when.on, when.reached_on), when.reached_on)
    elif change.since.startswith("field:"):
        day = data.get(change.since.removeprefix("field:"))
        if not day:
            return  # nobody knows the day it would count from
        since = date.fromisoformat(str(day))
    clock: Clock = {"id": change.clock, "events": [], "state": "idle"}
    _add(clock, "started", since, days=_days(change, data))
    if until := _until(change, data, since):
        clock["events"][0]["until"] = until
    clocks.append(clock)


def _stop(clocks: list[Clock], change: ClockChange, data: Mapping[str, Any], when: When) -> None:
    for clock in _running(clocks, change.clock):
        _add(clock, "stopped", when.on)


def _cancel(clocks: list[Clock], change: ClockChange, data: Mapping[str, Any], when: When) -> None:
    for clock in _running(clocks, change.clock):
        _add(clock, "cancelled", when.on)


def _pause(clocks: list[Clock], change: ClockChange, data: Mapping[str, Any], when: When) -> None:
    """An overdue clock is not paused but stopped: it was late, and stays so."""
    for clock in _running(clocks, change.clock):
        if clock["state"] == "running":
            late = clock["legal"] and when.on.isoformat() > clock["legal"]
            _add(clock, "stopped" if late else "paused", when.on, why=change.reason)


def _resume(clocks: list[Clock], change: ClockChange, data: Mapping[str, Any], when: When) -> None:
    """A clock that was stopped late runs again from its first day; a paused one with what is left."""
    mine = [clock for clock in clocks if clock["id"] == change.clock]
    if not mine or mine[-1]["state"] == "running":
        return
    if mine[-1]["state"] == "paused":
        _add(mine[-1], "resumed", when.on, days=change.at_least)
        return
    again: Clock = {"id": change.clock, "events": [], "state": "idle"}
    _add(again, "started", date.fromisoformat(mine[-1]["events"][0]["on"]))
    clocks.append(again)


def _extend(clocks: list[Clock], change: ClockChange, data: Mapping[str, Any], when: When) -> None:
    for clock in _running(clocks, change.clock):
        _add(clock, "extended", when.on, days=_days(change, data))


_APPLY = {"start": _start, "stop": _stop, "cancel": _cancel, "pause": _pause, "resume": _resume, "extend": _extend}
