"""People who sign in, the posts of units, and who holds which post from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.organisations.models import Reference, Region, Unit
from fengqiao.ui.language import name_in_language


class UserManager(BaseUserManager["User"]):
    """Finds people by their log-in name, in any letter case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person of a log-in name; raises User.DoesNotExist."""
        return self.get(login=(username or "").strip().casefold())


class User(Reference, AbstractBaseUser):
    """A member of staff who signs in. Petitioners are not users: they hold a case's code."""

    last_login = None  # kept out of this reference table: written at every log-in
    login = models.CharField(max_length=60, unique=True)
    name = models.TextField()
    phone = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)  # empty: as the browser asks
    care_mode = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    demo_card = models.PositiveSmallIntegerField(null=True, blank=True)  # place on the demo's log-in page
    demo_note = models.TextField(blank=True)

    objects = UserManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["login"]
        constraints = [
            models.UniqueConstraint(
                fields=["county_code", "demo_card"], name="user_demo_card_once", condition=Q(demo_card__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Log-in names are kept in one letter case, so that they are unique to people's eyes."""
        self.login = self.login.strip().casefold()
        super().save(*args, **kwargs)


class Post(Reference):
    """A place of work in a unit; its roles say what may be done from it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.TextField()
    title_en = models.TextField(blank=True)
    roles = ArrayField(models.TextField())
    is_officer = models.BooleanField(default=False)  # the unit's petition officer (XF-14b): first place a case goes to
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["unit", "title"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "title"], name="post_title_once_per_unit"),
            models.CheckConstraint(condition=~Q(roles=[]), name="post_has_a_role"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return name_in_language(self.title, self.title_en)


class HoldingKind(models.TextChoices):
    """Whether the post is one's own or another's during an absence."""

    HOLDER = "holder", _("任职")
    SUBSTITUTE = "substitute", _("代理")


class HoldingQuery(models.QuerySet["Holding"]):
    """Holdings by day."""

    def on(self, day: date) -> Self:
        """Those in force on a day; the last day is not part of a holding."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Holding(Reference):
    """One person in one post from `since` up to but without `until`; a substitute names whom they stand in for."""

    user = models.ForeignKey(User, models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    kind = models.TextField(choices=HoldingKind.choices, default=HoldingKind.HOLDER)
    stands_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HoldingQuery.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="holding_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(kind=HoldingKind.HOLDER, stands_for__isnull=True)
                | Q(kind=HoldingKind.SUBSTITUTE, stands_for__isnull=False),
                name="holding_substitute_names_whom",
            ),
            models.UniqueConstraint(
                fields=["user", "post"], name="holding_one_open_per_person", condition=Q(until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.post_id}"


class ChargeLayer(models.IntegerChoices):
    """The three layers of responsibility (CY-27): the head in person, a leader by area, an officer for the work itself."""

    HEAD = 1, _("一把手亲自抓")
    AREA = 2, _("班子成员分片抓")
    HANDS = 3, _("相关干部具体抓")


class ChargeQuery(models.QuerySet["Charge"]):
    """Charges by day."""

    def on(self, day: date) -> Self:
        """Those in force on a day; the last day is not part of a charge."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Charge(Reference):
    """A person answers for an area (包片) or for a subject (分管) from a day on; a charge is ended, never rewritten.

    It says whom to suggest and whom to ask; who handles a case is decided with the case.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="charges")
    layer = models.PositiveSmallIntegerField(choices=ChargeLayer.choices, default=ChargeLayer.AREA)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    category = models.TextField(blank=True)  # a code of the pack's categories
    since = models.DateField()
    until = models.DateField(null=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ChargeQuery.as_manager()

    class Meta:
        ordering = ["layer", "since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=False, category="") | (Q(region__isnull=True) & ~Q(category="")),
                name="charge_of_area_or_subject",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="charge_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["user", "layer", "region", "category"], name="charge_open_once", condition=Q(until__isnull=True),
                nulls_distinct=False,
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["county_code", "region"], name="charge_by_region")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.category or self.region_id}"


class SecretLink(Reference):
    """How often the secret link of something was replaced: a person's or unit's calendar, a guest's invitation.

    A link is made from the vault's key, what it opens, and that number; none is stored. One that was never replaced has no row.
    """

    of = models.UUIDField()  # what it opens
    past = ArrayField(models.BinaryField(), default=list)  # fingerprints of those that open nothing any more
    replaced_at = models.DateTimeField()
    replaced_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of"], name="secret_link_once")]
        indexes = [GinIndex(fields=["past"], name="secret_link_past")]

    def __str__(self) -> str:
        return f"{self.of} {len(self.past)}"
