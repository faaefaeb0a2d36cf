"""Reading what is planned and held: who sits when, what comes, what is public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.apps.cases.facts import GROUP
from fengqiao.apps.cases.models import Case, Stage
from fengqiao.apps.cases.queries import visible_to as cases_of
from fengqiao.apps.occasions.models import Change, Invitation, Item, Occasion, Resolution, Roster, State
from fengqiao.apps.occasions.staffing import Staff
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.occasions import Kind, Rule, days_of, works
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar
from fengqiao.kernel.packversions import in_use, pack_of_tag
from fengqiao.kernel.reading import Question

ONE_DAY = timedelta(days=1)
COMING = 30  # days ahead of which gaps are told
MOST_LISTED, MOST_OFFERED = 200, 20
OVERSEE = frozenset({"dispatcher", "joint_secretary", "leader", "supervisor"})
"""Roles that read everything that is planned and held in their county."""
STAFF = OVERSEE | {"clerk", "handler", "head", "mediator", "grid_worker", "review_officer"}


# Kinds and rules


def pack_of(unit: Unit) -> Pack:
    """The pack that a unit goes by today."""
    return in_use(unit.pack)


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
    firsts = {
        (since - ONE_DAY * 10).replace(day=1),
        since.replace(day=1),
        until.replace(day=1),
    }  # days made up fall into the next month
    wanted = {day.on for first in firsts for day in days_of(rule, roster.on, first, calendar)}
    planned = Occasion.objects.filter(county=roster.county, roster=roster, on__range=(since, until))
    held = {one.on: one for one in planned.select_related("leader", "post")}
    staff = Staff.of(one.leader_id for one in held.values() if one.leader_id)
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return [_square(day, day in wanted, held.get(day), staff, calendar, today) for day in days]


def _square(
    day: date, is_wanted: bool, occasion: Occasion | None, staff: Staff, calendar: WorkCalendar, today: date
) -> Square:
    rest = calendar.rest_name(day) if calendar.has(day.year) else None
    problem = None
    if occasion is None or occasion.leader is None:
        problem = Words("没有人值班", "Nobody sits") if is_wanted or occasion else None
    elif day >= today and not staff.is_there(str(occasion.leader_id), day):
        problem = Words("名单上的人已经不在岗", "Whoever is listed holds no post any more")
    elif not is_wanted:
        problem = (
            Words("这天不用值班", "Nobody need sit on this day") if day >= today and not works(calendar, day) else None
        )
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
    return _on_duty(county, unit, day)


@Question
def _on_duty(county: int, unit: UUID, day: date) -> QuerySet[Occasion]:
    found = Occasion.objects.filter(county=county, unit=unit, on=day, is_public=True, leader__isnull=False)
    return found.exclude(state=State.NOT_HELD).select_related("leader", "post", "unit")


@Question
def raised(county: int, case: UUID) -> QuerySet[Item]:
    """What was said at an occasion and became this case."""
    return Item.objects.filter(county=county, case=case, became_case=True).select_related("occasion")


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
    asked = Invitation.objects.filter(
        Q(unit__in=units) | Q(user=actor.user), county=actor.county, occasion=OuterRef("pk")
    )
    owed = Resolution.objects.filter(county=actor.county, unit__in=units, occasion=OuterRef("pk"))
    return known.filter(Q(unit__in=units) | Q(leader=actor.user) | Exists(asked) | Exists(owed))


def seen(actor: Actor, key: UUID) -> Occasion | None:
    """One occasion that somebody may read."""
    return visible_to(actor).filter(id=key).select_related("unit", "leader", "post", "roster").first()


def changes_of(occasions: Iterable[Occasion], county: int) -> QuerySet[Change]:
    """What was done to some occasions, the latest first."""
    return (
        Change.objects.filter(county=county, occasion__in=list(occasions))
        .select_related("occasion")
        .order_by("-at", "-id")
    )


def days_followed(county: int, *, unit: UUID | None = None, person: UUID | None = None, since: date) -> list[Occasion]:
    """What a calendar that follows a unit or a person shows from a day on."""
    mine = Q(unit=unit) if unit else Q(leader=person) | Q(invitations__user=person)
    found = Occasion.objects.filter(mine, county=county, on__gte=since).select_related("leader", "post", "unit")
    return list(found.distinct().order_by("on", "starts", "id"))


def coming(actor: Actor, since: date, until: date) -> list[Occasion]:
    """What somebody may read of some days, in order."""
    found = visible_to(actor).filter(on__range=(since, until)).select_related("unit", "leader", "post")
    return list(found.order_by("on", "starts", "id")[:MOST_LISTED])


def unrecorded(actor: Actor, today: date) -> list[Occasion]:
    """What was planned for a day gone by at somebody's own units, and has no record yet; the latest first."""
    mine = visible_to(actor).filter(unit__in=[UUID(unit) for unit in actor.units], state=State.PLANNED, on__lt=today)
    return list(mine.select_related("unit", "leader", "post").order_by("-on", "id")[:MOST_LISTED])


def items_of(occasion: Occasion, actor: Actor) -> list[tuple[Item, bool]]:
    """What is on the agenda or was raised, each with whether the reader may see the case it is about."""
    items = list(Item.objects.filter(county=occasion.county, occasion=occasion).select_related("case"))
    keys = [item.case_id for item in items if item.case_id]
    seen = set(cases_of(actor).filter(id__in=keys, is_sealed=False).values_list("id", flat=True)) if keys else set()
    return [(item, item.case_id is None or item.case_id in seen) for item in items]


