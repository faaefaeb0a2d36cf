"""A page read aloud: what is spoken, pausing, stopping, the keyboard; and no button where the device has no voice of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.apps.mediation.cast import asked, drafted, link, met
from tests.town import Town

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VOICES = """
  const chosen = %s;
  window.said = []; window.cancelled = 0;
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  const stub = {
    now: null,
    getVoices: () => chosen,
    speak(spoken) { this.now = spoken; window.said.push([spoken.text, spoken.lang]); },
    cancel() { window.cancelled += 1; const ended = this.now; this.now = null; if (ended) ended.onerror({ error: "interrupted" }); },
  };
  Object.defineProperty(window, "speechSynthesis", { value: stub, configurable: true });
  window.next = () => { const ended = stub.now; stub.now = null; ended.onend(); };
"""
OWN = '[{ lang: "zh_CN", localService: true }, { lang: "en-US", localService: true }]'
DISTANT = '[{ lang: "zh-CN", localService: false }, { lang: "en-US", localService: true }]'


def opened(page: Page, server: LiveServer, path: str, voices: str = OWN) -> Page:
    page.add_init_script(VOICES % voices)
    page.goto(server.url + path)
    return page


def heard(page: Page) -> str:
    """All that is spoken until it ends by itself."""
    while page.evaluate("window.speechSynthesis.now !== null"):
        page.evaluate("window.next()")
    return "\n".join(text for text, _lang in page.evaluate("window.said"))


def test_the_agreement_is_read_to_its_end_with_the_rights(page: Page, live_server: LiveServer, town: Town) -> None:
    opened(page, live_server, f"{link(drafted(town), 'other_party')}/agreement")
    page.get_by_role("button", name="念给我听").click()
    said = heard(page)
    for words in ("把树栽回村口，两家共管", "补石阿公移栽费", "捌佰元整", "树在两家地界上", "不影响信访、仲裁、起诉的权利", "也可以不签"):
        assert words in said
    for words in ("念给我听", "再想想", "我愿意签", "跳到正文"):
        assert words not in said
    assert {lang for _text, lang in page.evaluate("window.said")} == {"zh_CN"}
    expect(page.get_by_role("button", name="念给我听")).to_be_visible()
    expect(page.get_by_role("button", name="不念了")).to_be_hidden()


def test_the_form_for_signing_reads_the_same_text(page: Page, live_server: LiveServer, town: Town) -> None:
    opened(page, live_server, f"{link(drafted(town), 'other_party')}/do/sign")
    page.get_by_role("button", name="念给我听").click()
    said = heard(page)
    assert "把树栽回村口，两家共管" in said
    assert "不签不影响任何权利" in said


def test_an_invitation_is_read_with_what_is_asked_and_the_rights(page: Page, live_server: LiveServer, town: Town) -> None:
    opened(page, live_server, link(asked(town), "other_party"))
    page.get_by_role("button", name="念给我听").click()
    said = heard(page)
    for words in ("想请您来谈一谈", "调解自愿、免费", "任何时候都可以停"):
        assert words in said


def test_a_party_that_takes_part_hears_its_rights_and_nothing_that_is_folded(
    page: Page, live_server: LiveServer, town: Town
) -> None:
    case = met(town)
    opened(page, live_server, link(case, "other_party"))
    page.get_by_role("button", name="念给我听").click()
    said = heard(page)
    assert "起诉、仲裁、信访的权利都在" in said
    assert "第1次调解" in said
    assert "石阿公说树是爷爷栽的" not in said


def test_it_pauses_goes_on_at_the_same_place_and_stops_by_the_keyboard_alone(
    page: Page, live_server: LiveServer, town: Town
) -> None:
    opened(page, live_server, f"{link(drafted(town), 'other_party')}/agreement")
    start = page.get_by_role("button", name="念给我听")
    for _tab in range(30):
        page.keyboard.press("Tab")
        if start.evaluate("(button) => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.evaluate("window.next()")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="接着念")).to_be_focused()
    assert page.evaluate("window.speechSynthesis.now") is None
    page.keyboard.press("Space")
    first, second, again = (text for text, _lang in page.evaluate("window.said"))
    assert second == again != first
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="不念了")).to_be_focused()
    page.keyboard.press("Enter")
    expect(start).to_be_focused()
    assert page.evaluate("window.speechSynthesis.now") is None
    page.keyboard.press("Enter")
    assert page.evaluate("window.said.at(-1)[0]") == first, "after a stop it begins anew"


@pytest.mark.parametrize("voices", ["[]", DISTANT])
def test_no_button_where_no_voice_of_the_device_speaks_chinese(
    page: Page, live_server: LiveServer, town: Town, voices: str
) -> None:
    opened(page, live_server, f"{link(drafted(town), 'other_party')}/agreement", voices)
    page.wait_for_function("window.Alpine !== undefined")
    expect(page.locator(".fq-aloud")).to_have_count(1)
    expect(page.get_by_role("button", name="念给我听")).to_be_hidden()


def test_no_button_in_a_browser_without_speech(page: Page, live_server: LiveServer, town: Town) -> None:
    page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live_server.url}{link(drafted(town), 'other_party')}/agreement")
    page.wait_for_function("window.Alpine !== undefined")
    expect(page.get_by_role("button", name="念给我听")).to_be_hidden()
    assert not errors


def test_the_petitioners_page_reads_the_agreement(page: Page, live_server: LiveServer, town: Town) -> None:
    code = f"/t/{drafted(town).tracking_code}"
    opened(page, live_server, code)
    expect(page.get_by_role("button", name="念给我听")).to_have_count(0)
    page.goto(f"{live_server.url}{code}/open")
    page.locator("#id_proof").fill("0001")
    page.locator("main .fq-btn-primary").click()
    page.wait_for_url(f"**{code}")
    page.get_by_role("button", name="念给我听").click()
    said = heard(page)
    assert "把树栽回村口，两家共管" in said
    assert "签不签都不影响起诉、仲裁和信访" in said
