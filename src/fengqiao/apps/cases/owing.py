"""Reading what is owed: the lines of a case, where each stands, and which are overdue or near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.apps.cases.models import Case, Line
from fengqiao.domain import money, sheets
from fengqiao.domain.masking import plain_name
from fengqiao.domain.packs import Pack
from fengqiao.domain.sheets import Part, Sheet, Standing
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.reading import Question

LEAST = "least"  # among a line's details: the stages whose amounts are known only to be at least so much
A_GROUP = 20  # lines shown under one heading; more are folded
REMIND = 3  # days before its last day on which a line is near, unless it says otherwise


@Question
def _lines(county: int, case: UUID) -> QuerySet[Line]:
    return Line.objects.filter(county=county, case=case)


def lines_of(case: Case) -> list[Line]:
    """All lines of a case in order, dropped ones too."""
    return _lines(case.county, case.id)


def standing_of(line: Line) -> Standing:
    """A line as the domain judges it."""
    return Standing(line.stage, line.amounts, line.is_dropped, "doubted" in line.details)


def parts_of(line: Line) -> list[Part]:
    """The parts in which a line is to be paid; none when it is paid at once."""
    return [Part(date.fromisoformat(part["due_on"]), part["amount"]) for part in line.details.get("parts", ())]


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as pages, papers and files show it."""

    line: Line
    sheet: Sheet
    today: date
    has_paid_for: bool = False  # the case has lines of the sheet that this one pays for
    told: tuple[Words, ...] = ()  # what its sheet keeps of the acts: found or not, original or copy, of which day
    paid: tuple[tuple[int, str], ...] = ()  # the numbers of the lines that paid for it, each with its amount, for reading

    @property
    def mark(self) -> str:
        """overdue, near, doubted, lapsed, dropped, done or open."""
        line = self.line
        if line.is_dropped:
            return "dropped"
        if "doubted" in line.details:
            return "doubted"
        if line.is_done:
            return "done"
        if line.due_on is None:
            return "open"
        if line.due_on < self.today:
            return "lapsed" if self.sheet.id == SUPPORT else "overdue"
        near = self.today + timedelta(days=int(line.details.get("remind", REMIND)))
        return "near" if line.due_on <= near else "open"

    @property
    def stage(self) -> Words:
        """The name of its stage."""
        return self.sheet.stages[self.line.stage]

    @property
    def _reached(self) -> Mapping[str, str]:
        """The record with which it reached its stage."""
        return next((one for one in self.line.history if one["stage"] == self.line.stage), {})

    @property
    def reached_on(self) -> date | None:
        """The day on which it reached its stage."""
        return date.fromisoformat(self._reached["on"]) if self._reached else None

    @property
    def done_by(self) -> str:
        """Who checked, approved, paid or accepted it, as its latest stage says."""
        return self._reached.get("by", "")

    @property
    def by_stage(self) -> list[tuple[Words, str]]:
        """Each stage of its sheet with its amount, for reading; empty where it has none."""
        known = self.line.amounts
        return [
            (words, money.written(known[code], least=self.is_least(code)) if code in known else "")
            for code, words in self.sheet.stages.items()
        ]

    def is_least(self, stage: str) -> bool:
        """Is the amount of a stage known only to be at least so much (ND-02)?"""
        return stage in self.line.details.get(LEAST, ())

    @property
    def expected(self) -> str:
        """The amount that its next record would usually carry."""
        return sheets.expected(self.sheet, standing_of(self.line)) or ""

    @property
    def left(self) -> str:
        """What of the last part is still to come, for reading; empty where it is not paid in parts."""
        return money.written(self.expected) if self.line.stage == self.sheet.last and self.expected else ""

    @property
    def used(self) -> list[tuple[str, str]]:
        """What it paid for: the number of each line with its amount, for reading."""
        return [(number, money.written(amount)) for number, amount in self.line.details.get("used", {}).items()]

    @property
    def untied(self) -> str:
        """What it spent that is tied to no works, for reading; empty where all of it is, and where nothing is to be tied."""
        left = sheets.untied(self.sheet, standing_of(self.line), self.line.details.get("used", {}))
        return money.written(left) if left and self.has_paid_for else ""

    @property
    def parts(self) -> list[tuple[date, str]]:
        """The parts with their last days."""
        return [(part.due_on, money.written(part.amount)) for part in parts_of(self.line)]

    @property
    def proof(self) -> str:
        """What its latest record rests on."""
        return next((str(one["proof"]) for one in reversed(self.line.history) if one.get("proof")), "")


SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Total:
    """Of one stage: how many of the lines reached it, of how many, and the sum in figures and capitals."""

    stage: Words
    code: str
    lines: int  # that reached it
    now: int  # that stand in it
    of: int
    amount: str
    capitals: str


@dataclass(frozen=True, slots=True)
class Group:
    """Some lines that follow one another, by the numbers of the first and the last, and how many of them are done."""

    lines: list[LineView]
    first: int
    last: int
    done: int


