"""Acts from the lists: receiving many cases at once, and keeping a list under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases import services as acts
from fengqiao.apps.insight.models import SavedView
from fengqiao.domain.errors import DomainError, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.county import new_id

MOST_AT_ONCE = 200
MOST_VIEWS = 30
LONGEST_NAME = 40
NOT_FOUND = Words("没有找到，或不由您查看。", "Not found, or not yours to see.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of many: done, or why not."""

    number: str
    title: str = ""
    refused: Words | None = None
    article: str = ""


def receive_many(*, numbers: Sequence[str], by: Actor, at: datetime, once: str = "") -> list[Outcome]:
    """Receive (签收) each case in a transaction of its own; those that cannot be are skipped with the reason.

    Raises Incomplete for none or for more than MOST_AT_ONCE. The same `once` again receives nothing twice.
    """
    wanted = list(dict.fromkeys(number.strip()[:40] for number in numbers if number.strip()))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        words = Words(f"请选1到{MOST_AT_ONCE}件。", f"Choose 1 to {MOST_AT_ONCE} cases.")
        raise Incomplete(words, {"pick": words})
    found = {case.number: case for case in cases.visible_to(by).filter(number__in=wanted)}
    outcomes = []
    for number in wanted:
        case = found.get(number)
        if case is None:
            outcomes.append(Outcome(number, refused=NOT_FOUND))
            continue
        token = f"{once}.{case.id}" if once else ""
        try:
            acts.perform(county=case.county, case_id=case.id, step="receive", by=by, at=at, once=token)
        except DomainError as refusal:
            outcomes.append(Outcome(number, case.title, refusal.words, refusal.article))
        else:
            outcomes.append(Outcome(number, case.title))
    return outcomes


@transaction.atomic
def save_view(*, by: Actor, name: str, tab: str, query: str, is_default: bool = False) -> SavedView:
    """Keep a list under a name; the same name again replaces it. Raises Incomplete, or NotNow beyond MOST_VIEWS."""
    name = _named(name)
    mine = SavedView.objects.filter(county=by.county, user_id=by.user)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise NotNow(Words(f"最多存{MOST_VIEWS}个视图，请先删一个。", f"At most {MOST_VIEWS} views; delete one first."))
    if is_default:
        mine.update(is_default=False)
    kept, _ = SavedView.objects.update_or_create(
        county=by.county, user_id=by.user, name=name,
        defaults={"tab": tab, "query": query[:1000], "is_default": is_default},
        create_defaults={"id": new_id(by.county), "tab": tab, "query": query[:1000], "is_default": is_default},
    )  # fmt: skip
    return kept


@transaction.atomic
def change_view(*, view: SavedView, by: Actor, name: str = "", is_default: bool | None = None) -> SavedView:
    """Rename a kept list, or open the desk with it from now on (or no longer). Raises Incomplete."""
    mine = SavedView.objects.filter(county=by.county, user_id=by.user)
    if name:
        view.name = _named(name)
        if mine.filter(name=view.name).exclude(id=view.id).exists():
            words = Words("已经有这个名字了。", "There is a view of that name already.")
            raise Incomplete(words, {"name": words})
    if is_default is not None:
        mine.update(is_default=False)
        view.is_default = is_default
    view.save()
    return view


def delete_view(*, view: SavedView) -> None:
    """Forget a kept list."""
    view.delete()


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        words = Words(f"名字要有1到{LONGEST_NAME}个字。", f"A name has 1 to {LONGEST_NAME} characters.")
        raise Incomplete(words, {"name": words})
    return plain
