"""Files that were brought: to which case or occasion, what they are, the digest by which their content is found, the name in the vault; and
recordings for everybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.kernel import vault
from fengqiao.kernel.county import CaseOwned

NAME_PLACE = "files_file.name"


class File(CaseOwned):
    """One file as somebody brought it to one case or occasion; the content lies in the storage under its digest, once for all.

    What it belongs to is named by its id alone: files stand below both. A row without `seq` was sent but belongs to no act yet.
    """

    owner_id = models.UUIDField()  # a case's or an occasion's
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()  # bytes
    kind = models.TextField()  # one of recognising.KINDS
    what = models.TextField(blank=True)  # a code of the pack's `file_kinds`
    name = models.BinaryField(default=b"")  # as it came, sealed: names of people stand in names of files
    brought_by = models.TextField()  # a user's id, petitioner, or seat:<id>
    sent_at = models.DateTimeField()
    is_held = models.BooleanField(default=False)  # part of an act that waits for approval
    field = models.TextField(blank=True)  # of the act, in which it was entered
    seq = models.PositiveIntegerField(default=0)  # the row of the ledger, or of an occasion's log, that has its digest
    withdrawn_seq = models.PositiveIntegerField(default=0)  # the row by which it was taken back, with the reason

    class Meta:
        ordering = ["seq", "id"]
        indexes = [
            models.Index(fields=["county", "owner_id", "seq"], name="file_of_owner"),
            models.Index(fields=["county", "sha256"], name="file_content"),
            models.Index(fields=["county", "sent_at"], name="file_loose", condition=Q(seq=0, is_held=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"

    @property
    def own_name(self) -> str:
        """The name it came with; only for whoever brought it."""
        return vault.unseal(self.name, f"{NAME_PLACE}.{self.id}")


class Reading(CaseOwned):
    """Somebody of the staff looked at a file that another brought: once a day each, never changed."""

    file = models.ForeignKey(File, models.PROTECT, related_name="readings", db_index=False)
    user_id = models.UUIDField()
    user_name = models.TextField()
    unit = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["county", "file", "user_id", "on"], name="file_read_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_name} {self.on}"


class Recording(CaseOwned):
    """A recording that an administrator published for everybody, with its text: a song, advice in a minority language (PB-40).

    Withdrawn with a reason it is heard no more; the row and the content stay. `language` is a code of the pack's `languages`.
    """

    title = models.TextField()
    language = models.TextField()
    transcript = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()  # bytes
    kind = models.TextField()  # one of recognising.KINDS that a browser plays
    published_at = models.DateTimeField()
    published_by = models.UUIDField()
    published_name = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_name = models.TextField(blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(transcript=""), name="recording_has_text"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""), name="recording_withdrawn_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "id"], name="recording_shown", condition=Q(withdrawn_at__isnull=True)),
            models.Index(fields=["county", "sha256"], name="recording_content"),
        ]

    def __str__(self) -> str:
        return self.title
