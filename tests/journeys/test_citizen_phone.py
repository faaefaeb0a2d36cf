"""A petitioner with a phone of 360 px: says it, sees where it is, asks for review; every tap counted."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from fengqiao.apps.cases.models import Case
from tests.apps.portal.cast import served_case
from tests.screen import too_wide
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
FIRST_LOAD = 150 * 1024
LOOKS = [("zh-hans", ""), ("en", ""), ("zh-hans", "1.5"), ("en", "2")]


class Phone:
    """A page whose taps are counted; reading and typing are no taps, but going to a field is."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.taps = page, address, 0

    def scan(self, path: str) -> None:
        self.page.goto(self.address + path)

    def tap(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()

    def write(self, label: str, text: str) -> None:
        self.taps += 1
        self.page.get_by_label(label).first.fill(text)

    def at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)


@pytest.fixture
def phone(page: Page, live_server: LiveServer) -> Phone:
    return Phone(page, live_server.url)


def test_said_from_a_scanned_place_in_eight_taps(town: Town, phone: Phone) -> None:
    phone.scan("/c/say/?place=999901101201")
    phone.write("事情经过", "三号楼外墙往下掉砖，楼下是学生上学的路。")
    phone.tap("下一步")
    phone.at("在什么地方")
    phone.tap("下一步")
    phone.at("怎么解决")
    phone.tap("跳过这一步")
    phone.at("怎么联系您")
    phone.write("电话", "10012345678")
    phone.tap("下一步")
    phone.at("看一遍")
    phone.tap("发出去")
    phone.at("您的查询码")
    case = Case.objects.get()
    assert (case.region_code, case.channel) == ("999901101201", "online")
    assert phone.taps <= 8


def test_receipts_code_leads_to_progress_in_one_tap(town: Town, phone: Phone, live_server: LiveServer) -> None:
    case = served_case(town)
    phone.taps = 1  # the scan
    phone.scan(f"/t/{case.tracking_code}")
    expect(phone.page.locator("[aria-current=step]")).to_contain_text("答复兑现")
    expect(phone.page.locator("main")).to_contain_text("处理意见已送达")
    assert phone.taps == 1


def test_review_is_filed_in_eight_taps(town: Town, phone: Phone) -> None:
    case = served_case(town)
    phone.scan(f"/t/{case.tracking_code}")
    phone.tap("不满意怎么办")
    phone.tap("不同意，申请复查")
    phone.write("后4位", "5678")
    phone.tap("核对")
    phone.at("申请复查")
    asked = phone.page.locator("main form").locator("textarea, select, input:not([type=hidden])")
    assert asked.count() == 1  # one thing to write, and its beginning is written already
    phone.write("哪里不对，想要什么", "只修一面墙不行，要四面都修。")
    phone.tap("提出复查申请")
    expect(phone.page.get_by_role("status").filter(has_text="复查申请已提出")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "S70"
    assert phone.taps <= 8


def test_keypad_needs_fourteen_presses(town: Town, phone: Phone) -> None:
    case = served_case(town)
    phone.scan("/say/")
    phone.tap("查进度")
    phone.page.get_by_label("查询码").fill(case.tracking_code)
    phone.tap("查")
    phone.at(case.tracking_code[:4])
    assert phone.taps + len(case.tracking_code) <= 14


def test_back_and_forward_lose_nothing_and_send_once(town: Town, phone: Phone) -> None:
    phone.scan("/c/say/")
    phone.page.get_by_label("事情经过").fill("路灯坏了三个月")
    phone.tap("下一步")
    phone.at("在什么地方")
    phone.page.get_by_label("或者写地名").fill("学校门口")
    phone.tap("上一步")
    phone.at("发生了什么事")
    expect(phone.page.get_by_label("事情经过")).to_have_value("路灯坏了三个月")
    phone.page.go_back()
    phone.at("在什么地方")
    expect(phone.page.get_by_label("或者写地名")).to_have_value("学校门口")
    phone.tap("下一步")
    phone.at("怎么解决")
    phone.tap("跳过")
    phone.at("怎么联系您")
    phone.tap("下一步")
    phone.at("看一遍")
    expect(phone.page.locator("main")).to_contain_text("学校门口")
    phone.tap("发出去")
    phone.at("您的查询码")
    phone.page.go_back()
    phone.at("您的查询码")
    assert Case.objects.count() == 1


@pytest.fixture(params=LOOKS, ids=["zh", "en", "large", "en-largest"])
def look(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    language, care = request.param
    context = chromium.new_context(viewport=PHONE)
    chosen = {"django_language": language, "care": care}
    context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in chosen.items() if v])
    page = context.new_page()
    yield page
    context.close()


def test_everybody_can_use_every_page(town: Town, look: Page, live_server: LiveServer) -> None:
    case = served_case(town)
    code, trouble = f"/t/{case.tracking_code}", []
    look.goto(live_server.url + code + "/open")
    look.locator("#id_proof").fill("5678")
    look.locator("main .fq-btn-primary").click()
    look.goto(live_server.url + "/c/say/")
    look.locator("#id_content").fill("路灯坏了")
    look.locator("main .fq-btn-primary").click()
    look.wait_for_url("**/where*")
    pages = ("/say/", "/c/say/", "/c/say/where", "/c/say/wish", "/c/say/reach", "/c/say/check", "/c/disagree/",
             "/c/people/", "/c/route/", "/t/", "/t/12", code, f"{code}/disagree", f"{code}/do/request_review",
             f"{code}/do/urge", f"{code}/do/withdraw")  # fmt: skip
    for address in pages:
        look.goto(live_server.url + address)
        found = [r["id"] for r in Axe().run(look).response["violations"] if r["impact"] in {"serious", "critical"}]
        spare = too_wide(look)
        trouble += [(address, found, spare)] if found or spare else []
    assert not trouble


@pytest.mark.parametrize("path", ["/say/", "/c/say/", "/t/{code}", "/c/route/"])
def test_pages_are_small(town: Town, page: Page, live_server: LiveServer, path: str) -> None:
    """Pages as they are, scripts and styles as they are served: compressed when they are built."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(live_server.url + path.format(code=served_case(town).tracking_code), wait_until="networkidle")
    sizes = {a.url: len(gzip.compress(a.body()) if "/static/" in a.url else a.body()) for a in answers if a.ok}
    assert len(sizes) > 2
    assert sum(sizes.values()) <= FIRST_LOAD, sizes
