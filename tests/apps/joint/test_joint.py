"""The joint conference is an object with members and a secretariat; its secretary begins the day on a page of its own."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case
from fengqiao.apps.joint import queries, services
from fengqiao.apps.joint.models import Conference, Member
from fengqiao.apps.occasions.models import Invitation, Occasion
from fengqiao.apps.occasions.services import holding, inviting
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import local, seat
from tests.town import Town, go, register_case

HOME = "/desk/conference"


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 14 April 2026."""
    with time_machine.travel(local("2026-04-14T09:00"), tick=False) as clock:
        yield clock


def conference(town: Town, *codes: str) -> Conference:
    """The county's conference with some members."""
    made = services.set_up("澜溪县信访工作联席会议", by=town.joint, at=now())
    for code in codes:
        services.join(made, town.unit(code), by=town.joint, since=today())
    return made


def meeting(town: Town, on: date = date(2026, 4, 20)) -> Occasion:
    """A meeting that the office has planned."""
    planned = Plan(kind="joint_conference", unit=town.unit("joint"), on=on, place="三楼会议室", title="四月联席会议")
    return holding.plan(planned, by=town.joint, at=now())


def home(client: Client) -> str:
    """What the secretary reads."""
    response = client.get(HOME)
    assert response.status_code == 200
    return unescape(response.content.decode())


def card(page: str, title: str) -> str:
    """One card of the page."""
    return page.partition(f">{title}<")[2].partition("</section>")[0]


def objected(town: Town, title: str) -> Case:
    """A case whose competence two units dispute, before the conference."""
    case = register_case(town, title=title)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    go(case, "transfer", town.dispatcher, "2026-03-02 11:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-03-03 10:00")
    go(case, "joint_dispute", town.handler, "2026-03-04 10:00")
    return case


def test_kz_15_a_conference_has_members_and_a_secretariat(town: Town) -> None:
    """KZ-15: an object with member units, kept by its office; who belonged when stays on record."""
    made = conference(town, "housing", "land")
    assert [member.unit.code for member in queries.members_of(made)] == ["housing", "land"]
    assert services.join(made, town.unit("land"), by=town.joint, since=today()).id in {one.id for one in queries.members_of(made)}
    services.leave(queries.members_of(made)[1], by=town.joint, on=today())
    assert [member.unit.code for member in queries.members_of(made)] == ["housing"]
    assert Member.objects.filter(unit=town.unit("land"), until=today()).count() == 1
    services.join(made, town.unit("land"), by=town.joint, since=today())
    assert Member.objects.filter(unit=town.unit("land")).count() == 2
    assert services.set_up("联席会议", by=town.joint, at=now()).id == made.id
    page = home(seat(town.joint))
    assert "秘书处：联席会议办公室" in page
    assert [name in card(page, "成员单位") for name in ("澜溪县住房和城乡建设局", "澜溪县自然资源局")] == [True, True]


def test_kz_15_the_secretary_has_a_home_of_its_own_to_which_the_desk_leads(town: Town) -> None:
    """KZ-15: the desk of the joint conference office leads to its own page; other posts keep theirs."""
    client = seat(town.joint)
    assert client.get("/desk/")["Location"] == HOME
    assert client.get("/", follow=True).redirect_chain[-1][0] == HOME
    assert seat(town.dispatcher).get("/desk/")["Location"] == "/desk/inbox/"
    for actor in (town.dispatcher, town.leader, town.handler, town.admin):
        assert seat(actor).get(HOME).status_code == 403
    assert client.get("/desk/inbox/").status_code == 200, "the lists are one click away"


