"""What a code shows, what it does not, and how long somebody who guesses has to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.pickup import pickup_secret
from fengqiao.apps.portal.models import Attempt
from fengqiao.domain.case_numbers import is_valid
from fengqiao.kernel.moment import now
from tests.apps.portal.cast import accepted_case, days_ago, served_case
from tests.town import Town, at, go, register_case, to_acceptance

SECRETS = ("三号楼外墙", "修好外墙", "吴大升", "吴*升", "10012345678", "责令物业", "裂缝")


def page_of(client: Client, case: Case, rest: str = "") -> str:
    return client.get(f"/t/{case.tracking_code}{rest}").content.decode()


def prove(client: Client, case: Case, digits: str = "5678"):
    return client.post(f"/t/{case.tracking_code}/open", {"proof": digits})


def stranger_code(case: Case) -> str:
    """A code with a right check digit that belongs to no case."""
    numbers = (f"{n:012d}" for n in range(100, 1000))
    return next(code for code in numbers if is_valid(code) and code != case.tracking_code)


def test_code_alone_shows_step_unit_person_and_next_date(town: Town, client: Client) -> None:
    case = to_acceptance(town)
    with time_machine.travel(at("2026-03-10 09:00"), tick=False):
        page = page_of(client, case)
    assert "已受理并告知" in page
    assert "澜溪县住房和城乡建设局" in page
    assert "陆海平" in page
    assert "tel:000-0000200" in page
    assert "给您书面处理意见" in page
    assert "还剩57天（5月6日 周三 到期）" in page
    assert 'aria-current="step"' in page
    assert "受理告知书" in page
    assert "转送" in page


def test_unknown_holidays_are_said_and_no_day_is_guessed(town: Town, client: Client) -> None:
    case = register_case(town, when="2026-12-21 09:00")
    with time_machine.travel(at("2026-12-22 09:00"), tick=False):
        page = page_of(client, case)
    assert "等2027年放假安排公布后才能确定，不会早于2027年1月" in page
    assert "天（1月" not in page


def test_clock_that_came_with_a_merger_does_not_hide_the_next_date(town: Town, client: Client) -> None:
    case, other = served_case(town), register_case(town, when=days_ago(2))
    go(other, "merge", town.clerk, days_ago(1), earlier=case.number)
    go(case, "request_review", town.citizen, days_ago(0, 0))
    assert "告诉您受理不受理" in page_of(client, case)
    go(case, "review.accept", town.reviewer, days_ago(0, 1))
    assert "给您复查意见" in page_of(client, case)
    merged = page_of(client, other)
    assert "并到了这一件里办" in merged
    assert case.tracking_code not in merged


def test_overdue_is_said(town: Town, client: Client) -> None:
    case = register_case(town, when="2026-03-02 09:00")
    with time_machine.travel(at("2026-03-19 09:00"), tick=False):
        assert "超期2天（3月17日 周二 到期）" in page_of(client, case)


def test_code_alone_shows_neither_content_nor_names_nor_texts(town: Town, client: Client) -> None:
    case = served_case(town)
    go(case, "add_material", town.citizen, days_ago(1))  # the ledger names him
    pages = page_of(client, case) + page_of(client, case, "/disagree") + page_of(client, case, "/open")
    assert not [secret for secret in SECRETS if secret in pages]


def test_papers_and_acts_ask_for_the_digits_first(town: Town, client: Client) -> None:
    case = served_case(town)
    from fengqiao.apps.documents.queries import papers_for_petitioner

    paper = papers_for_petitioner(case.county, case.id).first()
    for rest in (f"papers/{paper.id}", "do/add_material", "do/request_review"):
        answer = client.get(f"/t/{case.tracking_code}/{rest}")
        assert answer.headers["Location"].startswith(f"/t/{case.tracking_code}/open?next=")
    assert client.get(f"/t/{case.tracking_code}/receipt").headers["Location"] == f"/t/{case.tracking_code}"


def test_digits_open_content_and_papers(town: Town, client: Client) -> None:
    case = served_case(town)
    assert prove(client, case).status_code == 302
    page = page_of(client, case)
    assert "三号楼外墙" in page
    assert "不支持" in page
    assert "责令物业" in page
    key = page.split("/papers/")[1].split('"')[0]
    paper = client.get(f"/t/{case.tracking_code}/papers/{key}").content.decode()
    assert "吴大升" in paper
    assert "告知书" in paper


def test_opening_goes_on_to_where_one_wanted(town: Town, client: Client) -> None:
    case = served_case(town)
    address = f"/t/{case.tracking_code}"
    for wanted, target in ((f"{address}/do/urge", f"{address}/do/urge"), ("https://elsewhere.example/", address),
                           ("//elsewhere.example/t/", address), ("/t/999", address)):  # fmt: skip
        client.post(f"{address}/close")
        answer = client.post(f"{address}/open", {"proof": "５６７８", "next": wanted})
        assert answer.headers["Location"] == target


def test_content_closes_by_hand_and_after_half_an_hour(town: Town, client: Client) -> None:
    case = accepted_case(town)
    prove(client, case)
    client.post(f"/t/{case.tracking_code}/close")
    assert "三号楼外墙" not in page_of(client, case)
    prove(client, case)
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        assert "三号楼外墙" not in page_of(client, case)


def test_key_of_one_case_opens_no_other(town: Town, client: Client) -> None:
    mine, other = accepted_case(town), register_case(town, when=days_ago(1), content="另一家的围墙倒了")
    prove(client, mine)
    assert "另一家" not in page_of(client, other)
    assert client.post(f"/t/{other.tracking_code}/do/withdraw", {}).status_code == 422
    other.refresh_from_db()
    assert other.state == "S10"


def test_papers_of_another_case_are_absent(town: Town, client: Client) -> None:
    mine, other = accepted_case(town), accepted_case(town)
    prove(client, mine)
    prove(client, other)
    key = page_of(client, other).split("/papers/")[1].split('"')[0]
    assert client.get(f"/t/{mine.tracking_code}/papers/{key}").status_code == 404


def test_case_without_telephone_opens_by_the_receipts_secret(town: Town, client: Client) -> None:
    case = register_case(town, when=days_ago(1), people=[])
    assert prove(client, case, "0000").status_code == 422
    assert prove(client, case, pickup_secret(case)).status_code == 302


def test_number_too_short_to_ask_for_counts_as_none(town: Town, client: Client) -> None:
    from fengqiao.apps.cases.services import Person

    case = register_case(town, when=days_ago(1), people=[Person(name="吴大升", phone="119")])
    assert prove(client, case, "119").status_code == 422
    assert prove(client, case, pickup_secret(case)).status_code == 302


def test_secret_does_not_open_a_case_with_a_telephone(town: Town, client: Client) -> None:
    case = accepted_case(town)
    assert prove(client, case, pickup_secret(case)).status_code == 422


def test_respondents_telephone_opens_nothing(town: Town, client: Client) -> None:
    from fengqiao.apps.cases.services import Person

    people = [Person(name="吴大升", phone="10012345678"), Person(name="马某", phone="10087654321", role="respondent")]
    case = register_case(town, when=days_ago(1), people=people)
    assert prove(client, case, "4321").status_code == 422


def test_five_wrong_digits_wait_ten_minutes(town: Town, client: Client) -> None:
    case = accepted_case(town)
    for left in (4, 3, 2, 1):
        answer = prove(client, case, "0000")
        assert answer.status_code == 422
        assert f"还可以试{left}次" in answer.content.decode()
    assert prove(client, case, "0000").status_code == 429
    locked = prove(client, case)
    assert locked.status_code == 429
    assert "10分钟" in locked.content.decode()
    assert "已受理并告知" in page_of(client, case)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        assert prove(client, case).status_code == 302


def test_somebody_elses_wrong_tries_do_not_lock_me_out(town: Town, client: Client) -> None:
    case = accepted_case(town)
    for _ in range(6):
        Client(REMOTE_ADDR="10.0.0.9").post(f"/t/{case.tracking_code}/open", {"proof": "0000"})
    assert prove(client, case).status_code == 302


def test_many_addresses_together_are_stopped_too(town: Town, client: Client) -> None:
    case = accepted_case(town)
    for n in range(50):
        Client(REMOTE_ADDR=f"10.0.1.{n}").post(f"/t/{case.tracking_code}/open", {"proof": "0000"})
    assert prove(client, case).status_code == 429


def test_wrong_tries_keep_neither_address_nor_code(town: Town, client: Client) -> None:
    case = accepted_case(town)
    prove(client, case, "0000")
    kept = b"".join(bytes(row.subject) for row in Attempt.objects.all())
    assert kept
    assert b"127.0.0.1" not in kept
    assert case.tracking_code.encode() not in kept


def test_proxy_is_believed_only_behind_one(town: Town, client: Client, settings: Settings) -> None:
    case = accepted_case(town)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(6):
        client.post(f"/t/{case.tracking_code}/open", {"proof": "0"}, headers={"X-Forwarded-For": "1.1.1.1, 10.0.0.7"})
    fresh = client.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}, headers={"X-Forwarded-For": "10.0.0.8"})
    assert fresh.status_code == 302


@pytest.mark.parametrize(
    "typed", ["1", "abc", "😀" * 12, "0" * 30_000, "' OR 1=1 --", "１２３", "407183529645", "%00", "..%2f"]
)
def test_garbage_codes_get_one_sentence(town: Town, client: Client, typed: str) -> None:
    answer = client.post("/t/", {"code": typed})
    assert answer.status_code == 404
    assert "对照回执" in answer.content.decode()
    assert len(answer.content) < 60_000


@pytest.mark.parametrize("address", ["/t/1", "/t/😀", "/t/407183529645", "/t/" + "9" * 2_000, "/t/%20"])
def test_garbage_addresses_get_the_same_sentence(town: Town, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "对照回执" in answer.content.decode()


def test_full_width_and_grouped_digits_are_read(town: Town, client: Client) -> None:
    case = accepted_case(town)
    code = case.tracking_code
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (wide, f"{code[:4]} {code[4:8]}-{code[8:]}"):
        assert client.post("/t/", {"code": typed}).headers["Location"] == f"/t/{code}"
        assert client.get(f"/t/{typed}").headers["Location"] == f"/t/{code}"


def test_guessing_codes_has_to_wait(town: Town, client: Client) -> None:
    case = accepted_case(town)
    for _ in range(5):
        assert client.get(f"/t/{stranger_code(case)}").status_code == 404
    locked = client.get(f"/t/{case.tracking_code}")
    assert locked.status_code == 429
    assert "分钟" in locked.content.decode()
    assert Client(REMOTE_ADDR="10.0.0.5").get(f"/t/{case.tracking_code}").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"), [("2001:db8::{n}", 429), ("2001:db8:0:{n}::1", 302), ("::ffff:10.0.0.{n}", 302)]
)
def test_all_addresses_of_one_network_are_one_guesser(town: Town, address: str, status: int) -> None:
    case = accepted_case(town)
    for n in range(1, 7):
        prove(Client(REMOTE_ADDR=address.format(n=n)), case, "0000")
    assert prove(Client(REMOTE_ADDR=address.format(n=9)), case).status_code == status


def test_mistyped_digit_is_no_guess(town: Town, client: Client) -> None:
    case = accepted_case(town)
    wrong = case.tracking_code[:-1] + str((int(case.tracking_code[-1]) + 1) % 10)
    for _ in range(8):
        assert client.get(f"/t/{wrong}").status_code == 404
    assert client.get(f"/t/{case.tracking_code}").status_code == 200


@pytest.mark.parametrize("rest", ["", "/disagree", "/open", "/do/urge", "/do/withdraw", "/receipt", "/qr.png"])
def test_sealed_case_says_one_neutral_sentence(town: Town, client: Client, rest: str) -> None:
    case = register_case(town, when=days_ago(2))
    prove(client, case)
    go(case, "classify", town.clerk, days_ago(1), kind="report")
    answer = client.get(f"/t/{case.tracking_code}{rest}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "已按规定处理" in page
    assert not [
        s
        for s in (*SECRETS, "信访局", "登记", "谭守密", "检举", "tel:000-0000200")
        if s in page.replace("登记的窗口", "")
    ]


def test_sealed_case_takes_no_act(town: Town, client: Client) -> None:
    case = register_case(town, when=days_ago(2))
    prove(client, case)
    go(case, "classify", town.clerk, days_ago(1), kind="report")
    client.post(f"/t/{case.tracking_code}/do/urge", {"text": "怎么样了"})
    assert not case.entries.filter(act="urge").exists()


def test_case_of_another_county_shows_by_its_code_and_keeps_its_content(town: Town, client: Client) -> None:
    from fengqiao.apps.cases.services import Petition, register

    case = register(Petition(content="桥塌了"), unit=_office_of(town), by=town.outsider, at=now())
    assert "望澜县信访局" in page_of(client, case)
    assert "桥塌了" not in page_of(client, case)
    assert prove(client, case, pickup_secret(case)).status_code == 302
    assert client.post(f"/t/{case.tracking_code}/again").headers["Location"] == "/c/say/"


def _office_of(town: Town):
    from fengqiao.apps.organisations.models import Unit

    return Unit.objects.get(id=town.outsider.unit)


def test_pages_of_a_code_are_kept_nowhere(town: Town, client: Client) -> None:
    case = accepted_case(town)
    prove(client, case)
    for rest in ("", "/disagree", "/do/urge", "/qr.png"):
        answer = client.get(f"/t/{case.tracking_code}{rest}")
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert 'content="noindex, nofollow"' in page_of(client, case)


def test_paper_waits_until_it_is_served(town: Town, client: Client) -> None:
    from tests.town import prepare, sign

    case = accepted_case(town)
    go(case, "set_path_6", town.handler, days_ago(9))
    go(case, "investigate", town.handler, days_ago(5))
    waiting = prepare(case, "sign_opinion", town.handler, days_ago(3), outcome="reject")
    sign(case, waiting, town.head, days_ago(2))
    prove(client, case)
    page = page_of(client, case)
    assert "正在送达给您" in page
    assert "责令物业" not in page
    assert "不支持" not in page
    from fengqiao.apps.documents.queries import latest_of

    opinion = latest_of(case.county, case.id, "D21")
    assert client.get(f"/t/{case.tracking_code}/papers/{opinion.id}").status_code == 404


def test_internal_lines_are_not_shown(town: Town, client: Client) -> None:
    case = accepted_case(town)
    go(case, "note", town.handler, days_ago(8))
    prove(client, case)
    page = page_of(client, case)
    assert "到现场看过一次" not in page
    assert town_name("note", case) not in page


def town_name(step: str, case: Case) -> str:
    from tests.town import workflow_of

    return workflow_of(case).transitions[step].name.zh


def test_codes_are_kept_on_the_phone_only_when_asked(town: Town, client: Client) -> None:
    case = accepted_case(town)
    page_of(client, case)
    assert case.tracking_code not in client.cookies.output()
    client.post(f"/t/{case.tracking_code}/remember")
    assert f"/t/{case.tracking_code}" in client.get("/t/").content.decode()
    client.post("/t/forget")
    assert case.tracking_code not in client.get("/t/").content.decode()
    client.cookies["fq-codes"] = "407183529644:forged"
    assert client.get("/t/").status_code == 200


def test_progress_costs_few_queries(town: Town, client: Client, django_assert_max_num_queries) -> None:
    case = served_case(town)
    prove(client, case)
    page_of(client, case)
    with django_assert_max_num_queries(15):
        page_of(client, case)
