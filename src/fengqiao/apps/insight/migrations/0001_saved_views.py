"""Lists that people keep under a name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county", models.IntegerField()),
                ("name", models.TextField()),
                ("tab", models.TextField()),
                ("query", models.TextField(blank=True)),
                ("is_default", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("county", "user", "name"), name="saved_view_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("county", "user"),
                        name="saved_view_one_default",
                    ),
                ],
            },
        ),
    ]
