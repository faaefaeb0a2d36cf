"""A notice and what each unit did with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel.county import CaseOwned

MINUTES = 30  # after which an unread notice is told by telephone, unless its sender asks for another


class Notice(CaseOwned):
    """What was told, by which unit, about which case if any."""

    kind = models.TextField()  # a code of the pack's `notice_kinds`
    title = models.TextField()
    text = models.TextField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by_name = models.TextField()
    sent_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=MINUTES)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["county", "unit", "-sent_at"], name="notice_of_unit")]

    def __str__(self) -> str:
        return self.title


class Receipt(CaseOwned):
    """One unit that was told: when it read it and who, when it was called, what it does about it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="receipts", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)
    read_by = models.TextField(blank=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.TextField(blank=True)
    done = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["county", "notice", "unit"], name="receipt_once"),
            models.CheckConstraint(condition=Q(done_at__isnull=True) | Q(read_at__isnull=False), name="receipt_done_was_read"),
        ]
        indexes = [
            models.Index(fields=["county", "unit", "-id"], name="receipt_of_unit"),
            models.Index(fields=["county", "unit"], name="receipt_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.unit_id}"
