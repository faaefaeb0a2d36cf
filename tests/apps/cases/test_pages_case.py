"""The one page of a case: who sees it, what it says, how many queries it takes, and the names behind the masks."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry, Party
from fengqiao.apps.documents.models import Document
from fengqiao.apps.figures import queries as figures
from fengqiao.apps.followups import services as followups
from tests.apps.cases.desk import address, local, seat
from tests.apps.figures.counting import asker
from tests.town import Town, at, dispute, go, prepare, register_case, to_acceptance, to_opinion


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 14 April 2026."""
    with time_machine.travel(local("2026-04-14T09:00"), tick=False) as clock:
        yield clock


def read(client: Client, url: str, status: int = 200) -> str:
    """What a page says; fails on another status."""
    response = client.get(url)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_unseen_and_absent_cases_look_the_same(town: Town) -> None:
    case = register_case(town)
    for actor in (town.outsider, town.land_handler, town.admin):
        client = seat(actor)
        unseen = client.get(address(case)).content
        absent = client.get("/cases/999901-2026-999999/").content
        assert client.get(address(case)).status_code == client.get("/cases/999901-2026-999999/").status_code == 404
        assert len(unseen) == len(absent)
        for rest in ("act/note/", "split/", "print", f"people/{case.id}/unmask"):
            method = client.post if rest.endswith("unmask") else client.get
            assert method(address(case, rest)).status_code == 404
    assert Client().get(address(case)).status_code == 302  # a visitor is asked to sign in


def test_the_page_shows_demands_time_limits_units_and_everything_that_happened(town: Town) -> None:
    """YJ-38: where on its way the case stands, step by step, and the rule of each step."""
    assert _step_now(read(seat(town.clerk), address(register_case(town)))) == "发现登记"
    assert _step_now(read(seat(town.handler), address(to_acceptance(town)))) == "办理化解"
    case = to_opinion(town, demands=["修好外墙", "赔电动车"])
    assert _step_now(read(seat(town.handler), address(case))) == "答复兑现"
    said = read(seat(town.handler), address(case))
    for text in (
        case.number, "修好外墙", "赔电动车", "支持", "吴*升", "澜溪县住房和城乡建设局", "澜溪县信访局", "陆海平",
        "处理意见已送达", "送审：签发处理意见", "信访事项处理意见书", "为什么是这一天", "信访工作条例", "national@2022.5.1",
    ):  # fmt: skip
        assert text in said, text
    assert "10012345678" not in said
    assert said.count('aria-current="step"') == 1


def _step_now(page: str) -> str:
    """The step that the page marks as the present one; there is no other."""
    (step,) = re.findall(r'aria-current="step">.*?fq-steps-name">([^<]+)<', page, re.S)
    return str(step)


def test_names_stay_masked_until_they_are_opened(town: Town) -> None:
    case = to_acceptance(town)
    client = seat(town.handler)
    for rest in ("", "act/note/", "print"):
        said = read(client, address(case, rest))
        assert "吴大升" not in said
        assert "10012345678" not in said
        assert "999901194803120016" not in said


def test_the_page_says_why_the_rest_may_not_be_done_in_words(town: Town) -> None:
    case = to_acceptance(town)
    said = read(seat(town.handler), address(case))
    assert "研究建议" in said
    assert "只适用于：建议意见" in said
    assert "：claim" not in said.split("<main", 1)[1]
    english = read(seat(town.handler, language="en"), address(case))
    assert "Only for: Suggestion" in english
    assert "What may be done now" in english


def test_acts_come_in_order_with_keys_and_what_asks_nothing_takes_one_click(town: Town) -> None:
    case = to_acceptance(town)
    said = read(seat(town.handler), address(case))
    first = said.index(f'action="{address(case, "act/set_path_6/")}"')
    assert first < said.index(f'href="{address(case, "act/set_path_legal/")}"')
    assert 'data-key="1"' in said
    assert 'data-key="2"' in said
    looking_on = read(seat(town.supervisor), address(case))
    assert "act/set_path_6/" not in looking_on
    assert f'href="{address(case, "act/supervise/")}"' in looking_on


@pytest.mark.parametrize("notes", [0, 57])
def test_a_page_takes_the_same_few_queries_whatever_its_length(
    town: Town, notes: int, django_assert_max_num_queries: Any
) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "classify", town.dispatcher, "2026-03-02 15:10")
    for _n in range(notes):
        go(case, "note", town.dispatcher, "2026-03-02 16:00")
    client = seat(town.dispatcher)
    client.get(address(case))  # the calendar of the county is read once a minute
    for url in (address(case), address(case, "act/transfer/"), address(case, "act/appoint/"), address(case, "print")):
        with django_assert_max_num_queries(15) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) >= 5
    said = read(client, address(case))
    assert said.count('<li class="fq-timeline-item') == min(notes + 3, 12)
    assert read(client, address(case, "?all=1")).count('<li class="fq-timeline-item') == notes + 3
    assert ("更早的" in said) == (notes > 9)


