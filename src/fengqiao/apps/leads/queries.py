"""Reading what leaders see through: by person, by unit called, by age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.models import Charge
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case, Proceeding, Seat, SeatState, Stage
from fengqiao.apps.occasions import queries as occasions
from fengqiao.apps.occasions.models import Occasion, State
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.roles import LEAD, Actor
from fengqiao.domain.words import Words

ASSIST, SUPERVISION = "assist", "supervision"
MOST_LISTED = 200
LATELY, NEAREST = 8, 20
AGES = (90, 180, 365)  # calendar days after which an open case counts as backlog: a number of the place, not of the law
OVERSEE = frozenset({"joint_secretary", "supervisor", "dispatcher", "leader"})


def led_by(actor: Actor) -> QuerySet[Proceeding]:
    """The open leads of a person, as the first leader or in a seat of it, the nearest day first."""
    me = UUID(actor.user)
    seats = Seat.objects.filter(county=actor.county, user_id=me, state=SeatState.ACCEPTED).values("proceeding")
    return _open(actor, LEAD).filter(Q(person_id=me) | Q(id__in=seats))


@dataclass(frozen=True, slots=True)
class Own:
    """What a leader finds of their own: what they answer for and the open cases of it, the days to come, what they held lately."""

    portfolio: list[Words]
    matters: list[Case]
    ahead: list[tuple[Occasion, Words]]
    held: list[tuple[Occasion, Words]]


def own(actor: Actor, today: date) -> Own:
    """A person's portfolio with its open cases, coming days and last receptions and visits, shown to nobody else (KZ-05, CY-10)."""
    me = UUID(actor.user)
    held = Occasion.objects.filter(county=actor.county, leader_id=me, state=State.HELD).select_related("unit").order_by("-on", "-id")
    return Own(
        accounts.portfolios(actor.county, today).get(me, []), _matters(actor, today),
        _named(occasions.days_followed(actor.county, person=me, since=today)[:LATELY]),
        _named(held[:LATELY]),
    )  # fmt: skip


def _matters(actor: Actor, today: date) -> list[Case]:
    """The open cases of the subjects and places that a person answers for, of those they see, the nearest day first."""
    mine = list(accounts.charges(actor.county, today).filter(user_id=UUID(actor.user)))
    if not mine:
        return []
    about = Q(category__in=[one.category for one in mine if one.category])
    for one in mine:
        if one.region_id:
            about |= Q(region_code__in=organisations.region_tree(one.region_id).values("code"))
    found = cases.visible_to(actor).filter(about, is_sealed=False, restricted_for="").exclude(stage=Stage.DONE)
    return list(found.select_related("unit").order_by("due_on", "id")[:NEAREST])


def _named(found: Iterable[Occasion]) -> list[tuple[Occasion, Words]]:
    return [(one, occasions.kind_of(one).name) for one in found]


def all_led(actor: Actor) -> QuerySet[Proceeding]:
    """Every open lead of the cases that an actor sees."""
    return _open(actor, LEAD)


def called(actor: Actor) -> QuerySet[Proceeding]:
    """What the actor's units are called to and have not ended."""
    return _open(actor, ASSIST).filter(unit__in=[UUID(unit) for unit in actor.units])


def difficulties(actor: Actor) -> QuerySet[Proceeding]:
    """The leads in which somebody waits for an answer to a difficulty."""
    return _open(actor, LEAD).filter(flags__contains=["in_difficulty"])


def supervised(actor: Actor) -> QuerySet[Proceeding]:
    """Supervision under way: of the county for those who oversee it, else of the cases of one's own units."""
    found = _open(actor, SUPERVISION)
    return found if actor.is_any_of(OVERSEE) else found.filter(case__unit__in=[UUID(unit) for unit in actor.units])


@dataclass(frozen=True, slots=True)
class Old:
    """A case of the backlog: how old, who leads it, whether there is a plan, and what comes next."""

    case: Case
    days: int
    leader: str
    has_plan: bool


def backlog(actor: Actor, today: date, older_than: int) -> list[Old]:
    """Open cases received so many calendar days ago or earlier, the oldest first (KZ-13, PB-27)."""
    return _listed(actor, today, Q(received_on__lte=today - timedelta(days=older_than)))


def heads_over(actor: Actor, today: date) -> list[tuple[Charge, list[str]]]:
    """Who answers in person for the backlog of a reader's place, with those who stand in (PB-28)."""
    home = Unit.objects.filter(county_code=actor.county, id=UUID(actor.unit)).first() if actor.unit else None
    return accounts.heads(actor.county, today, home.region_id if home else "")


def breaks(actor: Actor, today: date) -> list[Old]:
    """Open cases without a person or without a next day: the list of breaks, which should be empty (PB-13)."""
    return _listed(actor, today, Q(due_on__isnull=True) | Q(person_id__isnull=True))


def _listed(actor: Actor, today: date, which: Q) -> list[Old]:
    lead = Proceeding.objects.filter(county=actor.county, case=OuterRef("id"), workflow=LEAD, closed_at__isnull=True)
    found = cases.visible_to(actor).filter(which, closed_at__isnull=True).select_related("unit").order_by("received_on", "id")
    rows = found.annotate(leader=Subquery(lead.values("person_name")[:1]), plan=Subquery(lead.values("vars__plan")[:1]))
    return [Old(case, (today - case.received_on).days, case.leader or "", bool(case.plan)) for case in rows[:MOST_LISTED]]


def _open(actor: Actor, workflow: str) -> QuerySet[Proceeding]:
    rows = Proceeding.objects.filter(county=actor.county, workflow=workflow, closed_at__isnull=True)
    return rows.filter(case__in=cases.visible_to(actor)).select_related("case__unit", "unit").order_by("due_on", "id")
