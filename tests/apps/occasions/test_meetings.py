"""Meetings: agendas from the pool, those invited with and without a log-in, resolutions that are owed until they are reported."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from fengqiao.apps.accounts.models import User
from fengqiao.apps.accounts.queries import actor_for
from fengqiao.apps.accounts.services import create_user
from fengqiao.apps.cases.models import Case, Entry, Seat
from fengqiao.apps.joint import queries as conference
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Invitation, Occasion, Resolution
from fengqiao.apps.occasions.services import holding, inviting
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.services import close_unit, set_pack
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import seat
from tests.apps.occasions.cast import anybody
from tests.town import COUNTY, Town, at, go, refused_and_nothing_changed, register_case, side_of, to_acceptance

DAY = date(2026, 5, 20)


def called(town: Town, kind: str = "joint_conference", *, on: date = DAY, **over: Any) -> Occasion:
    parts: dict[str, Any] = {
        "kind": kind,
        "unit": town.unit("joint"),
        "on": on,
        "place": "三楼会议室",
        "title": "五月联席会议",
        **over,
    }
    return holding.plan(Plan(**parts), by=town.joint, at=at(f"{on} 08:00"))


def resolved(town: Town, meeting: Occasion, **row: Any) -> Resolution:
    parts = {"what": "把欠薪核到每一个人", "unit": "housing", "due_on": "2026-06-10", **row}
    holding.record(meeting, {"minutes": "议了三件。", "resolutions": [parts]}, by=town.joint, at=at("2026-05-20 18:00"))
    return Resolution.objects.get(occasion=meeting)


def of_a_group(town: Town) -> Case:
    case = register_case(town, when="2026-05-10 09:00")
    Case.objects.filter(id=case.id).update(people_count=12)
    return case


def test_a_resolution_is_owed_by_its_unit_until_it_is_reported(town: Town) -> None:
    """KZ-36: each resolution has an owner and a date; it is on the unit's list and in the next meeting's papers until reported."""
    meeting = called(town)
    with pytest.raises(Incomplete) as refusal:
        resolved(town, meeting, person="没有这个人")
    assert set(refusal.value.fields) == {"resolutions.1.person"}
    with pytest.raises(Incomplete) as refusal:
        resolved(town, meeting, unit="", due_on="")
    assert set(refusal.value.fields) == {"resolutions.1.unit", "resolutions.1.due_on"}
    owed = resolved(town, meeting, person="handler")
    assert (owed.unit, owed.person, str(owed.due_on)) == (
        town.unit("housing"),
        User.objects.get(login="handler"),
        "2026-06-10",
    )
    assert [one.what for one in queries.owed(town.handler)] == ["把欠薪核到每一个人"]
    assert queries.owed(town.land_handler) == []
    page = unescape(seat(town.handler).get("/occasions/").content.decode())
    assert "把欠薪核到每一个人" in page
    later = called(town, on=DAY + timedelta(days=30))
    assert [one.what for one in queries.preread(later, town.joint)[2]] == ["把欠薪核到每一个人"]
    client = seat(town.handler)
    assert client.post(f"/occasions/resolutions/{owed.id}/report", {"report": " "}).status_code == 422
    assert seat(town.land_handler).post(f"/occasions/resolutions/{owed.id}/report", {"report": "x"}).status_code == 404
    assert client.post(f"/occasions/resolutions/{owed.id}/report", {"report": "核了112人。"}).status_code == 303
    assert queries.owed(town.handler) == []
    assert queries.preread(later, town.joint)[2] == []
    assert "核了112人" in unescape(seat(town.joint).get(f"/occasions/{meeting.id}/").content.decode())


def test_a_resolution_names_the_leader_and_the_task_force_of_a_case(town: Town) -> None:
    """YJ-25: adopting the item names leader, unit and task force in one breath; each is a row of the case's ledger."""
    case = to_acceptance(town)
    meeting = called(town, cases=[case])
    row = {"case": case.number, "leader": "彭守一", "team_head": "胡正清", "members": "陆海平、唐二楼"}
    with pytest.raises(Incomplete) as refusal:
        resolved(town, meeting, **{**row, "case": "", "members": "没有这个人"})
    assert set(refusal.value.fields) == {"resolutions.1.case", "resolutions.1.members"}
    resolved(town, meeting, **row)
    acts = list(Entry.objects.filter(case=case).order_by("-seq").values_list("act", flat=True)[:2])
    assert acts == ["lead.team", "name_lead"]
    assert side_of(case, "lead").person_name == "彭守一"
    assert set(Seat.objects.filter(case=case).values_list("name", flat=True)) == {"胡正清", "陆海平", "唐二楼"}
    assert [one.unit.code for one in queries.resolutions_of(meeting)] == ["housing"]


