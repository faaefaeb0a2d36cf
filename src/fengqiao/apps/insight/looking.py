"""What a typed text may mean: a case's number, the citizen's code, or the beginning of a title."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from fengqiao.domain import case_numbers

TITLE_START = 12  # characters of a title that are indexed
YEARS_BACK = 3  # a bare running number may be of this year or of those before it
_SHORT_NUMBER = re.compile(r"(?:([0-9]{4})[-/])?0*([0-9]{1,9})")


def by_text(text: str, county: int, today: date) -> tuple[str, list[Any]]:
    """A condition on `cases_case c` for a text in a list's filter."""
    code = case_numbers.normalise(text)
    if case_numbers.is_valid(code):
        return "c.tracking_code = %s", [code]
    if numbers := numbers_of(text, county, today):
        return "c.number = ANY(%s)", [numbers]
    return title_starts(text)


def is_exact(text: str, county: int, today: date) -> bool:
    """Whether a text is read as a number or a code, of which an index finds the one case."""
    return case_numbers.is_valid(case_numbers.normalise(text)) or bool(numbers_of(text, county, today))


def numbers_of(text: str, county: int, today: date) -> list[str]:
    """The case numbers a text may stand for: itself, `2026-123`, or a bare `123` of the last years."""
    plain = text.strip().translate(case_numbers.FULL_WIDTH).upper()
    if case_numbers.parts_of(plain):
        return [plain]
    short = _SHORT_NUMBER.fullmatch(plain)
    if short is None or int(short[2]) == 0:
        return []
    years = [int(short[1])] if short[1] else range(today.year, today.year - YEARS_BACK, -1)
    return [case_numbers.case_number(f"{county:06d}", year, int(short[2])) for year in years]


def title_starts(text: str) -> tuple[str, list[Any]]:
    """A condition for titles that begin with a text, which an index answers by its first characters."""
    start = re.sub(r"([\\%_])", r"\\\1", text.strip()[:TITLE_START])
    condition, values = "LEFT(c.title, 12) LIKE %s", [f"{start}%"]
    if len(text.strip()) > TITLE_START:
        condition, values = f"{condition} AND starts_with(c.title, %s)", [*values, text.strip()]
    return condition, values
