"""What people enter with an act, made clean: texts, dates, numbers and choices, or a sentence for each that is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from fengqiao.domain import money, rough_days
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field

TYPES = (
    "text", "longtext", "date", "days", "number", "money", "money_or_more", "bool", "choice", "unit", "person", "official", "officials",
    "case", "phone", "party", "helper", "helpers", "line", "lines", "choices", "each_demand", "rows", "files", "file",
    "rough_day",
)  # fmt: skip
SEVERAL = {"helpers": "helper", "officials": "official"}  # types by which several records of a kind are chosen
MANY = ("each_demand", "rows")  # types that have fields of their own; those chosen of `lines` may
Choices = Mapping[str, Mapping[str, Words]]
Resolve = Callable[[str, str], str | None]

MOST_TEXT, MOST_LONGTEXT, MOST_NAME = 500, 20_000, 200
MOST_DAYS, MOST_NUMBER = 3_660, 1_000_000_000
MOST = {"text": MOST_TEXT, "longtext": MOST_LONGTEXT, "days": MOST_DAYS, "number": MOST_NUMBER}
MOST_ROWS, MOST_CHOSEN, MOST_FILES = 500, 30, 9
EARLIEST = date(1900, 1, 1)
TRUE = {"true", "1", "yes", "on", "y", "是", "有"}
FALSE = {"false", "0", "no", "off", "n", "否", "无", ""}
KEPT = "\n\t"
PHONE_DIGITS = range(3, 21)
EMPTY: Any = None


class _Wrong(Exception):
    """What is wrong with one field."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.words = Words(zh, en)


def clean(
    fields: Iterable[Field],
    raw: object,
    *,
    today: date,
    choices: Choices,
    resolve: Resolve,
    demands: Sequence[int] = (),
    most_files: int = MOST_FILES,
) -> dict[str, Any]:
    """The entered values by field name: str, int, bool, date, or None when left empty; unknown keys are dropped.

    `choices` are the pack's lists, `resolve(type, value)` gives the id of a unit, person, case, party, helper, line or file (sent:
    one that came for this act), or None; `demands` the positions of the demands in order: an each_demand field becomes a list of
    {"demand": id, …}, rows a list of mappings, blank ones dropped, lines a list of {"line": id, …} of those chosen, and files one of
    {"file": id, "what": code}; all are entered as a list or as flat keys such as opinions.1.facts (of a line its number:
    lines.3.amount; files.what says what all files are). A required bool must be true; money is kept as text with two decimals.
    Raises Incomplete, and nothing else whatever is passed, with the words for each wrong field (opinions.2.basis for the second
    demand).
    """
    if not isinstance(raw, Mapping):
        words = Words("提交的内容须是「字段: 值」的列表。", "What is sent must be a mapping of fields to values.")
        raise Incomplete(words, {})
    form = _Form(today, choices, resolve, tuple(demands), most_files)
    values = form.values(fields, raw, "")
    if form.wrong:
        words = Words("有{n}处需要补充或更正：{which}。", "{n} to complete or correct: {which}.")
        which = Words("、".join(w.zh for w in form.labels), ", ".join(w.of("en") for w in form.labels))
        raise Incomplete(words.filled(n=len(form.wrong), which=which), form.wrong)
    return values


