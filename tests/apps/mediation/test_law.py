"""Law cards where people talk: at hand for those who mediate, kept with the session that told them, shown to both sides."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Entry, Seat
from fengqiao.apps.cases.services import seating
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import Incomplete
from tests.apps.cases.desk import address, seat
from tests.apps.mediation.cast import SESSION, drafted, invited, link, m, met
from tests.apps.portal.cast import days_ago
from tests.town import Town, at

SENTENCE = "争议解决以前，除因防火等需要外，谁也不能砍伐"
ARTICLE = "当事人任何一方不得砍伐有争议的林木"


@pytest.fixture
def guest() -> Client:
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    return client


def told(town: Town, *cards: str) -> Case:
    """The tree after a second session in which some cards were told."""
    case = met(town, category="land")
    m(case, "meet", town.grid_worker, days_ago(1, 14), held_on=days_ago(1)[:10], **SESSION, cards=list(cards))
    return case


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def seats_to_sit(case: Case) -> None:
    seating.answer(seat=Seat.objects.get(case=case, role="panel"), state="accepted", at=at(days_ago(1, 10)))


def test_whoever_mediates_reads_what_the_law_says_of_such_a_matter(town: Town, guest: Client) -> None:
    case = invited(town, category="land")
    seats_to_sit(case)
    for page in (text(guest, link(case, "panel")), text(seat(town.grid_worker), address(case))):
        assert SENTENCE in page
        assert ARTICLE in page
        assert "不得拖欠" not in page, "what is said of other matters is left out"


def test_a_matter_of_no_kind_has_the_cards_of_every_kind(town: Town, guest: Client) -> None:
    case = invited(town, category="")
    seats_to_sit(case)
    page = text(guest, link(case, "panel"))
    assert "调解协议的效力" in page
    assert SENTENCE not in page


def test_the_form_of_a_session_offers_each_card_to_be_marked(town: Town, guest: Client) -> None:
    case = met(town, category="land")
    staff = text(seat(town.grid_worker), f"{address(case, 'act/mediation.meet/')}")
    for page in (staff, text(guest, f"{link(case, 'panel')}/do/meet")):
        assert 'type="checkbox" name="cards" value="trees"' in page
        assert ARTICLE in page


def test_the_form_of_the_agreement_has_the_law_beside_it(town: Town, guest: Client) -> None:
    case = met(town, category="land")
    for page in (text(seat(town.grid_worker), f"{address(case, 'act/mediation.draft_agreement/')}"),
                 text(guest, f"{link(case, 'panel')}/do/draft_agreement")):  # fmt: skip
        assert SENTENCE in page
        assert 'name="cards"' not in page


@pytest.mark.parametrize("who", ["staff", "panel"])
def test_what_was_marked_is_kept_with_the_session(town: Town, guest: Client, who: str) -> None:
    case = met(town, category="land")
    url = f"{address(case, 'act/mediation.meet/')}" if who == "staff" else f"{link(case, 'panel')}/do/meet"
    form = QueryDict(mutable=True)
    form.update({"held_on": days_ago(0, 0)[:10], **SESSION})
    form.setlist("cards", ["trees", "promise"])
    client = seat(town.grid_worker) if who == "staff" else guest
    assert client.post(url, form.urlencode(), content_type="application/x-www-form-urlencoded").status_code in (302, 303)
    last = Entry.objects.filter(case=case, act="mediation.meet").latest("seq")
    assert last.body["data"]["cards"] == ["trees", "promise"]
    page = text(seat(town.grid_worker), address(case))
    assert "林木和地界、调解协议的效力" in page


def test_a_session_without_cards_says_nothing_of_law(town: Town) -> None:
    case = met(town, category="land")
    assert "cards" not in Entry.objects.filter(case=case, act="mediation.meet").latest("seq").body["data"]
    assert "讲过的法</dt>" not in text(seat(town.grid_worker), address(case))


@pytest.mark.parametrize("wrong", ["nonsense", "", "'; drop table", "林" * 300])
def test_a_card_that_there_is_not_is_refused_and_marks_stay(town: Town, guest: Client, wrong: str) -> None:
    case = met(town, category="land")
    form = {"held_on": days_ago(0, 0)[:10], **SESSION, "cards": ["trees", wrong]}
    answer = guest.post(f"{link(case, 'panel')}/do/meet", form)
    if not wrong:
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert 'value="trees" checked' in answer.content.decode()


def test_both_sides_read_the_law_that_was_told_and_no_other(town: Town, guest: Client) -> None:
    case = told(town, "trees")
    page = text(guest, link(case, "other_party"))
    assert ARTICLE in page
    assert "调解协议的效力" not in page
    page = text(guest, f"/t/{case.tracking_code}")
    assert ARTICLE in page
    assert "调解协议的效力" not in page


def test_before_anything_was_told_no_side_is_shown_any(town: Town, guest: Client) -> None:
    case = drafted(town, category="land")
    for url in (link(case, "other_party"), f"/t/{case.tracking_code}"):
        assert "调解时讲过的法" not in text(guest, url)


def test_the_record_of_a_session_names_the_law_that_was_told(town: Town) -> None:
    case = told(town, "trees", "contract_land")
    paper = Document.objects.filter(case_id=case.id, kind="MF08").latest("issued_at")
    assert "林木和地界" in str(paper.body)


def test_every_card_has_one_sentence_and_the_words_of_the_law() -> None:
    for card in rules.pack_named(rules.NATIONAL).cards:
        assert card.article.startswith(("第", "农村", "民法典"))
        assert "第" in card.source
        assert card.text.of("en")


def test_a_service_is_told_which_card_is_not_known(town: Town) -> None:
    case = met(town)
    with pytest.raises(Incomplete) as refusal:
        m(case, "meet", town.grid_worker, days_ago(1, 14), held_on=days_ago(1)[:10], **SESSION, cards=["nobody"])
    assert "cards" in refusal.value.fields
