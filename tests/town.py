"""A small invented county for tests of cases: units, people as actors, and short ways to register and to act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection

from fengqiao.apps.cases import queries, rules
from fengqiao.apps.cases.models import Case, Draft, Entry, Proceeding, Seat
from fengqiao.apps.cases.services import Person, Petition, approve, draft, perform, register
from fengqiao.apps.cases.services.seating import answer
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.helpers.services import Entered
from fengqiao.apps.helpers.services import add as add_helper
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.console.demo_county.build import Builder
from fengqiao.domain.errors import DomainError
from fengqiao.domain.roles import Actor, petitioner
from fengqiao.kernel.moment import now

COUNTY, NEXT_COUNTY = 999901, 999902
PASSWORD = "lanxi-tests-2026"
SINCE = date(2025, 1, 6)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ROWS = [
    RegionRow("990000000000", "霁岭省"),
    RegionRow("999900000000", "岚江市"),
    RegionRow("999901000000", "澜溪县"),
    RegionRow("999901101000", "坪上镇"),
    RegionRow("999901101201", "石榴坳村"),
    RegionRow("999902000000", "望澜县"),
]
GUIDE = {
    "path": "2", "body": "县劳动人事争议仲裁委，桂花路2号", "procedure": "申请仲裁，带身份证和工资条",
    "limit": "一年，到2027年1月", "reason": "劳动报酬争议先仲裁。",
}  # fmt: skip
VISIT = {
    "visited_on": "today", "methods": ["by_phone", "on_site"], "is_true": "yes", "is_solved": "yes", "is_carried_out": "yes",
    "satisfied": "yes", "has_more": "no", "found": "solved", "photo": "回访相册第3页", "record": "到现场看过，本人说可以。",
}  # fmt: skip
ANSWERS = {"facts_found": "外墙裂缝3厘米，去年大雨后出现。", "responsibility": "开发商保修期内未修，物业没有上报。",
           "reason": "房屋安全由住建局主管，城市危险房屋管理规定第五条。"}  # fmt: skip
MORE: Mapping[tuple[str, str], Mapping[str, Any]] = {("naidong", "transfer"): ANSWERS}  # what a pack wants beside it
FIELDS: Mapping[str, Mapping[str, Any]] = {  # what is entered with a step when a test does not care
    "transfer": {"reason": "属地管理、分级负责"},
    "assign": {"reason": "属地管理、分级负责", "period": 40},
    "report_up": {"situation": "围墙随时会倒，墙下是小学的路。", "proposal": "请县政府指定一个单位牵头。"},
    "decided_transfer": {"instruction": "由住建局牵头。彭守一"},
    "decided_assign": {"instruction": "由住建局牵头。彭守一", "period": 40},
    "consent_late": {"reason": "收件人休假，材料晚到。"},
    "hazard": {"what": "外墙掉砖，照片1至3", "tasks": [{"what": "拉警戒线，绕行", "who": "社区", "due_on": "2026-03-03"}]},
    "object_again": {"reasons": "也不归本局管。", "rules": "澜溪县权责清单第九项", "proposed": "坪上镇"},
    "object": {"reasons": "房屋在镇管的集体土地上，不归本局管。", "rules": "澜溪县权责清单第三项", "proposed": "坪上镇"},
    "object_agreed": {"reasons": "核实属实。"},
    "object_refused": {"reasons": "房屋已纳入县城规划区，由你局负责。"},
    "joint_dispute": {"bodies": "住建局、坪上镇", "dispute": "两家都说不归自己。"},
    "designate": {"decision": "房屋安全由住建局受理。"},
    "choose_simple": {"reason": "事实清楚，责任明确。"},
    "accept": {"officer": "陆海平 100-0000-0001", "mediation": True},
    "not_accept": {
        "ground": "out_of_power", "reasons": "属于法院执行事项。", "competent": "澜溪县人民法院，桂花路8号",
    },
    "tell_elsewhere": {"ground": "信访工作条例第二十三条：不属于本镇职权", "competent": "县人社局，桂花路2号"},
    "no_more": {"final_opinion": "复核意见书1号", "same_facts": "事实和理由与复核时相同。"},
    "guide_law": GUIDE,
    "set_path_legal": GUIDE,
    "route_law": {"body": "县人民法院", "reason": "属于已判决事项的执行。"},
    "route_discipline": {"body": "县纪委监委", "reason": "科级干部，由县纪委管。"},
    "investigate": {
        "statement": "去年大雨以后墙就裂了，找过物业两次。", "investigators": "陆海平、唐二楼",
        "findings": "现场测量裂缝3厘米，物业承认没有修。",
    },
    "extend": {"days": 20, "reason": "鉴定机构要到下月才能出报告。"},
    "ask_hearing": {"reason": "涉及一整栋楼，意见不一。"},
    "start_hearing": {"reason": "涉及一整栋楼，意见不一。"},
    "hearing.hold": {"reason": "涉及户数多，意见不一，属于复杂事项。"},
    "hearing.not_hold": {"reason": "事实清楚，当面已经说明。"},
    "hearing.compose": {"asked": True},
    "hearing.notify": {"hour": "上午9点", "venue": "县政府三楼会议室", "openness": "public", "told": "当面送达，吴大升签收"},
    "hearing.open": {"parties": "吴大升、物业", "told": True},
    "hearing.postpone": {"ground": "evidence", "detail": "等鉴定报告"},
    "hearing.suspend": {"ground": "evidence", "detail": "等鉴定报告", "days": 15},
    "hearing.deliberate": {"record": "住户说墙四面都裂；物业说只修一面。", "opinion": "四面都应当修。", "votes": "三票赞成"},
    "hearing.report": {"facts": "四面墙都有裂缝。", "evidence": "照片、鉴定", "basis": "城镇房屋安全管理规定",
                       "advice": "四面都修。", "way": "direct", "proof": "吴大升本人签收"},
    "settle": {"terms": "物业4月底前修好外墙。", "petitioner_signed": True, "petitioner_ends": True},
    "withdraw_at_window": {"signed": True, "record": "窗口档案柜第二格"},
    "serve": {"served_on": "today", "way": "direct", "proof": "吴大升本人签收"},
    "execute": {"debtor": "桂园物业", "days": 30},
    "execution_done": {"proof": "修好的照片和住户签字"},
    "request_review": {"request": "只修一面墙不行，要四面都修。"},
    "review.accept": {"checked": True, "officer": "覃公允 100-0000-0002"},
    "review.not_accept": {
        "ground": "elsewhere", "reasons": "已经向法院起诉，正在审理。", "competent": "澜溪县人民法院，桂花路8号",
    },
    "review.examine": {
        "second": "石正", "statement": "住户说四面墙都裂了。", "investigators": "到现场测量，问过物业",
        "findings": "原处理意见事实清楚。",
    },
    "review.start_hearing": {"reason": "意见分歧大。"},
    "review.ask_hearing": {"reason": "想当面说清楚。"},
    "review.decide": {"result": "upheld", "finding": "原意见事实清楚。", "basis": "信访工作条例第三十五条、第三十六条"},
    "review.serve": {"served_on": "today", "way": "post", "proof": "挂号单100号"},
    "review.withdraw_at_window": {"signed": True, "record": "窗口档案柜第三格"},
    "request_final": {"request": "还是要四面都修。"},
    "record_final": {"checked": True, "remedies": True},
    "close_reviewed": {"checked": True},
    "new_facts": {"facts": "另外一面墙昨天塌了一块。"},
    "close": {"checked": True, "summary": "已送达，已修好。"},
    "duty_done": {"done": "已责令物业十日内修复。", "basis": "城镇房屋安全管理规定"},
    "reply_suggestion": {"adopted": "adopted", "reason": "列入今年计划。"},
    "simple_reply": {"answer": "路灯今天已经修好。", "petitioner_agrees": True},
    "answer_now": {"answer": "请带户口本到镇便民中心办理。"},
    "settle_on_spot": {"answer": "当场退还了多收的钱。", "petitioner_agrees": True},
    "follow_up": {"record": "帮着联系了低保。"},
    "ask_follow_up": {},
    "follow_up.visit": VISIT,
    "follow_up.second_visit": VISIT,
    "follow_up.explain": {"finding": "看了处理意见和依据，当面又说明了一遍。"},
    "follow_up.reopen": {"finding": "墙体还在掉砖，只铲了外皮。"},
    "follow_up.not_reachable": {"tries": "5月20日、22日各打过三次电话，没有人接。"},
    "follow_up.new_matter": {"facts": "楼道灯也坏了。"},
    "not_solved": {"what": "主体砖块还会掉，要彻底修好。"},
    "not_solved_early": {"what": "钱退了，可是没有开单子。"},
    "not_kept": {"which": "说好五月修的那一面没有修。"},
    "thanks": {"way": "banner", "said": "送来一面锦旗。"},
    "archive": {"complete": True},
    "supervise": {"level": "2", "trigger": "delay", "demand": "十日内告知受理结果。"},
    "call_in": {"kind": "come", "what": "下午三点到西门社区三号楼看外墙。"},
    "name_lead": {"reason": "拖了两年，来过五次。"},
    "lead.team": {},
    "lead.propose": {
        "facts": "2024年交房，同年冬天外墙开裂。", "cause": "物业和开发商都说不归自己修。", "policy": "物业专项维修资金管理办法",
        "plan": "先由社区修，再向责任方追。", "goal": "四面墙不掉砖，住户看过同意。", "requirement": "每周报一次进度。",
        "due_on": "2026-06-30",
    },
    "lead.adopt": {"due_on": "2026-06-30"},
    "lead.send_back": {"reason": "钱从哪里来没有写。"},
    "lead.instruct": {"text": "住建局牵头，一周内进场。"},
    "lead.prolong": {"due_on": "2026-07-31", "reason": "连续下雨，不能施工。"},
    "lead.difficulty": {"text": "维修资金要三分之二业主签字，差十户联系不上。", "wanted": "请街道帮忙找人。"},
    "lead.answer_difficulty": {"text": "街道明天派两个人一起找。"},
    "lead.end": {"reason": "四面墙都修好，住户已验收。"},
    "assist.agree": {"who": "王工", "when": "今天下午三点"},
    "assist.arrive": {"who": "王工", "where": "三号楼下"},
    "assist.reply": {"found": "done", "text": "查到2003年的合同原件一份，档案室第三柜。"},
    "assist.not_ours": {"reason": "外墙不归土地部门管。", "basis": "三定方案第二条"},
    "assist.insist": {"reason": "要它查宗地图。"},
    "assist.release": {"reason": "改请档案馆。"},
    "assist.call_off": {"reason": "已经查到了。"},
    "supervision.report": {"text": "五月一日已进场施工。"},
    "supervision.inspect": {"seen": "看了工地，问了两户。", "demand": "十日内搭好防护网。"},
    "supervision.letter": {"level": "2", "trigger": "delay", "demand": "五日内书面说明。"},
    "supervision.conference": {
        "way": "ask_in", "trigger": "delay", "problem": "两次督办没有回音。", "demand": "十五日内修好。", "decided": "县联席会议第三次会议",
    },
    "supervision.propose": {
        "kind": "policy", "to_body": "县人民政府", "facts": "三个小区都有同样的问题。", "proposal": "修订维修资金办法。",
    },
    "supervision.answered": {"adopted": "adopted", "answer": "已列入下半年计划。"},
    "supervision.end": {"proof": "现场看过，防护网已搭好。"},
    "urgent": {"situation": "今天上午掉砖，墙下有学生，约三十人围观，已拉警戒线。"},
    "urgent_reported": {"told": "已电话报告县政府值班室。"},
    "note": {"text": "到现场看过一次。"},
    "add_material": {"text": "补交照片三张。"},
    "urge": {"text": "什么时候来看？"},
    "ask_recusal": {"who": "陆海平", "reason": "是物业经理的表弟"},
    "recuse": {"reason": "有亲属关系"},
    "merge": {"same_because": "同一栋楼同一面墙"},
    "link_duplicate": {"same_because": "同一栋楼同一面墙"},
    "classify": {"kind": "claim"},
    "to_normal": {},
}  # fmt: skip
OPINION = {"facts": "裂缝3厘米，属实。", "reply": "责令物业一个月内修复。", "basis": "城镇房屋安全管理规定"}


@dataclass(frozen=True)
class Town:
    """The cast of 澜溪县 (999901): petition office, housing bureau, a town with a village, reviewers, a stranger."""

    builder: Builder
    clerk: Actor  # petition office, window
    dispatcher: Actor  # petition office, refers
    dispatcher_2: Actor
    petition_head: Actor
    sealed_officer: Actor
    supervisor: Actor
    leader: Actor
    admin: Actor
    joint: Actor
    handler: Actor  # housing bureau, its petition officer
    handler_2: Actor
    head: Actor  # housing bureau
    land_handler: Actor
    land_head: Actor
    town_handler: Actor  # window clerk and handler of 坪上镇
    town_head: Actor
    town_mediator: Actor
    county_mediator: Actor
    grid_worker: Actor
    reviewer: Actor  # county government
    county_head: Actor
    final_reviewer: Actor  # prefecture government
    outsider: Actor  # the same roles in the next county

    @property
    def everybody(self) -> dict[str, Actor]:
        """All of the cast by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "builder"}

    @property
    def citizen(self) -> Actor:
        """Whoever holds the case's code."""
        return petitioner(COUNTY, "吴大升")

    def unit(self, code: str) -> Unit:
        """A unit by its code: petition-office, housing, land, pingshang, county, prefecture, village, joint."""
        return self.builder.units[code]


