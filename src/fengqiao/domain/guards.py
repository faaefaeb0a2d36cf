"""The closed vocabulary of conditions that packs may put before a transition.

A guard reads facts (a flat mapping) and, for some, what was entered. `READS` says which facts a guard
looks at and the values they may take, so that the prover can try every one of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fengqiao.domain import money
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words

Values = tuple[str, ...]
CLOCK_STATUS: Values = ("none", "running", "overdue", "reached", "paused", "stopped")  # reached: of an at_least clock
YES_NO: Values = ("no", "yes")
EARLIEST = "earliest."  # before a clock's id: the first day that an at_least clock allows
# Words that would take a right away; an agreement or settlement with one of them is stopped for a person (G12).
WAIVERS = ("不再信访", "不得信访", "放弃信访", "放弃复查", "放弃复核", "放弃诉讼", "放弃起诉", "不再起诉", "息诉罢访",
           "不得起诉", "放弃申诉", "不再上访", "不得上访", "放弃仲裁", "放弃权利", "自愿承担法律后果", "自愿承担一切法律后果")
# Words of watching, stopping or pressing a person; no measure or plan may hold them (G24; product.md G-05).
CONTROLS = ("劝返", "盯防", "稳控到人", "截访", "列控", "陪护看管", "人盯人", "包保稳控", "限制出行", "拦截", "跟踪", "监视", "控制其",
            "没收身份证", "断绝往来", "连坐")  # fmt: skip

# Columns about people that no file may bring in (product.md G-02): grades, lists and labels of persons.
LABELS = ("重点人", "重点对象", "重点群体", "风险等级", "风险级别", "风险评级", "风险评分", "人员等级", "缠访", "闹访", "非访", "老访户",
          "老户", "稳控", "包保", "五包一", "管控", "信用分", "信用等级", "个人积分", "黑名单", "risklevel", "riskgrade", "riskscore",
          "risk_level", "watchlist", "blacklist", "特殊人群", "矛盾户", "重點人", "keyperson")  # fmt: skip

# Words of what somebody is like; tags and grades of a matter say nothing of that (product.md ND-40, G-02).
CHARACTERS = ("性格", "脾气", "态度", "偏执", "固执", "难缠", "无理", "精神", "人品", "素质", "动机", "诚信", "信访人", "上访人", "本人")


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
    if guard.name in ("in_time", "passed", "runs", "reached"):
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


def _reached(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """The earliest day that a clock allows has come."""
    if all(facts.get(f"clock.{clock}") == "reached" for clock in guard.values):
        return YES
    days = [facts.get(f"{EARLIEST}{clock}") for clock in guard.values if facts.get(f"clock.{clock}") == "running"]
    words = Words("还没有到最早的日子（{day}）。", "The earliest day ({day}) has not come yet.")
    return no("reached", words.filled(day=max(filter(None, days), default="—")), guard.source)


def _not_before(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: an at_least clock, and the field of a day; the day is not before the earliest that the clock allows, counted
    from today when it does not run yet."""
    clock, name = guard.values
    earliest, chosen = facts.get(f"{EARLIEST}{clock}"), (data or {}).get(name)
    if not earliest or not chosen or str(chosen) >= earliest:
        return YES
    words = Words("最早可以定在{day}。", "The earliest day is {day}.").filled(day=earliest)
    return no("not_before", words, guard.source)


