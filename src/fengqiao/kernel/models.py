"""Tables that know no capability: counters that give numbers, forms that were sent, and the outbox of what happened."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from fengqiao.kernel.county import CaseOwned


class Counter(models.Model):
    """The last number given in one series of one county; taken by `numbers.next_number` alone."""

    id = models.UUIDField(primary_key=True, editable=False)
    county = models.IntegerField()
    series = models.TextField()
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "series"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.county}/{self.series}: {self.value}"


class Submission(CaseOwned):
    """A form that was sent and acted: sent again it finds what it made the first time (`kernel.submissions`)."""

    token = models.TextField()
    made = models.UUIDField()  # the key of a case, notice, occasion, window or queue number
    seq = models.PositiveIntegerField(default=0)  # of a case: the row of its ledger
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "token"], name="sent_once")]

    def __str__(self) -> str:
        return self.token


class PackVersion(models.Model):
    """A working method as it stood when the first case was opened under it, so that old cases keep their rules (K-01)."""

    tag = models.TextField(primary_key=True)  # name@version
    data: models.JSONField[Any, Any] = models.JSONField()  # the resolved pack as plain mappings, days as texts
    origins: models.JSONField[Any, Any] = models.JSONField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.tag


class OutboxMessage(CaseOwned):
    """Something that happened, written in the transaction of the act, for whoever listens later."""

    topic = models.TextField()
    case_id = models.UUIDField()
    body: models.JSONField[Any, Any] = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["county", "at", "id"], name="outbox_waiting", condition=models.Q(taken_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.case_id}"
