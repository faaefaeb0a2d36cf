"""What the workflow's guards may ask about a case, computed only when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.apps.accounts.models import Holding, User
from fengqiao.apps.cases import clocks, rules
from fengqiao.apps.cases.models import Case, Demand, Line, Link, Party, PartyRole, Proceeding, Seat, SeatState, Stage
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain import ladder
from fengqiao.domain.clock import Limit
from fengqiao.domain.guards import EARLIEST
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import LEAD, PANEL
from fengqiao.domain.workflow import Workflow
from fengqiao.kernel import vault
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.reading import Question

GROUP = 5  # people; from so many on a matter is one of a group (信访工作条例 第二十条)
OTHER_SIDE = (PartyRole.RESPONDENT, PartyRole.COMPLAINED_UNIT)
FOLLOW_UP = "follow_up"  # the workflow by which another unit goes back to ask
HAZARD = "hazard"  # the kind of a record, and the flag of what was marked later
WORKS = "works"  # the kind of a thing in dispute, and the sheet of what is built
PAST = "past"  # on a proceeding that followed one taken up again since: it belongs to an earlier round
PAPERS = "papers_asked"  # on a root: each notice of missing papers, its day, what it asked for, the kinds of it that were on file
RESPONDED = "first_response"  # on a root: when and where somebody first met or called those who came
BRANCHES = "branches"  # on a root: what each demand falls under, by its position
LAST_TIER = 2  # moves up the ladder that make three tiers


class Facts(dict[str, Any]):
    """A mapping whose costly values (`later`) are computed at the first look."""

    def __init__(self, values: dict[str, Any], later: dict[str, Callable[[], Any]]) -> None:
        super().__init__(values)
        self._later = later

    def __missing__(self, key: str) -> Any:
        if key not in self._later:
            raise KeyError(key)
        self[key] = self._later[key]()
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value, computed when it is one of the late ones."""
        return self[key] if key in self or key in self._later else default

    def forget(self, key: str) -> None:
        """Compute a late value anew when it is asked for next."""
        self.pop(key, None)

    def but(self, **values: Any) -> Facts:
        """The same facts with some of them otherwise; nothing is computed for it."""
        return Facts({**self, **values}, self._later)


def facts_of(case: Case, proceeding: Proceeding, pack: Pack, today: date) -> Facts:
    """The facts of one proceeding of a case on a day; `case.unit` and `proceeding.unit` should be loaded."""
    known, unit = proceeding.vars, case.unit if proceeding.parent_id is None else proceeding.unit
    values: dict[str, Any] = {
        "state": proceeding.state,
        "parent": str(proceeding.parent_id or ""),
        "unit": str(unit.id),
        "origin": str(case.origin_unit_id),
        "sender": known.get("sender", ""),
        "handling": known.get("handling") or (str(case.unit_id) if proceeding.parent_id else ""),
        "recused": tuple(str(user) for user in case.recused),
        "kind": case.classification,
        "path": known.get("path", ""),
        "procedure": known.get("procedure", "normal"),
        "outcome": known.get("outcome", ""),
        "assigned": known.get("assigned", "no"),
        "committee": known.get("committee", ""),
        "round": known.get("round", "first"),
        "late": known.get("late", "no"),
        "result": known.get("result", ""),
        "satisfied": known.get("satisfied", "unasked"),
        "responded": _yes(RESPONDED in known),
        "asked": _yes(bool(known.get(PAPERS))),
        "seconded": "no",
        "joint": _yes(case.people_count > 1),
        "first_time": _yes(not case.is_repeat),
        "at_petition_office": _yes(unit.is_petition_office),
        "unit_handles": _yes(unit.handles),
        "objections": known.get("objections", 0),
        "hand_overs": known.get("hand_overs", 0),
        "quiet_days": (today - day_of(case.acted_at)).days,
        "is_open": _yes(case.closed_at is None),
        "restricted": _yes(bool(case.restricted_for)),
        "tier_place": "below" if ladder.above(pack.ladder, known.get("tier", "")) else "last",
        "flags": tuple(proceeding.flags),
        "served": tuple(proceeding.served),
    }
    latest = {clock["id"]: clock for clock in proceeding.clocks}
    later: dict[str, Callable[[], Any]] = {}
    for clock_id, limit in pack.clocks.items():
        values[f"clock.{clock_id}"] = clocks.status(latest.get(clock_id), limit, today)
        if limit.extension_max:
            values[f"extension_left.{clock_id}"] = clocks.extension_left(latest.get(clock_id), limit)
        if limit.kind == "at_least":
            later[f"{EARLIEST}{clock_id}"] = partial(_earliest, case, latest.get(clock_id), limit, today)
    return Facts(
        values,
        later | {
            "handlers": lambda: _handlers(case, proceeding, pack),
            "leads": lambda: _leads(case, proceeding),
            "conflicted": lambda: _conflicted(case, today),
            "namesakes": lambda: _namesakes(case),
            "complained": lambda: _complained(case),
            "in_system": lambda: _lower_in_system(unit),
            "has_final_opinion": lambda: _yes(_has_final_opinion(case)),
            "consent": lambda: _consent(case, known),
            "signed": lambda: _signed(case, known),
            "panel": lambda: _panel(proceeding),
            "sitting": lambda: _sitting(proceeding),
            "owed": lambda: _yes(_is_owed(case, pack)),
            "hard": lambda: _yes(_is_hard(case, proceeding) and not _is_followed_up(case, pack)),
            "works": lambda: _yes(_is_works(case)),
            "sorted": lambda: _yes(_is_sorted(case, known)),
            "verified": lambda: _yes(_is_verified(case, pack)),
        },
    )


