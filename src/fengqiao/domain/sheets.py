"""What is owed, line by line: each sheet of a pack has stages in order, and the amounts of each stage are kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from fengqiao.domain import money
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of thing owed: claims are claimed, verified, agreed, paid; funds applied for, approved, received, spent.

    A line is done in one of `ends` (the last stage unless the pack says otherwise); `of` is "person" where each line is
    somebody's. What runs beside (`is_aside`: a fund, an advance, a support measure) is owed to no party of the case;
    what is internal (a task) no party sees.
    """

    id: str
    name: Words
    stages: Mapping[str, Words]
    has_amounts: bool = False
    ends: tuple[str, ...] = ()
    of: Literal["", "person"] = ""
    is_aside: bool = False
    is_internal: bool = False
    named: tuple[str, ...] = ()  # the stages of which it is said who did it: acceptance of works
    pays: str = ""  # the sheet whose lines its last stage pays for: what a fund spent is tied to the works it paid
    keeps: Mapping[str, str] = field(default_factory=dict)  # what a line keeps of an act, each with the list of its codes, if any
    source: str = ""

    @property
    def last(self) -> str:
        """The last stage."""
        return list(self.stages)[-1]

    def next_stage(self, stage: str) -> str | None:
        """The stage after one; None after the last."""
        order = list(self.stages)
        place = order.index(stage) + 1
        return order[place] if place < len(order) else None

    def before(self, stage: str) -> str:
        """The stage before one; the first for the first."""
        order = list(self.stages)
        return order[max(order.index(stage) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is owed, with its last day and amount (kept text)."""

    due_on: date
    amount: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one line stands: its stage, and the amount of each stage it has reached (kept text)."""

    stage: str
    amounts: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False
    doubted: bool = False  # somebody said that it is not so, and nobody has answered yet


def may_reach(sheet: Sheet, line: Standing, stage: str, amount: str | None) -> Verdict:
    """May the line reach a stage now with this amount? Stages follow one another; what is paid or spent is part of the last.

    The last stage may be reached in parts: its amounts add up and never pass the stage before it. A line that began
    without an amount (plant the tree again) needs none later.
    """
    if line.dropped or stage not in sheet.stages:
        return no("no_such_stage", Words("这一项已经撤销，或者没有这个阶段。", "The line was dropped, or there is no such stage."))
    is_part = stage == sheet.last and line.stage == stage and sheet.has_amounts
    if not is_part and sheet.next_stage(line.stage) != stage:
        words = Words("这一项现在是「{now}」，下一步是「{next}」。", "The line is “{now}”; next comes “{next}”.")
        upcoming = sheet.next_stage(line.stage)
        return no("stage_order", words.filled(now=sheet.stages[line.stage],
                                              next=sheet.stages[upcoming] if upcoming else Words("没有了", "nothing")))  # fmt: skip
    if not sheet.has_amounts or not line.amounts:
        return YES
    if amount is None:
        return no("amount", Words("请写明金额。", "Say the amount."))
    if stage == sheet.last:
        bound = _bound(sheet, line)
        after = money.total([line.amounts.get(stage), amount])
        if after > bound:
            words = Words("超过了：「{before}」是{bound}元，这样一共是{after}元。",
                      "Too much: “{before}” is {bound} yuan, this makes {after}.")
            return no("too_much", words.filled(before=sheet.stages[sheet.before(stage)], bound=money.written(bound),
                                               after=money.written(after)))  # fmt: skip
    return YES


def expected(sheet: Sheet, line: Standing) -> str | None:
    """The amount that the next record would usually carry: that of the stage before, of the last stage what is left.

    None for a line without amounts, and when nothing is left.
    """
    if not sheet.has_amounts or not line.amounts:
        return None
    if sheet.last in (line.stage, sheet.next_stage(line.stage)):
        left = _bound(sheet, line) - Decimal(line.amounts.get(sheet.last, "0"))
        return money.kept(left) if left > 0 else None
    return line.amounts.get(line.stage)


def is_done(sheet: Sheet, line: Standing) -> bool:
    """True when nothing more is owed on a line: dropped, or in an end stage with all of its amount and undoubted."""
    if line.dropped:
        return True
    if line.doubted or line.stage not in (sheet.ends or (sheet.last,)):
        return False
    if not line.amounts or line.stage != sheet.last:
        return True
    return Decimal(line.amounts.get(sheet.last, "0")) >= _bound(sheet, line)


def may_part(sheet: Sheet, line: Standing, parts: Sequence[Part]) -> Verdict:
    """May a line be paid in these parts? They add up to what is owed, to the fen, and follow one another in time."""
    if not line.amounts or is_done(sheet, line):
        return no("no_parts", Words("这一项没有还要付的金额，不能分期。", "Nothing is to be paid on this line; it has no parts."))
    bound, whole = _bound(sheet, line), money.total(part.amount for part in parts)
    if whole != bound:
        words = Words("各期加起来是{whole}元，这一项是{bound}元，两个数要一样。",
                      "The parts add up to {whole} yuan, the line is {bound}; they must be the same.")  # fmt: skip
        return no("parts", words.filled(whole=money.written(whole), bound=money.written(bound)), "民法典 第五百零九条")
    days = [part.due_on for part in parts]
    if days != sorted(set(days)):
        return no("parts_order", Words("各期的日期要一期比一期晚。", "Each part must be due after the one before."))
    return YES


def due_on(sheet: Sheet, line: Standing, parts: Sequence[Part]) -> date | None:
    """The last day of the first part that is not paid yet; None without parts, and when all is paid."""
    left = Decimal(line.amounts.get(sheet.last, "0"))
    for part in parts:
        left -= Decimal(part.amount)
        if left < 0:
            return part.due_on
    return None


def tied(used: Mapping[str, str], to: str, amount: str) -> dict[str, str]:
    """What a line has paid for, by the number of the line paid for, after one more amount."""
    return {**used, to: money.kept(money.total([used.get(to), amount]))}


def untied(sheet: Sheet, line: Standing, used: Mapping[str, str]) -> Decimal:
    """What of the last stage is tied to nothing; 0 when the parts make the whole, and for a sheet that pays for no other."""
    return money.total([line.amounts.get(sheet.last)]) - money.total(used.values()) if sheet.pays else Decimal()


def sums(sheet: Sheet, lines: Iterable[Standing]) -> dict[str, tuple[int, Decimal]]:
    """Of each stage how many lines reached it and the sum of their amounts; dropped ones count nowhere."""
    order, kept = list(sheet.stages), [line for line in lines if not line.dropped]
    return {
        stage: (
            sum(order.index(line.stage) >= place for line in kept),
            money.total(line.amounts.get(stage) for line in kept),
        )
        for place, stage in enumerate(order)
    }


def _bound(sheet: Sheet, line: Standing) -> Decimal:
    """The most that the last stage may come to: the amount of the stage before it."""
    known = line.amounts.get(sheet.before(sheet.last)) or line.amounts.get(line.stage) or "0"
    return Decimal(known)
