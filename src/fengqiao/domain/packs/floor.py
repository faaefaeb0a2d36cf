"""What a pack may never do to its parent: lengthen a duty, shorten a right, drop a condition (LOC-1, K-07, K-20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fengqiao.domain import guards
from fengqiao.domain.clock import Limit
from fengqiao.domain.errors import PackError
from fengqiao.domain.guards import Guard
from fengqiao.domain.packs.parts import Pack
from fengqiao.domain.roles import SYSTEM
from fengqiao.domain.sheets import Sheet
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Transition, Workflow

TIGHTER_WITH_MORE = {"in_time", "passed", "runs", "reached", "flag", "no_flag", "served", "no_waiver", "no_control",
                      "no_conflict", "consent",
                     "sits", "not_handler", "proven"}  # fmt: skip
CLOSED = ("support_kinds",)  # lists of which a pack may only take codes away
DAYS_OF_MONTHS = {"least": (28, 59, 89), "most": (31, 62, 92)}  # calendar days of one, two and three months


def refuse_loosened(pack: Pack, parent: Pack) -> None:
    """Raise PackError for the first entry of the resolved pack that is looser than its parent's.

    A unit's time limit may only be shortened, a citizen's only lengthened; where the units of time differ, the change
    must be tighter whatever the calendar. Conditions, required fields, papers and approvals may only be added.
    """
    for name, limit in parent.clocks.items():
        _check_limit(pack, limit, pack.clocks[name])
    for name, role in parent.roles.items():
        if _wider(role.scope, pack.roles[name].scope):
            raise _loose(pack, f"roles.{name}.scope", "看得到的范围只能缩小。", "What a role sees may only shrink.")
    for name, paper in parent.documents.items():
        if not set(paper.needs) <= set(pack.documents[name].needs):
            raise _loose(pack, f"documents.{name}.needs", "不得减少文书的必填内容。", "A paper's contents may only grow.")
    for name, workflow in parent.workflows.items():
        _check_workflow(pack, workflow, pack.workflows[name])
    for name, sheet in parent.sheets.items():
        now = pack.sheets[name]
        if _course(now) != _course(sheet):
            raise _loose(pack, f"sheets.{name}.stages", "不得改变各阶段和怎样算完成。", "Its stages and its end stay the same.")
    _check_occasions(pack, parent)
    _check_lists(pack, parent)


def _check_occasions(pack: Pack, parent: Pack) -> None:
    for name, kind in parent.occasions.items():
        now = pack.occasions[name]
        if (kind.is_public and not now.is_public) or (kind.needs_case and not now.needs_case):
            raise _loose(pack, f"occasions.{name}", "向群众公开的仍要公开，要带案的仍要带案。",
                         "What is announced stays announced, and what needs a case goes on needing one.")  # fmt: skip
        if kind.lit and now.lit != kind.lit:
            raise _loose(pack, f"occasions.{name}.lit", "要等的灯不得取消。", "The lights it waits for stay.")


def _course(sheet: Sheet) -> tuple[Any, ...]:
    return list(sheet.stages), sheet.ends, sheet.has_amounts, sheet.is_aside, sheet.is_internal, sheet.named, sheet.pays


def _check_lists(pack: Pack, parent: Pack) -> None:
    """A closed list may lose codes but never gain one or name one of control; of the others no code is taken away."""
    for name, codes in parent.lists.items():
        now = pack.lists.get(name, {})
        key = f"lists.{name}"
        if name not in CLOSED:
            if gone := [code for code in codes if code not in now]:
                raise _loose(pack, f"{key}.{gone[0]}", f"不得删去代码“{gone[0]}”。", f"The code “{gone[0]}” may not be taken away.")
            continue
        for code, words in now.items():
            if code not in codes:
                raise _loose(pack, f"{key}.{code}", "帮扶与安全措施的种类只能减少，不得增加（G-05）。",
                             "Kinds of support and safety may be taken away, never added (G-05).")  # fmt: skip
            if guards.control_words(words.zh):
                raise _loose(pack, f"{key}.{code}", "这里只有对人的帮助和安全措施（G24）。", "Help and safety only (G24).")


def _loose(pack: Pack, key: str, zh: str, en: str) -> PackError:
    return PackError(Words(zh, en), where=pack.where(key), key=key, code="loosened")


def _wider(old: str, new: str) -> bool:
    order = ("none", "case", "unit", "county")
    return order.index(new) > order.index(old)


def _check_limit(pack: Pack, old: Limit, new: Limit) -> None:
    key = f"clocks.{old.id}"
    if (new.owner, new.kind, new.starts, new.stops) != (old.owner, old.kind, old.starts, old.stops):
        raise _loose(pack, key, "不得改变期限属于谁、何时起止。", "Whose clock it is and what starts and stops it stay.")
    if (old.owner == "unit") == (old.kind == "at_most"):
        tighter, zh, en = _at_most(new, old), "只能比上级包短，不能更长", "may only be shorter than its parent's"
    else:
        tighter, zh, en = _at_most(old, new), "只能比上级包长，不能更短", "may only be longer than its parent's"
    if not tighter:
        lengths = f"{_length(old).zh} → {_length(new).zh}", f"{_length(old).of('en')} → {_length(new).of('en')}"
        raise _loose(pack, f"{key}.days", f"“{new.name}”{zh}（{lengths[0]}）。",
                     f"“{new.name.of('en')}” {en} ({lengths[1]}).")  # fmt: skip
    if old.owner == "unit":
        _check_halts(pack, old, new)


def _check_halts(pack: Pack, old: Limit, new: Limit) -> None:
    key = f"clocks.{old.id}"
    same_unit = new.unit == old.unit or new.extension_max == 0
    if not same_unit or _more(new.extension_max, old.extension_max):
        raise _loose(pack, f"{key}.extension_max", "延长只能减少。", "Extensions may only shrink.")
    if new.extension_max != 0 and new.extension_by != old.extension_by:
        raise _loose(pack, f"{key}.extension_by", "不得改由他人批准延长。", "Who grants an extension stays the same.")
    if not set(new.pauses) <= set(old.pauses):
        raise _loose(pack, f"{key}.pauses", "不得增加暂停事由。", "No pause may be added.")
    if old.hours is not None and (new.hours is None or new.hours.yellow > old.hours.yellow or new.hours.close > old.hours.close):
        raise _loose(pack, f"{key}.hours", "变灯的钟点只能提前。", "The hours at which its lamp turns may only be earlier.")
    if old.latest_from is not None and _more(new.latest_from, old.latest_from):
        raise _loose(pack, f"{key}.latest_from", "最迟起算日不得推后。", "The latest day it counts from may not move back.")


def _length(limit: Limit) -> Words:
    return Words("未定", "not set") if limit.days is None else limit.length(limit.days)


def _more(new: int | None, old: int | None) -> bool:
    """True when the new number is larger; None stands for no bound."""
    return old is not None and (new is None or new > old)


def _at_most(short: Limit, long: Limit) -> bool:
    """True when the first is never longer than the second, on any calendar."""
    if short.days is None or long.days is None:
        return long.days is None
    if short.unit == long.unit:
        return short.days <= long.days
    most, least = _most_days(short), _least_days(long)
    return most is not None and least is not None and most <= least


def _most_days(limit: Limit) -> int | None:
    """The most calendar days a length can take; None for working days, which a holiday may stretch at will."""
    days = limit.days or 0
    if limit.unit == "cd":
        return days
    if limit.unit == "mo":
        return 0 if days == 0 else DAYS_OF_MONTHS["most"][days - 1] if days <= 3 else 31 * days
    return 0 if days == 0 else None


def _least_days(limit: Limit) -> int:
    """The fewest calendar days a length can take: n working days take at least n days."""
    days = limit.days or 0
    if limit.unit == "mo" and days:
        return DAYS_OF_MONTHS["least"][days - 1] if days <= 3 else 30 * days - 3
    return days


def _check_workflow(pack: Pack, old: Workflow, new: Workflow) -> None:
    key = f"workflows.{old.id}"
    if (new.start, new.lapse, new.yields, new.many) != (old.start, old.lapse, old.yields, old.many):
        raise _loose(pack, f"{key}.start", "不得改变起点和随主程序终止的去向。", "Its start, and how it ends with its parent, stay.")
    for state in old.states.values():
        now = new.states[state.id]
        if replace(now, name=state.name, step=state.step, code=state.code) != state:
            raise _loose(pack, f"{key}.states.{state.id}", "只能改名称和环节，不得改责任人和是否办结。",
                         "Only its words and step may change, not whose it is or whether it ends.")  # fmt: skip
    claims = {claim.id: claim for claim in new.claims}
    for claim in old.claims:
        if claims[claim.id] != claim:
            raise _loose(pack, f"{key}.never.{claim.id}", "不得改动上级包的禁止事项。", "A parent's claim stays as it is.")
    for act in new.transitions.values():
        where = f"{key}.transitions.{act.id}"
        if act.id in old.transitions:
            _check_act(pack, where, old.transitions[act.id], act)
        else:
            _check_added(pack, where, act, old)


def _check_act(pack: Pack, key: str, old: Transition, new: Transition) -> None:
    """A replaced act: everything asked before is still asked, everything started or issued still is."""
    if new == old:
        return
    if SYSTEM in _roles(new.by) - _roles(old.by):
        raise _loose(pack, f"{key}.by", "影响权利的步骤不得由系统作出。", "The system never takes a step.")
    if old.approval and new.approval != old.approval:
        raise _loose(pack, f"{key}.approval", "不得取消批准或核对。", "An approval may not be dropped.")
    for guard in old.needs:
        if not any(_as_tight(now, guard) for now in new.needs):
            raise _loose(pack, f"{key}.needs", f"不得取消或放宽条件“{guard.name}”。",
                         f"The condition “{guard.name}” may not be dropped or widened.")  # fmt: skip
    required = {field.name for field in new.fields if field.required}
    if missing := [field.name for field in old.fields if field.required and field.name not in required]:
        raise _loose(pack, f"{key}.fields", f"必填项“{missing[0]}”不得取消。", f"“{missing[0]}” stays required.")
    _check_results(pack, key, old, new)


def _check_results(pack: Pack, key: str, old: Transition, new: Transition) -> None:
    if new.to != old.to or not set(new.sources) <= set(old.sources):
        raise _loose(pack, key, "不得改变去向，来处只能减少。", "Where it leads stays; from where may only shrink.")
    if any(paper not in new.issues for paper in old.issues) or any(paper not in old.serves for paper in new.serves):
        raise _loose(pack, f"{key}.issues", "不得取消文书，不得代替送达。", "Papers stay; service may not be assumed.")
    if set(new.flags) - set(old.flags) or set(old.unflags) - set(new.unflags) or dict(new.sets) != dict(old.sets):
        raise _loose(pack, f"{key}.flags", "不得改变它确立的事实。", "What it establishes stays the same.")
    if (new.hand_to, new.dated, new.opens, new.shown) != (old.hand_to, old.dated, old.opens, old.shown):
        raise _loose(pack, key, "不得改变移交给谁、以哪天为准、给谁看。", "To whom it goes, its date and who sees it stay.")
    if (new.begins, new.follows, new.becomes, dict(new.effects)) != (old.begins, old.follows, old.becomes, dict(old.effects)):
        raise _loose(pack, key, "不得改变它启动、跟随的程序和写下的结果。", "What it begins, follows and writes stays the same.")
    _check_changes(pack, key, old, new)


def _check_changes(pack: Pack, key: str, old: Transition, new: Transition) -> None:
    added = [change for change in new.clocks if change not in old.clocks]
    if any(change not in new.clocks for change in old.clocks if change.kind in ("start", "resume")):
        raise _loose(pack, f"{key}.clocks", "不得取消起算。", "A clock that starts here still starts.")
    if any(change.kind != "start" or change.clock in {c.clock for c in old.clocks} for change in added):
        raise _loose(pack, f"{key}.clocks", "只能增加起算的期限。", "Only more clocks may be started.")


def _check_added(pack: Pack, key: str, act: Transition, old: Workflow) -> None:
    """An added act in the parent's workflow: by a person, and no clock of the parent ends or rests by it."""
    if SYSTEM in _roles(act.by):
        raise _loose(pack, f"{key}.by", "影响权利的步骤不得由系统作出。", "The system never takes a step.")
    if act.follows:
        raise _loose(pack, f"{key}.follows", "不得新增跟随的步骤。", "No following step may be added.")
    clocks = {change.clock for other in old.transitions.values() for change in other.clocks}
    if any(change.clock in clocks or change.clock == "all" for change in act.clocks):
        raise _loose(pack, f"{key}.clocks", "新增的步骤不得改动上级包的期限。", "An added act leaves the parent's clocks alone.")


def _roles(allowed: Iterable[str]) -> set[str]:
    return {who.partition("@")[0] for who in allowed}


def _as_tight(new: Guard, old: Guard) -> bool:
    """True when the new condition holds only where the old one does."""
    if new.name != old.name or new.unless not in ("", old.unless):
        return False
    if new.name.endswith("_is"):
        return bool(new.values) and set(new.values) <= set(old.values)
    if new.name in TIGHTER_WITH_MORE:
        return set(new.values) >= set(old.values)
    return new.values == old.values
