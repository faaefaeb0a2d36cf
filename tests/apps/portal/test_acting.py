"""What a petitioner does with a case from the phone: add, urge, ask for review, withdraw, stop mediation."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry, Link
from fengqiao.apps.cases.services import perform, split
from fengqiao.apps.documents.queries import latest_of
from fengqiao.kernel.moment import now
from tests.apps.portal.cast import accepted_case, days_ago, served_case
from tests.town import Town, go, proceeding_of, register_case, reviewed, side_of


@pytest.fixture
def case(town: Town, client: Client) -> Case:
    """A case under way whose content this browser may see."""
    return opened(client, accepted_case(town))


def opened(client: Client, case: Case) -> Case:
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    return case


def form_of(client: Client, case: Case, step: str) -> dict[str, str]:
    """The hidden fields of a form as a browser would send them."""
    page = client.get(f"/t/{case.tracking_code}/do/{step}").content.decode()
    return dict(re.findall(r'name="(once|expecting)" value="([^"]*)"', page))


def do(client: Client, case: Case, step: str, **data: str):
    return client.post(f"/t/{case.tracking_code}/do/{step}", {**form_of(client, case, step), **data})


def acts_of(case: Case) -> list[str]:
    return list(Entry.objects.filter(case=case).values_list("act", flat=True))


def test_add_material(town: Town, client: Client, case: Case) -> None:
    answer = do(client, case, "add_material", text="补照片说明：昨天又掉了一块")
    assert answer.headers["Location"] == f"/t/{case.tracking_code}?did=add_material"
    assert "收到了，已放进这件事的记录" in client.get(answer.headers["Location"]).content.decode()
    entry = Entry.objects.get(case=case, act="add_material")
    assert (entry.body["data"]["text"], entry.actor_id) == ("补照片说明：昨天又掉了一块", "petitioner")


def test_urge_once_a_day_and_says_who_sees_it(town: Town, client: Client, case: Case) -> None:
    said = client.get(do(client, case, "urge").headers["Location"]).content.decode()
    assert "已经催了" in said
    assert "澜溪县住房和城乡建设局的陆海平" in said
    assert "明天还可以再催" in said
    assert "今天已经催过了" in client.get(f"/t/{case.tracking_code}/do/urge").content.decode()
    again = client.post(f"/t/{case.tracking_code}/do/urge", {"once": uuid4()})
    assert again.status_code == 409
    assert acts_of(case).count("urge") == 1
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        opened(client, case)
        assert do(client, case, "urge").status_code == 302
    assert acts_of(case).count("urge") == 2


def test_same_form_sent_twice_acts_once(town: Town, client: Client, case: Case) -> None:
    for step, data in (("add_material", {"text": "照片"}), ("urge", {}), ("withdraw", {})):
        form = form_of(client, case, step) | data
        first, second = (client.post(f"/t/{case.tracking_code}/do/{step}", form) for _ in range(2))
        assert first.status_code == second.status_code == 302
        assert acts_of(case).count(step) == 1


def test_missing_text_is_told_beside_its_field(town: Town, client: Client, case: Case) -> None:
    answer = do(client, case, "add_material", text="   ")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_text-error"' in page
    assert "请填写" in page


def test_too_long_text_is_told_and_kept(town: Town, client: Client, case: Case) -> None:
    answer = do(client, case, "add_material", text="长😀" * 15_000)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "最多20000字，现在有30000字" in page
    assert "长😀" * 15_000 in page


def test_review_is_begun_for_one_and_filed(town: Town, client: Client) -> None:
    case = opened(client, served_case(town))
    page = client.get(f"/t/{case.tracking_code}/do/request_review").content.decode()
    assert "我不同意澜溪县住房和城乡建设局" in page
    assert "可以申请到" in page
    assert "late_reason" not in page
    answer = do(client, case, "request_review", request="只修一面墙不行，要四面都修。")
    assert "复查申请已提出" in client.get(answer.headers["Location"]).content.decode()
    case.refresh_from_db()
    assert (case.state, case.unit) == ("S70", town.unit("county"))
    assert "只修一面墙不行" in latest_of(case.county, case.id, "D26").body.zh
    assert "复查申请书" in client.get(f"/t/{case.tracking_code}").content.decode()


def test_late_review_is_taken_in_with_a_reason(town: Town, client: Client) -> None:
    case = opened(client, served_case(town, served=45))
    page = client.get(f"/t/{case.tracking_code}/do/request_review").content.decode()
    assert "30日已经过了，仍然可以提" in page
    assert 'name="late_reason"' in page
    refused = do(client, case, "request_review", request="不同意")
    assert refused.status_code == 422
    assert "写明迟延的原因" in refused.content.decode()
    assert "不同意" in refused.content.decode()
    assert do(client, case, "request_review", request="不同意", late_reason="住院四十天").status_code == 302
    case.refresh_from_db()
    assert case.state == "S70"


def test_final_review(town: Town, client: Client) -> None:
    case = served_case(town, served=20)
    go(case, "request_review", town.citizen, days_ago(15))
    reviewed(town, case, days_ago(4))
    opened(client, case)
    doors = client.get(f"/t/{case.tracking_code}/disagree").content.decode()
    assert "/do/request_final" in doors
    assert "还剩" in doors
    assert do(client, case, "request_final", request="还是要四面都修").status_code == 302
    case.refresh_from_db()
    assert case.state == "S71"


def test_withdraw_takes_no_right_away(town: Town, client: Client, case: Case) -> None:
    page = client.get(f"/t/{case.tracking_code}/do/withdraw").content.decode()
    assert "撤回以后还可以再提，不影响任何权利" in page
    assert "不撤回" in page
    answer = do(client, case, "withdraw")
    assert "撤回以后还可以再提" in client.get(answer.headers["Location"]).content.decode()
    case.refresh_from_db()
    assert case.state == "S86"
    assert "提出新的一件" in client.get(f"/t/{case.tracking_code}/disagree").content.decode()


def test_withdrawal_waits_when_something_has_happened_since(town: Town, client: Client, case: Case) -> None:
    form = form_of(client, case, "withdraw") | {"reason": "已经谈好了"}
    perform(county=case.county, case_id=case.id, step="set_path_6", data={}, by=town.handler, at=now())
    answer = client.post(f"/t/{case.tracking_code}/do/withdraw", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "事情有了新进展" in page
    assert "已经谈好了" in page
    assert (
        client.post(f"/t/{case.tracking_code}/do/withdraw", form | form_of(client, case, "withdraw")).status_code == 302
    )


def test_internal_rows_are_no_conflict(town: Town, client: Client, case: Case) -> None:
    form = form_of(client, case, "withdraw")
    go(case, "note", town.handler, days_ago(0, 0))
    assert client.post(f"/t/{case.tracking_code}/do/withdraw", form).status_code == 302


def test_recusal_is_asked_for(town: Town, client: Client, case: Case) -> None:
    assert do(client, case, "ask_recusal", who="陆海平", reason="是物业经理的表弟").status_code == 302
    assert "ask_recusal" in acts_of(case)


def test_mediation_stops_without_a_reason(town: Town, client: Client, case: Case) -> None:
    go(case, "set_path_6", town.handler, days_ago(9))
    go(case, "entrust_mediation", town.handler, days_ago(8), unit=town.unit("pingshang"), reason="两家都愿意谈")
    assert "不同意调解" in client.get(f"/t/{case.tracking_code}").content.decode()
    assert do(client, case, "mediation.refuse").status_code == 302
    assert (side_of(case, "mediation").state, proceeding_of(case).state) == ("TJ21", "S50")


def test_what_is_not_possible_now_says_when_it_is(town: Town, client: Client, case: Case) -> None:
    page = client.get(f"/t/{case.tracking_code}/do/request_review").content.decode()
    assert "还不能办这一项" in page
    assert "收到书面处理意见以后30日内可以申请" in page
    assert "<textarea" not in page
    answer = client.post(f"/t/{case.tracking_code}/do/request_review", {"request": "我写了很多字"})
    assert answer.status_code == 409
    assert "我写了很多字" in answer.content.decode()


def test_staff_acts_are_no_pages_here(town: Town, client: Client, case: Case) -> None:
    for step in ("accept", "transfer", "classify", "register", "nonsense"):
        assert client.get(f"/t/{case.tracking_code}/do/{step}").status_code == 404
        assert client.post(f"/t/{case.tracking_code}/do/{step}", {"kind": "claim"}).status_code == 404


def test_text_survives_the_half_hour(town: Town, client: Client, case: Case) -> None:
    form = form_of(client, case, "add_material") | {"text": "写了四十分钟的话"}
    with time_machine.travel(now() + timedelta(minutes=40), tick=False):
        answer = client.post(f"/t/{case.tracking_code}/do/add_material", form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "写了四十分钟的话" in page
        assert 'name="proof"' in page
        assert client.post(f"/t/{case.tracking_code}/do/add_material", form | {"proof": "5678"}).status_code == 302
    assert "add_material" in acts_of(case)


def test_something_new_after_the_end_is_tied_to_the_first(town: Town, client: Client, case: Case) -> None:
    do(client, case, "withdraw")
    client.post(f"/t/{case.tracking_code}/again")
    assert "上一件事的新情况" in client.get("/c/say/").content.decode()
    client.post("/c/say/what", {"content": "说好不掉了，又掉了一块砖"})
    client.post("/c/say/reach", {"phone": "10012345678"})
    client.post("/c/say/check")
    new = Case.objects.exclude(id=case.id).get()
    assert Link.objects.filter(case=new, other=case.id, kind="new_facts").exists()
    assert new.tracking_code in client.get(f"/t/{case.tracking_code}").content.decode()


def test_new_case_needs_the_digits_first(town: Town, client: Client) -> None:
    case = accepted_case(town)
    client.post(f"/t/{case.tracking_code}/again")
    assert "上一件事的新情况" not in client.get("/c/say/").content.decode()


def test_split_off_case_is_reached_from_the_same_page(town: Town, client: Client) -> None:
    case = register_case(town, when=days_ago(3), demands=["修好外墙", "退物业费"])
    part = split(county=case.county, case_id=case.id, positions=[2], by=town.clerk, at=now(), reason="两个单位的事")
    closed = client.get(f"/t/{case.tracking_code}").content.decode()
    assert "分出去单独办的" in closed
    assert "发现登记" in closed
    assert part.tracking_code not in closed
    assert "退物业费" not in closed
    opened(client, case)
    assert f"/t/{part.tracking_code}" in client.get(f"/t/{case.tracking_code}").content.decode()
    assert "分出来" in client.get(f"/t/{part.tracking_code}").content.decode()


def test_sealed_relatives_are_not_mentioned(town: Town, client: Client) -> None:
    case = register_case(town, when=days_ago(3), demands=["修好外墙", "物业经理收钱"])
    part = split(county=case.county, case_id=case.id, positions=[2], by=town.clerk, at=now(), reason="检举部分")
    go(part, "classify", town.clerk, days_ago(0, 0), kind="report")
    opened(client, case)
    page = client.get(f"/t/{case.tracking_code}").content.decode()
    assert "和它连着的事" not in page
    assert part.tracking_code not in page


def test_said_only_what_was_done(town: Town, client: Client, case: Case) -> None:
    assert "已经催了" not in client.get(f"/t/{case.tracking_code}?did=urge").content.decode()
    assert client.get(f"/t/{case.tracking_code}?did=<script>").status_code == 200
