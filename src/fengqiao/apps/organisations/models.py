"""Small reference tables: regions, units with their honours, grids, duties, local holidays, standards and rules."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fengqiao.kernel.county import new_id
from fengqiao.ui.language import name_in_language


class Reference(models.Model):
    """Base of reference rows: the key carries the county, the tenant column is called county_code."""

    id = models.UUIDField(primary_key=True, editable=False)
    county_code = models.IntegerField()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new row its key, then save."""
        if self.id is None:
            self.id = new_id(self.county_code)
        super().save(*args, **kwargs)


class RegionLevel(models.IntegerChoices):
    """The five statistical levels; a code has 2, 4, 6, 9 and 12 meaningful digits."""

    PROVINCE = 1, _("省")
    PREFECTURE = 2, _("市(州)")
    COUNTY = 3, _("县(区)")
    TOWN = 4, _("乡镇(街道)")
    VILLAGE = 5, _("村(社区)")


class Region(models.Model):
    """One place of the national tree, by its 12-digit statistical code."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.TextField()
    level = models.PositiveSmallIntegerField(choices=RegionLevel.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.TextField(editable=False)  # the meaningful digits: a prefix of every descendant's path

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["path"], opclasses=["text_pattern_ops"], name="region_path_prefix")]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{12}$"), name="region_code_is_12_digits"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="region_level_is_1_to_5"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitLevel(models.TextChoices):
    """The five levels of a unit (law.md §1.8)."""

    VILLAGE = "village", _("村(社区)级")
    TOWN = "town", _("乡镇(街道)级")
    COUNTY = "county", _("县级")
    PREFECTURE = "prefecture", _("市(州)级")
    PROVINCE = "province", _("省级")


class System(models.TextChoices):
    """The system (系统) a unit belongs to; sending across systems is the petition office's duty alone."""

    PETITION = "petition", _("信访")
    PARTY = "party", _("党委")
    GOVERNMENT = "government", _("政府")
    POLITICAL_LEGAL = "political_legal", _("政法")
    DISCIPLINE = "discipline", _("纪检监察")
    COURT = "court", _("法院")
    PROCURATORATE = "procuratorate", _("检察院")
    MASS = "mass", _("群团")
    INSTITUTION = "institution", _("企事业单位")
    SELF_GOVERNMENT = "self_government", _("基层自治组织")


class UnitKind(models.TextChoices):
    """The bodies that the Regulation binds (XF-02), and the village committees."""

    PARTY = "party", _("党的机关")
    CONGRESS = "congress", _("人大机关")
    GOVERNMENT = "government", _("行政机关")
    CONSULTATIVE = "consultative", _("政协机关")
    SUPERVISION = "supervision", _("监察机关")
    COURT = "court", _("审判机关")
    PROCURATORATE = "procuratorate", _("检察机关")
    MASS = "mass", _("群团组织")
    ENTERPRISE = "enterprise", _("国有企业")
    INSTITUTION = "institution", _("事业单位")
    COMMITTEE = "committee", _("村(居)民委员会")


