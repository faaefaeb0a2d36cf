"""How figures look: counts with their whole, a rate where there are enough, bars with their numbers, each a way to its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.apps.cases import rules
from fengqiao.apps.figures.asking import Asked
from fengqiao.apps.figures.queries import EACH
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations import unit_names
from fengqiao.domain.figures import (
    ANSWERS,
    FIGURES,
    UNLISTED,
    Figure,
    Kind,
    Part,
    Role,
    Share,
    Spread,
    Stock,
    hidden_months,
    is_kept_back,
)
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles
from fengqiao.ui.language import in_language

ALL = "all"  # the whole of a share: numerator and the rest of the denominator
PLAIN = ("yes", "no")  # the numerator and the rest: k/n says them; every other part of a share is named beside it
PARTED = Words("评价不按单位显示：人少的时候，相减就知道是谁说的。",
               "What petitioners said is not shown unit by unit: of a few, taking the others away would tell who said it.")
CHOSEN = Words("评价只按整月、整季、整年显示。", "What petitioners said is shown by whole months, quarters and years alone.")
FEW = Words("不足10份，不显示。", "Fewer than ten answers: not shown.")  # fmt: skip
STOCK_PARTS = ("opening", "new", "closed", "reopened", "closing")


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a whole: its words, how many, how long its bar is in thousandths, and where its cases are listed."""

    id: str
    name: Words
    n: int
    width: int
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A share as a page shows it: with what is apart, and the figure that always stands beside it."""

    figure: Figure
    share: Share
    apart: list[Bar]
    url: str
    yes_url: str
    all_url: str
    beside: Shown | None = None


@dataclass(frozen=True, slots=True)
class Mix:
    """How a whole is made up; what petitioners said is hidden where it could tell who said it."""

    figure: Figure
    bars: list[Bar]
    apart: list[Bar]  # left out of the whole
    total: int
    of_cases: int
    url: str
    hidden: Words | None = None  # why it is not shown


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something took, part by part, and what has not come yet."""

    figure: Figure
    spreads: list[tuple[Part, Spread, str]]
    others: list[Bar]
    url: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes what a page shows from what was counted; `asked` goes into every address."""

    asked: Asked
    county: int

    def shown(self, figure: Figure, counted: Mapping[str, Mapping[str, int]], *, with_beside: bool = True) -> Shown:
        """A share, with the one that stands beside it."""
        own = counted[figure.id]
        beside = FIGURES.get(figure.beside) if with_beside else None
        return Shown(
            figure, share_of(figure, own),
            [self.bar(figure, part.id, part.name, own[part.id]) for part in figure.parts if part.id not in PLAIN and own.get(part.id)],
            self.url(figure), self.cases_url(figure, "yes"), self.cases_url(figure, ALL),
            self.shown(beside, counted, with_beside=False) if beside else None,
        )  # fmt: skip

    def mix(self, figure: Figure, counted: Mapping[str, int], year: Mapping[str, int] | None = None) -> Mix:
        """The parts of a whole in the order of the book, those that the pack names first; parts left out come after the whole.
        What petitioners said is shown as the months of its `year` allow."""
        out = figure.coded(Role.OUT)
        total = sum(n for part, n in counted.items() if part not in (EACH, *out))
        hidden = self.hidden(figure, year or {})
        names = {} if hidden else self.names(figure, counted)
        bars = [self.bar(figure, code, words, counted.get(code, 0), total) for code, words in names.items() if code not in out]
        apart = [self.bar(figure, code, names[code], counted[code]) for code in out if counted.get(code)]
        return Mix(figure, bars, apart, total, counted.get(EACH, 0), self.url(figure), hidden)

    def hidden(self, figure: Figure, year: Mapping[str, int]) -> Words | None:
        """Why what petitioners said is not shown: of one unit, as the others taken from all would tell it; of days that somebody
        chose; of too few. None for what is shown."""
        if figure.id not in ANSWERS or not (self.asked.unit or is_kept_back(self.asked.period, year)):
            return None
        return PARTED if self.asked.unit else CHOSEN if self.asked.period.length == "days" else FEW

    def names(self, figure: Figure, counted: Iterable[str]) -> dict[str, Words]:
        """The parts of a mix by their codes: those of the pack's list, its own, and causes by subject and place."""
        if figure.id == "causes":
            return self._causes(counted)
        everywhere = rules.pack_named(rules.NATIONAL).lists.get(figure.listed, {})
        listed = {code: words for code, words in listed_in(figure).items() if code in everywhere or code in counted}
        own = {part.id: part.name for part in figure.parts}
        strange = {code: Words(code, code) for code in sorted(counted) if code not in listed and code not in own and code != EACH}
        return {**listed, **own, **strange}

    def _causes(self, counted: Iterable[str]) -> dict[str, Words]:
        codes = [code for code in counted if "@" in code]
        places = organisations.path_names([code.partition("@")[2] for code in codes],
                                          inside=organisations.county_region_code(self.county))
        subjects = rules.pack_named(rules.NATIONAL).lists["categories"]
        named = {}
        for code in sorted(codes):
            subject, _at, place = code.partition("@")
            words, where = subjects.get(subject, Words(subject, subject)), places.get(place, place)
            named[code] = Words(f"{where} · {words.zh}", f"{where} · {words.of('en')}")
        return named

    def lasting(self, figure: Figure, counted: Mapping[str, int], spreads: Mapping[str, Spread]) -> Lasting:
        """How long, for each part that has taken its time; the others are counted."""
        taken = [(part, spreads[part.id], self.cases_url(figure, part.id)) for part in figure.parts if part.id in spreads]
        others = [self.bar(figure, part.id, part.name, counted[part.id]) for part in figure.parts
                  if part.id not in spreads and counted.get(part.id)]  # fmt: skip
        return Lasting(figure, taken, others, self.url(figure))

    def bar(self, figure: Figure, code: str, name: Words, n: int, total: int = 0) -> Bar:
        """One part; nobody is led to the cases behind what petitioners said."""
        leads = n > 0 and _is_part(figure, code)
        return Bar(code, name, n, Share(min(n, total), total).width, self.cases_url(figure, code) if leads else "")

    def url(self, figure: Figure) -> str:
        """The page of a figure."""
        return f"{reverse('figures:figure', args=[figure.id])}?{self.asked.query()}"

    def cases_url(self, figure: Figure, part: str) -> str:
        """The list of the cases in a part of it; empty where nobody is led to them."""
        return "" if figure.id in UNLISTED else f"{reverse('figures:cases', args=[figure.id, part])}?{self.asked.query()}"


