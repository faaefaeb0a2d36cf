"""Law cards where people talk: offered by the kind of matter, kept with the session in which they were told, read by all."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import parse
from tests.apps.cases.desk import address, seat
from tests.apps.mediation.cast import SESSION, asked, drafted, link, m, met
from tests.apps.portal.cast import days_ago
from tests.town import Town

PACK = rules.pack_named(rules.NATIONAL)
CARDS = {card.id: card for card in PACK.cards}
TREES, WAGES, PROMISE = CARDS["trees"], CARDS["wages"], CARDS["promise"]


def read(client: Client, url: str) -> str:
    return unescape(client.get(url).content.decode())


def told(town: Town, *cards: str) -> Case:
    """A dispute over land with one more session, in which these cards were told."""
    case = met(town, category="land")
    m(case, "meet", town.grid_worker, days_ago(0, 0), held_on=days_ago(0)[:10], cards=list(cards), **SESSION)
    return case


def test_a_mediator_reads_what_the_law_says_about_such_a_matter(town: Town) -> None:
    """PB-45, YJ-40: a plain sentence with the text of the article."""
    page = read(Client(), link(met(town, category="land"), "panel"))
    for card in (TREES, PROMISE):
        assert card.text.zh in page
        assert card.articles[0].text in page
    assert WAGES.text.zh not in page


@pytest.mark.parametrize("who", ["guest", "staff"])
def test_the_session_form_offers_them_to_be_ticked(town: Town, who: str) -> None:
    case = met(town, category="land")
    page = read(Client(), f"{link(case, 'panel')}/do/meet") if who == "guest" else read(
        seat(town.grid_worker), f"{address(case)}act/mediation.meet/"
    )
    assert 'name="cards" value="trees"' in page
    assert TREES.text.zh in page
    assert TREES.articles[0].text in page
    assert 'value="wages"' not in page


def test_while_the_kind_of_matter_is_not_known_all_are_offered(town: Town) -> None:
    case = met(town)
    Case.objects.filter(id=case.id).update(category="")
    page = read(Client(), f"{link(case, 'panel')}/do/meet")
    assert all(f'value="{card}"' in page for card in CARDS)


@pytest.mark.parametrize("who", ["guest", "staff"])
def test_those_ticked_are_kept_with_the_session(town: Town, who: str) -> None:
    """PB-45, YJ-40: one tap puts it into the session."""
    case = met(town, category="land")
    client, url = (Client(), f"{link(case, 'panel')}/do/meet") if who == "guest" else (
        seat(town.grid_worker), f"{address(case)}act/mediation.meet/"
    )
    sent = {**SESSION, "held_on": days_ago(0)[:10], "cards": ["trees", "promise"]}
    assert client.post(url, sent).status_code in (302, 303)
    assert Entry.objects.filter(case=case, act="mediation.meet").last().body["data"]["cards"] == ["trees", "promise"]  # type: ignore[union-attr]


def test_a_form_that_comes_back_keeps_what_was_ticked_and_nothing_else(town: Town) -> None:
    case = met(town, category="land")
    page = read_refused(case, {**SESSION, "words": "", "held_on": days_ago(0)[:10], "cards": ["trees"]})
    assert 'value="trees" checked' in page
    assert 'value="promise" checked' not in page


def read_refused(case: Case, sent: dict[str, object]) -> str:
    response = Client().post(f"{link(case, 'panel')}/do/meet", sent)
    assert response.status_code == 422
    return unescape(response.content.decode())


@pytest.mark.parametrize("cards", [["nonsense"], ["trees", "<b>"], ["x" * 5000]])
def test_a_card_there_is_not_is_told_so_and_nothing_is_lost(town: Town, cards: list[str]) -> None:
    case = met(town, category="land")
    page = read_refused(case, {**SESSION, "held_on": days_ago(0)[:10], "cards": cards})
    assert "没有“" in page
    assert SESSION["words"] in page
    assert Entry.objects.filter(case=case, act="mediation.meet").count() == 1


def test_a_session_without_any_is_recorded_as_before(town: Town) -> None:
    case = told(town)
    assert "讲过的法" not in read(Client(), link(case, "other_party"))


def test_the_other_party_the_petitioner_and_the_staff_read_what_was_told(town: Town) -> None:
    case = told(town, "trees")
    petitioner, code = Client(), f"/t/{case.tracking_code}"
    assert TREES.text.zh not in read(petitioner, code), "a code alone does not tell what it is about"
    petitioner.post(f"{code}/open", {"proof": "0001"})
    for client, url in ((Client(), link(case, "other_party")), (petitioner, code),
                        (seat(town.grid_worker), address(case))):  # fmt: skip
        page = read(client, url)
        assert "讲过的法" in page
        assert TREES.text.zh in page
        assert TREES.articles[0].text in page
        assert PROMISE.text.zh not in page or "可以讲的法" in page


def test_the_paper_of_the_session_names_what_was_told(town: Town) -> None:
    case = told(town, "trees", "promise")
    paper = Document.objects.filter(case_id=case.id, kind="MF08").order_by("id").last()
    assert "讲过的法" in paper.body.zh  # type: ignore[union-attr]
    for card in (TREES, PROMISE):
        assert card.title.zh in paper.body.zh  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["guest", "staff"])
def test_the_law_lies_beside_the_agreement_while_it_is_written(town: Town, who: str) -> None:
    case = met(town, category="land")
    page = read(Client(), f"{link(case, 'panel')}/do/draft_agreement") if who == "guest" else read(
        seat(town.grid_worker), f"{address(case)}act/mediation.draft_agreement/"
    )
    assert "写的时候可以参考的法" in page
    assert TREES.text.zh in page
    assert 'name="cards"' not in page


def test_who_is_only_invited_or_asked_reads_none_of_it(town: Town) -> None:
    assert "条文原文" not in read(Client(), link(asked(town), "other_party"))
    assert "可以讲的法" not in read(Client(), link(drafted(town, title="另一件"), "other_party"))


def test_every_card_quotes_the_articles_it_rests_on() -> None:
    for card in PACK.cards:
        assert card.source
        laws = {article.of.split(" ")[0] for article in card.articles}
        assert all(law in card.source for law in laws), card.id
        assert all(article.text.endswith(("。", "……")) for article in card.articles), card.id


def test_a_card_without_the_text_of_an_article_is_no_card() -> None:
    card = {"id": "x", "title": {"zh": "甲", "en": "a"}, "text": {"zh": "乙", "en": "b"}, "source": "民法典 第一条"}
    with pytest.raises(PackError, match="须有条文原文"):
        parse({"pack": {"name": "x", "version": "1", "title": {"zh": "甲", "en": "a"}}, "cards": [card]})
