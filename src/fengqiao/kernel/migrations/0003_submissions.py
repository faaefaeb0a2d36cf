import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_pack_versions")]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("county", models.IntegerField()),
                ("token", models.TextField()),
                ("made", models.UUIDField()),
                ("seq", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("county", "token"), name="sent_once")],
            },
        ),
    ]