def test_yj_25_adopting_an_item_of_the_agenda_is_one_form_that_binds_leader_unit_and_task_force(town: Town) -> None:
    """YJ-25: the form offers the cases of the agenda; the unit it names beside the case's own is called in with its clocks, once."""
    case = to_acceptance(town)
    meeting = called(town, on=today(), cases=[case])
    client = seat(town.joint)
    assert f'<option value="{case.number}">' in client.get(f"/occasions/{meeting.id}/record").content.decode()
    row = {"what": "土地局牵头把宗地图查清", "unit": "land", "due_on": str(today() + timedelta(days=10)), "case": case.number,
           "leader": "彭守一", "team_head": "胡正清", "members": "陆海平、唐二楼"}  # fmt: skip
    sent = {f"resolutions.1.{name}": text for name, text in row.items()}
    for _twice in range(2):
        assert client.post(f"/occasions/{meeting.id}/record", sent).status_code == 303
    acts = list(Entry.objects.filter(case=case).order_by("-seq").values_list("act", flat=True)[:3])
    assert acts == ["lead.team", "call_in", "name_lead"]
    beside = side_of(case, "assist")
    assert (beside.unit.code, beside.state, case.unit.code) == ("land", "XB10", "housing"), "the case stays with its unit"
    page = unescape(seat(town.land_handler).get(f"/cases/{case.number}/").content.decode())
    for said in ("彭守一", "胡正清", "土地局牵头把宗地图查清"):
        assert said in page, said
    assert [one.what for one in queries.owed(town.land_handler)] == ["土地局牵头把宗地图查清"]


def test_a_unit_that_is_no_more_is_succeeded(town: Town) -> None:
    """XF-24.2: what a closed unit owes stands on its successor's list, resolved before the merger or after it."""
    owed = resolved(town, called(town), unit="land")
    close_unit(unit=town.unit("land"), successor=town.unit("housing"), on=date(2026, 6, 1), by=town.admin)
    heir = actor_for(User.objects.get(login="handler"), None, date(2026, 6, 2))
    assert [one.id for one in queries.owed(heir)] == [owed.id]
    holding.report(owed, "已由住建局办好。", by=heir, at=at("2026-06-03 09:00"))
    late = called(town, on=today())
    row = {"what": "界桩补齐", "unit": "land", "due_on": str(today() + timedelta(days=10))}
    sent = {f"resolutions.1.{name}": text for name, text in row.items()}
    assert seat(town.joint).post(f"/occasions/{late.id}/record", sent).status_code == 303, "the form was opened before the merger"
    assert [(one.what, one.unit.code) for one in late.resolutions.all()] == [("界桩补齐", "housing")]
    close_unit(unit=town.unit("housing"), successor=None, on=date(2026, 6, 1), by=town.admin)
    gone = called(town, on=today())
    page = seat(town.joint).post(f"/occasions/{gone.id}/record", sent | {"resolutions.1.what": "再补"})
    assert page.status_code == 422
    assert "请从列表中选" in unescape(page.content.decode())


def test_an_agenda_comes_from_the_pool_and_the_cases_are_told(town: Town) -> None:
    """KZ-33, KZ-34, CY-34: what is read before is made from the cases; each case is told by number of its conference."""
    late = to_acceptance(town)
    group = of_a_group(town)
    pool = {one.case.number: one.why.zh for one in queries.pool(town.joint, date(2026, 9, 1))}
    assert pool[late.number] == "超期"
    assert group.number in pool
    meeting = called(town, "analysis", cases=[late])
    since, blocks, _left = queries.preread(meeting, town.joint)
    assert (since, {block.title.zh: block.count for block in blocks}["新登记的"]) == (DAY - timedelta(days=30), 1)
    for number in (1, 2):
        conference = called(town, "case_conference", on=DAY + timedelta(days=number), cases=[late], title="")
        row = {"case": late.number, "said": "各单位说明", "decided": "住建局加固"}
        holding.record(conference, {"items": [row]}, by=town.joint, at=at("2026-05-29 18:00"))
    told = [entry.body["data"]["what"] for entry in Entry.objects.filter(case=late, act="attend").order_by("seq")]
    assert told == ["会商（会诊）（第1次）", "会商（会诊）（第2次）"]
    page = unescape(seat(town.joint).get(f"/occasions/case/{late.number}/").content.decode())
    listed = page.split("已经为这件事")[1].split("</ol>")[0].split("<li>")[1:]
    assert ["住建局加固" in one for one in listed] == [False, True, True], "what was decided each time, in order"
    assert ["会商（会诊）" in one for one in listed] == [False, True, True]
    assert "住建局加固" not in unescape(seat(town.clerk).get(f"/occasions/case/{late.number}/").content.decode()), "not theirs to read"