def build_town() -> Town:
    """Set the cast up by the acts of administrators; two counties."""
    organising.load_regions(ROWS)
    here, there = Builder(COUNTY, SINCE, PASSWORD), Builder(NEXT_COUNTY, SINCE, PASSWORD)
    _units(here)
    there.unit("petition-office", "望澜县信访局", is_petition_office=True, handles=False)
    seats = (
        ("clerk", "明月", "petition-office", ["clerk"], False),
        ("dispatcher", "路分明", "petition-office", ["dispatcher"], True),
        ("dispatcher_2", "罗分洪", "petition-office", ["dispatcher"], False),
        ("petition_head", "周全", "petition-office", ["head"], False),
        ("sealed_officer", "谭守密", "petition-office", ["sealed_officer"], False),
        ("supervisor", "石敢当", "petition-office", ["supervisor"], False),
        ("admin", "管得宽", "petition-office", ["admin"], False),
        ("leader", "彭守一", "county", ["leader"], False),
        ("joint", "田合力", "joint", ["joint_secretary"], True),
        ("handler", "陆海平", "housing", ["handler"], True),
        ("handler_2", "唐二楼", "housing", ["handler"], False),
        ("head", "胡正清", "housing", ["head"], False),
        ("land_handler", "田间", "land", ["handler"], True),
        ("land_head", "石界", "land", ["head"], False),
        ("town_handler", "向小满", "pingshang", ["clerk", "handler"], True),
        ("town_head", "龙长水", "pingshang", ["head"], False),
        ("town_mediator", "石敢言", "pingshang", ["mediator"], False),
        ("county_mediator", "麻和平", "county", ["mediator"], False),
        ("grid_worker", "麻利", "village", ["grid_worker", "mediator"], True),
        ("reviewer", "覃公允", "county", ["review_officer"], True),
        ("county_head", "邓百川", "county", ["head"], False),
        ("final_reviewer", "司马衡", "prefecture", ["review_officer", "head"], True),  # no separate head
    )
    for login, name, unit, roles, is_officer in seats:
        here.seat(login, name, unit, f"岗位{login}", roles, is_officer=is_officer)
    there.seat("outsider", "邻里", "petition-office", "全能", ["dispatcher", "clerk", "head", "handler"], is_officer=True)
    return Town(here, **{login: here.actor(login) for login, *_ in seats}, outsider=there.actor("outsider"))


