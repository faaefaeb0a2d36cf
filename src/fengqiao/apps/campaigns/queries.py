"""Reading campaigns: which there are, the matters in one that a reader sees, each case once in a total; sealed ones nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fengqiao.apps.campaigns.models import Campaign, Item
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.queries import visible_to
from fengqiao.domain.roles import Actor

A_PAGE, SUGGESTED = 50, 20


@dataclass(frozen=True, slots=True)
class Counts:
    """How many matters, and how many of them are closed."""

    matters: int = 0
    closed: int = 0

    @property
    def open(self) -> int:
        """How many are still open."""
        return self.matters - self.closed


_COUNTED = {"matters": Count("case", distinct=True), "closed": Count("case", distinct=True, filter=Q(case__closed_at__isnull=False))}


def items_seen(actor: Actor) -> QuerySet[Item]:
    """The matters in campaigns that an actor may see."""
    seen = visible_to(actor).filter(is_sealed=False)
    return Item.objects.filter(county=actor.county, left_at__isnull=True, case__in=seen)


def campaigns(actor: Actor) -> list[tuple[Campaign, Counts]]:
    """The campaigns of a county, those under way first, each with what the actor sees of it (two queries)."""
    found = items_seen(actor).order_by().values("campaign").annotate(**_COUNTED).values_list("campaign", *_COUNTED)
    counts = {campaign: Counts(matters, closed) for campaign, matters, closed in found}
    known = Campaign.objects.filter(county=actor.county).select_related("unit")[:200]
    return sorted(((one, counts.get(one.id, Counts())) for one in known), key=lambda pair: pair[0].closed_at is not None)


def total(actor: Actor) -> Counts:
    """All matters in campaigns under way, a case in several of them counted once (PB-31)."""
    return Counts(**items_seen(actor).filter(campaign__closed_at__isnull=True).aggregate(**_COUNTED))


def campaign_for(actor: Actor, key: UUID) -> Campaign | None:
    """One campaign of the actor's county."""
    return Campaign.objects.select_related("unit").filter(county=actor.county, id=key).first()


def counts_of(actor: Actor, campaign: Campaign) -> Counts:
    """What an actor sees of one campaign."""
    return Counts(**items_seen(actor).filter(campaign=campaign).aggregate(**_COUNTED))


def page_of(actor: Actor, campaign: Campaign, *, after: UUID | None = None, most: int = A_PAGE) -> list[Item]:
    """The matters of a campaign in the order in which they were taken in, after one of them."""
    found = items_seen(actor).filter(campaign=campaign).select_related("case__unit").order_by("id")
    return list((found.filter(id__gt=after) if after else found)[:most])


def of_case(case: Case) -> list[Item]:
    """The campaigns that a case stands in, those under way first."""
    found = Item.objects.filter(county=case.county, case=case, left_at__isnull=True)
    return list(found.select_related("campaign").order_by("campaign__closed_at", "id"))


def under_way(county: int) -> list[Campaign]:
    """The campaigns that a matter may be taken into."""
    return list(Campaign.objects.filter(county=county, closed_at__isnull=True).order_by("name"))


def repeats(actor: Actor, campaign: Campaign) -> list[Case]:
    """Open matters told more than once that are not in a campaign yet, the oldest first: offered, never taken in by themselves."""
    inside = Item.objects.filter(county=actor.county, campaign=campaign, left_at__isnull=True).values("case")
    found = visible_to(actor).filter(is_repeat=True, is_sealed=False, closed_at__isnull=True).exclude(id__in=inside)
    return list(found.select_related("unit").order_by("received_on", "id")[:SUGGESTED])
