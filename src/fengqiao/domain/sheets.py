"""What is owed, line by line: each sheet of a pack has stages in order, and the amounts of each stage are kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from fengqiao.domain import money
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of thing owed: claims are claimed, verified, agreed, paid; funds applied for, approved, received, spent.

    A line is done in one of `ends` (the last stage unless the pack says otherwise); `of` is "person" where each line is somebody's.
    """

    id: str
    name: Words
    stages: Mapping[str, Words]
    has_amounts: bool = False
    ends: tuple[str, ...] = ()
    of: Literal["", "person"] = ""
    source: str = ""

    def next_stage(self, stage: str) -> str | None:
        """The stage after one; None after the last."""
        order = list(self.stages)
        place = order.index(stage) + 1
        return order[place] if place < len(order) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one line stands: its stage, and the amount of each stage it has reached (kept text)."""

    stage: str
    amounts: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False


def may_reach(sheet: Sheet, line: Standing, stage: str, amount: str | None) -> Verdict:
    """May the line reach a stage now with this amount? Stages follow one another; what is paid or spent is part of the last.

    The last stage may be reached in parts: its amounts add up and never pass the stage before it. A line that began
    without an amount (plant the tree again) needs none later.
    """
    order = list(sheet.stages)
    if line.dropped or stage not in order:
        return no("no_such_stage", Words("这一项已经撤销，或者没有这个阶段。", "The line was dropped, or there is no such stage."))
    is_part = stage == order[-1] and line.stage == stage and sheet.has_amounts
    if not is_part and sheet.next_stage(line.stage) != stage:
        words = Words("这一项现在是「{now}」，下一步是「{next}」。", "The line is “{now}”; next comes “{next}”.")
        upcoming = sheet.next_stage(line.stage)
        return no("stage_order", words.filled(now=sheet.stages[line.stage],
                                              next=sheet.stages[upcoming] if upcoming else Words("没有了", "nothing")))  # fmt: skip
    if not sheet.has_amounts or not line.amounts:
        return YES
    if amount is None:
        return no("amount", Words("请写明金额。", "Say the amount."))
    if stage == order[-1]:
        bound = Decimal(line.amounts.get(order[-2], "0"))
        after = money.total([line.amounts.get(stage), amount])
        if after > bound:
            words = Words("超过了：「{before}」是{bound}元，这样一共是{after}元。",
                      "Too much: “{before}” is {bound} yuan, this makes {after}.")
            return no("too_much", words.filled(before=sheet.stages[order[-2]], bound=money.written(bound),
                                               after=money.written(after)))  # fmt: skip
    return YES


def is_done(sheet: Sheet, line: Standing) -> bool:
    """True when nothing more is owed on a line: dropped, or in an end stage with all of its amount."""
    if line.dropped:
        return True
    if line.stage not in (sheet.ends or (list(sheet.stages)[-1],)):
        return False
    order = list(sheet.stages)
    if not line.amounts or line.stage != order[-1]:
        return True
    return Decimal(line.amounts.get(order[-1], "0")) >= Decimal(line.amounts.get(order[-2], "0"))


def sums(sheet: Sheet, lines: Iterable[Standing]) -> dict[str, Decimal]:
    """The sum of each stage over the lines that reached it; dropped ones count nowhere."""
    kept = [line for line in lines if not line.dropped]
    return {stage: money.total(line.amounts.get(stage) for line in kept) for stage in sheet.stages}
