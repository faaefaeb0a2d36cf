"""What is planned and held: visits with their case, words and promises of leaders, questions that become cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from fengqiao.apps.cases.models import Case, Entry, Line
from fengqiao.apps.cases.services import Break, verify
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Change, Item, Occasion, Resolution, State
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.organisations.services import set_pack
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import today
from tests.apps.api.calling import caller
from tests.apps.cases.desk import seat
from tests.apps.occasions.cast import anybody, user
from tests.town import COUNTY, Town, at, dispute, fresh, register_case, to_acceptance

DAY = date(2026, 3, 10)


def planned(
    town: Town,
    kind: str,
    *,
    by: Actor | None = None,
    unit: str = "petition-office",
    when: str = "2026-03-10 08:00",
    **over: Any,
) -> Occasion:
    parts: dict[str, Any] = {
        "kind": kind,
        "unit": town.unit(unit),
        "on": DAY,
        "place": "石榴坳村老祠堂",
        "leader": user("彭守一"),
        **over,
    }
    return holding.plan(Plan(**parts), by=by or town.dispatcher, at=at(when))


def recorded(town: Town, occasion: Occasion, *, by: Actor | None = None, **data: Any) -> Occasion:
    return holding.record(occasion, data, by=by or town.dispatcher, at=at("2026-03-10 18:00"))


def test_a_visit_with_a_case_needs_one_and_writes_one_row_into_its_ledger(town: Town) -> None:
    """YJ-32, CY-14, KZ-43: with leader, matter, what was seen and decided; a promise becomes a line of the case."""
    with pytest.raises(Incomplete, match="有几处要改") as refusal:
        planned(town, "case_visit")
    assert "至少要带一件" in str(refusal.value.fields["cases"])
    case = to_acceptance(town)
    occasion = planned(town, "case_visit", cases=[case])
    before = case.ledger_seq
    row = {
        "case": case.number,
        "said": "墙必须修。",
        "decided": "住建局本月加固。",
        "promise": "加固三号楼外墙",
        "promise_due_on": "2026-03-31",
    }
    recorded(town, occasion, seen="墙体裂缝3厘米，楼下是上学路。", persons="4", items=[row])
    case.refresh_from_db()
    entry = Entry.objects.filter(case=case).order_by("-seq")[0]
    assert (case.ledger_seq, entry.act) == (before + 1, "attend")
    assert entry.body["data"]["led_by"].startswith("彭守一（")
    assert entry.body["data"]["what"] == "带案下访（第1次）"
    line = Line.objects.get(case=case, sheet="promise")
    assert (line.what, str(line.due_on)) == ("加固三号楼外墙", "2026-03-31")
    assert Resolution.objects.count() == 0
    page = unescape(seat(town.dispatcher).get(f"/cases/{case.number}/").content.decode())
    for said in ("墙必须修。", "住建局本月加固。", "接访、下访、会商"):
        assert said in page, said
    visit = unescape(seat(town.dispatcher).get(f"/occasions/{occasion.id}/").content.decode())
    for said in ("彭守一", case.number, "墙体裂缝3厘米，楼下是上学路。", "住建局本月加固。"):
        assert said in visit, said
    assert not [found for found in verify(county=COUNTY) if isinstance(found, Break)]


def test_cy_14_a_visit_with_a_case_is_not_recorded_without_what_was_seen(town: Town) -> None:
    occasion = planned(town, "case_visit", cases=[to_acceptance(town)])
    with pytest.raises(Incomplete) as refusal:
        recorded(town, occasion, persons="4")
    assert set(refusal.value.fields) == {"seen"}


def test_recorded_once_more_it_amends_and_tells_nothing_twice(town: Town) -> None:
    case = to_acceptance(town)
    occasion = planned(town, "down_visit", cases=[case])
    recorded(town, occasion, persons="3", items=[{"case": case.number, "said": "来看过。"}])
    case.refresh_from_db()
    seq = case.ledger_seq
    again = recorded(town, occasion, persons="4", households="2", items=[{"case": case.number, "said": "来看过。"}])
    case.refresh_from_db()
    assert (again.record["persons"], again.record["households"], case.ledger_seq) == (4, 2, seq)
    assert [one.act for one in Change.objects.filter(occasion=occasion).order_by("id")] == [
        "planned",
        "held",
        "amended",
    ]


def test_a_promise_about_no_case_is_owed_as_a_resolution(town: Town) -> None:
    """KZ-43: the leader's promise has a date and becomes a task."""
    occasion = planned(town, "reception")
    row = {"text": "路灯坏了三个月。", "said": "一周内修好。", "promise": "修好路灯", "promise_due_on": "2026-03-17"}
    recorded(town, occasion, batches="2", persons="5", items=[row])
    owed = Resolution.objects.get(occasion=occasion)
    assert (owed.what, str(owed.due_on), owed.person) == ("修好路灯", "2026-03-17", user("彭守一"))
    page = unescape(seat(town.clerk).get(f"/occasions/{occasion.id}/").content.decode())
    for said in ("路灯坏了三个月。", "一周内修好。", "修好路灯"):
        assert said in page
    assert "修好路灯" in unescape(seat(town.clerk).get("/occasions/").content.decode())
    assert [one.id for one in queries.owed(town.clerk)] == [owed.id]
    holding.report(owed, "路灯已修，照片第2页。", by=town.clerk, at=at("2026-03-12 10:00"))
    assert queries.owed(town.clerk) == []
    with pytest.raises(NotNow, match="已经报过"):
        holding.report(owed, "再报", by=town.clerk, at=at("2026-03-12 10:00"))


