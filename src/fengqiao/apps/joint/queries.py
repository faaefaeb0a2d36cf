"""Reading the joint conference: its members, and what waits for its secretary; of cases only what the reader may see, no sealed one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.queries import visible_to
from fengqiao.apps.joint.models import Conference, Member
from fengqiao.apps.occasions.models import Invitation, Occasion, Resolution, State
from fengqiao.apps.occasions.queries import unsealed
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.queries import units_of
from fengqiao.domain.roles import Actor

MOST_LISTED = 50
DECIDER = "JC"  # the kind of owner of a state in which the joint conference decides (law.md §1.7)


def conference_of(actor: Actor) -> Conference | None:
    """The conference whose secretariat is the actor's unit."""
    mine = Conference.objects.filter(county=actor.county, office__in=[UUID(unit) for unit in actor.units])
    return mine.select_related("office").first()


def members_of(conference: Conference) -> list[Member]:
    """The units that belong to a conference today."""
    return list(Member.objects.filter(county=conference.county, conference=conference, until__isnull=True).select_related("unit"))


def may_join(conference: Conference, members: Iterable[Member]) -> list[Unit]:
    """The working units of the county that do not belong yet, villages left out."""
    inside = {member.unit_id for member in members} | {conference.office_id}
    found = units_of(conference.county).exclude(level="village").order_by("level", "code")
    return [unit for unit in found if unit.id not in inside]


@dataclass(slots=True)
class Meeting:
    """A meeting to come: who was asked and has not answered, and which members were not asked."""

    occasion: Occasion
    silent: list[Invitation] = field(default_factory=list)
    asked: int = 0
    not_asked: list[Unit] = field(default_factory=list)


def meetings(actor: Actor, members: Iterable[Member], today: date) -> list[Meeting]:
    """The meetings that the actor's units have planned, with their invitations (two queries)."""
    units = [UUID(unit) for unit in actor.units]
    planned = Occasion.objects.filter(county=actor.county, unit__in=units, state=State.PLANNED, on__gte=today, roster__isnull=True)
    found = {one.id: Meeting(one) for one in planned.select_related("unit").order_by("on", "starts", "id")[:MOST_LISTED]}
    asked: dict[UUID, set[UUID]] = {key: set() for key in found}
    for one in Invitation.objects.filter(county=actor.county, occasion__in=list(found)).select_related("unit"):
        meeting = found[one.occasion_id]
        meeting.asked += 1
        meeting.silent += [one] if not one.answer else []
        if one.unit_id:
            asked[one.occasion_id].add(one.unit_id)
    for key, meeting in found.items():
        meeting.not_asked = [member.unit for member in members if member.unit_id not in asked[key]]
    return list(found.values())


def owed(actor: Actor) -> list[Resolution]:
    """What the meetings of the actor's units resolved and nobody has reported yet, the nearest day first."""
    units = [UUID(unit) for unit in actor.units]
    left = unsealed(Resolution.objects.filter(county=actor.county, occasion__unit__in=units, reported_at__isnull=True))
    return list(left.select_related("unit", "person", "occasion").order_by("due_on", "id")[:MOST_LISTED])


def to_decide(actor: Actor) -> list[Case]:
    """The objections and disputes of competence that lie with the conference, the nearest day first."""
    states = [state.id for state in rules.pack_named(rules.NATIONAL).case_states.values() if state.owner == DECIDER]
    found = visible_to(actor).filter(state__in=states, unit__in=[UUID(unit) for unit in actor.units], is_sealed=False)
    return list(found.select_related("unit", "origin_unit").order_by("due_on", "id")[:MOST_LISTED])
