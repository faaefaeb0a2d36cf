"""Party branches and red stewards are a layer that a place may leave off (KZ-01): off, it shows nowhere; on, on case and grid."""

from __future__ import annotations

from html import unescape

import pytest

from fengqiao.apps.cases.models import Case
from fengqiao.apps.helpers.kinds import directory_pack
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Grid
from fengqiao.domain.errors import PackError
from fengqiao.domain.methods import PARTY
from fengqiao.domain.packs import parse
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.mediation.cast import asked, m
from tests.apps.portal.cast import days_ago
from tests.domain.small import small
from tests.town import COUNTY, Town, going_by, party_of

WORDS = ("党支部", "党小组", "红管家", "第一党小组")


def grid(town: Town) -> Grid:
    return organising.create_grid(by=town.admin, village=town.unit("village"), name="第一网格", households=40, branch="第一党小组")


def accepted(town: Town) -> Case:
    case = asked(town, region_code="999901101201", place="第一网格三号")
    for role in ("petitioner", "respondent"):
        m(case, "agree_recorded", town.grid_worker, days_ago(3), party=party_of(case, role), how="当面同意")
    m(case, "accept", town.grid_worker, days_ago(3, 10))
    return case


def pages(town: Town, case: Case, one: Grid) -> dict[str, str]:
    """What shows of a case, its panel, its grid and the directory, to those who may change them."""
    worker, admin = seat(town.grid_worker), seat(town.admin)
    asked_for = {
        "case": (worker, f"/cases/{case.number}/"), "panel": (worker, f"/cases/{case.number}/act/mediation.panel/"),
        "grid": (admin, f"/grids/{one.id}/"), "grids": (admin, "/grids/?town=pingshang"), "helper": (admin, "/helpers/new/"),
        "directory": (admin, "/helpers/"), "import": (admin, "/helpers/import/"), "unit": (admin, "/units/village"),
    }  # fmt: skip
    shown = {name: client.get(address) for name, (client, address) in asked_for.items()}
    assert {response.status_code for response in shown.values()} == {200}
    return {name: unescape(response.content.decode()) for name, response in shown.items()}


def test_kz_01_with_the_layer_off_no_such_field_shows_anywhere(town: Town) -> None:
    one = grid(town)
    for name, page in pages(town, accepted(town), one).items():
        assert [word for word in WORDS if word in page] == [], name
    answer = seat(town.admin).post(f"/grids/{one.id}/change", {"name": "第一网格", "households": "41", "branch": "塞进来的"})
    assert answer.status_code == 303
    one.refresh_from_db()
    assert (one.households, one.branch) == (41, "第一党小组"), "what was written while it was on is neither shown nor lost"


def test_kz_01_with_the_layer_on_the_branch_shows_on_case_and_grid_and_may_help(town: Town) -> None:
    one = grid(town)
    town = going_by(town, "kouzi", "pingshang")
    shown = pages(town, accepted(town), one)
    assert "<dt>党支部</dt><dd>第一党小组</dd>" in shown["case"]
    assert "第一党小组" in shown["grid"]
    assert 'name="branch"' in shown["grid"]
    assert "党支部、党小组" in shown["helper"]
    assert "红管家" in shown["helper"]
    typed = {"name": "第一党小组", "kinds": ["party_branch"], "place": "石榴坳村"}
    assert seat(town.admin).post("/helpers/new/", typed).status_code == 303
    panel = unescape(seat(town.grid_worker).get(f"/cases/{Case.objects.get().number}/act/mediation.panel/").content.decode())
    assert "第一党小组（同村，党支部、党小组" in panel


def test_the_branch_of_the_very_grid_is_told_where_the_place_names_it(town: Town) -> None:
    grid(town)
    organising.create_grid(by=town.admin, village=town.unit("village"), name="第二网格", households=9, branch="第二党小组")
    town = going_by(town, "kouzi", "pingshang")
    page = unescape(seat(town.grid_worker).get(f"/cases/{accepted(town).number}/").content.decode())
    assert "第一党小组" in page
    assert "第二党小组" not in page


def test_the_directory_speaks_of_it_only_where_a_method_in_use_has_the_layer(town: Town) -> None:
    assert directory_pack(COUNTY) is packfiles.load("national")
    going_by(town, "pingba", "pingshang")
    assert "party_branch" not in directory_pack(COUNTY).lists["helper_kinds"]
    going_by(town, "kouzi", "housing")
    assert {"party_branch", "mediator"} <= directory_pack(COUNTY).lists["helper_kinds"].keys()


def test_an_unknown_layer_is_refused() -> None:
    assert parse(small(method={"layers": [PARTY]})).method.layers == (PARTY,)
    with pytest.raises(PackError, match="没有“points”这一层"):
        parse(small(method={"layers": ["points"]}))
