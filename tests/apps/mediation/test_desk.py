"""The mediator's list and the card beside a case: whose they are, what they say, and who is handed the links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case, Proceeding
from fengqiao.apps.mediation import queries
from tests.apps.cases.desk import address, seat
from tests.apps.mediation.cast import asked, drafted, in_force, invited, link, m, met
from tests.apps.portal.cast import days_ago
from tests.town import Town, dispute, helper, party_of

DESK = "/mediation/"


def shown(town: Town, who: str, url: str = DESK, language: str = "zh-hans") -> str:
    """A page as one of the cast reads it."""
    response = seat(getattr(town, who), language=language).get(url)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_the_list_says_state_tier_panel_and_next_day(town: Town) -> None:
    case = invited(town)
    page = shown(town, "grid_worker")
    for words in (case.number, "已定调解员", "村（社区）调解", "等答复：龙老", "麻利"):
        assert words in page
    assert "还剩" in page


def test_each_stands_under_its_own_tab(town: Town) -> None:
    kept, ended, new = in_force(town, title="甲事"), met(town, title="乙事"), asked(town, title="丙事")
    m(ended, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉")
    found = {tab: [title for title in ("甲事", "乙事", "丙事") if title in shown(town, "grid_worker", f"{DESK}?tab={tab}")]
             for tab in queries.TABS}  # fmt: skip
    assert found == {"open": ["丙事"], "keeping": ["甲事"], "done": ["乙事"]}
    assert {kept.state, ended.state, new.state} == {"TJ60", "TJ70", "TJ15"}


def test_of_a_long_directory_the_nearest_stand_open_and_the_others_are_folded(town: Town) -> None:
    """Those of the village first, then of the town, then of the county; all can be found by typing."""
    for n in range(12):
        helper(f"远人{n:02d}", "mediator", unit=town.unit("housing"))
    helper("镇上人", "mediator", unit=town.unit("pingshang"))
    helper("村里人", "mediator", unit=town.unit("village"))
    case = asked(town)
    for role in ("petitioner", "respondent"):
        m(case, "agree_recorded", town.grid_worker, days_ago(3), party=party_of(case, role), how="当面同意")
    m(case, "accept", town.grid_worker, days_ago(3, 10))
    near, _fold, others = shown(town, "grid_worker", address(case, "act/mediation.panel/")).partition("还有2人")
    assert 0 < near.index("村里人") < near.index("镇上人") < near.index("远人00")
    assert "远人10" not in near
    assert "远人10" in others
    assert "远人11" in others


@pytest.mark.parametrize("who", ["town_mediator", "handler", "county_mediator", "head"])
def test_other_units_see_none_of_it(town: Town, who: str) -> None:
    case = met(town)
    page = shown(town, who)
    assert case.title not in page
    assert "没有要调解的事" in page


@pytest.mark.parametrize("who", ["admin", "supervisor", "leader"])
def test_the_list_is_for_those_who_mediate(town: Town, who: str) -> None:
    assert seat(getattr(town, who)).get(DESK).status_code == 403


def test_a_sealed_case_is_listed_for_its_readers_alone(town: Town) -> None:
    case = asked(town)
    Case.objects.filter(id=case.id).update(is_sealed=True, readers=[])
    assert case.title not in shown(town, "grid_worker")
    Case.objects.filter(id=case.id).update(readers=[town.grid_worker.user])
    assert case.title in shown(town, "grid_worker")


def test_pages_follow_one_another_without_gap_or_double(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [dispute(town, when=days_ago(4), title=f"第{n}件") for n in range(5)]
    for n, case in enumerate(cases):
        row = Proceeding.objects.get(case=case)
        day = None if n == 0 else row.opened_at.date() + timedelta(days=n // 2)
        Proceeding.objects.filter(id=row.id).update(due_on=day)
    monkeypatch.setattr(queries, "A_PAGE", 2)
    seen, place = [], None
    for _turn in range(5):
        rows, place = queries.of_units(town.grid_worker, queries.OPEN, place)
        seen += [row.case.title for row in rows]
        if place is None:
            break
        place = queries.Place.read(str(place), by_closing=False)
    assert sorted(seen) == sorted(case.title for case in cases)
    assert seen[-1] == "第0件"


def test_what_ended_last_stands_first_page_after_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (met(town, title=title) for title in ("甲事", "乙事", "丙事"))
    for hour, case in enumerate((second, third, first)):
        m(case, "end", town.grid_worker, days_ago(0, hour), why="failed", routes="可以起诉")
    monkeypatch.setattr(queries, "A_PAGE", 2)
    rows, place = queries.of_units(town.grid_worker, queries.DONE)
    assert [row.case.title for row in rows] == ["甲事", "丙事"]
    page = shown(town, "grid_worker", f"{DESK}?tab=done&after={place}")
    assert [title for title in ("甲事", "乙事", "丙事") if title in page] == ["乙事"]


@pytest.mark.parametrize("after", ["x", "2026-03-01_00000000-0000-0000-0000-000000000000", "_00000000-0000-0000-0000-000000000000",
                                   "2026-03-01T00:00:00_00000000-0000-0000-0000-000000000000"])  # fmt: skip
def test_a_place_that_is_none_of_the_ended_ones_is_their_first_page(town: Town, after: str) -> None:
    case = met(town)
    m(case, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉")
    assert case.title in shown(town, "grid_worker", f"{DESK}?tab=done&after={after}")


@pytest.mark.parametrize("after", ["x", "_", "2026-13-01_1", "_00000000-0000-0000-0000-000000000000"])
def test_a_place_that_cannot_be_read_is_the_first_page(town: Town, after: str) -> None:
    case = asked(town)
    assert (case.title in shown(town, "grid_worker", f"{DESK}?after={after}&tab=nonsense")) or after.startswith("_0")


def test_the_list_asks_the_database_as_often_for_many_as_for_one(town: Town) -> None:
    client = seat(town.grid_worker)
    invited(town)
    client.get(DESK)
    with CaptureQueriesContext(connection, ) as one:
        client.get(DESK)
    for _n in range(4):
        invited(town)
    with CaptureQueriesContext(connection) as many:
        client.get(DESK)
    assert len(many) == len(one)
    assert len(many) <= 8


def test_the_page_of_a_case_shows_how_its_mediation_stands(town: Town) -> None:
    case = drafted(town)
    page = shown(town, "grid_worker", address(case))
    for words in ("龙老", "已接受", "同意调解", "第1次调解", "石妹，苗语", "捌佰元整", "村（社区）调解"):
        assert words in page


def test_the_page_of_a_case_says_what_was_agreed_and_what_was_paid(town: Town) -> None:
    case = in_force(town)
    line = case.lines.get(position=2)
    m(case, "line_kept", town.grid_worker, days_ago(0, 0), line=str(line.id), amount="300", proof="收条")
    page = shown(town, "grid_worker", address(case))
    assert "约定 800.00 元" in page
    assert "已付 300.00 元" in page


def test_links_are_handed_on_by_the_unit_that_has_it_and_by_nobody_else(town: Town) -> None:
    case = invited(town)
    page = shown(town, "grid_worker", address(case))
    assert link(case, "panel") in page
    assert link(case, "other_party") in page
    assert "复制短信" in page
    for who in ("dispatcher", "leader", "supervisor"):
        seen = seat(getattr(town, who)).get(address(case)).content.decode()
        assert "龙老" in seen
        assert "/j/" not in seen


def test_no_link_is_shown_once_it_was_used_or_is_over(town: Town) -> None:
    case = met(town)
    assert link(case, "panel") not in shown(town, "grid_worker", address(case))
    m(case, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉")
    assert "/j/" not in shown(town, "grid_worker", address(case))


def test_the_page_of_a_mediation_takes_few_queries(town: Town) -> None:
    client, case = seat(town.grid_worker), drafted(town)
    client.get(address(case))
    with CaptureQueriesContext(connection) as asked_for:
        client.get(address(case))
    assert len(asked_for) <= 22


def test_a_strangers_account_sees_nothing(town: Town) -> None:
    case = drafted(town)
    assert seat(town.outsider).get(address(case)).status_code == 404
    assert case.title not in shown(town, "outsider")
