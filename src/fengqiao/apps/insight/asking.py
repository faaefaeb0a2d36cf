"""What a list is asked for: tab, filters and place, read from an address; what cannot be read is named, never guessed."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Stage
from fengqiao.apps.insight import desking
from fengqiao.apps.insight.scope import Scope
from fengqiao.apps.organisations import unit_names
from fengqiao.domain import rough_days
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words

OPEN = (Stage.INBOX.value, Stage.WORKING.value)
STAGES: Mapping[str, tuple[str, ...]] = {
    "inbox": (Stage.INBOX.value,),
    "working": (Stage.WORKING.value,),
    "near": OPEN,
    "overdue": OPEN,
    "open": OPEN,
    "done": (Stage.DONE.value,),
    "handled": tuple(Stage.values),
    "sealed": tuple(Stage.values),
    "any": tuple(Stage.values),
}
BY_DUE_DAY = ("inbox", "working", "near", "overdue", "open", "any")
LONGEST_TEXT = 60
PLACES = ("0", "1", "2", "3")
CODE = re.compile(r"[a-z_0-9]{1,40}")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions of a list, in the order of its form; an empty one does not count."""

    text: str = ""
    unit: str = ""  # a unit's code
    state: str = ""
    category: str = ""
    since: date | None = None
    until: date | None = None
    person: str = ""  # "me"
    channel: str = ""
    classification: str = ""
    difficulty: str = ""
    arose_since: str = ""  # the cause is of this day, month or year, or later
    arose_until: str = ""
    practical: str = ""  # "yes"
    places: str = ""  # to how many places somebody had to go: "0", "1", "2", "3" (three or more)
    desk: str = ""  # of an office whose desks share its list

    @property
    def given(self) -> dict[str, str]:
        """The conditions that count, as an address writes them."""
        return {f.name: str(value) for f in fields(self) if (value := getattr(self, f.name))}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the key and id of the row beside it; a key of None lies among the undated rows."""

    key: date | datetime | None
    id: UUID
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One list: whose cases, which tab, under which conditions, from where."""

    tab: str
    whole: bool = False  # the county's cases, not only those of one's own units
    filters: Filters = Filters()
    cursor: Cursor | None = None
    wrong: Mapping[str, Words] = field(default_factory=dict)

    def query(self, **changed: object) -> str:
        """This list's address without its place, with conditions changed or dropped (empty)."""
        given: dict[str, object] = {"scope": "county" if self.whole else "", **self.filters.given, **changed}
        return urlencode({name: str(value) for name, value in given.items() if value})


def read(params: Mapping[str, str], scope: Scope, tab: str, *, whole: bool) -> Ask:
    """The list an address asks for; every part that is wrong is left out and named in `wrong`."""
    wrong: dict[str, Words] = {}
    found: dict[str, object] = {}
    for name, reader in _READERS.items():
        typed = params.get(name, "").strip()
        if not typed:
            continue
        try:
            found[name] = reader(typed, scope, tab)
        except ValueError as error:
            wrong[name] = _said(error)
    filters = Filters(**found)  # type: ignore[arg-type]
    if filters.since and filters.until and filters.since > filters.until:
        wrong["until"] = Words("结束日期早于开始日期。", "The last day lies before the first.")
        filters = replace(filters, until=None)
    if filters.arose_since and filters.arose_until and filters.arose_since[:4] > filters.arose_until[:4]:
        wrong["arose_until"] = Words("结束的时候早于开始的时候。", "The end lies before the start.")
        filters = replace(filters, arose_until="")
    return Ask(tab, whole, filters, _place(params, order_of(tab, filters), wrong), wrong)


def order_of(tab: str, filters: Filters) -> Literal["due", "received", "acted"]:
    """What a list is ordered by: due day, or the last act; finished cases of a period by the day of receipt."""
    if tab in BY_DUE_DAY:
        return "due"
    return "received" if tab == "done" and (filters.since or filters.until) else "acted"


def _said(error: ValueError) -> Words:
    words = error.args[0]
    return words if isinstance(words, Words) else Words(str(words))


def _refuse(zh: str, en: str) -> ValueError:
    return ValueError(Words(zh, en))


def _short(typed: str) -> str:
    return typed if len(typed) <= 30 else f"{typed[:30]}…"


def _day(typed: str, scope: Scope, tab: str) -> date:
    try:
        year, month, day = re.split(r"[-/.年月]", typed.rstrip("日"))
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise _refuse(f"「{_short(typed)}」不是一个日子。", f"“{_short(typed)}” is not a day.") from error
    if not FIRST_DAY <= found <= LAST_DAY:
        raise _refuse("日期要在1900年到2999年之间。", "The day must lie between 1900 and 2999.")
    return found


