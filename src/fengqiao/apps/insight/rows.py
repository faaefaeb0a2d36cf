"""How a case looks in a list: every cell a ready text, so that a page of fifty costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache
from html import escape
from typing import Any, NamedTuple, TypeVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.apps.cases import rules
from fengqiao.apps.insight import asking
from fengqiao.apps.insight.lists import Row
from fengqiao.apps.organisations import unit_names
from fengqiao.domain.clock import Hours
from fengqiao.domain.masking import ANONYMOUS
from fengqiao.kernel import moment
from fengqiao.ui import format as written
from fengqiao.ui.language import in_language
from fengqiao.ui.templatetags.ui import lamp

Text = TypeVar("Text", bound=str)
COLUMNS: Mapping[str, str | Promise] = {
    "title": gettext_lazy("摘要"),
    "petitioner": gettext_lazy("信访人"),
    "person": gettext_lazy("责任人"),
    "due": gettext_lazy("期限"),
    "state": gettext_lazy("环节"),
    "unit": gettext_lazy("单位"),
    "received": gettext_lazy("收到"),
    "acted": gettext_lazy("最近办理"),
    "category": gettext_lazy("内容类别"),
    "channel": gettext_lazy("渠道"),
    "classification": gettext_lazy("事项类别"),
}
OPEN_COLUMNS = ("title", "petitioner", "person", "due", "state")
PAST_COLUMNS = ("title", "petitioner", "person", "acted", "state")


class Shown(NamedTuple):
    """One row as the page writes it."""

    number: str
    cells: SafeString  # lamp, number and the columns, each named for phones


def columns_for(tab: str, *, whole: bool) -> tuple[str, ...]:
    """The columns that a tab shows when a person has not chosen; with lamp and number eight at most."""
    base = PAST_COLUMNS if tab in ("done", "handled", "sealed") else OPEN_COLUMNS
    return (*base, "unit" if whole or tab == "handled" else "received")


def offered(chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Every column a person may choose: its id, its name, and whether it is shown now."""
    return [(name, str(label), str(label) in chosen) for name, label in COLUMNS.items()]


def shown(rows: Iterable[Row], county: int, today: date, columns: Sequence[str]) -> list[Shown]:
    """The rows of a page in the language of the reader."""
    writer = _Writer(county, today)
    wanted = [(f'<td data-label="{escape(str(COLUMNS[name]))}">', writer.cells[name]) for name in columns]
    lamp_name, number_name = escape(_("灯")), escape(_("编号"))
    return [
        Shown(
            row.number,
            SafeString(
                f'<td data-label="{lamp_name}">{writer.lamp(row)}</td><th scope="row" data-label="{number_name}">'
                f'<a class="fq-digits" href="{escape(case_url(row.number))}">{escape(row.number)}</a></th>'
                + "".join([f"{opening}{_safe(cell(row))}</td>" for opening, cell in wanted])
            ),
        )
        for row in rows
    ]


def _safe(text: str) -> str:
    """A text as HTML; what is HTML already stays. (One text a row is several times quicker than a node a cell.)"""
    return text if isinstance(text, SafeString) else escape(text)


def plain(rows: Iterable[Row], county: int, today: date, columns: Sequence[str]) -> list[list[str]]:
    """The same as bare texts for a file: lamp word, number, then the columns."""
    writer = _Writer(county, today)
    cells = [writer.cells[name] for name in columns]
    return [[writer.lamp_word(row), row.number, *(cell(row) for cell in cells)] for row in rows]


def case_url(number: str) -> str:
    """Where the page of a case lies."""
    return _case_pages().replace(_SAMPLE, number)


_SAMPLE = "A-2026-000001"


@cache
def _case_pages() -> str:
    return reverse("cases:case", args=[_SAMPLE])