def item_to_register(actor: Actor, key: str) -> Item | None:
    """What was raised and is no case yet, at an occasion that the reader may see; None for anything else."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    found = (
        Item.objects.filter(county=actor.county, id=wanted, case=None)
        .select_related("occasion__unit")
        .first()
    )
    return found if found and visible_to(actor).filter(id=found.occasion_id).exists() else None


def invitations_of(occasion: Occasion) -> list[Invitation]:
    """Who is asked, in the order in which they were."""
    return list(Invitation.objects.filter(county=occasion.county, occasion=occasion).select_related("unit", "user"))


def asked(actor: Actor, today: date) -> list[Invitation]:
    """The invitations to what is still to come that somebody or their units have not answered."""
    mine = Q(user=actor.user) | Q(unit__in=[UUID(unit) for unit in actor.units])
    open_ones = Invitation.objects.filter(
        mine, county=actor.county, answer="", occasion__on__gte=today, occasion__state=State.PLANNED
    )
    return list(
        open_ones.select_related("occasion__unit").order_by("occasion__on", "id")[:MOST_LISTED]
    )


def own_invitation(occasion: Occasion, actor: Actor) -> Invitation | None:
    """The invitation that somebody may answer: their own before that of their unit."""
    found = [
        one for one in invitations_of(occasion) if str(one.user_id) == actor.user or str(one.unit_id) in actor.units
    ]
    return min(found, key=lambda one: one.user_id is None, default=None)


def resolutions_of(occasion: Occasion) -> list[Resolution]:
    """What an occasion resolved."""
    return list(
        Resolution.objects.filter(county=occasion.county, occasion=occasion).select_related(
            "unit", "person", "item__case"
        )
    )


def unsealed(found: QuerySet[Resolution]) -> QuerySet[Resolution]:
    """Those of resolutions that are about no sealed case."""
    return found.exclude(item__case__is_sealed=True)


def owed(actor: Actor) -> list[Resolution]:
    """What somebody's units still have to report, the nearest day first; those of a unit that was merged into them too."""
    units = [UUID(unit) for unit in actor.units]
    found = unsealed(Resolution.objects.filter(county=actor.county, unit__in=units, reported_at__isnull=True))
    return list(found.select_related("unit", "person", "occasion").order_by("due_on", "id")[:MOST_LISTED])


def to_report(actor: Actor, key: UUID) -> Resolution | None:
    """A resolution of what somebody may read."""
    found = Resolution.objects.filter(county=actor.county, id=key).select_related("occasion").first()
    return found if found and visible_to(actor).filter(id=found.occasion_id).exists() else None


def last_invited(occasion: Occasion) -> list[str]:
    """Those who were asked to the last occasion of the same kind at the same unit."""
    earlier = Occasion.objects.filter(
        county=occasion.county, kind=occasion.kind, unit=occasion.unit, invitations__isnull=False
    )
    last = earlier.exclude(id=occasion.id).order_by("-on", "-id").first()
    return [one.name for one in invitations_of(last)] if last else []


# Agendas


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may belong on an agenda, and why."""

    case: Case
    why: Words


def pool(actor: Actor, today: date) -> list[Candidate]:
    """The open cases that a meeting might take up, of those the reader sees: overdue, of a group, told again."""
    reasons = (
        (Q(due_on__lt=today), Words("超期", "Overdue")),
        (Q(people_count__gte=GROUP), Words("涉及多人", "Concerns a group")),
        (Q(is_repeat=True), Words("重复反映", "Told again")),
    )
    seen: dict[UUID, Candidate] = {}
    for condition, why in reasons:
        found = cases_of(actor).filter(condition, is_sealed=False, restricted_for="").exclude(stage=Stage.DONE)
        for case in found.select_related("unit").order_by("due_on", "id")[:MOST_OFFERED]:
            seen.setdefault(case.id, Candidate(case, why))
    return list(seen.values())


@dataclass(frozen=True, slots=True)
class Block:
    """One part of what is read before a meeting: so many, and the first of them."""

    title: Words
    count: int
    cases: list[Case]


def preread(occasion: Occasion, actor: Actor) -> tuple[date, list[Block], list[Resolution]]:
    """What happened since the last meeting of this kind (or in thirty days): new, settled and overdue cases of those the reader
    sees, and what earlier meetings of the unit resolved that is not reported yet."""
    earlier = Occasion.objects.filter(
        county=occasion.county, kind=occasion.kind, unit=occasion.unit, state=State.HELD, on__lt=occasion.on
    )
    since = earlier.order_by("-on").values_list("on", flat=True).first() or occasion.on - timedelta(days=COMING)
    mine = cases_of(actor).filter(is_sealed=False)
    parts = (
        (Words("新登记的", "New"), mine.filter(received_on__gt=since, received_on__lte=occasion.on)),
        (Words("办结的", "Closed"), mine.filter(closed_at__date__gt=since, closed_at__date__lte=occasion.on)),
        (Words("超期的", "Overdue"), mine.filter(due_on__lt=occasion.on).exclude(stage=Stage.DONE)),
    )
    blocks = [Block(title, rows.count(), list(rows.select_related("unit").order_by("due_on", "id")[:MOST_OFFERED]))
              for title, rows in parts]  # fmt: skip
    left = unsealed(Resolution.objects.filter(county=occasion.county, occasion__unit=occasion.unit, reported_at__isnull=True))
    open_ones = left.exclude(occasion=occasion).select_related("unit", "occasion").order_by("due_on", "id")
    return since, blocks, list(open_ones[:MOST_OFFERED])


def of_case(case: Case, actor: Actor) -> list[Item]:
    """What was said and decided of a case each time it was treated, or is on the agenda, of the occasions the reader may see."""
    told = Item.objects.filter(county=case.county, case=case, occasion__in=visible_to(actor).values("id"))
    return list(told.select_related("occasion__unit").order_by("occasion__on", "occasion_id"))
