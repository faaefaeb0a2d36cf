"""Pages of figures: all of them, one with its definition, the cases behind it, the process of units; and files of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.figures import asking, efforts, permissions, presenting, queries
from fengqiao.apps.figures.asking import Asked
from fengqiao.apps.figures.presenting import Writer
from fengqiao.apps.figures.queries import EACH, Asker
from fengqiao.apps.insight import rows as case_rows
from fengqiao.apps.insight.scope import Scope, scope_of
from fengqiao.apps.organisations import unit_names
from fengqiao.domain.figures import ANSWERS, FIGURES, TOPICS, UNLISTED, Figure, Kind, Period
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.sheets import csv_text
from fengqiao.ui import format as written
from fengqiao.ui.language import in_language

COLUMNS = ("title", "unit", "state", "received", "channel", "category")
PROCESS = ("on_time", "solved", "reopened")
MOST_EXPORTED = 100_000
for_staff = requires_role(*sorted(permissions.SEE))


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who asks for figures: what they see, what they asked, and who writes it down."""

    scope: Scope
    asked: Asked
    asker: Asker
    writer: Writer

    @classmethod
    def of(cls, request: Request) -> Sitting:
        """As the request says it."""
        scope = scope_of(request.actor)
        asked = asking.read(request.GET, scope, today())
        return cls(scope, asked, Asker(scope, asked, today()), Writer(asked, scope.county))

    @property
    def place(self) -> Words:
        """Whose cases are counted."""
        chosen = unit_names.by_code(self.scope.county, self.asked.unit) if self.asked.unit else None
        if chosen is not None:
            below = Words("{unit}（含下级）", "{unit} and those below")
            return below.filled(unit=chosen.name) if self.scope.whole else chosen.name
        return Words("全县", "the whole county") if self.scope.whole else Words("本单位", "one's own units")

    @property
    def frame(self) -> dict[str, Any]:
        """What every page shows around its figures."""
        period = self.asked.period
        return {
            "asked": self.asked, "period": period, "place": self.place, "units": asking.offered(self.scope), "is_wide": self.scope.whole,
            "wrong": list(self.asked.wrong.values()), "today": self.asker.today, "is_running": period.until >= self.asker.today,
            "links": [(words, self.asked.query(period=one.code), one == period) for words, one in _usual(self.asker)],
            "before": self.asked.query(period=period.before.code), "after": self.asked.query(period=period.after.code),
            "query": self.asked.query(),
        }  # fmt: skip


def _usual(asker: Asker) -> Iterator[tuple[Words, Period]]:
    day = asker.today
    for zh, en, length in (("月", "month", "month"), ("季度", "quarter", "quarter"), ("年", "year", "year")):
        this = Period.of(day, length)  # type: ignore[arg-type]
        last = {"month": "上", "quarter": "上", "year": "上一"}[length]
        yield Words(f"本{zh}", f"this {en}"), this
        yield Words(f"{last}{zh}", f"last {en}"), this.before


@never_cache
@for_staff
@require_GET
def home(request: Request) -> HttpResponse:
    """The numbers of a period on one page: stock, four quantities, topic by topic, what was done beside what came of it."""
    sitting = Sitting.of(request)
    counted = queries.counts(sitting.asker, list(FIGURES))
    times = queries.times(sitting.asker, [one.id for one in FIGURES.values() if one.kind is Kind.SPREAD])
    writer, stock, year = sitting.writer, presenting.stock_of(counted["stock"]), queries.answers_of_year(sitting.asker)
    context = sitting.frame | {
        "stock": stock, "terms": presenting.terms_of(writer, stock), "stock_urls": dict(_stock_urls(writer)),
        "changed": counted["changed"].get(EACH, 0), "changed_figure": FIGURES["changed"], "changed_url": writer.url(FIGURES["changed"]),
        "stock_figure": FIGURES["stock"], "stock_url": writer.url(FIGURES["stock"]),
        "solved": writer.shown(FIGURES["solved"], counted, with_beside=False),
        "topics": [(words, *_topic(writer, ids, counted, times, year)) for words, ids in TOPICS],
        "efforts": efforts.of(request.actor, sitting.asked, counted),
        "results": [writer.shown(FIGURES[one], counted, with_beside=False) for one in ("solved", "durable", "promises")],
        "said": writer.mix(FIGURES["satisfaction"], counted["satisfaction"], year),
    }  # fmt: skip
    return render(request, "figures/home.html", context)


def _stock_urls(writer: Writer) -> Iterator[tuple[str, str]]:
    return ((part.id, writer.cases_url(FIGURES["stock"], part.id)) for part in FIGURES["stock"].parts)


