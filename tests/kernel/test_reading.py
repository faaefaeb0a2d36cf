"""A question gives the same rows as the query set it was written from, with other values each time."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError, atomic
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.organisations.models import Region, Unit
from fengqiao.kernel.reading import Question

COUNTY = 999_901


@Question
def in_county(county: int, code: str) -> QuerySet[Unit]:
    """A unit with the one above it."""
    return Unit.objects.filter(county_code=county, code=code, is_active=True).select_related("parent")


@Question
def held(key: UUID) -> QuerySet[Unit]:
    """A unit, held."""
    return Unit.objects.select_for_update().filter(id=key)


@Question
def any_of(county: int, *keys: UUID) -> QuerySet[Unit]:
    """As many keys as are given."""
    return Unit.objects.filter(county_code=county, id__in=keys).order_by("code")


@Question
def lost(number: int) -> QuerySet[Unit]:
    """A condition that the ORM decides by itself: no smallint is that large."""
    return Unit.objects.filter(level__lt=number)


@pytest.fixture
def units(db: None) -> list[Unit]:
    """A county and two of its offices."""
    region = Region.objects.create(code=f"{COUNTY}000000", name="县", level=3, path=str(COUNTY))
    usual = {"county_code": COUNTY, "region": region, "level": "county", "system": "government"}
    top = Unit.objects.create(code="q-top", name="县", **usual)
    return [top, *(Unit.objects.create(code=f"q-{n}", name=f"局{n}", parent=top, **usual) for n in (1, 2))]


def test_other_values_give_other_rows(units: list[Unit]) -> None:
    """The values change, the row above comes along in the same SQL, and constants stay."""
    with CaptureQueriesContext(connection) as seen:
        found = [in_county(COUNTY, code) for code in ("q-1", "q-2", "q-top", "none")]
        assert [row.parent.name if row.parent else "" for rows in found for row in rows] == ["县", "县", ""]
    assert [[row.code for row in rows] for rows in found] == [["q-1"], ["q-2"], ["q-top"], []]
    assert len(seen) == 4
    Unit.objects.filter(code="q-1").update(is_active=False)
    assert in_county(COUNTY, "q-1") == []
    assert in_county(COUNTY + 1, "q-2") == []


def test_a_question_may_take_any_number_of_values(units: list[Unit]) -> None:
    """Each number has SQL of its own."""
    keys = [unit.id for unit in units]
    for some in (keys[:1], keys, keys[1:], keys[2:]):
        assert any_of(COUNTY, *some) == [unit for unit in sorted(units, key=lambda unit: unit.code) if unit.id in some]


def test_what_is_read_can_be_saved(units: list[Unit]) -> None:
    """Rows are whole objects that know where they come from."""
    found = in_county.one(COUNTY, "q-2")
    found.name = "新名"
    found.save(update_fields=["name"])
    assert Unit.objects.get(id=found.id).name == "新名"
    with pytest.raises(Unit.DoesNotExist):
        in_county.one(COUNTY, "none")


@pytest.mark.django_db(transaction=True)
def test_rows_are_held_only_inside_a_transaction() -> None:
    """As the ORM itself demands."""
    with atomic():
        assert held(UUID(int=5)) == []
    with pytest.raises(TransactionManagementError):
        held(UUID(int=5))


def test_a_value_that_the_orm_decides_by_itself_is_refused(db: None) -> None:
    """Else it would count for every later value too."""
    with pytest.raises(ValueError, match="lost"):
        lost(3)
