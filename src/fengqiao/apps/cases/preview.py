"""What an act would do, told before it is taken: the clocks it moves and their new days, the papers it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengqiao.apps.cases import clocks, rules
from fengqiao.apps.cases.clocks import Clock
from fengqiao.apps.cases.facts import tier_in
from fengqiao.apps.cases.on_file import OnFile, among, asked_in
from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.domain.errors import DomainError
from fengqiao.domain.packs import Pack, PaperKind
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import ClockChange, Transition

HAPPENS = {
    "start": Words("开始计时", "starts"),
    "started": Words("开始计时", "starts"),
    "stop": Words("停止", "stops"),
    "stopped": Words("停止", "stops"),
    "cancel": Words("取消", "is cancelled"),
    "cancelled": Words("取消", "is cancelled"),
    "pause": Words("暂停", "is halted"),
    "paused": Words("暂停", "is halted"),
    "resume": Words("恢复", "runs again"),
    "resumed": Words("恢复", "runs again"),
    "extend": Words("延长", "is extended"),
    "extended": Words("延长", "is extended"),
}
RUNS = ("started", "resumed", "extended")


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one clock: its new last day where it runs on; `waits` when that hangs on what is typed."""

    clock: Words
    what: Words
    day: date | None = None
    internal: date | None = None
    is_provisional: bool = False
    waits: bool = False
    refusal: Words | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The effects of one act."""

    clocks: tuple[Effect, ...]
    papers: tuple[PaperKind, ...]
    on_file: tuple[OnFile, ...] = ()  # asked for although it is there

    @property
    def to_petitioner(self) -> tuple[PaperKind, ...]:
        """The papers that the petitioner gets."""
        return tuple(paper for paper in self.papers if paper.to == "petitioner")

    @property
    def others(self) -> tuple[PaperKind, ...]:
        """The papers for units and the file."""
        return tuple(paper for paper in self.papers if paper.to != "petitioner")


def of(
    page: CasePage, track: Track, transition: Transition, typed: Mapping[str, Any], today: date, there: Sequence[OnFile] = ()
) -> Preview:
    """What a transition of a proceeding would do today, as far as what is typed so far allows to say; `there` is what is on file."""
    pack = page.pack
    usable = _usable(transition, typed)
    return Preview(
        tuple(_clock_effects(page, track, transition, usable, today)),
        tuple(pack.documents[paper] for paper, when in transition.issues if _holds(when, track.facts)),
        tuple(among(asked_in(transition, typed), there)) if there else (),
    )


def _usable(transition: Transition, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers and days among what was typed; the rest tells nothing about clocks."""
    usable: dict[str, Any] = {}
    for spec in transition.fields:
        text = str(typed.get(spec.name) or spec.default)
        with suppress(ValueError):
            if spec.type in ("days", "number") and len(text) < 6 and int(text) > 0:
                usable[spec.name] = int(text)
            elif spec.type == "date":
                usable[spec.name] = date.fromisoformat(text).isoformat()
    return usable


def _clock_effects(
    page: CasePage, track: Track, transition: Transition, typed: Mapping[str, Any], today: date
) -> list[Effect]:
    told: list[Effect] = []
    pack = page.pack
    now: Sequence[Clock] = track.proceeding.clocks
    on = date.fromisoformat(typed[transition.dated]) if transition.dated in typed else today
    reached = track.proceeding.vars.get("reached_on")
    when = clocks.When(on, page.case.received_on, date.fromisoformat(reached) if reached else page.case.received_on)
    calendar, known = rules.calendar_of(page.case.county), {**typed, **_tier_days(track, pack)}
    for change in transition.clocks:
        if not _holds(change.when, track.facts):
            continue
        if _waits(change, typed):
            told.append(Effect(pack.clocks[change.clock].name, HAPPENS[change.kind], waits=True))
            continue
        try:
            then = clocks.changed(
                now, [change], limits=pack.clocks, calendar=calendar, facts=track.facts, data=known, when=when
            )
        except DomainError as refusal:
            told.append(Effect(pack.clocks[change.clock].name, HAPPENS[change.kind], refusal=refusal.words))
            continue
        told += _differences(now, then, pack)
        now = then
    return told


def _tier_days(track: Track, pack: Pack) -> dict[str, int]:
    tier = tier_in(track.proceeding, pack)
    return {"ladder": tier.days} if tier else {}


def _waits(change: ClockChange, typed: Mapping[str, Any]) -> bool:
    asked = (place.removeprefix("field:") for place in (change.days, change.since, change.until) if place.startswith("field:"))
    return any(name not in typed for name in asked)


def _differences(before: Sequence[Clock], after: Sequence[Clock], pack: Pack) -> list[Effect]:
    told = []
    for place, clock in enumerate(after):
        known = len(before[place]["events"]) if place < len(before) else 0
        if len(clock["events"]) == known:
            continue
        kind = clock["events"][-1]["kind"]
        days = [_day(clock[name]) if kind in RUNS else None for name in ("shown", "internal")]
        told.append(Effect(pack.clocks[clock["id"]].name, HAPPENS[kind], days[0], days[1], clock["provisional"]))
    return told


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _holds(when: Mapping[str, tuple[str, ...]], facts: Mapping[str, Any]) -> bool:
    return all(str(facts.get(fact, "")) in values for fact, values in when.items())