def listed_in(figure: Figure) -> Mapping[str, Words]:
    """The parts of a figure that a list of the packs names: the national one's in their order, then those of places alone."""
    if not figure.listed:
        return {}
    known = dict(rules.pack_named(rules.NATIONAL).lists.get(figure.listed, {}))
    for pack in packfiles.readable():
        for code, words in pack.lists.get(figure.listed, {}).items():
            known.setdefault(code, words)
    return known


def _is_part(figure: Figure, code: str) -> bool:
    return figure.part(code) is not None or code in listed_in(figure) or (figure.id == "causes" and "@" in code)


def share_of(figure: Figure, counted: Mapping[str, int]) -> Share:
    """Numerator and denominator of a share; what is young or left out is in neither."""
    k = sum(counted.get(part, 0) for part in figure.coded(Role.YES))
    return Share(k, k + sum(counted.get(part, 0) for part in figure.coded(Role.NO)))


def stock_of(counted: Mapping[str, int]) -> Stock:
    """The five sums of stock and flow."""
    return Stock(*(counted.get(part, 0) for part in STOCK_PARTS))


def terms_of(writer: Writer, stock: Stock) -> list[tuple[str, Words, int, str]]:
    """The five sums with the signs between them, each a way to its cases."""
    figure, signs = FIGURES["stock"], ("", "+", "−", "+", "=")
    parts = zip(signs, figure.parts, strict=True)
    return [(sign, part.name, getattr(stock, part.id), writer.cases_url(figure, part.id)) for sign, part in parts]


def wanted(figure: Figure, part: str) -> list[str] | None:
    """The parts of the relation that an address names; None for all of them. Raises KeyError for a part that cannot be."""
    if part == ALL:
        return figure.coded(Role.YES, Role.NO) if figure.kind is Kind.SHARE else None
    if not _is_part(figure, part):
        raise KeyError(part)
    return [part]