def _units(builder: Builder) -> None:
    builder.unit("prefecture", "岚江市人民政府", level="prefecture", region="999900000000")
    builder.unit("county", "澜溪县人民政府", parent="prefecture")
    builder.unit("petition-office", "澜溪县信访局", parent="county", system="petition", kind="party",
                 is_petition_office=True, handles=False)  # fmt: skip
    builder.unit("joint", "联席会议办公室", parent="county", system="party", is_joint_conference=True, handles=False)
    builder.unit("housing", "澜溪县住房和城乡建设局", parent="county")
    builder.unit("land", "澜溪县自然资源局", parent="county")
    builder.unit("pingshang", "坪上镇人民政府", parent="county", level="town", region="999901101000")
    builder.unit("village", "石榴坳村民委员会", parent="pingshang", level="village", region="999901101201",
                 system="self_government", kind="committee")  # fmt: skip


def going_by(town: Town, pack: str, *codes: str) -> Town:
    """The cast in which some units go by a method of their own; the units of the others' cast stay as they are."""
    for code in codes:
        organising.set_pack(unit=Unit.objects.select_related("parent").get(county_code=COUNTY, code=code), pack=pack, by=town.admin)
    return fresh(town)


def fresh(town: Town) -> Town:
    """The cast with its units read anew."""
    units = {one.code: one for one in Unit.objects.filter(county_code=COUNTY)}
    return replace(town, builder=replace(town.builder, units={**town.builder.units, **units}))


