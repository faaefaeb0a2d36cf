"""A file of letters while it is being imported, and the rows of it that were returned."""

from __future__ import annotations

from typing import Any

from django.db import models

from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel.county import CaseOwned


class RunState(models.TextChoices):
    """How far an import has come."""

    MAPPING = "mapping", "待对应列"
    RUNNING = "running", "导入中"
    DONE = "done", "已完成"


class ImportRun(CaseOwned):
    """One import on the screen: the rows lie in a file under the data home, what became of them is counted here."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by_id_text = models.TextField()
    by_name = models.TextField()
    name = models.TextField()  # of the file as it was sent
    columns: models.JSONField[Any, Any] = models.JSONField(default=list)
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict)  # field -> heading of its column
    channel = models.TextField(default="online")
    state = models.TextField(choices=RunState.choices, default=RunState.MAPPING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # rows looked at so far
    offset = models.PositiveBigIntegerField(default=0)  # byte of the next row in the kept file
    registered = models.PositiveIntegerField(default=0)
    twins = models.PositiveIntegerField(default=0)  # of the registered: the same letter again in the file
    known = models.PositiveIntegerField(default=0)  # imported before
    bad = models.PositiveIntegerField(default=0)
    labels: models.JSONField[Any, Any] = models.JSONField(default=dict)  # labels without a category -> how many rows
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    is_file_kept = models.BooleanField(default=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["county", "-created_at"], name="import_latest")]

    def __str__(self) -> str:
        return self.name


class ReturnedRow(CaseOwned):
    """A row that was not registered, and why; its cells stay in the kept file."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="returned", db_index=False)
    number = models.PositiveIntegerField()
    wrong: models.JSONField[Any, Any] = models.JSONField(default=dict)  # field -> {zh, en}

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["county", "run", "number"], name="returned_row_once")]

    def __str__(self) -> str:
        return str(self.number)
