"""The content of a paper: its words filled from a case and an act, and what may not be missing from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from fengqiao.domain.guards import WAIVERS
from fengqiao.domain.packs import PaperKind
from fengqiao.domain.words import Words

NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
HEADING_ENDS = ("：", ":")
AGREEMENTS = frozenset({"D20", "MF05", "MF09", "MF10"})  # papers by which somebody could be made to give a right away (G12)

# What a paper may name beside the fields of its act, which come under their own names (choice fields as words).
# A field called `unit` comes as `to_unit`. Those in ALWAYS are there for every case; the others may be empty.
# A day may be a date or words ("暂定 …"); `demands` is a list of texts; `opinions` a list of mappings with the keys
# demand, facts, outcome, reply, basis; `rights`, `today`, `unit` and `signer` are filled in when they are left out.
CONTEXT: Mapping[str, Words] = {
    "case_number": Words("办件编号", "case number"),
    "tracking_code": Words("查询码", "tracking code"),
    "title": Words("信访事项", "matter"),
    "received_on": Words("收到日期", "date received"),
    "today": Words("今天的日期", "today's date"),
    "petitioner": Words("信访人", "petitioner"),
    "unit": Words("出具单位", "unit that issues it"),
    "kind": Words("事项类别", "kind"),
    "channel": Words("反映渠道", "channel"),
    "demands": Words("诉求", "what is asked"),
    "act": Words("办理动作", "name of the act"),
    "signer": Words("经办人", "person acting"),
    "unit_mark": Words("机关代字", "the unit's mark in numbers"),
    "to_unit": Words("收文单位", "unit it goes to"),
    "from_unit": Words("转来单位", "unit that sent the case"),
    "person": Words("承办人", "named handler"),
    "category": Words("内容分类", "subject"),
    "place": Words("发生地", "place"),
    "phone": Words("联系电话", "telephone"),
    "address": Words("住址", "address"),
    "people_count": Words("人数", "number of people"),
    "representatives": Words("代表", "representatives"),
    "others": Words("对方当事人", "other party"),
    "content": Words("事实和理由", "facts and reasons"),
    "round": Words("复查还是复核", "review or final review"),
    "presider": Words("主持人", "who presides"),
    "panel": Words("参加的人员", "those who sit"),
    "original_number": Words("原意见书文号和日期", "number and date of the opinion concerned"),
    "review_body": Words("复查机关和地址", "review body and address"),
    "final_body": Words("复核机关", "final review body"),
    "served_papers": Words("送达文书", "papers served"),
    "rights": Words("权利告知", "rights"),
    "remedy": Words("救济途径", "next remedy"),
}
ALWAYS = ("case_number", "tracking_code", "title", "received_on", "petitioner", "kind", "channel")

OPINION_PARTS: Mapping[str, Words] = {
    "facts": Words("查明的事实", "Facts found"),
    "outcome": Words("结论", "Outcome"),
    "reply": Words("处理意见", "Opinion"),
    "basis": Words("法律法规依据", "Legal basis"),
}

# The rights that every notice shows (law.md §1.5); petition acts themselves are not open to an administrative suit.
RIGHTS = Words(
    "1. 以任何渠道反映都应当登记，口头反映的应当如实记录（《信访工作条例》第十七条、第十九条、第二十二条）；\n"
    "2. 收到之日起15日内得到接收情况、处理途径和程序的书面告知（第二十三条）；\n"
    "3. 查询进展和结果，对工作作出评价（第十八条、第二十一条）；\n"
    "4. 陈述事实和理由，得到有依据的书面答复，延期的得到理由（第三十一条、第三十二条、第三十四条）；\n"
    "5. 申请有直接利害关系的工作人员回避（第二十八条）；\n"
    "6. 自愿选择或者拒绝调解、和解（第三十三条）；\n"
    "7. 不服处理意见、复查意见的，自收到书面答复之日起30日内依次申请复查、复核（第三十五条、第三十六条）；\n"
    "8. 不受打击报复，检举控告受保密；生活困难的，可以申请帮扶救助（第十八条、第三十条、第三十七条）；\n"
    "9. 查阅、复制、更正本人的个人信息（《个人信息保护法》第四十五条、第四十六条）。",
    "1. to be registered by any channel, and to have spoken words truly recorded "
    "(Regulation on Petition Work, Arts 17, 19, 22);\n"
    "2. to be told in writing, within 15 days of receipt, that it has arrived, by which channel and procedure (Art. 23);\n"
    "3. to follow progress and result, and to rate the work (Arts 18, 21);\n"
    "4. to state facts and reasons, to receive a written reply with its basis, and the reason of any extension "
    "(Arts 31, 32, 34);\n"
    "5. to ask that an officer with a direct interest steps aside (Art. 28);\n"
    "6. to choose or refuse mediation and settlement freely (Art. 33);\n"
    "7. to ask for review of an opinion, then for final review, each within 30 days of receiving the written reply "
    "(Arts 35, 36);\n"
    "8. to suffer no retaliation and to have a report kept secret; to ask for help in hardship (Arts 18, 30, 37);\n"
    "9. to see, copy and correct your personal data (Personal Information Protection Law, Arts 45, 46).",
)


def names_in(template: Words) -> tuple[str, ...]:
    """The names a template asks for in either language, each once, in the order of the text."""
    return tuple(dict.fromkeys(NAME.findall(f"{template.zh}\n{template.en}")))


@cache
def names_wanted(paper: PaperKind) -> frozenset[str]:
    """Everything a paper needs or names, so that nothing else need be looked up."""
    texts = [text for text in (paper.text, paper.remedy) if text]
    return frozenset(paper.needs).union(*map(names_in, texts))


def render(template: Words, context: Mapping[str, Any]) -> Words:
    """The template with its names filled in, in both languages; an unknown name counts as empty.

    A line whose names are all empty falls away and takes the heading directly above it along.
    """
    return Words(_render(template.zh, context, "zh"), _render(template.en, context, "en"))


def compose(paper: PaperKind, context: Mapping[str, Any]) -> Words:
    """The words of a paper with its remedy, filled from a context; the standard rights stand where none are given."""
    facts = {"rights": RIGHTS, **context}
    if paper.remedy is not None:
        facts["remedy"] = render(paper.remedy, facts)
    return render(paper.text or Words(""), facts)


def missing(needs: Iterable[str], context: Mapping[str, Any]) -> tuple[str, ...]:
    """The names among `needs` that are empty, or that are lists with a hole in one of their items."""
    return tuple(name for name in needs if _has_hole(context.get(name)))


def waivers_in(text: str) -> tuple[str, ...]:
    """The phrases in a text that would take away a right (信访工作条例 第三十五条、第三十六条)."""
    closed_up = "".join(text.split())
    return tuple(phrase for phrase in WAIVERS if phrase in closed_up)


def written_day(day: date, language: str) -> str:
    """A day as papers write it: 2026年11月2日, or 2 November 2026."""
    if language.startswith("en"):
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def _render(text: str, context: Mapping[str, Any], language: str) -> str:
    kept: list[str] = []
    above = ""  # the line of the template directly above this one
    for line in text.strip().splitlines():
        filled = _fill(line, context, language)
        if filled is not None:
            kept.append(filled)
        elif _is_heading(above) and kept and kept[-1] == above:
            kept.pop()
        above = line
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _fill(line: str, context: Mapping[str, Any], language: str) -> str | None:
    """The line with its names replaced once (what was entered is never read as a template); None when it falls away."""
    values = {name: _shown(context.get(name), language) for name in NAME.findall(line)}
    if values and not any(values.values()):
        return None
    return NAME.sub(lambda match: values[match[1]], line)


def _is_heading(line: str) -> bool:
    return line.rstrip().endswith(HEADING_ENDS) and not NAME.search(line)


def _shown(value: Any, language: str) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "Yes" if language == "en" else "是"
    if isinstance(value, Words):
        return value.of(language).strip()
    if isinstance(value, date):
        return _shown_date(value, language)
    if isinstance(value, Mapping):
        return _opinion(value, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _numbered(value, language)
    return str(value).strip()


def _shown_date(value: date, language: str) -> str:
    clock = f" {value:%H:%M}" if isinstance(value, datetime) else ""
    return written_day(value, language) + clock


def _numbered(items: Sequence[Any], language: str) -> str:
    """The items that say something, one under the other, numbered when there are several or they are blocks."""
    texts = [text for text in (_shown(item, language) for item in items) if text]
    if len(texts) == 1 and not isinstance(items[0], Mapping):
        return texts[0]
    return "\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1))


def _opinion(opinion: Mapping[str, Any], language: str) -> str:
    """One demand and, line by line, the parts of the opinion on it."""
    demand = _shown(opinion.get("demand"), language)
    parts = ((label.of(language), _shown(opinion.get(name), language)) for name, label in OPINION_PARTS.items())
    colon = ": " if language == "en" else "："
    return "\n".join(filter(None, (demand, *(f"{label}{colon}{text}" for label, text in parts if text))))


def _has_hole(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not value or any(_has_hole(part) for part in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return not value or any(_has_hole(item) for item in value)
    return not _shown(value, "zh")
