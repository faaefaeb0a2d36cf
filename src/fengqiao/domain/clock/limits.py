"""What a time limit says, as the pack gives it: its length, its unit, and what may lengthen or halt it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from fengqiao.domain.clock.hours import Hours, hour_of
from fengqiao.domain.errors import PackError
from fengqiao.domain.words import Words, words_of

Unit = Literal["cd", "wd", "mo"]
Owner = Literal["unit", "petitioner", "both_parties"]
Kind = Literal["at_most", "at_least"]
Certainty = Literal["law", "ministry2002", "local", "design", "simple2016"]

NO_WORDS = Words("", "")
LENGTHS: Mapping[Unit, Words] = {
    "cd": Words("{n}日", "{n} calendar days"),
    "wd": Words("{n}个工作日", "{n} working days"),
    "mo": Words("{n}个月", "{n} months"),
}
ONE: Mapping[Unit, str] = {"cd": "1 calendar day", "wd": "1 working day", "mo": "1 month"}
KEYS = {
    "name", "starts", "stops", "days", "unit", "extension_max", "extension_by", "pauses", "owner", "warn",
    "hours", "source", "certainty", "latest_from", "kind", "note",
}  # fmt: skip
NEEDED = ("name", "starts", "stops", "days", "unit", "source", "certainty")


@dataclass(frozen=True, slots=True)
class Limit:
    """One clock of a pack.

    `days` counts calendar days (cd), working days (wd) or months (mo); None means that each start names its own
    length, 0 means on the same day. `extension_max` is the sum of all extensions in the same unit: 0 for none, None
    for as much as `extension_by` agrees to. `pauses` are the reasons that halt it. `warn` holds the days left at which
    it turns yellow and urgent. `latest_from` is the number of calendar days after receipt from which it counts at the
    latest, whatever was put on paper (DAY-15). An `at_least` clock gives the earliest day, not the last. `hours` are those at
    which the lamp of a same-day clock of a unit turns; other clocks have none.
    """

    id: str
    name: Words
    days: int | None
    unit: Unit
    extension_max: int | None = 0
    extension_by: str | None = None
    pauses: tuple[str, ...] = ()
    owner: Owner = "unit"
    warn: tuple[int, int] = (0, 0)
    hours: Hours | None = None
    source: str = ""
    certainty: Certainty = "law"
    latest_from: int | None = None
    starts: str = ""
    stops: str = ""
    kind: Kind = "at_most"
    note: Words = NO_WORDS

    def length(self, n: int) -> Words:
        """The words for n of this limit's unit, such as 60日 or 5个工作日."""
        return length_words(n, self.unit)


def length_words(n: int, unit: Unit) -> Words:
    """The words for a number of calendar days, working days or months."""
    words = LENGTHS[unit].filled(n=n)
    return Words(words.zh, ONE[unit]) if n == 1 else words


def limit_from(clock_id: str, entry: object, where: str = "") -> Limit:
    """The limit in one entry of a pack's clocks; raises PackError naming the key that is wrong."""
    return _Entry(clock_id, entry, where).limit()


class _Entry:
    """One entry under `clocks:`, read key by key."""

    def __init__(self, clock_id: str, entry: object, where: str) -> None:
        self.id, self.where = clock_id, where
        self.entry: Mapping[str, object] = entry if isinstance(entry, Mapping) else {}
        if unknown := sorted(set(map(str, self.entry)) - KEYS):
            raise self.wrong(unknown[0], "没有这个键。", "There is no such key.")
        if missing := [key for key in NEEDED if key not in self.entry]:
            raise self.wrong(missing[0], "缺少这一项。", "This key is missing.")

    def wrong(self, key: str, zh: str, en: str) -> PackError:
        return PackError(Words(zh, en), where=self.where, key=f"clocks.{self.id}.{key}", code="clock")

    def limit(self) -> Limit:
        source = self.text("source")
        if not source:
            raise self.wrong("source", "须写明依据。", "The article it rests on must be named.")
        by = self.entry.get("extension_by")
        return Limit(
            id=self.id,
            name=self.words("name"),
            days=self.whole("days", None),
            unit=cast(Unit, self.one_of("unit", get_args(Unit), None)),
            extension_max=self.whole("extension_max", 0),
            extension_by=None if by is None else self.text("extension_by"),
            pauses=self.reasons(),
            owner=cast(Owner, self.one_of("owner", get_args(Owner), "unit")),
            warn=self.warn(),
            hours=self.hours(),
            source=source,
            certainty=cast(Certainty, self.one_of("certainty", get_args(Certainty), None)),
            latest_from=self.whole("latest_from", None),
            starts=self.text("starts"),
            stops=self.text("stops"),
            kind=cast(Kind, self.one_of("kind", get_args(Kind), "at_most")),
            note=self.words("note") if "note" in self.entry else NO_WORDS,
        )

    def whole(self, key: str, default: int | None) -> int | None:
        value = self.entry.get(key, default)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3660):
            return value
        raise self.wrong(key, "须是0至3660之间的整数，或留空。", "It must be a whole number from 0 to 3660, or null.")

    def text(self, key: str) -> str:
        value = self.entry.get(key)
        if not isinstance(value, str):
            raise self.wrong(key, "须是文字。", "It must be text.")
        return value.strip()

    def words(self, key: str) -> Words:
        value = self.entry[key]
        if isinstance(value, Mapping) and set(value) <= {"zh", "en"} and isinstance(value.get("zh"), str):
            return words_of({str(k): str(v) for k, v in value.items()})
        if isinstance(value, str) and value.strip():
            return words_of(value)
        raise self.wrong(key, "须有中文（zh），可有英文（en）。", "It needs Chinese (zh) and may have English (en).")

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None) -> str:
        value = self.entry.get(key, default)
        if isinstance(value, str) and value in choices:
            return value
        raise self.wrong(key, f"须是其中之一：{'、'.join(choices)}。", f"It must be one of {', '.join(choices)}.")

    def reasons(self) -> tuple[str, ...]:
        value = self.entry.get("pauses", [])
        if isinstance(value, list) and all(isinstance(reason, str) and reason for reason in value):
            return tuple(value)
        raise self.wrong("pauses", "须是暂停事由的列表。", "It must be a list of reasons.")

    def hours(self) -> Hours | None:
        value = self.entry.get("hours")
        if value is None:
            return None
        if self.entry["days"] != 0 or self.entry.get("owner", "unit") != "unit" or self.entry.get("kind", "at_most") != "at_most":
            raise self.wrong("hours", "只有单位当日办完的期限才按钟点变灯。", "Only a unit's same-day clock turns by the hour.")
        told = [hour_of(one) for one in value if isinstance(one, str)] if isinstance(value, list) else []
        if len(told) == 2 and told[0] and told[1] and told[0] < told[1]:
            return Hours(told[0], told[1])
        raise self.wrong("hours", "须是两个钟点，先变黄后下班，如[\"15:00\", \"17:30\"]。",
                         "It must be two hours, yellow then the close of business, such as [\"15:00\", \"17:30\"].")  # fmt: skip

    def warn(self) -> tuple[int, int]:
        value = self.entry.get("warn", [0, 0])
        if isinstance(value, list) and len(value) == 2 and all(type(n) is int and n >= 0 for n in value):
            yellow, urgent = value
            if urgent <= yellow:
                return yellow, urgent
        raise self.wrong("warn", "须是两个天数，先黄后急。", "It must be two numbers of days: yellow, then urgent.")
