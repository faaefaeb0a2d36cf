"""What the desk shows: tabs with counts, filters with their chips, one page of the list, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.apps.insight import asking, desking, going, grades, lists, queries, rows
from fengqiao.apps.insight.asking import Ask
from fengqiao.apps.insight.preferences import Preferences
from fengqiao.apps.insight.queries import Counts
from fengqiao.apps.insight.scope import Scope, scope_of
from fengqiao.apps.organisations import unit_names
from fengqiao.domain import rough_days
from fengqiao.domain.errors import NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.ui.format import number
from fengqiao.ui.language import in_language

HANDLING = frozenset({"clerk", "dispatcher", "handler", "head", "grid_worker", "mediator", "review_officer"})
TABS: Mapping[str, str | Promise] = {
    "inbox": gettext_lazy("待签收"),
    "working": gettext_lazy("办理中"),
    "near": gettext_lazy("快到期"),
    "overdue": gettext_lazy("超期"),
    "done": gettext_lazy("已办"),
    "handled": gettext_lazy("我经手"),
    "approvals": gettext_lazy("待我审批"),
    "sealed": gettext_lazy("密封、限制知情"),
}
BEHIND: Mapping[str, str | Promise] = {"open": gettext_lazy("在办的全部")}  # lists behind a figure, in no tab of their own
MARKS = {"near": ("▲", "amber"), "overdue": ("■", "red"), "approvals": ("", "amber")}
LABELS: Mapping[str, str | Promise] = {
    "text": gettext_lazy("编号、查询码或标题开头"),
    "unit": gettext_lazy("单位"),
    "state": gettext_lazy("环节"),
    "category": gettext_lazy("内容类别"),
    "since": gettext_lazy("收到，从"),
    "until": gettext_lazy("收到，到"),
    "person": gettext_lazy("责任人"),
    "channel": gettext_lazy("渠道"),
    "classification": gettext_lazy("事项类别"),
    "difficulty": gettext_lazy("难易"),
    "arose_since": gettext_lazy("事情起于，从"),
    "arose_until": gettext_lazy("事情起于，到"),
    "practical": gettext_lazy("办实事"),
    "places": gettext_lazy("跑了几个地方"),
    "desk": gettext_lazy("岗位"),
    "after": gettext_lazy("翻页"),
    "before": gettext_lazy("翻页"),
}
FOLDED = ("person", "channel", "classification", "until", "arose_since", "arose_until", "practical", "places")
EMPTY: Mapping[str, str | Promise] = {
    "open": gettext_lazy("没有在办的。"),
    "inbox": gettext_lazy("没有要签收的。"),
    "working": gettext_lazy("没有正在办的。"),
    "near": gettext_lazy("没有快到期的。"),
    "overdue": gettext_lazy("没有超期的。"),
    "done": gettext_lazy("还没有办完的。"),
    "handled": gettext_lazy("还没有经手过的。"),
    "approvals": gettext_lazy("没有等您审批的。"),
    "sealed": gettext_lazy("没有交给您的密封件，也没有点名让您知情的。"),
}


class Tab(NamedTuple):
    """One tab; `number` is empty where none is shown."""

    id: str
    label: str
    url: str
    mark: str
    tone: str
    number: str
    is_current: bool


class Chip(NamedTuple):
    """A condition in force and the address without it."""

    label: str
    url: str


Options = tuple[tuple[str, str], ...]  # value and label of each choice of a filter


@dataclass(slots=True)
class Desk:
    """One page of the desk."""

    tab: str
    tabs: list[Tab]
    ask: Ask
    is_wide: bool  # this actor may change between own units and the county
    choices: dict[str, SafeString]  # the options of each filter
    chips: list[Chip]
    total: str = ""
    rows: list[rows.Shown] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    desks: list[Tab] = field(default_factory=list)  # of an office whose desks share its list, the whole list first
    before: str = ""
    after: str = ""
    refused: Words | None = None

    @property
    def wrong(self) -> list[tuple[str, Words]]:
        """What was asked for and could not be read."""
        return [(str(LABELS[name]), words) for name, words in self.ask.wrong.items()]

    @property
    def title(self) -> str:
        """The name of the tab."""
        return str({**TABS, **BEHIND}[self.tab])

    @property
    def empty(self) -> str:
        """What to say when there is nothing."""
        return _("这些条件下没有。") if self.chips else str(EMPTY[self.tab])

    @property
    def has_more_filters(self) -> bool:
        """True when a condition of the folded row counts."""
        return any(getattr(self.ask.filters, name) for name in FOLDED)


def has_tab(actor: Actor, tab: str) -> bool:
    """True for a tab that an actor has, or a list behind a figure; only for the sealed one the database is asked."""
    if tab in BEHIND:
        return "working" in tabs_of(actor, is_named=False)
    return tab in tabs_of(actor, is_named=tab == "sealed" and queries.is_named(actor))


def tabs_of(actor: Actor, *, is_named: bool) -> tuple[str, ...]:
    """The tabs an actor has: the sealed one for officers for sealed reports and whoever is named in a restricted case."""
    scope = scope_of(actor)
    if scope.none:
        return ()
    open_tabs = tuple(TABS)[:-1] if scope.units or scope.whole else ()
    return (*open_tabs, *(("sealed",) if is_named or "sealed_officer" in actor.roles else ()))


def is_whole(params: Mapping[str, str], scope: Scope, actor: Actor) -> bool:
    """Whether a list is about the whole county: as asked, else for those who oversee rather than handle."""
    asked = params.get("scope", "")
    if not scope.whole or asked in ("county", "mine"):
        return scope.whole and asked == "county"
    return not actor.roles & HANDLING


def build(actor: Actor, params: Mapping[str, str], tab: str, today: date, liking: Preferences) -> Desk:
    """The page of a tab (not the one for approvals) as an address asks for it."""
    scope = scope_of(actor)
    ask = asking.read(params, scope, tab, whole=is_whole(params, scope, actor))
    counted = queries.counts(scope, today, whole=ask.whole)
    desk = frame(actor, ask, counted)
    try:
        found = lists.page(scope, ask, today, near_until=counted.near_until)
        desk.total = _total(scope, ask, today, counted)
    except NotNow as refusal:
        desk.refused = refusal.words
        return desk
    columns = liking.columns or rows.columns_for(tab, whole=ask.whole)
    desk.columns = [str(rows.COLUMNS[name]) for name in columns]
    desk.rows = rows.shown(found.rows, scope.county, today, columns)
    desk.before = found.before and f"?{_more(ask, before=found.before)}"
    desk.after = found.after and f"?{_more(ask, after=found.after)}"
    return desk


def frame(actor: Actor, ask: Ask, counted: Counts) -> Desk:
    """Tabs, chips and choices around a list."""
    scope = scope_of(actor)
    choices = _choices(scope, ask)
    return Desk(
        tab=ask.tab,
        tabs=_tabs(actor, ask, counted),
        ask=ask,
        is_wide=scope.whole and bool(scope.units),
        choices={name: _options(listed, getattr(ask.filters, name)) for name, listed in choices.items()},
        desks=_desks(scope, ask, choices["desk"]),
        chips=[Chip(label, f"?{_more(ask, **{name: ''})}") for name, label in _conditions(scope, ask, choices)],
    )


def _tabs(actor: Actor, ask: Ask, counted: Counts) -> list[Tab]:
    waiting = queries.approvals_count(actor, lists.MOST_COUNTED + 1)
    numbers = {"inbox": counted.inbox, "working": counted.working, "near": counted.near, "overdue": counted.overdue,
               "approvals": waiting}  # fmt: skip
    scope = "?scope=county" if ask.whole else "?scope=mine" if scope_of(actor).whole else ""
    return [
        Tab(
            tab, str(TABS[tab]), reverse("insight:desk", args=[tab]) + scope, MARKS.get(tab, ("", ""))[0],
            MARKS.get(tab, ("", ""))[1] if numbers.get(tab) else "",
            number(numbers[tab]) if tab in numbers else "", tab == ask.tab,
        )
        for tab in tabs_of(actor, is_named=counted.is_named)
    ]  # fmt: skip


def _desks(scope: Scope, ask: Ask, named: Options) -> list[Tab]:
    """The desks of one's office as ways to its parts of this list; the other conditions stay."""
    if not named:
        return []
    return [
        Tab(key, label, f"?{_more(ask, desk=key)}", "", "", "", key == ask.filters.desk)
        for key, label in (("", _("全部")), *named)
    ]  # fmt: skip


