"""The log of occasions in words: who did what when and why, and what each part said before and says now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from fengqiao.apps.files.recognising import KINDS
from fengqiao.apps.occasions.models import Change

ACTS = {
    "planned": _("安排"), "changed": _("改动"), "substituted": _("换人"), "swapped": _("对调"), "held": _("记下了"),
    "amended": _("补了记录"), "not_held": _("没有举行"), "invited": _("邀请"), "resolved": _("形成决定"),
    "relinked": _("换了链接"), "uninvited": _("撤回邀请"), "withdrawn": _("撤下一份材料"),
}  # fmt: skip
PARTS = {
    "title": _("事由"), "on": _("日期"), "starts": _("从几点"), "ends": _("到几点"), "place": _("地点"), "leader": _("谁来"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the log: the act, and each part as (label, before, now); of what is new only what it says."""

    change: Change
    act: str
    parts: list[tuple[str, str, str]]

    @property
    def is_first(self) -> bool:
        """True where nothing was said before."""
        return self.change.act == "planned"


def told_of(changes: Iterable[Change]) -> list[Told]:
    """Rows of the log in words."""
    return [
        Told(one, str(ACTS[one.act]), [*((str(PARTS[name]), *both) for name, both in one.parts.items()), *_files(one)])
        for one in changes
    ]


def _files(change: Change) -> Iterator[tuple[str, str, str]]:
    """The files that an act brought or took back, each by its kind and the head of its digest."""
    for row in change.files:
        words = f"{KINDS[row['kind']].name} {row['sha256'][:8]}"
        yield str(_("材料")), *((words, "") if change.act == "withdrawn" else ("", words))
