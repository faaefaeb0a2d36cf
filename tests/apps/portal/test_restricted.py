"""A restricted case on the petitioner's phone: nothing for whoever finds the code, everything for whoever shows it is theirs."""

from __future__ import annotations

import pytest
from django.test import Client

from fengqiao.apps.cases.models import Case
from tests.apps.portal.cast import accepted_case, days_ago
from tests.apps.portal.test_codes import page_of, prove
from tests.town import Town, go, register_case


@pytest.fixture
def case(town: Town) -> Case:
    """Accepted ten days ago, restricted five days ago."""
    case = accepted_case(town)
    go(case, "restrict", town.handler, days_ago(5), ground="violence", reported="已报派出所")
    return case


@pytest.mark.parametrize("rest", ["", "/receipt", "/qr.png", "/disagree", "/act/urge", "/act/withdraw"])
def test_a_found_code_shows_nothing_of_it(client: Client, case: Case, rest: str) -> None:
    response = client.get(f"/t/{case.tracking_code}{rest}")
    assert response.status_code in (302, 404)
    if response.status_code == 302:
        assert response["Location"] == f"/t/{case.tracking_code}/open"
    door = client.get(f"/t/{case.tracking_code}/open").content.decode()
    for word in ("陆海平", "住房和城乡建设局", "已受理", "限制知情", "家庭暴力"):
        assert word not in door


def test_its_own_petitioner_follows_it_with_proof(client: Client, case: Case) -> None:
    assert prove(client, case).status_code == 302
    said = page_of(client, case)
    assert "陆海平" in said
    assert "三号楼外墙" in said
    assert "受理告知书" in said
    assert client.post(f"/t/{case.tracking_code}/close").status_code == 302
    assert "陆海平" not in page_of(client, case)


def test_a_sealed_report_is_still_told_in_one_sentence(town: Town, client: Client) -> None:
    report = register_case(town, when=days_ago(5), content="反映有人收了好处。", classification="report")
    assert "已按规定处理" in page_of(client, report)


def test_promises_and_support_are_shown_after_proof_alone(town: Town, client: Client) -> None:
    case = accepted_case(town)
    promises = [{"who": "桂园物业", "what": "修好北墙", "due_on": days_ago(2)[:10], "amount": "4000"}]
    go(case, "add_promises", town.handler, days_ago(5), promises=promises)
    measure = {"kind": "legal_aid", "what": "帮写诉状", "who": town.handler.user, "due_on": "2099-01-01", "consent": "asked",
               "ground": "窗口提出"}  # fmt: skip
    gone = {**measure, "what": "陪同看房", "due_on": days_ago(3)[:10]}
    go(case, "arrange_support", town.handler, days_ago(5), measures=[measure, gone])
    claims = [{"to": f"麻{n}娃", "what": "补偿", "amount": "1000"} for n in "一二三四五六"]
    go(case, "add_claims", town.handler, days_ago(5), claims=claims)
    before = page_of(client, case)
    assert "修好北墙" not in before
    assert "帮写诉状" not in before
    prove(client, case)
    said = page_of(client, case)
    assert "修好北墙" in said
    assert "逾期没有兑现" in said
    assert "4,000.00" in said
    assert "帮写诉状" in said
    assert "陪同看房" not in said  # past its end
    assert "6,000.00" in said
    assert "麻**" not in said  # of many claims the sums alone
    assert "麻一娃" not in said
