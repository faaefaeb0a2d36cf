"""The question of trust: optional, asked where the method asks it, and kept as a count of the month that leads back to nobody."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.followups import queries, services
from fengqiao.apps.followups.models import TrustCount
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.models import PackVersion
from tests.apps.cases.desk import seat
from tests.apps.cases.test_naidong import ANSWERS
from tests.apps.followups.test_evaluating import SAID
from tests.town import COUNTY, Town, at, go, going_by, prepare, register_case, sign, to_opinion

DAY, LATER = "2026-04-20 09:00", date(2026, 5, 2)


def replied(town: Town) -> Case:
    """A case of 乃东's method whose opinion was served on 13 April."""
    case = register_case(going_by(town, "naidong", "petition-office"))
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    go(case, "transfer", town.dispatcher, "2026-03-02 11:00", unit=town.unit("housing"), **ANSWERS)
    go(case, "receive", town.handler, "2026-03-04 09:00")
    go(case, "accept", town.handler, "2026-03-06 09:00")
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00", ways=["heard"])
    sign(case, prepare(case, "sign_opinion", town.handler, "2026-04-09 16:00"), town.head, "2026-04-10 10:00")
    go(case, "serve", town.handler, "2026-04-13 11:00")
    return case


def rate(town: Town, case: Case, **over: str) -> None:
    services.evaluate(case, {**SAID, **over}, by=town.citizen, at=at(DAY))


def counted() -> dict[str, int]:
    return dict(TrustCount.objects.values_list("answer", "n"))


def test_nd_46_it_may_be_answered_and_need_not(town: Town) -> None:
    rate(town, replied(town))
    assert counted() == {}
    rate(town, replied(town), trust="little")
    rate(town, replied(town), trust="little")
    assert counted() == {"little": 2}
    with pytest.raises(Incomplete):
        rate(town, replied(town), trust="very much")


def test_nd_46_nothing_that_is_kept_leads_from_an_answer_to_a_person_or_a_case(town: Town) -> None:
    """No key, time or order of an answer: the table has a county, a month, an answer and a number, and no other row says it."""
    assert {field.name for field in TrustCount._meta.get_fields()} == {"id", "county", "month", "answer", "n"}
    assert not any(field.is_relation for field in TrustCount._meta.get_fields())
    case = replied(town)
    rate(town, case, trust="none")
    assert TrustCount.objects.get().month == date(2026, 4, 1)
    assert '"none"' not in "".join(str(entry.body) for entry in Entry.objects.filter(case=case))
    others = [model._meta.db_table for name in ("cases", "documents", "followups", "kernel", "notices")
              for model in apps.get_app_config(name).get_models() if model not in (TrustCount, PackVersion)]  # fmt: skip
    for table in others:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text ~ 'trust'")
            assert cursor.fetchone()[0] == 0, table


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_nd_46_only_from_ten_answers_and_only_of_months_that_are_over(town: Town, n: int, shown: bool) -> None:
    here = going_by(town, "naidong", "petition-office")
    TrustCount.objects.create(county=COUNTY, month=date(2026, 4, 1), answer="trusts", n=n - 2)
    TrustCount.objects.create(county=COUNTY, month=date(2026, 4, 1), answer="none", n=2)
    assert bool(queries.trust(COUNTY, LATER)) == shown
    assert queries.trust(COUNTY, date(2026, 4, 30)) == []
    with time_machine.travel(at("2026-05-02 09:00"), tick=False):
        page = unescape(seat(here.dispatcher).get("/followups/answers").content.decode())
        handler = unescape(seat(here.handler).get("/followups/answers").content.decode())
    assert ("信不信任" in page) == shown
    assert (f"{n - 2}/{n}" in page) == shown
    assert "信不信任" not in handler


def test_nd_46_the_page_asks_it_without_obliging_and_says_what_is_kept(town: Town) -> None:
    case = replied(town)
    with time_machine.travel(at(DAY), tick=False):
        page = unescape(Client().get(f"/e/{queries.link_of(case)}").content.decode())
        assert "您对这里的党和政府信任吗" in page
        assert "可以不答" in page
        assert Client().post(f"/e/{queries.link_of(case)}", {**SAID}).status_code == 302
    assert counted() == {}


def test_it_is_not_asked_where_no_method_asks_it_nor_of_what_is_entered_for_somebody(town: Town) -> None:
    plain = to_opinion(town)
    with time_machine.travel(at(DAY), tick=False):
        assert "信任" not in unescape(Client().get(f"/e/{queries.link_of(plain)}").content.decode())
    rate(town, plain, trust="trusts")
    services.for_somebody(replied(town), {**SAID, "consent": "窗口第三格", "trust": "trusts"}, by=town.clerk, at=at(DAY))
    assert counted() == {}