@dataclass(frozen=True, slots=True)
class Sides:
    """The keys of the parties on both sides of a dispute; a unit complained of is a side as a person is."""

    asking: list[str]
    other: list[str]


def sides_of(case: Case) -> Sides:
    """Who must agree: the representatives where there are any, else the petitioners; and everybody on the other side."""
    rows = list(Party.objects.filter(county=case.county, case=case).values_list("id", "role"))
    named = {role: [str(key) for key, of in rows if of == role] for role in PartyRole.values}
    asking = named[PartyRole.REPRESENTATIVE] or named[PartyRole.PETITIONER] or named[PartyRole.PROXY]
    return Sides(asking, [key for role in OTHER_SIDE for key in named[role]])


def tier_in(proceeding: Proceeding, pack: Pack) -> ladder.Tier | None:
    """The step of the ladder a proceeding is on; None where the pack has no ladder, or such a proceeding does not climb it."""
    if not pack.workflows[proceeding.workflow].climbs:
        return None
    return ladder.tier_of(pack.ladder, proceeding.vars.get("tier", ""))


def _earliest(case: Case, latest: clocks.Clock | None, limit: Limit, today: date) -> str:
    return clocks.earliest(latest, limit, today, rules.calendar_of(case.county))


def _handlers(case: Case, proceeding: Proceeding, pack: Pack) -> tuple[str, ...]:
    """Those who handle the matter, whom a review or a hearing must be independent of: everybody who had it in the units it
    came through, and whoever has what the proceeding stands under; but not of a parent that was handed over with it."""
    found = [*_before(proceeding.vars), *([str(case.person_id or "")] if proceeding.parent_id is None else ())]
    side, parent = proceeding, proceeding.parent
    while parent is not None:
        found += _before(parent.vars)
        if not _came_along(pack.workflows[parent.workflow], side.workflow):
            found.append(str((parent.person_id if parent.parent_id else case.person_id) or ""))
        side, parent = parent, parent.parent
    return tuple(filter(None, found))


def _came_along(above: Workflow, side: str) -> bool:
    """Is what stands above handed over with the act that begins such a side proceeding, so that one person has both?"""
    return any(t.begins.workflow == side and bool(t.hand_to) for t in above.transitions.values() if t.begins)


def _before(known: Mapping[str, Any]) -> list[str]:
    """Those who had the case in the units it came through."""
    return [person[0] for person in known.get("people", {}).values()]


def _consent(case: Case, known: Mapping[str, Any]) -> str:
    said, sides = known.get("consent", {}), sides_of(case)
    answers = [said.get(key, "") for key in (*sides.asking, *sides.other)]
    if "no" in said.values():
        return "refused"
    if sides.asking and sides.other and all(answers):
        return "all"
    return "some" if any(answers) else "none"


def _signed(case: Case, known: Mapping[str, Any]) -> str:
    signed, sides = known.get("signed", {}), sides_of(case)
    needed = (*sides.asking, *sides.other)
    if sides.asking and sides.other and all(key in signed for key in needed):
        return "all"
    return "some" if signed else "none"


def _leads(case: Case, proceeding: Proceeding) -> tuple[str, ...]:
    """Those who lead a case in this proceeding: whoever has it, and the second leader."""
    if proceeding.workflow != LEAD:
        return ()
    seats = Seat.objects.filter(county=case.county, proceeding=proceeding, role=LEAD, state=SeatState.ACCEPTED)
    return (str(proceeding.person_id), *(str(user) for user in seats.values_list("user_id", flat=True)))


def _conflicted(case: Case, today: date) -> tuple[str, ...]:
    """The officials who have an interest: recused, or in post at a unit complained of."""
    accused = Holding.objects.on(today).filter(post__unit__in=map(UUID, _complained(case))).values_list("user", flat=True)
    return tuple(map(str, {*case.recused, *accused}))


def _namesakes(case: Case) -> tuple[str, ...]:
    """The officials of the same name as a party: perhaps one and the same person, perhaps not."""
    people = Party.objects.filter(county=case.county, case=case, identity__isnull=False)
    names = {bytes(index) for index in people.values_list("identity__name_index", flat=True) if index}
    staff = User.objects.filter(county_code=case.county, is_active=True).values_list("id", "name") if names else ()
    return tuple(str(user) for user, name in staff if vault.blind_index(name, "name") in names)


