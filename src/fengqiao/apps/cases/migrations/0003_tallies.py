"""Tallies in two kinds of rows, by state and by day, counted afresh from the cases."""

from django.db import migrations, models

COUNT_AGAIN = """
    DELETE FROM cases_tally;
    INSERT INTO cases_tally (id, county, unit_id, state, stage, due_on, warn_on, n)
    SELECT gen_random_uuid(), county, unit_id, state, stage, '9999-12-31', '9999-12-31', count(*)
    FROM cases_case WHERE NOT is_sealed GROUP BY county, unit_id, state, stage;
    INSERT INTO cases_tally (id, county, unit_id, state, stage, due_on, warn_on, n)
    SELECT gen_random_uuid(), county, unit_id, '', '', CASE WHEN is_provisional THEN '9999-12-31' ELSE due_on END,
           warn_on, count(*)
    FROM cases_case WHERE NOT is_sealed AND stage <> 'done' AND warn_on IS NOT NULL GROUP BY county, unit_id, 6, 7;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_lists")]

    operations = [
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                condition=models.Q(("state", ""), _negated=True), fields=["county", "unit"], name="tally_states"
            ),
        ),
        migrations.RunSQL(COUNT_AGAIN, migrations.RunSQL.noop),
    ]
