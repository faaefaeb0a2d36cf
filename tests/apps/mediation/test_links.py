"""Who comes by a link: sees little before saying yes, acts by one tap, and finds nothing after the end."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case, Entry, Proceeding, Seat
from fengqiao.apps.cases.services import Person
from fengqiao.apps.cases.services.seating import guest_of
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Incomplete, NotNow
from tests.apps.cases.desk import hidden, seat
from tests.apps.mediation.cast import asked, drafted, in_force, invited, link, m, met
from tests.apps.portal.cast import days_ago
from tests.town import COUNTY, Town, go, helper, party_of, proceeding_of, register_case, tables_digest

SECRETS = ("石阿公", "龙水生", "10012340001", "13800138000")
STORY = "石阿公说：修路挖出一棵金弹子树，龙水生拿走了，打13800138000不接。"


@pytest.fixture
def guest() -> Client:
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


def send(client: Client, address: str, **data: str) -> str:
    """Post as the form on the page would; gives the page that follows."""
    return client.post(address, data, follow=True).content.decode()


def test_an_invitation_says_who_asks_and_what_about_without_a_name(town: Town, guest: Client) -> None:
    case = invited(town, content=STORY, title="石阿公和龙水生争一棵树")
    page = text(guest, link(case, "panel"))
    assert "石榴坳村民委员会" in page
    assert "争一棵树" in page
    assert "村（社区）调解" in page
    assert not [secret for secret in (*SECRETS, STORY[4:12]) if secret in page]


def test_whoever_accepts_reads_the_story_masked_with_sessions_and_wishes(town: Town, guest: Client) -> None:
    """CY-36: by link, one case, masked."""
    asks = invited(town)
    card = unescape(seat(town.grid_worker).get(f"/cases/{asks.number}/").content.decode())
    sms = re.search(r'data-value="(石榴坳村民委员会请您来调解一件纠纷[^"]*)"', card)
    assert sms is not None, "the words of the message are there to be sent"
    assert sms[1].endswith(link(asks, "panel"))
    case = met(town, content=STORY, source_key="2")
    page = text(guest, link(case, "panel"))
    assert "修路挖出一棵金弹子树" in page
    assert "树还给我家" in page
    assert "第1次调解" in page
    assert "石妹，苗语" in page
    assert not [secret for secret in ("10012340001", "13800138000") if secret in page]
    assert "石*公说：修路" in page


def test_no_page_of_a_link_is_kept_or_found(town: Town, guest: Client) -> None:
    case = invited(town)
    for address in (link(case, "panel"), link(case, "other_party"), "/j/abcdefghijklmnopqrstuv"):
        response = guest.get(address)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"].startswith("noindex")
        assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(("given", "words", "state"), [
    ("recused", "您已经回避", "recused"), ("declined", "您回复了没空", "declined"),
])  # fmt: skip
def test_whoever_steps_aside_frees_the_seat_and_reads_nothing_more(
    town: Town, guest: Client, given: str, words: str, state: str
) -> None:
    case = invited(town)
    address = link(case, "panel")
    assert words in send(guest, f"{address}/answer", answer=given)
    assert Seat.objects.get(case=case, role="panel").state == state
    assert "金弹子树" not in text(guest, address, 410)
    case.refresh_from_db()
    with pytest.raises(NotNow, match="还没有人接受"):
        m(case, "inform", town.grid_worker, days_ago(1))
    m(case, "panel", town.grid_worker, days_ago(1), members=[str(helper("石老", "elder").id)], asked=True)
    assert Seat.objects.filter(case=case, role="panel", state="invited").count() == 1


def test_a_panel_that_steps_aside_in_the_middle_is_named_anew(town: Town, guest: Client) -> None:
    case = met(town)
    send(guest, f"{link(case, 'panel')}/answer", answer="recused")
    case.refresh_from_db()
    m(case, "panel", town.grid_worker, days_ago(0, 0), members=[str(helper("石老", "elder").id)], asked=True)
    assert case.state == "TJ30"


def test_wrong_and_foreign_links_say_one_sentence(town: Town, guest: Client) -> None:
    """CY-36: a link opens no other case."""
    case = met(town)
    for address in ("/j/x", "/j/abcdefghijklmnopqrstuv", f"/j/{'长' * 30}", f"{link(case, 'panel')[:-1]}_", f"/j/{'a' * 3000}"):
        page = text(guest, address, 404)
        assert "没有这个链接" in page
        assert "金弹子树" not in page
    assert guest.post("/j/abcdefghijklmnopqrstuv/answer", {"answer": "accepted"}).status_code == 404


def test_a_link_is_dead_after_the_end(town: Town, guest: Client) -> None:
    case = drafted(town)
    m(case, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉、信访")
    for role in ("panel", "other_party"):
        for rest in ("", "/agreement", "/do/stop", "/do/meet"):
            page = text(guest, link(case, role) + rest, 410)
            assert "已经结束" in page
            assert "金弹子树" not in page
    assert guest.post(f"{link(case, 'other_party')}/do/stop").status_code == 410


def test_a_link_that_opens_nothing_says_whom_to_call(town: Town, guest: Client, settings: Settings) -> None:
    """After the end the unit that has the case; of a link without a seat the petition office."""
    settings.COUNTY = COUNTY
    case = drafted(town)
    m(case, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉、信访")
    Unit.objects.filter(id=Case.objects.get(id=case.id).unit_id).update(phone="000-0000777")
    Unit.objects.filter(county_code=COUNTY, is_petition_office=True).update(phone="000-0000778")
    assert 'href="tel:000-0000777"' in text(guest, link(case, "other_party"), 410)
    assert 'href="tel:000-0000778"' in text(guest, "/j/abcdefghijklmnopqrstuv", 404)


def test_the_other_side_hears_what_is_asked_but_not_the_story_before_it_agrees(town: Town, guest: Client) -> None:
    case = asked(town, content=STORY)
    page = text(guest, link(case, "other_party"))
    assert "树还给我家" in page
    assert "拿走了" not in page
    assert "您可以做的" in page
    send(guest, f"{link(case, 'other_party')}/do/agree", once="a" * 12, expecting=str(case.ledger_seq))
    assert proceeding_of(case).vars["consent"] == {party_of(case, "respondent"): "yes"}
    assert "拿走了" in text(guest, link(case, "other_party"))


def test_a_confidential_story_stays_from_the_other_side(town: Town, guest: Client) -> None:
    case = met(town, content=STORY, is_confidential=True)
    assert "拿走了" not in text(guest, link(case, "other_party"))
    assert "拿走了" in text(guest, link(case, "panel"))


def test_the_other_side_refuses_by_one_tap_whatever_happened_meanwhile(town: Town, guest: Client) -> None:
    """YJ-02: yes, no, or time to think, by one link."""
    case = asked(town)
    page = text(guest, link(case, "other_party"))
    for said in ("同意调解", "不同意调解", "可以先想想"):
        assert said in page
    m(case, "note", town.grid_worker, days_ago(1), text="打过一次电话")
    form = re.search(r'<form[^>]*do/refuse".*?</form>', page, re.S)
    assert form
    assert "expecting" not in form[0]
    send(guest, f"{link(case, 'other_party')}/do/refuse", once=hidden(form[0], "once"))
    case.refresh_from_db()
    assert case.state == "TJ21"


def test_the_other_side_signs_the_text_it_has_read_and_no_other(town: Town, guest: Client) -> None:
    case = drafted(town)
    address = f"{link(case, 'other_party')}/do/sign"
    page = text(guest, address)
    assert "捌佰元整" in page
    assert "再想想" in page
    once, seen = hidden(page, "once"), hidden(page, "expecting")
    m(case, "redraft", town.grid_worker, days_ago(0, 0))
    m(case, "draft_agreement", town.grid_worker, days_ago(0, 0), facts="x", terms=[
        {"who": "龙水生", "what": "赔一万", "due_on": days_ago(-9)[:10], "amount": "10000"}])  # fmt: skip
    before = tables_digest()
    response = guest.post(address, {"read": "on", "once": once, "expecting": seen})
    assert response.status_code == 409
    assert "别人已经动过" in response.content.decode()
    assert "石敢言" not in response.content.decode()
    assert tables_digest() == before
    page = response.content.decode()
    send(guest, address, read="on", once=hidden(page, "once"), expecting=hidden(page, "expecting"))
    assert list(proceeding_of(case).vars["signed"]) == [party_of(case, "respondent")]
    assert "已签" in text(guest, link(case, "other_party"))
    assert "我愿意签" not in text(guest, f"{link(case, 'other_party')}/agreement")


def test_an_unticked_box_signs_nothing_and_says_so(town: Town, guest: Client) -> None:
    case = drafted(town)
    response = guest.post(f"{link(case, 'other_party')}/do/sign", {"once": "b" * 12, "expecting": str(case.ledger_seq)})
    assert response.status_code == 422
    assert "请确认" in response.content.decode()
    assert proceeding_of(case).vars["signed"] == {}


def test_a_guest_is_not_told_what_only_staff_may_know(town: Town, guest: Client) -> None:
    case = drafted(town)
    page = text(guest, f"{link(case, 'other_party')}/do/add_material")
    m(case, "report_police", town.grid_worker, days_ago(0, 0), situation="龙水生扬言要动手")
    m(case, "redraft", town.grid_worker, days_ago(0, 0))
    response = guest.post(f"{link(case, 'other_party')}/do/add_material",
                          {"text": "我有照片", "once": hidden(page, "once"), "expecting": hidden(page, "expecting")})  # fmt: skip
    said = response.content.decode()
    assert response.status_code == 409
    assert "再谈谈" in said
    assert "公安" not in said
    assert "麻利" not in said
    assert "我有照片" in said


def test_the_same_form_sent_twice_acts_once(town: Town, guest: Client) -> None:
    case = met(town)
    sent = {"text": "我有照片", "once": "c" * 12}
    for _turn in range(2):
        guest.post(f"{link(case, 'other_party')}/do/add_material", sent)
    assert Entry.objects.filter(case=case, act="mediation.add_material").count() == 1


def test_a_guest_takes_no_act_of_another_kind_of_guest(town: Town, guest: Client) -> None:
    case = drafted(town)
    assert guest.get(f"{link(case, 'panel')}/do/sign").status_code == 404
    assert guest.post(f"{link(case, 'panel')}/do/in_force", {}).status_code == 404
    assert guest.get(f"{link(case, 'other_party')}/do/draft_agreement").status_code == 404
    assert guest.post(f"{link(case, 'other_party')}/answer", {"answer": "recused"}).status_code == 404


def test_a_seat_acts_in_its_own_proceeding_only(town: Town) -> None:
    case, other = met(town), asked(town)
    by = guest_of(Seat.objects.get(case=case, role="other_party"))
    before = tables_digest()
    with pytest.raises(NotNow, match="已经结束"):
        go(other, "mediation.agree", by, days_ago(1))
    assert tables_digest() == before


def test_whoever_has_not_accepted_takes_no_act(town: Town) -> None:
    case = invited(town)
    by = guest_of(Seat.objects.get(case=case, role="panel"))
    with pytest.raises(NotNow):
        m(case, "raise_up", by, days_ago(1), reason="远")


def test_a_party_gets_one_link_and_those_who_asked_get_none(town: Town) -> None:
    case = asked(town)
    with pytest.raises(NotNow, match="已经给这一方发过链接"):
        m(case, "invite_party", town.grid_worker, days_ago(1), party=party_of(case, "respondent"))
    with pytest.raises(Incomplete, match="查询码"):
        m(case, "invite_party", town.grid_worker, days_ago(1), party=party_of(case, "petitioner"))


def test_the_elder_writes_an_agreement_whose_sum_and_last_day_follow_from_its_terms(town: Town, guest: Client) -> None:
    case = met(town, content=STORY)
    address = f"{link(case, 'panel')}/do/draft_agreement"
    page = text(guest, address)
    assert "石*公说" in page
    first, last = days_ago(-9)[:10], days_ago(-20)[:10]
    rows = {"terms.1.who": "龙水生", "terms.1.what": "补钱", "terms.1.due_on": last, "terms.1.amount": "500"}
    more = guest.post(address, {**rows, "facts": "争树", "one-more": "terms"}).content.decode()
    assert 'name="terms.2.who" value="龙水生"' in more, "one more row begins with what usually repeats"
    assert f'name="terms.2.due_on" value="{last}"' in more
    assert 'value="补钱"' in more
    rows |= {"terms.2.who": "石阿公", "terms.2.what": "再补", "terms.2.due_on": first, "terms.2.amount": "300.5"}
    send(guest, address, facts="争树", once="d" * 12, **rows)
    agreed = proceeding_of(case).vars["agreement"]
    assert (agreed["total"], agreed["kept_by"]) == ("800.50", last)
    assert "捌佰元伍角整" in text(guest, f"{link(case, 'panel')}/agreement")


def test_what_was_agreed_is_followed_by_link_until_it_is_kept(town: Town, guest: Client) -> None:
    case = in_force(town)
    page = text(guest, link(case, "other_party"))
    assert "已付 0.00 元" in page
    send(guest, f"{link(case, 'other_party')}/do/breach", what="树没有栽回来", once="e" * 12)
    case.refresh_from_db()
    assert case.state == "TJ86"


def test_a_mediation_offered_in_a_petition_opens_by_link_too(town: Town, guest: Client) -> None:
    case = register_case(town, when=days_ago(9), people=dispute_people())
    go(case, "open_dispatch", town.dispatcher, days_ago(9, 15))
    go(case, "transfer", town.dispatcher, days_ago(8), unit=town.unit("housing"))
    go(case, "receive", town.handler, days_ago(7))
    go(case, "accept", town.handler, days_ago(6))
    go(case, "set_path_6", town.handler, days_ago(6, 10))
    go(case, "entrust_mediation", town.handler, days_ago(5), unit=town.unit("pingshang"), reason="两家都愿意谈")
    assert (case.state, case.unit.code) == ("S50", "housing")
    m(case, "invite_party", town.town_mediator, days_ago(5, 10), party=party_of(case, "respondent"))
    page = text(guest, link(case, "other_party"))
    assert "坪上镇人民政府" in page
    assert "乡镇（街道）调解" in page
    send(guest, f"{link(case, 'other_party')}/do/refuse")
    case.refresh_from_db()
    assert case.state == "S50"
    assert Proceeding.objects.get(case=case, workflow="mediation").state == "TJ21"
    text(guest, link(case, "other_party"), 410)


def dispute_people() -> list[Person]:
    return [Person(name="吴大升", phone="10012345678"), Person(name="桂园物业", role="respondent")]


def test_every_act_of_a_guest_answers_wrong_input_in_words(town: Town, guest: Client) -> None:
    case: Case = met(town)
    for role, act in (("panel", "meet"), ("panel", "draft_agreement"), ("panel", "raise_up"), ("panel", "arrange"),
                      ("other_party", "add_material")):  # fmt: skip
        response = guest.post(f"{link(case, role)}/do/{act}", {"held_on": "２０２６", "terms.1.amount": "八百", "present": "x" * 9000})
        assert response.status_code == 422
        assert "fq-error" in response.content.decode() or "has-error" in response.content.decode()