def _panel(proceeding: Proceeding) -> str:
    seats = Seat.objects.filter(county=proceeding.county, proceeding=proceeding, role=PANEL)
    states = set(seats.filter(state__in=[SeatState.INVITED, SeatState.ACCEPTED]).values_list("state", flat=True))
    return "ready" if SeatState.ACCEPTED in states else "invited" if states else "none"


def _sitting(proceeding: Proceeding) -> tuple[str, ...]:
    """The helpers who were invited and have not declined."""
    seats = Seat.objects.filter(county=proceeding.county, proceeding=proceeding, role=PANEL)
    sitting = seats.filter(state__in=[SeatState.INVITED, SeatState.ACCEPTED])
    return tuple(str(key) for key in sitting.values_list("helper_id", flat=True) if key)


def _is_hard(case: Case, proceeding: Proceeding) -> bool:
    """Money, a hazard, a group, the last tier (product.md G-22), or something another unit found undone."""
    if case.people_count >= GROUP or not {"danger", "undone"}.isdisjoint(proceeding.flags) or _is_hazard(case):
        return True
    if _of_money(case.county, case.id):
        return True
    tiers = proceeding.vars.get("tiers", [])
    return len(tiers) >= LAST_TIER


def _is_owed(case: Case, pack: Pack) -> bool:
    """Is anything still owed to a party? What runs beside (funds, advances, support) counts nowhere here."""
    owed = [sheet.id for sheet in pack.sheets.values() if not sheet.is_aside]
    lines = Line.objects.filter(county=case.county, case=case, sheet__in=owed)
    return lines.filter(is_done=False, is_dropped=False).exists()


def _is_works(case: Case) -> bool:
    """Something built or dangerous: a follow-up looks at it where it is."""
    if case.thing_kind == WORKS or _is_hazard(case):
        return True
    return Line.objects.filter(county=case.county, case=case, sheet=WORKS, is_dropped=False).exists()


def _is_hazard(case: Case) -> bool:
    """Something that may hurt people: told as such, or marked since."""
    return case.kind == HAZARD or bool(_marked(case.county, case.id))


@Question
def _marked(county: int, case: UUID) -> QuerySet[Proceeding]:
    return Proceeding.objects.filter(county=county, case=case, flags__contains=[HAZARD])[:1]


@Question
def _of_money(county: int, case: UUID) -> QuerySet[Line]:
    return Line.objects.filter(county=county, case=case, is_dropped=False).exclude(amounts={})[:1]


def _last_visit(case: Case, pack: Pack) -> Proceeding | None:
    """The follow-up of the present round; one that gave way to new work counts no more."""
    visits = Proceeding.objects.filter(county=case.county, case=case, workflow=FOLLOW_UP)
    last = visits.order_by("opened_at", "id").last()
    counts = last is not None and not last.vars.get(PAST) and last.state != pack.workflows[FOLLOW_UP].yields
    return last if counts else None


def _is_followed_up(case: Case, pack: Pack) -> bool:
    """Another unit has gone back to ask, or tried to; who said to be dissatisfied has had a second look."""
    last = _last_visit(case, pack)
    return last is not None and (last.stage == Stage.DONE or last.vars.get("satisfied") in ("yes", "declined"))


def _is_verified(case: Case, pack: Pack) -> bool:
    """Another unit has gone back and found it solved."""
    last = _last_visit(case, pack)
    return last is not None and last.vars.get("found") == "solved"


def _is_sorted(case: Case, known: Mapping[str, Any]) -> bool:
    """Has each demand been put under one of the branches of the method?"""
    positions = _positions(case.county, case.id)
    return all(str(demand.position) in known.get(BRANCHES, {}) for demand in positions)


@Question
def _positions(county: int, case: UUID) -> QuerySet[Demand]:
    return Demand.objects.filter(county=county, case=case)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _complained(case: Case) -> tuple[str, ...]:
    """The units complained of and everything below them (G01)."""
    named = list(Party.objects.filter(county=case.county, case=case, unit__isnull=False).values_list("unit", flat=True))
    found, frontier = list(named), list(named)
    while frontier:
        frontier = [u for u in Unit.objects.filter(parent__in=frontier).values_list("id", flat=True) if u not in found]
        found += frontier
    return tuple(map(str, found))


def _lower_in_system(unit: Unit) -> tuple[str, ...]:
    below = Unit.objects.filter(parent=unit, is_active=True).filter(system__in=[unit.system, "self_government"])
    return tuple(map(str, below.values_list("id", flat=True)))


def _has_final_opinion(case: Case) -> bool:
    linked = Link.objects.filter(county=case.county, case=case, kind__in=["same_matter", "new_facts", "related"])
    return Proceeding.objects.filter(
        county=case.county, case__in=linked.values("other"), served__contains=["D30"]
    ).exists()