def test_a_promise_without_a_day_and_an_item_about_nothing_are_refused(town: Town) -> None:
    """KZ-43: no promise of a leader without its day."""
    occasion = planned(town, "reception")
    with pytest.raises(Incomplete) as refusal:
        recorded(town, occasion, items=[{"case": "没有这一件", "text": "x"}])
    assert set(refusal.value.fields) == {"items.1.case"}
    with pytest.raises(Incomplete) as refusal:
        recorded(town, occasion, items=[{"text": "路灯", "promise": "修"}, {"said": "谁说的？"}])
    assert set(refusal.value.fields) == {"items.1.promise_due_on", "items.2.text"}
    assert Occasion.objects.get(id=occasion.id).state == State.PLANNED


def test_nothing_decided_may_watch_or_stop_a_person(town: Town) -> None:
    """G-05: the words of control stop the saving and are explained; what somebody said themselves stays as it is."""
    occasion = planned(town, "reception")
    with pytest.raises(Incomplete) as refusal:
        recorded(town, occasion, items=[{"text": "村干部对我人盯人。", "decided": "安排人员盯防"}])
    assert "盯防" in str(refusal.value.fields["items.1.decided"])
    assert set(refusal.value.fields) == {"items.1.decided"}
    recorded(town, occasion, items=[{"text": "村干部对我人盯人。", "decided": "不得再跟着，今天就停"}])


def test_led_by_somebody_of_lower_rank_needs_a_reason(town: Town) -> None:
    """YJ-33: the session on the spot asks who leads; below the rank of the rule it asks why."""
    case = to_acceptance(town)
    with pytest.raises(Incomplete) as refusal:
        planned(town, "on_site", cases=[case], leader=user("陆海平"))
    assert "请写原因" in str(refusal.value.fields["led_lower"])
    with pytest.raises(Incomplete) as refusal:
        planned(town, "on_site", cases=[case], leader=None)
    assert "leader" in refusal.value.fields
    occasion = planned(town, "on_site", cases=[case], leader=user("陆海平"), led_lower="分管领导在外学习，已电话请示")
    assert occasion.led_lower
    assert planned(town, "on_site", cases=[case], leader=user("胡正清")).led_lower == ""


