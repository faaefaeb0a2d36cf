"""One door, many units: functions, windows, who receives today, and a queue that names nobody (YJ-03, CY-39, KZ-02)."""

from __future__ import annotations

from html import unescape

import pytest
import time_machine

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case, Party
from fengqiao.apps.centres import queries, services
from fengqiao.apps.centres.models import Centre, Ticket, Window
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Conflict, Denied, Incomplete, NotNow
from tests.apps.cases.desk import seat
from tests.town import COUNTY, Town, at, go, register_case

NOW = at("2026-03-02 09:00")
DAY = NOW.date()
FOUR = ("governance", "petitions", "disputes", "source")


def centre(town: Town) -> Centre:
    made = services.set_up(unit=town.unit("petition-office"), name="澜溪县矛调中心", functions=FOUR, hours="周一至周五", by=town.admin)
    for unit in ("petition-office", "housing", "land"):
        services.add_window(centre=made, unit=town.unit(unit), services="咨询\n登记", by=town.admin)
    found = queries.centre(COUNTY, made.pk)
    assert found is not None
    return found


def window(made: Centre, position: int) -> Window:
    return Window.objects.select_related("centre__unit").get(centre=made, position=position)


def test_yj_03_one_place_lists_its_functions_and_what_it_lacks(town: Town) -> None:
    """CY-39, KZ-46: services, hours, who receives today, the checklist to print; and that the ways to object stay open."""
    made, leader = centre(town), User.objects.get(login="leader")
    holding.plan(Plan("reception", town.unit("petition-office"), DAY, "一楼", leader=leader), by=town.dispatcher, at=NOW)
    has = [words.zh for words, there in queries.functions_of(made) if there]
    assert has == ["综治中心", "信访接待", "矛盾纠纷调处", "诉源治理工作站"]
    with time_machine.travel(NOW, tick=False):
        page = unescape(seat(town.clerk).get(f"/centres/{made.pk}").content.decode())
    assert "彭守一" in page.split("今天接访的领导")[1].split("</dd>")[0]
    assert " data-print>" in page
    checklist = page.split("标准清单")[1]
    assert checklist.count("没有</small>") == 4
    for wanted in ("澜溪县住房和城乡建设局", "澜溪县自然资源局", "周一至周五", "今天接访的领导", "咨询", 'href="/c/route/"', "复查"):
        assert wanted in page


def test_yj_03_a_visitor_is_registered_once_and_other_windows_are_called_to_the_case(town: Town) -> None:
    """What was said at one window is there at the next: it is found by the telephone, read, and not registered again."""
    centre(town)
    case = register_case(town, when=f"{DAY} 09:00")
    asked = {"phone": "10012345678"}
    housing, land = seat(town.handler), seat(town.land_handler)
    assert case.number not in housing.post("/register/earlier/", asked).content.decode()
    go(case, "call_in", town.clerk, f"{DAY} 09:20", unit=str(town.unit("housing").id))
    assert case.number in housing.post("/register/earlier/", asked).content.decode()
    page = unescape(housing.get(f"/cases/{case.number}/").content.decode())
    assert "外墙" in page
    assert "答应" in page, "the window that was called answers on the same case"
    assert land.get(f"/cases/{case.number}/").status_code == 404, "a window that was not called knows nothing of it"
    assert (Case.objects.count(), Party.objects.filter(case=case, role="petitioner").count()) == (1, 1)


def test_numbers_follow_one_another_and_begin_anew_each_day(town: Town) -> None:
    made = centre(town)
    assert [services.draw(centre=made, at=NOW, day=DAY).number for _ in range(3)] == [1, 2, 3]
    assert services.draw(centre=made, at=at("2026-03-03 09:00"), day=at("2026-03-03 09:00").date()).number == 1
    kept = {field.name for field in Ticket._meta.get_fields()}
    assert not kept & {"name", "phone", "identity", "person", "photo"}, "a number names nobody"


def test_a_window_calls_the_next_and_what_it_called_before_is_done(town: Town) -> None:
    made = centre(town)
    for _ in range(3):
        services.draw(centre=made, at=NOW, day=DAY)
    first = services.call_next(window=window(made, 1), by=town.clerk, at=NOW, day=DAY)
    second = services.call_next(window=window(made, 2), by=town.handler, at=NOW, day=DAY)
    third = services.call_next(window=window(made, 1), by=town.clerk, at=NOW, day=DAY)
    assert (first.number, second.number, third.number) == (1, 2, 3)
    queue = queries.queue_of(made, DAY)
    assert ([one.number for one in queue.called], queue.waiting) == ([2, 3], [])
    with pytest.raises(NotNow, match="没有人在等"):
        services.call_next(window=window(made, 2), by=town.handler, at=NOW, day=DAY)


def test_only_those_at_the_windows_call(town: Town) -> None:
    made = centre(town)
    services.draw(centre=made, at=NOW, day=DAY)
    for stranger in (town.town_handler, town.admin, town.leader):
        with pytest.raises(Denied):
            services.call_next(window=window(made, 1), by=stranger, at=NOW, day=DAY)


def test_wrong_input_is_a_sentence(town: Town) -> None:
    made = centre(town)
    with pytest.raises(Conflict):
        services.set_up(unit=town.unit("housing"), name=made.name, by=town.admin)
    with pytest.raises(Incomplete, match="没有这种功能"):
        services.set_up(unit=town.unit("housing"), name="另一个", functions=["prison"], by=town.admin)
    with pytest.raises(Denied):
        services.set_up(unit=town.unit("housing"), name="另一个", by=town.clerk)
    with pytest.raises(Incomplete, match="本县"):
        services.add_window(centre=made, unit=Unit.objects.exclude(county_code=COUNTY)[0], by=town.admin)


def test_pages_open_and_change_by_the_right_people(town: Town) -> None:
    made = centre(town)
    admin, clerk = seat(town.admin), seat(town.clerk)
    assert clerk.get("/centres/").status_code == 200
    assert clerk.post("/centres/", {"unit": str(made.unit_id), "name": "x"}).status_code == 403
    assert admin.post("/centres/", {"unit": str(made.unit_id), "name": ""}).status_code == 422
    assert admin.post(f"/centres/{made.pk}/windows", {"unit": str(town.unit("pingshang").id), "services": "接访"}).status_code == 302
    assert clerk.post(f"/centres/{made.pk}/draw").status_code == 302
    assert clerk.post(f"/centres/windows/{window(made, 1).pk}/next").status_code == 302
    assert [one.number for one in queries.queue_of(made, Ticket.objects.get().day).called] == [1]
    assert clerk.get(f"/centres/{town.unit('housing').id}").status_code == 404
