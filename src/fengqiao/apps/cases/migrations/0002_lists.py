"""Indexes for the tabs of the desk that are not ordered by due day, and for the filters of a whole county."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("stage", "done")),
                fields=["county", "unit", "acted_at", "id"],
                name="case_desk_done",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("stage", "done")), fields=["county", "acted_at", "id"], name="case_county_done"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["county", "person_id", "stage", "due_on", "id"], name="case_person"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["county", "received_on"], name="case_received"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("county"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Left("title", 12), "text_pattern_ops"
                ),
                name="case_title_start",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_sealed", True)), fields=["county", "acted_at", "id"], name="case_sealed"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_provisional", True)), fields=["county", "due_on", "id"], name="case_provisional"
            ),
        ),
    ]
