"""What the petitioner's pages keep for a short while: an unsent telling, and how often a wrong code was tried."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Telling(models.Model):
    """What somebody is writing and has not sent: sealed with the vault's key, gone two hours after the last word.

    Once sent it names its case, so that the same form sent again finds it; the words are wiped then.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    county = models.IntegerField()
    sealed = models.BinaryField(default=b"")
    case_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["county", "at"], name="telling_age")]
        constraints = [
            models.CheckConstraint(condition=Q(case_id__isnull=True) | Q(sealed=b""), name="telling_sent_is_wiped")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Attempt(models.Model):
    """One wrong try at a code or its proof. `subject` is a keyed fingerprint: no address and no code is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    county = models.IntegerField()
    subject = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["county", "subject", "at"], name="attempt_of"),
            models.Index(fields=["county", "at"], name="attempt_age"),
        ]

    def __str__(self) -> str:
        return str(self.id)