def test_whoever_led_it_after_all_is_asked_the_same(town: Town) -> None:
    """YJ-33: somebody of lower rank who came in the leader's place says why in the record; the page shows it."""
    occasion = planned(town, "on_site", cases=[to_acceptance(town)], on=today(), when=f"{today()} 00:01")
    client, where = seat(town.dispatcher), f"/occasions/{occasion.id}/"
    assert 'name="led_lower"' in client.get(f"{where}record").content.decode()
    sent = {"leader": "陆海平", "seen": "看了外墙。", "persons": "2"}
    refused = client.post(f"{where}record", sent)
    assert refused.status_code == 422
    assert "由别人带队的，请写原因" in unescape(refused.content.decode())
    assert Occasion.objects.get(id=occasion.id).leader == user("彭守一")
    assert client.post(f"{where}record", {**sent, "led_lower": "副县长临时开会"}).status_code == 303
    page = unescape(client.get(where).content.decode())
    assert "副县长临时开会" in page
    assert "陆海平" in page


def test_it_was_not_held_and_why(town: Town) -> None:
    occasion = planned(town, "reception")
    with pytest.raises(Incomplete, match="为什么没有举行"):
        holding.not_held(occasion, " ", by=town.dispatcher, at=at("2026-03-10 18:00"))
    holding.not_held(occasion, "暴雨停电", by=town.dispatcher, at=at("2026-03-10 18:00"))
    with pytest.raises(NotNow):
        recorded(town, occasion, persons="1")
    with pytest.raises(NotNow, match="还没有到日子"):
        holding.record(
            planned(town, "reception", on=date(2026, 4, 1)), {}, by=town.dispatcher, at=at("2026-03-10 18:00")
        )
    with pytest.raises(Denied):
        recorded(town, planned(town, "reception"), by=town.land_handler)


def test_a_home_visit_has_place_people_what_was_agreed_and_the_next_step(town: Town) -> None:
    """PB-07, ND-10, ND-19: a grid worker records it, with purpose tags; it is in the register of visits, the people in no column of it."""
    occasion = planned(town, "home_visit", by=town.grid_worker, unit="village", leader=None)
    told = {"purposes": ["hear", "help"], "met": "石阿公和他女儿", "agreed": "周五一起去量地", "next": "请国土所来人"}
    recorded(town, occasion, by=town.grid_worker, households="1", persons="2", **told)
    assert Occasion.objects.get(id=occasion.id).record == {**told, "households": 1, "persons": 2}
    page = unescape(seat(town.grid_worker).get(f"/occasions/{occasion.id}/").content.decode())
    for said in ("石榴坳村老祠堂", "听民声、纾民困", "石阿公和他女儿", "周五一起去量地", "请国土所来人"):
        assert said in page, said
    for register in ("register/", "register/print", "register.csv"):
        listed = unescape(seat(town.dispatcher).get(f"/occasions/{register}?since=2026-01-01&until=2026-12-31&form=visit").content.decode())
        assert "上门走访" in listed, register
        assert "石阿公" not in listed, register


