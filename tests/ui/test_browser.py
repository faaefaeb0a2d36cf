"""What the page does in a real browser: nothing typed is lost, nothing is sent twice, everybody can use it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.screen import too_wide
from tests.ui import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
LOOKS = [
    ("components", 1366, "zh-hans", ""),
    ("components", 360, "en", ""),
    ("staff", 1366, "en", ""),
    ("staff", 360, "zh-hans", "1.5"),
    ("citizen", 360, "zh-hans", ""),
    ("citizen", 360, "en", "2"),
    ("question", 360, "zh-hans", "1.5"),
    ("receipt", 360, "zh-hans", ""),
    ("progress", 360, "en", "1.5"),
    ("print", 1366, "zh-hans", ""),
]


@pytest.mark.parametrize(("part", "width", "language", "care"), LOOKS)
def test_everybody_can_use_it(open_page: Open, part: str, width: int, language: str, care: str) -> None:
    page = open_page(f"/ui/gallery/{part}", width=width, language=language, care=care)
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == []
    spare = too_wide(page)
    assert spare == 0, "the page is wider than the screen"


@pytest.mark.parametrize("part", ["citizen", "question", "staff"])
def test_care_mode_has_large_targets(open_page: Open, part: str) -> None:
    page = open_page(f"/ui/gallery/{part}", width=360, care="1.5")
    heights = page.eval_on_selector_all(
        ".fq-btn:not(.fq-btn-small), .fq-switch, .fq-big, .fq-call, .fq-input, .fq-select",
        "all => all.filter(one => one.offsetParent).map(one => one.getBoundingClientRect().height)",
    )
    assert heights
    assert min(heights) >= 60


def test_draft_comes_back_and_can_be_discarded(open_page: Open) -> None:
    page = open_page("/try/form")
    page.fill("[name=story]", "墙上瓷砖还在掉")
    page.check("[name=kind][value=b]")
    expect(page.locator(".fq-saved")).to_be_visible()
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator("[name=story]")).to_have_value("墙上瓷砖还在掉")
    expect(page.locator("[name=kind][value=b]")).to_be_checked()
    page.get_by_role("button", name="不要了，重新写").click()
    expect(page.locator("[name=story]")).to_have_value("")
    page.reload()
    expect(page.locator("[name=story]")).to_have_value("")


def test_draft_is_gone_after_saving(open_page: Open) -> None:
    page = open_page("/try/form")
    page.fill("[name=story]", "已经说完了")
    page.keyboard.press("Alt+1")
    expect(page.locator("#done")).to_be_visible()
    page.goto(page.url.replace("/try/done", "/try/form"))
    expect(page.locator("[name=story]")).to_have_value("")
    assert [sent["story"] for sent in pages.received] == ["已经说完了"]


def test_signing_out_leaves_no_draft_behind(open_page: Open) -> None:
    page = open_page("/try/form")
    page.fill("[name=story]", "不能让下一个人看到")
    page.wait_for_timeout(600)
    page.goto(page.url.replace("/try/form", "/try/leave"))
    assert "不能让下一个人看到" in page.evaluate("JSON.stringify(localStorage)")
    page.click("#leave")
    expect(page.locator("#done")).to_be_visible()
    assert "不能让下一个人看到" not in page.evaluate("JSON.stringify(localStorage)")


def test_two_clicks_send_once(open_page: Open) -> None:
    page = open_page("/try/form")
    page.fill("[name=word]", "一次")
    page.evaluate("const b = document.querySelector('#plain button'); b.click(); b.click(); b.click();")
    expect(page.locator("#done")).to_be_visible()
    assert len(pages.received) == 1


def test_lost_network_keeps_the_text(open_page: Open) -> None:
    page = open_page("/try/form")
    page.fill("[name=story]", "没网也不丢")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".fq-toast.is-error")).to_contain_text("您写的还在")
    expect(page.locator("[name=story]")).to_have_value("没网也不丢")
    expect(page.locator("#fq-network")).to_be_visible()
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#done")).to_be_visible()
    assert len(pages.received) == 1


def test_trouble_on_the_server_keeps_the_text(open_page: Open) -> None:
    pages.troubles.append(500)
    page = open_page("/try/form")
    page.fill("[name=story]", "还在")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".fq-toast.is-error")).to_contain_text("没存上")
    expect(page.locator("[name=story]")).to_have_value("还在")


def test_lapsed_session_is_renewed_and_the_form_sent_again(open_page: Open) -> None:
    pages.troubles.append(401)
    page = open_page("/try/form")
    page.fill("[name=story]", "登录到期时写的")
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog#again")).to_be_visible()
    expect(page.locator("[name=login]")).to_be_focused()
    page.fill("[name=login]", "zhang")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()
    assert [sent["story"] for sent in pages.received] == ["登录到期时写的"]


def test_batch_counts_what_is_picked(open_page: Open) -> None:
    page = open_page("/ui/gallery/staff")
    page.locator("[name=pick]").first.check()
    expect(page.locator("[data-batch-count]")).to_have_text("已选 1")
    page.locator("[data-batch-all]").check()
    expect(page.locator("[data-batch-count]")).to_have_text("已选 5")


def test_search_takes_the_focus(open_page: Open) -> None:
    page = open_page("/ui/gallery/staff")
    page.keyboard.press("Alt+s")
    expect(page.locator("#fq-search")).to_be_focused()


def test_dialog_opens_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page("/ui/gallery")
    opener = page.locator("[data-dialog-open]")
    opener.click()
    expect(page.locator("#example-dialog")).to_be_visible()
    page.locator("#example-dialog [data-dialog-close]").first.click()
    expect(opener).to_be_focused()


def test_first_page_of_a_citizen_is_light(open_page: Open) -> None:
    page = open_page("/ui/gallery/citizen", width=360)
    sizes = page.evaluate("performance.getEntriesByType('resource').map(one => one.decodedBodySize)")
    assert sizes
    assert sum(sizes) < 400_000, "more than about 150 KB when compressed"
