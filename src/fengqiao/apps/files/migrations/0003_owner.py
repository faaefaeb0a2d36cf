from django.db import migrations, models


class Migration(migrations.Migration):
    """A file belongs to a case or to an occasion."""

    dependencies = [
        ('files', '0002_recording'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='file',
            name='file_of_case',
        ),
        migrations.RenameField(
            model_name='file',
            old_name='case_id',
            new_name='owner_id',
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(fields=['county', 'owner_id', 'seq'], name='file_of_owner'),
        ),
    ]