def _state(typed: str, scope: Scope, tab: str) -> str:
    state = pack().case_states.get(typed)
    if state is None:
        raise _refuse(f"没有「{_short(typed)}」这个环节。", f"There is no state “{_short(typed)}”.")
    if state.stage not in STAGES[tab]:
        raise _refuse(
            f"「{state.name.zh}」的办件不在这一栏。", f"Cases in “{state.name.of('en')}” are not in this tab."
        )
    return typed


def _listed(name: str) -> Callable[[str, Scope, str], str]:
    def reader(typed: str, scope: Scope, tab: str) -> str:
        if typed not in pack().lists[name]:
            raise _refuse(f"没有「{_short(typed)}」这一项。", f"There is no “{_short(typed)}”.")
        return typed

    return reader


def _unit(typed: str, scope: Scope, tab: str) -> str:
    unit = unit_names.by_code(scope.county, typed)
    if unit is None or not (scope.whole or str(unit.id) in scope.units):
        raise _refuse(
            f"没有「{_short(typed)}」这个单位，或不由您查看。",
            f"There is no unit “{_short(typed)}” that is yours to see.",
        )
    return typed


def _difficulty(typed: str, scope: Scope, tab: str) -> str:
    if not CODE.fullmatch(typed):
        raise _refuse(f"没有「{_short(typed)}」这一项。", f"There is no “{_short(typed)}”.")
    return typed


def _rough(typed: str, scope: Scope, tab: str) -> str:
    kept, wrong = rough_days.read(typed, LAST_DAY)
    if wrong:
        raise ValueError(wrong)
    if kept == rough_days.UNKNOWN:
        raise _refuse("请写年或者年月，如2003、2003-05。", "Write a year or a month, such as 2003 or 2003-05.")
    return kept


def _places(typed: str, scope: Scope, tab: str) -> str:
    if typed not in PLACES:
        raise _refuse("请选0、1、2或者3（三个及以上）。", "Choose 0, 1, 2 or 3 (three or more).")
    return typed


def _yes(typed: str, scope: Scope, tab: str) -> str:
    if typed != "yes":
        raise _refuse("只能选「是」。", "Only “yes” can be chosen.")
    return typed


def _person(typed: str, scope: Scope, tab: str) -> str:
    if typed != "me":
        raise _refuse("只能选「我」。", "Only “me” can be chosen.")
    return typed


def _text(typed: str, scope: Scope, tab: str) -> str:
    if len(typed) > LONGEST_TEXT:
        raise _refuse(f"最多{LONGEST_TEXT}个字。", f"At most {LONGEST_TEXT} characters.")
    return typed


def _desk(typed: str, scope: Scope, tab: str) -> str:
    if typed not in desking.desks_of(scope):
        raise _refuse(f"没有「{_short(typed)}」这个岗位。", f"There is no desk “{_short(typed)}”.")
    return typed


_READERS: Mapping[str, Callable[[str, Scope, str], object]] = {
    "text": _text,
    "unit": _unit,
    "state": _state,
    "category": _listed("categories"),
    "since": _day,
    "until": _day,
    "person": _person,
    "channel": _listed("channels"),
    "classification": _listed("kinds"),
    "difficulty": _difficulty,
    "arose_since": _rough,
    "arose_until": _rough,
    "practical": _yes,
    "places": _places,
    "desk": _desk,
}


def pack() -> Pack:
    """The pack whose words and states lists speak in."""
    return rules.pack_named(rules.NATIONAL)


# Places


def written(key: date | datetime | None, row: UUID) -> str:
    """A place as an address carries it."""
    stamp = "-" if key is None else key.astimezone(UTC).isoformat() if isinstance(key, datetime) else str(key)
    return base64.urlsafe_b64encode(f"{stamp} {row.hex}".encode()).decode().rstrip("=")


def _place(params: Mapping[str, str], order: str, wrong: dict[str, Words]) -> Cursor | None:
    name = "before" if params.get("before") else "after"
    typed = params.get(name, "")
    if not typed:
        return None
    try:
        return _cursor(typed, order, name == "before")
    except (ValueError, binascii.Error):
        wrong[name] = Words(
            "翻页的位置看不懂，从第一页开始。", "The place in the list cannot be read; it starts at the first page."
        )
        return None


def _cursor(typed: str, order: str, backward: bool) -> Cursor:
    if len(typed) > 200 or not typed.isascii():
        raise ValueError(typed[:20])
    stamp, _, row = base64.urlsafe_b64decode(typed + "=" * (-len(typed) % 4)).decode().partition(" ")
    key: date | datetime | None
    if order != "acted":
        key = None if stamp == "-" and order == "due" else date.fromisoformat(stamp)
    else:
        key = datetime.fromisoformat(stamp)
        if key.tzinfo is None:
            raise ValueError(stamp)
    return Cursor(key, UUID(row), backward)