def _total(scope: Scope, ask: Ask, today: date, counted: Counts) -> str:
    if not ask.filters.given:
        known = {"inbox": counted.inbox, "working": counted.working, "near": counted.near, "overdue": counted.overdue}
        return number(known[ask.tab]) if ask.tab in known else ""
    found = lists.count(scope, ask, today, near_until=counted.near_until)
    return f"{number(lists.MOST_COUNTED)}+" if found > lists.MOST_COUNTED else number(found)


def _more(ask: Ask, **changed: object) -> str:
    return ask.query(**({"scope": "county" if ask.whole else "mine"} | changed))


# Filters in words


def _choices(scope: Scope, ask: Ask) -> dict[str, Options]:
    pack = asking.pack()
    stages = asking.STAGES.get(ask.tab, ())
    states = pack.case_states.values()
    listed = {"category": "categories", "channel": "channels", "classification": "kinds"}
    choices = {
        name: tuple((key, in_language(words)) for key, words in pack.lists[source].items())
        for name, source in listed.items()
    }
    choices["state"] = tuple((state.id, in_language(state.name)) for state in states if state.stage in stages)
    choices["unit"] = tuple((unit.code, in_language(unit.name)) for unit in _units(scope))
    choices["desk"] = tuple((key, in_language(one.name)) for key, one in desking.desks_of(scope).items())
    choices["person"] = (("me", _("我")),)
    choices["places"] = tuple((n, str(words)) for n, words in going.NAMES.items())
    choices["practical"] = (("yes", _("是")),)
    if ask.filters.difficulty:
        choices["difficulty"] = tuple((code, in_language(words)) for code, words in grades.names(scope.county).items())
    return choices


