"""The log of the directory in words: who did what when, and what each part said before and says now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.apps.helpers.forms import LISTS
from fengqiao.apps.helpers.models import Change
from fengqiao.apps.helpers.rows import FIELDS
from fengqiao.domain.packs import Pack
from fengqiao.ui.language import in_language

ACTS = {
    "added": gettext_lazy("记入名册"), "imported": gettext_lazy("从表格导入"), "changed": gettext_lazy("改动"),
    "stopped": gettext_lazy("停用"), "restored": gettext_lazy("重新启用"),
    "trained": gettext_lazy("记下培训"), "untrained": gettext_lazy("去掉培训"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a row that was changed: its label, what it said, and what it says since; empty for nothing."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the log, as the page of a helper shows it."""

    change: Change
    act: str
    parts: list[Part]

    @property
    def is_first(self) -> bool:
        """True where nothing was said before."""
        return self.change.act in ("added", "imported")


def told_of(changes: Iterable[Change], pack: Pack) -> list[Told]:
    """Rows of the log in words."""
    return [Told(change, str(ACTS[change.act]), list(_parts(change, pack))) for change in changes]


def words_of(codes: Iterable[str], pack: Pack, listed: str) -> str:
    """Codes of a list of the pack in words; those it no longer has are left out."""
    known = pack.lists[listed]
    return _("、").join(in_language(known[code]) for code in codes if code in known)


def _parts(change: Change, pack: Pack) -> Iterator[Part]:
    for name, label in FIELDS.items():
        if name not in change.parts:
            continue
        if name == "phone":
            had, has = change.parts[name]
            before, now = _("有") if had else "", (_("换了一个") if had else _("有")) if has else ""
        else:
            before, now = (_text(name, value, pack) for value in change.parts[name])
        yield Part(in_language(label), before, now)
    if "training" in change.parts:
        before, now = (told or "" for told in change.parts["training"])
        yield Part(_("培训"), before, now)


def _text(name: str, value: Any, pack: Pack) -> str:
    return words_of(value or (), pack, LISTS[name]) if name in LISTS else value or ""
