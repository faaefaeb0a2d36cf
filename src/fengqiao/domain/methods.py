"""A working method (工作法) as its place tells it: mottos, slogans whose digits stand for parts, teams, and what is unclear.

A part is proven by records, never by a tick (K-03): `proof` names what records must show, from a closed vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.domain.words import Words

STATED, INFERRED, UNKNOWN = "stated", "inferred", "unknown"
CONFIDENCE: Mapping[str, Words] = {
    STATED: Words("原文写明", "stated in the source"),
    INFERRED: Words("推定", "inferred"),
    UNKNOWN: Words("原文没有说明", "not explained in the source"),
}

LABELS: Mapping[str, Words] = {  # what a place may call by a name of its own
    "county": Words("县级", "the county level"),
    "town": Words("乡级", "the town level"),
    "village": Words("村级", "the village level"),
    "grid": Words("网格", "the grid"),
    "town_office": Words("乡镇承办机构", "the town's office"),
    "intake_desk": Words("接访的地方", "where people are received"),
    "service_place": Words("一站式服务的地方", "the one-stop place"),
    "intake_app": Words("手机收件入口", "the way in by phone"),
    "helper_red": Words("邻里志愿者", "the neighbourhood volunteer"),
}

PARTY = "party"
LAYERS: Mapping[str, Words] = {  # what shows nowhere unless a place asks for it
    PARTY: Words("党支部、红管家", "party branches and red stewards"),
}

PROOFS: Mapping[str, Words] = {
    "matter": Words("有这件事的办件", "there is a case"),
    "owner_set": Words("首办责任人已明确", "the first owner is named"),
    "companion_set": Words("每一步都有人管，叫得出名字，找得到电话", "at every step one named person with a telephone"),
    "told_once": Words("要补的材料一次说全，没有再要", "missing papers are told once, none were asked for later"),
    "lead": Words("包案领导已明确，没有利害关系", "a leader is named, without a conflict of interest"),
    "lead_primary": Words("第一名包案领导已明确", "the first leader is named"),
    "lead_second": Words("第二名包案领导已明确，不是同一人", "a second, different leader is named"),
    "leads": Words("包案领导已明确", "leaders are named"),
    "task_force": Words("专班有负责人和成员", "a task force has a head and a member"),
    "unit": Words("责任单位已签收", "the unit responsible has signed for it"),
    "co_units": Words("协办单位都已答复", "every unit asked has answered"),
    "plan": Words("化解方案已写明并注明日期", "a plan is written and dated"),
    "due": Words("化解时限已定", "a day to finish is set"),
    "goal": Words("化解目标已定", "a goal is set"),
    "requirement": Words("工作要求已写明", "the requirements are written"),
    "support_plan": Words("帮扶与安全措施有责任人和期限，或者写明不需要", "support has an owner and an end, or is said not to be needed"),
    "casefile_complete": Words("案卷材料齐全", "the dossier is complete"),
    "follow_up_done": Words("已由规定的单位回访", "the unit that should has followed up"),
    "closed_or_open_reason": Words("已办结，或者写明为什么还没有", "closed, or a written reason why not"),
    "ladder_steps_used": Words("记明在哪一级化解", "the level of settlement is on record"),
    "no_open_loop": Words("没有下一步的事一件也没有", "no case is without a next step"),
    "settled_verified": Words("已解决并核实", "solved and verified"),
    "verified_share": Words("已核实的占比，写明分子分母", "the verified share with its numerator and denominator"),
    "demands_sorted": Words("每项诉求都已分类，写明理由", "every demand is sorted, with the reason"),
    "demand_results": Words("每项诉求都有结果", "every demand has a result"),
    "checklist_1211": Words("难案都有两名包案领导和一个专班", "every hard case has two leaders and a task force"),
    "portfolio_map": Words("每一类事项都有分管领导", "every category has a responsible leader"),
    "roster_cover": Words("每个工作日都有人值班接访", "every working day is covered"),
    "receptions": Words("有接访记录", "receptions are on record"),
    "down_visits": Words("有下访记录", "outreach visits are on record"),
    "sweep_coverage": Words("排查有记录，走到几户看得见", "sweeps are on record, with the doors reached"),
    "study_sessions": Words("有学习记录", "study sessions are on record"),
    "outreach_events": Words("有宣传活动记录", "outreach events are on record"),
    "meetings": Words("会议有纪要", "meetings have minutes"),
    "analysis_meetings": Words("研判会有纪要", "analysis meetings have minutes"),
    "consultations": Words("会商有记录", "case conferences are on record"),
    "alerts": Words("通报发出并且都已读", "alerts are sent and read by all"),
    "ledgers": Words("台账由办件自动生成", "ledgers come from the cases"),
    "mediations": Words("有调解场次记录", "mediation sessions are on record"),
    "invited_helpers": Words("有邀请社会力量的记录", "invited helpers are on record"),
    "funds": Words("资金四个阶段对得上", "funds add up in their four stages"),
    "place_functions": Words("场所功能齐全", "the place has all its functions"),
    "unit_desks": Words("单位的岗位齐全", "the unit has its desks"),
    "grid_team": Words("网格队伍齐全", "the grid has its team"),
    "stock_flow": Words("期初、新增、办结、期末对得上", "opening, new, closed and remaining add up"),
    "inflow": Words("新增有数", "what came in is counted"),
    "changed_matters": Words("情况有变化的事列了出来", "cases whose facts changed are listed"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One digit of a slogan: so many things under one name. An item without words is for the place to fill in (待本地填写)."""

    n: int
    name: Words
    items: tuple[Words | None, ...] = ()  # the counted things, as many as n; none given: the part is one thing
    includes: tuple[Words, ...] = ()  # examples under a pillar, not counted
    proof: tuple[str, ...] = ()
    said_as: Words | None = None  # what the source calls it, where that is read in another way here (G-05)


@dataclass(frozen=True, slots=True)
class Code:
    """A slogan such as 1211 or 三二一, with what its digits stand for."""

    id: str
    name: Words
    parts: tuple[Part, ...]
    confidence: str = STATED


@dataclass(frozen=True, slots=True)
class Member:
    """One who belongs to a team: what the place calls them, the kinds of the directory that may stand there, and of which level."""

    name: Words
    kinds: tuple[str, ...] = ()  # codes of `helper_kinds`; none: nobody is looked up, the words alone are an invitation
    at: str = ""  # the village, town or county of the case; empty: the nearest first


@dataclass(frozen=True, slots=True)
class Panel:
    """A team that is called together with one tap."""

    id: str
    name: Words
    roles: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """One of the desks that share the work of an office: the states of a case that lie on it."""

    id: str
    name: Words
    about: Words | None
    workflows: tuple[str, ...]  # those a case may be opened with
    steps: tuple[str, ...] = ()  # of the way; none given: all of them


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """What the source leaves open, the reading taken, and the others that stay possible (K-19)."""

    id: str
    question: Words
    reading: Words
    others: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """A place's own words and lists; empty for the national procedure."""

    place: Words | None = None
    reported: str = ""  # the year and month of the source
    confidence: str = ""
    mottos: tuple[Words, ...] = ()
    labels: Mapping[str, Words] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    panels: tuple[Panel, ...] = ()
    desks: tuple[Desk, ...] = ()
    layers: tuple[str, ...] = ()  # optional parts that this place uses, of LAYERS
    ambiguities: tuple[Ambiguity, ...] = ()
