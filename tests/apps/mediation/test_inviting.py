"""Whom the form of a panel offers: a committee made for the category, a team of the method with one tap, and who is near."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Seat
from fengqiao.apps.cases.services.seating import answer
from fengqiao.apps.helpers import committees
from fengqiao.apps.helpers.models import Committee, Helper
from fengqiao.apps.helpers.services import Entered, add
from tests.apps.cases.desk import seat
from tests.apps.mediation.cast import asked, m
from tests.apps.portal.cast import days_ago
from tests.town import COUNTY, SHELL, Town, at, going_by, helper, party_of

PACK = rules.pack_named(rules.NATIONAL)
TEAM = ("town_leader", "village_cadre", "village_secretary", "committee_head", "police")


def professional(town: Town, kind: str, name: str, unit: str = "housing") -> Committee:
    made = committees.set_up(committees.Entered(name, town.unit(unit), date(2025, 1, 6), kind), county=COUNTY, pack=PACK)
    add(Entered(f"{name[:2]}甲", ["mediator"], committee=made), county=COUNTY, pack=PACK, **SHELL)
    return made


def accepted(town: Town, **over: Any) -> Case:
    case = asked(town, **over)
    for role in ("petitioner", "respondent"):
        m(case, "agree_recorded", town.grid_worker, days_ago(3), party=party_of(case, role), how="当面同意")
    m(case, "accept", town.grid_worker, days_ago(3, 10))
    return case


def form(town: Town, case: Case, **asked_for: str) -> str:
    page = seat(town.grid_worker).get(f"/cases/{case.number}/act/mediation.panel/", asked_for)
    return unescape(page.content.decode())


def ticked(page: str) -> set[str]:
    parts = page.split('name="members" value="')[1:]
    return {part[:36] for part in parts if part[36:].startswith('" checked')}


@pytest.mark.parametrize(
    ("category", "right"), [("health", "医调委"), ("transport", "交调委"), ("neighbours", "婚调委"), ("land", "")]
)
def test_yj_07_the_category_suggests_the_right_committee(town: Town, category: str, right: str) -> None:
    for kind, name in (("medical", "医调委"), ("traffic", "交调委"), ("family", "婚调委")):
        professional(town, kind, name)
    page = form(town, accepted(town, category=category))
    said = page.partition("请谁来调解")[0]
    assert {name for name in ("医调委", "交调委", "婚调委") if f"<strong>{name}</strong>" in said} == ({right} if right else set())
    if right:
        assert "供参考" in said
        assert "人民调解法" in said
        assert f"{right}（按类别，供参考）" in page
    assert ticked(page) == set(), "it is a suggestion: nobody is chosen by it"


def test_a_committee_that_is_no_more_is_not_suggested(town: Town) -> None:
    committees.close(professional(town, "family", "婚调委"), on=date(2025, 6, 1))
    assert "<strong>婚调委</strong>" not in form(town, accepted(town))


def team(town: Town, *, but: str = "") -> dict[str, Helper]:
    place = {"town_leader": town.unit("pingshang")}
    return {kind: helper(f"{kind}甲", kind, unit=place.get(kind, town.unit("village"))) for kind in TEAM if kind != but}


def test_yj_21_one_tap_fills_the_five_roles_of_that_village_and_each_can_be_taken_off(town: Town) -> None:
    town = going_by(town, "yuanjiang", "pingshang")
    people, elsewhere = team(town), helper("别村支书", "village_secretary", unit=town.unit("housing"))
    case = accepted(town)
    page = form(town, case)
    assert ticked(page) == set()
    assert re.search(r'一键组队：<a[^>]* href="[^"]*\?team=town_team">镇级调处组</a>', page)
    page = form(town, case, team="town_team")
    assert ticked(page) == {str(one.id) for one in people.values()}
    assert str(elsewhere.id) not in ticked(page)
    assert "还没有：" not in page
    kept = [str(one.id) for kind, one in people.items() if kind != "police"]
    m(case, "panel", town.grid_worker, days_ago(2), members=kept, asked=True, off_ladder="镇里来人一起调")
    assert {str(key) for key in Seat.objects.filter(case=case, role="panel").values_list("helper_id", flat=True)} == set(kept)


def test_kz_29_the_village_team_is_saved_once_and_fills_every_panel_of_that_village(town: Town) -> None:
    """KZ-29: police officer, grid worker, red steward and respected elder: the same tap seats them in one dispute and the next."""
    town = going_by(town, "kouzi", "pingshang")
    people = {kind: helper(f"{kind}甲", kind, unit=town.unit("village")) for kind in ("police", "grid_worker", "neighbour_leader", "elder")}
    keys = {str(one.id) for one in people.values()}
    for n in range(2):
        case = accepted(town, title=f"第{n}件", source_key=str(n))
        page = form(town, case, team="village_team")
        assert "村级调解组" in page
        assert ticked(page) == keys
        m(case, "panel", town.grid_worker, days_ago(2), members=sorted(ticked(page)), asked=True, off_ladder="村里一起调")
        assert {str(key) for key in Seat.objects.filter(case=case, role="panel").values_list("helper_id", flat=True)} == keys


def test_a_role_that_nobody_holds_there_is_named(town: Town) -> None:
    town = going_by(town, "yuanjiang", "pingshang")
    team(town, but="police")
    page = form(town, accepted(town), team="town_team")
    assert "名册里还没有：驻村民辅警。" in page
    assert len(ticked(page)) == 4


def test_who_recused_or_bears_a_partys_name_is_passed_over_with_the_reason_and_the_least_burdened_is_taken(town: Town) -> None:
    town = going_by(town, "yuanjiang", "pingshang")
    people = team(town)
    busy, case = people["police"], accepted(town)
    other = accepted(town, title="另一件", source_key="2")
    m(other, "panel", town.grid_worker, days_ago(2), members=[str(busy.id)], asked=True, off_ladder="请来的")
    free = helper("乙民警", "police", unit=town.unit("village"))
    namesake = helper("石阿公", "village_cadre", unit=town.unit("village"))
    people["village_cadre"].is_active = False
    people["village_cadre"].save()
    m(case, "panel", town.grid_worker, days_ago(2), members=[str(people["committee_head"].id)], asked=True, off_ladder="请来的")
    answer(seat=Seat.objects.select_related("proceeding").get(case=case, role="panel"), state="recused", at=at(days_ago(2, 11)))
    page = form(town, case, team="town_team")
    assert ticked(page) == {str(people[kind].id) for kind in ("town_leader", "village_secretary")} | {str(free.id)}
    assert "committee_head甲：已经回避" in page
    assert f"{namesake.name}：和当事人同名" in page
    assert "在调1件" in page


def test_an_unknown_team_and_a_pack_without_teams_change_nothing(town: Town) -> None:
    case = accepted(town)
    assert "一键组队" not in form(town, case)
    assert ticked(form(town, case, team="town_team")) == set()


def test_of_a_large_directory_only_who_is_near_is_listed_until_one_asks_for_all(town: Town) -> None:
    far = [helper(f"远处{n:02d}", "mediator", unit=town.unit("prefecture")) for n in range(70)]
    near = helper("近处", "mediator", unit=town.unit("village"))
    case = accepted(town)
    with CaptureQueriesContext(connection) as first:
        page = form(town, case)
    assert (str(near.id) in page, str(far[0].id) in page, "从全县名册里选" in page) == (True, False, True)
    assert str(far[0].id) in form(town, case, all="yes")
    for n in range(70):
        helper(f"再远{n:02d}", "mediator", unit=town.unit("prefecture"))
    with CaptureQueriesContext(connection) as second:
        form(town, case)
    assert len(first) == len(second)
    address = f"/cases/{case.number}/act/mediation.panel/"
    wrong = seat(town.grid_worker).post(address, {"members": [str(far[3].id)], "expecting": case.ledger_seq})
    assert str(far[3].id) in ticked(unescape(wrong.content.decode())), "who was ticked stays ticked"