def at(text: str) -> datetime:
    """An instant of the county's clock: at("2026-03-02 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def this_minute() -> str:
    """Now, as `at` reads it."""
    return f"{now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


SHELL: dict[str, Any] = {"by": organising.operator(COUNTY), "at": at("2026-03-01 09:00")}
"""By whom and when what a test only needs is entered."""


def register_case(town: Town, *, when: str = "2026-03-02 09:00", by: Actor | None = None, unit: str = "petition-office",
                  once: str = "", **over: Any) -> Case:  # fmt: skip
    """A petition taken in at the petition office's window, unless told otherwise; `over` are parts of Petition."""
    parts: dict[str, Any] = {
        "content": "三号楼外墙往下掉砖，楼下是学生上学的路。",
        "demands": ["修好外墙"],
        "people": [Person(name="吴大升", phone="10012345678", id_number="999901194803120016", address="三号楼101")],
        "category": "housing",
        "classification": "claim",
    }
    return register(Petition(**{**parts, **over}), unit=town.unit(unit), by=by or town.clerk, at=at(when), once=once)


def fields_of(case: Case, step: str, **data: Any) -> dict[str, Any]:
    """What a test enters with a step: the usual words, those its pack wants beside them, and what it says itself (`outcome`
    for an opinion)."""
    if step == "sign_opinion":
        row = {**OPINION, "outcome": data.pop("outcome", "support")}
        count = case.demands.count()
        return {"opinions": [row] * count, "review_body": "澜溪县人民政府，桂花路1号", "execution": "物业，一个月内", **data}
    if "unit" in data:
        data["unit"] = str(data["unit"].id) if isinstance(data["unit"], Unit) else data["unit"]
    asked = MORE.get((case.pack.partition("@")[0], step), {})
    return {**FIELDS.get(re.sub(r"-\d+\.", ".", step), {}), **asked, **data}