@lru_cache(maxsize=256)
def _options(listed: Options, chosen: str) -> SafeString:
    """The options of a filter as HTML, kept: a county has hundreds of units, and they are the same on every page."""
    return format_html_join(
        "", '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == chosen else "", label) for value, label in listed),
    )  # fmt: skip


def _units(scope: Scope) -> list[unit_names.UnitName]:
    known = unit_names.of_county(scope.county)
    if scope.whole:
        return [unit for unit in known.values() if unit.is_active]
    mine = [known[UUID(unit)] for unit in scope.units if UUID(unit) in known]
    return mine if len(mine) > 1 else []


def _conditions(scope: Scope, ask: Ask, choices: Mapping[str, Options]) -> list[tuple[str, str]]:
    """The conditions in force as words: name and `label：value`."""
    said = []
    for name, value in ask.filters.given.items():
        shown = dict(choices.get(name, ())).get(value, value)
        if name in ("arose_since", "arose_until"):
            shown = in_language(rough_days.shown(value))
        if name == "unit" and (unit := unit_names.by_code(scope.county, value)):
            shown = in_language(unit.name)
        said.append((name, _("%(name)s：%(value)s") % {"name": LABELS[name], "value": shown}))
    return said


def context_of(desk: Desk, actor: Actor, **more: Any) -> dict[str, Any]:
    """What every template of the desk needs."""
    return {"desk": desk, "register_url": _registration(actor), **more}


def may_take(actor: Actor, step: str) -> bool:
    """Whether the pack lets any role of this post take a step at all; what may be done with a case is decided there."""
    act = asking.pack().workflows["petition"].transitions[step]
    return any(who.partition("@")[0] in actor.roles for who in act.by)


def _registration(actor: Actor) -> str:
    """Where this post takes cases in; empty where it does not, or no page does."""
    if not may_take(actor, "register"):
        return ""
    try:
        return reverse("intake:register")
    except NoReverseMatch:
        return ""