def test_kz_34_new_closed_and_overdue_stand_before_an_analysis_meeting_with_their_lists(town: Town) -> None:
    """KZ-33, KZ-34, KZ-36: the page of the meeting has them all, made from the cases; what waits from earlier meetings as well."""
    new, late, ended = register_case(town, when="2026-05-18 09:00"), to_acceptance(town), to_acceptance(town)
    go(ended, "withdraw", town.citizen, "2026-05-15 09:00")
    resolved(town, called(town, "analysis", on=DAY - timedelta(days=40)))
    meeting = called(town, "analysis")
    with time_machine.travel(at("2026-05-20 09:00"), tick=False):
        page = unescape(seat(town.joint).get(f"/occasions/{meeting.id}/").content.decode())
    told = page.split("会前看：情况")[1].split("排议题")[0]
    blocks = {block.split(" <strong")[0]: block for block in told.split("<summary>")[1:]}
    listed = {name: {one.number for one in (new, late, ended) if one.number in block} for name, block in blocks.items()}
    assert listed == {"新登记的": {new.number}, "办结的": {ended.number}, "超期的": {late.number}, "以前的决定还没有报的": set()}
    assert all('<strong class="fq-digits">1</strong>' in block for block in blocks.values())
    assert "把欠薪核到每一个人" in blocks["以前的决定还没有报的"]


