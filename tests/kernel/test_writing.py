"""Rows and changes gathered by an act reach the database together, and nothing else is touched."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.kernel.county import new_id
from fengqiao.kernel.models import Counter
from fengqiao.kernel.writing import Batch

COUNTY = 999_901


def test_named_fields_of_one_row_are_changed_in_one_round_trip(db: None) -> None:
    """Other fields and other rows stay as they are, and nothing is written before the batch is sent."""
    first, second = (Counter(id=new_id(COUNTY), county=COUNTY, series=name, value=1) for name in ("one", "two"))
    batch = Batch()
    batch.add(first, second)
    batch.write()
    first.value, first.series, second.value = 7, "not named", 9
    batch.change(first, "value")
    batch.change(second, "value", "series")
    assert set(Counter.objects.values_list("value", flat=True)) == {1}
    with CaptureQueriesContext(connection) as seen:
        batch.write()
        batch.write()
    assert len(seen) == 1
    assert set(Counter.objects.values_list("series", "value")) == {("one", 7), ("two", 9)}
