"""Days as a calendar that other programs follow (RFC 5545): lines folded at 75 octets, texts escaped, a stable name for each day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

OCTETS = 75
ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800",
    "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One day of a calendar; without hours it is the whole day. A greater `revision` replaces what was sent before."""

    id: str
    title: str
    on: date
    place: str = ""
    starts: time | None = None
    ends: time | None = None
    revision: int = 0
    is_cancelled: bool = False


def written(name: str, events: Iterable[Event], at: datetime) -> str:
    """The calendar as text; `at` is when it is asked for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fengqiao//Occasions//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Asia/Shanghai", *ZONE]  # fmt: skip
    for event in events:
        lines += _event(event, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """A text as a value: commas, semicolons, backslashes and line ends cannot stand in it as they are."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, never inside a character; those after the first begin with a space."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > OCTETS:
            yield piece
            piece = " "
        piece += character
    yield piece


def _event(event: Event, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@fengqiao"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.revision}"
    if event.starts:
        yield f"DTSTART;TZID=Asia/Shanghai:{datetime.combine(event.on, event.starts):%Y%m%dT%H%M%S}"
        if event.ends:
            yield f"DTEND;TZID=Asia/Shanghai:{datetime.combine(event.on, event.ends):%Y%m%dT%H%M%S}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"