def test_kz_15_agenda_pool_invitations_resolutions_and_objections_are_on_it(town: Town) -> None:
    """KZ-15: agenda pool, invitations without an answer, resolutions due, objections that wait for a decision."""
    made, planned = conference(town, "housing", "land", "pingshang"), meeting(town)
    again, dispute = register_case(town, title="又来反映的", is_repeat=True), objected(town, "两家都说不归自己")
    services.ask_members(made, planned, by=town.joint, at=now())
    answered = Invitation.objects.get(unit=town.unit("housing"))
    inviting.answer(answered, "comes", name="胡正清", at=now())
    held = meeting(town, date(2026, 4, 14))
    rows = [{"what": "把欠薪核到每一个人", "unit": "housing", "due_on": "2026-04-30"}]
    holding.record(held, {"minutes": "议了一件。", "resolutions": rows}, by=town.joint, at=now())
    page = home(seat(town.joint))
    assert again.number in card(page, "可以上会的事")
    silent = card(page, "会议和没有答复的邀请")
    assert "2 个还没有答复：" in silent
    names = ("澜溪县自然资源局", "坪上镇人民政府", "澜溪县住房和城乡建设局")
    assert [name in silent for name in names] == [True, True, False]
    owed = card(page, "会议决定，还没有报结果的")
    assert "把欠薪核到每一个人" in owed
    decide = card(page, "等裁定的管辖异议")
    assert dispute.number in decide
    assert again.number not in decide


def test_sealed_cases_are_in_none_of_its_lists(town: Town) -> None:
    conference(town)
    hidden = [register_case(town, title="藏起来的", is_repeat=True), objected(town, "藏起来的异议")]
    Case.objects.filter(id__in=[case.id for case in hidden]).update(is_sealed=True)
    page = home(seat(town.joint))
    assert [case.number in page for case in hidden] == [False, False]
    assert "藏起来的" not in page


def test_members_are_asked_once_with_a_tap(town: Town) -> None:
    made, planned, client = conference(town, "housing", "land"), meeting(town), seat(town.joint)
    assert "还有 2 个没有请" in home(client)
    assert client.post(f"/desk/conference/meetings/{planned.id}/ask").status_code == 303
    assert client.post(f"/desk/conference/meetings/{planned.id}/ask").status_code == 303
    assert Invitation.objects.filter(occasion=planned).count() == 2
    assert "没有请）" not in home(client)
    services.join(made, town.unit("pingshang"), by=town.joint, since=today())
    assert "还有 1 个没有请" in home(client)
    assert client.post(f"/desk/conference/meetings/{made.id}/ask").status_code == 404


def test_what_makes_no_sense_is_refused_in_words(town: Town) -> None:
    for name in ("", "长" * 61):
        with pytest.raises(Incomplete):
            services.set_up(name, by=town.joint, at=now())
    for actor in (town.dispatcher, town.head, town.outsider):
        with pytest.raises(Denied):
            services.set_up("联席会议", by=actor, at=now())
    made, planned = conference(town), meeting(town)
    with pytest.raises(NotNow):
        services.ask_members(made, planned, by=town.joint, at=now())
    with pytest.raises(Incomplete):
        services.join(made, town.unit("joint"), by=town.joint, since=today())
    with pytest.raises(Denied):
        services.join(made, town.unit("land"), by=town.dispatcher, since=today())


def test_the_whole_way_on_the_page(town: Town) -> None:
    client = seat(town.joint)
    assert "先给联席会议起个名称" in home(client)
    assert client.post("/desk/conference/members", {"unit": str(town.unit("land").id)}).status_code == 404
    assert client.post("/desk/conference/name", {"name": ""}).status_code == 422
    assert client.post("/desk/conference/name", {"name": "澜溪县信访工作联席会议"}).status_code == 303
    assert client.post("/desk/conference/members", {"unit": "11111111-1111-7111-8111-111111111111"}).status_code == 422
    assert client.post("/desk/conference/members", {"unit": str(town.unit("land").id)}).status_code == 303
    member = Member.objects.get()
    assert client.post(f"/desk/conference/members/{member.id}/leave").status_code == 303
    assert "还没有成员单位" in home(client)
    assert seat(town.dispatcher).post("/desk/conference/name", {"name": "别的"}).status_code == 403


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_takes_few_queries_whatever_it_holds(town: Town, many: int) -> None:
    conference(town, *("housing", "land", "pingshang")[:many])
    for n in range(many):
        register_case(town, title=f"第{n}件", is_repeat=True)
        planned = meeting(town, date(2026, 4, 15 + n))
        inviting.invite(planned, ["县法院", "坪上镇人民政府"], by=town.joint, at=now())
    client = seat(town.joint)
    with CaptureQueriesContext(connection) as asked:
        home(client)
    assert len(asked) <= 15, [query["sql"][:90] for query in asked]