def test_an_issue_of_a_yard_meeting_becomes_a_case_with_its_words_and_where_it_was_raised(town: Town) -> None:
    """YJ-30, KZ-24, PB-23: one tap opens the registration with the text; the case knows the meeting and the meeting the case."""
    occasion = planned(
        town, "yard_meeting", by=town.town_handler, unit="pingshang", leader=None, on=today(), when=f"{today()} 08:00"
    )
    raised = [{"text": "老祠堂后面的水沟堵了。", "said": "当场看过"}, {"text": "谁管路灯？", "said": "村里管"}]
    data = {"persons": "30", "items": raised}
    holding.record(occasion, data, by=town.town_handler, at=at(f"{today()} 18:00"))
    client = seat(town.town_handler)
    item = Item.objects.get(occasion=occasion, position=1)
    page = client.get(f"/register/?from=occasion:{item.id}")
    said = unescape(page.content.decode())
    assert "老祠堂后面的水沟堵了。" in said
    assert "在“屋场会”上提出" in said
    assert f'name="from" value="occasion:{item.id}"' in said
    typed = {
        "content": "老祠堂后面的水沟堵了。", "name": "吴大升", "phone": "10012345678", "demand": "清沟", "place": "石榴坳村",
        "classification": "claim", "received_on": today().isoformat(), "channel": "visit", "looked": "1",
        "from": f"occasion:{item.id}", "once": "12345678-1",
    }  # fmt: skip
    sent = client.post("/register/", typed)
    assert sent.status_code == 303, unescape(sent.content.decode())[:3000]
    case = Case.objects.get(county=COUNTY)
    item.refresh_from_db()
    assert (item.case, item.became_case) == (case, True)
    assert Entry.objects.filter(case=case, act="attend").count() == 1
    assert f"/occasions/{occasion.id}/" in client.get(f"/cases/{case.number}/").content.decode()
    told = unescape(client.get(f"/occasions/{occasion.id}/").content.decode())
    for words in ("石榴坳村老祠堂", today().isoformat(), "<dd>30</dd>", case.number, "谁管路灯？", "村里管"):
        assert words in told, words
    assert told.count("转为事项") == 1, "an answer on the spot may still become a case"
    assert client.get(f"/register/?from=occasion:{item.id}").context["source"] is None  # registered once
    assert (
        seat(town.handler)
        .get(f"/register/?from=occasion:{Item.objects.get(occasion=occasion, position=2).id}")
        .context["source"]
        is None
    )


def test_a_clinic_day_is_announced_and_a_case_heard_there_leads_back_to_it(town: Town, settings: Any) -> None:
    """PB-23: day and place on the public page beforehand; the case treated there knows the clinic."""
    settings.COUNTY = COUNTY
    case, ahead = to_acceptance(town), today() + timedelta(days=7)
    planned(town, "clinic", on=ahead, when=f"{today()} 08:00", place="石榴坳村老祠堂前")
    page = unescape(anybody().get("/c/receptions/").content.decode())
    assert "石榴坳村老祠堂前" in page
    held = planned(town, "clinic", cases=[case])
    recorded(town, held, batches="3", persons="5", items=[{"case": case.number, "decided": "本月加固"}])
    client, beside = seat(town.dispatcher), f"/occasions/case/{case.number}/"
    assert beside in client.get(f"/cases/{case.number}/").content.decode()
    assert f"/occasions/{held.id}/" in client.get(beside).content.decode()


def test_a_consultation_is_called_from_the_page_of_its_case(town: Town) -> None:
    """ND-37: the case leads to the form, the form has the case, the meeting is on the case."""
    case = to_acceptance(town)
    client = seat(town.handler)
    beside = f"/occasions/case/{case.number}/"
    assert beside in client.get(f"/cases/{case.number}/").content.decode()
    choices = unescape(client.get(beside).content.decode())
    form = next(part.split('"')[0] for part in choices.split('href="') if part.startswith("/occasions/new/case_conference/"))
    assert case.number in client.get(form).content.decode()
    meeting = planned(town, "case_conference", by=town.handler, unit="housing", leader=None, cases=[case])
    assert f"/occasions/{meeting.id}/" in client.get(beside).content.decode()


def test_a_dispute_is_told_too(town: Town) -> None:
    case = dispute(town)
    occasion = planned(town, "down_visit", cases=[case])
    recorded(town, occasion, persons="2", items=[{"case": case.number, "said": "两家都听过了。"}])
    assert Entry.objects.filter(case=case).order_by("-seq")[0].act == "mediation.attend"


def test_an_early_sign_is_told_too(town: Town) -> None:
    sign = dispute(town, kind="sign")
    occasion = planned(town, "home_visit", by=town.grid_worker, unit="village", leader=None, cases=[sign])
    recorded(town, occasion, by=town.grid_worker, persons="2", items=[{"case": sign.number, "said": "坐下来听他们说完。"}])
    assert Entry.objects.filter(case=sign).order_by("-seq")[0].act == "sign.attend"


