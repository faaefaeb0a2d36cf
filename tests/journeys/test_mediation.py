"""The people who mediate, with a phone of 360 px: accept by a message, record a session, write the agreement; taps counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fengqiao.apps.cases.models import Case, Seat
from fengqiao.domain.roles import Actor
from tests.apps.cases.desk import address, seat
from tests.apps.mediation.cast import asked, drafted, in_force, invited, link, m, met
from tests.apps.portal.cast import days_ago
from tests.screen import too_wide
from tests.town import Town, party_of, proceeding_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = 360, 1366
LOOKS = [("zh-hans", "", PHONE), ("en", "", PHONE), ("zh-hans", "2", PHONE), ("en", "", DESK)]
FIELDS = "main input:visible, main textarea:visible, main select:visible"


class Hand:
    """A page whose taps are counted; going to a field is a tap, typing is none."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server, self.taps, self.filled = page, server, 0, 0

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)

    def tap(self, name: str) -> None:
        self.taps += 1
        found = self.page.get_by_role("button", name=name, exact=True).or_(self.page.get_by_role("link", name=name, exact=True))
        found.first.click()

    def write(self, label: str, text: str) -> None:
        self.taps += 1
        self.filled += 1
        self.page.get_by_label(label).first.fill(text)


@pytest.fixture
def hand(page: Page, live_server: LiveServer) -> Hand:
    return Hand(page, live_server.url)


@pytest.fixture
def sit_down(page: Page, live_server: LiveServer) -> Callable[[Actor], Hand]:
    """The phone of one of the staff."""

    def seated(actor: Actor) -> Hand:
        cookies = {name: morsel.value for name, morsel in seat(actor).cookies.items()}
        page.context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        return Hand(page, live_server.url)

    return seated


def test_from_the_message_to_accepted_in_two_taps(town: Town, hand: Hand) -> None:
    case = invited(town)
    hand.taps = 1  # on the link in the message
    hand.open(link(case, "panel"))
    hand.tap("接受")
    expect(hand.page.get_by_role("heading", name="是什么事")).to_be_visible()
    assert Seat.objects.get(case=case, role="panel").state == "accepted"
    assert hand.taps <= 2


def test_from_the_session_to_an_agreement_ready_to_sign(town: Town, sit_down: Callable[[Actor], Hand]) -> None:
    case = met(town)
    hand = sit_down(town.grid_worker)
    hand.open(address(case, "act/mediation.meet/"))
    hand.write("谁到场", "石阿公、龙水生、麻利")
    hand.write("各方怎么说", "都愿意把树栽回村口。")
    hand.tap("记一次调解")
    hand.page.wait_for_url(f"**{address(case)}")
    hand.tap("写协议")
    hand.write("谁来做", "龙水生")
    hand.write("做什么", "把树栽回村口，两家共管")
    hand.write("哪天以前", days_ago(-20)[:10])
    hand.page.locator("#act").get_by_role("button", name="写协议", exact=True).click()
    hand.taps += 1
    expect(hand.page.locator("main")).to_contain_text("协议待签")
    case.refresh_from_db()
    assert case.state == "TJ55"
    assert hand.taps <= 10
    assert hand.filled <= 6


def test_the_elder_does_the_same_by_the_link(town: Town, hand: Hand) -> None:
    case = met(town)
    hand.open(link(case, "panel"))
    hand.tap("记一次调解")
    hand.write("谁到场", "石阿公、龙水生")
    hand.write("各方怎么说", "都愿意把树栽回村口。")
    hand.tap("记一次调解")
    expect(hand.page.get_by_text("第2次调解")).to_be_visible()
    hand.tap("写协议")
    hand.write("谁来做", "龙水生")
    hand.write("做什么", "把树栽回村口")
    hand.write("哪天以前", days_ago(-20)[:10])
    hand.page.get_by_role("button", name="＋再加一项").click()
    expect(hand.page.get_by_role("group", name="履行事项：第2项")).to_be_visible()
    expect(hand.page.get_by_label("做什么").first).to_have_value("把树栽回村口")
    hand.tap("写协议")
    expect(hand.page.get_by_role("heading", name="协议写好了")).to_be_visible()
    assert hand.filled <= 6


