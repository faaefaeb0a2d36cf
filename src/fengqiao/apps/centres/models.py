"""A place with its windows, and the numbers drawn there on a day."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fengqiao.apps.organisations.models import Reference, Unit
from fengqiao.kernel.county import CaseOwned


class Centre(Reference):
    """A place where several units serve behind one door; `functions` are codes of the pack's `centre_functions`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that runs it
    name = models.TextField()
    functions = ArrayField(models.TextField(), default=list)
    address = models.TextField(blank=True)
    hours = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["unit__code", "name"]
        constraints = [models.UniqueConstraint(fields=["county_code", "name"], name="centre_name_once")]

    def __str__(self) -> str:
        return self.name


class Window(Reference):
    """One window of a centre: the unit behind it and what is done there."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="windows")
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    services = models.TextField(blank=True)  # one a line

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["centre", "position"], name="window_position_once")]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.position}"


class Ticket(CaseOwned):
    """A number drawn at a centre on a day: it stands in the queue, is called to a window, and is done. It names nobody."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    window = models.ForeignKey(Window, models.SET_NULL, null=True, related_name="+", db_index=False)  # where it was called
    drawn_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "centre", "day", "number"], name="ticket_number_once_a_day"),
            models.CheckConstraint(condition=Q(done_at__isnull=True) | Q(called_at__isnull=False), name="ticket_done_was_called"),
        ]
        indexes = [
            models.Index(fields=["county", "centre", "number"], name="ticket_waiting", condition=Q(called_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
