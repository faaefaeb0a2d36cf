"""The board of a case: for each digit of a slogan (1211, 六定, 五个一) the lamps of what its records show; none can be ticked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from fengqiao.apps.cases import owing
from fengqiao.apps.cases.facts import BRANCHES
from fengqiao.apps.cases.models import Case, Line, Proceeding, Seat
from fengqiao.apps.cases.queries import CasePage, Track, page_of
from fengqiao.apps.documents import queries as documents
from fengqiao.apps.documents.models import Document, Recipient
from fengqiao.apps.occasions.services.readiness import Missing
from fengqiao.domain.methods import PROOFS, Code, Part
from fengqiao.domain.results import SOLVED
from fengqiao.domain.roles import LEAD, PANEL, Actor
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Light:
    """One proof: lit when the record shows it, how far where it can be counted, and where the record is or is made."""

    proof: str
    name: Words
    is_lit: bool
    told: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a slogan with its lights."""

    part: Part
    lights: tuple[Light, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A slogan as the record of one case fills it."""

    code: Code
    rows: tuple[Row, ...]

    @property
    def lights(self) -> list[Light]:
        """All lights in order."""
        return [light for row in self.rows for light in row.lights]

    @property
    def lit(self) -> int:
        """How many are lit; beside `of`, never a score."""
        return sum(light.is_lit for light in self.lights)

    @property
    def of(self) -> int:
        """How many there are."""
        return len(self.lights)


@dataclass
class Evidence:
    """What the record of a case holds, read at the first look."""

    page: CasePage

    @cached_property
    def lead(self) -> Track | None:
        """The latest proceeding of its leaders."""
        found = [track for track in self.page.sides if track.workflow.id == LEAD]
        return found[-1] if found else None

    @property
    def leading(self) -> Proceeding | None:
        """The same as kept."""
        return self.lead.proceeding if self.lead else None

    @property
    def plan(self) -> Mapping[str, Any]:
        """The plan of the leaders; empty while there is none."""
        return self.leading.vars.get("plan", {}) if self.leading else {}

    def seated(self, role: str) -> list[Seat]:
        """Those who sit with the leaders in a role."""
        return [seat for seat in self.page.seats if self.leading and seat.proceeding_id == self.leading.id and seat.role == role]

    def sides(self, workflow: str) -> list[Proceeding]:
        """The side proceedings of a kind."""
        return [track.proceeding for track in self.page.sides if track.workflow.id == workflow]

    @cached_property
    def lines(self) -> list[Line]:
        """What stands on its sheets, dropped lines left out."""
        return [line for line in owing.lines_of(self.page.case) if not line.is_dropped]

    @cached_property
    def papers(self) -> list[Document]:
        """Every paper that was issued."""
        return list(documents.papers_of(self.page.case.county, self.page.case.id))


Shown = tuple[bool, str]


def _said(holds: object, told: str = "") -> Shown:
    return bool(holds), told


def _counted(done: int, of: int) -> Shown:
    return 0 < of == done, f"{done}/{of}" if of else ""


def _co_units(found: Evidence) -> Shown:
    called = found.sides("assist")
    return _counted(sum(one.closed_at is not None for one in called), len(called))


def _support(found: Evidence) -> Shown:
    planned = [line for line in found.lines if line.sheet == owing.SUPPORT]
    said = str(found.plan.get("support", ""))
    return _said(any(line.owed_by and line.due_on for line in planned) or said, said[:40])


def _papers(found: Evidence) -> Shown:
    """Every paper for the petitioner was served; after the end another unit has gone back to ask as well."""
    owed = [paper for paper in found.papers if paper.to == Recipient.PETITIONER and paper.unit_id]
    ended = found.page.case.closed_at is not None
    done = sum(paper.served_on is not None for paper in owed) + int(ended and _followed_up(found)[0])
    return _counted(done, len(owed) + int(ended))


def _followed_up(found: Evidence) -> Shown:
    visits = found.sides("follow_up")
    return _said(any(visit.stage != "inbox" and str(visit.unit_id) != str(found.page.case.unit_id) for visit in visits))


def _reason_open(found: Evidence) -> Shown:
    """Closed, or the plan's last day lies ahead, or a difficulty is under way that says why not."""
    lead = found.leading
    ahead = lead is not None and lead.due_on is not None and found.lead is not None and not _late(found.lead)
    return _said(found.page.case.closed_at is not None or ahead)


def _late(track: Track) -> bool:
    return any(view.lamp.colour == "red" for view in track.clocks if view.due.state == "running")


def _funds(found: Evidence) -> Shown:
    funds = [line for line in found.lines if line.sheet == "fund"]
    return _counted(sum(line.is_done for line in funds), len(funds))


def _results(found: Evidence) -> Shown:
    return _counted(sum(bool(demand.result) for demand in found.page.demands), len(found.page.demands))


def _sorted(found: Evidence) -> Shown:
    told = found.page.proceeding.vars.get(BRANCHES, {})
    return _counted(sum(str(demand.position) in told for demand in found.page.demands), len(found.page.demands))


CASE_PROOFS: Mapping[str, Callable[[Evidence], Shown]] = {
    "matter": lambda found: _said(True, found.page.case.number),
    "owner_set": lambda found: _said(found.page.case.person_id, found.page.case.person_name),
    "companion_set": lambda found: _said(found.page.case.person_id and found.page.case.unit.phone,
                                         f"{found.page.case.person_name} {found.page.case.unit.phone}"),
    "lead": lambda found: _said(found.leading, found.leading.person_name if found.leading else ""),
    "lead_primary": lambda found: _said(found.leading, found.leading.person_name if found.leading else ""),
    "lead_second": lambda found: _said(found.seated(LEAD), "、".join(seat.name for seat in found.seated(LEAD))),
    "leads": lambda found: _said(found.leading, found.leading.person_name if found.leading else ""),
    "task_force": lambda found: _said(found.seated("team_head") and found.seated("team"),
                                      "、".join(seat.name for seat in found.seated("team_head"))),
    "unit": lambda found: _said(found.page.case.stage != "inbox", found.page.case.unit.label),
    "co_units": _co_units,
    "plan": lambda found: _said(found.plan.get("plan")),
    "due": lambda found: _said(found.plan.get("due_on"), str(found.plan.get("due_on", ""))),
    "goal": lambda found: _said(found.plan.get("goal")),
    "requirement": lambda found: _said(found.plan.get("requirement")),
    "support_plan": _support,
    "casefile_complete": _papers,
    "follow_up_done": _followed_up,
    "closed_or_open_reason": _reason_open,
    "ladder_steps_used": lambda found: _said(any(track.proceeding.vars.get("settled_level") for track in found.page.tracks)),
    "demand_results": _results,
    "demands_sorted": _sorted,
    "settled_verified": lambda found: _said(found.page.case.result == SOLVED),
    "mediations": lambda found: _said(found.sides("mediation") or found.page.case.kind == "dispute"),
    "invited_helpers": lambda found: _said(any(seat.role == PANEL for seat in found.page.seats)),
    "funds": _funds,
}
"""The proofs that the record of one case can give; the others are of a place and a time."""

MADE_BY: Mapping[str, str] = {
    "lead": "name_lead", "lead_primary": "name_lead", "leads": "name_lead", "unit": "receive",
    "lead_second": "lead.second", "task_force": "lead.team", "plan": "lead.propose", "due": "lead.propose", "goal": "lead.propose",
    "requirement": "lead.propose", "support_plan": "arrange_support", "co_units": "call_in", "follow_up_done": "ask_follow_up",
    "demands_sorted": "sort_demands",
}  # fmt: skip
"""Proof -> the act that makes the record it asks for."""

HELD_BY: Mapping[str, str] = {
    "lead": LEAD, "lead_primary": LEAD, "lead_second": LEAD, "leads": LEAD, "task_force": LEAD, "plan": LEAD, "due": LEAD,
    "goal": LEAD, "requirement": LEAD, "co_units": "assist", "follow_up_done": "follow_up", "mediations": "mediation",
    "closed_or_open_reason": LEAD,
}  # fmt: skip
"""Proof -> the proceeding that holds the record."""


def boards_of(page: CasePage) -> list[Board]:
    """The boards of the method a case goes by: each slogan that the record of one case can prove in all of its parts."""
    found = Evidence(page)
    return [
        Board(code, tuple(Row(part, tuple(_light(name, found) for name in part.proof)) for part in code.parts))
        for code in page.pack.method.codes
        if all(part.proof and set(part.proof) <= CASE_PROOFS.keys() for part in code.parts)
    ]


def unlit(case: Case, slogan: str, actor: Actor, today: date) -> list[Missing]:
    """The lights of one board of a case that are out, each with the page where this reader lights it."""
    boards = boards_of(page_of(case, actor, today, latest=0))
    out = [light for board in boards if board.code.id == slogan for light in board.lights if not light.is_lit]
    return [Missing(light.name, light.url) for light in out]


def _light(proof: str, found: Evidence) -> Light:
    is_lit, told = CASE_PROOFS[proof](found)
    return Light(proof, PROOFS[proof], is_lit, told, _where(proof, found, is_lit=is_lit))


def _where(proof: str, found: Evidence, *, is_lit: bool) -> str:
    """The card of the record; of a light that is out, the form that makes the record where this reader may fill it in."""
    page = found.page
    case = reverse("cases:case", args=[page.case.number])
    act = MADE_BY.get(proof, "")
    if act and "." not in act:
        act = page.root.workflow.key(act)
    step = page.step(act) if act and not is_lit else None
    if step is not None and step.verdict:
        return reverse("cases:act", args=[page.case.number, act])
    for place, track in enumerate(page.sides, start=1):
        if track.workflow.id == HELD_BY.get(proof):
            return f"{case}#side-{place}"
    return case


