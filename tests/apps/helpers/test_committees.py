"""Mediation committees: entered, corrected, closed, counted as of a day; and the training on a mediator's card."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases import rules
from fengqiao.apps.helpers import committees, training
from fengqiao.apps.helpers.models import Change, Committee, Helper, Training
from fengqiao.domain.errors import Conflict, Incomplete
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of
from tests.apps.cases.desk import seat
from tests.town import COUNTY, SHELL, Town, helper

PAGE = "/helpers/committees/"
PACK = rules.pack_named(rules.NATIONAL)
SINCE = date(2025, 1, 6)


def body(town: Town, name: str = "坪上镇人民调解委员会", unit: str = "pingshang", kind: str = "general", since: date = SINCE) -> Committee:
    return committees.set_up(committees.Entered(name, town.unit(unit), since, kind), county=COUNTY, pack=PACK)


def page_of(actor: Any, address: str = PAGE, **asked: str) -> str:
    return unescape(seat(actor).get(address, asked).content.decode())


def test_a_committee_is_entered_corrected_and_closed(town: Town) -> None:
    client = seat(town.dispatcher)
    typed = {"name": "石榴坳村人民调解委员会", "kind": "general", "unit": str(town.unit("village").id), "since": "2025-01-06"}
    where = client.post(f"{PAGE}new/", typed)["Location"]
    made = Committee.objects.get()
    assert (made.name, made.unit, made.kind) == (typed["name"], town.unit("village"), "general")
    again = client.post(f"{PAGE}new/", typed)
    assert (again.status_code, "已经在名册里" in unescape(again.content.decode())) == (422, True)
    assert client.post(where, {**typed, "name": "石榴坳村调委会"}).status_code == 303
    early = client.post(f"{where}close", {"on": "2024-01-01"})
    assert (early.status_code, "不能撤得更早" in unescape(early.content.decode())) == (422, True)
    assert client.post(f"{where}close", {"on": "2025-06-01"}).status_code == 303
    late = client.post(where, {**typed, "name": "石榴坳村调委会", "since": "2025-06-02"})
    assert (late.status_code, "已经撤销，不能设得更晚" in unescape(late.content.decode())) == (422, True)
    assert [committees.tally(COUNTY, date(2025, month, 1)).village for month in (1, 2, 6)] == [0, 1, 0]
    assert "石榴坳村调委会" not in page_of(town.clerk)
    assert "石榴坳村调委会" in page_of(town.clerk, on="2025-03-01")


def test_all_staff_read_the_committees_and_those_who_keep_the_directory_change_them(town: Town) -> None:
    made = body(town)
    assert "坪上镇人民调解委员会" in page_of(town.supervisor, f"{PAGE}{made.id}/")
    assert "<form" not in page_of(town.supervisor, f"{PAGE}{made.id}/").partition('<main')[2].partition("</main>")[0]
    assert seat(town.supervisor).post(f"{PAGE}{made.id}/", {}).status_code in (200, 403)
    assert seat(town.supervisor).post(f"{PAGE}{made.id}/close", {"on": "2026-01-01"}).status_code == 403
    assert seat(town.outsider).get(f"{PAGE}{made.id}/").status_code == 404
    made.refresh_from_db()
    assert (made.name, made.closed_on) == ("坪上镇人民调解委员会", None)


def test_whoever_is_entered_under_a_committee_belongs_to_it(town: Town) -> None:
    made = body(town)
    client = seat(town.dispatcher)
    client.post("/helpers/new/", {"name": "龙老", "kinds": ["mediator"], "place": made.name})
    one = Helper.objects.get()
    assert (one.committee, one.unit) == (made, made.unit)
    assert made.name in page_of(town.clerk, "/helpers/")
    assert "龙老" in page_of(town.clerk, "/helpers/", place=made.name)
    assert "龙老" in page_of(town.clerk, f"{PAGE}{made.id}/")
    assert committees.tally(COUNTY, day_of(Change.objects.get().at)).mediators == 1


def test_mediators_are_counted_as_of_a_day_by_the_log(town: Town) -> None:
    one = helper("龙老", "mediator")
    helper("石老", "elder")
    Change.objects.filter(helper=one).update(at="2025-03-01T10:00+08:00")
    Change.objects.create(id=new_id(COUNTY), county=COUNTY, helper=one, act="stopped", at="2025-05-01T10:00+08:00", by_name="甲")
    Helper.objects.filter(id=one.id).update(is_active=False)
    days = [date(2025, 2, 28), date(2025, 3, 1), date(2025, 4, 30), date(2025, 5, 1)]
    assert [committees.mediators_on(COUNTY, day) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize(("over", "key"), [({"kind": "secret"}, "kind"), ({"name": " "}, "name"), ({"name": "长" * 121}, "name")])
def test_what_is_wrong_is_named(town: Town, over: dict[str, str], key: str) -> None:
    with pytest.raises(Incomplete) as refused:
        body(town, **over)
    assert key in refused.value.fields


def test_two_in_one_table_may_not_have_one_name(town: Town) -> None:
    twice = [committees.Entered("同名调委会", town.unit("pingshang"), SINCE)] * 2
    with pytest.raises(Conflict):
        committees.set_up_all(twice, county=COUNTY, pack=PACK)
    assert not Committee.objects.exists()


def test_fifty_committees_a_page_each_once_with_few_queries(town: Town) -> None:
    names = [committees.Entered(f"第{n:03d}调委会", town.unit("village"), SINCE) for n in range(120)]
    committees.set_up_all(names, county=COUNTY, pack=PACK)
    seen: list[str] = []
    address, client = PAGE, seat(town.clerk)
    for _page in range(3):
        with CaptureQueriesContext(connection) as queries:
            page = unescape(client.get(address).content.decode())
        assert len(queries) <= 12
        seen += [part[:36] for part in page.split('th scope="row" data-label="名称"><a href="/helpers/committees/')[1:]]
        if 'rel="next"' in page:
            address = PAGE + page.split('" rel="next"')[0].rpartition('href="')[2]
    assert len(seen) == len(set(seen)) == 120


def test_cy_41_a_training_stands_on_the_card_as_a_fact(town: Town) -> None:
    one = helper("龙老", "mediator")
    client, card = seat(town.dispatcher), f"/helpers/{one.id}/"
    assert client.post(f"{card}training", {"on": "2026-01-15", "subject": "婚姻家庭编和调解笔录", "hours": "8"}).status_code == 303
    page = unescape(client.get(card).content.decode())
    for said in ("2026-01-15", "婚姻家庭编和调解笔录", "8 学时"):
        assert said in page, said
    wrong = client.post(f"{card}training", {"on": "2099-01-15", "subject": "将来的课", "hours": "8"})
    assert (wrong.status_code, "还没有到" in unescape(wrong.content.decode())) == (422, True)
    made = Training.objects.get()
    assert client.post(f"{card}training/{made.id}/strike").status_code == 303
    assert not training.of(one, most=5)
    assert "婚姻家庭编和调解笔录" in unescape(client.get(card).content.decode())  # the log still says that it stood there
    assert seat(town.clerk).post(f"{card}training", {"on": "2026-01-15", "subject": "课", "hours": "8"}).status_code == 403


def test_a_training_in_the_future_or_without_a_subject_is_refused(town: Town) -> None:
    one = helper("龙老", "mediator")
    for on, subject, hours, key in ((date(2999, 1, 1), "课", 8, "on"), (SINCE, "  ", 8, "subject"), (SINCE, "课", 0, "hours")):
        with pytest.raises(Incomplete) as refused:
            training.record(one, on=on, subject=subject, hours=hours, **SHELL)
        assert set(refused.value.fields) == {key}


def test_the_list_of_people_says_nothing_of_training(town: Town) -> None:
    training.record(helper("龙老", "mediator"), on=SINCE, subject="调解技巧", hours=8, **SHELL)
    assert "调解技巧" not in page_of(town.dispatcher, "/helpers/")
    assert "学时" not in page_of(town.dispatcher, "/helpers/")
