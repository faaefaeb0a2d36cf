"""What petitioners say of a reply, and which cases were drawn to be asked again; both only grow."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel.county import CaseOwned


class Occasion(models.TextChoices):
    """When somebody is asked: after a reply, and whether it lasted ninety days after closing."""

    REPLY = "reply", "答复以后"
    LASTING = "lasting", "办结九十日"


class EnteredBy(models.TextChoices):
    """Who wrote it down; what was entered for somebody is always counted apart."""

    SELF = "self", "本人"
    ASSISTED = "assisted", "代录"


class Evaluation(CaseOwned):
    """What the petitioner says of one reply: attitude, speed and result apart. Never changed, never averaged.

    The serving role may insert and read here, nothing else. The words are sealed; staff read them only where `may_read`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    occasion = models.TextField(choices=Occasion.choices)
    reply = models.PositiveSmallIntegerField()  # which reply of the case, from 1
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)  # that answered
    attitude = models.TextField()  # each a code of the pack's `opinions_given`
    speed = models.TextField()
    result = models.TextField()
    words = models.BinaryField(default=b"")
    may_read = models.BooleanField(default=False)
    entered_by = models.TextField(choices=EnteredBy.choices, default=EnteredBy.SELF)
    recorder = models.TextField(blank=True)  # who wrote it down for somebody, and where the signed consent is
    consent = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "case", "occasion", "reply"], name="evaluation_once"),
            models.CheckConstraint(
                condition=models.Q(entered_by="self") | ~models.Q(consent=""), name="evaluation_assisted_has_consent"
            ),
        ]
        indexes = [models.Index(fields=["county", "unit", "at"], name="evaluation_of_unit")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.reply}"


class TrustCount(models.Model):
    """How often one answer to the question of trust was given in a month: a count, and nothing of who gave it or after which case.

    There is no row of an answer, so no time, order or key that could lead back to somebody.
    """

    county = models.IntegerField()
    month = models.DateField()  # its first day
    answer = models.TextField()  # a code of the pack's `trust_answers`
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month", "answer"]
        constraints = [models.UniqueConstraint(fields=["county", "month", "answer"], name="trust_count_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.answer}"


class Sample(CaseOwned):
    """A month's random sample of closed cases: the seed, how many there were, and which were drawn. Kept as drawn."""

    month = models.DateField()  # its first day
    size = models.PositiveSmallIntegerField()
    seed = models.TextField()
    population = models.PositiveIntegerField()
    picks = ArrayField(models.UUIDField())
    results = ArrayField(models.TextField(), default=list)  # what was recorded of each of the picks on the day of the draw
    drawn_by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-month", "size"]
        constraints = [models.UniqueConstraint(fields=["county", "month", "size"], name="sample_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.size}"
