"""Shares with their whole, intervals for small numbers, and sums that must fit together; nothing here reads a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from fengqiao.domain.figures.periods import Period

NO_RATE_BELOW, COUNTS_FIRST_BELOW = 10, 30  # product.md §3.14: of fewer no rate; of fewer the counts come first
Z95 = 1.959963984540054  # the normal quantile of a two-sided 95 %


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of Wilson for k of n, as two parts of one; (0, 1) of nothing. Raises ValueError unless 0 ≤ k ≤ n."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if n == 0:
        return 0.0, 1.0
    share, extra = k / n, Z95 * Z95 / n
    middle = (share + extra / 2) / (1 + extra)
    half = Z95 * sqrt(share * (1 - share) / n + extra / (4 * n)) / (1 + extra)
    return (0.0 if k == 0 else max(0.0, middle - half)), (1.0 if k == n else min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many: always both counts; a rate only of ten or more, after the counts while there are fewer than thirty."""

    k: int
    n: int

    @property
    def has_rate(self) -> bool:
        """True when there are enough to speak of a rate."""
        return self.n >= NO_RATE_BELOW

    @property
    def is_small(self) -> bool:
        """True when the counts say more than the rate does."""
        return self.n < COUNTS_FIRST_BELOW

    @property
    def percent(self) -> str:
        """The rate to one place, `98.1`; empty if none. It says 100.0 only of all and 0.0 only of none, else `>99.9`, `<0.1`."""
        return _percent(self.k, self.n) if self.has_rate else ""

    @property
    def interval(self) -> tuple[str, str] | None:
        """The bounds of the 95 % interval in percent to one place; None where there is no rate."""
        if not self.has_rate:
            return None
        low, high = wilson(self.k, self.n)
        return f"{100 * low:.1f}", f"{100 * high:.1f}"

    @property
    def width(self) -> int:
        """The share in thousandths, for the length of a bar; 0 of nothing."""
        return round(1000 * self.k / self.n) if self.n else 0


def _percent(k: int, n: int) -> str:
    """Rounded half up in whole numbers, so that no binary fraction decides."""
    tenths = (2000 * k + n) // (2 * n)
    if k and not tenths:
        return "<0.1"
    return ">99.9" if k != n and tenths == 1000 else f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Stock:
    """What was open at the beginning, came, ended, was taken up again, and is open at the end of a period."""

    opening: int
    new: int
    closed: int
    reopened: int
    closing: int

    @property
    def holds(self) -> bool:
        """True when the five fit together, as they must (M-12)."""
        return self.opening + self.new - self.closed + self.reopened == self.closing


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: of how many it is known, the value in the middle, and that which nine in ten stay within."""

    n: int
    median: float | None
    p90: float | None

    @property
    def is_shown(self) -> bool:
        """True when there are enough for a middle to mean anything."""
        return self.n >= NO_RATE_BELOW and self.median is not None


def hidden_months(counts: Mapping[str, int]) -> frozenset[str]:
    """The months whose answers are not shown: those below ten, and as many more, the smallest first, as it takes that the
    hidden ones cannot be had from the sum of all by taking the others away."""
    hidden = {month for month, n in counts.items() if 0 < n < NO_RATE_BELOW}
    others = sorted((n, month) for month, n in counts.items() if n >= NO_RATE_BELOW)
    while hidden and others and sum(counts[month] for month in hidden) < NO_RATE_BELOW:
        hidden.add(others.pop(0)[1])
    return frozenset(hidden)


def is_kept_back(period: Period, months: Mapping[str, int]) -> bool:
    """Whether the answers of a period are not shown, by how many there are in each month of its year: fewer than ten, a month that
    the year hides, a quarter whose hidden months are fewer than ten or would tell another quarter's, and days that somebody chose,
    as two such periods that differ by a day tell the answers of that day."""
    if period.length == "days":
        return True
    hidden = hidden_months(months)
    if period.length == "month" and period.code in hidden:
        return True
    if period.length == "quarter" and period.code in hidden_months(_by_quarter({month: months[month] for month in hidden})):
        return True
    return sum(months.get(month, 0) for month in period.months) < NO_RATE_BELOW


def _by_quarter(months: Mapping[str, int]) -> dict[str, int]:
    quarters: dict[str, int] = {}
    for month, n in months.items():
        code = Period.of(date.fromisoformat(f"{month}-01"), "quarter").code
        quarters[code] = quarters.get(code, 0) + n
    return quarters
