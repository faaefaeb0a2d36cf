"""Disputes at the door: registered as a mediation, settled on the spot in one breath, or not at all."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Entry, Identity, Party
from fengqiao.apps.cases.services.parties import opened
from fengqiao.apps.documents.models import Document
from fengqiao.apps.intake import columns, services
from fengqiao.apps.intake.permissions import TAKES_IN, matters_for
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.roles import PETITIONER
from fengqiao.kernel.moment import now
from fengqiao.kernel.sheets import open_sheet
from tests.apps.cases.desk import local, seat
from tests.town import Town, dispute, register_case, tables_digest

PAGE = "/register/"
DISPUTE = {
    "matter": "dispute", "name": "石阿公", "phone": "10012340001", "other_name": "龙水生", "other_phone": "10012340002",
    "content": "修路挖出一棵金弹子树，两家都说是自己的。", "demand": ["树还给我家"], "looked": "1",
}  # fmt: skip
SETTLED = {"settle": "1", "settled_content": "龙水生把树栽回村口，两家共管", "settled_kept_by": "2026-04-20", "settled_all_agree": "on"}


@pytest.fixture(autouse=True)
def spring() -> Any:
    """The morning of 14 April 2026."""
    with time_machine.travel(local("2026-04-14T09:00"), tick=False) as clock:
        yield clock


def send(client: Client, status: int, **typed: Any) -> str:
    response = client.post(PAGE, typed)
    page = unescape(response.content.decode())
    assert response.status_code == status, page[-3000:]
    return response["Location"] if status == 303 else page


def test_a_dispute_opens_as_a_mediation_and_the_other_side_goes_to_the_vault(town: Town) -> None:
    client = seat(town.grid_worker)
    where = send(client, 303, **DISPUTE)
    case = Case.objects.get()
    assert (case.kind, case.state, case.petitioner_mask, case.classification) == ("dispute", "TJ10", "石*公", "")
    assert (case.region_code, case.place) == ("999901101201", "坪上镇石榴坳村"), "an empty place is the village"
    other = Party.objects.get(case=case, role="respondent")
    assert (other.mask, opened(other).phone) == ("龙*生", "10012340002")
    assert b"10012340002" not in b"".join(bytes(row.phone) for row in Identity.objects.all())
    page = unescape(client.get(where).content.decode())
    assert "愿不愿意调解" in page
    assert "取件密码" not in page
    paper = unescape(client.get(f"{where}print/").content.decode())
    assert "是否愿意调解" in paper
    assert "转送" not in paper


def test_in_a_village_a_dispute_comes_first_and_at_a_window_a_petition(town: Town) -> None:
    assert matters_for(town.grid_worker, in_village=True) == ("dispute", "petition", "sign")
    assert matters_for(town.clerk, in_village=False) == ("petition", "dispute", "sign")
    assert matters_for(town.town_mediator, in_village=False) == ("dispute", "sign")
    assert matters_for(town.sealed_officer, in_village=False) == ("petition",)
    for actor, first in ((town.grid_worker, "dispute"), (town.clerk, "petition"), (town.town_mediator, "dispute")):
        assert f'data-matter="{first}"' in seat(actor).get(PAGE).content.decode()
    assert 'name="matter"' not in seat(town.sealed_officer).get(PAGE).content.decode(), "nothing to choose"


def test_the_door_knows_exactly_the_roles_of_the_pack() -> None:
    pack = rules.pack_named(rules.NATIONAL)
    openings = [pack.workflows[name].opening for name in ("petition", "mediation")]
    listed = {who.partition("@")[0] for act in openings if act for who in act.by} - {PETITIONER}
    assert set(TAKES_IN) == listed


def test_a_mediator_registers_no_petition_even_when_the_form_says_so(town: Town) -> None:
    assert "选" in send(seat(town.town_mediator), 422, **{**DISPUTE, "matter": "petition", "place": "石榴坳村"})
    assert not Case.objects.exists()


def test_settled_on_the_spot_it_is_registered_and_settled_in_one_go(town: Town) -> None:
    """YJ-19, ND-31: one form registers and settles."""
    where = send(seat(town.grid_worker), 303, **DISPUTE, **SETTLED)
    case = Case.objects.get()
    assert (case.state, case.due_on.isoformat()) == ("TJ61", "2026-04-20")  # type: ignore[union-attr]
    assert list(Entry.objects.values_list("act", flat=True)) == ["mediation.register", "mediation.settle_orally"]
    assert "栽回村口" in Document.objects.get(case_id=case.id, kind="MF10").body_zh
    page = unescape(seat(town.grid_worker).get(where).content.decode())
    assert "口头协议已登记" in page
    assert "愿不愿意调解" not in page


@pytest.mark.parametrize("login", ["grid_worker", "clerk"])
def test_three_things_are_enough_to_settle(town: Town, login: str) -> None:
    """YJ-19: parties, what and day: three fields."""
    send(seat(getattr(town, login)), 303, matter="dispute", **SETTLED)
    case = Case.objects.get()
    assert (case.state, case.content, case.is_anonymous) == ("TJ61", SETTLED["settled_content"], True)


@pytest.mark.parametrize(
    ("over", "status", "words"),
    [
        ({"settled_content": ""}, 422, "请写下谈成了什么"),
        ({"settled_kept_by": ""}, 422, "请填写"),
        ({"settled_kept_by": "四月"}, 422, "不是日期"),
        ({"settled_all_agree": ""}, 422, "请确认"),
        ({"settled_content": "给钱，双方今后不再上访"}, 409, "不再上访"),
    ],
)
def test_a_refused_settlement_leaves_nothing_but_what_was_typed(town: Town, over: dict[str, str], status: int, words: str) -> None:
    register_case(town)
    before = tables_digest()
    page = send(seat(town.grid_worker), status, **{**DISPUTE, **SETTLED, **over})
    assert tables_digest() == before
    assert words in page
    assert "修路挖出一棵金弹子树" in page
    assert 'value="龙水生"' in page
    assert "in-form is-settling" in page


def test_sent_twice_it_is_registered_and_settled_once(town: Town) -> None:
    client = seat(town.grid_worker)
    first, second = (send(client, 303, once="0123-4567-89", **DISPUTE, **SETTLED) for _ in range(2))
    assert first == second
    assert Entry.objects.count() == 2


def test_a_petition_is_never_settled_by_this_button(town: Town) -> None:
    send(seat(town.clerk), 303, **{**DISPUTE, "matter": "petition", "place": "石榴坳村"}, **SETTLED)
    assert Case.objects.get().state == "S10"


def test_whoever_does_not_settle_is_not_offered_it(town: Town) -> None:
    assert "in-settle" in seat(town.grid_worker).get(PAGE).content.decode()
    page = seat(town.dispatcher).get(PAGE).content.decode()
    assert "in-settle" not in page
    assert "由" in send(seat(town.dispatcher), 403, **{**DISPUTE, **SETTLED, "place": "石榴坳村"})
    assert not Case.objects.exists()


def test_only_the_other_sides_telephone_still_gives_the_visitor_a_secret(town: Town) -> None:
    where = send(seat(town.grid_worker), 303, **{**DISPUTE, "phone": "", "no_phone": "on"})
    assert "取件密码" in seat(town.grid_worker).get(where).content.decode()


def test_a_wrong_telephone_of_the_other_side_is_told_beside_it(town: Town) -> None:
    page = send(seat(town.grid_worker), 422, **{**DISPUTE, "other_phone": "1001234000"})
    assert "手机号要 11 位" in page


def test_earlier_disputes_of_the_same_person_are_shown(town: Town) -> None:
    case = dispute(town)
    page = seat(town.grid_worker).post(f"{PAGE}earlier/", {"phone": "10012340001"}).content.decode()
    assert case.number in page


@pytest.mark.parametrize("heading", ["重点人员", "风险等级", "是否缠访", "稳控措施", "包保责任人", "risk_level", "人盯人安排",
                                     "特殊人群", "矛盾户", "重點人員", "Key persons"])  # fmt: skip
def test_a_file_that_labels_people_is_refused_before_anything_is_kept(town: Town, heading: str) -> None:
    sheet = open_sheet(f"标题,{heading}\n路灯不亮,甲\n".encode(), "信.csv")
    for take in (lambda: columns.settle(sheet.columns, {}), lambda: services.begin_run(sheet, "信.csv", by=town.dispatcher, at=now())):
        with pytest.raises(Incomplete, match="不给人贴标签") as refused:
            take()
        assert heading in refused.value.words.zh


def test_what_a_petitioner_wrote_is_never_refused_for_its_words(town: Town) -> None:
    sheet = open_sheet("标题,内容\n村里派人盯防我,他们说我是重点人员要稳控\n".encode(), "信.csv")
    assert columns.settle(sheet.columns, {}) == {"title": 0, "content": 1}
