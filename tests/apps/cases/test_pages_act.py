"""The forms of the acts: every one draws in both languages; wrong input is told in words and nothing typed is lost."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from fengqiao.apps.cases import presenting
from fengqiao.apps.cases.models import Case, Demand, Draft, Entry, Proceeding
from fengqiao.apps.organisations import services as organising
from fengqiao.domain.roles import Actor
from fengqiao.kernel import packfiles
from fengqiao.kernel.county import new_id
from tests.apps.cases.desk import address, hidden, local, seat
from tests.town import COUNTY, OPINION, Town, go, register_case, to_acceptance

ACTS = packfiles.load("national").workflows["petition"].transitions


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The afternoon of 12 April 2026."""
    with time_machine.travel(local("2026-04-12T15:00"), tick=False) as clock:
        yield clock


def opened(client: Client, case: Case, step: str, status: int = 200) -> str:
    """The page of an act."""
    response = client.get(address(case, f"act/{step}/"))
    assert response.status_code == status
    return unescape(response.content.decode())


def sent(client: Client, case: Case, step: str, page: str, **data: Any) -> Any:
    """Send the form of an act as its page was drawn."""
    marks = {"once": hidden(page, "once"), "expecting": hidden(page, "expecting")}
    return client.post(address(case, f"act/{step}/"), {**marks, **data})


def handled(town: Town, **over: Any) -> Case:
    """A case that is being handled."""
    case = to_acceptance(town, **over)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    return case


def signed(town: Town) -> Case:
    """A case whose opinion is signed and waits for service."""
    case = handled(town)
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    go(case, "sign_opinion", town.head, "2026-04-10 10:00")
    return case


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_act_draws_its_form_in_both_languages(town: Town, language: str) -> None:
    case = register_case(town, demands=["修好外墙", "赔电动车"])
    client = seat(town.supervisor, language=language)
    drawn = 0
    for act in ACTS.values():
        if not act.sources or act.follows:
            assert client.get(address(case, f"act/{act.id}/")).status_code == 404
            continue
        if act.id in presenting.doors:  # taken on a page of an app above
            assert client.get(address(case, f"act/{act.id}/")).status_code == 302
            continue
        response = client.post(address(case, f"act/{act.id}/"), {"nothing": "typed"})
        assert response.status_code in (403, 409, 422), act.id
        said = unescape(response.content.decode())
        assert act.name.of(language) in said
        parts = [part for spec in act.fields for part in ((spec.type != "lines" and spec.fields) or (spec,))]  # no line is owed
        rare = ("despite", "once_more", "works", "two_people")  # asked only where they matter
        labels = [part.label for part in parts if part.name not in rare]
        assert all(label.of(language) in said for label in labels), act.id
        drawn += 1
    assert drawn >= 60
    assert Entry.objects.filter(case=case).count() == 1