class Unit(Reference):
    """A body that receives, handles or oversees cases; the petition office of the county is one of them."""

    code = models.SlugField(max_length=60)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    level = models.TextField(choices=UnitLevel.choices)
    system = models.TextField(choices=System.choices)
    kind = models.TextField(choices=UnitKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    review_body = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")  # else the parent
    is_petition_office = models.BooleanField(default=False)
    is_joint_conference = models.BooleanField(default=False)
    handles = models.BooleanField(default=True)  # may accept and issue a 处理意见书; villages may not
    phone = models.TextField(blank=True)
    address = models.TextField(blank=True)
    hours = models.TextField(blank=True)
    pack = models.TextField(default="national")  # the working method in force, its own or of the unit above
    has_own_pack = models.BooleanField(default=False)
    has_desks = models.BooleanField(default=False)  # its list is shared among the desks that its method names
    is_active = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True)  # from this day the successor answers

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["county_code", "code"], name="unit_code_once_per_county"),
            models.CheckConstraint(
                condition=~Q(level=UnitLevel.VILLAGE) | Q(handles=False), name="unit_village_never_handles"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")), name="unit_not_its_own_successor"
            ),
            models.CheckConstraint(
                condition=Q(review_body__isnull=True) | ~Q(review_body=F("id")), name="unit_not_its_own_review_body"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return name_in_language(self.name, self.name_en)


class GridKind(models.TextChoices):
    """What lies below a village; a place uses the levels that it has."""

    GRID = "grid", _("网格")
    GROUP = "group", _("村民小组")
    CLUSTER = "cluster", _("联户单位")


class Grid(Reference):
    """A part of one village: a grid, below it a villagers' group, below that a joint household unit.

    It says how many households there are, never which: no household has a row anywhere (product.md G-04).
    """

    village = models.ForeignKey(Unit, models.PROTECT, related_name="grids")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    kind = models.TextField(choices=GridKind.choices, default=GridKind.GRID)
    name = models.TextField()
    households = models.PositiveIntegerField(default=0)
    branch = models.TextField(blank=True)  # the party branch or group that stands on it, where there is one
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)  # from this day the successor takes its place

    class Meta:
        ordering = ["village__code", "name"]
        constraints = [
            models.UniqueConstraint(fields=["village", "name"], name="grid_name_once_per_village"),
            models.CheckConstraint(condition=~Q(kind=GridKind.GRID) | Q(parent__isnull=True), name="grid_stands_by_itself"),
            models.CheckConstraint(condition=Q(successor__isnull=True) | ~Q(successor=F("id")), name="grid_not_its_own_successor"),
        ]
        indexes = [models.Index(fields=["county_code", "kind"], name="grid_of_county")]

    def __str__(self) -> str:
        return self.name


class Honour(Reference):
    """What a unit was honoured with: information on its page alone, in no figure and no order (PB-06, CY-40)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="honours")
    year = models.PositiveSmallIntegerField()
    grantor = models.TextField()
    text = models.TextField()

    class Meta:
        ordering = ["-year", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "year", "grantor", "text"], name="honour_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.text}"


class RuleKind(models.TextChoices):
    """A standard says how well a thing is done, a rule what has to be done."""

    STANDARD = "standard", _("工作标准")
    RULE = "rule", _("规章制度")


class Rule(Reference):
    """One version of a standard or local rule (CY-09, CY-28). A version is never changed; a new one takes its place from its day on.

    `acts` are the steps it governs, as addresses and ledger name them (accept, mediation.panel).
    """

    series = models.UUIDField()  # the same for all versions of one document
    kind = models.TextField(choices=RuleKind.choices, default=RuleKind.RULE)
    title = models.TextField()
    number = models.TextField(blank=True)  # 文号
    issuer = models.TextField()
    version = models.TextField()
    in_force = models.DateField()
    text = models.TextField(blank=True)
    location = models.TextField(blank=True)  # where the paper or file lies, when the text is not here
    acts = ArrayField(models.TextField(), default=list, blank=True)
    source_key = models.TextField(blank=True)  # of one taken from a pack, so that it is not taken in twice

    class Meta:
        ordering = ["title", "-in_force", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county_code", "series", "version"], name="rule_version_once"),
            models.UniqueConstraint(fields=["county_code", "source_key"], name="rule_source_once", condition=~Q(source_key="")),
            models.CheckConstraint(condition=~Q(text="") | ~Q(location=""), name="rule_can_be_read"),
        ]
        indexes = [
            GinIndex(fields=["acts"], name="rule_by_act"),
            models.Index(fields=["county_code", "series", "-in_force"], name="rule_versions"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class Duty(Reference):
    """A unit answers for a category of matters, everywhere in the county or inside one region."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="duties")
    category = models.TextField()
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "duties"
        ordering = ["category", "region"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "category", "region"], name="duty_once", nulls_distinct=False),
        ]
        indexes = [models.Index(fields=["county_code", "category"], name="duty_by_category")]

    def __str__(self) -> str:
        return f"{self.category}@{self.region_id or self.county_code}"


class LocalHoliday(Reference):
    """A day on which the offices of one county are closed, beyond the national calendar (DAY-11)."""

    date = models.DateField()
    name = models.TextField()

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["county_code", "date"], name="local_holiday_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