class _Form:
    """One submission while it is gone through field by field."""

    def __init__(self, today: date, choices: Choices, resolve: Resolve, demands: tuple[int, ...], most_files: int) -> None:
        self.today, self.choices, self.resolve, self.demands, self.most_files = today, choices, resolve, demands, most_files
        self.wrong: dict[str, Words] = {}
        self.labels: list[Words] = []

    def values(self, fields: Iterable[Field], raw: Mapping[Any, Any], prefix: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for field in fields:
            if field.type == "each_demand":
                result[field.name] = self.each_demand(field, raw)
            elif field.type == "rows":
                result[field.name] = self.rows(field, raw)
            elif field.type == "lines":
                result[field.name] = self.lines(field, raw)
            elif field.type == "files":
                result[field.name] = self.files(field, raw)
            else:
                if field.instead and _is_given(raw.get(field.instead)):
                    field = replace(field, required=False)
                result[field.name] = self.value(field, raw.get(field.name, field.default), prefix + field.name)
        return result

    def value(self, field: Field, raw: object, key: str) -> Any:
        try:
            value = self.read(field, raw)
            if field.required and (value is EMPTY or value is False):
                zh, en = ("请确认", "Please confirm") if field.type == "bool" else ("请填写", "Please fill in")
                raise _Wrong(f"{zh}「{field.label.zh}」。", f"{en} “{field.label.of('en')}”.")
        except _Wrong as wrong:
            self.refuse(field, key, wrong.words)
            return EMPTY
        return value

    def each_demand(self, field: Field, raw: Mapping[Any, Any]) -> list[dict[str, Any]]:
        entered = raw.get(field.name)
        if entered is None:
            entered = [_flat(raw, f"{field.name}.{n}.") for n in range(1, len(self.demands) + 1)]
        if not isinstance(entered, list | tuple) or len(entered) > len(self.demands):
            words = Words("须是每项诉求一份的列表。", "It must be a list with one entry for each demand.")
            self.refuse(field, field.name, words)
            return []
        rows = []
        for number, demand in enumerate(self.demands, start=1):
            row = entered[number - 1] if number <= len(entered) else {}
            given = row if isinstance(row, Mapping) else {}
            if not field.required and not any(given.values()):
                continue
            rows.append({"demand": demand, **self.values(field.fields, given, f"{field.name}.{number}.")})
        return rows

    def rows(self, field: Field, raw: Mapping[Any, Any]) -> list[dict[str, Any]]:
        entered = raw.get(field.name)
        if entered is None:
            entered = [_flat(raw, f"{field.name}.{n}.") for n in range(1, 1 + rows_in(raw, field.name))]
        if not isinstance(entered, list | tuple) or len(entered) > MOST_ROWS:
            self.refuse(field, field.name, Words(f"须是不超过{MOST_ROWS}行的列表。", f"It must be a list of at most {MOST_ROWS} rows."))
            return []
        rows = []
        before: Mapping[Any, Any] = {}
        for number, row in enumerate(entered, start=1):
            given = row if isinstance(row, Mapping) else {}
            if any(_is_said(inner, given, before) for inner in field.fields):
                rows.append(self.values(field.fields, given, f"{field.name}.{number}."))
            before = given
        least = max(field.least, int(field.required))
        if len(rows) < least and field.name not in self.wrong:
            self.refuse(field, field.name, Words(f"「{field.label.zh}」至少要有{least}行。",
                                                 f"“{field.label.of('en')}” needs at least {least} rows."))  # fmt: skip
        return rows

    def lines(self, field: Field, raw: Mapping[Any, Any]) -> list[dict[str, Any]]:
        entered = raw.get(field.name)
        entered = entered if isinstance(entered, list | tuple) else [entered] if entered else []
        if len(entered) > MOST_ROWS:
            self.refuse(field, field.name, Words(f"最多选{MOST_ROWS}项。", f"At most {MOST_ROWS} at once."))
            return []
        rows: dict[str, dict[str, Any]] = {}
        for one in entered:
            given = one if isinstance(one, Mapping) else {"line": one, **_flat(raw, f"{field.name}.{one}.")}
            try:
                line = self.resolve_or_refuse("line", _tidy(given.get("line")))
            except _Wrong as wrong:
                self.refuse(field, field.name, wrong.words)
                continue
            rows[line] = {"line": line, **self.values(field.fields, given, f"{field.name}.{given['line']}.")}
        if field.required and not rows and field.name not in self.wrong:
            self.refuse(field, field.name, Words(f"请至少选一项「{field.label.zh}」。", f"Choose at least one “{field.label.of('en')}”."))
        return list(rows.values())

    def files(self, field: Field, raw: Mapping[Any, Any]) -> list[dict[str, str]] | None:
        """Those that are named, each once, with what they are; None when there is none."""
        entered = raw.get(field.name)
        entered = entered if isinstance(entered, list | tuple) else [entered] if entered else []
        most = field.most or self.most_files
        if len(entered) > most:
            self.refuse(field, field.name, Words(f"一次最多{most}个文件，请分几次交。", f"At most {most} files at once; the rest later."))
            return None
        rows: dict[str, dict[str, str]] = {}
        for one in entered:
            given = one if isinstance(one, Mapping) else {"file": one, "what": raw.get(f"{field.name}.what")}
            try:
                if text := _tidy(given.get("file")):
                    what = _tidy(given.get("what")) if field.choices else ""
                    row = {"file": self.resolve_or_refuse("sent", text), "what": self.choice(field, what) if what else ""}
                    rows[row["file"]] = {name: value for name, value in row.items() if value}
            except _Wrong as wrong:
                self.refuse(field, field.name, wrong.words)
        if field.required and not rows and field.name not in self.wrong:
            self.refuse(field, field.name, Words(f"请至少放一个「{field.label.zh}」。", f"Add at least one “{field.label.of('en')}”."))
        return list(rows.values()) or None

    def refuse(self, field: Field, key: str, words: Words) -> None:
        self.wrong[key] = words
        self.labels.append(field.label)

    def read(self, field: Field, raw: object) -> Any:
        """The clean value of one field, None when empty; raises _Wrong."""
        if field.type in SEVERAL or field.type == "choices":
            return self.several(field, raw)
        if isinstance(raw, list | tuple) and len(raw) == 1:
            raw = raw[0]
        if field.type == "bool":
            return _bool(raw)
        text = _tidy(raw)
        if not text:
            return EMPTY
        if field.type in MOST:
            clean: Callable[[str, int], str | int] = _text if field.type in ("text", "longtext") else _whole
            return clean(text, field.most or MOST[field.type])
        match field.type:
            case "date" | "rough_day":
                return self.date(field, text) if field.type == "date" else _rough_day(text, self.today)
            case "choice":
                return self.choice(field, text)
            case "money" | "money_or_more" | "phone":
                return {"money": _money, "money_or_more": _money_or_more, "phone": _phone}[field.type](text)
        return self.resolve_or_refuse(field.type, text)

    def date(self, field: Field, text: str) -> date:
        day = self.today if text == "today" else _date(text)
        if day < EARLIEST:
            raise _Wrong(f"日期{day}早于1900年。", f"The date {day} is before 1900.")
        if day > self.today and not field.future:
            raise _Wrong(f"日期{day}还没有到，今天是{self.today}。", f"The date {day} is ahead; today is {self.today}.")
        return day

    def choice(self, field: Field, text: str) -> str:
        codes = self.choices.get(field.choices, {})
        if text in codes:
            return text
        zh = "、".join(words.zh for words in codes.values())
        en = ", ".join(words.of("en") for words in codes.values())
        raise _Wrong(f"没有“{_short(text)}”这个选项，可选：{zh}。", f"“{_short(text)}” is not one of: {en}.")

    def several(self, field: Field, raw: object) -> list[str] | None:
        """The ids or codes of those chosen, each once, in order; None when nothing was."""
        texts = [_tidy(one) for one in (raw if isinstance(raw, list | tuple) else str(raw or "").split(","))]
        chosen = [text for text in dict.fromkeys(texts) if text]
        if len(chosen) > MOST_CHOSEN:
            raise _Wrong(f"最多选{MOST_CHOSEN}个。", f"At most {MOST_CHOSEN}.")
        if field.type == "choices":
            return [self.choice(field, text) for text in chosen] or None
        return [self.resolve_or_refuse(SEVERAL[field.type], text) for text in chosen] or None

    def resolve_or_refuse(self, kind: str, text: str) -> str:
        found = self.resolve(kind, text) if len(text) <= MOST_NAME else None
        if found is None:
            raise _Wrong(f"找不到“{_short(text)}”，请从列表中选。", f"“{_short(text)}” is not known; choose from the list.")
        return found


def rows_in(raw: Mapping[Any, Any], name: str) -> int:
    """How many rows of a field were entered as flat keys (terms.3.what: three), at most one more than are allowed."""
    numbers = (key.split(".")[1] for key in raw if isinstance(key, str) and key.startswith(f"{name}.") and key.count(".") > 1)
    found = [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 6]
    return min(max(found, default=0), MOST_ROWS + 1)


def _is_said(inner: Field, row: Mapping[Any, Any], before: Mapping[Any, Any]) -> bool:
    """Does a row say something here that it does not merely take over: neither its default nor the row before?"""
    taken_over = before.get(inner.name) if inner.repeats else None
    return row.get(inner.name) not in (None, "", inner.default, taken_over)


def _is_given(raw: object) -> bool:
    return any(bool(one) for one in raw) if isinstance(raw, list | tuple) else bool(raw)


def _flat(raw: Mapping[Any, Any], prefix: str) -> dict[str, Any]:
    return {key[len(prefix) :]: value for key, value in raw.items() if isinstance(key, str) and key.startswith(prefix)}


def _tidy(raw: object) -> str:
    """Text without control characters and outer blanks, with one kind of line end; raises _Wrong for other types."""
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | date):
        raise _Wrong("这里须是文字。", "This must be text.")
    if isinstance(raw, datetime):
        raw = raw.date()
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in KEPT or unicodedata.category(c) not in ("Cc", "Cs", "Co"))
    return "".join(kept).strip()


