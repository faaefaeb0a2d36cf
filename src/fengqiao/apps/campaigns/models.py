"""A campaign, and the matters in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel.county import CaseOwned


class Campaign(CaseOwned):
    """What is to be solved together, for what, from when to when; closed by a person."""

    name = models.TextField()
    purpose = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)  # that keeps it
    made_by = models.TextField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="campaign_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="campaign_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name


class Item(CaseOwned):
    """One matter of a campaign: what remains unsolved, and the next step with its day."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="items", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    unsolved = models.TextField()
    next_step = models.TextField()
    next_on = models.DateField(null=True)
    said_by = models.TextField()
    said_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "campaign", "case"], name="campaign_item_once")]
        indexes = [models.Index(fields=["county", "case"], name="campaign_item_of_case", condition=Q(left_at__isnull=True))]

    def __str__(self) -> str:
        return self.unsolved
