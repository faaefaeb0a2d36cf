"""What the page of a case shows of its leaders, of a unit called in, and of supervision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fengqiao.apps.cases.presenting import Panel
from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.apps.methods import boards
from fengqiao.apps.methods.boards import Board
from fengqiao.domain.roles import LEAD
from fengqiao.domain.words import Words

PLAN = ("facts", "cause", "policy", "options", "plan", "goal", "ease", "requirement", "support")


@dataclass(frozen=True, slots=True)
class LeadCard:
    """The leaders, their team, the plan in force or proposed, and the boards of the method."""

    people: list[tuple[Words, str]]
    plan: list[tuple[Words, str]]
    boards: list[Board]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for when a proceeding began, by the labels of the act."""

    told: list[tuple[Words, Words]]


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
    return Panel("leads/_lead.html", LeadCard([(w, who) for w, who in people if who], shown, boards.boards_of(page)))


def assist_card(page: CasePage, track: Track) -> Panel:
    """What a unit was called for."""
    return Panel("leads/_asked.html", _asked(page, track, "call_in", ("kind", "what")))


def supervision_card(page: CasePage, track: Track) -> Panel:
    """What supervision demands."""
    return Panel("leads/_asked.html", _asked(page, track, "supervise", ("level", "trigger", "demand")))


def _asked(page: CasePage, track: Track, act: str, names: tuple[str, ...]) -> Asked:
    known = page.pack.act(page.root.workflow.key(act)) or page.pack.act(act)
    fields = {spec.name: spec for spec in known[1].fields} if known else {}
    entered: dict[str, Any] = track.proceeding.vars.get("asked", {})
    told = []
    for name in names:
        if (spec := fields.get(name)) and entered.get(name):
            said = str(entered[name])
            told.append((spec.label, page.pack.lists[spec.choices].get(said, Words(said, said)) if spec.choices else Words(said, said)))
    return Asked(told)
