"""The directory: mediation committees, the people who help (with or without an account here), their training, and grid teams."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from fengqiao.apps.accounts.models import User
from fengqiao.apps.organisations.models import Grid, Reference, Region, Unit
from fengqiao.kernel.county import CaseOwned


class Committee(Reference):
    """A mediation committee (人民调解委员会) of a unit: the general ones of villages and towns, professional ones beside them."""

    name = models.TextField()
    kind = models.TextField(default="general")  # a code of the pack's `committee_kinds`
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the body that set it up; its level is the committee's
    since = models.DateField()
    closed_on = models.DateField(null=True, blank=True)  # the first day on which it is no more

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["county_code", "name"], name="committee_name_once", condition=models.Q(closed_on=None)),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("since")), name="committee_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["county_code", "kind"], name="committee_by_kind")]

    def __str__(self) -> str:
        return self.name


class Helper(Reference):
    """A mediator, deputy, veteran, elder, lawyer …: the kinds are codes of the pack (`helper_kinds`).

    Nothing here measures a person: no rate of success, no points, no rank (product.md §3.4, G-02).
    """

    name = models.TextField()
    kinds = ArrayField(models.TextField())
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # committee or body
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")  # where they are known
    committee = models.ForeignKey(Committee, models.PROTECT, null=True, blank=True, related_name="members")
    languages = ArrayField(models.TextField(), default=list, blank=True)  # codes of the pack's `languages`
    specialities = ArrayField(models.TextField(), default=list, blank=True)  # codes of the pack's `categories`
    sealed_phone = models.BinaryField(default=b"")
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    source_key = models.TextField(blank=True)  # of an imported row, so that it is not taken in twice
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["kinds"], name="helper_kinds")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(kinds=[]), name="helper_has_a_kind"),
            models.UniqueConstraint(
                fields=["county_code", "source_key"], name="helper_source_once", condition=~models.Q(source_key="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Change(CaseOwned):
    """One act on a helper's row: who did what when, and each part with what it said before and says now; never changed.

    Of a telephone it says only that it is another one: the number stays in the vault.
    """

    helper = models.ForeignKey(Helper, models.PROTECT, related_name="+", db_index=False)
    act = models.TextField()  # added imported changed stopped restored trained untrained
    at = models.DateTimeField()
    by_id_text = models.TextField(blank=True)  # empty for whoever works at the server's shell
    by_name = models.TextField()
    parts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # field -> [before, now]

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["county", "helper", "-id"], name="helper_change")]

    def __str__(self) -> str:
        return f"{self.act} {self.helper_id}"


class Training(CaseOwned):
    """One training that somebody of the directory took part in: day, subject, hours. Facts; nobody is compared by them (CY-41)."""

    helper = models.ForeignKey(Helper, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    subject = models.TextField()
    hours = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [models.UniqueConstraint(fields=["county", "helper", "on", "subject"], name="training_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.subject}"


class GridSeat(Reference):
    """Somebody of the directory on the team of a grid (网格员、三长、法律顾问 …) for some time; who stood there before stays on record.

    The title is a code of the pack's `grid_titles`; what the place itself calls it may be written beside (A-04).
    """

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="seats")
    helper = models.ForeignKey(Helper, models.PROTECT, related_name="+")
    title = models.TextField()
    called = models.TextField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the first day on which they no longer stand there

    class Meta:
        ordering = ["title", "since"]
        constraints = [
            models.UniqueConstraint(fields=["grid", "helper", "title"], name="grid_seat_once", condition=models.Q(until=None)),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.helper_id}"
