"""The first table of documents."""

import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('county', models.IntegerField()),
                ('case_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('number', models.TextField(blank=True)),
                ('title', models.TextField()),
                ('title_en', models.TextField(blank=True)),
                ('sealed_body', models.BinaryField()),
                ('data', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('to', models.TextField(choices=[('petitioner', '信访人'), ('unit', '单位'), ('file', '案卷'), ('leader', '党委、政府')])),
                ('unit_id', models.TextField(blank=True)),
                ('unit_name', models.TextField(blank=True)),
                ('issued_by', models.TextField(blank=True)),
                ('issued_by_name', models.TextField(blank=True)),
                ('issued_at', models.DateTimeField()),
                ('template', models.TextField()),
                ('sealed', models.BooleanField(default=False)),
                ('digest', models.CharField(max_length=64)),
                ('served_on', models.DateField(blank=True, null=True)),
                ('service', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['county', 'case_id'], name='document_of_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('county', 'number'), name='document_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('served_on__isnull', True), ('service__isnull', True)), models.Q(('served_on__isnull', False), ('service__isnull', False)), _connector='OR'), name='document_service_has_its_proof')],
            },
        ),
    ]
