"""From any page of the citizens to the route map, and on every step of a case to the person who has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.rules import NATIONAL, pack_named
from fengqiao.apps.followups import queries as followups
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.portal.route import stages_of
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.mediation.cast import invited, link
from tests.apps.portal.cast import served_case
from tests.town import Town, at, dispute, go, prepare, register_case, sign, to_opinion

ROUTE = 'href="/c/route/"'


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return unescape(answer.content.decode())


def test_the_route_map_is_one_tap_from_every_page_of_the_citizens(client: Client, town: Town) -> None:
    """KZ-25: the first page, telling, a case, what to do who disagrees, an invitation, a rating."""
    case, tree = served_case(town), invited(town)
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    code = f"/t/{case.tracking_code}"
    assert ROUTE in read(Client(), f"{code}/open")
    pages = ["/say/", "/c/say/", "/c/say/where", "/c/people/", "/c/receptions/", "/c/disagree/", "/c/route/", "/t/", code,
             f"{code}/disagree", f"{code}/do/urge", f"{code}/do/request_review", link(tree, "panel"), link(tree, "other_party"),
             f"/e/{followups.link_of(case)}"]  # fmt: skip
    client.post("/c/say/what", {"content": "路灯坏了"})
    assert [url for url in pages if ROUTE not in read(client, url)] == []
    assert "六十日" in read(client, "/c/route/") or "60日" in read(client, "/c/route/")


def test_the_route_map_is_drawn_from_what_the_engine_runs(town: Town) -> None:
    """YJ-37: another length or name in the pack is another map; the citizen is promised nothing else."""
    pack = pack_named(NATIONAL)
    flow, limit = pack.workflows["petition"], pack.clocks["CLK-02"]
    renamed = replace(flow.transitions["accept"], name=Words("收下来办", "Take it up"))
    other = replace(
        pack, clocks={**pack.clocks, "CLK-02": replace(limit, days=3)},
        workflows={**pack.workflows, "petition": replace(flow, transitions={**flow.transitions, "accept": renamed})},
    )  # fmt: skip

    def told(of: object) -> tuple[list[str], set[str]]:
        nodes = [node for _step, found in stages_of(of, "petition") for node in found]  # type: ignore[arg-type]
        return [node.what.zh for node in nodes], {length.zh for node in nodes for name, length in node.days if name == limit.name}

    assert "收下来办" not in told(pack)[0]
    assert "收下来办" in told(other)[0]
    assert (told(pack)[1], told(other)[1]) == ({limit.length(15).zh}, {limit.length(3).zh})


def test_yj_37_the_map_says_you_are_here_to_whoever_comes_from_a_case(town: Town, client: Client) -> None:
    """The link on the page of a case leads to the step where it stands; a state that there is not marks nothing."""
    for case, step in ((register_case(town), "发现登记"), (served_case(town), "答复兑现")):
        (where,) = re.findall(r'href="(/c/route/\?at=\w+)#here"', read(client, f"/t/{case.tracking_code}"))
        page = read(client, where)
        assert page.count("您在这里") == page.count('id="here"') == 1
        assert re.search(rf'id="here" aria-current="step"><h3[^>]*>\d · {step} ', page)
    for at_none in ("", "?at=", "?at=S00", "?at=<b>"):
        assert "您在这里" not in read(client, f"/c/route/{at_none}")


def test_until_it_is_signed_for_whoever_had_it_before_may_still_be_turned_to(town: Town, client: Client) -> None:
    """PB-10: handing over is complete only when the other unit has signed: until then the progress page names both."""
    office = town.unit("petition-office")
    Unit.objects.filter(pk=office.pk).update(phone="000-0000300")
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    before = f"对方签收以前，有事照样可以找{office.label}的{town.dispatcher.name}。"
    assert before not in read(client, f"/t/{case.tracking_code}")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    now = read(client, f"/t/{case.tracking_code}").split('id="now-title"')[1].split("</section>")[0]
    for said in (before, "000-0000300", town.unit("housing").label):
        assert said in now, said
    client.cookies["django_language"] = "en"
    assert "Until they have signed for it, you may still turn to" in read(client, f"/t/{case.tracking_code}")
    client.cookies["django_language"] = "zh-hans"
    go(case, "receive", town.handler, "2026-03-04 09:00")
    assert "对方签收以前" not in read(client, f"/t/{case.tracking_code}")


def test_pb_15_who_came_reads_that_the_unit_is_being_found_and_never_that_they_were_sent_back(town: Town, client: Client) -> None:
    case = register_case(town)
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    for unit, handler, objects, when in (("housing", town.handler, "object", "04"), ("land", town.land_handler, "object_again", "10")):
        go(case, "transfer", town.dispatcher, f"2026-03-{when} 09:00", unit=town.unit(unit), reason="按职责办")
        go(case, "receive", handler, f"2026-03-{when} 10:00")
        go(case, objects, handler, f"2026-03-{when} 11:00")
        for page in ("", "/disagree", "/do/confirm_done"):
            said = read(client, f"/t/{case.tracking_code}{page}")
            assert "正在确定责任单位" in said, (case.state, page)
            assert not re.search("退回|异议中|协调管辖", said), (case.state, page)
        if case.state == "S31":
            go(case, "object_agreed", town.dispatcher, "2026-03-05 09:00", reasons="确实不归住建局。")
    assert case.state == "S32"
    client.cookies["django_language"] = "en"
    assert "Finding the unit responsible" in read(client, f"/t/{case.tracking_code}")


def test_on_every_step_one_named_person_and_a_telephone(town: Town, client: Client) -> None:
    """PB-11: from registered to under review and closed, and in a mediation: the progress page always says who and where to call."""
    Unit.objects.filter(county_code=town.clerk.county).update(phone="000-0000100")
    case = register_case(town)
    steps = [
        ("open_dispatch", town.dispatcher, "2026-03-02 15:00", {}),
        ("transfer", town.dispatcher, "2026-03-03 10:00", {"unit": town.unit("housing")}),
        ("receive", town.handler, "2026-03-04 09:00", {}), ("accept", town.handler, "2026-03-06 09:00", {}),
        ("set_path_6", town.handler, "2026-03-09 09:00", {}), ("investigate", town.handler, "2026-03-20 09:00", {}),
    ]  # fmt: skip
    _says_who(client, case, "2026-03-02 10:00")
    for step, by, when, data in steps:
        go(case, step, by, when, **data)
        _says_who(client, case, when)
    sign(case, prepare(case, "sign_opinion", town.handler, "2026-04-09 16:00", outcome="reject"), town.head, "2026-04-10 10:00")
    _says_who(client, case, "2026-04-10 11:00")
    go(case, "serve", town.handler, "2026-04-13 11:00")
    _says_who(client, case, "2026-04-13 12:00")
    go(case, "request_review", town.citizen, "2026-04-20 09:00")
    _says_who(client, case, "2026-04-20 10:00")
    ended = to_opinion(town)
    go(ended, "close", town.dispatcher, "2026-05-15 09:00")
    _says_who(client, ended, "2026-05-15 10:00")
    tree = dispute(town)
    _says_who(client, tree, "2026-03-02 10:00")
    go(tree, "mediation.settle_orally", town.grid_worker, "2026-03-02 11:00", content="树栽回村口", kept_by="2026-03-05", all_agree=True)
    _says_who(client, tree, "2026-03-02 12:00")


def _says_who(client: Client, case: Case, when: str) -> None:
    with time_machine.travel(at(when), tick=False):
        page = read(client, f"/t/{case.tracking_code}")
    now = page.split('id="now-title"')[1].split("</section>")[0]
    assert case.person_name, case.state
    assert f"{case.unit.label} · {case.person_name}" in now, case.state
    assert 'href="tel:' in now, case.state


def test_the_wish_is_in_ones_own_words_and_read_by_whoever_said_it(town: Town, client: Client) -> None:
    """ND-24: asked for in one's own words, to be changed until it is sent; kept as it was said, shown to staff and to the person."""
    client.post("/c/say/what", {"content": "三号楼外墙往下掉砖。"})
    client.post("/c/say/wish", {"wish": "快点修"})
    assert 'href="/c/say/wish' in read(client, "/c/say/check").split("希望怎么解决")[1].split("</dt>")[0]
    assert "快点修" in read(client, "/c/say/wish")
    wish = "把四面墙都修好，孩子上学才放心"
    case = register_case(town, wish=wish, demands=["修墙"])
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    assert f"希望的结果：{wish}" in read(client, f"/t/{case.tracking_code}")
    assert wish in read(seat(town.clerk), f"/cases/{case.number}/")


