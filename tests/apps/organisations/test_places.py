"""A typed place is matched against a county's own names, those of old and of grids included; what is not single is left open."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.apps.organisations.models import Grid, Region, Unit
from fengqiao.apps.organisations.places import Found, places_of
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.apps.organisations.services import (
    close_grid,
    close_unit,
    create_grid,
    create_unit,
    load_regions,
    operator,
)

COUNTY = 999911
BY = operator(COUNTY)
ROWS = [
    RegionRow("990000000000", "霁岭省"), RegionRow("999900000000", "岚江市"), RegionRow("999911000000", "云溪县"),
    RegionRow("999911101000", "坪坝镇"), RegionRow("999911101201", "溪口村"), RegionRow("999911101202", "冲村"),
    RegionRow("999911101203", "上溪口村"), RegionRow("999911102000", "白岩镇"), RegionRow("999911102201", "溪口村"),
    RegionRow("999911102202", "桂花园社区"),
]  # fmt: skip
XIKOU, CHONG, UPPER, OTHER_XIKOU, GUIHUA = "999911101201", "999911101202", "999911101203", "999911102201", "999911102202"
PINGBA, BAIYAN = "999911101000", "999911102000"


def unit(code: str, name: str, region: str, level: str = "village", parent: Unit | None = None) -> Unit:
    return create_unit(
        by=BY, county=COUNTY, code=code, name=name, level=level, system="government", kind="committee",
        region=Region.objects.get(code=region), parent=parent,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    """Two towns with a village of the same name in each, grids, and a town and village that are gone."""
    load_regions(ROWS)
    pingba, baiyan = unit("pingba", "坪坝镇人民政府", PINGBA, "town"), unit("baiyan", "白岩镇人民政府", BAIYAN, "town")
    xikou, guihua = unit("xikou", "溪口村民委员会", XIKOU, parent=pingba), unit("guihua", "桂花园社区居民委员会", GUIHUA, parent=baiyan)
    other = unit("xikou-2", "溪口村民委员会", OTHER_XIKOU, parent=baiyan)
    for village, name in ((xikou, "第一网格"), (xikou, "第二网格"), (other, "第一网格"), (guihua, "金桂苑网格"), (guihua, "桂园")):
        create_grid(by=BY, village=village, name=name, households=10)
    gone = unit("pingba-xiang", "坪坝乡人民政府", PINGBA, "town")
    close_unit(unit=gone, by=BY, on=date(2005, 1, 1), successor=pingba)
    hongqi = unit("hongqi", "红旗村民委员会", XIKOU)
    close_unit(unit=hongqi, by=BY, on=date(2006, 1, 1), successor=xikou)


def find(text: str, inside: str = "") -> Found:
    return places_of(COUNTY).find(text, inside=inside)


@pytest.mark.parametrize(
    ("text", "code", "grid"),
    [
        ("坪坝镇溪口村", XIKOU, ""),
        ("坪坝镇溪口村第二网格5号", XIKOU, "第二网格"),
        ("坪坝镇 溪口村 第一 网格", XIKOU, "第一网格"),
        ("白岩镇溪口村第一网格", OTHER_XIKOU, "第一网格"),
        ("白岩镇溪口村第二网格", OTHER_XIKOU, ""),  # that grid is of the other village
        ("云溪县坪坝镇上溪口村三组", UPPER, ""),  # the longest name, not 溪口村
        ("冲村后山岔路口", CHONG, ""),
        ("桂花园社区3栋", GUIHUA, ""),
        ("金桂苑网格3栋2单元", GUIHUA, "金桂苑网格"),  # a grid's single name leads to its village
        ("白岩镇街上", BAIYAN, ""),
        ("坪坝乡", PINGBA, ""),
        ("原坪坝乡冲村", CHONG, ""),
        ("红旗村二组", XIKOU, ""),
        ("县城", "", ""),
        ("第一网格", "", ""),
        ("桂园", "", ""),  # too short to stand for a grid by itself
        ("", "", ""),
    ],
)
def test_kz_06_an_address_gives_grid_village_and_town(text: str, code: str, grid: str) -> None:
    """KZ-06, ND-29: the address fills grid, village and town by itself."""
    found = find(text)
    assert (found.code, found.grid_name, found.choices) == (code, grid, ())
    assert bool(found.grid) == bool(grid)
    assert places_of(COUNTY).region_of(text) == code


def test_the_label_goes_from_the_town_on_and_an_old_name_is_told() -> None:
    assert (find("冲村").label, find("冲村").former) == ("坪坝镇冲村", "")
    assert (find("红旗村").label, find("红旗村").former) == ("坪坝镇溪口村", "红旗村")
    assert (find("坪坝乡老街").label, find("坪坝乡老街").former) == ("坪坝镇", "坪坝乡")


def test_nd_29_what_several_bear_is_never_filled_in_all_are_told() -> None:
    """ND-29, KZ-06: 溪口村 is in two towns: nothing is taken by itself; chosen, its grid is found."""
    found = find("溪口村第一网格")
    assert (found.code, found.grid) == ("", None)
    assert dict(found.choices) == {XIKOU: "坪坝镇溪口村", OTHER_XIKOU: "白岩镇溪口村"}
    chosen = find("溪口村第一网格", inside=OTHER_XIKOU)
    assert (chosen.code, chosen.label, chosen.grid_name) == (OTHER_XIKOU, "白岩镇溪口村", "第一网格")


def test_what_is_known_already_stays() -> None:
    assert find("白岩镇溪口村", inside=CHONG).code == CHONG
    assert find("", inside=CHONG) == Found(CHONG, "坪坝镇冲村")
    assert find("溪口村", inside=PINGBA).code == PINGBA, "the name is not single, the town chosen stays"
    assert find("冲村口", inside=PINGBA).code == CHONG


def test_a_grid_that_was_closed_leads_to_the_one_of_today() -> None:
    first, second = (Grid.objects.get(village__code="xikou", name=name) for name in ("第一网格", "第二网格"))
    close_grid(by=BY, grid=first, on=date(2026, 1, 1), successor=second)
    assert find("坪坝镇溪口村第一网格").grid == second.id
    close_grid(by=BY, grid=second, on=date(2026, 2, 1), successor=None)
    assert find("坪坝镇溪口村第一网格").grid is None
