"""A case, what is asked in it, who takes part, the proceedings it goes through, and its ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.kernel.county import CaseOwned

NEVER = date(9999, 12, 31)  # in tallies: no day
PARTS = ("dispute_kind", "thing_kind", "thing", "thing_place", "cause", "arose", "complexity", "is_practical", "difficulty")
"""What is known of a case's matter, each part a column."""
OPEN_DAYS = ""  # in tallies: the state of the rows that count open cases by day


class Stage(models.TextChoices):
    """Where a case lies on its unit's desk."""

    INBOX = "inbox", "待签收"
    WORKING = "working", "办理中"
    DONE = "done", "已办"


class Case(CaseOwned):
    """One grievance: one code, one responsible unit, one named person, one true record.

    The row carries the present state (written only by the acts); the ledger carries how it came about.
    """

    number = models.TextField()
    tracking_code = models.CharField(max_length=12)
    kind = models.TextField(default="petition")  # sign hazard dispute petition suggestion report
    classification = models.TextField(blank=True)  # claim suggest report consult; chosen by a person
    title = models.TextField()
    content = models.TextField()
    wish = models.TextField(blank=True)
    category = models.TextField(blank=True)
    channel = models.TextField()
    region_code = models.CharField(max_length=12, blank=True)
    place = models.TextField(blank=True)
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, related_name="+", db_index=False)  # where the place lies in one
    dispute_kind = models.TextField(blank=True)  # what the dispute is about, a code of the pack's `dispute_kinds`
    thing_kind = models.TextField(blank=True)  # what is disputed, a code of the pack's `thing_kinds`
    thing = models.TextField(blank=True)  # which one it is
    thing_place = models.TextField(blank=True)  # where it stands
    cause = models.TextField(blank=True)  # what set it off
    arose = models.TextField(blank=True)  # since when, as domain/rough_days.py keeps it: 2003-05, 2003, XXXX
    complexity = ArrayField(models.TextField(), default=list)  # of the matter, codes of the pack's `complexities`
    difficulty = models.TextField(blank=True)  # of the matter, a code of the pack's `difficulties`
    is_practical = models.BooleanField(default=False)  # on the list of practical things done for people (我为群众办实事)
    visited = ArrayField(models.UUIDField(), default=list)  # units to whose door the petitioner had to come, each once
    petitioner_mask = models.TextField(blank=True)
    people_count = models.PositiveIntegerField(default=1)
    is_anonymous = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    is_oral = models.BooleanField(default=False)
    is_repeat = models.BooleanField(default=False)
    is_sealed = models.BooleanField(default=False)
    restricted_for = models.TextField(blank=True)  # sealed because of violence, a minor or danger (a code of the pack)
    readers = ArrayField(models.UUIDField(), default=list)  # of a sealed case: the officers named to see it
    recused = ArrayField(models.UUIDField(), default=list)
    pack = models.TextField()
    state = models.TextField()
    result = models.TextField(blank=True)  # the weakest of its demands' results; empty while one has none
    stage = models.TextField(choices=Stage.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    origin_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    person_id = models.UUIDField(null=True)
    person_name = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    due_clock = models.TextField(blank=True)
    is_provisional = models.BooleanField(default=False)  # a year's working days are not loaded yet
    received_on = models.DateField()
    registered_at = models.DateTimeField()
    acted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    source_key = models.TextField(blank=True)  # of an imported letter: its key in the source
    ledger_seq = models.PositiveIntegerField(default=0)
    ledger_head = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["county", "tracking_code"], name="case_code_once"),
            models.UniqueConstraint(
                fields=["county", "source_key"], name="case_source_once", condition=~Q(source_key="")
            ),
            models.CheckConstraint(condition=~Q(kind="report") | Q(is_sealed=True), name="case_report_is_sealed"),
            models.CheckConstraint(
                condition=Q(stage="done") | Q(person_id__isnull=False), name="case_open_has_a_named_person"
            ),
            models.CheckConstraint(condition=Q(arose__regex=r"^([0-9]{4}(-[0-9]{2}){0,2}|XXXX|)$"), name="case_arose_is_rough_day"),
        ]
        indexes = [
            models.Index(fields=["county", "unit", "stage", "due_on", "id"], name="case_desk"),
            models.Index(fields=["county", "unit", "state", "due_on", "id"], name="case_desk_state"),
            models.Index(fields=["county", "stage", "due_on", "id"], name="case_county_stage"),
            models.Index(fields=["county", "state", "due_on", "id"], name="case_county_state"),
            models.Index(fields=["county", "unit", "acted_at", "id"], name="case_desk_done", condition=Q(stage="done")),
            models.Index(fields=["county", "acted_at", "id"], name="case_county_done", condition=Q(stage="done")),
            models.Index(fields=["county", "person_id", "stage", "due_on", "id"], name="case_person"),
            models.Index(fields=["county", "received_on", "id"], name="case_received"),
            models.Index(fields=["county", "category", "received_on", "id"], name="case_category"),
            models.Index(F("county"), OpClass(Left("title", 12), "text_pattern_ops"), name="case_title_start"),
            models.Index(fields=["county", "acted_at", "id"], name="case_sealed", condition=Q(is_sealed=True)),
            models.Index(fields=["county", "due_on", "id"], name="case_provisional", condition=Q(is_provisional=True)),
            models.Index(fields=["county", "arose", "id"], name="case_arose", condition=~Q(arose="")),
            models.Index(fields=["county", "difficulty", "category"], name="case_difficulty", condition=~Q(difficulty="")),
            models.Index(fields=["county", "received_on", "id"], name="case_practical", condition=Q(is_practical=True)),
            models.Index(fields=["tracking_code"], name="case_code"),
        ]

    def __str__(self) -> str:
        return self.number