def test_the_form_says_what_will_follow_before_it_is_sent(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-04-12 14:00")
    said = opened(seat(town.dispatcher), case, "transfer")
    assert "转送交办后的告知 开始计时：还剩15天（4月27日 周一 到期）" in said
    assert "转送（交办）去向告知书" in said
    assert "信访工作条例 第二十二条" in said
    waits = opened(seat(town.dispatcher), case, "assign")
    assert "日子按您填的算" in waits
    english = opened(seat(town.dispatcher, language="en"), case, "transfer")
    assert "starts: 15 days left" in english
    assert "To the petitioner: Notice of referral" in english


def test_kz_02_one_registration_calls_several_units_from_its_page(town: Town) -> None:
    """KZ-02: what the window registered calls one unit and another from its own page, which then shows both and where each is."""
    case, client = register_case(town), seat(town.clerk)
    for code in ("land", "housing"):
        assert address(case, "act/call_in/") in client.get(address(case)).content.decode()
        page = opened(client, case, "call_in")
        typed = {"unit": str(town.unit(code).id), "kind": "join", "what": "到窗口一起听他说"}
        assert sent(client, case, "call_in", page, **typed).status_code == 303
    page = unescape(client.get(address(case)).content.decode())
    assert [name in page for name in ("澜溪县自然资源局", "澜溪县住房和城乡建设局")] == [True, True]
    sides = Proceeding.objects.filter(county=case.county, case=case, workflow="assist", closed_at=None)
    assert set(sides.values_list("unit__code", "state")) == {("land", "XB10"), ("housing", "XB10")}
    case.refresh_from_db()
    assert case.unit.code == "petition-office", "the case stays at the one window"


def test_units_that_answer_for_the_matter_stand_first_with_the_reason(town: Town) -> None:
    """PB-30, KZ-07: the category suggests the department; another may be chosen, with a reason."""
    organising.set_duty(unit=town.unit("land"), by=organising.operator(COUNTY), category="housing", region=None)
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-04-12 14:00")
    said = opened(seat(town.dispatcher), case, "transfer")
    assert "澜溪县自然资源局 — 负责住建城管" in said
    assert said.index("澜溪县自然资源局 —") < said.index("坪上镇人民政府</option>")
    assert 'data-words="lxxzr' in said  # found by pinyin
    assert "澜溪县信访局</option>" not in said  # it is there already
    chosen = {"unit": str(town.unit("housing").id)}
    assert sent(seat(town.dispatcher), case, "transfer", said, **chosen, reason="").status_code == 422
    assert sent(seat(town.dispatcher), case, "transfer", said, **chosen, reason="属地管理、分级负责").status_code == 303


def test_an_opinion_begins_with_what_was_found_and_what_was_said_before(town: Town) -> None:
    case = handled(town)
    go(case, "investigate", town.handler, "2026-03-20 09:00", findings="北面裂缝3厘米。")
    assert 'name="opinions.1.facts"' in (said := opened(seat(town.handler), case, "sign_opinion"))
    assert "北面裂缝3厘米。</textarea>" in said
    go(case, "sign_opinion", town.head, "2026-04-10 10:00")
    Demand.objects.filter(case=case).update(result="solved")  # closed with that opinion, then something more was asked
    Demand.objects.create(id=new_id(COUNTY), county=COUNTY, case=case, position=2, text="四面都修")
    Proceeding.objects.filter(case=case).update(state="S50")
    said = opened(seat(town.handler), case, "sign_opinion")
    assert said.count("北面裂缝3厘米。</textarea>") == 1  # of the new demand alone
    for kept in OPINION.values():
        assert kept in said


def test_an_opinion_of_several_new_demands_begins_empty(town: Town) -> None:
    case = handled(town, demands=["修好外墙", "赔电动车"])
    go(case, "investigate", town.handler, "2026-03-20 09:00", findings="北面裂缝3厘米。")
    assert "北面裂缝3厘米。</textarea>" not in opened(seat(town.handler), case, "sign_opinion")


def test_an_act_ends_on_the_page_of_the_case_with_what_happens_next(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-04-12 14:00")
    client = seat(town.dispatcher)
    page = opened(client, case, "transfer")
    data = {"unit": str(town.unit("housing").id), "reason": "主管房屋安全"}
    response = sent(client, case, "transfer", page, **data)
    assert (response.status_code, response["Location"]) == (303, address(case))
    said = unescape(client.get(address(case)).content.decode())
    assert "「转送」已记下。现在是「已转送（待接收）」，由澜溪县住房和城乡建设局 陆海平办理。" in said
    assert "已出具：转送函、转送（交办）去向告知书。" in said
    assert "到期" in said


def test_receiving_is_one_click_from_the_page(town: Town) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-04-10 14:00")
    go(case, "transfer", town.dispatcher, "2026-04-10 15:00", unit=town.unit("housing"))
    client = seat(town.handler)
    page = unescape(client.get(address(case)).content.decode())
    assert f'<form method="post" action="{address(case, "act/receive/")}">' in page
    assert sent(client, case, "receive", page).status_code == 303
    case.refresh_from_db()
    assert case.state == "S30"


EMPTY = {"statement": "", "investigators": "  ", "findings": "\0"}


def test_empty_fields_are_named_beside_and_above_the_form(town: Town) -> None:
    case = handled(town)
    client = seat(town.handler)
    response = sent(client, case, "investigate", opened(client, case, "investigate"), **EMPTY)
    said = unescape(response.content.decode())
    assert response.status_code == 422
    assert said.count("请填写。") == 6  # once in the summary, once beside each of three fields
    for name in EMPTY:
        assert f'href="#id_{name}"' in said
        assert f'id="id_{name}-error"' in said
    assert 'role="alert"' in said


def test_a_text_that_is_too_long_is_kept_whole(town: Town) -> None:
    case = handled(town)
    client = seat(town.handler)
    long = "墙" * 30_000
    data = {"statement": long, "investigators": "陆海平、唐二楼", "findings": "属实<script>alert(1)</script>"}
    response = sent(client, case, "investigate", opened(client, case, "investigate"), **data)
    raw = response.content.decode()
    assert response.status_code == 422
    assert "最多20000字，现在有30000字" in raw
    assert long in raw
    assert "陆海平、唐二楼" in raw
    assert "<script>alert" not in raw
    assert "属实&lt;script&gt;" in raw
    assert not Entry.objects.filter(case=case, act="investigate").exists()


WRONG_DAYS = {
    "1899-12-31": "早于1900年",
    "2026-04-13": "还没有到，今天是2026-04-12",
    "2026-02-30": "不是日期",
    "昨天": "不是日期",
    "2026-04-09": "不能早于上一步的日期",
    "": "请填写",
}


def test_a_wrong_day_is_refused_in_words_and_stays_in_the_field(town: Town) -> None:
    case = signed(town)
    client = seat(town.handler)
    page = opened(client, case, "serve")
    for day, words in WRONG_DAYS.items():
        response = sent(client, case, "serve", page, served_on=day, way="direct", proof="本人签收")
        said = unescape(response.content.decode())
        assert response.status_code == 422, day
        assert words in said, day
        assert "本人签收" in said, day
        assert not day or f'value="{day}"' in said
    case.refresh_from_db()
    assert case.state == "S60"


def test_a_wrong_number_of_days_is_refused(town: Town) -> None:
    case = handled(town)
    client = seat(town.handler)
    page = opened(client, case, "extend")
    for days in ("abc", "0", "-3", "31", "1e9", "９９９９９９９９９９９９"):
        response = sent(client, case, "extend", page, days=days, reason="要等鉴定")
        assert response.status_code == 422, days
        assert "要等鉴定" in response.content.decode(), days
    assert not Draft.objects.filter(case=case).exists()


def test_the_same_form_sent_twice_acts_once(town: Town) -> None:
    case = handled(town)
    client = seat(town.handler)
    page = opened(client, case, "note")
    for _n in range(2):
        assert sent(client, case, "note", page, text="到现场看过。").status_code == 303
    assert Entry.objects.filter(case=case, act="note").count() == 1
    page = opened(client, case, "extend")
    for _n in range(2):
        assert sent(client, case, "extend", page, days="10", reason="要等鉴定").status_code == 303
    assert Draft.objects.filter(case=case).count() == 1


def test_the_second_of_two_is_told_what_changed_and_keeps_what_was_typed(town: Town) -> None:
    case = handled(town)
    mine, hers = seat(town.handler), seat(town.handler_2)
    page = opened(mine, case, "investigate")
    assert sent(hers, case, "note", opened(hers, case, "note"), text="我先看了。").status_code == 303
    typed = {"statement": "墙裂了", "investigators": "陆海平、唐二楼", "findings": "裂缝3厘米"}
    late = sent(mine, case, "investigate", page, **typed)
    said = unescape(late.content.decode())
    assert late.status_code == 409
    assert "唐二楼：记一笔" in said
    assert "看过了，再提交" in said
    assert all(text in said for text in typed.values())
    assert hidden(said, "expecting") == str(int(hidden(page, "expecting")) + 1)
    assert hidden(said, "once") == hidden(page, "once")
    assert sent(mine, case, "investigate", said, **typed).status_code == 303


def test_after_the_case_has_moved_on_the_reasons_are_given_and_the_text_stays(town: Town) -> None:
    case = register_case(town)
    mine, hers = seat(town.dispatcher), seat(town.dispatcher_2)
    page = opened(mine, case, "classify")
    go(case, "open_dispatch", town.dispatcher_2, "2026-04-12 14:00")
    go(case, "transfer", town.dispatcher_2, "2026-04-12 14:10", unit=town.unit("housing"))
    late = sent(mine, case, "classify", page, kind="suggest", why="他说只是提建议")
    said = unescape(late.content.decode())
    assert late.status_code == 409
    assert "罗分洪：转送" in said
    assert "现在不能做这一步" in said
    assert "他说只是提建议" in said
    assert 'class="fq-btn fq-btn-primary"' not in said.split("<main", 1)[1]
    assert opened(hers, case, "classify", status=409).count("<form") <= said.count("<form")


def test_an_act_that_does_not_exist_is_not_found(town: Town) -> None:
    case = register_case(town)
    client = seat(town.clerk)
    for step in ("nothing", "register", "DROP"):
        assert client.get(address(case, f"act/{step}/")).status_code == 404
        assert client.post(address(case, f"act/{step}/"), {"x": "1"}).status_code == 404


def test_strange_marks_of_a_form_do_no_harm(town: Town) -> None:
    case = handled(town)
    client = seat(town.handler)
    url = address(case, "act/note/")
    for once, expecting in (("\0\0\0\0\0\0\0\0\0", "abc"), ("x" * 500, "9" * 40), ("", "-1"), ("é" * 10, "²")):
        data = {"once": once, "expecting": expecting, "text": "看过", "draft": "x", "unit": "\0"}
        assert client.post(url, data).status_code == 303
    assert client.post(url, {"text": "看过", "expecting": "0"}).status_code == 409
    assert client.post(url, {"text": "a", "draft": "019b0000-0000-7000-8000-000000000000"}).status_code == 404


def test_a_person_who_may_not_act_reads_who_may(town: Town) -> None:
    case = handled(town)
    said = opened(seat(town.supervisor), case, "note", status=403)
    assert "由" in said
    assert "承办人" in said
    assert '<form method="post" action="/cases/' not in said


def test_a_fragment_brings_the_form_alone(town: Town) -> None:
    case = handled(town)
    response = seat(town.handler).get(address(case, "act/note/"), headers={"HX-Request": "true"})
    said = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in said
    assert "data-autosave=" in said


def test_only_people_of_the_unit_are_offered_as_handler(town: Town) -> None:
    case = handled(town)
    said = opened(seat(town.head), case, "appoint")
    assert "唐二楼" in said
    assert "田间" not in said.split("<form", 2)[-1]
    client = seat(town.head)
    refused = sent(client, case, "appoint", opened(client, case, "appoint"), person=town.land_handler.user)
    assert refused.status_code == 422
    assert "不在负责单位任职" in unescape(refused.content.decode())


def test_the_unit_complained_of_is_asked_about(town: Town) -> None:
    case = register_case(town, complained_units=[town.unit("housing").id])
    go(case, "open_dispatch", town.dispatcher, "2026-04-12 14:00")
    client = seat(town.dispatcher)
    page = opened(client, case, "transfer")
    assert "仍转给它的理由" in page
    data = {"unit": str(town.unit("housing").id), "reason": "主管"}
    refused = sent(client, case, "transfer", page, **data)
    said = unescape(refused.content.decode())
    assert refused.status_code == 409
    assert "信访人反映的正是这个单位" in said
    assert f'value="{data["unit"]}" selected' in said
    assert sent(client, case, "transfer", said, **data, despite="只有它有权鉴定").status_code == 303


def test_a_report_of_wrongdoing_leaves_the_sight_of_who_classified_it(town: Town) -> None:
    case = register_case(town, classification="")
    client = seat(town.clerk)
    response = sent(client, case, "classify", opened(client, case, "classify"), kind="report")
    assert (response.status_code, response["Location"]) == (303, "/")
    assert client.get(address(case)).status_code == 404
    assert seat(town.sealed_officer).get(address(case)).status_code == 200


def test_earlier_cases_of_the_same_person_are_offered_for_linking(town: Town) -> None:
    earlier, case = register_case(town), register_case(town)
    other = register_case(town, people=[])
    client = seat(town.clerk)
    page = opened(client, case, "link_duplicate")
    assert f'<option value="{earlier.number}">' in page
    assert other.number not in page
    data = {"earlier": earlier.number, "same_because": "同一面墙"}
    assert sent(client, case, "link_duplicate", page, **data).status_code == 303
    page = opened(client, case, "link_duplicate")
    wrong = sent(client, case, "link_duplicate", page, earlier="999901-2026-000999", same_because="同一面墙")
    assert wrong.status_code == 422
    assert "找不到" in wrong.content.decode()


def draft_opinion(client: Client, case: Case, **over: str) -> Any:
    """Send an opinion for approval through its form."""
    rows = {f"opinions.1.{name}": text for name, text in {**OPINION, "outcome": "support"}.items()}
    return sent(client, case, "sign_opinion", opened(client, case, "sign_opinion"), **{
        **rows, "review_body": "澜溪县人民政府，桂花路1号", **over,
    })  # fmt: skip


def ready_to_sign(town: Town) -> Case:
    """A case that was heard and investigated."""
    case = handled(town)
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    return case


def test_what_another_has_to_approve_is_sent_for_approval(town: Town) -> None:
    case = ready_to_sign(town)
    handler, head = seat(town.handler), seat(town.head)
    page = opened(handler, case, "sign_opinion")
    assert ">送审<" in page
    assert 'value="澜溪县人民政府"' in page
    assert draft_opinion(handler, case, **{"opinions.1.facts": ""}).status_code == 422
    assert draft_opinion(handler, case).status_code == 303
    assert "已送审：「签发处理意见」等责任单位的单位负责人批准" in unescape(handler.get(address(case)).content.decode())
    waiting = Draft.objects.get(case=case)
    assert head.post(f"/cases/drafts/{waiting.id}/approve").status_code == 303
    case.refresh_from_db()
    assert case.state == "S60"
    again = head.post(f"/cases/drafts/{waiting.id}/approve")
    assert again.status_code == 409
    assert "已经处理过了" in again.content.decode()


def test_a_draft_goes_back_with_words_and_is_taken_up_again(town: Town) -> None:
    case = ready_to_sign(town)
    handler, head = seat(town.handler), seat(town.head)
    draft_opinion(handler, case)
    waiting = Draft.objects.get(case=case)
    url = f"/cases/drafts/{waiting.id}/return"
    assert head.post(url, {"remark": ""}).status_code == 422
    assert head.post(url, {"remark": "写明哪一条规定"}).status_code == 303
    page = opened(handler, case, "sign_opinion")
    assert "上次送审被退回：写明哪一条规定" in page
    assert OPINION["reply"] in page
    assert head.post(url, {"remark": "再退一次"}).status_code == 409


def test_the_head_may_change_a_draft_and_then_approve_it(town: Town) -> None:
    case = ready_to_sign(town)
    handler, head = seat(town.handler), seat(town.head)
    draft_opinion(handler, case)
    waiting = Draft.objects.get(case=case)
    response = head.get(address(case, f"act/sign_opinion/?draft={waiting.id}"))
    page = unescape(response.content.decode())
    assert OPINION["reply"] in page
    assert hidden(page, "draft") == str(waiting.id)
    rows = {
        f"opinions.1.{name}": text for name, text in {**OPINION, "outcome": "support", "reply": "十日内修复。"}.items()
    }
    data = {**rows, "review_body": "县政府，桂花路1号", "draft": str(waiting.id)}
    assert sent(head, case, "sign_opinion", page, **data).status_code == 303
    entry = Entry.objects.filter(case=case, act="sign_opinion").get()
    assert entry.body["drafted_by"] == town.handler.user
    assert entry.body["data"]["opinions"][0]["reply"] == "十日内修复。"


def test_strangers_decide_nothing(town: Town) -> None:
    case = ready_to_sign(town)
    draft_opinion(seat(town.handler), case)
    waiting = Draft.objects.get(case=case)
    strangers: list[tuple[Actor, int]] = [(town.outsider, 404), (town.land_head, 404), (town.handler_2, 403)]
    for actor, status in strangers:
        assert seat(actor).post(f"/cases/drafts/{waiting.id}/approve").status_code == status
        assert seat(actor).post(f"/cases/drafts/{waiting.id}/return", {"remark": "不行"}).status_code == status
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert seat(town.head).get(f"/cases/drafts/{waiting.id}/approve").status_code == 405


def test_demands_are_split_off_with_a_reason(town: Town) -> None:
    case = handled(town, demands=["修好外墙", "赔电动车"])
    client = seat(town.handler)
    url = address(case, "split/")
    assert "赔电动车" in client.get(url).content.decode()
    for data in (
        {},
        {"positions": ["1", "2"], "reason": "两件事"},
        {"positions": ["2"]},
        {"positions": ["x", "9"], "reason": "两"},
    ):
        assert client.post(url, data).status_code == 422, data
    kept = client.post(url, {"positions": ["2"], "reason": ""}).content.decode()
    assert 'value="2" checked' in kept
    response = client.post(url, {"positions": ["2"], "reason": "两个单位各管一件"})
    part = Case.objects.exclude(id=case.id).get()
    assert (response.status_code, response["Location"]) == (303, address(part))
    assert "从这一件分出" in client.get(address(part)).content.decode()
    assert client.get(url).status_code == 409  # one demand is left
    assert seat(town.supervisor).get(address(part, "split/")).status_code in (403, 409)
