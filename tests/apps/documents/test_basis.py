"""Every notice says on which article it rests, in both languages, beside the list of rights that all of them carry."""

from __future__ import annotations

import re

import pytest

from fengqiao.domain.packs import PaperKind
from fengqiao.kernel import packfiles

PACKS = {name: packfiles.load(name) for name in packfiles.available()}
BY_PEOPLE = {"D19a", "D20", "D44", "MF09", "MF10", "MF12"}  # what the parties ask for, agree on or confirm in their own words
NOTICES = [(name, kind) for name, pack in PACKS.items() for kind in pack.documents.values()
           if kind.to in ("petitioner", "unit") and kind.id not in BY_PEOPLE]  # fmt: skip
ZH = re.compile(r"《[^》]+》(?:第[一二三四五六七八九十百]+条(?:第[一二三四五六七八九十]+[款项])*、?)+")
EN = re.compile(r"Art(?:icle|s|\.)?s? \d+")
DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


def articles(text: str) -> set[str]:
    return set(re.findall(r"第([一二三四五六七八九十百]+)条", text))


def number(text: str) -> int:
    """三十六 as 36."""
    tens, ten, ones = text.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)


@pytest.mark.parametrize(("pack", "kind"), NOTICES, ids=lambda value: getattr(value, "id", value))
def test_nd_08_every_notice_names_its_article_in_both_languages(pack: str, kind: PaperKind) -> None:
    assert kind.text is not None
    assert ZH.search(kind.text.zh), f"{pack} {kind.id}: no article"
    assert EN.search(kind.text.of("en")), f"{pack} {kind.id}: no article in English"


def test_nd_08_what_it_names_first_is_what_its_source_says() -> None:
    for pack, kind in NOTICES:
        assert kind.text is not None
        found = ZH.search(kind.text.zh)
        assert found
        named = articles(found[0])
        own = articles(kind.source) or {"四"}  # of the rules on simple handling the pack knows Article 4 alone
        assert named <= own, f"{pack} {kind.id}: {named} is not among {own}"
        for one in named:
            assert re.search(rf"\b{number(one)}\b", kind.text.of("en")), f"{pack} {kind.id}: Article {one} is missing in English"


def test_nd_08_the_notice_of_referral_is_among_them() -> None:
    kinds = {kind.id for _pack, kind in NOTICES}
    assert {"D07", "D08", "D09", "D11", "D12", "D17", "D21", "D45"} <= kinds
    assert len(kinds) > 20
