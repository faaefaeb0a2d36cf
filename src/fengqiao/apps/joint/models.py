"""A joint conference, and the units that belong to it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel.county import CaseOwned


class Conference(CaseOwned):
    """A joint conference; `office` is its secretariat, and has one conference."""

    name = models.TextField()
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    set_up_by = models.TextField()
    set_up_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "office"], name="conference_of_office")]

    def __str__(self) -> str:
        return self.name


class Member(CaseOwned):
    """A unit that belongs to a conference, from a day on."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="members", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True)  # the first day on which it belongs no more

    class Meta:
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["county", "conference", "unit"], name="member_once", condition=Q(until__isnull=True)),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="member_until_after_since"),
        ]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.unit_id}"