class Demand(CaseOwned):
    """One thing asked for, with its own path, outcome and reply."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="demands", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    path = models.TextField(blank=True)
    outcome = models.TextField(blank=True)  # of the opinion: support explain reject
    result = models.TextField(blank=True)  # what became of it in the end, a code of the pack's `results`
    reply: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["county", "case", "position"], name="demand_position_once")]

    def __str__(self) -> str:
        return self.text


class Identity(CaseOwned):
    """The vault: who somebody is, sealed; blind indexes find exact matches without opening it."""

    name = models.BinaryField(default=b"")
    phone = models.BinaryField(default=b"")
    id_number = models.BinaryField(default=b"")
    address = models.BinaryField(default=b"")
    name_index = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)

    class Meta:
        verbose_name_plural = "identities"
        indexes = [
            models.Index(
                fields=["county", "phone_index"], name="identity_phone", condition=Q(phone_index__isnull=False)
            ),
            models.Index(
                fields=["county", "id_number_index"], name="identity_number", condition=Q(id_number_index__isnull=False)
            ),
            models.Index(fields=["county", "name_index"], name="identity_name", condition=Q(name_index__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PartyRole(models.TextChoices):
    """The part a person or unit has in one case."""

    PETITIONER = "petitioner", "信访人"
    REPRESENTATIVE = "representative", "代表"
    PROXY = "proxy", "代理人"
    MEMBER = "member", "同来的人"  # named on the list of those who came together; found by nobody's search
    RESPONDENT = "respondent", "对方当事人"
    COMPLAINED_UNIT = "complained_unit", "被反映的单位"


class Party(CaseOwned):
    """Somebody's part in one case; a person's identity lies in the vault, a unit is named."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", db_index=False)
    role = models.TextField(choices=PartyRole.choices)
    identity = models.ForeignKey(Identity, models.PROTECT, null=True, related_name="parties")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    mask = models.TextField(blank=True)
    phone_mask = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["id"]
        indexes = [models.Index(fields=["county", "case"], name="party_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(identity__isnull=True) | Q(unit__isnull=True), name="party_person_or_unit"
            )
        ]

    def __str__(self) -> str:
        return self.mask


