"""A tap that was sent is known as every form is, by the kernel's table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sweeps", "0002_least"), ("kernel", "0003_submissions")]

    operations = [
        migrations.RemoveConstraint(model_name="door", name="door_tapped_once"),
        migrations.RemoveField(model_name="door", name="token"),
    ]