def dispute(town: Town, *, when: str = "2026-03-02 09:00", **over: Any) -> Case:
    """A dispute over a tree, taken in by the village's mediator: 石阿公 says it is his, 龙水生 dug it up."""
    parts: dict[str, Any] = {
        "kind": "dispute",
        "content": "修路挖出一棵金弹子树，两家都说是自己的。",
        "title": "一棵金弹子树",
        "demands": ["树还给我家"],
        "people": [Person(name="石阿公", phone="10012340001"), Person(name="龙水生", phone="10012340002", role="respondent")],
        "category": "neighbours",
    }
    return register(Petition(**{**parts, **over}), unit=town.unit("village"), by=town.grid_worker, at=at(when))


def party_of(case: Case, role: str) -> str:
    """The key of the first party of a case in a role."""
    return str(case.parties.filter(role=role).first().id)  # type: ignore[union-attr]


def helper(name: str, *kinds: str, unit: Unit | None = None) -> Helper:
    """Somebody in the directory of helpers."""
    return add_helper(Entered(name=name, kinds=kinds, unit=unit), county=COUNTY, pack=rules.pack_named(rules.NATIONAL), **SHELL)


def accept_seats(case: Case, when: str) -> None:
    """Everybody invited to sit accepts by their link."""
    for seat in Seat.objects.filter(case=case, state="invited").select_related("proceeding"):
        answer(seat=seat, state="accepted", at=at(when))
    case.refresh_from_db()


def go(case: Case, step: str, by: Actor, when: str, *, once: str = "", expecting: int | None = None,
       **data: Any) -> Entry:  # fmt: skip
    """Take a step with the usual words; `data` replaces parts of them. Refreshes the case."""
    entry = perform(county=case.county, case_id=case.id, step=step, data=fields_of(case, step, **data), by=by,
                    at=at(when), once=once, expecting=expecting)  # fmt: skip
    case.refresh_from_db()
    return entry


def prepare(case: Case, step: str, by: Actor, when: str, **data: Any) -> Draft:
    """Draft a step for approval with the usual words."""
    return draft(county=case.county, case_id=case.id, step=step, data=fields_of(case, step, **data), by=by, at=at(when))


def sign(case: Case, waiting: Draft, by: Actor, when: str) -> Entry:
    """Approve a draft. Refreshes the case."""
    entry = approve(county=case.county, draft_id=waiting.id, by=by, at=at(when))
    case.refresh_from_db()
    return entry


def proceeding_of(case: Case) -> Proceeding:
    """The root proceeding of a case."""
    return queries.proceeding_of(case)


