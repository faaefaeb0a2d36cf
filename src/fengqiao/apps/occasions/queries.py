"""Reading what is planned and held: who sits when, what comes, what is public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.apps.occasions.models import Change, Invitation, Occasion, Resolution, Roster, State
from fengqiao.apps.occasions.staffing import Staff
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.occasions import Kind, Rule, days_of, works
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar
from fengqiao.kernel import packfiles
from fengqiao.kernel.packversions import pack_of_tag

ONE_DAY = timedelta(days=1)
COMING = 30  # days ahead of which gaps are told
OVERSEE = frozenset({"dispatcher", "joint_secretary", "leader", "supervisor"})
"""Roles that read everything that is planned and held in their county."""
STAFF = OVERSEE | {"clerk", "handler", "head", "mediator", "grid_worker", "review_officer"}


# Kinds and rules


def pack_of(unit: Unit) -> Pack:
    """The pack that a unit goes by today."""
    return packfiles.load(unit.pack)


def kind_of(occasion: Occasion) -> Kind:
    """The kind of an occasion as its own pack has it."""
    return pack_of_tag(occasion.pack).occasions[occasion.kind]


def rule_of(roster: Roster) -> tuple[Rule, Kind]:
    """The rule of a roster and the kind of occasion that it plans; raises KeyError when the unit's pack has it no more."""
    pack = pack_of(roster.unit)
    rule = pack.rosters[roster.rule]
    return rule, pack.occasions[rule.kind]


# Rosters


def rosters_of(actor: Actor) -> list[Roster]:
    """The rosters that somebody may read: all of the county, because the days are public."""
    found = Roster.objects.filter(county=actor.county).select_related("unit__parent")
    return [roster for roster in found if roster.rule in pack_of(roster.unit).rosters]


def roster(county: int, key: UUID) -> Roster | None:
    """One roster whose rule its unit's pack still has."""
    found = Roster.objects.filter(county=county, id=key).select_related("unit__parent").first()
    return found if found and found.rule in pack_of(found.unit).rosters else None


def rules_without_roster(unit: Unit) -> list[Rule]:
    """The rules for units of this level by which the unit does not go yet."""
    known = set(Roster.objects.filter(county=unit.county_code, unit=unit).values_list("rule", flat=True))
    return [rule for rule in pack_of(unit).rosters.values() if rule.level == unit.level and rule.id not in known]


@dataclass(frozen=True, slots=True)
class Square:
    """One day of a roster's month: whether somebody should sit, who does, and what is wrong with it."""

    on: date
    is_wanted: bool
    occasion: Occasion | None
    rest: Words | None = None  # why nobody works that day
    problem: Words | None = None
    is_provisional: bool = False
    is_past: bool = False

    @property
    def is_gap(self) -> bool:
        """True when somebody should sit and nobody will."""
        return self.problem is not None and self.is_wanted


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a roster, week by week; None stands for the days of other months."""

    first: date
    weeks: list[list[Square | None]]

    @property
    def squares(self) -> list[Square]:
        """The days in order."""
        return [square for week in self.weeks for square in week if square]

    @property
    def gaps(self) -> list[Square]:
        """The days that are not covered, those gone by left out."""
        return [square for square in self.squares if square.is_gap and not square.is_past]

    @property
    def is_provisional(self) -> bool:
        """True while the year's holidays are not published."""
        return any(square.is_provisional for square in self.squares)


def month_of(roster: Roster, first: date, today: date) -> Month:
    """The month of a roster that begins on `first`, as it stands today (three queries)."""
    after = (first + timedelta(days=31)).replace(day=1)
    squares: list[Square | None] = list(squares_of(roster, first, after - ONE_DAY, today))
    padded = [None] * first.weekday() + squares
    padded += [None] * (-len(padded) % 7)
    return Month(first, [padded[start : start + 7] for start in range(0, len(padded), 7)])


