"""What is planned and held: one table for every kind, with what was said there, who was invited, and what was resolved."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.models import Post, User
from fengqiao.apps.cases.models import Case
from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel.county import CaseOwned


class Roster(CaseOwned):
    """A unit that goes by a rule of its pack: who takes turns, where and at what hours, and the days that the rule leaves open."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    rule = models.TextField()  # a code of the pack's `rosters`
    place = models.TextField()
    starts = models.TimeField()
    ends = models.TimeField()
    on = ArrayField(models.PositiveSmallIntegerField(), default=list)
    people = ArrayField(models.UUIDField(), default=list)  # in the order of their turns

    class Meta:
        ordering = ["unit__code", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["county", "unit", "rule"], name="roster_once"),
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="roster_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.rule


class State(models.TextChoices):
    """What became of an occasion."""

    PLANNED = "planned", _("已安排")
    HELD = "held", _("已举行")
    NOT_HELD = "not_held", _("没有举行")


class Occasion(CaseOwned):
    """A reception, visit, outreach, study session or meeting: planned, then held or not.

    `kind` is a code of the pack under which it was planned; `record` holds what that kind asks. Nothing is counted by person.
    """

    kind = models.TextField()
    pack = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    roster = models.ForeignKey(Roster, models.PROTECT, null=True, related_name="+", db_index=False)
    title = models.TextField(blank=True)
    on = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    place = models.TextField()
    leader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False
    )  # in which the leader comes
    led_lower = models.TextField(blank=True)  # why it is led by somebody of another rank than the kind asks
    is_public = models.BooleanField(
        default=False
    )  # everybody may read name, post, time and place before it takes place
    state = models.TextField(choices=State.choices, default=State.PLANNED)
    record: models.JSONField[Any, Any] = models.JSONField(default=dict)
    why_not = models.TextField(blank=True)  # it was not held
    revision = models.PositiveSmallIntegerField(default=0)  # of the plan, for calendars that follow it

    class Meta:
        ordering = ["on", "starts", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "roster", "on"], name="occasion_one_a_day", condition=Q(roster__isnull=False)
            ),
            models.CheckConstraint(condition=~Q(state="not_held") | ~Q(why_not=""), name="occasion_not_held_says_why"),
        ]
        indexes = [
            models.Index(fields=["county", "unit", "on", "id"], name="occasion_of_unit"),
            models.Index(fields=["county", "leader", "on", "id"], name="occasion_of_leader"),
            models.Index(fields=["county", "kind", "on", "id"], name="occasion_of_kind"),
            models.Index(fields=["county", "on", "id"], name="occasion_public", condition=Q(is_public=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Change(CaseOwned):
    """One act on an occasion: who did what when and why, and each part with what it said before and says now; never changed."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="+", db_index=False)
    act = models.TextField()  # planned changed substituted swapped held amended not_held invited relinked uninvited withdrawn
    at = models.DateTimeField()
    by_id_text = models.TextField(blank=True)  # empty for whoever works at the server's shell
    by_name = models.TextField()
    reason = models.TextField(blank=True)
    parts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # part -> [before, now]
    seq = models.PositiveIntegerField(default=0)  # of those that brought files or took one back, in order; 0 of all others
    files: models.JSONField[Any, Any] = models.JSONField(default=list)  # id, sha256, size, kind and what of each

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["county", "occasion", "seq"], name="change_seq_once", condition=Q(seq__gt=0))]
        indexes = [models.Index(fields=["county", "occasion", "-id"], name="occasion_change")]

    def __str__(self) -> str:
        return f"{self.act} {self.occasion_id}"


class Item(CaseOwned):
    """One thing on the agenda of an occasion, or raised there: a case treated, or what somebody said and what became of it."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)  # what it is about, or what was raised, in the words of whoever spoke
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    became_case = models.BooleanField(default=False)  # the case was opened from what was raised here
    said = models.TextField(blank=True)  # the leader's words, or the answer given on the spot
    decided = models.TextField(blank=True)
    promise = models.TextField(blank=True)
    promise_due_on = models.DateField(null=True)
    seq = models.PositiveIntegerField(null=True)  # the row of the case's ledger that tells of it

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["county", "occasion", "position"], name="item_position_once"),
            models.UniqueConstraint(
                fields=["county", "occasion", "case"], name="item_case_once", condition=Q(case__isnull=False)
            ),
            models.CheckConstraint(condition=Q(case__isnull=False) | ~Q(text=""), name="item_says_what"),
            models.CheckConstraint(
                condition=Q(promise="") | Q(promise_due_on__isnull=False), name="item_promise_has_a_day"
            ),
        ]
        indexes = [models.Index(fields=["county", "case"], name="item_of_case", condition=Q(case__isnull=False))]

    def __str__(self) -> str:
        return self.text


class Answer(models.TextChoices):
    """What an invited person or unit says."""

    COMES = "comes", _("参加")
    CANNOT = "cannot", _("来不了")


class Invitation(CaseOwned):
    """Somebody asked to an occasion: a person or a unit with a log-in, or somebody outside who comes by a link.

    Read is what was answered, never that a page was opened: the programs that preview links open pages too.
    """

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="invitations", db_index=False)
    name = models.TextField()  # as the list of those invited shows it
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="+", db_index=False
    )  # the one a guest may read, masked
    link_index = models.BinaryField(null=True)  # fingerprint of a guest's link
    answer = models.TextField(choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True)
    came = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["county", "link_index"], name="invitation_link_once")]
        indexes = [
            models.Index(fields=["county", "occasion"], name="invitation_of_occasion"),
            models.Index(fields=["county", "unit"], name="invitation_of_unit", condition=Q(unit__isnull=False)),
            models.Index(fields=["county", "user"], name="invitation_of_user", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class Resolution(CaseOwned):
    """What an occasion resolved: who does what by when, and what they reported; owed until it is reported."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="resolutions", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", db_index=False)
    what = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    due_on = models.DateField()
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | ~Q(report=""), name="resolution_reported_says_what"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "occasion"], name="resolution_of_occasion"),
            models.Index(
                fields=["county", "unit", "due_on", "id"], name="resolution_owed", condition=Q(reported_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.what
