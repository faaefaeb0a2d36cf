from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('occasions', '0001_occasions'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='files',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='change',
            name='seq',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.UniqueConstraint(condition=models.Q(('seq__gt', 0)), fields=('county', 'occasion', 'seq'), name='change_seq_once'),
        ),
    ]
