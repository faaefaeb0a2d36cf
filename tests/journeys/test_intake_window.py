"""The window's day in a real browser: take in by few clicks, refer at once, lose nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case, Demand, Link
from tests.screen import too_wide
from tests.town import PASSWORD, Town, register_case

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = 360, 1366
FORM = "/register/"
SAVE = ".in-save .fq-btn-primary"
MUST = "#in-register [required]"


class Hand:
    """A hand that counts its clicks; typing is not a click, going to a field is."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.click(what)

    def write(self, what: str, text: str) -> None:
        self.click(what)
        self.page.keyboard.insert_text(text)


def fill(page: Page, **over: str) -> None:
    """The four things by hand."""
    typed = {"#id_name": "吴大升", "#id_phone": "10012345678", "#in-demand-1": "修好三号楼外墙", "#id_place": "坪上镇石榴坳村"}
    for field, text in {**typed, **over}.items():
        page.fill(field, text)


def test_a_known_caller_has_a_receipt_in_twelve_clicks(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, FORM)
    hand = Hand(page)
    assert page.locator(MUST).count() <= 4
    hand.write("#id_content", "墙上瓷砖还在掉，上次只铲了外皮。")
    hand.write("#id_name", "吴大升")
    hand.write("#id_phone", "10012345678")
    hand.write("#in-demand-1", "修好三号楼外墙")
    hand.click("[data-add-line]")
    page.keyboard.insert_text("先把围挡拉起来")
    hand.write("#id_place", "坪上镇石榴坳村")
    hand.click(SAVE)
    page.wait_for_url("**/receipt/")
    hand.click("text=打印回执")
    expect(page.locator("h1")).to_have_text("收件回执")
    assert hand.clicks <= 12
    case = Case.objects.get()
    expect(page.locator(".in-stamp-code")).to_have_text(" ".join(case.tracking_code[at : at + 4] for at in (0, 4, 8)))
    assert list(Demand.objects.values_list("text", flat=True)) == ["修好三号楼外墙", "先把围挡拉起来"]


def test_everything_by_keyboard(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, FORM)
    page.focus("#id_name")
    for text, tabs in (("吴大升", 2), ("10012345678", 2), ("修好外墙", 0)):
        page.keyboard.insert_text(text)
        for _ in range(tabs):
            page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # one line more
    page.keyboard.insert_text("拉围挡")
    page.fill("#id_place", "石榴坳村")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/")
    assert Demand.objects.count() == 2
    page.keyboard.press("Alt+1")
    expect(page.locator("body")).to_contain_text("待转送交办")
    assert Case.objects.get().state == "S20"


def test_referred_in_five_clicks_with_two_things_by_hand(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.dispatcher, FORM)
    fill(page)
    hand = Hand(page)
    hand.click(SAVE)
    page.wait_for_url("**/receipt/")
    page.wait_for_load_state()
    hand.click("text=甄别转办")
    page.wait_for_url("**/cases/**")
    hand.click("#actions a:has-text('转送'), .fq-actions a:has-text('转送')")
    form = page.locator("form", has=page.locator("[name=unit]"))
    expect(form).to_be_visible()
    assert form.locator("[required]").count() <= 2
    unit = page.locator("[name=unit]")
    hand.clicks += 1
    if unit.evaluate("one => one.tagName") == "SELECT":
        unit.select_option(str(town.unit("housing").id))
    else:
        unit.first.fill("澜溪县住房和城乡建设局")
    hand.clicks += 1
    form.locator("button.fq-btn-primary").last.click()
    expect(page.locator("body")).to_contain_text("已转送")
    assert hand.clicks <= 5
    assert Case.objects.get().unit == town.unit("housing")


def test_earlier_cases_appear_while_typing_and_are_tied(town: Town, sit_down: Callable[..., Page]) -> None:
    first = register_case(town)
    page = sit_down(town.clerk, FORM)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    fill(page)
    expect(page.locator("#in-earlier")).to_contain_text(first.number)
    expect(page.locator("#in-earlier")).to_contain_text("吴*升")
    page.click("#in-earlier label:has-text('关联')")
    page.fill("#id_phone", "100 1234 5678")
    page.wait_for_timeout(1200)
    expect(page.locator("#in-earlier [name=earlier]").first).to_be_checked()
    page.click(SAVE)
    page.wait_for_url("**/receipt/")
    assert Link.objects.filter(case=first, kind="same_matter").exists()
    assert not [url for url in asked if "10012345678" in url or "%E5%90%B4" in url], "no name or number in an address"


