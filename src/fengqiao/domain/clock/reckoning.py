"""From a limit and what happened to its last day, with every step of the reasoning and its article (DAY-1 to DAY-13).

Dates mean whole days up to 24:00 (DAY-5). Nothing is counted down: the same events always give the same day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from fengqiao.domain.clock.limits import Limit, length_words
from fengqiao.domain.clock.sentences import HOW, KINDS, OR_LATER, REASONS, REFUSALS, STATES, STEPS
from fengqiao.domain.clock.standing import ClockEvent, Due, State, Step
from fengqiao.domain.errors import CalendarMissing, Incomplete, NotNow
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import ONE_DAY, WorkCalendar, days_between

FIRST_DAY = "DAY-2 · 《民法典》第二百零一条、《民事诉讼法》第八十五条"
ROLL = "DAY-4 · 《民法典》第二百零三条、《民事诉讼法》第八十五条"
MONTH_END = "《民法典》第二百零二条"
REST_DAYS = "DAY-10 · 《全国年节及纪念日放假办法》第六条"
NO_YEAR = "DAY-12 · 设计规则"
TWO_DATES = "DAY-13 · 设计规则"
RUNS_TO = {"length", "lead", "extended", "resumed"}  # sentences whose day rests on the calendar


def due(limit: Limit, events: Sequence[ClockEvent], calendar: WorkCalendar) -> Due:
    """The standing of a clock after its events, oldest first.

    Raises NotNow when an event is not allowed (no such pause, extension too long or too late, wrong order),
    Incomplete when an event lacks its length, CalendarMissing when an event cannot be judged without a missing year.
    """
    try:
        return _reckon(_Reckoning(limit, calendar), events)
    except CalendarMissing as missing:
        year = missing.year
    try:
        bound = _reckon(_Reckoning(limit, calendar.assuming_work(), missing_year=year), events)
    except NotNow as refusal:
        if refusal.code == "too_late":  # late by the bound only, so nobody can tell yet
            raise CalendarMissing(year) from None
        raise
    return replace(bound, calendar=calendar)


def add_months(day: date, months: int) -> date:
    """The corresponding day some months later, or the last day of that month when there is none (DAY-6)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _reckon(clock: _Reckoning, events: Sequence[ClockEvent]) -> Due:
    for event in events:
        clock.take(event)
    return clock.due()


