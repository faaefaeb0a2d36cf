"""KZ-19: what somebody has brought is not asked for again unnoticed: the form warns with the file, a reason is wanted, it is counted."""

from __future__ import annotations

from typing import Any

import pytest

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.figures import Share
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import address, hidden, seat
from tests.apps.figures.counting import numbers, share
from tests.apps.files import samples
from tests.apps.files.test_reading import brought
from tests.apps.portal.cast import accepted_case, days_ago
from tests.town import Town, go, register_case, sign, this_minute
from tests.town import prepare as prepared

REASON = "交来的复印件看不清面积，要看原件"


@pytest.fixture
def case(town: Town) -> Case:
    return accepted_case(town)


def ask(by: Actor, case: Case, *kinds: str, step: str = "ask_papers", **data: str) -> Any:
    """Fill in the form of a notice as a browser does: a kind for each row, no free text unless it is given."""
    client, where = seat(by), address(case, f"act/{step}/")
    page = client.get(where).content.decode()
    rows = {name: text for n, kind in enumerate(kinds, start=1)
            for name, text in ((f"papers.{n}.kind", kind), (f"papers.{n}.why", "证明房子是他的"))}  # fmt: skip
    marks = {name: hidden(page, name) for name in ("once", "expecting")}
    return client.post(where, {**marks, **rows, **({"whole": "on"} if step == "ask_papers" else {}), **data})


def notices(case: Case) -> list[dict[str, Any]]:
    return list(case.proceedings.latest("opened_at").vars.get("papers_asked", ()))


def counted(town: Town) -> Share:
    return share(town.leader, "asked_again", f"{now():%Y}", today=today())


def test_kz_19_the_form_and_the_preview_warn_with_the_file_and_a_reason_is_wanted(town: Town, case: Case) -> None:
    key = brought(case, samples.PNG, what="title")[0]
    opened = seat(town.handler).get(address(case, "act/ask_papers/")).content.decode()
    assert "已经在案的材料，不要再向群众要" in opened
    assert f'href="/files/{key}"' in opened
    assert "要的材料里，这些已经在案" not in opened  # nothing is asked for yet
    refused = ask(town.handler, case, "title", "contract")
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "「土地、房屋、山林凭证」已经在案，不用再要；确实还要的，写明理由。" in said
    warned = said.partition("要的材料里，这些已经在案")[2].partition("还要再要的，要写明理由")[0]
    assert f'href="/files/{key}"' in warned
    assert "合同" not in warned
    assert notices(case) == []
    assert not Document.objects.filter(case_id=case.id, kind="D45").exists()


def test_kz_19_with_its_reason_it_goes_out_and_is_counted(town: Town, case: Case) -> None:
    brought(case, samples.PNG, what="title")
    assert ask(town.handler, case, "title", "contract", once_more=REASON).status_code == 303
    paper = Document.objects.get(case_id=case.id, kind="D45")
    assert "1. 土地、房屋、山林凭证，证明房子是他的" in paper.body_zh
    assert f"您交过、还要请您再交的理由：{REASON}" in paper.body_zh
    told = notices(case)[0]
    assert told["papers"] == ["土地、房屋、山林凭证", "合同、协议、欠条"]
    assert told["again"] == ["title"]
    assert Entry.objects.get(case=case, act="ask_papers").body["data"]["once_more"] == REASON
    assert "1 次要了已经在案的" in seat(town.handler).get(address(case)).content.decode()
    other = accepted_case(town)
    assert ask(town.handler, other, "contract").status_code == 303
    assert counted(town) == Share(1, 2)
    assert numbers(town.leader, "asked_again", "yes", f"{now():%Y}", today=today()) == {case.number}


def test_kz_19_what_is_not_there_needs_no_reason_and_no_field_for_it(town: Town, case: Case) -> None:
    brought(case, samples.PNG)  # nobody said what it is
    brought(case, samples.WEBP, what="other")
    opened = seat(town.handler).get(address(case, "act/ask_papers/")).content.decode()
    assert "已经在案" not in opened.replace("在案的会提醒", "")
    assert "once_more" not in opened
    assert ask(town.handler, case, "other").status_code == 422  # “something else” says nothing without its name
    assert ask(town.handler, case, "other", "medical", **{"papers.1.what": "户口本"}).status_code == 303
    assert notices(case)[0]["papers"] == ["户口本", "病历、鉴定"]
    assert "1. 户口本，证明房子是他的" in Document.objects.get(case_id=case.id, kind="D45").body_zh
    assert counted(town) == Share(0, 1)


def test_kz_19_a_file_taken_back_is_not_on_file(town: Town, case: Case) -> None:
    key = brought(case, samples.PNG, what="title")[0]
    go(case, "withdraw_file", town.handler, this_minute(), file=key, reason="传错了")
    assert ask(town.handler, case, "title").status_code == 303
    assert "again" not in notices(case)[0]


def test_kz_19_an_earlier_case_of_the_same_matter_counts_for_those_who_see_it_alone(town: Town) -> None:
    seen, unseen = accepted_case(town), register_case(town, when=days_ago(30), by=town.town_handler, unit="pingshang")
    key, hidden_key = brought(seen, samples.PNG, what="title")[0], brought(unseen, samples.WEBP, what="contract")[0]
    later = register_case(town, when=days_ago(9))
    for n, earlier in enumerate((seen, unseen)):
        go(later, "link_duplicate", town.dispatcher, days_ago(9, 10 + n), earlier=earlier.number, same_because="同一面墙")
    go(later, "open_dispatch", town.dispatcher, days_ago(9, 15))
    go(later, "transfer", town.dispatcher, days_ago(8), unit=town.unit("housing"))
    go(later, "receive", town.handler, days_ago(7))
    go(later, "accept", town.handler, days_ago(6))
    opened = seat(town.handler).get(address(later, "act/ask_papers/")).content.decode()
    assert f'href="/files/{key}"' in opened
    assert f"（在 {seen.number}）" in opened
    assert hidden_key not in opened
    assert unseen.number not in opened
    assert ask(town.handler, later, "title", "contract").status_code == 422
    assert ask(town.handler, later, "title", "contract", once_more=REASON).status_code == 303
    assert notices(later)[0]["again"] == ["title"]


def test_kz_19_whoever_prepares_a_further_notice_is_warned_as_well(town: Town, case: Case) -> None:
    brought(case, samples.PNG, what="title")
    assert ask(town.handler, case, "contract").status_code == 303
    row = [{"kind": "title", "why": "证明房子是他的"}]
    when = this_minute()
    with pytest.raises(Incomplete, match="已经在案"):
        prepared(case, "ask_more_papers", town.handler, when, papers=row, reason="第一次没有问到")
    waiting = prepared(case, "ask_more_papers", town.handler, when, papers=row, reason="第一次没有问到", once_more=REASON)
    sign(case, waiting, town.head, when)
    assert [one.get("again") for one in notices(case)] == [None, ["title"]]
    assert counted(town) == Share(1, 2)


def test_kz_19_a_confidential_identity_is_told_without_its_address(town: Town) -> None:
    case = accepted_case(town, is_confidential=True)
    key = brought(case, samples.PNG, what="identity")[0]
    opened = seat(town.handler).get(address(case, "act/ask_papers/")).content.decode()
    assert "身份证明" in opened.partition("不要再向群众要")[2].partition("</ul>")[0]
    assert key not in opened
    assert ask(town.handler, case, "identity").status_code == 422
