"""Units: who is competent, who is above, who succeeds, and who may change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from fengqiao.apps.organisations import queries, services
from fengqiao.apps.organisations.models import LocalHoliday, Region, Unit
from fengqiao.domain.errors import Conflict, Denied, Incomplete, NotNow
from tests.apps.accounts.cast import COUNTY, NEXT_COUNTY, Town

DAY = date(2026, 3, 2)
VILLAGE, OTHER_TOWN = "999901101201", "999901102000"


def duty(town: Town, unit: str, category: str, region: str = "") -> None:
    place = Region.objects.get(code=region) if region else None
    services.set_duty(unit=town.units[unit], category=category, region=place, by=town.admin)


def competent(category: str, region: str, at: date = DAY) -> list[str]:
    return [unit.code for unit in queries.competent_units(COUNTY, category, region, at)]


def test_the_smallest_region_answers_first(town: Town) -> None:
    duty(town, "housing", "land")
    duty(town, "town-1", "land", "999901101000")
    assert competent("land", VILLAGE) == ["town-1", "housing"]
    assert competent("land", OTHER_TOWN) == ["housing"]
    assert competent("land", "") == ["housing"]


def test_a_duty_of_the_group_holds_for_its_members_after_their_own(town: Town) -> None:
    duty(town, "housing", "land")
    duty(town, "town-2", "land.boundary")
    assert competent("land.boundary", VILLAGE) == ["town-2", "housing"]
    assert competent("landlords", VILLAGE) == []


def test_the_next_county_has_its_own_duties(town: Town) -> None:
    duty(town, "housing", "land")
    assert queries.competent_units(NEXT_COUNTY, "land", "999902101000", DAY) == []


def test_competence_costs_one_query(town: Town, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    duty(town, "housing", "land")
    duty(town, "town-1", "land", "999901101000")
    with django_assert_num_queries(1):
        queries.competent_units(COUNTY, "land", VILLAGE, DAY)


def test_a_merged_unit_is_followed_from_its_last_day(town: Town) -> None:
    duty(town, "town-1", "land")
    services.close_unit(unit=town.units["town-1"], by=town.admin, on=DAY, successor=town.units["town-2"])
    assert competent("land", VILLAGE, date(2026, 3, 1)) == ["town-1"]
    assert competent("land", VILLAGE, DAY) == ["town-2"]


def test_a_chain_of_mergers_is_followed(town: Town) -> None:
    duty(town, "town-1", "land")
    services.close_unit(unit=town.units["town-1"], by=town.admin, on=DAY, successor=town.units["town-2"])
    services.close_unit(unit=town.units["town-2"], by=town.admin, on=date(2026, 6, 1), successor=town.units["housing"])
    assert competent("land", VILLAGE, date(2026, 7, 1)) == ["housing"]


def test_the_names_of_units_that_are_gone_lead_to_the_one_that_answers_now(town: Town) -> None:
    first, second, heir = (town.units[code] for code in ("town-1", "town-2", "housing"))
    services.close_unit(unit=first, by=town.admin, on=DAY, successor=second)
    services.close_unit(unit=second, by=town.admin, on=date(2026, 6, 1), successor=heir)
    assert {(gone.code, now.code) for gone, now in queries.former_units(COUNTY)} == {("town-1", "housing"), ("town-2", "housing")}
    services.close_unit(unit=heir, by=town.admin, on=date(2026, 7, 1), successor=None)
    assert queries.former_units(COUNTY) == []


def test_mergers_never_make_a_circle(town: Town) -> None:
    services.close_unit(unit=town.units["town-1"], by=town.admin, on=DAY, successor=town.units["town-2"])
    with pytest.raises(Incomplete):
        services.close_unit(
            unit=town.units["town-2"], by=town.admin, on=date(2026, 6, 1), successor=town.units["town-1"]
        )
    with pytest.raises(Conflict):
        services.close_unit(unit=town.units["town-1"], by=town.admin, on=DAY, successor=None)


def test_the_nearest_body_above_both_decides(town: Town) -> None:
    units = town.units
    assert queries.common_superior(units["town-1"], units["housing"]) == units["county"]
    assert queries.common_superior(units["village-1"], units["town-2"]) == units["county"]
    assert queries.common_superior(units["town-1"], units["court"]) is None
    assert queries.common_superior(units["town-1"], units["village-1"]) == units["county"]


def test_a_village_never_handles(town: Town) -> None:
    assert not town.units["village-1"].handles
    assert town.units["town-1"].handles


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Town 9"}, "code"),
        ({"name": " "}, "name"),
        ({"level": "street"}, "level"),
        ({"system": "army"}, "system"),
        ({"kind": "club"}, "kind"),
    ],
)
def test_what_is_wrong_with_a_unit_is_named(town: Town, change: dict[str, str], field: str) -> None:
    right = {"code": "town-9", "name": "九里镇", "level": "town", "system": "government", "kind": "government"}
    with pytest.raises(Incomplete) as caught:
        services.create_unit(
            by=town.admin, county=COUNTY, region=Region.objects.get(code=OTHER_TOWN), **{**right, **change}
        )
    assert list(caught.value.fields) == [field]


def test_a_unit_lies_in_its_own_county_or_above(town: Town) -> None:
    right = {"name": "某局", "level": "prefecture", "system": "petition", "kind": "party"}
    with pytest.raises(Incomplete):
        services.create_unit(
            by=town.admin, county=COUNTY, code="away", region=Region.objects.get(code="999902000000"), **right
        )
    above = services.create_unit(
        by=town.admin, county=COUNTY, code="city", region=Region.objects.get(code="999900000000"), **right
    )
    assert above.county_code == COUNTY


def test_a_code_is_used_once(town: Town) -> None:
    with pytest.raises(Conflict):
        services.create_unit(
            by=town.admin, county=COUNTY, code="housing", name="另一局", level="county", system="government",
            kind="government", region=Region.objects.get(code="999901000000"),
        )  # fmt: skip
    assert Unit.objects.filter(code="housing").count() == 1


def test_the_neighbour_s_administrator_changes_nothing_here(town: Town) -> None:
    outsider = services.operator(NEXT_COUNTY)
    with pytest.raises(Denied):
        services.close_unit(unit=town.units["town-1"], by=outsider, on=DAY, successor=None)
    with pytest.raises(Denied):
        services.set_duty(unit=town.units["town-1"], category="land", region=None, by=outsider)
    with pytest.raises(Denied):
        services.add_local_holiday(county=COUNTY, day=DAY, name="庙会", by=outsider)
    assert not LocalHoliday.objects.exists()


def test_a_local_holiday_is_kept_once_a_day(town: Town) -> None:
    services.add_local_holiday(county=COUNTY, day=DAY, name="州庆", by=town.admin)
    services.add_local_holiday(county=COUNTY, day=DAY, name="州庆日", by=town.admin)
    assert [str(day) for day in queries.local_holidays(COUNTY)] == ["2026-03-02 州庆日"]


def test_the_tree_lists_every_unit_below_its_parent(town: Town) -> None:
    tree = [(depth, unit.code) for depth, unit in queries.units_tree(COUNTY)]
    assert tree == [(0, "county"), (1, "housing"), (1, "petition"), (1, "town-1"), (2, "village-1"), (1, "town-2"),
                    (0, "court")]  # fmt: skip


def test_a_county_s_calendar_knows_its_own_days_off(town: Town) -> None:
    day = date(2026, 3, 3)  # a Tuesday
    assert queries.calendar_for(COUNTY).is_workday(day)
    services.add_local_holiday(county=COUNTY, day=day, name="州庆", by=town.admin)
    assert not queries.calendar_for(COUNTY).is_workday(day)
    assert queries.calendar_for(NEXT_COUNTY).is_workday(day)


def test_an_administrator_does_not_close_the_unit_of_their_own_post(town: Town) -> None:
    """With it their post would end, and in a county with one administrator nobody could take it back."""
    admin = replace(town.admin, unit=str(town.units["town-1"].pk))
    with pytest.raises(NotNow, match="您自己的岗位在这个单位"):
        services.close_unit(unit=town.units["town-1"], by=admin, on=DAY, successor=town.units["town-2"])
    assert Unit.objects.get(pk=town.units["town-1"].pk).is_active
    assert not services.close_unit(unit=town.units["town-2"], by=admin, on=DAY, successor=town.units["town-1"]).is_active
