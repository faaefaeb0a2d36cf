"""Administrators' pages: who sees them, what each form does, and that nothing leaks to the next county."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fengqiao.apps.accounts.models import Holding, Post, User
from fengqiao.apps.organisations.models import Duty, LocalHoliday, Unit
from fengqiao.kernel.moment import today
from tests.apps.accounts.cast import COUNTY, PASSWORD, Town

SignIn = Callable[[str], Client]
PAGES = ["/org/", "/org/add-unit", "/org/units/housing", "/org/units/housing/close", "/org/holidays", "/org/people",
         "/org/add-person", "/org/people/lu"]  # fmt: skip


def pages_of(town: Town) -> list[str]:
    held, post = town.holdings["lu"].pk, town.posts["lu"].pk
    return [*PAGES, f"/org/posts/{post}/appoint", f"/org/holdings/{held}/stand-in", f"/org/holdings/{held}/hand-over"]


def test_every_page_opens_for_the_administrator(sign_in: SignIn, town: Town) -> None:
    client = sign_in("admin")
    for page in pages_of(town):
        assert client.get(page).status_code == 200, page


def test_no_page_opens_for_other_roles_or_visitors(sign_in: SignIn, town: Town) -> None:
    handler = sign_in("lu")
    for page in pages_of(town):
        assert handler.get(page).status_code == 403, page
        assert Client().get(page).status_code == 302, page


def test_the_neighbour_s_administrator_sees_nothing_of_this_county(sign_in: SignIn, town: Town) -> None:
    client = sign_in("outsider")
    for page in pages_of(town):
        if any(name in page for name in ("housing", "people/lu", "posts/", "holdings/")):
            assert client.get(page).status_code == 404, page
            assert client.post(page, {}).status_code in (404, 405), page
    for page in ("/org/", "/org/people", "/org/add-unit"):
        assert "澜溪" not in client.get(page).content.decode(), page
    reset = client.post("/org/people/lu/password", {"new": "san-jiang-liang-an-9"})
    assert reset.status_code == 404


def test_a_unit_is_set_up_and_wrong_input_is_kept(sign_in: SignIn, town: Town) -> None:
    client = sign_in("admin")
    typed = {"name": "林业局", "code": "Forest", "level": "county", "system": "government", "kind": "government",
             "region": "999901000000"}  # fmt: skip
    wrong = client.post("/org/add-unit", typed)
    assert wrong.status_code == 422
    assert 'value="林业局"' in wrong.content.decode()
    assert "小写字母" in wrong.content.decode()
    assert client.post("/org/add-unit", typed | {"code": "forest"})["Location"] == "/org/units/forest"
    assert Unit.objects.get(code="forest").county_code == COUNTY
    assert client.post("/org/add-unit", typed | {"code": "forest"}).status_code == 422


def test_a_post_a_duty_and_a_merger(sign_in: SignIn, town: Town) -> None:
    client, home = sign_in("admin"), "/org/units/town-2"
    assert client.post(f"{home}/posts", {"title": "专干", "roles": ["handler"], "is_officer": "on"}).status_code == 302
    assert Post.objects.get(title="专干").is_officer
    assert client.post(f"{home}/posts", {"title": "专干", "roles": ["handler"]}).status_code == 422
    assert client.post(f"{home}/duties", {"category": "land", "region": "999901102000"}).status_code == 302
    assert client.post(f"{home}/duties", {"category": "land", "region": "999902101000"}).status_code == 422
    duty = Duty.objects.get()
    assert client.post(f"/org/units/housing/duties/{duty.pk}/drop").status_code == 404
    assert client.post(f"{home}/duties/{duty.pk}/drop").status_code == 302
    successor = str(town.units["town-1"].pk)
    assert client.post(f"{home}/close", {"on": "2026-03-02", "successor": successor})["Location"] == home
    assert "已撤并" in client.get(home).content.decode()


@pytest.mark.parametrize("day", ["", "2026-02-30", "1066-01-01", "99999-01-01", "昨天"])
def test_a_wrong_day_is_a_sentence(sign_in: SignIn, town: Town, day: str) -> None:
    response = sign_in("admin").post("/org/holidays", {"day": day, "name": "庙会"})
    assert response.status_code == 422
    assert not LocalHoliday.objects.exists()


def test_local_holidays_come_and_go(sign_in: SignIn, town: Town) -> None:
    client = sign_in("admin")
    assert client.post("/org/holidays", {"day": "2026-09-20", "name": "州庆"}).status_code == 302
    assert "州庆" in client.get("/org/holidays").content.decode()
    holiday = LocalHoliday.objects.get()
    assert client.post(f"/org/holidays/{holiday.pk}/drop").status_code == 302
    assert not LocalHoliday.objects.exists()


def test_a_person_comes_is_appointed_and_hands_over(sign_in: SignIn, town: Town) -> None:
    client = sign_in("admin")
    new = {"login": "xin", "name": "辛勤", "phone": "", "new": "san-jiang-liang-an-9"}
    assert client.post("/org/add-person", new)["Location"] == "/org/people/xin"
    assert User.objects.get(login="xin").must_change_password
    post = town.posts["hu"].pk
    assert client.post(f"/org/posts/{post}/appoint", {"user": "辛勤", "since": "2026-03-02"}).status_code == 302
    held = town.holdings["lu"].pk
    future = client.post(f"/org/holdings/{held}/hand-over", {"to_user": "xin", "on": "2099-01-01"})
    assert future.status_code == 422
    assert "不能晚于今天" in future.content.decode()
    assert client.post(f"/org/holdings/{held}/hand-over", {"to_user": "xin", "on": "2026-03-02"}).status_code == 302
    assert Holding.objects.filter(user__login="xin", until=None).count() == 2


def test_absence_and_return(sign_in: SignIn, town: Town) -> None:
    client, held = sign_in("admin"), town.holdings["lu"].pk
    typed = {"user": "hu", "since": "2026-03-09", "until": "2099-03-16"}
    assert client.post(f"/org/holdings/{held}/stand-in", typed).status_code == 302
    substitute = Holding.objects.get(stands_for=held)
    assert "代理陆海" in client.get("/org/units/housing").content.decode()
    assert client.post(f"/org/holdings/{substitute.pk}/back").status_code == 302
    assert client.post(f"/org/holdings/{held}/back").status_code == 409


def test_a_name_that_two_people_bear_needs_the_log_in_name(sign_in: SignIn, town: Town) -> None:
    town.add_person("hu-2", "胡正")
    client, url = sign_in("admin"), f"/org/posts/{town.posts['lu'].pk}/appoint"
    twice = client.post(url, {"user": "胡正", "since": "2026-03-02"})
    assert "hu、hu-2" in twice.content.decode()
    assert "没有找到" in client.post(url, {"user": "outsider", "since": "2026-03-02"}).content.decode()


def test_who_still_holds_a_post_is_not_switched_off(sign_in: SignIn, town: Town) -> None:
    client = sign_in("admin")
    response = client.post("/org/people/lu/active", {"is_active": "no"})
    assert response.status_code == 409
    assert "请先交接" in response.content.decode()


def test_a_reset_password_is_for_one_log_in(sign_in: SignIn, town: Town) -> None:
    client = sign_in("admin")
    assert client.post("/org/people/lu/password", {"new": "short"}).status_code == 422
    assert client.post("/org/people/lu/password", {"new": "san-jiang-liang-an-9"}).status_code == 302
    assert Client().post("/login", {"login": "lu", "password": PASSWORD}).status_code == 422


def test_people_are_listed_fifty_at_a_time(
    sign_in: SignIn, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(52):
        User(county_code=COUNTY, login=f"p{number:02}", name=f"某{number}", password="!").save()
    client = sign_in("admin")
    with django_assert_max_num_queries(4):
        first = client.get("/org/people")
    assert len(first.context["people"]) == 50
    rest = client.get("/org/people" + first.context["more"])
    assert [person.login for person in rest.context["people"]] == [
        "p45",
        "p46",
        "p47",
        "p48",
        "p49",
        "p50",
        "p51",
        "ping",
    ][-len(rest.context["people"]) :]
    assert [person.login for person in client.get("/org/people?q=某51").context["people"]] == ["p51"]


def test_the_tree_costs_a_fixed_number_of_queries(
    sign_in: SignIn, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("admin")
    with django_assert_num_queries(3):
        page = client.get("/org/").content.decode()
    assert "还没有信访工作人员的单位" in page
    with django_assert_num_queries(9):
        client.get("/org/units/housing")


def test_a_unit_is_closed_on_the_day_and_not_before(sign_in: SignIn, town: Town) -> None:
    """It stops at once, so a day to come is refused instead of closing it today."""
    day = today() + timedelta(days=1)
    page = sign_in("admin").post("/org/units/housing/close", {"on": str(day), "successor": ""})
    assert (page.status_code, "撤并马上生效" in page.content.decode()) == (422, True)
    assert Unit.objects.get(code="housing", county_code=COUNTY).is_active


def test_a_closed_unit_gets_no_further_post(sign_in: SignIn, town: Town) -> None:
    """A page opened before it was closed says who answers now."""
    desk = sign_in("admin")
    desk.post("/org/units/housing/close", {"on": str(today()), "successor": str(town.units["town-1"].id)})
    page = desk.post("/org/units/housing/posts", {"title": "副股长", "roles": ["handler"]})
    assert (page.status_code, "请选承接的单位" in page.content.decode()) == (422, True)
    assert not Post.objects.filter(title="副股长").exists()