def test_only_those_concerned_read_what_was_said(town: Town) -> None:
    """Default deny: another unit sees nothing of it, and a case that a reader does not see is not shown to them."""
    case = to_acceptance(town)
    occasion = planned(town, "down_visit", cases=[case])
    recorded(town, occasion, persons="2", items=[{"case": case.number, "said": "只有办的人看。"}])
    assert seat(town.land_handler).get(f"/occasions/{occasion.id}/").status_code == 404
    assert seat(town.admin).get(f"/occasions/{occasion.id}/").status_code == 403
    assert seat(town.outsider).get(f"/occasions/{occasion.id}/").status_code == 404
    assert "只有办的人看" in unescape(seat(town.leader).get(f"/occasions/{occasion.id}/").content.decode())
    clerk = unescape(seat(town.clerk).get(f"/occasions/{occasion.id}/").content.decode())
    seen = case.number in clerk
    assert ("只有办的人看" in clerk) == seen


def test_a_sealed_case_is_on_no_agenda(town: Town) -> None:
    sealed = register_case(town, classification="report")
    home = str(town.unit("petition-office").id)
    typed = {"unit": home, "on": "2026-03-10", "place": "x", "leader": "leader", "cases": sealed.number}
    form = seat(town.dispatcher).post("/occasions/new/case_visit/", typed)
    assert form.status_code == 422
    assert "没有找到由您查看的办件" in unescape(form.content.decode())


def test_kinds_are_the_place_s_own(town: Town) -> None:
    """KZ-49, KZ-21, CY-05, CY-17: four ways of going down and three study sessions in 口孜, a campaign in 潮阳; others have theirs."""
    set_pack(unit=town.unit("pingshang"), pack="kouzi", by=town.admin)
    unit = queries.Unit.objects.get(code="pingshang", county_code=COUNTY)
    kinds = queries.pack_of(unit).occasions
    down = [kind.name.zh for kind in kinds.values() if kind.id.startswith("down_")]
    assert {"下基层：宣传政策", "下基层：调查研究", "下基层：信访接待", "下基层：现场办公"} <= set(down)
    study = [kind.name.zh for kind in kinds.values() if kind.form == "study"]
    assert {"镇党委会议学习", "理论学习中心组学习", "镇村干部大会学习"} <= set(study)
    for kind in kinds.values():
        assert all(spec.type != "number" for spec in kind.fields) or kind.form != "study"
    set_pack(unit=unit, pack="chaoyang", by=town.admin)
    unit.refresh_from_db()
    visits = {kind.name.zh for kind in queries.pack_of(unit).occasions.values() if kind.form == "visit"}
    assert {"“千名信访干部千镇行”走访", "领导下访", "带案下访", "现场协调"} <= visits


def test_cy_17_what_was_learned_on_a_campaign_visit_is_text(town: Town) -> None:
    """CY-17: the visit bears the name of its campaign in lists and registers; nothing in it is a mark."""
    set_pack(unit=town.unit("petition-office"), pack="chaoyang", by=town.admin)
    town = fresh(town)
    learned = "村里的账贴在祠堂门口，一看就懂；办件也可以这样贴。"
    visit = planned(town, "campaign_visit", leader=None)
    recorded(town, visit, purposes=["hear"], households="6", persons="11", learned=learned)
    client = seat(town.dispatcher)
    assert learned in unescape(client.get(f"/occasions/{visit.id}/").content.decode())
    register = unescape(client.get("/occasions/register/?since=2026-01-01&until=2026-12-31").content.decode())
    assert "“千名信访干部千镇行”走访" in register
    counted = {spec.name for spec in queries.kind_of(visit).fields if spec.type in ("number", "money")}
    assert counted == {"households", "persons"}, "what was learned has no number"