class _Writer:
    """Writes the cells of one page; each different day, lamp and name is worked out once."""

    def __init__(self, county: int, today: date) -> None:
        self.county, self.today, self.time = county, today, rules.time_on(today, moment.now())
        pack = asking.pack()
        self.states = pack.case_states
        self.lists = pack.lists
        self.citizens = rules.citizens_clocks(rules.NATIONAL)
        self._known: dict[Any, Any] = {}
        self.cells: Mapping[str, Callable[[Row], str]] = {
            "title": self._title,
            "petitioner": self._petitioner,
            "person": lambda row: row.person_name or "—",
            "due": self._due,
            "state": lambda row: self._once(("state", row.state), lambda: self._state(row.state)),
            "unit": lambda row: self._once(row.unit_id, lambda: in_language(unit_names.name_of(county, row.unit_id))),
            "received": lambda row: row.received_on.isoformat(),
            "acted": lambda row: written.stamp(row.acted_at),
            "category": lambda row: self._listed("categories", row.category),
            "channel": lambda row: self._listed("channels", row.channel),
            "classification": lambda row: self._listed("kinds", row.classification),
        }

    def lamp(self, row: Row) -> SafeString:
        """The light of a row as shape, colour and word."""
        colour, word = self._light(row)
        return self._once(("lamp", colour, word), lambda: lamp(colour, word))

    def lamp_word(self, row: Row) -> str:
        """The light of a row as a word alone."""
        colour, word = self._light(row)
        return word or {"green": _("正常"), "amber": _("快到期"), "red": _("超期"), "grey": _("已办")}[colour]

    def _light(self, row: Row) -> tuple[str, str]:
        if row.stage == "done":
            return "grey", ""
        if row.due_on is None:
            return "grey", _("未计时")
        if row.due_clock in self.citizens:
            return ("green", _("等信访人")) if row.due_on >= self.today else ("grey", _("待核对"))
        if row.is_provisional and row.due_on < self.today:
            return "amber", _("可能到期")
        if row.due_on < self.today:
            return "red", ""
        if row.due_on == self.today and self.time is not None and (hours := rules.hours_of(row.pack, row.due_clock)):
            return self._by_the_hour(row, hours, self.time)
        return ("amber", "") if row.warn_on is not None and row.warn_on <= self.today else ("green", "")

    def _by_the_hour(self, row: Row, hours: Hours, now: time) -> tuple[str, str]:
        """A same-day clock on its day: yellow and red by the hour."""
        began = rules.time_on(self.today, row.registered_at)
        colour = hours.colour(now, office=unit_names.hours_of(self.county, row.unit_id), began=began)
        return {"green": ("green", ""), "yellow": ("amber", ""), "red": ("red", _("已下班"))}[colour]

    def _due(self, row: Row) -> str:
        if row.due_on is None:
            return "—"
        if row.stage == "done" or row.due_clock in self.citizens or row.is_provisional:
            return row.due_on.isoformat()
        return self._once(row.due_on, lambda: written.due(row.due_on, self.today))

    def _title(self, row: Row) -> str:
        if not row.is_repeat and not row.is_sealed:
            return row.title
        sealed = _("限制知情") if row.restricted_for else _("密封")
        marks = ((row.is_sealed, sealed), (row.is_repeat, _("重复")))
        badges = (
            format_html('<span class="fq-badge fq-badge-grey">{}</span> ', word) for is_so, word in marks if is_so
        )
        return format_html("{}{}", SafeString("".join(badges)), row.title)

    def _petitioner(self, row: Row) -> str:
        name = _("匿名") if row.petitioner_mask == ANONYMOUS else row.petitioner_mask
        if row.people_count <= 1:
            return name
        return _("%(name)s 等%(count)s人") % {"name": name, "count": row.people_count}

    def _state(self, state: str) -> str:
        return in_language(self.states[state].name) if state in self.states else state

    def _listed(self, name: str, value: str) -> str:
        words = self.lists[name].get(value)
        return in_language(words) if words else value or "—"

    def _once(self, key: Hashable, make: Callable[[], Text]) -> Text:
        found: Text | None = self._known.get(key)
        if found is None:
            found = self._known[key] = make()
        return found