@dataclass(frozen=True)
class Table:
    """One sheet of a case with its lines."""

    sheet: Sheet
    lines: list[LineView]

    @cached_property
    def groups(self) -> list[Group]:
        """The lines in groups that a small screen can fold, in order."""
        parts = [self.lines[start : start + A_GROUP] for start in range(0, len(self.lines), A_GROUP)]
        return [
            Group(part, part[0].line.position, part[-1].line.position, sum(one.line.is_done for one in part)) for part in parts
        ]

    @property
    def begins_with(self) -> Group:
        """The group that is open at first: the first in which something is owed."""
        return next((group for group in self.groups if group.done < len(group.lines)), self.groups[0])

    @property
    def is_long(self) -> bool:
        """True when it has more lines than one group."""
        return len(self.lines) > A_GROUP

    @property
    def alike(self) -> str:
        """What all lines of a long sheet are for and who owes it, said once; empty where they differ."""
        told = {(one.line.what, one.line.owed_by) for one in self.lines}
        return " · ".join(filter(None, told.pop())) if self.is_long and len(told) == 1 else ""

    @property
    def totals(self) -> list[Total]:
        """The sums of each stage; dropped lines count nowhere."""
        kept = [one for one in self.lines if not one.line.is_dropped]
        found = sheets.sums(self.sheet, (standing_of(one.line) for one in kept))
        least = {stage for one in kept for stage in self.sheet.stages if one.is_least(stage)}
        return [
            Total(self.sheet.stages[stage], stage, n, sum(one.line.stage == stage for one in kept), len(kept),
                  money.written(amount, least=stage in least) if amount else "",
                  money.capitals(amount) + ("以上" if stage in least else "") if amount else "")
            for stage, (n, amount) in found.items()
        ]  # fmt: skip

    @property
    def has_days(self) -> bool:
        """True when a line of it has a last day."""
        return any(one.line.due_on for one in self.lines)

    @property
    def is_done(self) -> bool:
        """True when nothing is open in it."""
        return all(one.line.is_done or one.line.is_dropped for one in self.lines)

    @property
    def overdue(self) -> int:
        """How many lines are past their last day."""
        return sum(one.mark == "overdue" for one in self.lines)


def tables_of(case: Case, pack: Pack, today: date) -> list[Table]:
    """The sheets of a case that have lines, in the pack's order; support is a table of its own (`support_of`)."""
    by_sheet: dict[str, list[LineView]] = {}
    lines = lines_of(case)
    there, paid = {line.sheet for line in lines if not line.is_dropped}, _paid(lines)
    for line in lines:
        sheet = pack.sheets[line.sheet]
        told = tuple(_told(line, sheet, pack))
        view = LineView(line, sheet, today, sheet.pays in there, told, tuple(paid.get(line.position, ())))
        by_sheet.setdefault(line.sheet, []).append(view)
    return [Table(sheet, by_sheet[name]) for name, sheet in pack.sheets.items() if name in by_sheet]


def _told(line: Line, sheet: Sheet, pack: Pack) -> Iterator[Words]:
    for name, listed in sheet.keeps.items():
        if value := str(line.details.get(name, "")):
            yield pack.lists.get(listed, {}).get(value, Words(value, value))


def _paid(lines: Iterable[Line]) -> dict[int, list[tuple[int, str]]]:
    """By the number of each line that was paid for: the lines that paid it, with their amounts."""
    found: dict[int, list[tuple[int, str]]] = {}
    for line in lines:
        for number, amount in line.details.get("used", {}).items():
            found.setdefault(int(number), []).append((line.position, money.written(amount)))
    return found


RANGE = re.compile(r"(\d{1,5})(?:\s*(?:-|–|—|~|到|至)\s*(\d{1,5}))?")


def searched(case: Case, table: Table, asked: str) -> Table:
    """The lines of a table that are meant by a number (12), a range (1-60), a whole name, or a part of what is shown."""
    text = plain_name(asked)
    if numbers := RANGE.fullmatch(text):
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        return Table(table.sheet, [one for one in table.lines if first <= one.line.position <= last])
    index = vault.blind_index(text, "name")
    named = set(Line.objects.filter(county=case.county, case=case, identity__name_index=index).values_list("id", flat=True))
    return Table(table.sheet, [one for one in table.lines if one.line.id in named or _shows(one.line, text)])


def _shows(line: Line, text: str) -> bool:
    return any(text in shown for shown in (line.mask, line.what, line.owed_by))


@dataclass(frozen=True, slots=True)
class Measure:
    """A support or safety measure: its kind, what for, who sees to it, until when, on whose will."""

    view: LineView
    kind: Words
    consent: Words

    @property
    def is_in_force(self) -> bool:
        """True until its last day, unless it was ended or dropped before."""
        return self.view.mark in ("open", "near")


def support_of(tables: list[Table], lists: Mapping[str, Mapping[str, Words]]) -> list[Measure]:
    """The support and safety measures among the lines, with their codes in words; dropped ones left out."""
    views = [view for table in tables if table.sheet.id == SUPPORT for view in table.lines if not view.line.is_dropped]
    kinds, consents = lists.get("support_kinds", {}), lists.get("support_consents", {})
    return [
        Measure(view, kinds.get(code := str(view.line.details.get("kind", "")), Words(code, code)),
                consents.get(will := str(view.line.details.get("consent", "")), Words(will, will)))
        for view in views
    ]  # fmt: skip
