"""What sweeps came to in a time: coverage and yield, the share of cases found by going round, and how soon after the first sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateField,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Subquery,
    When,
)
from django.db.models.functions import TruncDate

from fengqiao.apps.cases.queries import visible_to
from fengqiao.apps.sweeps import queries
from fengqiao.apps.sweeps.models import Finding
from fengqiao.domain.roles import Actor
from fengqiao.domain.sweeps import Counts

SWEEP = "sweep"
LEAST = 5  # cases whose first sign is known; fewer tell nothing about how soon


class _Median(Aggregate):
    """The value in the middle."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """The cases of one channel: how many, and of those whose beginning is known the median days from it to registration."""

    channel: str
    n: int
    known: int
    days: float | None


def walked(actor: Actor, since: date) -> Counts:
    """The counts of the door-to-door tasks whose last day is not before a day, as far as the actor sees them."""
    return queries.counts_of(queries.visible_tasks(actor).filter(sweep__by_door=True, ends_on__gte=since))


def by_channel(actor: Actor, since: date) -> list[ChannelRow]:
    """The cases that the actor may see and that were registered since a day, channel by channel; the largest first.

    When a matter began is what people said at the door, else the day on which it was received (one query).
    """
    said = Finding.objects.filter(county=actor.county, case=OuterRef("id")).values("since")[:1]
    first = Case(When(channel=SWEEP, then=Subquery(said)), default=F("received_on"), output_field=DateField())
    days = Func(TruncDate("registered_at"), first, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())
    cases = visible_to(actor).filter(registered_at__date__gte=since).annotate(days=days).order_by()
    rows = cases.values("channel").annotate(n=Count("id"), known=Count("days"), middle=_Median("days"))
    found = [ChannelRow(row["channel"], row["n"], row["known"], row["middle"] if row["known"] >= LEAST else None) for row in rows]
    return sorted(found, key=lambda row: (-row.n, row.channel))
