"""The coverage bar of a sweep in thousandths of its width."""

from __future__ import annotations

from collections.abc import Iterator

from django import template

from fengqiao.domain.sweeps import Counts
from fengqiao.ui import format as written

register = template.Library()
WHOLE = 1000


@register.filter
def parts(counts: Counts) -> Iterator[dict[str, int | str]]:
    """The parts of the bar: spoken with, nobody home, declined; what is left stays the ground."""
    of = max(counts.planned, counts.called_on, 1)
    x = 0
    for name in ("visited", "nobody_home", "declined"):
        width = round(WHOLE * getattr(counts, name) / of)
        yield {"name": name, "x": x, "width": width}
        x += width


@register.filter
def spoken(counts: Counts) -> str:
    """The households spoken with; “≥” stands before a number that says so many or more."""
    return f"{'≥' if counts.is_least else ''}{written.number(counts.visited)}"


@register.filter
def thousandths(part: int, whole: int) -> int:
    """A part of a whole in thousandths, for the width of a bar; 0 of nothing."""
    return round(WHOLE * part / whole) if whole else 0


@register.filter
def sub(whole: int, part: int) -> int:
    """What is left of a whole without a part."""
    return whole - part