OF_A_MIND = re.compile(r"心理|性格|脾气|情绪|思想|人格|画像|psych|profil|personality|temper|mood|mental|charact", re.IGNORECASE)


def asked(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields of a form, those of its rows too."""
    for one in fields:
        yield one
        yield from asked(one.fields)


@pytest.mark.parametrize("name", packfiles.available())
def test_nd_24_no_column_and_no_form_asks_what_somebody_is_like(name: str) -> None:
    """ND-24: no profile of a mind: nowhere in the tables, nor among what any act or record of any method asks."""
    columns = [f"{model.__name__}.{one.name}" for model in apps.get_models() for one in model._meta.get_fields()]
    pack = pack_named(name)
    acts = [act for flow in pack.workflows.values() for act in (*flow.transitions.values(), *filter(None, [flow.opening]))]
    forms = [(act.id, one) for act in acts for one in asked(act.fields)]
    forms += [(kind.id, one) for kind in pack.occasions.values() for one in asked(kind.fields)]
    assert len(columns) > 300
    assert len(forms) > 300
    texts = [*columns, *(f"{act}.{one.name} {one.label.zh} {one.label.of('en')}" for act, one in forms)]
    assert [text for text in texts if OF_A_MIND.search(text)] == []


def test_the_progress_page_says_who_acts_and_by_which_rule(town: Town, client: Client) -> None:
    """ND-35: the unit that has it, and beside each limit the article it rests on; after a referral the other unit and its limit."""
    case = register_case(town)
    page = read(client, f"/t/{case.tracking_code}")
    assert case.unit.label in page.split('id="now-title"')[1].split("</section>")[0]
    assert "《信访工作条例》第二十二条" in page.split("每一个期限")[1].split("</details>")[0]
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    go(case, "transfer", town.dispatcher, "2026-03-03 10:00", unit=town.unit("housing"))
    page = read(client, f"/t/{case.tracking_code}")
    assert "澜溪县住房和城乡建设局" in page.split('id="now-title"')[1].split("</section>")[0]
    assert "《信访工作条例》第二十三条" in page.split("每一个期限")[1].split("</details>")[0]