def test_people_and_units_are_invited_by_name_and_outsiders_by_a_link(town: Town) -> None:
    """ND-03, CY-36: the preset list; who has no account answers by the link and reads one case, masked; read is what was answered."""
    case = to_acceptance(town, content="吴大升说：三号楼外墙往下掉砖，电话10012345678。")
    meeting = called(town, "emergency", on=today(), title="欠薪联动", cases=[case])
    rows = inviting.invite(
        meeting, ["住建", "陆海平", "施工单位", "施工单位", "方律师"], case=case, by=town.joint, at=now()
    )
    told = {row.name: ("unit" if row.unit else "person" if row.user else "link" if row.link_index else "") for row in rows}
    assert told == {"澜溪县住房和城乡建设局": "unit", "陆海平": "person", "施工单位": "link", "方律师": "link"}
    assert inviting.invite(meeting, ["方律师"], by=town.joint, at=now()) == []
    create_user(by=town.admin, county=COUNTY, login="lu-2", name="陆海平", password="lanxi-tests-2026")
    with pytest.raises(Incomplete, match="有2位叫“陆海平”，请写登录名"):  # never a guest with a link
        inviting.invite(meeting, ["陆海平"], by=town.joint, at=now())
    lawyer = rows[3]
    address = f"/invitations/{inviting.link_of(lawyer)}/"
    page = unescape(anybody().get(address).content.decode())
    assert "往下掉砖" in page
    assert "吴大升" not in page
    assert "10012345678" not in page
    assert "没有读" not in page
    assert Invitation.objects.get(id=lawyer.id).answer == ""  # looking is not reading
    assert anybody().post(address, {"answer": "comes"}).status_code == 302
    assert (Invitation.objects.get(id=lawyer.id).answer, anybody().post(address, {"answer": "maybe"}).status_code) == (
        "comes",
        409,
    )
    handler = seat(town.handler)
    assert "请您答复" in unescape(handler.get("/occasions/").content.decode())
    assert handler.post(f"/occasions/{meeting.id}/answer", {"answer": "cannot"}).status_code == 303
    told = unescape(seat(town.joint).get(f"/occasions/{meeting.id}/").content.decode())
    for said in ("来不了", "还没有答复", address):
        assert said in told, said
    holding.record(meeting, {"items": [{"case": case.number, "decided": "先垫付"}]}, by=town.joint, at=now())
    Unit.objects.filter(id=meeting.unit_id).update(phone="000-0000779")
    page = unescape(anybody().get(address).content.decode())
    assert "往下掉砖" not in page
    assert "这次邀请已经结束" in page
    assert 'href="tel:000-0000779"' in page, "whom to call is said with the number"
    assert anybody().get("/invitations/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_who_came_of_those_invited_is_ticked_in_the_record(town: Town) -> None:
    """What a forged form ticks beside them says nothing, and the record is kept."""
    meeting = called(town)
    housing, land = inviting.invite(meeting, ["housing", "land"], by=town.joint, at=at("2026-05-20 09:00"))
    client = seat(town.joint)
    assert f'name="came" value="{housing.id}"' in client.get(f"/occasions/{meeting.id}/record").content.decode()
    sent = {"minutes": "议了三件。", "came": [str(housing.id), "x" * 36, ""]}
    assert client.post(f"/occasions/{meeting.id}/record", sent).status_code == 303
    for row in (housing, land):
        row.refresh_from_db()
    assert (housing.came, land.came) == (True, False)


def test_an_emergency_meeting_is_called_held_and_minuted_on_the_same_day(town: Town) -> None:
    """CY-21, ND-04: one form of three required fields, for today alone; two requests to the call, one more to the minutes."""
    tomorrow = Plan("emergency", town.unit("joint"), DAY + timedelta(days=1), "会议室", title="停工")
    with pytest.raises(Incomplete) as refusal:
        holding.plan(tomorrow, by=town.joint, at=at("2026-05-20 08:00"))
    assert "请选今天" in str(refusal.value.fields["on"])
    client = seat(town.joint)
    form = client.get("/occasions/new/emergency/").context["form"]
    assert form["on"].value() == today()
    required = {name for name, field in form.fields.items() if field.required}
    assert required == {"unit", "on", "place"}
    sent = client.post(
        "/occasions/new/emergency/",
        {"unit": str(town.unit("joint").id), "on": today().isoformat(), "place": "二楼", "title": "讨薪聚集"},
    )
    rows = {
        "minutes": "先保障吃住",
        "resolutions.1.what": "今天核人数",
        "resolutions.1.unit": "housing",
        "resolutions.1.due_on": today().isoformat(),
    }
    done = client.post(f"{sent['Location']}record", rows)
    assert done.status_code == 303, unescape(done.content.decode())[-3000:]
    assert Resolution.objects.get().what == "今天核人数"


def test_two_levels_of_conferences_have_their_own_members_and_minutes(town: Town) -> None:
    """CY-20: what the town's conference invited is offered to the next one of the town, not to the county's."""
    county = called(town)
    inviting.invite(county, ["housing", "land"], by=town.joint, at=at("2026-05-20 09:00"))
    street = holding.plan(
        Plan("joint_conference", town.unit("pingshang"), DAY, "镇会议室", title="镇联席会议"),
        by=town.town_head,
        at=at("2026-05-20 08:00"),
    )
    inviting.invite(street, ["village", "龙长水"], by=town.town_head, at=at("2026-05-20 09:00"))
    june = Plan("joint_conference", town.unit("pingshang"), DAY + timedelta(days=30), "镇会议室", title="六月")
    later = holding.plan(june, by=town.town_head, at=at("2026-05-20 08:00"))
    assert queries.last_invited(later) == ["石榴坳村民委员会", "龙长水"]
    assert queries.last_invited(called(town, on=DAY + timedelta(days=30))) == [
        "澜溪县住房和城乡建设局",
        "澜溪县自然资源局",
    ]
    with pytest.raises(Denied):
        inviting.invite(county, ["police"], by=town.town_head, at=at("2026-05-20 09:00"))
    for held, by, minutes in ((county, town.joint, "县里议了欠薪。"), (street, town.town_head, "镇里议了放水。")):
        holding.record(held, {"minutes": minutes}, by=by, at=at(f"{DAY} 18:00"))
    client = seat(town.joint)
    told = [unescape(client.get(f"/occasions/{held.id}/").content.decode()) for held in (county, street)]
    assert [("县里议了欠薪。" in page, "镇里议了放水。" in page) for page in told] == [(True, False), (False, True)]
    with pytest.raises(Denied):
        holding.record(county, {"minutes": "改一改"}, by=town.town_head, at=at(f"{DAY} 19:00"))


def test_the_preset_lists_of_a_pack_are_offered(town: Town) -> None:
    """ND-03: the list 欠薪联动 fills in the names; the secretary may change them before anybody is asked."""
    set_pack(unit=town.unit("joint"), pack="naidong", by=town.admin)
    meeting = called(
        town, "emergency", on=today(), title="欠薪", unit=queries.Unit.objects.get(county_code=COUNTY, code="joint")
    )
    client = seat(town.joint)
    page = client.get(f"/occasions/{meeting.id}/?panel=wages")
    names = page.context["invite_form"]["names"].value()
    assert names.splitlines() == ["法院", "发改", "人社", "公安", "信访", "业主单位", "施工单位", "信访人代表"]
    assert "欠薪联动" in unescape(page.content.decode())
    assert client.post(f"/occasions/{meeting.id}/invite", {"names": names}).status_code == 303
    asked = {one.name: bool(one.link_index) for one in Invitation.objects.filter(occasion=meeting)}
    assert {name for name, by_link in asked.items() if by_link} >= {"业主单位", "施工单位", "信访人代表"}
    assert asked["澜溪县信访局"] is False, "who has an account is asked by name"


def test_the_pages_make_an_agenda(town: Town) -> None:
    group = of_a_group(town)
    meeting = called(town, on=today())
    client = seat(town.joint)
    assert group.number in client.get(f"/occasions/{meeting.id}/").content.decode()
    sent = client.post(
        f"/occasions/{meeting.id}/agenda", {"pick": [group.number, "none"], "topics": "年终安排\n\n排查"}
    )
    assert sent.status_code == 303
    assert [str(item.case or item.text) for item, _seen in queries.items_of(meeting, town.joint)] == [
        group.number,
        "年终安排",
        "排查",
    ]
    client.post(f"/occasions/{meeting.id}/agenda", {"pick": [group.number]})
    assert len(queries.items_of(meeting, town.joint)) == 3
    assert client.post(f"/occasions/{meeting.id}/invite", {"names": ""}).status_code == 422
    holding.not_held(meeting, "改期", by=town.joint, at=now())
    assert client.post(f"/occasions/{meeting.id}/agenda", {"pick": [group.number]}).status_code == 409
    with pytest.raises(NotNow):
        inviting.invite(meeting, ["陆海平"], by=town.joint, at=now())
    english = unescape(seat(town.joint, language="en").get(f"/occasions/{meeting.id}/").content.decode())
    assert "Not held" in english


def test_what_is_resolved_of_a_case_is_read_by_those_who_see_it_and_those_who_owe_it(town: Town) -> None:
    """The page hides what was said and decided of a case not seen; so it does with what was resolved of it. Sealed, nobody reads it."""
    case = to_acceptance(town)
    meeting = called(town, on=today(), cases=[case])
    day = str(today() + timedelta(days=10))
    rows = [{"what": "给吴家补三千元", "unit": "housing", "due_on": day, "case": case.number},
            {"what": "土地局查宗地图", "unit": "land", "due_on": day, "case": case.number},
            {"what": "年底前开一次总结会", "unit": "housing", "due_on": day}]  # fmt: skip
    holding.record(meeting, {"minutes": "议了。", "resolutions": rows}, by=town.joint, at=now())

    def read(who: Actor) -> list[str]:
        page = unescape(seat(who).get(f"/occasions/{meeting.id}/").content.decode())
        return [row["what"] for row in rows if row["what"] in page]

    assert read(town.joint) == [row["what"] for row in rows]
    assert read(town.land_handler) == ["土地局查宗地图", "年底前开一次总结会"]
    Case.objects.filter(id=case.id).update(is_sealed=True)
    assert read(town.joint) == read(town.land_handler) == ["年底前开一次总结会"]
    assert queries.owed(town.land_handler) == []
    assert [one.what for one in queries.owed(town.handler)] == ["年底前开一次总结会"]
    assert [one.what for one in conference.owed(town.joint)] == ["年底前开一次总结会"]


def test_the_same_topic_sent_twice_stands_on_the_agenda_once(town: Town) -> None:
    meeting = called(town, on=today())
    client = seat(town.joint)
    for _twice in range(2):
        assert client.post(f"/occasions/{meeting.id}/agenda", {"topics": "年终安排\n排查\n排查"}).status_code == 303
    texts = [item.text for item, _seen in queries.items_of(meeting, town.joint)]
    assert (texts.count("年终安排"), texts.count("排查")) == (1, 1)


def test_what_is_too_long_is_told_and_stays_on_the_page_instead_of_being_cut(town: Town) -> None:
    """A report, a reason, a topic: a part of it is never kept silently, and what was typed is there to be shortened."""
    meeting = called(town, on=today())
    owed = resolved(town, called(town))
    long = "核" * 5_001
    page = seat(town.handler).post(f"/occasions/resolutions/{owed.id}/report", {"report": long})
    assert page.status_code == 422
    said = unescape(page.content.decode())
    assert "最多5000字，您写了5001字。" in said
    assert long in said
    joint = seat(town.joint)
    for act, name in (("not-held", "reason"), ("agenda", "topics")):
        page = joint.post(f"/occasions/{meeting.id}/{act}", {name: "长" * 501})
        assert (page.status_code, "长" * 501 in page.content.decode()) == (422, True), act
    assert seat(town.handler).post(f"/occasions/resolutions/{owed.id}/report", {"report": "核" * 5_000}).status_code == 303


@pytest.mark.parametrize(("act", "name"), [("not-held", "reason"), ("agenda", "topics"), ("record", "led_lower"), ("record", "leader")])
def test_a_character_that_no_database_keeps_is_left_out(town: Town, act: str, name: str) -> None:
    meeting = called(town, on=today())
    sent = {name: f"{'彭守一' if name == 'leader' else '停电'}\0", "minutes": "说了\0"}
    assert seat(town.joint).post(f"/occasions/{meeting.id}/{act}", sent).status_code == 303
    owed = resolved(town, called(town))
    assert seat(town.handler).post(f"/occasions/resolutions/{owed.id}/report", {"report": "核\0了"}).status_code == 303
    owed.refresh_from_db()
    assert owed.report == "核了"


@pytest.mark.parametrize(("way", "said"), [("signed", "签字"), ("scanned", "纸质件扫描"), ("voice", "录音"), ("none", "没有认可")])
def test_a_verification_and_what_a_party_accepted_are_two_dated_rows(town: Town, way: str, said: str) -> None:
    """PB-36: both stand on the timeline with their own days; accepted by signature, scan or voice, or not accepted."""
    case = to_acceptance(town)
    meeting = called(town, "verification", cases=[case], title="")
    row = {"case": case.number, "decided": "以界石为准", "said": "各方到场"}
    holding.record(meeting, {"minutes": "量了三处。", "items": [row]}, by=town.joint, at=at("2026-05-20 18:00"))
    party = str(case.parties.get(county=COUNTY).id)
    go(case, "acknowledge", town.handler, "2026-05-25 09:00", party=party, accepted="尾款四万八千二百元", way=way, accepted_on="2026-05-22")
    page = unescape(seat(town.handler).get(f"/cases/{case.number}/").content.decode())
    met, accepted = (page.index(words, page.index('class="fq-timeline"')) for words in ("多方论证", "当事人认可"))
    assert "2026-05-20" in page[met : met + 2_000]
    for words in ("2026-05-22", "尾款四万八千二百元", said, "吴*升"):
        assert words in page[accepted : accepted + 2_000], words
    entries = Entry.objects.filter(case=case, act__in=["attend", "acknowledge"]).order_by("seq")
    assert [(one.act, one.shown) for one in entries] == [("attend", "petitioner"), ("acknowledge", "petitioner")]


def test_pb_36_an_acceptance_is_the_persons_own_and_takes_no_right_away(town: Town) -> None:
    case = to_acceptance(town)
    said = {"party": str(case.parties.get(county=COUNTY).id), "accepted": "账目属实", "way": "signed", "accepted_on": "2026-05-20"}
    for part in ("party", "accepted", "way"):
        refused_and_nothing_changed(case, "acknowledge", town.handler, "2026-05-20 09:00", "", **{**said, part: ""})
    refused_and_nothing_changed(case, "acknowledge", town.handler, "2026-05-20 09:00", "放弃复查", **{**said, "accepted": "认可，放弃复查"})
    refused_and_nothing_changed(case, "acknowledge", town.land_handler, "2026-05-20 09:00", "", **said)
    assert f"/cases/{case.number}/act/acknowledge/" in seat(town.handler).get(f"/cases/{case.number}/").content.decode()
    form = unescape(seat(town.handler).get(f"/cases/{case.number}/act/acknowledge/").content.decode())
    for words in ("签了字的纸、录音", 'type="file"', "吴*升", "认可不认可由本人定"):
        assert words in form, words


def test_names_for_short_find_their_unit(town: Town) -> None:
    units = list(town.builder.units.values())
    for short, code in (
        ("住建", "housing"),
        ("自然资源局", "land"),
        ("信访局", "petition-office"),
        ("housing", "housing"),
    ):
        found = inviting.unit_called(short, units)
        assert found is not None, short
        assert found.code == code, short
    for unknown in ("业主单位", "施工单位", "信", "局", "不存在"):
        assert inviting.unit_called(unknown, units) is None, unknown