def test_an_identity_opens_for_a_reason_that_is_written_down(town: Town) -> None:
    case = to_acceptance(town)
    party = Party.objects.get(case=case)
    client, url = seat(town.handler), address(case, f"people/{party.id}/unmask")
    assert url in read(client, address(case))
    refused = client.post(url, {"reason": " "}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "为什么要看" in refused.content.decode()
    assert client.post(url, {"reason": "核对\0电话"}, headers={"HX-Request": "true"}).status_code == 200
    shown = client.post(url, {"reason": "约他来看房"}, headers={"HX-Request": "true"}).content.decode()
    assert "吴大升" in shown
    assert "10012345678" in shown
    assert 'data-remask-after="60"' in shown
    assert "<html" not in shown
    assert "吴大升" in client.post(url, {"reason": "没有脚本的浏览器"}).content.decode()
    rows = Entry.objects.filter(case=case, act="unmask")
    assert [row.body["reason"] for row in rows] == ["核对电话", "约他来看房", "没有脚本的浏览器"]
    assert "约他来看房" in read(client, address(case))


def test_a_confidential_petitioner_is_opened_only_where_the_case_was_registered(town: Town) -> None:
    case = to_acceptance(town, is_confidential=True)
    party = Party.objects.get(case=case)
    url = address(case, f"people/{party.id}/unmask")
    assert url not in read(seat(town.handler), address(case))
    denied = seat(town.handler).post(url, {"reason": "想看"})
    assert denied.status_code == 403
    assert "只有登记单位可以查看" in denied.content.decode()
    assert "吴大升" in seat(town.clerk).post(url, {"reason": "信访人来电"}).content.decode()


def test_papers_open_for_those_who_see_the_case(town: Town) -> None:
    case = to_acceptance(town)
    paper = Document.objects.filter(case_id=case.id, kind="D08").get()
    assert f"/papers/{paper.id}" in read(seat(town.handler), address(case))
    assert seat(town.handler).get(f"/papers/{paper.id}").status_code == 200
    for actor in (town.outsider, town.land_handler, town.admin):
        assert seat(actor).get(f"/papers/{paper.id}").status_code == 404
    assert Client().get(f"/papers/{paper.id}").status_code == 302


def test_the_dossier_for_paper_lists_everything_and_keeps_the_masks(town: Town) -> None:
    """KZ-12: the index of the file on paper."""
    case = to_opinion(town)
    said = read(seat(town.handler), address(case, "print"))
    for text in (
        "信访事项登记表",
        case.number,
        "吴*升",
        "100****5678",
        "受理并告知",
        "城镇房屋安全管理规定",
        "信访事项处理意见书",
        "2026-04-13",
    ):
        assert text in said, text
    assert "Registration form" in read(seat(town.handler, language="en"), address(case, "print"))


def test_a_provisional_day_is_said_to_be_one(town: Town, spring: Any) -> None:
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-04-14 08:30")
    far = register_case(town, when="2026-12-28 09:00")
    spring.move_to(local("2026-12-29T09:00"))
    said = read(seat(town.clerk), address(far))
    assert "2027" in said
    assert "暂定" in said


def test_linked_cases_lead_to_each_other(town: Town) -> None:
    first = register_case(town)
    second = register_case(town, earlier=first.id)
    assert address(second) in read(seat(town.clerk), address(first))
    assert "同一件事" in read(seat(town.clerk), address(second))


def test_a_waiting_draft_is_shown_to_all_and_decided_by_the_head(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    waiting = prepare(case, "extend", town.handler, "2026-04-13 16:00")
    assert f"/cases/drafts/{waiting.id}/approve" in read(seat(town.head), address(case))
    mine = read(seat(town.handler), address(case))
    assert "等待批准：延长办理期限" in mine
    assert "/approve" not in mine
    assert "由责任单位的单位负责人来做" in mine


def test_how_often_it_was_told_before_is_said_to_whoever_handles_it(town: Town) -> None:
    """PB-42: told twice before and not solved: a duty of this case, on no list and no mark of a person; gone once one was solved."""
    first, second = register_case(town), register_case(town, when="2026-03-05 09:00")
    third = register_case(town, when="2026-03-09 09:00", earlier=second.id)
    go(third, "link_duplicate", town.clerk, "2026-03-09 10:00", earlier=first.number)
    told = "同一件事此前反映 2 次，都还没有解决，这次要办到位。"
    assert told in read(seat(town.clerk), address(third))
    assert "此前反映" not in read(seat(town.clerk), address(first))
    Case.objects.filter(id=first.id).update(result="solved")
    assert "此前反映" not in read(seat(town.clerk), address(third))


def test_what_the_person_said_when_it_was_explained_stands_in_the_record(town: Town) -> None:
    """ND-36: with the service of an opinion it is written down what the petitioner said to it."""
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    go(case, "sign_opinion", town.head, "2026-04-10 10:00")
    assert "已当面说明的，信访人怎么说" in read(seat(town.handler), address(case, "act/serve/"))
    go(case, "serve", town.handler, "2026-04-13 11:00", heard="听明白了，但是还想四面都修。")
    assert "听明白了，但是还想四面都修。" in read(seat(town.handler), address(case, "?all=1"))


def test_where_it_was_settled_is_told_on_every_settled_case(town: Town) -> None:
    """PB-05: in the village by word of mouth, in the town at the window, at the county by an opinion; and the way up stays open."""
    village = dispute(town)
    assert "mediation.pass_up" in _ways_shown(village, "0001")
    go(village, "mediation.settle_orally", town.grid_worker, "2026-03-02 10:00", content="树栽回村口", kept_by="2026-03-05", all_agree=True)
    go(village, "mediation.kept", town.grid_worker, "2026-03-06 10:00", proof="看过")
    window = register_case(town, unit="pingshang", by=town.town_handler)
    go(window, "settle_on_spot", town.town_handler, "2026-03-02 09:20")
    county = to_opinion(town)
    open_still = read(seat(town.handler), address(county))
    go(county, "close", town.dispatcher, "2026-05-15 09:00")
    assert "在哪一级化解" not in open_still
    for case, reader, level in (
        (village, town.grid_worker, "村（社区）"), (window, town.town_handler, "乡镇（街道）"), (county, town.handler, "县"),
    ):  # fmt: skip
        assert f">{level}<" in read(seat(reader), address(case)).split("在哪一级化解")[1][:120], level
    assert "mediation.not_solved" in _ways_shown(village, "0001")
    for case, way in ((window, "not_solved_early"), (county, "not_solved")):
        assert way in _ways_shown(case), "offered on the citizen's own page after the end"


def _ways_shown(case: Case, proof: str = "5678") -> set[str]:
    """The acts that the citizen's page of a case offers."""
    client = Client()
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": proof}).status_code == 302
    return set(re.findall(rf"/t/{case.tracking_code}/do/([\w.]+)", client.get(f"/t/{case.tracking_code}").content.decode()))


def test_kz_45_waiting_handling_and_rating_stand_on_the_matter(town: Town) -> None:
    """KZ-45: how long the first human response took (as the figure counts it), how long it is or was handled, and that the
    petitioner was asked to rate: what they say is shown as a whole only."""
    fresh = register_case(town, when="2026-04-13 08:00")
    said = read(seat(town.dispatcher), address(fresh))
    assert "还没有人回应，登记后 25 小时" in said
    assert _fact(said, "收到到今天").startswith("1 天")
    assert "怎么评" not in said
    case = to_opinion(town)
    for shown in ("", "?all=1"):
        said = read(seat(town.dispatcher), address(case, shown))
        assert _fact(said, "等多久").startswith(_waited_by_the_figure(town, case)), "one definition for page and figure"
        assert _fact(said, "收到到今天").startswith("43 天")
    rating = _fact(said, "怎么评")
    assert rating.startswith("请本人评这次答复，到 2026-05-13")
    assert 'href="/figures/satisfaction/"' in rating
    assert "43 days" in read(seat(town.dispatcher, language="en"), address(case))


def test_kz_45_whether_the_petitioner_rated_is_not_told_there(town: Town) -> None:
    """KZ-45: before and after the rating the facts are the same, so that nobody is pressed; sealed matters are not rated."""
    case = to_opinion(town)
    before = _fact(read(seat(town.dispatcher), address(case)), "怎么评")
    said = {"attitude": "mostly", "speed": "satisfied", "result": "satisfied"}
    followups.evaluate(case, said, by=town.citizen, at=at("2026-04-14 08:00"))
    page = read(seat(town.dispatcher), address(case))
    assert _fact(page, "怎么评") == before
    assert "基本满意" not in page
    Case.objects.filter(id=case.id).update(restricted_for="minor", is_sealed=True, readers=[town.dispatcher.user])
    assert "怎么评" not in read(seat(town.dispatcher), address(case))


def test_kz_45_a_first_contact_on_record_counts_from_its_hour(town: Town) -> None:
    """KZ-45: recorded at three, met at half past ten: an hour and a half."""
    case = register_case(town)
    go(case, "first_response", town.clerk, "2026-03-02 15:00", met_on="2026-03-02", hour="10:30", where="三号楼下", way="there")
    assert _fact(read(seat(town.clerk), address(case)), "等多久").startswith("登记后 1 小时 30 分")


def _fact(page: str, label: str) -> str:
    """The value of one fact of a page."""
    return page.partition(f"<dt>{label}</dt>")[2].partition("<dd>")[2].partition("</dd>")[0].strip()


def _waited_by_the_figure(town: Town, case: Case) -> str:
    answered = figures.times(asker(town.leader), ["response"])["response"]["answered"]
    assert answered.n == 1
    hours, rest = divmod(round(answered.median * 60), 60)
    return f"登记后 {hours} 小时 {rest} 分第一次有人回应"
