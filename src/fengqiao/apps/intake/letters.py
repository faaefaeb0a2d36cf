"""One row of a file as a petition, or what is wrong with it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fengqiao.apps.cases.services import Matter, Person, Petition
from fengqiao.apps.cases.services.matter import LISTS
from fengqiao.apps.intake.columns import FIELDS, SUBJECTS
from fengqiao.domain.words import Words
from fengqiao.kernel.headings import code_of
from fengqiao.kernel.sheets import LOST_DIGITS, Row

FIRST_DAY = date(1900, 1, 1)
LONGEST_KEY, LONGEST_NAME, LONGEST_PLACE = 100, 50, 200
TWIN = "{key}〔{n}〕"  # the key of the second, third … copy of a letter in one file
CHANNELS = {
    "visit": "走访 上访", "letter": "信件 写信", "call": "电话 热线 12345", "online": "网络 网站 微信 网信 app",
    "leader": "领导信箱",
}  # fmt: skip
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+\d{1,2}[:：时]\d{1,2}.*)?|(\d{4})(\d{2})(\d{2})"
)
_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_EXCEL_DAYS, _EXCEL_START = range(1, 80_000), date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Letter:
    """A row that waits to be registered: its key in the source, and for a twin the key of the first copy."""

    row: Row
    key: str
    twin_of: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """How the rows of one file are read: where each part stands, the lists of the pack, how a place is found."""

    at: Mapping[str, int]
    lists: Mapping[str, Mapping[str, Words]]
    today: date
    region_of: Callable[[str], str]
    channel: str = "online"

    def part(self, row: Row, field: str) -> str:
        """The text of a part of a row; empty when the file does not give it."""
        place = self.at.get(field)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def petition(self, letter: Letter) -> tuple[Petition, dict[str, Words]]:
        """The petition in a row, and what is wrong with it by field."""
        row = letter.row
        wrong = {field: words for field in self.at if (words := _unusable(self.part(row, field)))}
        parts = {field: "" if field in wrong else self.part(row, field) for field in FIELDS}
        received, closed = self._days(parts, wrong)
        _check_lengths(parts, wrong)
        title, content = parts["title"], parts["content"] or parts["title"]
        if not content and not {"title", "content"} & wrong.keys():
            wrong["content"] = Words("标题和内容都是空的。", "Both title and content are empty.")
        if closed and received and closed < received:
            wrong["closed"] = Words("办结时间早于收到时间。", "It was closed before it was received.")
        return Petition(
            content=content, title=title, wish=parts["wish"], people=_people(parts), received_on=received,
            channel=code_of(parts["channel"], self.lists["channels"], CHANNELS) or self.channel,
            classification=code_of(parts["classification"], self.lists["kinds"], {}),
            category=code_of(parts["category"], self.lists["categories"], SUBJECTS),
            place=parts["place"], region_code=self.region_of(parts["place"]), matter=self._matter(parts), source_key=letter.key,
        ), wrong  # fmt: skip

    def unknown_subject(self, letter: Letter) -> str:
        """The label of a row that no category stands for."""
        label = self.part(letter.row, "category")
        return label if label and not code_of(label, self.lists["categories"], SUBJECTS) else ""

    def _matter(self, parts: Mapping[str, str]) -> Matter:
        """What is disputed, as far as the row tells; a label that the lists do not know stays, so that registering refuses it."""
        kinds = {name: code_of(parts[name], self.lists[listed], {}) or parts[name] for name, listed in LISTS.items()}
        return Matter(**kinds, thing=parts["thing"], thing_place=parts["thing_place"], cause=parts["cause"], arose=_since(parts["arose"]))

    def _days(self, parts: Mapping[str, str], wrong: dict[str, Words]) -> tuple[date | None, date | None]:
        found: dict[str, date | None] = {}
        for field in ("time", "closed"):
            day = day_in(parts[field])
            words = _day_is_wrong(parts[field], day, self.today)
            if words:
                wrong[field] = words
            found[field] = None if words else day
        return found["time"], found["closed"]


def with_keys(rows: Iterable[Row], at: Mapping[str, int]) -> Iterator[Letter]:
    """Each row with its key: that of its column, else a fingerprint of all its parts; a later twin gets a mark."""
    seen: Counter[str] = Counter()
    for row in rows:
        key = _key(row, at)
        seen[key] += 1
        yield Letter(row, key) if seen[key] == 1 else Letter(row, TWIN.format(key=key, n=seen[key]), key)


def day_in(text: str) -> date | None:
    """The day in 2024-11-05, 2024/11/5 9:30, 2024.11.5, 2024年11月5日, 20241105 or a day number of Excel; else None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.isdigit() and len(plain) <= 5 and int(plain) in _EXCEL_DAYS:
        return _EXCEL_START + timedelta(days=int(plain))
    match = _DAY.fullmatch(plain)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _since(text: str) -> str:
    """A day as well as somebody remembers it: a bare year stays one, the cell of a workbook becomes its day."""
    day = None if text.isdigit() and len(text) <= 4 else day_in(text)
    return day.isoformat() if day else text


def _day_is_wrong(text: str, day: date | None, today: date) -> Words | None:
    if not text:
        return None
    if day is None:
        return Words(f"「{text[:40]}」不是日期，写成 2024-11-05 这样。", f"“{text[:40]}” is no date; write 2024-11-05.")
    if day < FIRST_DAY:
        return Words(f"{day.isoformat()} 早于1900年。", f"{day.isoformat()} lies before 1900.")
    if day > today:
        return Words(f"{day.isoformat()} 晚于今天。", f"{day.isoformat()} lies ahead.")
    return None


def _unusable(text: str) -> Words | None:
    if text == LOST_DIGITS:
        return Words(
            "这一格存成了数字，16位以后的数字已经丢失；请把这一列设为“文本”格式后重新填写。",
            "This cell was stored as a number and its last digits are lost; make the column text and fill it in again.",
        )
    if _UNUSABLE.search(text):
        return Words("有不能使用的字符，请删去。", "It holds characters that cannot be used; remove them.")
    return None


def _check_lengths(parts: Mapping[str, str], wrong: dict[str, Words]) -> None:
    for field, most in (("name", LONGEST_NAME), ("phone", 40), ("id_number", 40), ("place", LONGEST_PLACE)):
        if len(parts[field]) > most and field not in wrong:
            wrong[field] = Words(f"太长了：最多{most}字。", f"Too long: {most} characters at most.")


def _people(parts: Mapping[str, str]) -> list[Person]:
    if not any(parts[field] for field in ("name", "phone", "id_number", "address")):
        return []
    return [Person(parts["name"], parts["phone"], parts["id_number"], parts["address"])]


def _key(row: Row, at: Mapping[str, int]) -> str:
    given = row.cells[at["key"]] if "key" in at else ""
    if given and len(given) <= LONGEST_KEY and given != LOST_DIGITS and not _UNUSABLE.search(given):
        return given
    parts = [given] if given else [row.cells[place] for _field, place in sorted(at.items())]
    return "sha256:" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
