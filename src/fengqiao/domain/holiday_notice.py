"""The yearly notice of days off (国务院办公厅关于…部分节假日安排的通知) read as it is published, and written back.

One holiday a line: `春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。` Every weekday and every
count of days that the text names is checked, so that a slip, or the notice of another year, is found before a clock follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import ONE_DAY, YearDays

TITLE = "国务院办公厅关于{year}年部分节假日安排的通知"
LONGEST = 10_000
LONGEST_REST = 20  # days in a row; more is a slip
_LINE = re.compile(r"^\s*(?:[一二三四五六七八九十]+、)?\s*([^：:。\d]{1,20})[：:](.+)$")
_DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^（）()]*)[）)])?")
_UNTIL = re.compile(r"\s*(?:至|到|—|–|-|~|～)\s*")
_COUNT = re.compile(r"(?:共|放假)(\d{1,2})天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEK = "一二三四五六日"


@dataclass
class Notice:
    """The days off and the make-up workdays of one year, each with its holiday; `unused` is what named days and was not taken."""

    year: int
    holidays: dict[date, str] = field(default_factory=dict)
    workdays: dict[date, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)

    def mapping(self, source: str, english: Mapping[str, str]) -> dict[str, object]:
        """The year as a file holds it (`workdays.calendar_from`); `english` has the English of holidays that are known."""
        named = {"holidays": self.holidays, "workdays": self.workdays}
        return {"year": self.year, "source": source} | {
            key: [{"date": day, "name": _named(name, english)} for day, name in sorted(days.items())] for key, days in named.items()
        }


def read(text: str, year: int) -> Notice:
    """What a notice says of a year (calendar days). Raises Incomplete with each line that cannot be right."""
    if len(text) > LONGEST:
        raise Incomplete(Words(f"最多{LONGEST}字。", f"At most {LONGEST} characters."))
    notice, wrong = Notice(year), []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.match(line)
        try:
            if found:
                _read_line(notice, found[1].strip(), found[2])
            elif _DAY.search(line):
                notice.unused.append(line.strip())
        except _Slip as slip:
            wrong.append(Words(f"第{number}行：{slip.words.zh}", f"Line {number}: {slip.words.of('en')}"))
    if not wrong and not notice.holidays:
        wrong.append(Words("没有读到放假的日子。一行写一个节，例如：元旦：1月1日至3日放假，共3天。",
                           "No day off was found. Write one holiday a line, for example: 元旦：1月1日至3日放假，共3天。"))  # fmt: skip
    if both := sorted(set(notice.holidays) & set(notice.workdays)):
        wrong.append(Words(f"{both[0]}既放假又上班。", f"{both[0]} is both a day off and a workday."))
    if wrong:
        raise Incomplete(Words("".join(w.zh for w in wrong), " ".join(w.of("en") for w in wrong)))
    return notice


def written(days: YearDays) -> str:
    """The lines of a notice that say what a year has, to be corrected."""
    names = list(dict.fromkeys(name.zh for name in days.holidays.values()))
    names += [name for name in dict.fromkeys(name.zh for name in days.workdays.values()) if name not in names]
    return "\n".join(f"{name}：{_said(name, days)}" for name in names)


class _Slip(Exception):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.words = Words(zh, en)


def _read_line(notice: Notice, name: str, rest: str) -> None:
    for sentence in filter(None, (part.strip() for part in re.split("[。；;]", rest))):
        if "上班" in sentence:
            days, kept = list(_listed(sentence, notice.year)), notice.workdays
            for day in days:
                if day.weekday() < _WEEK.index("六"):
                    raise _Slip(f"{day}不是周末，不会是补班。", f"{day} is not on a weekend, so no make-up workday.")
        elif "放假" in sentence:
            days, kept = list(_ranged(sentence, notice.year)), notice.holidays
            if (said := _COUNT.search(sentence)) and int(said[1]) != len(days):
                raise _Slip(f"“{sentence}”写的是{said[1]}天，日子却是{len(days)}天。",
                            f"“{sentence}” says {said[1]} days, but names {len(days)}.")  # fmt: skip
        else:
            notice.unused += [sentence] if _DAY.search(sentence) else []
            continue
        kept.update({day: name for day in days if day.year == notice.year})
        notice.unused += [f"{name} {day}" for day in days if day.year != notice.year]


def _listed(sentence: str, year: int) -> Iterator[date]:
    month = 0
    for found in _DAY.finditer(sentence):
        day = _date(found, year, month)
        month = day.month
        yield day


def _ranged(sentence: str, year: int) -> Iterator[date]:
    """The days of `2月15日至23日`, or of single days; a second day without a month is of the first one's."""
    found = list(_DAY.finditer(sentence))
    first: date | None = None
    for one, after in zip(found, [*found[1:], None], strict=True):
        day = _date(one, first.year if first else year, first.month if first else 0)
        if first is not None:
            if not first <= day or (day - first).days >= LONGEST_REST:
                raise _Slip(f"“{sentence}”的起止不对。", f"The first and last day of “{sentence}” do not fit.")
            yield from (first + ONE_DAY * n for n in range(1, (day - first).days + 1))
            first = None
            continue
        yield day
        if after is not None and _UNTIL.fullmatch(sentence[one.end() : after.start()]):
            first = day


def _date(found: re.Match[str], year: int, month: int) -> date:
    try:
        day = date(int(found[1] or year), int(found[2] or month), int(found[3]))
    except ValueError:
        raise _Slip(f"没有“{found[0]}”这一天。", f"There is no day “{found[0]}”.") from None
    said = _WEEKDAY.search(found[4] or "")
    if said and _WEEK.index(said[1].replace("天", "日")) != day.weekday():
        raise _Slip(f"{day}是周{_WEEK[day.weekday()]}，不是周{said[1]}：是不是别的年份的通知？",
                    f"{day} is a {day:%A}, not what “{found[0]}” says: is it the notice of another year?")  # fmt: skip
    return day


def _named(name: str, english: Mapping[str, str]) -> dict[str, str]:
    known = [english.get(part, "") for part in re.split("[、和]", name)]
    return {"zh": name, "en": " and ".join(known)} if all(known) else {"zh": name}


def _said(name: str, days: YearDays) -> str:
    off = [day for day, words in sorted(days.holidays.items()) if words.zh == name]
    made_up = [day for day, words in sorted(days.workdays.items()) if words.zh == name]
    said = [f"{_from_to(run)}放假，共{len(run)}天。" for run in _runs(off)]
    return "".join(said) + (f"{'、'.join(map(_written_day, made_up))}上班。" if made_up else "")


def _runs(days: Iterable[date]) -> list[list[date]]:
    return [[day for _n, day in run] for _at, run in groupby(enumerate(days), key=lambda one: one[1].toordinal() - one[0])]


def _from_to(run: list[date]) -> str:
    return _written_day(run[0]) + (f"至{_written_day(run[-1])}" if len(run) > 1 else "")


def _written_day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEK[day.weekday()]}）"
