"""Days known as well as people remember them: a day, a month, a year, or not at all.

Kept as text in the manner of EDTF: 2003-05-12, 2003-05, 2003, and XXXX for a day that nobody knows.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from fengqiao.domain.words import Words

UNKNOWN = "XXXX"
EARLIEST = date(1900, 1, 1)
_UNKNOWN_WORDS = frozenset({"不详", "不清楚", "不知道", "记不清", "记不得", "说不清", "unknown", "notknown", "xxxx", "?"})
_ROUGH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def parse(text: str) -> str | None:
    """The day as it is kept, from 2003-05, 2003年5月, 2003.5.12, 2003年 or 不详; None for what is no day."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain.lower() in _UNKNOWN_WORDS:
        return UNKNOWN
    match = _ROUGH.fullmatch(plain)
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part]
    try:
        date(*parts, *([1] * (3 - len(parts))))
    except ValueError:
        return None
    return "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(parts))


def read(text: str, today: date) -> tuple[str, Words | None]:
    """The day as it is kept, and what is wrong with it: no day, before 1900, or still ahead."""
    kept, short = parse(text) or "", text[:40]
    first = first_day(kept)
    if not kept:
        return "", Words(f"“{short}”看不懂，写成2003-05（2003年5月）、2003，或者写“不详”。",
                         f"“{short}” is no day; write 2003-05 for May 2003, 2003, or “unknown”.")  # fmt: skip
    if first and first < EARLIEST:
        return "", Words(f"“{short}”早于1900年。", f"“{short}” is before 1900.")
    if first and first > today:
        return "", Words(f"“{short}”还没有到。", f"“{short}” is ahead.")
    return kept, None


def first_day(kept: str) -> date | None:
    """The earliest day it may have been; None when that is not known."""
    parts = _parts(kept)
    return date(*parts, *([1] * (3 - len(parts)))) if parts else None


def last_day(kept: str) -> date | None:
    """The latest day it may have been; None when that is not known."""
    parts = _parts(kept)
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def wider(kept: str) -> list[str]:
    """The month and the year that a day lies in, as they would be kept: 2003-05 and 2003 for 2003-05-12."""
    parts = kept.split("-")
    return ["-".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def beyond(kept: str) -> str:
    """The first day after all days that it may have been, which sorts as text after every one of them."""
    last = last_day(kept)
    assert last is not None  # asked of a day that is known
    return (last + timedelta(days=1)).isoformat()


def shown(kept: str) -> Words:
    """In words, no more precise than it is known: 2003年5月, May 2003."""
    parts = _parts(kept)
    if not parts:
        return Words("不详", "Not known")
    zh = "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    en = " ".join(str(part) for part in reversed(parts[2:]))
    month = [_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
    return Words(zh, " ".join([*([en] if en else []), *month, str(parts[0])]))


def age(kept: str, until: date) -> Words | None:
    """How long ago it was on a day: years and months, as exact as the day is known; None when it is not known or lies ahead.

    From a month to a day counts whole months between the months (2003-05 to July 2024: 21 years 2 months); a bare year counts years.
    """
    parts = _parts(kept)
    if not parts or (first := first_day(kept)) is None or first > until:
        return None
    if len(parts) == 1:
        return _told(until.year - parts[0], 0, about=True)
    months = (until.year - parts[0]) * 12 + until.month - parts[1]
    if len(parts) == 3 and until.day < parts[2]:
        months -= 1
    return _told(*divmod(months, 12))


def _told(years: int, months: int, *, about: bool = False) -> Words:
    if not years and not months:
        return Words("不到一年", "Less than a year") if about else Words("不到一个月", "Less than a month")
    zh = (f"{years}年" if years else "") + (f"{months}个月" if months else "")
    en = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((years, "year"), (months, "month")) if n]
    return Words(("约" if about else "") + zh, ("about " if about else "") + " ".join(en))


def _parts(kept: str) -> list[int]:
    return [] if kept in ("", UNKNOWN) else [int(part) for part in kept.split("-")]
