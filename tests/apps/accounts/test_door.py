"""The door: log-in, lock-out, lapsed sessions, hats, demo cards."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from fengqiao.apps.accounts import access, services
from fengqiao.apps.accounts.models import User
from fengqiao.domain.errors import Denied
from tests.apps.accounts.cast import PASSWORD, SINCE, Town

SignIn = Callable[[str], Client]


def test_a_person_signs_in_and_out(client: Client, town: Town) -> None:
    response = client.post("/login", {"login": " LU ", "password": PASSWORD, "next": "/settings/me"})
    assert response["Location"] == "/settings/me"
    assert client.get("/settings/me").status_code == 200
    client.post("/logout")
    assert client.get("/settings/me")["Location"] == "/login?next=%2Fsettings%2Fme"


@pytest.mark.parametrize("password", ["wrong-wrong-8", "", "x" * 5000, "nul\0nul"])
def test_a_wrong_password_keeps_the_name_and_says_so(client: Client, town: Town, password: str) -> None:
    response = client.post("/login", {"login": "lu", "password": password})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="lu"' in page
    assert "没有登录" in page
    assert client.get("/settings/me").status_code == 302


def test_someone_switched_off_does_not_come_in_and_falls_out(sign_in: SignIn, town: Town) -> None:
    client = sign_in("lu")
    User.objects.filter(login="lu").update(is_active=False)
    assert client.get("/settings/me").status_code == 302
    assert client.post("/login", {"login": "lu", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_way_on_never_leads_outside(client: Client, town: Town, wanted: str) -> None:
    response = client.post("/login", {"login": "lu", "password": PASSWORD, "next": wanted})
    assert response["Location"] == "/"


def test_too_many_wrong_tries_lock_name_and_address_for_a_while(client: Client, town: Town, settings: Settings) -> None:
    settings.AXES_ENABLED = True
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/login", {"login": "lu", "password": "wrong-wrong-8"})
    assert response.status_code == 429
    response = client.post("/login", {"login": "lu", "password": PASSWORD})
    assert response.status_code == 429
    assert "15 分钟" in response.content.decode()
    assert 'value="lu"' in response.content.decode()
    assert client.post("/login", {"login": "hu", "password": PASSWORD}).status_code == 302


def test_a_fragment_request_of_a_lapsed_session_gets_a_signal(client: Client, town: Town) -> None:
    response = client.post("/settings/me", {"language": "en"}, headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert json.loads(response["HX-Trigger"]) == {"session-lapsed": {"url": "/login/again"}}
    dialog = client.get("/login/again", headers={"HX-Request": "true"})
    assert '<dialog class="fq-dialog" id="again"' in dialog.content.decode()


def test_signing_in_again_renews_the_page_s_token(client: Client, town: Town) -> None:
    wrong = client.post("/login/again", {"login": "lu", "password": "no"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    right = client.post("/login/again", {"login": "lu", "password": PASSWORD}, headers={"HX-Request": "true"})
    assert right.status_code == 204
    token = json.loads(right["HX-Trigger"])["session-renewed"]["csrf"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/settings/me", {"language": "en"}, headers={"X-CSRFToken": token}).status_code == 302
    assert strict.post("/settings/me", {"language": "en"}, headers={"X-CSRFToken": "a" * 32}).status_code == 403


def test_without_scripts_what_was_typed_survives_the_log_in(client: Client, town: Town) -> None:
    lapsed = client.post("/settings/me", {"text": "围墙<倒>了", "tag": ["甲", "乙"], "password": "secret-thing"})
    assert lapsed.status_code == 401
    assert "secret-thing" not in lapsed.content.decode()
    kept = lapsed.context["kept"]
    again = client.post("/login", {"login": "lu", "password": "no", "next": "/settings/me", "kept": kept})
    assert again.context["kept"] == kept
    resumed = client.post("/login", {"login": "lu", "password": PASSWORD, "next": "/settings/me", "kept": kept})
    page = resumed.content.decode()
    assert 'action="/settings/me"' in page
    assert 'name="text" value="围墙&lt;倒&gt;了"' in page
    assert page.count('name="tag"') == 2


@pytest.mark.parametrize("kept", ["not json", "[1,2]", '{"a":1}', "null"])
def test_a_mangled_memory_of_typing_is_no_fault(client: Client, town: Town, kept: str) -> None:
    response = client.post("/login", {"login": "lu", "password": PASSWORD, "next": "/post/", "kept": kept})
    assert response.status_code == 302


def test_a_new_password_ends_every_other_session(sign_in: SignIn, town: Town) -> None:
    client, other = sign_in("lu"), Client()
    other.post("/login", {"login": "lu", "password": PASSWORD})
    typed = {"old": PASSWORD, "new": "san-jiang-liang-an-9", "again": "san-jiang-liang-an-9", "change_password": "1"}
    assert client.post("/settings/me", typed).status_code == 302
    assert client.get("/settings/me").status_code == 200
    assert other.get("/settings/me").status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [({"old": "no"}, "现在的密码不对"), ({"again": "other-other-9"}, "不一样"), ({"new": "short", "again": "short"}, "太短"),
     ({"new": PASSWORD, "again": PASSWORD}, "不同")],
)  # fmt: skip
def test_a_password_that_cannot_be_is_explained(sign_in: SignIn, town: Town, change: dict[str, str], said: str) -> None:
    typed = {"old": PASSWORD, "new": "san-jiang-liang-an-9", "again": "san-jiang-liang-an-9", "change_password": "1"}
    response = sign_in("lu").post("/settings/me", typed | change)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_who_must_change_the_password_goes_there_first(sign_in: SignIn, town: Town) -> None:
    services.reset_password(user=town.people["admin"], password=PASSWORD, by=town.admin)
    client = sign_in("admin")
    assert client.get("/org/")["Location"] == "/settings/me"
    assert client.get("/org/", headers={"HX-Request": "true"})["HX-Redirect"] == "/settings/me"
    assert "请先换成自己的密码" in client.get("/settings/me").content.decode()


def test_language_and_size_of_type_follow_the_person(sign_in: SignIn, town: Town) -> None:
    client = sign_in("lu")
    client.post("/settings/me", {"language": "en", "care_mode": "on"})
    fresh = Client()
    fresh.post("/login", {"login": "lu", "password": PASSWORD})
    page = fresh.get("/settings/me").content.decode()
    assert '<html lang="en"' in page
    assert 'data-care="1.5"' in page
    client.post("/settings/me", {"language": ""})
    assert "data-care" not in client.get("/settings/me").content.decode()
    assert client.post("/settings/me", {"language": "fr"}).status_code == 422


def test_one_works_from_one_post_at_a_time(sign_in: SignIn, town: Town) -> None:
    lu, admin_post = town.people["lu"], town.posts["admin"]
    services.appoint(user=lu, post=admin_post, since=SINCE, by=town.admin)
    client = sign_in("lu")
    assert client.get("/org/").status_code == 403
    assert client.post("/post/", {"post": str(admin_post.pk)})["Location"] == "/"
    assert client.get("/org/").status_code == 200
    assert client.get("/post/").context["hats"][0].roles == frozenset({"handler"})


def test_a_post_of_somebody_else_is_refused(sign_in: SignIn, town: Town) -> None:
    client = sign_in("lu")
    assert client.post("/post/", {"post": str(town.posts["admin"].pk)}).status_code == 403
    assert client.post("/post/", {"post": "nonsense"}).status_code == 403
    assert client.get("/org/").status_code == 403


def test_a_hat_that_ended_falls_back_to_one_s_own(sign_in: SignIn, town: Town) -> None:
    lu = town.people["lu"]
    second = services.appoint(user=lu, post=town.posts["admin"], since=SINCE, by=town.admin)
    client = sign_in("lu")
    client.post("/post/", {"post": str(second.post_id)})
    services.hand_over(
        from_holding=second, to_user=town.people["hu"], on=date(2026, 2, 1), by=town.admin, today=date(2026, 2, 1)
    )
    assert client.get("/org/").status_code == 403
    assert client.get("/settings/me").status_code == 200


def test_who_asks_costs_one_query_and_nothing_for_visitors(
    sign_in: SignIn, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        Client().get("/login")
    client = sign_in("lu")
    with django_assert_num_queries(1):
        client.get("/post/")


def test_role_cards_only_in_a_demo(client: Client, town: Town, settings: Settings) -> None:
    User.objects.filter(login="lu").update(demo_card=3, demo_note="看一个部门的一天")
    settings.DEMO = False
    assert "以此身份看看" not in client.get("/login").content.decode()
    assert client.post("/login/demo", {"card": "3"}).status_code == 404
    settings.DEMO = True
    assert "看一个部门的一天" in client.get("/login").content.decode()
    assert client.get("/login/demo").status_code == 405
    for wrong in ("", "4", "x", "9" * 40, "٣"):
        assert client.post("/login/demo", {"card": wrong}).status_code == 404
    assert client.post("/login/demo", {"card": "3"})["Location"] == "/"
    assert client.get("/post/").context["hats"][0].title == "信访专干"


def test_the_doors_of_other_apps(town: Town) -> None:
    @access.requires_role("admin", "head")
    def page(request: HttpRequest, number: int) -> HttpResponse:
        return HttpResponse(str(number))

    from fengqiao.apps.accounts import queries

    request = RequestFactory().get("/somewhere?x=1")
    request.actor = None
    assert page(request, 7)["Location"] == "/login?next=%2Fsomewhere%3Fx%3D1"
    request.user, request.actor = town.people["hu"], queries.actor_for(town.people["hu"], None, SINCE)
    assert page(request, number=7).content == b"7"
    request.user, request.actor = town.people["lu"], queries.actor_for(town.people["lu"], None, SINCE)
    with pytest.raises(Denied):
        page(request, 7)
