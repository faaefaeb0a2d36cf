"""A sweep, its tasks, the doors of a task that is being walked, and the cases that came of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.domain.sweeps import Counts
from fengqiao.kernel.county import CaseOwned
from fengqiao.ui.language import name_in_language


class Sweep(CaseOwned):
    """One round: a plan of a working method for one of its periods, or a campaign (专项) that somebody planned by hand."""

    plan = models.TextField(blank=True)  # id of the plan in its pack; empty for a campaign
    pack = models.TextField(blank=True)  # name of that pack
    name = models.TextField()
    name_en = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    level = models.TextField()  # village town county: who goes round
    by_door = models.BooleanField(default=False)
    team = ArrayField(models.TextField(), default=list)  # codes of the pack's `helper_kinds`
    starts_on = models.DateField()
    ends_on = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)  # that planned a campaign
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "pack", "plan", "starts_on"], name="sweep_once_a_period", condition=~Q(plan="")
            ),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="sweep_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["county", "-starts_on", "id"], name="sweep_latest")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return name_in_language(self.name, self.name_en)

    @property
    def is_campaign(self) -> bool:
        """True for one that was planned by hand."""
        return not self.plan


class TaskState(models.TextChoices):
    """How far a task has come; one whose days ended without a word counts as not reported."""

    OPEN = "open", _("进行中")
    DONE = "done", _("已报完")
    LAPSED = "lapsed", _("到期没有报")


class Spot(models.TextChoices):
    """What became of a report of nothing that was drawn to be looked at."""

    DRAWN = "drawn", _("待去看")
    AGREES = "agrees", _("一致")
    DIFFERS = "differs", _("有出入")
    UNREACHABLE = "unreachable", _("没联系上")


class Task(CaseOwned):
    """One unit's part of a sweep, in one grid where there are grids. It keeps counts, never which household was what."""

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="tasks", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, related_name="+", db_index=False)
    ends_on = models.DateField()  # as its sweep's, so that a desk is one look
    planned = models.PositiveIntegerField(default=0)
    visited = models.PositiveIntegerField(default=0)  # spoken with, those with something to tell among them
    nobody_home = models.PositiveIntegerField(default=0)
    declined = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    state = models.TextField(choices=TaskState.choices, default=TaskState.OPEN)
    is_tallied = models.BooleanField(default=False)  # walked on paper, its sums entered afterwards
    is_least = models.BooleanField(default=False)  # the paper says “40余户”: so many were spoken with, or more
    note = models.TextField(blank=True)
    done_by = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    spot = models.TextField(choices=Spot.choices, blank=True)  # of a report of nothing that was drawn to be looked at
    spot_note = models.TextField(blank=True)
    spot_by = models.TextField(blank=True)
    spot_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["unit__code", "grid__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "sweep", "unit", "grid"], name="task_once", nulls_distinct=False),
        ]
        indexes = [
            models.Index(fields=["county", "unit", "ends_on", "id"], name="task_open", condition=Q(state="open")),
            models.Index(fields=["county", "sweep", "unit"], name="task_of_sweep"),
            models.Index(fields=["county", "grid", "-ends_on"], name="task_of_grid"),
        ]

    def __str__(self) -> str:
        return f"{self.sweep_id} {self.unit_id}"

    @property
    def counts(self) -> Counts:
        """Its counts."""
        return Counts(self.planned, self.visited, self.nobody_home, self.declined, self.found, is_least=self.is_least)

    @property
    def is_open(self) -> bool:
        """True while somebody may walk it."""
        return self.state == TaskState.OPEN

    @property
    def place(self) -> str:
        """Where it is: the unit, and the grid where there is one."""
        return f"{self.unit.label} {self.grid.name}" if self.grid else self.unit.label


class Result(models.TextChoices):
    """What came of one door."""

    NOTHING = "nothing", _("没有问题")
    NOBODY_HOME = "nobody_home", _("没人在家")
    DECLINED = "declined", _("不愿意谈")
    FOUND = "found", _("有情况")


class Door(CaseOwned):
    """One door of a task that is being walked. When the task ends the rows go and the counts stay: no household has a file.

    What the walker calls the house is optional, sealed, and gone with the row.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="doors", db_index=False)
    result = models.TextField(choices=Result.choices)
    label = models.BinaryField(default=b"")
    by_id_text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.result


class Finding(CaseOwned):
    """A case that came of a sweep: where it was found, as a case and not as a household."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, related_name="findings", db_index=False)
    kind = models.TextField()  # sign hazard dispute petition, as it was told; the case's own may be raised later
    since = models.DateField(null=True)  # when it began, as far as the person said
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["county", "task", "-at"], name="finding_of_task")]

    def __str__(self) -> str:
        return self.kind


class Draw(CaseOwned):
    """The spot check of a sweep's reports of nothing: the seed, how many there were, which were drawn. Kept as drawn."""

    sweep = models.OneToOneField(Sweep, models.PROTECT, related_name="draw")
    seed = models.TextField()
    population = models.PositiveIntegerField()
    picks = ArrayField(models.UUIDField())
    drawn_by = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.seed