def test_kz_21_a_study_session_is_recorded_and_counts_nobody(town: Town) -> None:
    """KZ-21, KZ-22: kind, day, topics chosen from the list, what was studied and where the papers are; the list prints it, and
    neither asks who came, for how long or with what result."""
    set_pack(unit=town.unit("pingshang"), pack="kouzi", by=town.admin)
    client, day = seat(town.town_handler), today()
    typed = {"unit": str(town.unit("pingshang").id), "on": day.isoformat(), "place": "镇会议室", "title": "第三次学习"}
    sent = client.post("/occasions/new/study_group/", typed)
    page = client.get(f"{sent['Location']}record")
    assert set(page.context["form"].fields) == {"topics", "about", "papers", "files"}
    assert {"regulation", "rule_of_law"} <= set(re.findall(r'name="topics" value="(\w+)"', page.content.decode()))
    row = {"topics": ["regulation", "rule_of_law"], "about": "第二章", "papers": "会议室二号柜"}
    assert client.post(f"{sent['Location']}record", row).status_code == 303
    kept = unescape(client.get(sent["Location"]).content.decode())
    printed = unescape(client.get(f"/occasions/register/print?since={day}&until={day}&form=study").content.decode())
    listed = ("理论学习中心组学习", f"{day:%Y-%m-%d}", "第三次学习", "《信访工作条例》、信访工作法治化")
    assert [said for said in listed if said not in printed] == []
    assert [said for said in (*listed, "第二章", "会议室二号柜") if said not in kept] == []


def test_the_pages_plan_and_record(town: Town) -> None:
    case = to_acceptance(town)
    client = seat(town.dispatcher)
    assert client.get("/occasions/").status_code == 200
    form = client.get(f"/occasions/new/case_visit/?case={case.number}")
    assert case.number in form.content.decode()
    typed = {
        "unit": str(town.unit("petition-office").id),
        "on": today().isoformat(),
        "place": "三号楼下",
        "leader": "leader",
        "cases": case.number,
    }
    sent = client.post("/occasions/new/case_visit/", typed)
    assert sent.status_code == 303
    page = client.get(sent["Location"])
    assert "三号楼下" in unescape(page.content.decode())
    form = client.get(f"{sent['Location']}record")
    assert f'value="{case.number}"' in form.content.decode()
    row = {"items.1.case": case.number, "items.1.said": "看过了", "seen": "裂缝", "persons": "3"}
    more = client.post(f"{sent['Location']}record", {**row, "one-more": "items"})
    assert 'name="items.2.said"' in more.content.decode()
    wrong = client.post(f"{sent['Location']}record", {**row, "seen": "", "persons": "很多"})
    assert wrong.status_code == 422
    assert "看过了" in unescape(wrong.content.decode())
    done = client.post(f"{sent['Location']}record", row)
    assert done.status_code == 303, unescape(done.content.decode())
    english = unescape(seat(town.dispatcher, language="en").get(sent["Location"]).content.decode())
    assert "What was seen" in english
    assert client.get(f"/cases/{case.number}/act/attend/").status_code == 302
    listed = unescape(client.get(f"/occasions/case/{case.number}/").content.decode())
    assert "已经为这件事" in listed


@pytest.mark.parametrize("make", [to_acceptance, dispute])
def test_no_act_tells_of_an_occasion_that_is_none(town: Town, make: Callable[[Town], Case]) -> None:
    """The general form and the API take it from nobody, in whatever proceeding: it is said with the record of an occasion."""
    case = make(town)
    step = "attend" if make is to_acceptance else "mediation.attend"
    said = {"what": "带案下访", "held_on": "2026-03-10", "said": "没有这回事"}
    for actor in (town.dispatcher, town.handler):
        assert seat(actor).post(f"/cases/{case.number}/act/{step}/", said).status_code in (404, 409)
        assert caller(actor).post(f"cases/{case.number}/acts/{step}", {"data": said}).status_code in (404, 409)
    assert not Entry.objects.filter(case=case, act=step).exists()