def part_name(writer: Writer, figure: Figure, part: str) -> Words:
    """How a list is called."""
    if part == ALL:
        return Words("全部（分母）", "All (the denominator)") if figure.kind is Kind.SHARE else Words("全部", "All")
    return writer.names(figure, [part]).get(part, Words(part, part))


# Month by month


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of a figure: its counts by part, or that they are hidden."""

    month: str
    counts: list[tuple[Words, int]]
    share: Share | None = None
    is_hidden: bool = False
    asked: Share | None = None  # of what petitioners said: how many of those asked have answered


def months_of(writer: Writer, figure: Figure, counted: Mapping[str, Mapping[str, int]],
              asked: Mapping[str, Mapping[str, int]], year: Mapping[str, int]) -> tuple[list[Words], list[MonthRow]]:  # fmt: skip
    """The heads and rows of a table by month: every month of the period on which something is known. Of what petitioners said
    every answer has its heading, given or not, and the months that its `year` hides are hidden."""
    is_said = figure.id in ANSWERS
    codes = set(listed_in(figure)) if is_said else {part for row in counted.values() for part in row}
    names = {code: words for code, words in writer.names(figure, codes).items() if code in codes or code in _always(figure)}
    hidden = (hidden_months(year) if year else frozenset(counted)) if is_said else frozenset()
    rows = []
    for month in sorted({*counted, *asked}):
        own = counted.get(month, {})
        share = share_of(figure, own) if figure.kind is Kind.SHARE else None
        rate = share_of(FIGURES["participation"], asked.get(month, {})) if asked else None
        counts = [(words, own.get(code, 0)) for code, words in names.items()]
        rows.append(MonthRow(month, counts, share, month in hidden, rate))
    return list(names.values()), rows


def stock_months(writer: Writer, counted: Mapping[str, Mapping[str, int]], opening: int, today: date) -> Iterator[MonthRow]:
    """Stock and flow month by month: what a month ends with is what the next one begins with."""
    names = {part.id: part.name for part in FIGURES["stock"].parts}
    for month in writer.asked.period.months:
        if month > f"{today:%Y-%m}":
            return
        own = counted.get(month, {})
        new, closed, reopened = (own.get(part, 0) for part in ("new", "closed", "reopened"))
        closing = opening + new - closed + reopened
        row = {"opening": opening, "new": new, "closed": closed, "reopened": reopened, "closing": closing}
        yield MonthRow(month, [(names[part], n) for part, n in row.items()])
        opening = closing


def _always(figure: Figure) -> set[str]:
    return {"yes", "no"} if figure.kind is Kind.SHARE else set()


# The process of units


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: its own k of n on a few facts of process, in the order of codes; no sum over them, no order by them."""

    name: Words
    shares: list[tuple[Figure, Share]]


def unit_rows(county: int, found: Mapping[UUID, Mapping[str, Mapping[str, int]]], figures: list[Figure]) -> list[UnitRow]:
    """The units that have something to show, in their fixed order (CY-25)."""
    known = unit_names.of_county(county)
    seen = ((one.name, found[key]) for key, one in known.items() if key in found)
    return [UnitRow(name, [(figure, share_of(figure, counted[figure.id])) for figure in figures]) for name, counted in seen]


# Files


def said_of(share: Share) -> list[str]:
    """A share as cells of a file: k, n, rate, bounds of the interval; empty where there are too few."""
    low, high = share.interval or ("", "")
    return [str(share.k), str(share.n), share.percent, low, high]


def head_of(figure: Figure, writer: Writer, scope_name: str, at: str) -> Iterator[list[str]]:
    """The lines that go before every table of a figure: what it means, in which version, of which period and units."""
    yield [_("指标"), in_language(figure.name)]
    yield [_("口径"), in_language(figure.means)]
    yield [_("不算在内"), in_language(figure.leaves_out)]
    yield [_("口径版本"), f"{figure.id} v{figure.version} ({figure.source})"]
    yield [_("期间"), f"{writer.asked.period.since} – {writer.asked.period.until}"]
    yield [_("范围"), scope_name]
    yield [_("取数时间"), at]
    yield []
