"""fengqiao clock: the last day of a clock with each step of the reasoning; and all days reckoned again by the calendar of now."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from uuid import UUID

from fengqiao.console.progress import bar, say, tell
from fengqiao.domain.clock import ClockEvent, Due, Limit, due
from fengqiao.domain.errors import CalendarMissing, DomainError, Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles

OPEN = 3
"""The exit code when a year's working days are not loaded, so that the last day is not known yet."""

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `clock due CLOCK DATE` and its options."""
    acts = subparsers.add_parser("clock", help="最后一日及其理由 / the last day and why").add_subparsers(
        dest="act", required=True
    )
    parser = acts.add_parser("due", help="算出一个时限的最后一日 / work out the last day of a clock")
    parser.add_argument("clock", help="CLK-07")
    parser.add_argument("start", help="起算事件的日期 / the day of the start event, 2026-08-03")
    parser.add_argument("--days", help="时限本身不定时的长度 / the length of a clock that has none of its own")
    parser.add_argument("--extend", action="append", default=[], metavar="DAYS@DATE", help="延长 / extension")
    parser.add_argument("--pause", action="append", default=[], metavar="DATE", help="暂停 / pause")
    parser.add_argument("--resume", action="append", default=[], metavar="DATE", help="恢复 / resumption")
    parser.add_argument("--pack", default="national", help="工作法包 / the pack")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 / language")
    parser.add_argument("--json", action="store_true", help="输出JSON / print JSON")
    again = acts.add_parser("reckon", help="按现在的假日重新算在走的时限 / reckon running clocks by the days off known now")
    again.add_argument("--county", type=int, help="县代码，6 位 / the county's code, 6 digits")


def run(args: argparse.Namespace) -> int:
    """Print the clock's days: exit code 0, 2 for a refusal in one sentence, 3 while a year needed is not loaded."""
    if args.act == "reckon":
        return _reckon(args.county)
    try:
        limit = _limit(args.pack, args.clock)
        standing = due(limit, _events(args, limit), packfiles.calendar())
    except DomainError as refusal:
        print(refusal.words.of(args.lang), file=sys.stderr)
        return OPEN if isinstance(refusal, CalendarMissing) else 2
    print(json.dumps(_as_data(standing), ensure_ascii=False, indent=2) if args.json else _as_text(standing, args.lang))
    return OPEN if standing.provisional else 0


def _reckon(county: int | None) -> int:
    from fengqiao.console import django_env

    django_env.ready()
    from fengqiao.apps.cases.services import reckoning
    from fengqiao.apps.organisations.queries import county_here

    county = county or county_here()
    if county is None:
        raise Incomplete(Words("请用 --county 指明哪个县。", "Say which county with --county."))
    seen = changed = 0
    after: UUID | None = reckoning.FIRST
    total = reckoning.waiting(county)
    with bar() as report:
        while after is not None:
            done = reckoning.reckon_again(county, after=after, seconds=1)
            seen, changed, after = seen + done.seen, changed + done.changed, done.after
            report(tell("重新算期限", "reckoning days"), seen, max(seen, total))
    say(f"在走的 {seen} 件，日子变了的 {changed} 件。", f"{seen} with a running clock, the days of {changed} changed.")
    return 0


def _limit(pack: str, clock: str) -> Limit:
    clocks = packfiles.load(pack).clocks
    if clock not in clocks:
        raise _wrong("clock", f"没有时限{clock}，有：{'、'.join(clocks)}。",
                     f"There is no clock {clock}; there are {', '.join(clocks)}.")  # fmt: skip
    return clocks[clock]


def _events(args: argparse.Namespace, limit: Limit) -> list[ClockEvent]:
    """The start, then what was asked for, in the order of the days."""
    why = limit.pauses[0] if limit.pauses else ""
    later = [ClockEvent("paused", _day("--pause", text), why=why) for text in args.pause]
    later += [ClockEvent("resumed", _day("--resume", text)) for text in args.resume]
    later += [_extension(text) for text in args.extend]
    start = ClockEvent("started", _day("start", args.start), days=_days("--days", args.days or "0"))
    return [start, *sorted(later, key=lambda event: event.on)]


def _extension(text: str) -> ClockEvent:
    days, at, day = text.partition("@")
    if not at:
        raise _wrong("--extend", f"“{text}”须写成 天数@日期。", f"“{text}” must be written DAYS@DATE.")
    return ClockEvent("extended", _day("--extend", day), days=_days("--extend", days))


def _days(option: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or int(text) > 3660:
        raise _wrong(option, f"“{text}”须是0至3660之间的整数。", f"“{text}” must be a whole number from 0 to 3660.")
    return int(text)


def _day(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _wrong(option, f"“{text}”不是日期，应写成2026-08-03。",
                     f"“{text}” is no date; write it like 2026-08-03.") from None  # fmt: skip
    if not FIRST <= day <= LAST:
        raise _wrong(option, f"日期{day}须在1900年至2199年之间。", f"The date {day} must be from 1900 to 2199.")
    return day


def _wrong(option: str, zh: str, en: str) -> Incomplete:
    words = Words(f"{option}：{zh}", f"{option}: {en}")
    return Incomplete(words, {option: words})


def _as_data(standing: Due) -> dict[str, object]:
    return {
        "clock": standing.limit.id,
        "start": _iso(standing.started_on),
        "state": standing.state,
        "legal": _iso(standing.legal),
        "internal": _iso(standing.internal),
        "provisional": standing.provisional,
        "earliest": _iso(standing.earliest),
        "steps": [
            {"words": {"zh": step.words.zh, "en": step.words.en}, "article": step.article, "on": _iso(step.on)}
            for step in standing.steps
        ],
    }


def _as_text(standing: Due, language: str) -> str:
    limit = standing.limit
    heading = Words(f"{limit.id} {limit.name.zh}", f"{limit.id} {limit.name.of('en')}").of(language)
    dates = [
        (Words("法定最后一日", "Legal last day"), standing.legal),
        (Words("单位内部最迟日", "Internal last day"), standing.internal),
        (Words("最早可能的最后一日", "Earliest possible last day"), standing.earliest),
    ]
    lines = [f"{words.of(language)}: {day}" for words, day in dates if day]
    if standing.state == "paused":
        lines.append(Words("已暂停，恢复后再定。", "Paused; the last day is known once it is resumed.").of(language))
    steps = [f"{n}. {step.words.of(language)}  [{step.article}]" for n, step in enumerate(standing.steps, start=1)]
    return "\n".join((heading, *lines, *steps))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
