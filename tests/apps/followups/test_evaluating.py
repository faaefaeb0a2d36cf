"""The petitioner says how it was: three scales apart, by themselves, once, for ever; nobody is told apart."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry, Proceeding
from fengqiao.apps.followups import queries, services
from fengqiao.apps.followups.models import Evaluation
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from tests.apps.cases.desk import seat
from tests.apps.followups.test_desk import as_server
from tests.town import COUNTY, Town, at, go, proceeding_of, register_case, to_opinion

SAID = {"attitude": "satisfied", "speed": "mostly", "result": "no_answer", "words": "人很好，就是慢。"}


def rate(case: Case, town: Town, when: str, **over: Any) -> Evaluation:
    said = services.evaluate(case, {**SAID, **over}, by=town.citizen, at=at(when))
    case.refresh_from_db()
    return said


def test_three_scales_are_kept_apart_and_the_words_are_sealed(town: Town) -> None:
    """ND-28: manner, speed and result are rated apart."""
    case = to_opinion(town)
    said = rate(case, town, "2026-04-20 09:00")
    assert (said.attitude, said.speed, said.result, said.occasion, said.entered_by) == ("satisfied", "mostly", "no_answer", "reply", "self")
    assert "人很好".encode() not in bytes(said.words)
    assert queries.words_of(said) == "人很好，就是慢。"
    assert said.unit.code == "housing"
    entry = Entry.objects.get(case=case, act="rate")
    assert "data" not in entry.body  # the case learns that something was said, not what
    assert "satisfied" not in str(entry.body)


def test_given_twice_says_so_and_the_first_stays(town: Town) -> None:
    case = to_opinion(town)
    rate(case, town, "2026-04-20 09:00")
    with pytest.raises(NotNow, match="已经评过"):
        rate(case, town, "2026-04-21 09:00", result="satisfied")
    assert Evaluation.objects.get(case=case).result == "no_answer"


@pytest.mark.parametrize(("when", "works"), [("2026-04-13 12:00", True), ("2026-05-13 09:00", True), ("2026-05-14 09:00", False)])
def test_thirty_days_from_the_reply(town: Town, when: str, works: bool) -> None:
    case = to_opinion(town)
    assert (queries.round_of(case, date.fromisoformat(when[:10])) is not None) == works
    if not works:
        with pytest.raises(NotNow, match="没有要评的"):
            rate(case, town, when)


def test_a_last_day_in_a_year_whose_holidays_are_unknown_keeps_nobody_from_rating(town: Town) -> None:
    case = to_opinion(town)
    root = proceeding_of(case)
    for clock in root.clocks:
        if clock["id"] == queries.RATED_BY:
            clock.update(legal=None, provisional=True)
    root.save(update_fields=["clocks"])
    asked = queries.round_of(case, date(2026, 5, 13))
    assert asked is not None
    assert asked.until == date(2026, 5, 13)


def test_asked_again_ninety_days_after_closing(town: Town) -> None:
    case = to_opinion(town)
    rate(case, town, "2026-04-20 09:00")
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    with pytest.raises(NotNow, match="已经评过"):
        rate(case, town, "2026-08-01 09:00")
    assert rate(case, town, "2026-08-14 09:00").occasion == "lasting"
    with pytest.raises(NotNow, match="已经评过"):
        rate(case, town, "2026-08-15 09:00")


def test_a_dissatisfied_result_goes_to_another_unit_and_stays(town: Town) -> None:
    case = to_opinion(town)
    go(case, "close", town.dispatcher, "2026-05-15 09:00")
    go(case, "follow_up.visit", town.dispatcher, "2026-05-20 09:00")
    rate(case, town, "2026-08-14 09:00", result="dissatisfied")
    look = Proceeding.objects.get(case=case, workflow="follow_up")
    assert (look.vars["satisfied"], look.unit.code) == ("no", "petition-office")
    assert "CLK-92" in [clock["id"] for clock in look.clocks if clock["state"] == "running"]
    assert list(queries.follow_ups(town.supervisor, "dissatisfied")) == [look]
    assert list(queries.follow_ups(town.handler, "dissatisfied")) == []
    go(case, "follow_up.explain", town.dispatcher, "2026-08-20 09:00")
    assert Evaluation.objects.get(case=case, occasion="lasting").result == "dissatisfied"


def test_a_dissatisfied_result_before_closing_opens_a_look_and_the_case_goes_on(town: Town) -> None:
    case = to_opinion(town)
    rate(case, town, "2026-04-20 09:00", result="dissatisfied")
    assert case.state == "S61"
    look = Proceeding.objects.get(case=case, workflow="follow_up")
    assert (look.state, look.due_clock, look.vars["satisfied"]) == ("FU10", "CLK-92", "no")
    go(case, "follow_up.reopen", town.dispatcher, "2026-04-22 09:00")
    assert case.state == "S61"  # found not done while it is still open: the unit goes on


def test_dissatisfied_with_the_manner_is_told_to_the_head_and_the_inspector_alone(town: Town) -> None:
    case = to_opinion(town)
    rate(case, town, "2026-04-20 09:00", attitude="dissatisfied", may_read="on")
    for reader, sees in ((town.head, 1), (town.supervisor, 1), (town.handler, 0), (town.dispatcher, 0), (town.town_head, 0)):
        assert len(queries.about_attitude(reader)) == sees
    assert queries.about_attitude(town.head)[0][1] == "人很好，就是慢。"


def test_words_are_shown_only_with_consent(town: Town) -> None:
    """PB-39: nobody reads a person's words unless they ticked that they may; left alone, the box is empty."""
    kept, told = to_opinion(town), to_opinion(town)
    with time_machine.travel(at("2026-04-20 09:00"), tick=False):
        for case, ticked in ((kept, {}), (told, {"may_read": "on"})):
            link = f"/e/{queries.link_of(case)}"
            (box,) = re.findall(r'<input[^>]*name="may_read"[^>]*>', Client().get(link).content.decode())
            assert "checked" not in box
            sent = {**SAID, "attitude": "dissatisfied", "words": f"{case.number}：态度不好。", **ticked}
            assert Client().post(link, sent).status_code in (302, 303)
    assert {said.case_id: words for said, words in queries.about_attitude(town.supervisor)} == {
        kept.id: "", told.id: f"{told.number}：态度不好。",
    }  # fmt: skip
    for who in (town.supervisor, town.head):
        read = unescape(seat(who).get("/followups/?tab=attitude").content.decode())
        assert f"{told.number}：态度不好" in read
        assert f"{kept.number}：态度不好" not in read
    public = [Client().get(page).content.decode() for page in ("/say/", "/c/people/", f"/t/{told.tracking_code}")]
    assert not any("态度不好" in unescape(page) for page in public), "read by those who may, published nowhere"


