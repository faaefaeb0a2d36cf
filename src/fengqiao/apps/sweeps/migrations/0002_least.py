from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sweeps', '0001_sweeps'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='is_least',
            field=models.BooleanField(default=False),
        ),
    ]
