"""Acts on a joint conference: set it up, a unit joins or leaves, all members are asked to a meeting."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fengqiao.apps.joint import permissions
from fengqiao.apps.joint.models import Conference, Member
from fengqiao.apps.joint.queries import members_of
from fengqiao.apps.occasions.models import Invitation, Occasion
from fengqiao.apps.occasions.services import inviting
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.county import new_id

LONGEST_NAME = 60


@transaction.atomic
def set_up(name: str, *, by: Actor, at: datetime) -> Conference:
    """Set up the conference of the actor's unit, or call it anew. Raises Denied, or Incomplete without a name."""
    permissions.may_keep(by).or_raise()
    said = " ".join(name.split())
    if not 1 <= len(said) <= LONGEST_NAME:
        words = Words(f"请写名称，最多{LONGEST_NAME}字。", f"Give it a name of at most {LONGEST_NAME} characters.")
        raise Incomplete(words, {"name": words})
    numbers.hold(by.county, "joint")
    made, is_new = Conference.objects.get_or_create(
        county=by.county, office=Unit.objects.get(id=by.unit),
        defaults={"id": new_id(by.county), "name": said, "set_up_by": by.name, "set_up_at": at},
    )  # fmt: skip
    if not is_new and made.name != said:
        made.name = said
        made.save(update_fields=["name"])
    return made


@transaction.atomic
def join(conference: Conference, unit: Unit, *, by: Actor, since: date) -> Member:
    """A unit belongs from a day on; one that does already stays. Raises Denied, or Incomplete for a unit that is closed, of
    another county, or the office itself."""
    _may(conference, by)
    if unit.county_code != conference.county or not unit.is_active or unit.id == conference.office_id:
        words = Words("请从列表中选一个在运转的单位。", "Choose a working unit from the list.")
        raise Incomplete(words, {"unit": words})
    numbers.hold(conference.county, "joint")
    known = Member.objects.filter(county=conference.county, conference=conference, unit=unit, until__isnull=True).first()
    return known or Member.objects.create(
        id=new_id(conference.county), county=conference.county, conference=conference, unit=unit, since=since
    )


@transaction.atomic
def leave(member: Member, *, by: Actor, on: date) -> Member:
    """A unit belongs no more from a day on; that it did stays on record. Raises Denied."""
    _may(member.conference, by)
    held = Member.objects.select_for_update(of=("self",)).get(county=member.county, id=member.id)
    if held.until is None:
        held.until = max(on, held.since)
        held.save(update_fields=["until"])
    return held


def ask_members(conference: Conference, occasion: Occasion, *, by: Actor, at: datetime) -> list[Invitation]:
    """Invite every member to a meeting, once. Raises Denied, and NotNow without members or when it was held."""
    _may(conference, by)
    names = [member.unit.name for member in members_of(conference)]
    if not names:
        raise NotNow(Words("还没有成员单位。", "There are no members yet."), code="no_members")
    return inviting.invite(occasion, names, by=by, at=at)


def _may(conference: Conference, by: Actor) -> None:
    permissions.may_keep(by).or_raise()
    if conference.county != by.county or str(conference.office_id) not in by.units:
        raise Denied(Words("联席会议由它的办公室来管。", "A joint conference is kept by its office."), code="not_yours")
