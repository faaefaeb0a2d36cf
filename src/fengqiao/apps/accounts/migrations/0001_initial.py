"""The first tables of accounts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county_code", models.IntegerField()),
                ("login", models.CharField(max_length=60, unique=True)),
                ("name", models.TextField()),
                ("phone", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("care_mode", models.BooleanField(default=False)),
                ("must_change_password", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("demo_card", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("demo_note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["login"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("demo_card__isnull", False)),
                        fields=("county_code", "demo_card"),
                        name="user_demo_card_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county_code", models.IntegerField()),
                ("title", models.TextField()),
                ("title_en", models.TextField(blank=True)),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("is_officer", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["unit", "title"],
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county_code", models.IntegerField()),
                ("kind", models.TextField(choices=[("holder", "任职"), ("substitute", "代理")], default="holder")),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stands_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutes",
                        to="accounts.holding",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("unit", "title"), name="post_title_once_per_unit"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(condition=models.Q(("roles", []), _negated=True), name="post_has_a_role"),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="holding_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "holder"), ("stands_for__isnull", True)),
                    models.Q(("kind", "substitute"), ("stands_for__isnull", False)),
                    _connector="OR",
                ),
                name="holding_substitute_names_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("user", "post"), name="holding_one_open_per_person"
            ),
        ),
    ]
