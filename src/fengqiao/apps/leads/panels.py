"""What the page of a case shows of its leaders, of a unit called in, and of supervision."""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.apps.cases.presenting import LastSaid, Panel, last_said, said_by
from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.apps.cases.wording import Said
from fengqiao.apps.methods import boards
from fengqiao.apps.methods.boards import Board
from fengqiao.domain.roles import LEAD
from fengqiao.domain.words import Words

UNIT_CALLED = "unit"  # a field of `call_in`; the card stands under the name of the unit
PLAN = ("facts", "cause", "policy", "options", "plan", "goal", "ease", "requirement", "support")


@dataclass(frozen=True, slots=True)
class LeadCard:
    """The leaders, their team, the plan in force or proposed, what was said last, and the boards of the method."""

    people: list[tuple[Words, str]]
    plan: list[tuple[Words, str]]
    last: LastSaid | None
    boards: list[Board]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for when a proceeding began and what was said in it last, by the labels of the acts."""

    asked: list[Said]
    last: LastSaid | None


def lead_card(page: CasePage, track: Track) -> Panel:
    """The leaders beside a case."""
    seats = [seat for seat in page.seats if seat.proceeding_id == track.proceeding.id]
    roles = ((LEAD, Words("第二名包案领导", "Second leader")), ("team_head", Words("专班负责人", "Head of the task force")),
             ("team", Words("专班成员", "Members")))  # fmt: skip
    people = [(Words("包案领导", "Leader"), track.proceeding.person_name)]
    people += [(words, "、".join(seat.name for seat in seats if seat.role == role)) for role, words in roles]
    fields = {spec.name: spec.label for spec in track.workflow.transitions["propose"].fields}
    plan = track.proceeding.vars.get("plan", {})
    shown = [(fields[name], str(plan[name])) for name in PLAN if plan.get(name)]
    named = [(words, who) for words, who in people if who]
    return Panel("leads/_lead.html", LeadCard(named, shown, last_said(page, track), boards.boards_of(page)))


def assist_card(page: CasePage, track: Track) -> Panel:
    """What a unit was called for, and what it said last."""
    return Panel("leads/_asked.html", _asked(page, track, "call_in"))


def supervision_card(page: CasePage, track: Track) -> Panel:
    """What supervision demanded at first, and what was said in it last."""
    return Panel("leads/_asked.html", _asked(page, track, "supervise"))


def _asked(page: CasePage, track: Track, act: str) -> Asked:
    begun = page.pack.act(page.root.workflow.key(act)) or page.pack.act(act)
    fields = [spec for spec in begun[1].fields if spec.name != UNIT_CALLED] if begun else []
    return Asked(said_by(page, fields, track.proceeding.vars.get("asked", {})), last_said(page, track))