class Proceeding(CaseOwned):
    """One run of a workflow over a case: its state, its clocks, what has been set and served.

    The root (without a parent) is what the case's own row shows, its person and days included; a side proceeding has its own.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="proceedings", db_index=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    workflow = models.TextField()
    state = models.TextField()
    stage = models.TextField(choices=Stage.choices, default=Stage.INBOX)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    person_id = models.UUIDField(null=True)
    person_name = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    due_clock = models.TextField(blank=True)
    vars: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # path procedure outcome sender objector handling …
    flags = ArrayField(models.TextField(), default=list)
    served = ArrayField(models.TextField(), default=list)
    clocks: models.JSONField[Any, Any] = models.JSONField(default=list)  # [{id, events, legal, internal, state, …}]
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at"]
        indexes = [
            models.Index(fields=["county", "case"], name="proceeding_of_case"),
            models.Index(
                fields=["county", "unit", "workflow", "stage", "due_on", "id"],
                name="proceeding_desk",
                condition=~Q(workflow="petition"),
            ),
            models.Index(
                fields=["county", "unit", "workflow", "-closed_at", "-id"],
                name="proceeding_closed",
                condition=Q(closed_at__isnull=False) & ~Q(workflow="petition"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(closed_at__isnull=False) | Q(person_id__isnull=False),
                name="proceeding_open_has_a_named_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow} {self.state}"


class SeatState(models.TextChoices):
    """What became of an invitation."""

    INVITED = "invited", "已邀请"
    ACCEPTED = "accepted", "已接受"
    DECLINED = "declined", "没空"
    RECUSED = "recused", "已回避"
    LEFT = "left", "已退出"


class Seat(CaseOwned):
    """Somebody's place in one proceeding: a helper of the directory on its panel, the other party, or an official who leads or
    belongs to its task force.

    Helpers and parties come by a link that shows this one case, masked, until the proceeding ends; the row keeps a fingerprint of
    the link. Officials come by their own log-in.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="seats", db_index=False)
    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="seats", db_index=False)
    role = models.TextField()  # panel | other_party | lead | team_head | team
    kind = models.TextField(blank=True)  # of helper: a code of the pack's `helper_kinds`
    tier = models.TextField(blank=True)
    helper_id = models.UUIDField(null=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    user_id = models.UUIDField(null=True)
    name = models.TextField()  # of a helper or official; of a party the mask
    state = models.TextField(choices=SeatState.choices, default=SeatState.INVITED)
    link_index = models.BinaryField(null=True)
    past_links = ArrayField(models.BinaryField(), default=list)  # fingerprints of links that were replaced
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["county", "proceeding"], name="seat_of_proceeding"),
            models.Index(fields=["county", "helper_id", "state"], name="seat_of_helper"),
            models.Index(fields=["county", "user_id", "state"], name="seat_of_official", condition=Q(user_id__isnull=False)),
            GinIndex(fields=["past_links"], name="seat_past_links"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "link_index"], name="seat_link_once"),
            models.CheckConstraint(
                condition=Q(helper_id__isnull=False, party__isnull=True, user_id__isnull=True, link_index__isnull=False)
                | Q(helper_id__isnull=True, party__isnull=False, user_id__isnull=True, link_index__isnull=False)
                | Q(helper_id__isnull=True, party__isnull=True, user_id__isnull=False, link_index__isnull=True),
                name="seat_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Line(CaseOwned):
    """One thing owed in a case: its sheet and stage, what, by whom, to whom, by when, and the amount of each stage."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    sheet = models.TextField()
    stage = models.TextField()
    what = models.TextField()
    owed_by = models.TextField(blank=True)
    identity = models.ForeignKey(Identity, models.PROTECT, null=True, related_name="+", db_index=False)
    mask = models.TextField(blank=True)  # of the person it is owed to
    due_on = models.DateField(null=True)
    amounts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # stage -> yuan with two decimals, as text
    details: models.JSONField[Any, Any] = models.JSONField(default=dict)  # what else its act entered
    history: models.JSONField[Any, Any] = models.JSONField(default=list)  # [{stage, on, amount, proof, seq}]
    is_done = models.BooleanField(default=False)
    is_dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["county", "case", "position"], name="line_position_once")]
        indexes = [
            models.Index(
                fields=["county", "due_on", "id"], name="line_due", condition=Q(is_done=False, due_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Entry(CaseOwned):
    """One row of the ledger: who did what when; chained by hash to the row before it, never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries", db_index=False)
    seq = models.PositiveIntegerField()
    act = models.TextField()
    at = models.DateTimeField()
    actor_id = models.TextField(blank=True)
    actor_name = models.TextField(blank=True)
    actor_unit = models.TextField(blank=True)
    shown = models.TextField(default="petitioner")  # petitioner | staff
    body: models.JSONField[Any, Any] = models.JSONField(default=dict)
    prior = models.BinaryField(default=b"")
    digest = models.BinaryField()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["county", "case", "seq"], name="entry_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"


class Seal(models.Model):
    """One digest over the ledger heads of all cases of a county at the end of a day, to be kept outside."""

    id = models.UUIDField(primary_key=True, editable=False)
    county = models.IntegerField()
    day = models.DateField()
    cases = models.PositiveIntegerField()
    entries = models.PositiveBigIntegerField()
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "day"], name="seal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.county} {self.day}"


class Desk(CaseOwned):
    """A unit that has or had a case in hand; who may see the case, and the list of what it dealt with."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="desks", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    acted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "case", "unit"], name="desk_once")]
        indexes = [models.Index(fields=["county", "unit", "acted_at", "id"], name="desk_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.case_id}"


class Draft(CaseOwned):
    """An act prepared by one person that waits for another's approval."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="drafts", db_index=False)
    step = models.TextField()
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )  # whose head decides; None: the county's
    by_id_text = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()
    state = models.TextField(default="waiting")  # waiting approved returned
    remark = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["county", "unit", "at"], name="draft_waiting", condition=Q(state="waiting")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "case", "step"], name="draft_one_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return self.step


class Link(CaseOwned):
    """A tie between two cases, kept on both sides; no foreign key, the other may lie in another county."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="links", db_index=False)
    other = models.UUIDField()
    kind = models.TextField()  # same_matter split_from split_into merged_into merged_from new_facts related
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "case", "other", "kind"], name="link_once")]

    def __str__(self) -> str:
        return self.kind


class Tally(models.Model):
    """How many cases of a unit are in a state, and how many open ones have a due day: kept in each act's transaction."""

    id = models.UUIDField(primary_key=True, editable=False)
    county = models.IntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    state = models.TextField()
    stage = models.TextField()
    due_on = models.DateField(default=NEVER)
    warn_on = models.DateField(default=NEVER)
    n = models.IntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["county", "unit", "state", "due_on", "warn_on"], name="tally_once")
        ]
        indexes = [models.Index(fields=["county", "unit"], name="tally_states", condition=~Q(state=OPEN_DAYS))]

    def __str__(self) -> str:
        return f"{self.state} {self.n}"