def _needed_when(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: a field, and the choice in another field with which it must be filled in."""
    needed, choosing, choice = guard.values
    if data is None or data.get(choosing) != choice or data.get(needed):
        return YES
    return no("needed_when", Words("这样选的，还有一项要写。", "With this choice one more entry is needed."), guard.source)


def _row_needed_when(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: rows, a part of a row, and the choice in another part with which it must be filled in."""
    rows, needed, choosing, choice = guard.values
    entered = (data or {}).get(rows)
    if not isinstance(entered, list) or all(row.get(needed) for row in entered if row.get(choosing) == choice):
        return YES
    words = Words("有一项这样选的，还有一处要写。", "In a row with this choice one more entry is needed.")
    return no("row_needed_when", words, guard.source)


def _explained_when_late(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: the field that says why something asked for late is taken up all the same (DAY-8: a person decides)."""
    if data is None or facts.get("late", "no") == "no" or data.get(guard.values[0]):
        return YES
    words = Words("这是过了期限才申请的：请写明为什么认为迟延有正当理由。",
                  "It was asked for late: say why the reason for it is a good one.")
    return no("late_unexplained", words, guard.source or "DAY-8")


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
    if all(facts.get(f"clock.{clock}") in ("running", "overdue", "reached") for clock in guard.values):
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
    found = [phrase for phrase in WAIVERS if phrase in "".join(_texts(guard, data).split())]
    if not found:
        return YES
    words = Words("写有「{found}」：任何文书都不能限制当事人依法信访、申请复查复核或者起诉的权利，请删去。",
                  "It says “{found}”: no paper may take away the right to petition, to ask for review or to sue.")
    return no("waiver", words.filled(found="、".join(found)), "信访工作条例 第三十五条、第三十六条；人民调解法 第三条")


def _no_control(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Help may be entered; watching, stopping or pressing a person may not (G24)."""
    found = control_words(_texts(guard, data))
    if not found:
        return YES
    words = Words("写有「{found}」：这里只记对人的帮助和安全措施，不得记录、安排看管、拦截、施压，请改写。",
                  "It says “{found}”: help and safety belong here; nothing that watches, stops or presses a person.")
    return no("control", words.filled(found="、".join(found)), "信访工作条例 第十八条、第二十六条、第四十七条")


def _texts(guard: Guard, data: Mapping[str, Any] | None) -> str:
    """Everything entered in the fields that a guard names, those of rows too."""
    return " ".join(said for name in guard.values for said in _said((data or {}).get(name)))


def _said(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _said(part)
    elif value is not None:
        yield str(value)


TWO_PEOPLE = "two_people"
"""The field of an act under which it is written that an official and a party of one name are two people, and how one knows."""


def _no_conflict(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: fields of officials. Nobody recused, nobody of a unit complained of, nobody named like a party (K-10, XF-28.3).

    A name alone proves nothing: where whoever acts writes under TWO_PEOPLE how it was made sure that official and party are two
    people, the name stands no longer in the way. What is written is kept with the act.
    """
    chosen = {key for name in guard.values for key in _said((data or {}).get(name))}
    source = guard.source or "信访工作条例 第二十八条第三款"
    if chosen and not chosen.isdisjoint(facts.get("conflicted", ())):
        return no("conflict", Words("选的人里有已经回避的，或者在被反映的单位任职的，请另选。",
                                    "Somebody chosen is recused, or serves in a unit complained of; choose another."), source)  # fmt: skip
    if not chosen or chosen.isdisjoint(facts.get("namesakes", ())) or any(_said((data or {}).get(TWO_PEOPLE))):
        return YES
    words = Words("选的人里有和当事人同名的。确实是两个人的，写明是怎么确认的；不能确认的，请另选。",
                  "Somebody chosen has the name of a party. If they are two people, write how that was made sure; else choose another.")
    return no("namesake", words, source)


def control_words(text: str) -> list[str]:
    """The words of control in a text, whatever blanks or unseen characters stand between theirs."""
    plain = _bare(text)
    return [phrase for phrase in CONTROLS if phrase in plain]


def label_words(text: str) -> list[str]:
    """The words in a heading that grade or label people, or say how they are controlled (G02; product.md G-02, G-05)."""
    plain = _bare(text).casefold()
    return [phrase for phrase in LABELS if phrase in plain] + control_words(text)


def person_words(text: str) -> list[str]:
    """The words in a tag or grade of a matter that would be about a person."""
    plain = _bare(text)
    return label_words(text) + [phrase for phrase in CHARACTERS if phrase in plain]


def _bare(text: str) -> str:
    """A text as it is read: of one width, without blanks and without characters that nobody sees."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and unicodedata.category(c) != "Cf")


def _adds_up(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: the rows with their amounts, and the field of the total; parts make the whole, to the fen.

    A total that nobody wrote is added up when the rows are kept.
    """
    rows, whole = (guard.values[0], guard.values[1])
    entered = (data or {}).get(rows)
    if data is None or not isinstance(entered, list) or not data.get(whole):
        return YES
    parts, said = money.total(row.get("amount") for row in entered), money.total([data.get(whole)])
    if parts == said:
        return YES
    words = Words("各项金额加起来是{parts}元，写的总额是{said}元，两个数要一样。",
                  "The parts add up to {parts} yuan, the total says {said}; they must be the same.")
    return no("adds_up", words.filled(parts=money.written(parts), said=money.written(said)), guard.source or "人民调解法 第二十九条")


def _capitals(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: the amount in figures, and in capitals; what is written in words must be the same amount."""
    figures, words_field = guard.values
    amount, typed = (data or {}).get(figures), "".join(str((data or {}).get(words_field) or "").split())
    if not amount or not typed or money.parse(amount) is None:
        return YES
    right = money.capitals(amount)
    if typed.removeprefix("人民币").replace("圆", "元").replace("零", "") == right.replace("零", ""):  # 零 may be left out
        return YES
    words = Words("大写金额与小写不符：{amount}元应写作「{right}」。", "The amount in words differs: {amount} yuan is written {right}.")
    return no("capitals", words.filled(amount=money.written(amount), right=right), guard.source or "支付结算办法 附一")


def _odd(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: the people chosen, and how many there must be at least; an even number cannot decide."""
    chosen, least = (data or {}).get(guard.values[0]), int(guard.values[1])
    if data is None or not isinstance(chosen, list) or (len(chosen) >= least and len(chosen) % 2):
        return YES
    words = Words("人数须是{least}人以上的单数，现在是{n}人。", "Their number must be odd and at least {least}; it is {n}.")
    return no("odd", words.filled(least=least, n=len(chosen)), guard.source)


def _sits(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    chosen = [one for name in guard.values for one in (data or {}).get(name) or ()]
    if data is None or set(chosen) <= set(facts.get("sitting", ())):
        return YES
    return no("sits", Words("有人没有被请来参加。", "Somebody chosen has not been invited to sit."), guard.source)


def _not_handler(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    if any((data or {}).get(name) and (data or {})[name] in facts.get("handlers", ()) for name in guard.values):
        words = Words("不能由办理这件事的人担任。", "Not somebody who handles this case.")
        return no("handler", words, guard.source or "信访工作条例 第二十八条第三款")
    return YES


def _seen_on_site(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """Values: the ways of the visit, where the photo is, and why nobody went; works are looked at where they are (PB-19)."""
    if facts.get("works", "no") == "no" or data is None:
        return YES
    ways, photo, why_not = (data.get(name) for name in guard.values)
    if why_not or (photo and "on_site" in (ways or ())):
        return YES
    words = Words("涉及工程、隐患的，要到现场看并写明照片在哪里；没有去的，写明原因。",
                  "Works and hazards are looked at on the spot, with a photo; when nobody went, say why.")
    return no("not_seen", words, guard.source or "信访工作条例 第三十七条第三款")


def _proven(guard: Guard, facts: Mapping[str, Any], data: Mapping[str, Any] | None) -> Verdict:
    """“Solved and verified” needs another unit's follow-up and nothing owed (product.md §3.14); values: the rows of results."""
    rows = [row for name in guard.values if isinstance((data or {}).get(name), list) for row in (data or {})[name]]
    if all(row.get("result") != "solved" for row in rows):
        return YES
    if facts.get("verified", "no") == "yes" and facts.get("owed", "no") == "no":
        return YES
    words = Words("「已解决并核实」要等另一单位回访核实、承诺全部兑现；在那以前请选「已答应，待兑现」或者「部分解决」。",
                  "“Solved and verified” needs another unit's follow-up and every promise kept; until then choose “promised” or “partly”.")
    return no("not_proven", words, guard.source or "设计规则")


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
    "reached": _reached,
    "not_before": _not_before,
    "needed_when": _needed_when,
    "row_needed_when": _row_needed_when,
    "explained_when_late": _explained_when_late,
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
    "consent_is": _one_of("consent", "还没有取得各方同意，或者有人不同意。", "Not every party has agreed, or one refuses."),
    "signed_is": _one_of("signed", "还没有全部签字。", "Not everybody has signed."),
    "panel_is": _one_of("panel", "调解小组还没有人接受。", "Nobody on the panel has accepted yet."),
    "owed_is": _one_of("owed", "承诺的事项还没有全部兑现。", "Something promised is still owed."),
    "committee_is": _one_of("committee", "与调解的类别不符。", "It does not fit the kind of mediation."),
    "tier_is": _one_of("tier_place", "已经是最后一级。", "This is the last tier."),
    "round_is": _one_of("round", "与申请的种类不符。", "It does not fit what was asked for."),
    "result_is": _one_of("result", "与审查的结果不符。", "It does not fit what the review found."),
    "hard_is": _one_of("hard", "涉及钱、隐患、多人、三级调解或者回访查出没办到位的，要由另一单位回访以后才能办结。",
                       "With money, a hazard, a group, the last tier or something found undone, another unit follows up before it closes."),
    "restricted_is": _one_of("restricted", "涉及家庭暴力、未成年人或者人身安全，默认不调解；受害人真实愿意的，先记明理由。",
                             "Violence, a minor or danger to life: no mediation by default; first record that the victim truly wants it."),
    "adds_up": _adds_up,
    "capitals": _capitals,
    "odd": _odd,
    "sits": _sits,
    "not_handler": _not_handler,
    "proven": _proven,
    "seen_on_site": _seen_on_site,
    "sorted_is": _one_of("sorted", "还有诉求没有分类。", "Not every demand has been sorted."),
    "responded_is": _one_of("responded", "第一次回应已经记过。", "The first response is on record already."),
    "asked_is": _one_of("asked", "要补的材料已经一次性告知过，或者还没有告知。", "The papers missing were said once already, or not yet."),
    "satisfied_is": _one_of("satisfied", "与群众的回答不符。", "It does not fit what the person answered."),
    "no_control": _no_control,
    "no_conflict": _no_conflict,
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
    "consent_is": {"consent": ("none", "some", "all", "refused")},
    "signed_is": {"signed": ("none", "some", "all")},
    "panel_is": {"panel": ("none", "invited", "ready")},
    "owed_is": {"owed": YES_NO},
    "committee_is": {"committee": ("", "general", "medical", "labour", "court")},
    "tier_is": {"tier_place": ("below", "last")},
    "round_is": {"round": ("first", "final")},
    "result_is": {"result": ("", "upheld", "changed", "redo")},
    "explained_when_late": {"late": YES_NO},
    "hard_is": {"hard": YES_NO},
    "restricted_is": {"restricted": YES_NO},
    "sorted_is": {"sorted": YES_NO},
    "responded_is": {"responded": YES_NO},
    "asked_is": {"asked": YES_NO},
    "satisfied_is": {"satisfied": ("unasked", "yes", "no", "declined")},
    "seen_on_site": {"works": YES_NO},
    "proven": {"verified": YES_NO, "owed": YES_NO},
}
