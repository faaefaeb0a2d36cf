"""The closed vocabulary of conditions that packs may put before a transition.

A guard reads facts (a flat mapping) and, for some, what was entered. `READS` says which facts a guard
looks at and the values they may take, so that the prover can try every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

Values = tuple[str, ...]
CLOCK_STATUS: Values = ("none", "running", "overdue", "paused", "stopped")
YES_NO: Values = ("no", "yes")
# Words that would take a right away; an agreement or settlement with one of them is stopped for a person (G12).
WAIVERS = ("不再信访", "不得信访", "放弃信访", "放弃复查", "放弃复核", "放弃诉讼", "放弃起诉", "不再起诉", "息诉罢访",
           "不得起诉", "放弃申诉", "不再上访", "不得上访", "放弃仲裁")


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition with its parameters, as the pack writes it."""

    name: str
    values: Values = ()
    unless: str = ""  # a flag that lifts the condition
    words: Words | None = None  # the pack's own words for the refusal
    source: str = ""


Rule = Callable[[Guard, Mapping[str, Any], Mapping[str, Any] | None], Verdict]


def check(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Does the guard hold? Raises KeyError for a guard outside the vocabulary (the pack parser prevents it)."""
    if guard.unless and guard.unless in facts.get("flags", ()):
        return YES
    verdict = RULES[guard.name](guard, facts, data)
    if verdict or guard.words is None:
        return verdict
    return no(guard.name, guard.words, guard.source)


def reads(guard: Guard) -> dict[str, Values]:
    """The facts a guard looks at, each with every value it may take."""
    if guard.name == "in_time_or_reason":
        return {f"clock.{guard.values[0]}": CLOCK_STATUS}
    if guard.name in ("in_time", "passed", "runs"):
        return {f"clock.{clock}": CLOCK_STATUS for clock in guard.values}
    return dict(READS.get(guard.name, {}))


def _one_of(fact: str, zh: str, en: str) -> Rule:
    def rule(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
        if str(facts.get(fact, "")) in guard.values:
            return YES
        return no(f"{fact}_is", Words(zh, en).filled(values="、".join(guard.values)), guard.source)

    return rule


def _fact(fact: str, zh: str, en: str, wanted: str = "yes") -> Rule:
    def rule(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
        return YES if facts.get(fact, "no") == wanted else no(fact, Words(zh, en), guard.source)

    return rule


def _in_time(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    if all(facts.get(f"clock.{clock}") == "running" for clock in guard.values):
        return YES
    words = Words("期限（{clock}）已过或未起算。", "The time limit ({clock}) has passed or is not running.")
    return no("in_time", words.filled(clock="、".join(guard.values)), guard.source)


def _passed(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    if all(facts.get(f"clock.{clock}") == "overdue" for clock in guard.values):
        return YES
    words = Words("期限（{clock}）还没有届满。", "The time limit ({clock}) has not passed yet.")
    return no("passed", words.filled(clock="、".join(guard.values)), guard.source)


def _in_time_or_reason(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: the clock, and the field that says why it is late (DAY-8: a person decides)."""
    clock, reason = guard.values
    status = facts.get(f"clock.{clock}")
    if status == "running" or (status == "overdue" and (data is None or data.get(reason))):
        return YES
    words = Words("已过申请期限：请写明迟延的原因，由工作人员审查决定。",
                  "The time limit has passed: say why it is late, and a person will decide.")
    return no("late", words, guard.source or "DAY-8")


def _in_system(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    target = (data or {}).get(guard.values[0] if guard.values else "unit")
    if not target or target in facts.get("in_system", ()):
        return YES
    words = Words("只能转给本系统的下级单位；其他单位请告知信访人向其提出。",
                  "Only to a lower unit of the same system; for others tell the petitioner where to go.")
    return no("in_system", words, guard.source or "信访工作条例 第二十三条第一款")


def _runs(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    if all(facts.get(f"clock.{clock}") in ("running", "overdue") for clock in guard.values):
        return YES
    return no("runs", Words("相关期限没有在走。", "The clock concerned is not running."), guard.source)


def _flag(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    if set(guard.values) <= set(facts.get("flags", ())):
        return YES
    return no("flag", Words("前置的步骤还没有做。", "An earlier step has not been taken."), guard.source)


def _no_flag(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    if not set(guard.values) & set(facts.get("flags", ())):
        return YES
    return no("no_flag", Words("有一项工作还没有结束。", "Something is still under way."), guard.source)


def _served(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    missing = [paper for paper in guard.values if paper not in facts.get("served", ())]
    if not missing:
        return YES
    words = Words("没有{paper}的送达证明。", "There is no proof that {paper} was served.")
    return no("served", words.filled(paper="、".join(missing)), guard.source or "DAY-17")


def _no_waiver(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    texts = " ".join(str((data or {}).get(name, "")) for name in guard.values)
    found = [phrase for phrase in WAIVERS if phrase in "".join(texts.split())]
    if not found:
        return YES
    words = Words("写有「{found}」：任何文书都不能限制当事人依法信访、申请复查复核或者起诉的权利，请删去。",
                  "It says “{found}”: no paper may take away the right to petition, to ask for review or to sue.")
    return no("waiver", words.filled(found="、".join(found)), "信访工作条例 第三十五条、第三十六条；人民调解法 第三条")


def _target_clear(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """The unit it is sent to is not the one complained of (G01, G04)."""
    target = (data or {}).get(guard.values[0] if guard.values else "unit")
    if not target or target not in facts.get("complained", ()):
        return YES
    if facts.get("kind") == "report":
        words = Words("检举控告不得转给被检举控告的单位。", "A report is never sent to the unit it accuses.")
        return no("target_accused", words, "信访工作条例 第三十条第三款")
    if (data or {}).get("despite"):
        return YES
    words = Words("信访人反映的正是这个单位：请另选单位，或者写明仍转给它的理由。",
                  "The petition complains of this very unit: choose another or give the reason for sending it there.")
    return no("target_complained", words, "信访工作条例 第二十二条、第三十条")


def _other_unit(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    target = (data or {}).get(guard.values[0] if guard.values else "unit")
    if target and target == facts.get("unit"):
        return no("same_unit", Words("它已经在这个单位了。", "It is with this unit already."), guard.source)
    return YES


def _consent(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    missing = [name for name in guard.values if data is not None and not data.get(name)]
    if not missing:
        return YES
    words = Words("需要各方自愿同意并有记录。", "The free and recorded consent of each party is needed.")
    return no("consent", words, guard.source or "信访工作条例 第三十三条；人民调解法 第十七条")


def _extension_fits(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    clock = guard.values[0]
    left = facts.get(f"extension_left.{clock}", 0)
    days = (data or {}).get("days") or 0
    if left > 0 and int(days) <= left:
        return YES
    words = Words("延长总共不能超过规定的天数，还可以延长{left}日。", "{left} more days of extension are allowed in all.")
    return no("extension", words.filled(left=left), guard.source or "信访工作条例 第三十四条")


RULES: Mapping[str, Rule] = {
    "kind_is": _one_of("kind", "只适用于：{values}。", "Only for: {values}."),
    "path_is": _one_of("path", "只适用于第{values}类途径。", "Only for path {values}."),
    "procedure_is": _one_of("procedure", "只适用于{values}程序。", "Only in the {values} procedure."),
    "outcome_is": _one_of("outcome", "与处理意见的结论不符。", "It does not match the outcome of the opinion."),
    "at_petition_office": _fact("at_petition_office", "只在信访部门进行。", "Only at a petition office."),
    "not_petition_office": _fact("at_petition_office", "信访部门不直接办理，只转送、交办。",
                                 "A petition office refers and assigns; it does not handle.", "no"),
    "unit_handles": _fact("unit_handles", "本单位没有权力作出处理意见（村、社区不是处理机关）。",
                          "This unit has no power to decide (a village committee is not such a body)."),
    "first_time": _fact("first_time", "只适用于初次信访事项。", "Only for a first petition."),
    "single_unit": _fact("joint", "涉及多人或多个责任单位，不适用简易办理。",
                         "Joint petitions are not for simple handling.", "no"),
    "not_assigned": _fact("assigned", "上级交办的事项不适用简易办理。", "An assigned case is not for simple handling.", "no"),
    "has_final_opinion": _fact("has_final_opinion", "没有复核意见，不能「不再受理」。",
                               "Without a final review opinion there is no “no longer accepted”."),
    "seconded": _fact("seconded", "需要另一位工作人员核对确认。", "A second officer must confirm it."),
    "in_time": _in_time,
    "in_time_or_reason": _in_time_or_reason,
    "in_system": _in_system,
    "passed": _passed,
    "runs": _runs,
    "flag": _flag,
    "no_flag": _no_flag,
    "served": _served,
    "no_waiver": _no_waiver,
    "target_clear": _target_clear,
    "other_unit": _other_unit,
    "consent": _consent,
    "extension_fits": _extension_fits,
}

READS: Mapping[str, Mapping[str, Values]] = {
    "kind_is": {"kind": ("", "suggest", "report", "claim", "consult")},
    "path_is": {"path": ("", "1", "2", "3", "4", "5", "6")},
    "procedure_is": {"procedure": ("normal", "simple")},
    "outcome_is": {"outcome": ("", "support", "explain", "reject")},
    "at_petition_office": {"at_petition_office": YES_NO},
    "not_petition_office": {"at_petition_office": YES_NO},
    "unit_handles": {"unit_handles": YES_NO},
    "first_time": {"first_time": YES_NO},
    "single_unit": {"joint": YES_NO},
    "not_assigned": {"assigned": YES_NO},
    "has_final_opinion": {"has_final_opinion": YES_NO},
    "seconded": {"seconded": YES_NO},
}
