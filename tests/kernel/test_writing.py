"""Rows and changes gathered by an act reach the database together, and nothing else is touched."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from fengqiao.kernel.county import new_id
from fengqiao.kernel.models import Counter
from fengqiao.kernel.writing import Batch

COUNTY = 999_901


@pytest.mark.django_db(transaction=True)
def test_named_fields_of_one_row_are_changed_in_one_round_trip() -> None:
    """Other fields and other rows stay as they are, and nothing is written before the batch is sent."""
    first, second = (Counter(id=new_id(COUNTY), county=COUNTY, series=name, value=1) for name in ("one", "two"))
    batch = Batch()
    batch.add(first, second)
    batch.write()
    first.value, first.series, second.value = 7, "not named", 9
    batch.change(first, "value")
    batch.change(second, "value", "series")
    assert set(Counter.objects.values_list("value", flat=True)) == {1}
    batch.write()
    batch.write()
    with connection.cursor() as cursor:  # outside a transaction, what came in one trip has one number
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM kernel_counter")
        assert cursor.fetchone() == (1,)
    assert set(Counter.objects.values_list("series", "value")) == {("one", 7), ("two", 9)}


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_is_said_as_django_says_it() -> None:
    """Nothing of the batch is kept, and the connection goes on."""
    batch = Batch()
    batch.run("UPDATE kernel_counter SET value = %s WHERE series = %s", [3, "none"])
    batch.add(*(Counter(id=new_id(COUNTY), county=COUNTY, series="twice", value=1) for _ in range(2)))
    with pytest.raises(IntegrityError):
        batch.write()
    assert not Counter.objects.filter(series="twice").exists()
