"""Calendars that other programs follow: folded, escaped, named the same each time (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain.icalendar import Event, escaped, folded, written

AT = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)


def test_a_day_with_hours_and_a_whole_day() -> None:
    events = [
        Event("a", "领导接访：彭守一", date(2026, 11, 23), "信访接待中心，1号窗", time(9), time(12), 2),
        Event("b", "学习", date(2026, 12, 31), is_cancelled=True),
    ]
    text = written("澜溪县信访局", events, AT)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    for line in ("UID:a@fengqiao", "SEQUENCE:2", "DTSTART;TZID=Asia/Shanghai:20261123T090000", "DTSTAMP:20261120T010203Z",
                 "DTEND;TZID=Asia/Shanghai:20261123T120000", "LOCATION:信访接待中心，1号窗", "STATUS:CONFIRMED",
                 "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "STATUS:CANCELLED"):  # fmt: skip
        assert f"{line}\r\n" in text, line


def test_texts_cannot_break_out_of_their_line() -> None:
    assert escaped("a,b;c\\d\r\nEND:VCALENDAR\rx") == "a\\,b\\;c\\\\d\\nEND:VCALENDAR\\nx"


@given(st.text(alphabet="abc领导接访，😀", max_size=300))
def test_lines_are_folded_at_75_octets_and_unfold_to_themselves(line: str) -> None:
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])
