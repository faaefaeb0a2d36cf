"""What is known of a case's matter: said at the door as far as anybody knows it, corrected later by an act; never of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.apps.cases.models import PARTS, Case, Entry, Link
from fengqiao.apps.cases.services.act import Act
from fengqiao.domain import rough_days
from fengqiao.domain.effects import NEEDS_NO_FIELD
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words

LONGEST = {"thing": 200, "thing_place": 200, "cause": 500}
LISTS = {"dispute_kind": "dispute_kinds", "thing_kind": "thing_kinds"}
IN_PERSON = ("visit", "leader")  # channels by which somebody comes to the door
NOTED = frozenset({"came", "sued"})  # flags that tell of the matter, whatever proceeding it is in
EMPTY: Mapping[str, Any] = {"complexity": [], "is_practical": False}


@dataclass(frozen=True, slots=True)
class Matter:
    """What is disputed, which one and where, what set it off and since when; whatever is not known stays empty."""

    dispute_kind: str = ""  # a code of the pack's `dispute_kinds`
    thing_kind: str = ""  # a code of the pack's `thing_kinds`
    thing: str = ""
    thing_place: str = ""
    cause: str = ""
    arose: str = ""  # a day, month or year, or 不详

    def kept(self, today: date) -> dict[str, str]:
        """The parts that say something, as the case keeps them."""
        parts = {name: str(text).strip() for name, text in asdict(self).items()}
        parts["arose"] = rough_days.read(parts["arose"], today)[0] if parts["arose"] else ""
        return {name: text for name, text in parts.items() if text}

    def wrong(self, pack: Pack, today: date) -> dict[str, Words]:
        """What is wrong with it, part by part."""
        wrong: dict[str, Words] = {}
        for name, most in LONGEST.items():
            if len(getattr(self, name)) > most:
                wrong[name] = Words(f"太长了：最多{most}字。", f"Too long: {most} characters at most.")
        for name, listed in LISTS.items():
            if (code := getattr(self, name)) and code not in pack.lists[listed]:
                wrong[name] = Words(f"没有「{code}」这一项。", f"There is no “{code}”.")
        if self.arose.strip() and (words := rough_days.read(self.arose, today)[1]):
            wrong["arose"] = words
        return wrong


NOT_TOLD = Matter()


def came(act: Act, of: str, field: str) -> None:
    """The petitioner came to the unit named, or to that of whoever acts; a unit counts once however often (最多跑一地)."""
    unit = act.data.get(field) if field else act.by.unit
    if unit:
        visited_too(act, [UUID(str(unit))])


def not_came(act: Act, of: str, field: str) -> None:
    """The last visit that the unit of whoever acts noted was none: it is counted no more, unless the petitioner came there for another
    reason. Raises NotNow where that unit noted none."""
    steps = [(flow.key(step.id), step.effects) for flow in act.pack.workflows.values() for step in flow.transitions.values()]
    entries = Entry.objects.filter(county=act.case.county, case=act.case)
    own = entries.filter(actor_unit=act.by.unit)
    noted = own.filter(act__in=[key for key, effects in steps if effects.get("visited") == NEEDS_NO_FIELD]).count()
    standing = noted - own.filter(act__in=[key for key, effects in steps if "unvisited" in effects]).count()
    if standing <= 0:
        words = Words("您的单位没有记过来访，由记的单位更正。", "Your unit noted no visit; the one that did puts it right.")
        raise NotNow(words, code="no_visit")
    told = [(key, effects["visited"]) for key, effects in steps if effects.get("visited", NEEDS_NO_FIELD) != NEEDS_NO_FIELD]
    if standing == 1 and act.by.unit not in _came_anyway(act, entries, dict(told)):
        act.case.visited = [unit for unit in act.case.visited if str(unit) != act.by.unit]
        act.batch.change(act.case, "visited")


def _came_anyway(act: Act, entries: QuerySet[Entry], told: Mapping[str, str]) -> set[str]:
    """The units to which the petitioner came without a visit being noted: to register, to somebody who received them (acts that tell
    it in a field), and for earlier cases of the matter."""
    case = act.case
    units = {str(case.origin_unit_id)} if case.channel in IN_PERSON else set()
    received = entries.filter(act__in=list(told)).values_list("act", "body")
    units |= {str(body.get("data", {}).get(told[step])) for step, body in received}
    same = Link.objects.filter(county=case.county, case=case, kind="same_matter").values("other")
    earlier = Case.objects.filter(county=case.county, id__in=same, registered_at__lt=case.registered_at)
    return units.union(*(map(str, visited) for visited in earlier.values_list("visited", flat=True)))


def visited_too(act: Act, units: Sequence[UUID]) -> None:
    """Units that count among those to whose door the petitioner had to come for this matter."""
    act.case.visited = list(dict.fromkeys([*act.case.visited, *units]))
    act.batch.change(act.case, "visited")


def describe(act: Act, of: str, field: str) -> None:
    """The parts of the matter that the act asks for, as they are known now, in place of what was known before; what differs is
    told with the act. Raises Incomplete when nothing differs.
    """
    case, asked, changed = act.case, {spec.name for spec in act.transition.fields}, {}
    for name in (part for part in PARTS if part in asked):
        before, now = getattr(case, name), act.data.get(name) or EMPTY.get(name, "")
        if before != now:
            setattr(case, name, now)
            changed[name] = [before, now]
    if not changed:
        words = Words("没有改动。", "Nothing was changed.")
        raise Incomplete(words, {})
    act.changed = changed
    act.batch.change(case, *changed)