@pytest.mark.parametrize("wrong", [{"attitude": ""}, {"speed": "great"}, {"result": None}, {"words": "字" * 2001}])
def test_what_is_missing_is_named_and_nothing_is_kept(town: Town, wrong: dict[str, Any]) -> None:
    case = to_opinion(town)
    with pytest.raises(Incomplete) as refused:
        rate(case, town, "2026-04-20 09:00", **wrong)
    assert set(refused.value.fields) == set(wrong)
    assert not Evaluation.objects.exists()
    assert not Entry.objects.filter(case=case, act__startswith="rate").exists()


def test_staff_neither_open_nor_fill_it_whatever_they_send(town: Town) -> None:
    case = to_opinion(town, when="2026-03-02 09:00")
    link = f"/e/{queries.link_of(case)}"
    for actor in (town.handler, town.head, town.supervisor, town.dispatcher):
        client = seat(actor)
        for answer in (client.get(link), client.post(link, SAID)):
            assert answer.status_code == 403
            assert "工作人员不能打开也不能填" in answer.content.decode()
        with pytest.raises(Denied):
            services.evaluate(case, SAID, by=actor, at=at("2026-04-20 09:00"))
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("link", ["x", "A" * 38, "😀", "a" * 400, "%00"])
def test_a_link_that_is_none_opens_nothing(town: Town, link: str) -> None:
    assert Client().get(f"/e/{link}").status_code in (400, 404)


def test_a_link_of_another_case_does_not_open_this_one(town: Town) -> None:
    one, other = queries.link_of(to_opinion(town)), queries.link_of(to_opinion(town))
    assert one != other
    assert queries.case_by_link(one[:22] + other[22:]) is None


@pytest.mark.parametrize("mark", [{"is_sealed": True}, {"classification": "report"}, {"restricted_for": "minor"}])
def test_reports_sealed_and_restricted_cases_are_never_rated(town: Town, mark: dict[str, Any]) -> None:
    case = to_opinion(town)
    Case.objects.filter(id=case.id).update(**mark)
    case.refresh_from_db()
    with pytest.raises(NotNow):
        rate(case, town, "2026-04-20 09:00")


def test_entered_for_somebody_by_another_unit_with_a_signature_and_counted_apart(town: Town) -> None:
    case = to_opinion(town)
    for actor in (town.handler, town.head, town.land_handler):
        with pytest.raises(Denied):
            services.for_somebody(case, {**SAID, "consent": "窗口"}, by=actor, at=at("2026-04-20 09:00"))
    with pytest.raises(Incomplete):
        services.for_somebody(case, SAID, by=town.clerk, at=at("2026-04-20 09:00"))
    said = services.for_somebody(case, {**SAID, "consent": "窗口档案柜第三格"}, by=town.clerk, at=at("2026-04-20 09:00"))
    assert (said.entered_by, said.recorder, said.consent) == ("assisted", "明月", "窗口档案柜第三格")
    assert queries.distribution(COUNTY, None).assisted == 1
    assert queries.distribution(COUNTY, None).n == 0


def test_nothing_below_ten_and_then_each_scale_apart(town: Town) -> None:
    for n in range(10):
        assert not queries.distribution(COUNTY, None).is_shown
        assert queries.distribution(COUNTY, None).scales["result"] == {}
        rate(to_opinion(town), town, "2026-04-20 09:00", result="dissatisfied" if n else "satisfied")
    register_case(town)
    found = queries.distribution(COUNTY, None)
    assert (found.n, found.asked) == (10, 10)
    assert found.scales["result"] == {"dissatisfied": 9, "satisfied": 1}
    assert found.scales["attitude"] == {"satisfied": 10}
    page = seat(town.supervisor).get("/followups/answers").content.decode()
    assert "9/10" in page
    assert "平均" not in page.replace("不算平均分", "")
    mine = seat(town.town_head).get("/followups/answers").content.decode()
    assert "不足10份" in mine


def test_the_serving_role_cannot_change_or_remove_an_evaluation(town: Town) -> None:
    rate(to_opinion(town), town, "2026-04-20 09:00")
    for statement in ("UPDATE followups_evaluation SET result = 'satisfied'", "DELETE FROM followups_evaluation"):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_server(statement)
    assert Evaluation.objects.get().result == "no_answer"