def test_the_other_side_agrees_reads_and_signs(town: Town, hand: Hand) -> None:
    case = asked(town)
    hand.open(link(case, "other_party"))
    hand.tap("同意调解")
    expect(hand.page.get_by_role("heading", name="是什么事")).to_be_visible()
    signed = drafted(town)
    hand.open(link(signed, "other_party"))
    hand.tap("看协议")
    expect(hand.page.locator("main")).to_contain_text("捌佰元整")
    hand.tap("再想想")
    hand.tap("看协议")
    hand.page.get_by_label("我看过").check()
    hand.page.locator("main form").get_by_role("button", name="我愿意签").click()
    expect(hand.page.get_by_text("已签")).to_be_visible()
    assert list(proceeding_of(signed).vars["signed"]) == [party_of(signed, "respondent")]


def test_stopping_is_one_tap_and_the_page_says_that_it_is_over(town: Town, hand: Hand) -> None:
    case = met(town)
    hand.open(link(case, "other_party"))
    hand.tap("停止调解")
    expect(hand.page.get_by_role("heading", name="已经结束")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "TJ70"


def test_a_link_works_without_script(town: Town, chromium: Browser, live_server: LiveServer) -> None:
    case = drafted(town)
    context = chromium.new_context(viewport={"width": PHONE, "height": 740}, java_script_enabled=False, locale="zh-CN")
    hand = Hand(context.new_page(), live_server.url)
    hand.open(link(case, "other_party"))
    hand.tap("看协议")
    hand.tap("我愿意签")
    expect(hand.page.locator("main")).to_contain_text("请确认")
    hand.page.get_by_label("我看过").check()
    hand.tap("我愿意签")
    expect(hand.page.get_by_text("已签")).to_be_visible()
    context.close()


def test_a_dead_or_wrong_link_says_one_sentence(town: Town, hand: Hand) -> None:
    case = met(town)
    dead = link(case, "other_party")
    m(case, "end", town.grid_worker, days_ago(0, 0), why="failed", routes="可以起诉、信访")
    for path, words in ((dead, "已经结束"), (f"{dead}/do/stop", "已经结束"), ("/j/abcdefghijklmnopqrstuv", "没有这个链接")):
        hand.open(path)
        expect(hand.page.get_by_role("heading", level=1)).to_have_text(words)
        expect(hand.page.locator("main")).not_to_contain_text("金弹子树")


@pytest.fixture(params=LOOKS, ids=["zh", "en", "largest", "en-desk"])
def look(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer, town: Town) -> Iterator[Page]:
    language, care, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800})
    cookies = {name: morsel.value for name, morsel in seat(town.grid_worker, language=language).cookies.items()}
    cookies |= {"care": care} if care else {}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    yield page
    context.close()


def pages(town: Town) -> dict[str, str]:
    """Every page of mediation, by name."""
    new, open_, signing, kept = asked(town), invited(town), drafted(town), in_force(town)
    case: Case = met(town)
    return {
        "desk": "/mediation/", "desk-keeping": "/mediation/?tab=keeping", "desk-done": "/mediation/?tab=done",
        "case": address(open_), "case-force": address(kept), "meet": address(case, "act/mediation.meet/"),
        "agreement-form": address(case, "act/mediation.draft_agreement/"), "invite": address(new, "act/mediation.invite_party/"),
        "invitation": link(open_, "panel"), "asked": link(new, "other_party"), "brief": link(case, "panel"),
        "brief-other": link(signing, "other_party"), "agreement": f"{link(signing, 'other_party')}/agreement",
        "sign": f"{link(signing, 'other_party')}/do/sign", "meet-link": f"{link(case, 'panel')}/do/meet",
        "draft-link": f"{link(case, 'panel')}/do/draft_agreement", "force": link(kept, "other_party"),
        "unknown": "/j/abcdefghijklmnopqrstuv",
    }  # fmt: skip


def test_everybody_can_use_every_page(town: Town, look: Page, live_server: LiveServer) -> None:
    trouble = []
    for name, path in pages(town).items():
        look.goto(live_server.url + path)
        wide = too_wide(look)
        if wide > 0:
            trouble.append(f"{name} is {wide} px too wide")
        found = Axe().run(look).response["violations"]
        trouble += [f"{name}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
    assert not trouble, "\n".join(trouble)