def _text(text: str, most: int) -> str:
    if len(text) > most:
        raise _Wrong(f"太长了：最多{most}字，现在有{len(text)}字。", f"Too long: {most} characters at most, now {len(text)}.")
    return text


def _date(text: str) -> date:
    plain = unicodedata.normalize("NFKC", text)
    try:
        if len(plain) == len("2026-08-03"):
            return date.fromisoformat(plain)
    except ValueError:
        pass
    raise _Wrong(f"“{_short(text)}”不是日期，应写成2026-08-03。", f"“{_short(text)}” is no date; write it like 2026-08-03.")


def _rough_day(text: str, today: date) -> str:
    kept, wrong = rough_days.read(text, today)
    if wrong:
        raise _Wrong(wrong.zh, wrong.of("en"))
    return kept


def _whole(text: str, most: int) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix(".0")
    if not (plain.isascii() and plain.isdigit()):
        raise _Wrong(f"“{_short(text)}”不是整数。", f"“{_short(text)}” is not a whole number.")
    if len(plain) > len(str(most)) + 3 or not 1 <= int(plain) <= most:
        raise _Wrong(f"须在1至{most}之间。", f"It must be from 1 to {most}.")
    return int(plain)


def _money(text: str) -> str:
    amount = money.parse(text)
    if amount is None:
        raise _Wrong(f"“{_short(text)}”不是金额，应写成48200或48200.50（元）。",
                     f"“{_short(text)}” is no amount; write it like 48200 or 48200.50 (yuan).")  # fmt: skip
    return money.kept(amount)


def _money_or_more(text: str) -> str:
    amount = money.parse_least(text)
    if amount is None:
        raise _Wrong(f"“{_short(text)}”不是金额，应写成48200或48200.50（元）；只知道至少多少的，写成700余万。",
                     f"“{_short(text)}” is no amount; write it like 48200.50 (yuan), or ≥7000000 when it is at least so much.")  # fmt: skip
    return amount


def _bool(raw: object) -> bool:
    if raw is None or isinstance(raw, bool):
        return bool(raw)
    text = unicodedata.normalize("NFKC", str(raw)[:MOST_NAME]).strip().lower() if isinstance(raw, str | int) else "?"
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise _Wrong("请选择是或否。", "Choose yes or no.")


def _phone(text: str) -> str:
    """A telephone number as people write it: short numbers such as 12345, extensions, +86 and brackets are fine."""
    plain = unicodedata.normalize("NFKC", text)
    digits = sum(c.isdigit() for c in plain)
    if digits in PHONE_DIGITS and len(plain) <= 2 * max(PHONE_DIGITS) and all(c in "0123456789+-() 转#" for c in plain):
        return plain
    raise _Wrong(f"“{_short(text)}”不像电话号码。", f"“{_short(text)}” does not look like a telephone number.")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
