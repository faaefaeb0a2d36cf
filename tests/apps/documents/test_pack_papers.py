"""Every paper of the national pack: it can be filled, leaves nothing open, takes no right away, names the next one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fengqiao.domain import papers
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Transition
from tests.apps.documents import national
from tests.apps.documents.national import PAPERS

CASES = [(paper, act) for paper in national.ISSUED for act in national.issuing(paper)]
IDS = [f"{paper}-{act.id}" for paper, act in CASES]
each_act = pytest.mark.parametrize(("paper", "act"), CASES, ids=IDS)
each_paper = pytest.mark.parametrize("paper", sorted(PAPERS))


def written(paper: str, context: dict[str, Any]) -> Words:
    """The words of a paper."""
    return papers.compose(PAPERS[paper], context)


def test_every_paper_that_is_issued_is_described_and_none_is_left_over() -> None:
    assert set(national.ISSUED) == set(PAPERS)


@each_act
@pytest.mark.parametrize("make", [national.full, national.bare])
def test_it_is_filled_in_both_languages(paper: str, act: Transition, make: Any) -> None:
    context = make(act)
    assert papers.missing(PAPERS[paper].needs, context) == ()
    body = written(paper, context)
    for text in (body.zh, body.en):
        assert len(text) > 40
        assert not re.search(r"[{}]|None|：$|\n\n\n", text)
    assert not re.search(r"[：:]\n\n", body.zh.partition("\n")[2])


@each_act
def test_everything_that_is_needed_is_printed(paper: str, act: Transition) -> None:
    body = written(paper, national.full(act)).zh
    for name in PAPERS[paper].needs:
        if name != "act":
            value = national.full(act)[name]
            assert papers.render(Words(f"{{{name}}}", ""), {name: value}).zh in body, name


@each_paper
def test_it_names_only_what_it_can_be_given(paper: str) -> None:
    kind = PAPERS[paper]
    fields = {name for act in national.ACTS for name in national.names_of(act)}
    fields |= {spec.name for act in national.ELSEWHERE for spec in act.fields}
    clocks = {f"due_{clock.replace('-', '_')}" for clock in national.PACK.clocks}
    asked = {*papers.names_in(kind.text), *papers.names_in(kind.remedy or Words("", ""))}
    assert asked <= {*papers.CONTEXT, *fields, *clocks}
    assert set(kind.needs) <= asked


@each_paper
def test_both_languages_ask_for_the_same(paper: str) -> None:
    for words in filter(None, (PAPERS[paper].text, PAPERS[paper].remedy)):
        assert set(papers.NAME.findall(words.zh)) == set(papers.NAME.findall(words.en))
        assert len(words.zh.splitlines()) == len(words.en.splitlines())
        assert not re.search(r"[㐀-鿿]", words.en)


@each_paper
def test_it_takes_no_right_away(paper: str) -> None:
    kind = PAPERS[paper]
    assert papers.waivers_in(kind.text.zh + (kind.remedy.zh if kind.remedy else "")) == ()


SIGNED = ("D20", "D44", "MF09", "MF10", "MF12")  # what people sign or ask for themselves: no notice to them
SLIP = "D46"  # where to go with something else: one page, with one sentence


@each_paper
def test_notices_to_the_petitioner_show_the_rights(paper: str) -> None:
    if paper == SLIP:
        assert "不影响您的任何权利" in PAPERS[paper].text.zh
    elif PAPERS[paper].to == "petitioner" and paper not in SIGNED:
        assert "{rights}" in PAPERS[paper].text.zh


@pytest.mark.parametrize("paper", ["D44", "MF09", "MF10"])
def test_what_people_sign_says_that_no_right_is_taken(paper: str) -> None:
    assert re.search("不限制任何一方依法信访|不影响本人以后依法信访", PAPERS[paper].text.zh)


@pytest.mark.parametrize("paper", national.NEGATIVE)
def test_a_negative_paper_names_ground_article_and_remedy(paper: str) -> None:
    for act in national.issuing(paper):
        body = written(paper, national.bare(act)).zh
        grounds = {"D09": "ground", "D10": "same_facts", "D11": "reason", "D21": "opinions", "D27b": "ground", "D28": "basis",
                   "D28b": "basis"}  # fmt: skip
        assert grounds[paper] in PAPERS[paper].needs
        assert re.search(r"《信访工作条例》第.+条", body.partition("您的权利")[0])
        remedy = papers.render(PAPERS[paper].remedy, national.bare(act)).zh
        assert remedy in body
        assert "最后一日" in remedy


def test_the_opinion_names_thirty_days_and_the_review_body() -> None:
    body = written("D21", national.bare(national.issuing("D21")[0])).zh
    before_rights = body.partition("您的权利")[0]
    assert "30日内申请复查" in before_rights
    assert "所填：复查机关和地址" in before_rights
    assert before_rights.count("法律法规依据：所填") == 2


def test_an_opinion_that_is_set_aside_says_in_how_many_days_it_is_handled_again() -> None:
    (decided,) = national.issuing("D28")
    assert "复查结果：维持" in written("D28", national.bare(decided)).zh
    assert "在20日内重新办理" in written("D28b", national.bare(decided)).zh
    assert "重新办理" not in written("D28", national.bare(decided)).zh


def test_a_public_notice_of_a_hearing_names_nobody() -> None:
    (announced,) = national.issuing("D19d")
    context = national.full(announced)
    for name in ("petitioner", "title", "case_number", "tracking_code", "address", "phone"):
        assert str(context[name]) not in written("D19d", context).zh + written("D19d", context).en


def test_the_final_opinion_ends_the_procedure_and_not_the_help() -> None:
    body = written("D30", national.bare(national.issuing("D30")[0])).zh
    assert "第三十六条第三款" in body
    assert "不再受理" in body
    assert "社会救助" in body


def test_the_agreement_keeps_every_right() -> None:
    body = written("D20", national.bare(national.issuing("D20")[0])).zh
    assert "不影响信访人依法申请复查、复核以及通过诉讼、仲裁、行政复议等其他法定途径" in body


@pytest.mark.parametrize("act", national.issuing("D12"), ids=lambda act: act.id)
def test_the_neutral_notice_says_nothing_of_the_matter(act: Transition) -> None:
    context = national.full(act)
    body = written("D12", context)
    said = set(papers.names_in(PAPERS["D12"].text))
    assert said == {"tracking_code", "rights"}
    secrets = [context[name] for name in ("title", "petitioner", "case_number", "body", "reason", "person")]
    for secret in [*map(str, secrets), *context["demands"]]:
        assert secret not in body.zh + body.en


def test_registration_needs_nothing_from_the_petitioner() -> None:
    for paper in ("D01", "D04"):
        assert set(PAPERS[paper].needs) <= set(papers.ALWAYS) - {"petitioner", "title", "kind", "channel"}


@pytest.mark.parametrize("paper", ["D07", "D08"])
def test_the_first_notices_tell_three_things_in_plain_words(paper: str) -> None:
    """ND-34: what became of it, who has it and what is asked of the person, in plain words of both languages."""
    (act, *_rest) = national.issuing(paper)
    body = written(paper, national.full(act))
    for text, parts in (
        (body.zh, ("收到", "联系人", "请您做到：", "第二十六条")),
        (body.en, ("petition", "contact", "What is asked of you:", "Article 26")),
    ):
        assert [part for part in parts if part.lower() not in text.lower()] == []
        assert len(text.splitlines()) <= 45
        assert not re.search("缠|闹|稳控|后果自负", text)
