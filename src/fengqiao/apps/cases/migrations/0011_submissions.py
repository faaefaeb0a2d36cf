"""Forms that were sent are the kernel's: those of cases move there, so that one that is open meanwhile still acts once."""

from django.db import migrations

MOVE = """
    INSERT INTO kernel_submission (id, county, token, made, seq, at)
    SELECT id, county, token, case_id, seq, at FROM cases_submission ON CONFLICT DO NOTHING
"""
BACK = """
    INSERT INTO cases_submission (id, county, token, case_id, seq, at)
    SELECT id, county, token, made, seq, at FROM kernel_submission WHERE seq > 0
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_members"), ("kernel", "0003_submissions")]

    operations = [
        migrations.RunSQL(MOVE, BACK),
        migrations.DeleteModel(name="Submission"),
    ]
