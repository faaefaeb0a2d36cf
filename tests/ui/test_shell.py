"""The frame of every page: language, size of type, navigation, refusals, a strict policy."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from fengqiao.domain.errors import Conflict, Denied, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.ui import context, views
from fengqiao.ui.gallery import PARTS, examples
from fengqiao.ui.refusals import RefusalMiddleware, refused
from tests.ui.words_used import PACKAGE

TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
CARE = "ui:care"


def sized(rf: RequestFactory, size: str) -> HttpRequest:
    request = rf.get("/")
    request.COOKIES["care"] = size
    return request


def test_no_template_has_inline_style_or_script() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle\s*=", text), path
        assert "<style" not in text, path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), path
        assert "javascript:" not in text, path


def test_language_is_remembered(client: Client, settings: Settings) -> None:
    answer = client.post("/ui/language", {"language": "en", "next": "/ui/offline"})
    assert (answer.status_code, answer["Location"]) == (302, "/ui/offline")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert b'lang="en"' in client.get("/ui/offline").content


def test_unknown_language_changes_nothing(client: Client, settings: Settings) -> None:
    client.post("/ui/language", {"language": "tlh", "next": "/"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_switches_never_lead_away(client: Client, wanted: str) -> None:
    assert client.post("/ui/care", {"care": "2", "next": wanted})["Location"] == "/"


def test_care_mode_goes_on_and_off(client: Client) -> None:
    client.post("/ui/care", {"care": "1.5", "next": "/"})
    assert b'data-care="1.5"' in client.get("/ui/offline").content
    client.post("/ui/care", {"care": "", "next": "/"})
    assert b"data-care" not in client.get("/ui/offline").content


def test_only_known_sizes_count(rf: RequestFactory) -> None:
    assert [context.care_size(sized(rf, size)) for size in ("1.5", "2", '9"x', "")] == ["1.5", "2", "", ""]


def test_navigation_is_for_ones_roles_and_marks_the_page(settings: Settings) -> None:
    clerk, handler = frozenset({"clerk"}), frozenset({"handler"})
    settings.NAVIGATION = (
        (clerk | handler, Words("甲", "A"), "ui:offline", ("/grids/", "/ui/language")),
        (handler, Words("乙", "B"), "ui:language", ()),
        (clerk, Words("丙", "C"), "no:such-page", ()),
    )
    items = context.navigation_for(clerk, "/ui/offline", "en")
    assert [(item.label, item.is_current) for item in items] == [("A", True)]
    for path, lit in (("/grids/new/", ["A"]), ("/ui/language", ["B"]), ("/elsewhere/", [])):  # its own entry before one that claims it
        assert [item.label for item in context.navigation_for(handler, path, "en") if item.is_current] == lit, path
    assert context.navigation_for(frozenset(), "/", "en") == []


def test_absent_page_is_plain_words(client: Client) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("view", [views.bad_request, views.denied, views.not_found])
def test_refusal_pages_say_what_to_do(visit: HttpRequest, view: object) -> None:
    answer: HttpResponse = view(visit)  # type: ignore[operator]
    assert answer.status_code in {400, 403, 404}
    assert "现在可以这样做" in answer.content.decode()


@pytest.mark.parametrize(("kind", "face"), [("staff", "staff"), ("petitioner", "citizen"), ("", "citizen")])
def test_who_is_refused_keeps_their_own_frame(visit: HttpRequest, kind: str, face: str) -> None:
    """Staff change their post “above on the page”, so it has to be there; a citizen never sees a desk."""
    visit.actor = Actor("u", "某", 999901, "", kind=kind) if kind else None  # type: ignore[arg-type,attr-defined]
    for view in (views.denied, views.not_found, views.bad_request):
        assert f'data-face="{face}"' in view(visit).content.decode()
    assert 'data-face="citizen"' in views.server_error(visit).content.decode()


def test_server_error_gives_a_number(visit: HttpRequest) -> None:
    answer = views.server_error(visit)
    assert re.fullmatch(r"E-[2-9A-Z]{4}-[2-9A-Z]{4}", answer["X-Trouble"])
    assert answer["X-Trouble"] in answer.content.decode()


def test_form_open_too_long_is_explained() -> None:
    strict = Client(enforce_csrf_checks=True)
    for headers in ({}, {"HX-Request": "true"}):
        answer = strict.post("/ui/care", {"care": "2"}, headers=headers)
        assert answer.status_code == 403
        assert "这一页开得太久了" in answer.content.decode()
        assert ("<html" in answer.content.decode()) is not bool(headers)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Denied(Words("不由您办", "Not yours"), article="第七条"), 403),
        (NotNow(Words("还不能办结", "Not yet")), 409),
        (Conflict(Words("有人先改了", "Changed"), since=[Words("李某签收", "Li received")]), 409),
        (Incomplete(Words("还差一点", "Missing"), {"phone": Words("电话少一位", "A digit is missing")}), 422),
    ],
)
def test_rules_refuse_in_words(visit: HttpRequest, error: Denied, status: int) -> None:
    answer = refused(visit, error)
    assert answer.status_code == status
    assert error.words.zh in answer.content.decode()
    visit.META["HTTP_HX_REQUEST"] = "true"
    del visit.headers
    fragment = refused(visit, error).content.decode()
    assert "<html" not in fragment
    assert 'role="alert"' in fragment


def test_only_refusals_are_caught(visit: HttpRequest) -> None:
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(visit, ValueError("bug")) is None
    assert middleware.process_exception(visit, NotNow(Words("不行"))) is not None


@pytest.mark.parametrize("part", PARTS)
def test_gallery_shows_every_part(client: Client, settings: Settings, part: str) -> None:
    settings.DEMO = True
    answer = client.get(f"/ui/gallery/{part}")
    assert answer.status_code == 200
    assert "<c-" not in answer.content.decode()


def test_gallery_has_an_example_of_each_lamp() -> None:
    assert {row["lamp"] for row in examples()["rows"]} == set(examples()["lamps"])


def test_gallery_is_not_served_outside_demos(client: Client) -> None:
    assert client.get("/ui/gallery").status_code == 404
