"""What is known of a case's matter, in words: for its page, the paper dossier and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.apps.cases.models import PARTS, Case
from fengqiao.domain import rough_days
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import day_of
from fengqiao.ui.language import in_language

COLUMNS: Mapping[str, Any] = {
    "dispute_kind": gettext_lazy("争的是哪一类"), "thing": gettext_lazy("争的是什么"), "thing_place": gettext_lazy("它在哪里"),
    "cause": gettext_lazy("因什么事起"), "arose": gettext_lazy("什么时候起的"), "difficulty": gettext_lazy("难易"),
    "complexity": gettext_lazy("复杂在哪里"), "is_practical": gettext_lazy("办实事"),
}  # fmt: skip
"""What a file tells of a matter, in the order of its columns."""


def known_of(case: Case, asked: Iterable[str]) -> dict[str, Any]:
    """The parts of a case's matter that an act asks for, as its form shows them."""
    wanted = set(asked)
    return {name: getattr(case, name) for name in PARTS if name in wanted}


def told_of(case: Case, pack: Pack, today: date) -> list[tuple[str, str]]:
    """Label and value of everything known of a matter; how long ago it arose stands apart from how long the case has run."""
    lists = pack.lists
    until = day_of(case.closed_at) if case.closed_at else today
    since = rough_days.age(case.arose, until)
    told = [
        (_("争的是哪一类"), listed(lists, "dispute_kinds", case.dispute_kind)),
        (_("争的是什么"), " · ".join(filter(None, (listed(lists, "thing_kinds", case.thing_kind), case.thing)))),
        (_("它在哪里"), case.thing_place),
        (_("因什么事起"), case.cause),
        (_("什么时候起的"), in_language(rough_days.shown(case.arose)) if case.arose else ""),
        (_("起因到办结") if case.closed_at else _("起因到今天"), in_language(since) if since else ""),
        (_("跑了几个地方"), _("%(n)s 个") % {"n": len(case.visited)} if len(case.visited) > 1 else ""),
        (_("难易"), listed(lists, "difficulties", case.difficulty)),
        (_("复杂在哪里"), _("、").join(listed(lists, "complexities", code) for code in case.complexity)),
        (_("办实事"), _("列入“我为群众办实事”清单") if case.is_practical else ""),
    ]
    return [(label, value) for label, value in told if value]


def cells_of(case: Case, pack: Pack) -> list[str]:
    """The cells of COLUMNS as bare texts; a day stays as it is kept (2003-05), so that a table can sort it."""
    lists = pack.lists
    return [
        listed(lists, "dispute_kinds", case.dispute_kind),
        " · ".join(filter(None, (listed(lists, "thing_kinds", case.thing_kind), case.thing))),
        case.thing_place, case.cause, in_language(rough_days.shown(case.arose)) if case.arose == rough_days.UNKNOWN else case.arose,
        listed(lists, "difficulties", case.difficulty),
        _("、").join(listed(lists, "complexities", code) for code in case.complexity), _("是") if case.is_practical else "",
    ]  # fmt: skip


def listed(lists: Mapping[str, Mapping[str, Words]], name: str, code: str) -> str:
    """A code in words; the code itself when the case's pack does not know it."""
    words = lists.get(name, {}).get(code)
    return in_language(words) if words else code
