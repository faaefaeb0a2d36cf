"""With English chosen no word of the interface stays Chinese; what people wrote and names of people do."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.console.demo_county import data
from fengqiao.domain.roles import Actor
from tests.apps.cases.desk import seat
from tests.town import Town, register_case, to_acceptance
from tests.ui.words_used import PACKAGE


def english(actor: Actor | None = None) -> Client:
    client = seat(actor) if actor else Client()
    client.cookies["django_language"] = "en"
    return client


def shown(client: Client, address: str) -> str:
    text = client.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_who_works_here_is_told_in_english(town: Town) -> None:
    office = town.unit("petition-office")
    office.name_en = "Lanxi Petition Office"
    office.save()
    page = english(town.dispatcher).get("/desk/inbox/").content.decode()
    who = page[page.index('class="fq-who"') :][:300]
    assert "<small>Lanxi Petition Office</small>" in who


def test_nobody_is_called_by_a_chinese_word(town: Town) -> None:
    register_case(town, people=[])
    assert "Anonymous" in shown(english(town.dispatcher), "/desk/inbox/")
    assert "匿名" not in shown(english(town.dispatcher), "/desk/inbox/")


def test_the_law_is_named_in_english(town: Town) -> None:
    case = to_acceptance(town)
    for address in (f"/cases/{case.number}/", f"/cases/{case.number}/act/note/", "/c/route/"):
        page = shown(english(town.handler), address)
        assert "Regulation on Petition Work" in page, address
        assert not re.search(r"第[一二三四五六七八九十百零]+条", page), address


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("zh-hans", "澜溪县"), ("en", "Lanxi county")])
def test_the_county_is_named_in_the_language_of_the_page(
    client: Client, settings: Settings, language: str, name: str
) -> None:
    settings.COUNTY_NAME = "澜溪县|Lanxi county"
    client.cookies["django_language"] = language
    page = client.get("/login").content.decode()
    assert f"<strong>{name}</strong>" in page
    assert "|Lanxi" not in page


def test_the_cards_of_the_demo_are_described_in_english() -> None:
    known = (PACKAGE / "ui" / "locale" / "en" / "people.po").read_text(encoding="utf-8")
    notes = [card["note"] for card in data.read("people")["cards"] if card.get("note")]
    assert notes
    assert [note for note in notes if f'msgid "{note}"' not in known] == []
