"""Periods as people name them: a month, a quarter, a year, or from one day to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fengqiao.domain.words import Words

FIRST, LAST = date(1950, 1, 1), date(2199, 12, 31)
ONE_DAY = timedelta(days=1)
_NAMED = re.compile(r"(\d{4})(?:-(?:(\d{2})|[Qq]([1-4])))?")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Some days in a row, both ends included."""

    since: date
    until: date

    @classmethod
    def read(cls, text: str) -> Period:
        """The period that an address names: `2026-11`, `2026-Q4`, `2026`, `2026-11-01..2026-11-15`. Raises ValueError with Words."""
        plain = text.strip()
        try:
            if days := _DAYS.fullmatch(plain):
                found = cls(date.fromisoformat(days[1]), date.fromisoformat(days[2]))
            elif named := _NAMED.fullmatch(plain):
                length = "month" if named[2] else "quarter" if named[3] else "year"
                first = int(named[2]) if named[2] else 3 * int(named[3]) - 2 if named[3] else 1
                found = cls.of(date(int(named[1]), first, 1), length)  # type: ignore[arg-type]
            else:
                raise ValueError(plain)
        except ValueError:
            said = plain if len(plain) <= 30 else f"{plain[:30]}…"
            words = Words("「{said}」不是一段时间，写成 2026-11、2026-Q4、2026 都可以。",
                          "“{said}” is no period; write 2026-11, 2026-Q4 or 2026.")  # fmt: skip
            raise ValueError(words.filled(said=said)) from None
        if found.since > found.until:
            raise ValueError(Words("结束日期早于开始日期。", "The last day lies before the first."))
        if found.since < FIRST or found.until > LAST:
            raise ValueError(Words("请检查年份。", "Please check the year."))
        return found

    @classmethod
    def of(cls, day: date, length: Literal["month", "quarter", "year"]) -> Period:
        """The month, quarter or year in which a day lies."""
        months = _LENGTHS[length]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(first, _later(first, months) - ONE_DAY)

    @property
    def length(self) -> Literal["month", "quarter", "year", "days"]:
        """What kind of period it is."""
        for name in ("month", "quarter", "year"):
            if Period.of(self.since, name) == self:
                return name
        return "days"

    @property
    def code(self) -> str:
        """The period as an address names it; `read` gives it back."""
        match self.length:
            case "month":
                return f"{self.since:%Y-%m}"
            case "quarter":
                return f"{self.since:%Y}-Q{(self.since.month + 2) // 3}"
            case "year":
                return f"{self.since:%Y}"
        return f"{self.since}..{self.until}"

    @property
    def name(self) -> Words:
        """The period in words."""
        year, month = self.since.year, self.since.month
        match self.length:
            case "month":
                return Words(f"{year}年{month}月", f"{self.since:%Y-%m}")
            case "quarter":
                return Words(f"{year}年第{'一二三四'[(month - 1) // 3]}季度", f"quarter {(month + 2) // 3} of {year}")
            case "year":
                return Words(f"{year}年", str(year))
        return Words(f"{self.since} 至 {self.until}", f"{self.since} to {self.until}")

    @property
    def before(self) -> Period:
        """The period of the same kind right before this one."""
        if self.length == "days":
            return Period(self.since - (self.until - self.since) - ONE_DAY, self.since - ONE_DAY)
        return Period.of(self.since - ONE_DAY, self.length)

    @property
    def after(self) -> Period:
        """The period of the same kind right after this one."""
        if self.length == "days":
            return Period(self.until + ONE_DAY, self.until + (self.until - self.since) + ONE_DAY)
        return Period.of(self.until + ONE_DAY, self.length)

    @property
    def months(self) -> Iterator[str]:
        """Its months in order, `2026-11`."""
        month = self.since.replace(day=1)
        while month <= self.until:
            yield f"{month:%Y-%m}"
            month = _later(month, 1)


def _later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
