"""Reading mediations: the list of a mediator's units, who sits, sessions and lines of one mediation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Entry, Line, Proceeding, Seat, Stage
from fengqiao.apps.cases.queries import visible_to
from fengqiao.domain.effects import kind_of
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor

MEDIATION, PROMISE = "mediation", "promise"
A_PAGE = 50
OPEN, KEEPING, DONE = "open", "keeping", "done"
TABS = (OPEN, KEEPING, DONE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list begins: after this day (None among the undated) or this instant of closing, and this row."""

    at: date | None
    id: UUID

    def __str__(self) -> str:
        at = self.at.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(self.at, datetime) else self.at
        return f"{at or ''}_{self.id}"

    @classmethod
    def read(cls, text: str, *, by_closing: bool) -> Place | None:
        """The place that an address names; None for one that cannot be read, or is none of such a list."""
        at, _, key = text.partition("_")
        try:
            if by_closing:
                place = cls(datetime.fromisoformat(at), UUID(key))
                return place if place.at.tzinfo else None  # type: ignore[union-attr]
            return cls(date.fromisoformat(at) if at else None, UUID(key))
        except ValueError:
            return None


def keeping_states(pack: Pack) -> list[str]:
    """The states in which what was agreed is being kept: those in which a line may reach its next stage."""
    acts = pack.workflows[MEDIATION].transitions.values()
    return sorted({state for act in acts if any(kind_of(name) == "stage" for name in act.effects) for state in act.sources})


def of_units(actor: Actor, tab: str, after: Place | None = None) -> tuple[list[Proceeding], Place | None]:
    """One page of the mediations of an actor's units that the actor sees, with the place of the next page.

    The most urgent first and undated ones last; of the ended ones the one that ended last first.
    """
    held = Proceeding.objects.filter(
        county=actor.county, unit__in=list(actor.units), workflow=MEDIATION, case__in=visible_to(actor)
    )
    keeping = Q(state__in=keeping_states(rules.pack_named(rules.NATIONAL)))
    if tab == DONE:
        held = held.filter(stage=Stage.DONE, closed_at__isnull=False).order_by("-closed_at", "-id")
        held = held.filter(Q(closed_at__lt=after.at) | Q(closed_at=after.at, id__lt=after.id)) if after else held
    else:
        held = held.filter(keeping if tab == KEEPING else ~keeping, stage__in=[Stage.INBOX, Stage.WORKING])
        held = (held.filter(_beyond(after)) if after else held).order_by("due_on", "id")
    rows = list(held.select_related("case__unit", "unit")[: A_PAGE + 1])
    last = rows[A_PAGE - 1] if len(rows) > A_PAGE else None
    return rows[:A_PAGE], Place(last.closed_at if tab == DONE else last.due_on, last.id) if last else None


def _beyond(place: Place) -> Q:
    if place.at is None:
        return Q(due_on__isnull=True, id__gt=place.id)
    return Q(due_on__gt=place.at) | Q(due_on=place.at, id__gt=place.id) | Q(due_on__isnull=True)


def seats_of(county: int, proceedings: Iterable[UUID]) -> QuerySet[Seat]:
    """Everybody who was invited to some proceedings, the first first."""
    return Seat.objects.filter(county=county, proceeding__in=list(proceedings)).select_related("party")


def told_in(proceeding: Proceeding, acts: Iterable[str]) -> QuerySet[Entry]:
    """The rows of the ledger with which some acts (mediation.meet) of a proceeding were taken, the oldest first."""
    return Entry.objects.filter(
        county=proceeding.county, case=proceeding.case_id, act__in=list(acts), at__gte=proceeding.opened_at
    ).order_by("seq")


def promises_of(case: Case) -> QuerySet[Line]:
    """What was agreed in force, line by line."""
    return Line.objects.filter(county=case.county, case=case, sheet=PROMISE, is_dropped=False)