def test_a_lapsed_session_loses_nothing(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, FORM)
    fill(page)
    page.fill("#id_content", "写了很久的谈话记录。")
    page.wait_for_timeout(1500)
    page.context.clear_cookies(name="fengqiao")
    page.fill("#id_place", "石榴坳村老桥头")
    page.focus("#id_place")
    page.keyboard.press("Control+Enter")  # looks for earlier cases at the same instant: two requests lapse together
    dialog = page.locator("dialog#again")
    expect(dialog).to_be_visible()
    login = User.objects.get(pk=town.clerk.user).login
    dialog.locator("[name=login]").fill(login)
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("button[type=submit], button:not([type=button])").last.click()
    page.wait_for_url("**/receipt/")
    assert (Case.objects.get().content, Case.objects.get().place) == ("写了很久的谈话记录。", "石榴坳村老桥头")


def test_what_was_typed_survives_leaving_and_is_gone_once_saved(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, FORM)
    fill(page, **{"#id_content": "没写完"})
    for n, text in ((2, "第二条"), (3, "第三条"), (4, "第四条")):
        page.click("[data-add-line]")
        page.fill(f"#in-demand-{n}", text)
    expect(page.locator(".fq-saved")).to_be_visible()
    page.wait_for_timeout(1500)  # looking for earlier cases in between must not drop the copy
    page.reload()
    expect(page.locator("#id_content")).to_have_value("没写完")
    expect(page.locator("#in-demand-4")).to_be_visible()
    expect(page.locator("#in-demand-4")).to_have_value("第四条")
    page.click(SAVE)
    page.wait_for_url("**/receipt/")
    page.click("text=登记下一件")
    expect(page.locator("#id_content")).to_have_value("")


def test_pressed_twice_makes_one_case(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, FORM)
    fill(page)
    page.evaluate("const b = document.querySelector('.in-save .fq-btn-primary'); b.click(); b.click(); b.click();")
    page.wait_for_url("**/receipt/")
    page.go_back()
    page.wait_for_load_state()
    assert Case.objects.count() == 1


def test_what_is_wrong_is_beside_its_field_and_the_rest_stays(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, FORM)
    fill(page, **{"#id_phone": "1001234567"})
    page.click(".in-more summary")
    page.evaluate("document.querySelector('#id_received_on').removeAttribute('max')")
    page.fill("#id_received_on", "2999-01-01")
    page.click(SAVE)
    expect(page.locator(".fq-summary")).to_contain_text("手机号要 11 位")
    expect(page.locator("#id_received_on")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("吴大升")
    expect(page.locator("#in-demand-1")).to_have_value("修好三号楼外墙")
    page.fill("#id_phone", "10012345678")
    page.fill("#id_received_on", "2026-01-05")
    page.click(SAVE)
    page.wait_for_url("**/receipt/")
    assert Case.objects.get().received_on.isoformat() == "2026-01-05"


def test_a_report_says_what_sealing_means(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, FORM)
    expect(page.locator("[data-for-report]")).to_be_hidden()
    page.check("[name=classification][value=report]")
    expect(page.locator("[data-for-report]")).to_be_visible()
    fill(page)
    page.check("#id_anonymous")
    page.check("#id_no_phone")
    page.click(SAVE)
    page.wait_for_url("**/receipt/")
    expect(page.locator("main")).to_contain_text("已经密封")
    assert Case.objects.get().is_sealed


def test_without_scripts_it_works_as_well(town: Town, sit_down: Callable[..., Page]) -> None:
    register_case(town)
    page = sit_down(town.clerk, FORM, java_script_enabled=False)
    assert [page.locator(f"#in-demand-{n}").is_visible() for n in (1, 3, 4)] == [True, True, False]
    fill(page)
    page.fill("#in-demand-2", "拉围挡")
    page.click(SAVE)
    expect(page.locator("#in-earlier")).to_contain_text("此前反映：1 件")
    page.click(SAVE)
    page.wait_for_url("**/receipt/")
    assert Case.objects.count() == 2
    assert Demand.objects.filter(text="拉围挡").exists()


@pytest.mark.parametrize(
    ("width", "language", "care"), [(DESK, "zh-hans", ""), (PHONE, "en", ""), (PHONE, "zh-hans", "1.5")]
)
def test_everybody_can_use_form_and_receipt(
    town: Town, sit_down: Callable[..., Page], width: int, language: str, care: str
) -> None:
    register_case(town)
    page = sit_down(town.clerk, FORM, width=width, language=language, care=care)
    fill(page)
    expect(page.locator("#in-earlier li")).to_have_count(2)
    page.click(".in-more summary")
    fits(page)
    page.click(SAVE)
    page.wait_for_url("**/receipt/")
    page.wait_for_load_state()
    fits(page)


def fits(page: Page) -> None:
    """No serious barrier, nothing beside the screen."""
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == []
    assert not too_wide(page)
