"""The follow-up desk, and the month's sample that handlers do not see."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from fengqiao.apps.cases.models import Case
from fengqiao.apps.followups import queries, services
from fengqiao.apps.followups.models import Sample
from fengqiao.domain.errors import Incomplete, NotNow
from tests.apps.cases.desk import seat
from tests.town import COUNTY, Town, at, go, register_case, to_opinion

MAY = at("2026-05-01 00:00").date()


def as_server(statement: str) -> None:
    """Run something with the rights of the serving role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE fengqiao_app")
        cursor.execute(statement)


def some_closed(town: Town, n: int) -> list[Case]:
    cases = []
    for _ in range(n):
        case = to_opinion(town)
        go(case, "close", town.dispatcher, "2026-05-15 09:00")
        cases.append(case)
    return cases


def test_the_desk_shows_each_unit_its_own_by_tab(town: Town) -> None:
    case = some_closed(town, 1)[0]
    office, housing = seat(town.dispatcher), seat(town.head)
    assert case.number in office.get("/followups/").content.decode()
    assert case.number not in housing.get("/followups/").content.decode()
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00", satisfied="no")
    assert case.number in office.get("/followups/?tab=dissatisfied").content.decode()
    assert case.number not in office.get("/followups/?tab=due").content.decode()
    assert seat(town.admin).get("/followups/").status_code == 403


@pytest.mark.parametrize("query", ["tab=nothing", "tab=sample", "tab=%00", "tab=" + "x" * 900])
def test_a_tab_that_is_none_is_the_first(town: Town, query: str) -> None:
    assert seat(town.supervisor).get(f"/followups/?{query}").status_code in (200, 400)


def test_the_sample_is_kept_with_its_seed_and_drawn_once(town: Town) -> None:
    """ND-47: an independent sample."""
    cases = some_closed(town, 5)
    register_case(town)
    kept = services.draw(county=COUNTY, month=MAY, size=3, drawn_by="石敢当", at=at("2026-06-02 09:00"))
    assert (kept.population, len(kept.picks)) == (5, 3)
    assert set(kept.picks) <= {case.id for case in cases}
    again = services.draw(county=COUNTY, month=MAY, size=3, drawn_by="别人", at=at("2026-06-03 09:00"), seed="another")
    assert (again.id, again.seed, Sample.objects.count()) == (kept.id, kept.seed, 1)
    more = services.draw(county=COUNTY, month=MAY, size=2, drawn_by="石敢当", at=at("2026-06-02 09:00"), seed=kept.seed)
    assert more.picks == kept.picks[:2]  # the same seed, the same order


def test_a_month_under_way_and_a_strange_size_are_refused(town: Town) -> None:
    with pytest.raises(NotNow, match="还没有过完"):
        services.draw(county=COUNTY, month=MAY, size=3, drawn_by="石敢当", at=at("2026-05-20 09:00"))
    for size in (0, -1, 501):
        with pytest.raises(Incomplete):
            services.draw(county=COUNTY, month=MAY, size=size, drawn_by="石敢当", at=at("2026-06-02 09:00"))


def test_sealed_cases_are_never_drawn(town: Town) -> None:
    case = some_closed(town, 1)[0]
    Case.objects.filter(id=case.id).update(is_sealed=True)
    assert services.draw(county=COUNTY, month=MAY, size=3, drawn_by="x", at=at("2026-06-02 09:00")).picks == []


def test_handlers_do_not_see_the_sample(town: Town) -> None:
    """ND-47: drawn by the inspector, unseen by those whose work is looked at."""
    some_closed(town, 2)
    services.draw(county=COUNTY, month=MAY, size=2, drawn_by="石敢当", at=at("2026-06-02 09:00"))
    for actor in (town.handler, town.head, town.town_handler, town.clerk):
        assert seat(actor).get("/followups/sample").status_code == 403
        assert seat(actor).post("/followups/sample/draw", {"size": 2}).status_code == 403
    assert seat(town.supervisor).get("/followups/sample").status_code == 200


@pytest.mark.parametrize("size", ["0", "", "abc", "99999999", "²"])
def test_a_wrong_size_is_a_sentence(town: Town, size: str) -> None:
    answer = seat(town.supervisor).post("/followups/sample/draw", {"size": size})
    assert answer.status_code == 422
    assert "件数要在1到500之间" in answer.content.decode()


def test_each_pick_is_visited_by_another_unit(town: Town) -> None:
    case = some_closed(town, 1)[0]
    kept = services.draw(county=COUNTY, month=MAY, size=1, drawn_by="石敢当", at=at("2026-06-02 09:00"))
    assert [pick.next_act for pick in queries.picks_of(kept, town.supervisor)] == ["follow_up.visit"]
    go(case, "follow_up.visit", town.supervisor, "2026-06-03 09:00", satisfied="declined", found="unsolved")
    pick = queries.picks_of(kept, town.supervisor)[0]
    assert (pick.case.result, pick.satisfied, pick.found) == ("promised", "declined", "unsolved")
    go(case, "follow_up.decline", town.dispatcher, "2026-06-04 09:00")
    assert queries.picks_of(kept, town.supervisor)[0].next_act == "spot_check"
    go(case, "spot_check", town.supervisor, "2026-06-05 09:00")
    assert queries.picks_of(kept, town.supervisor)[0].next_act == "follow_up.visit"


def test_the_serving_role_cannot_change_a_sample(town: Town) -> None:
    services.draw(county=COUNTY, month=MAY, size=1, drawn_by="石敢当", at=at("2026-06-02 09:00"))
    with pytest.raises(DatabaseError, match="permission denied"):
        as_server("UPDATE followups_sample SET seed = 'mine'")


def test_the_window_finds_the_case_to_enter_for_somebody(town: Town) -> None:
    case = to_opinion(town)
    clerk = seat(town.clerk)
    assert clerk.get(f"/followups/assist?number= {case.number} ")["Location"] == f"/followups/assist/{case.number}"
    assert clerk.get("/followups/assist?number=999").status_code == 422
    assert clerk.get(f"/followups/assist/{case.number}").status_code == 200
    assert seat(town.town_head).get(f"/followups/assist/{case.number}").status_code == 404
