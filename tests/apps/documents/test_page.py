"""The page of a paper: who gets it, and how it is laid out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from fengqiao.apps.documents import access, services, views
from fengqiao.apps.documents.models import Document
from fengqiao.apps.documents.pages import Line, Page, lines_of
from fengqiao.domain.roles import Actor
from fengqiao.kernel.county import new_id
from fengqiao.kernel.writing import Batch
from tests.apps.documents import national

COUNTY = 999901
BY = Actor("u1", "王秀兰", COUNTY, "unit-1", "文星街道办事处")
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def document(db: None) -> Document:
    batch = Batch()
    issued = services.issue(
        batch, county=COUNTY, case_id=new_id(COUNTY), paper=national.PAPERS["D21"],
        context=national.full(national.issuing("D21")[0]) | {"unit_mark": "文星信", "title": "<b>工钱</b>"},
        data={}, by=BY, at=AT, pack="national@2022.5.1",
    )  # fmt: skip
    batch.write()
    return issued


@pytest.fixture
def everyone_in_the_unit_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(actor: Actor | None, document: Document, request: object) -> bool:
        return actor is not None and actor.unit == document.unit_id

    monkeypatch.setattr(access, "may_read", rule)


def get(key: object, actor: Actor | None, came_from: str = "") -> object:
    request = RequestFactory().get(f"/papers/{key}", headers={"Referer": came_from} if came_from else None)
    request.actor, request.hats = actor, ()
    return views.paper(request, key)


def test_nobody_reads_until_a_rule_is_plugged_in(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "may_read", access.nobody)
    with pytest.raises(views.Http404):
        get(document.id, BY)


@pytest.mark.usefixtures("everyone_in_the_unit_may_read")
def test_the_page_shows_the_whole_paper(document: Document) -> None:
    answer = get(document.id, BY)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    for part in (
        "信访事项处理意见书",
        "文星信〔2026〕1号",
        "吴大升：",
        "（加盖公章）",
        "2026年11月23日",
        document.digest[:16],
    ):
        assert part in page
    assert "&lt;b&gt;工钱&lt;/b&gt;" in page
    assert "参考译文" not in page


@pytest.mark.usefixtures("everyone_in_the_unit_may_read")
def test_the_english_page_says_that_chinese_is_valid(document: Document) -> None:
    with translation.override("en"):
        page = get(document.id, BY).content.decode()
    assert "Written opinion on the petition" in page
    assert "23 November 2026" in page
    assert Page.of(document, "en").is_translation


@pytest.mark.usefixtures("everyone_in_the_unit_may_read")
@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demo_paper_is_a_specimen(document: Document, settings: object, is_demo: bool) -> None:
    settings.DEMO = is_demo
    assert ("样张" in get(document.id, BY).content.decode()) is is_demo


@pytest.mark.usefixtures("everyone_in_the_unit_may_read")
def test_absent_and_not_yours_look_the_same(document: Document) -> None:
    outsider = Actor("u9", "外人", COUNTY, "unit-9", "别的单位")
    for key in (document.id, new_id(COUNTY)):
        with pytest.raises(views.Http404):
            get(key, outsider)
        assert get(key, None).status_code == 302


@pytest.mark.usefixtures("everyone_in_the_unit_may_read")
@pytest.mark.parametrize(
    ("came_from", "back"),
    [("http://testserver/cases/7", "http://testserver/cases/7"), ("http://elsewhere.example/", "/"), ("", "/")],
)
def test_back_leads_to_where_it_was_opened(document: Document, came_from: str, back: str) -> None:
    page = get(document.id, BY, came_from).content.decode()
    assert f'href="{back}"' in page
    assert "elsewhere" not in page


def test_the_address_of_a_paper(document: Document) -> None:
    assert reverse("documents:paper", args=[document.id]) == f"/papers/{document.id}"


def test_lines_know_the_addressee_and_gaps() -> None:
    assert lines_of("吴大升：\n\n正文：甲") == (Line("吴大升：", "to"), Line("", "gap"), Line("正文：甲"))
    assert lines_of("办件编号：1")[0].kind == "text"


def test_a_receipt_is_drawn_without_being_issued() -> None:
    act = national.issuing("D04")[0]
    page = Page.drawn(
        national.PAPERS["D04"], national.full(act), unit="澜溪县信访局", on=date(2026, 11, 2), language="zh"
    )
    assert (page.title, page.number, page.digest, page.day) == ("收件回执", "", "", "2026年11月2日")
    assert any("407183529644" in line.text for line in page.lines)