def squares_of(roster: Roster, since: date, until: date, today: date) -> list[Square]:
    """The days of a roster from one to another, both included."""
    rule, _kind = rule_of(roster)
    calendar = organisations.calendar_for(roster.county)
    firsts = {(since - ONE_DAY * 10).replace(day=1), since.replace(day=1), until.replace(day=1)}  # days made up fall into the next month
    wanted = {day.on for first in firsts for day in days_of(rule, roster.on, first, calendar)}
    planned = Occasion.objects.filter(county=roster.county, roster=roster, on__range=(since, until))
    held = {one.on: one for one in planned.select_related("leader", "post")}
    staff = Staff.of(one.leader_id for one in held.values() if one.leader_id)
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return [_square(day, day in wanted, held.get(day), staff, calendar, today) for day in days]


def _square(day: date, is_wanted: bool, occasion: Occasion | None, staff: Staff, calendar: WorkCalendar, today: date) -> Square:
    rest = calendar.rest_name(day) if calendar.has(day.year) else None
    problem = None
    if occasion is None or occasion.leader is None:
        problem = Words("没有人值班", "Nobody sits") if is_wanted or occasion else None
    elif day >= today and not staff.is_there(str(occasion.leader_id), day):
        problem = Words("名单上的人已经不在岗", "Whoever is listed holds no post any more")
    elif not is_wanted:
        problem = Words("这天不用值班", "Nobody need sit on this day") if day >= today and not works(calendar, day) else None
    return Square(day, is_wanted, occasion, rest, problem, not calendar.has(day.year), day < today)


def coming_gaps(rosters: Iterable[Roster], today: date) -> list[tuple[Roster, list[Square]]]:
    """The rosters with days of the next month that are not covered."""
    until = today + timedelta(days=COMING)
    told = []
    for one in rosters:
        if not rule_of(one)[0].is_open or one.on:
            gaps = [square for square in squares_of(one, today, until, today) if square.is_gap]
            told += [(one, gaps)] if gaps else []
    return told


# Who sits, and what everybody may know


def on_duty(county: int, unit: UUID, day: date) -> list[Occasion]:
    """Who received people at a unit on a day, for those who came then; a day on which nobody sat left out."""
    found = Occasion.objects.filter(county=county, unit=unit, on=day, is_public=True, leader__isnull=False)
    return list(found.exclude(state=State.NOT_HELD).select_related("leader", "post", "unit"))


def public_days(county: int, since: date, until: date) -> list[Occasion]:
    """What everybody may know beforehand: name, post, time and place of whoever receives (K-08)."""
    found = Occasion.objects.filter(county=county, is_public=True, on__range=(since, until), leader__isnull=False)
    return list(found.exclude(state=State.NOT_HELD).select_related("leader", "post", "unit"))


# Occasions


def visible_to(actor: Actor) -> QuerySet[Occasion]:
    """What a person may read: all of the county for those who oversee it; else that of their units, what they lead, what they
    or their units are invited to, and what left their unit something to do."""
    known = Occasion.objects.filter(county=actor.county)
    if actor.kind != "staff" or not actor.is_any_of(STAFF):
        return known.none()
    if actor.is_any_of(OVERSEE):
        return known
    units = [UUID(unit) for unit in actor.units]
    asked = Invitation.objects.filter(Q(unit__in=units) | Q(user=actor.user), county=actor.county, occasion=OuterRef("pk"))
    owed = Resolution.objects.filter(county=actor.county, unit__in=units, occasion=OuterRef("pk"))
    return known.filter(Q(unit__in=units) | Q(leader=actor.user) | Exists(asked) | Exists(owed))


def seen(actor: Actor, key: UUID) -> Occasion | None:
    """One occasion that somebody may read."""
    return visible_to(actor).filter(id=key).select_related("unit", "leader", "post", "roster").first()


def changes_of(occasions: Iterable[Occasion], county: int) -> QuerySet[Change]:
    """What was done to some occasions, the latest first."""
    return Change.objects.filter(county=county, occasion__in=list(occasions)).select_related("occasion").order_by("-at", "-id")


def days_followed(county: int, *, unit: UUID | None = None, person: UUID | None = None, since: date) -> list[Occasion]:
    """What a calendar that follows a unit or a person shows from a day on."""
    mine = Q(unit=unit) if unit else Q(leader=person) | Q(invitations__user=person)
    found = Occasion.objects.filter(mine, county=county, on__gte=since).select_related("leader", "post", "unit")
    return list(found.distinct().order_by("on", "starts", "id"))