def _topic(
    writer: Writer, ids: Iterable[str], counted: queries.Counts, times: Any, year: Mapping[str, int],
) -> tuple[list[Any], list[Any], list[Any]]:  # fmt: skip
    """The shares of a topic (each with the one beside it, once), what takes time, and what a whole is made of."""
    figures = [FIGURES[one] for one in ids]
    shares = [writer.shown(one, counted) for one in figures if one.kind is Kind.SHARE and not _stands_beside(one)]
    lasting = [writer.lasting(one, counted[one.id], times[one.id]) for one in figures if one.kind is Kind.SPREAD]
    mixes = [writer.mix(one, counted[one.id], year) for one in figures if one.kind is Kind.MIX]
    return shares, lasting, mixes


def _stands_beside(figure: Figure) -> bool:
    """True for the old sense of a figure: it is shown under the one beside which it stands."""
    return bool(figure.beside) and figure.id.startswith("old_")


@never_cache
@for_staff
@require_GET
def figure(request: Request, figure: str) -> HttpResponse:
    """One figure: its definition and version, counts, rate and interval, month by month, and the way to its cases."""
    sitting, one = Sitting.of(request), _known(figure)
    return render(request, "figures/figure.html", sitting.frame | _detail(sitting, one))


def _detail(sitting: Sitting, one: Figure) -> dict[str, Any]:
    """What the page and the file of a figure are made of."""
    asker, writer = sitting.asker, sitting.writer
    counted = queries.counts(asker, [one.id, *([one.beside] if one.beside else [])])
    asked = queries.by_month(asker, "participation") if one.id in ANSWERS else {}
    found = queries.by_month(asker, one.id) if one.id != "causes" else {}  # a cause is of ninety days, not of a month
    year = queries.answers_of_year(asker) if one.id in ANSWERS else {}
    names, months = presenting.months_of(writer, one, found, asked, year)
    context: dict[str, Any] = {"figure": one, "names": names, "months": months, "is_said": one.id in ANSWERS}
    if one.kind is Kind.SHARE:
        context |= {"shown": writer.shown(one, counted), "mix": writer.mix(one, counted[one.id])}
    elif one.kind is Kind.SPREAD:
        context["lasting"] = writer.lasting(one, counted[one.id], queries.times(asker, [one.id])[one.id])
        by_month = queries.times_by_month(asker, one.id)
        context["spreads"] = [(month, [(part.name, by_month[month].get(part.id)) for part in one.parts]) for month in sorted(by_month)]
    elif one.kind is Kind.STOCK:
        stock = presenting.stock_of(counted[one.id])
        context |= {"stock": stock, "terms": presenting.terms_of(writer, stock), "names": [part.name for part in one.parts]}
        context["months"] = list(presenting.stock_months(writer, found, stock.opening, asker.today))
    else:
        context["mix"] = writer.mix(one, counted[one.id], year)
    return context


@never_cache
@for_staff
@require_GET
def cases(request: Request, figure: str, part: str) -> HttpResponse:
    """The cases in one part of a figure, fifty at a time; of those that the reader sees."""
    sitting, one = Sitting.of(request), _known(figure)
    parts = _wanted(one, part)
    page = queries.cases(sitting.asker, one.id, parts, after=_place(request, "after"), before=_place(request, "before"))
    context = sitting.frame | {
        "figure": one, "part": part, "part_name": presenting.part_name(sitting.writer, one, part), "figure_url": sitting.writer.url(one),
        "rows": case_rows.shown(page.rows, sitting.scope.county, today(), COLUMNS),
        "columns": [str(case_rows.COLUMNS[name]) for name in COLUMNS],
        "prev": f"?{sitting.asked.query(before=page.before)}" if page.before else "",
        "next": f"?{sitting.asked.query(after=page.after)}" if page.after else "",
    }  # fmt: skip
    return render(request, "figures/cases.html", context)


@never_cache
@for_staff
@require_GET
def units(request: Request) -> HttpResponse:
    """Facts of process, unit by unit in their fixed order: no points, no order by result, nobody's name (CY-25)."""
    sitting = Sitting.of(request)
    figures = [FIGURES[one] for one in PROCESS]
    rows = presenting.unit_rows(sitting.scope.county, queries.by_unit(sitting.asker, PROCESS), figures)
    return render(request, "figures/units.html", sitting.frame | {"figures": figures, "rows": rows})


# Files


