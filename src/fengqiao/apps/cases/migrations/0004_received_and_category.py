"""Indexes for cases by day of receipt and by category, newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_tallies"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_received",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["county", "received_on", "id"], name="case_received"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["county", "category", "received_on", "id"], name="case_category"),
        ),
    ]
