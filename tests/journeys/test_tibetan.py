"""ND-49: the citizens' pages in Tibetan: the switch works, what is not translated stays Chinese, no letter is cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.apps.cases.desk import seat
from tests.apps.portal.cast import served_case
from tests.screen import too_wide
from tests.town import Town

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TIBETAN = "བོད་ཡིག"
PATHS = ("/say/", "/c/say/", "/t/", "/c/disagree/", "/c/people/", "/c/receptions/", "/c/route/")
CUT = """
  Array.from(document.querySelectorAll("body *"))
    .filter((part) => part.childElementCount === 0 && /[\u0f00-\u0fff]/.test(part.textContent))
    .filter((part) => part.getClientRects().length && !part.matches(".fq-hidden, .fq-skip"))
    .filter((part) => {
      const style = getComputedStyle(part);
      const tight = parseFloat(style.lineHeight) < 1.6 * parseFloat(style.fontSize);
      const cut = (one) => getComputedStyle(one).overflow !== "visible" &&
        (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
      let inside = part;
      while (inside !== document.body && !cut(inside)) inside = inside.parentElement;
      return tight || inside !== document.body;
    })
    .map((part) => part.textContent.trim())
"""


def test_the_switch_changes_the_citizen_s_pages_and_back(town: Town, sit_down: Callable[..., Page]) -> None:
    """ND-49: one touch, on every page that follows, and one touch back."""
    page = sit_down(None, "/say/", width=360)
    page.get_by_role("button", name=TIBETAN).click()
    expect(page.locator("html")).to_have_attribute("lang", "bo")
    expect(page.get_by_role("link", name="ངས་གནས་ཚུལ་ཞུ་རྒྱུ་ཡོད།")).to_be_visible()
    expect(page.get_by_text("这些译文还没有人核对，也没有译全；以中文为准。")).to_be_visible()
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].some((font) => font.status === 'loaded'))")
    page.get_by_role("link", name="ངས་གནས་ཚུལ་ཞུ་རྒྱུ་ཡོད།").click()
    expect(page.get_by_role("button", name="གོམ་པ་རྗེས་མ།")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="下一步")).to_be_visible()
    expect(page.get_by_text("这些译文还没有人核对")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("care", ["", "2"])
def test_no_letter_is_cut_off(town: Town, sit_down: Callable[..., Page], width: int, care: str) -> None:
    """ND-49: stacked letters have their room on every page a citizen opens, in twice the size too."""
    code = served_case(town).tracking_code
    page = sit_down(None, f"/t/{code}", width=width, language="bo", care=care)
    for path in (f"/t/{code}", *PATHS):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "bo"
        page.evaluate("document.fonts.ready")
        assert page.evaluate("/[\u0f00-\u0fff]/.test(document.querySelector('main').textContent)"), path
        assert page.evaluate(CUT) == [], path
        assert not too_wide(page), path


def test_what_has_no_translation_stays_chinese_and_days_are_figures(town: Town, client: Client) -> None:
    client.cookies["django_language"] = "bo"
    page = client.get(f"/t/{served_case(town).tracking_code}").content.decode()
    assert "处理意见已送达" in page
    assert "ལྷག་ཡོད།" in page
    assert "月" not in page.split("ལྷག་ཡོད།")[1][:40]


def test_desks_work_in_chinese_or_english(town: Town) -> None:
    """A clerk whose browser was left in Tibetan does not get a desk of two scripts."""
    page = seat(town.dispatcher, language="bo").get("/desk/", follow=True).content.decode()
    assert '<html lang="zh-hans"' in page
    assert TIBETAN not in page