@never_cache
@for_staff
@require_GET
def export(request: Request, figure: str) -> HttpResponse:
    """A figure as CSV: its definition, version, period and units first, then parts, rate, months."""
    sitting, one = Sitting.of(request), _known(figure)
    return _file(f"{one.id}-{sitting.asked.period.code}", _lines(sitting, one))


def _lines(sitting: Sitting, one: Figure) -> Iterator[list[str]]:
    found = _detail(sitting, one)
    yield from _head(sitting, one)
    if shown := found.get("shown"):
        head = [_("分子"), _("分母"), "%", _("区间下限"), _("区间上限")]
        yield [_("指标"), *head]
        yield [in_language(one.name), *presenting.said_of(shown.share)]
        if shown.beside:
            yield [in_language(shown.beside.figure.name), *presenting.said_of(shown.beside.share)]
    if "stock" in found:
        yield [_("部分"), _("数量")]
        yield from ([in_language(name), str(n)] for _sign, name, n, _url in found["terms"])
    elif mix := found.get("mix"):
        yield [_("部分"), _("数量")]
        yield from ([in_language(bar.name), str(bar.n)] for bar in (*mix.bars, *mix.apart))
    if lasting := found.get("lasting"):
        yield [_("部分"), "n", _("中位数"), "P90"]
        yield from ([in_language(part.name), str(spread.n), *_values(spread)] for part, spread, _url in lasting.spreads)
        yield from ([in_language(bar.name), str(bar.n)] for bar in lasting.others)
    yield []
    yield [_("月份"), *(in_language(words) for words in found["names"])]
    for row in found["months"]:
        yield [row.month, *([_("不足10份，不显示")] if row.is_hidden else (str(n) for _name, n in row.counts))]


def _values(spread: Any) -> list[str]:
    return [f"{spread.median:.1f}", f"{spread.p90:.1f}"] if spread.is_shown else []


@never_cache
@for_staff
@require_GET
def export_cases(request: Request, figure: str, part: str) -> HttpResponse:
    """The cases in one part of a figure as CSV, masked, after its definition; the rest is read while the first go out."""
    sitting, one = Sitting.of(request), _known(figure)
    pieces = queries.every(sitting.asker, one.id, _wanted(one, part), most=MOST_EXPORTED)
    first = next(pieces)  # what is refused is refused before the file begins
    return _file(f"{one.id}-{part}-{sitting.asked.period.code}", _case_lines(sitting, one, part, first, pieces))


def _case_lines(sitting: Sitting, one: Figure, part: str, first: list[Any], rest: Iterator[list[Any]]) -> Iterator[list[str]]:
    yield from _head(sitting, one)
    yield [_("部分"), in_language(presenting.part_name(sitting.writer, one, part))]
    yield [_("灯"), _("编号"), *(str(case_rows.COLUMNS[name]) for name in COLUMNS)]
    for piece in (first, *rest):
        yield from case_rows.plain(piece, sitting.scope.county, today(), COLUMNS)


@never_cache
@for_staff
@require_GET
def export_units(request: Request) -> HttpResponse:
    """The facts of process of units as CSV, each after its definition."""
    sitting = Sitting.of(request)
    figures = [FIGURES[one] for one in PROCESS]
    rows = presenting.unit_rows(sitting.scope.county, queries.by_unit(sitting.asker, PROCESS), figures)
    lines = [line for one in figures for line in _head(sitting, one)]
    lines.append([_("单位"), *(f"{in_language(one.name)} {part}" for one in figures for part in ("k", "n"))])
    lines += [[in_language(row.name), *(str(n) for _figure, share in row.shares for n in (share.k, share.n))] for row in rows]
    return _file(f"units-{sitting.asked.period.code}", lines)


def _head(sitting: Sitting, one: Figure) -> Iterator[list[str]]:
    return presenting.head_of(one, sitting.writer, in_language(sitting.place), written.stamp(now()))


def _file(name: str, lines: Iterable[list[str]]) -> HttpResponse:
    """Lines as a CSV file, which goes out while the rest is still being read."""
    pieces = chain(["\ufeff"], (csv_text([line]) for line in lines))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return cast(HttpResponse, response)


# What an address names


def _known(figure: str) -> Figure:
    if figure not in FIGURES:
        raise Http404
    return FIGURES[figure]


def _wanted(one: Figure, part: str) -> list[str] | None:
    """The parts to list; what petitioners said, and whether they did, leads to nobody's case."""
    if one.id in UNLISTED:
        raise Http404
    try:
        return presenting.wanted(one, part)
    except KeyError:
        raise Http404 from None


def _place(request: Request, name: str) -> UUID | None:
    """Where a page of the list begins; the first page for what cannot be read."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