class _Reckoning:
    """A clock while its events are gone through one by one.

    With a missing year its calendar takes every unknown day for a working day, so that all days are lower bounds.
    """

    def __init__(self, limit: Limit, calendar: WorkCalendar, missing_year: int | None = None) -> None:
        self.limit, self.calendar, self.missing_year = limit, calendar, missing_year
        self.state: State = "idle"
        self.halted = False
        self.steps: list[Step] = []
        self.started_on: date | None = None
        self.stopped_on: date | None = None
        self.latest = date.min  # the day of the last event
        self.since = date.min  # counting goes on after this day
        self.left = 0  # working days for wd, else calendar days
        self.owed_months = 0  # months granted while paused
        self.extended = 0  # sum of the extensions so far

    def take(self, event: ClockEvent) -> None:
        """Let one more event happen; raises as `due` does."""
        act = {
            "started": (self._start, ("idle",)),
            "paused": (self._pause, ("running",)),
            "resumed": (self._resume, ("paused",)),
            "extended": (self._extend, ("running", "paused")),
            "stopped": (self._stop, ("running", "paused")),
            "cancelled": (self._stop, ("running", "paused")),
        }
        do, states = act[event.kind]
        if event.on < self.latest or self.state not in states:
            raise self._refusal("out_of_order", event, state=STATES[self.state])
        self.latest = event.on
        do(event)

    def due(self) -> Due:
        """Where the clock stands now."""
        if self.state == "idle" or self.halted:
            return self._standing(left=self.left if self.state == "paused" else None)
        raw = self._raw()
        if self.missing_year is not None:
            self._say("bound", NO_YEAR, day=raw, year=self.missing_year)
            return self._standing(raw=raw if self.limit.unit != "wd" else None, earliest=raw)
        legal = self._rolled(raw)
        internal = self._internal(raw, legal) if self.limit.owner == "unit" else None
        return self._standing(raw=raw, legal=legal, internal=internal)

    def _standing(
        self, *, raw: date | None = None, legal: date | None = None, internal: date | None = None,
        earliest: date | None = None, left: int | None = None,
    ) -> Due:  # fmt: skip
        return Due(
            self.limit, self.state, self.started_on, raw, legal, internal, self.missing_year is not None,
            earliest, self.missing_year, left, self.stopped_on, tuple(self.steps), self.calendar,
        )  # fmt: skip

    # The events

    def _start(self, event: ClockEvent) -> None:
        days = self._length(event)
        if days < 0 or (days == 0 and self.limit.days is None and event.until is None):
            raise self._no_length(event)
        self.state, self.started_on, self.since = "running", event.on, event.on
        self.left = (add_months(event.on, days) - event.on).days if self.limit.unit == "mo" else days
        source = event.article or self.limit.source
        if days == 0:
            self._say("same_day", source, day=event.on)
            return
        self._say("first_day", FIRST_DAY, day=event.on + ONE_DAY, on=event.on)
        article = f"DAY-6 · {source}、{MONTH_END}" if self.limit.unit == "mo" else f"DAY-3 · {source}"
        sentence = "lead" if self.limit.kind == "at_least" else "length"
        self._say(sentence, article, day=self._raw(), length=self.limit.length(days), how=HOW[self.limit.unit])

    def _length(self, event: ClockEvent) -> int:
        """The limit's own length; a start may name a shorter one, or the length or last day of a limit that has none."""
        if event.until is not None:
            return (event.until - event.on).days
        if self.limit.days is None:
            return event.days
        return min(self.limit.days, event.days) if event.days else self.limit.days

    def _pause(self, event: ClockEvent) -> None:
        why = REASONS.get(event.why, Words(event.why, event.why))
        if event.why not in self.limit.pauses:
            raise self._refusal("no_pause", event, why=why)
        self._demand_in_time(event)
        used = min(self.left, self._counted(self.since, event.on))
        self.state, self.halted, self.left = "paused", True, self.left - used
        amounts = {"used": self._amount(used), "left": self._amount(self.left)}
        self._say("paused", event.article, day=event.on, why=why, **amounts)

    def _resume(self, event: ClockEvent) -> None:
        self.state, self.halted, self.since = "running", False, event.on
        self.left = max(self.left, event.days)
        if self.owed_months:
            raw = add_months(self._raw(), self.owed_months)
            self.left, self.owed_months = (raw - event.on).days, 0
        self._say("resumed", event.article, day=self._raw(), on=event.on, left=self._amount(self.left))

    def _extend(self, event: ClockEvent) -> None:
        self._demand_extension(event)
        self.extended += event.days
        length = self.limit.length(event.days)
        months = event.days if self.limit.unit == "mo" else 0
        if self.halted:
            self.owed_months += months
            self.left += event.days - months
            self._say("extended_while_paused", event.article, day=event.on, length=length)
            return
        before = self._raw()
        self.left = (add_months(before, months) - self.since).days if months else self.left + event.days
        self._say("extended", event.article, day=self._raw(), on=event.on, before=self._date(before), length=length)

    def _stop(self, event: ClockEvent) -> None:
        self.state = "stopped" if event.kind == "stopped" else "cancelled"
        self.stopped_on = event.on
        self._say(self.state, event.article, day=event.on)

    # The days

    def _raw(self) -> date:
        if self.limit.unit == "wd":
            return self.calendar.add_workdays(self.since, self.left)
        return self.since + timedelta(days=self.left)

    def _counted(self, after: date, until: date) -> int:
        if self.limit.unit == "wd":
            return self.calendar.count_workdays(after, until)
        return (until - after).days

    def _rolled(self, raw: date) -> date:
        if self.limit.kind == "at_least" or raw == self.started_on:
            return raw
        legal = self.calendar.next_workday(raw)
        if why := self.calendar.rest_name(raw):
            self._say("rolled", ROLL, day=legal, raw=raw, why=why)
        elif why := self.calendar.makeup_name(raw):
            self._say("make_up", REST_DAYS, day=legal, why=why)
        else:
            self._say("stays", ROLL, day=legal)
        return legal

    def _internal(self, raw: date, legal: date) -> date:
        if self.limit.kind == "at_least" or raw == self.started_on:
            return raw
        internal = self.calendar.previous_workday(raw)
        if internal <= self.since:  # nobody worked since the count began
            self._say("internal_is_legal", TWO_DATES, day=legal)
            return legal
        self._say("internal", TWO_DATES, day=internal)
        return internal

    # What an event must keep to

    def _demand_extension(self, event: ClockEvent) -> None:
        if event.days <= 0:
            raise self._no_length(event)
        most = self.limit.extension_max
        if most == 0:
            raise self._refusal("no_extension", event)
        if most is not None and self.extended + event.days > most:
            lengths = {"most": most, "done": self.extended, "more": event.days}
            raise self._refusal("extension_too_long", event, **{k: self.limit.length(n) for k, n in lengths.items()})
        if not self.halted:
            self._demand_in_time(event)

    def _demand_in_time(self, event: ClockEvent) -> None:
        """The event must come on or before the legal day: no working day lies between the last day and it (DAY-4)."""
        if self._counted(self.since, event.on) < self.left:
            return  # the last day is still ahead; no calendar beyond this day is needed to know it
        before = (day - ONE_DAY for day in days_between(self._raw(), event.on))
        if any(self.calendar.is_workday(day) for day in before):
            raise self._refusal("too_late", event)

    # Words

    def _say(self, sentence: str, article: str, *, day: date, **values: object) -> None:
        shown = self._date(day) if sentence in RUNS_TO else day
        self.steps.append(Step(STEPS[sentence].filled(day=shown, **values), article or self.limit.source, day))

    def _date(self, day: date) -> Words:
        """The day in words, with a warning when it is only a lower bound."""
        uncertain = self.missing_year is not None and self.limit.unit == "wd"
        return OR_LATER.filled(day=day) if uncertain else Words(str(day), str(day))

    def _amount(self, n: int) -> Words:
        return length_words(n, "wd" if self.limit.unit == "wd" else "cd")

    def _refusal(self, code: str, event: ClockEvent, **values: object) -> NotNow:
        words = REFUSALS[code].filled(name=self.limit.name, on=event.on, what=KINDS[event.kind], **values)
        return NotNow(words, code=code, article=event.article or self.limit.source)

    def _no_length(self, event: ClockEvent) -> Incomplete:
        words = REFUSALS["no_length"].filled(name=self.limit.name, what=KINDS[event.kind])
        return Incomplete(words, {"days": words}, code="no_length")
