"""Disputes through the API: the kind, the other side, and who may register them."""

from __future__ import annotations

from fengqiao.apps.cases.models import Case, Party
from fengqiao.apps.cases.services.parties import opened
from tests.apps.api.calling import caller, refused
from tests.town import Town

DISPUTE = {
    "kind": "dispute", "content": "修路挖出一棵金弹子树，两家都说是自己的。",
    "people": [{"name": "石阿公", "phone": "10012340001"}, {"name": "龙水生", "phone": "10012340002", "role": "respondent"}],
}  # fmt: skip


def test_a_dispute_opens_as_a_mediation(town: Town) -> None:
    answer = caller(town.grid_worker).post("cases", DISPUTE, once="k1")
    assert (answer.status_code, answer.json()["state"]) == (201, "TJ10")
    assert caller(town.grid_worker).post("cases", DISPUTE, once="k1").json()["number"] == answer.json()["number"]
    case = Case.objects.get()
    assert (case.kind, case.petitioner_mask) == ("dispute", "石*公")
    assert opened(Party.objects.get(case=case, role="respondent")).phone == "10012340002"


def test_a_mediator_registers_disputes_and_no_petitions(town: Town) -> None:
    mediator = caller(town.town_mediator)
    assert mediator.post("cases", DISPUTE).status_code == 201
    refused(mediator.post("cases", {**DISPUTE, "kind": ""}), 403, "not_this_post")
    refused(caller(town.sealed_officer).post("cases", DISPUTE), 403, "not_this_post")
    assert Case.objects.count() == 1


def test_another_kind_is_told(town: Town) -> None:
    answer = caller(town.grid_worker).post("cases", {**DISPUTE, "kind": "quarrel"})
    assert answer.status_code == 422
    assert "kind" in answer.json()["fields"]