def side_of(case: Case, workflow: str) -> Proceeding:
    """The latest side proceeding of a kind: review, hearing."""
    return [one for one in queries.proceedings_of(case) if one.workflow == workflow][-1]


def clocks_of(case: Case) -> list[dict[str, Any]]:
    """The clocks of all proceedings of a case, those of the oldest first."""
    return [clock for one in queries.proceedings_of(case) for clock in one.clocks]


def due_of(case: Case, clock: str) -> date | None:
    """The legal last day of the latest clock of an id, as computed and kept."""
    found = [row for row in clocks_of(case) if row["id"] == clock]
    return date.fromisoformat(found[-1]["legal"]) if found and found[-1]["legal"] else None


def clock_states(case: Case) -> dict[str, str]:
    """Each clock of a case and whether it runs (running, overdue, paused, stopped, cancelled)."""
    return {row["id"]: row["state"] for row in clocks_of(case)}


def steps_of(case: Case, actor: Actor, when: str) -> set[str]:
    """The steps that the page of a case offers an actor."""
    fresh = Case.objects.select_related("unit", "origin_unit").get(county=case.county, id=case.id)
    page = queries.page_of(fresh, actor, at(when).date())
    return {track.key(step) for track in page.tracks for step in track.now}


def to_acceptance(town: Town, **over: Any) -> Case:
    """A case registered on 2 March 2026, referred to the housing bureau on the 3rd, received and accepted on the 6th."""
    case = register_case(town, **over)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-04 09:00")
    go(case, "accept", town.handler, "2026-03-06 09:00")
    return case


def to_opinion(town: Town, *, outcome: str = "support", **over: Any) -> Case:
    """A case whose opinion was signed by the head on 10 April 2026 and served on the 13th."""
    case = to_acceptance(town, **over)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    waiting = prepare(case, "sign_opinion", town.handler, "2026-04-09 16:00", outcome=outcome)
    sign(case, waiting, town.head, "2026-04-10 10:00")
    go(case, "serve", town.handler, "2026-04-13 11:00")
    return case


def to_final(town: Town, **over: Any) -> Case:
    """A case that went through review and final review; found to have ended on 26 June 2026."""
    case = to_opinion(town, outcome="reject", **over)
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    reviewed(town, case, "2026-05-15 09:00")
    go(case, "request_final", town.citizen, "2026-06-01 09:00")
    reviewed(town, case, "2026-06-26 09:00")
    go(case, "record_final", town.final_reviewer, "2026-06-26 15:00")
    return case


def examined(town: Town, case: Case, when: str) -> None:
    """A review asked for is accepted and examined by the review officer of the body that has it."""
    officer = town.reviewer if case.unit.code == "county" else town.final_reviewer
    login = "reviewer" if case.unit.code == "county" else "final_reviewer"
    go(case, "review.accept", officer, when)
    go(case, "review.examine", officer, when, reviewer=login)


def decided(town: Town, case: Case, when: str, **decision: Any) -> None:
    """What was examined is signed by the head of the body and served on the same day."""
    officer, head = (
        (town.reviewer, town.county_head) if case.unit.code == "county" else (town.final_reviewer, town.final_reviewer)
    )
    go(case, "review.decide", head, when, **decision)
    go(case, "review.serve", officer, when, served_on=when[:10])


def reviewed(town: Town, case: Case, when: str, **decision: Any) -> None:
    """A review asked for is accepted, examined, signed and served on one day."""
    examined(town, case, when)
    decided(town, case, when, **decision)


def tables_digest() -> dict[str, str]:
    """A digest of every row of every table that an act may write, to show that a refusal changed nothing."""
    names = [model._meta.db_table for app in ("cases", "documents", "kernel") for model in apps.get_app_config(app).get_models()]
    digests = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t")
            digests[name] = cursor.fetchone()[0]
    return digests


def refused_and_nothing_changed(case: Case, step: str, by: Any, when: str, match: str, **data: Any) -> None:
    """The act is refused in these words and every row is as it was."""
    before = tables_digest()
    with pytest.raises(DomainError) as refusal:
        go(case, step, by, when, **data)
    said = str(refusal.value.words) + "".join(str(one) for one in getattr(refusal.value, "fields", {}).values())
    assert match in said
    assert tables_digest() == before


def workflow_of(case: Case) -> Any:
    """The petition workflow a case runs through."""
    return rules.workflow_of(case, proceeding_of(case))
