"""The first tables of organisations."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LocalHoliday",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county_code", models.IntegerField()),
                ("date", models.DateField()),
                ("name", models.TextField()),
            ],
            options={
                "ordering": ["date"],
                "constraints": [models.UniqueConstraint(fields=("county_code", "date"), name="local_holiday_once")],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "省"), (2, "市(州)"), (3, "县(区)"), (4, "乡镇(街道)"), (5, "村(社区)")]
                    ),
                ),
                ("path", models.TextField(editable=False)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisations.region",
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county_code", models.IntegerField()),
                ("code", models.SlugField(max_length=60)),
                ("name", models.TextField()),
                ("name_en", models.TextField(blank=True)),
                (
                    "level",
                    models.TextField(
                        choices=[
                            ("village", "村(社区)级"),
                            ("town", "乡镇(街道)级"),
                            ("county", "县级"),
                            ("prefecture", "市(州)级"),
                            ("province", "省级"),
                        ]
                    ),
                ),
                (
                    "system",
                    models.TextField(
                        choices=[
                            ("petition", "信访"),
                            ("party", "党委"),
                            ("government", "政府"),
                            ("political_legal", "政法"),
                            ("discipline", "纪检监察"),
                            ("court", "法院"),
                            ("procuratorate", "检察院"),
                            ("mass", "群团"),
                            ("institution", "企事业单位"),
                            ("self_government", "基层自治组织"),
                        ]
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("party", "党的机关"),
                            ("congress", "人大机关"),
                            ("government", "行政机关"),
                            ("consultative", "政协机关"),
                            ("supervision", "监察机关"),
                            ("court", "审判机关"),
                            ("procuratorate", "检察机关"),
                            ("mass", "群团组织"),
                            ("enterprise", "国有企业"),
                            ("institution", "事业单位"),
                            ("committee", "村(居)民委员会"),
                        ]
                    ),
                ),
                ("is_petition_office", models.BooleanField(default=False)),
                ("is_joint_conference", models.BooleanField(default=False)),
                ("handles", models.BooleanField(default=True)),
                ("phone", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("hours", models.TextField(blank=True)),
                ("is_active", models.BooleanField(default=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisations.unit",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.region"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="organisations.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county_code", models.IntegerField()),
                ("category", models.TextField()),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.region",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="duties", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "duties",
                "ordering": ["category", "region"],
            },
        ),
        migrations.AddIndex(
            model_name="region",
            index=models.Index(fields=["path"], name="region_path_prefix", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9]{12}$")), name="region_code_is_12_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__range", (1, 5))), name="region_level_is_1_to_5"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("county_code", "code"), name="unit_code_once_per_county"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("level", "village"), _negated=True), ("handles", False), _connector="OR"),
                name="unit_village_never_handles",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="unit_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True), models.Q(("successor", models.F("id")), _negated=True), _connector="OR"
                ),
                name="unit_not_its_own_successor",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["county_code", "category"], name="duty_by_category"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                fields=("unit", "category", "region"), name="duty_once", nulls_distinct=False
            ),
        ),
    ]
