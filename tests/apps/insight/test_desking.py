"""The desks of one office share its list (PB-25): switched on for a unit, each state on one desk, the rest of the list as ever."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case
from fengqiao.apps.insight import asking, desking, lists
from fengqiao.apps.insight.scope import Scope, scope_of
from fengqiao.apps.methods.standing import Place, pillars_of
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations import unit_names
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Denied, Incomplete
from fengqiao.domain.packs import parse
from fengqiao.domain.prove import prove
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.insight.many import TODAY, many
from tests.domain.small import small, words
from tests.town import COUNTY, Town, at, going_by

ROWS = ({"state": "S21", "stage": "inbox"}, {"state": "S30", "stage": "working"}, {"state": "S40", "stage": "working"},
        {"state": "TJ20", "stage": "working"})  # fmt: skip


@pytest.fixture(autouse=True)
def _afresh() -> object:
    unit_names.forget()
    with time_machine.travel(at("2026-11-23 12:00"), tick=False) as traveller:
        yield traveller
    unit_names.forget()


def office(town: Town, *, on: bool = True) -> Town:
    town = going_by(town, "pingba", "housing")
    organising.set_desks(unit=town.unit("housing"), has_desks=on, by=town.admin)
    unit_names.forget()
    return town


def numbers(scope: Scope, tab: str, desk: str) -> list[str]:
    return [row.number for row in lists.page(scope, asking.read({"desk": desk}, scope, tab, whole=False), TODAY).rows]


def test_pb_25_three_desks_switched_on_for_a_unit_filter_its_list(town: Town) -> None:
    inbox, sorted_out, handled, talked = (case.number for case in many(town, ROWS))
    client = seat(town.handler)
    assert "作战部" not in unescape(client.get("/desk/working/").content.decode())
    office(town)
    scope = scope_of(town.handler)
    assert list(desking.desks_of(scope)) == ["tasks", "service", "talks"]
    pages = {desk: unescape(client.get(f"/desk/working/?desk={desk}").content.decode()) for desk in ("tasks", "service", "talks")}
    shown = {desk: {number for number in (sorted_out, handled, talked) if number in page} for desk, page in pages.items()}
    assert {number for held in shown.values() for number in held} == {sorted_out, handled, talked}
    assert sum(map(len, shown.values())) == 3, "each lies on one desk"
    assert shown["talks"] == {talked}
    assert handled in shown["service"]
    assert numbers(scope, "inbox", "tasks") == [inbox]
    assert numbers(scope, "inbox", "talks") == []
    assert "岗位：沟通部（解开心结）" in pages["talks"]
    assert "作战部" not in unescape(seat(town.land_handler).get("/desk/working/").content.decode()), "another unit has none"


@pytest.mark.parametrize("tab", ["inbox", "working", "near", "overdue", "done", "handled"])
def test_the_desks_divide_every_tab_without_gap_or_double(town: Town, tab: str) -> None:
    office(town)
    soon = {"near": 2, "overdue": -2}.get(tab, 30)
    flows = packfiles.load("pingba").case_states
    rows = [{"state": key, "stage": state.stage, "due_on": TODAY + timedelta(days=soon)} for key, state in flows.items()]
    many(town, [row for row in rows if row["stage"] in ("inbox", "working", "done")])
    scope = scope_of(town.handler)
    whole = {row.number for row in lists.page(scope, asking.read({}, scope, tab, whole=False), TODAY, size=200).rows}
    parts = [number for desk in desking.desks_of(scope) for number in numbers(scope, tab, desk)]
    assert len(parts) == len(set(parts))
    assert set(parts) == whole
    assert whole


def test_pages_of_a_desk_follow_one_another_and_cost_the_same(town: Town) -> None:
    office(town)
    cases = many(town, [{"state": "S40", "due_on": date(2026, 12, 1) + timedelta(days=n % 20)} for n in range(120)])
    many(town, [{"state": "TJ20"} for _ in range(30)])
    scope, seen, place = scope_of(town.handler), list[str](), ""
    for _page in range(3):
        with CaptureQueriesContext(connection) as asked:
            found = lists.page(scope, asking.read({"desk": "service", "after": place}, scope, "working", whole=False), TODAY)
        assert len(asked) <= 2
        seen += [row.number for row in found.rows]
        place = found.after
    assert (len(seen), set(seen), place) == (120, {case.number for case in cases}, "")


def test_an_unknown_desk_is_named_and_left_out(town: Town) -> None:
    many(town, [{}])
    page = unescape(seat(town.handler).get("/desk/working/?desk=tasks").content.decode())
    assert "没有「tasks」这个岗位" in page
    assert Case.objects.get().number in page


def test_the_switch_is_the_administrators_and_wants_a_method_with_desks(town: Town) -> None:
    with pytest.raises(Incomplete, match="没有分岗位"):
        organising.set_desks(unit=town.unit("housing"), has_desks=True, by=town.admin)
    town = going_by(town, "pingba", "housing")
    with pytest.raises(Denied):
        organising.set_desks(unit=town.unit("housing"), has_desks=True, by=town.head)
    assert seat(town.head).post("/methods/pingba/desks", {"unit": "housing", "on": "yes"}).status_code == 403
    page = seat(town.admin).post("/methods/pingba/desks", {"unit": "housing", "on": "yes"}, follow=True)
    assert "的待办从现在起分岗位看" in unescape(page.content.decode())
    assert Unit.objects.get(code="housing").has_desks


def test_the_light_of_the_three_desks_is_lit_by_the_switch_alone(town: Town) -> None:
    town = office(town, on=False)

    def lit() -> bool:
        unit = town.unit("housing")
        unit.refresh_from_db()
        place = Place(COUNTY, [unit], packfiles.load("pingba"), TODAY.replace(month=1, day=1), TODAY)
        lights = [light for pillar in pillars_of(place) for row in pillar.rows for light in row.lights]
        return next(light.is_lit for light in lights if light.proof == "unit_desks")

    assert not lit()
    organising.set_desks(unit=town.unit("housing"), has_desks=True, by=town.admin)
    assert lit()


@pytest.mark.parametrize(
    ("desks", "says"),
    [
        ([{"id": "a", "name": words(), "workflows": ["flow"]}], ""),
        ([{"id": "a", "name": words(), "workflows": ["gone"]}], "没有“gone”这个程序"),
        ([{"id": "a", "name": words(), "workflows": ["flow"]}, {"id": "b", "name": words(), "workflows": ["flow"]}], "已经在“a”那里"),
        ([{"id": "a", "name": words(), "workflows": ["flow"], "steps": ["gone"]}], "没有“gone”这一步"),
    ],
)
def test_desks_that_leave_a_state_out_or_share_one_are_not_proven(desks: list[dict[str, object]], says: str) -> None:
    found = [problem.words.zh for problem in prove(parse(small(method={"desks": desks}))).problems if "desks" in problem.key]
    assert (says in found[0]) if says else not found
