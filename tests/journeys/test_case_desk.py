"""A department's day in a real browser: sign for a case, write the opinion, be told what changed, lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fengqiao.apps.cases.models import Case, Draft, Line
from fengqiao.apps.documents.models import Document
from tests.apps.cases.desk import address, seat
from tests.screen import too_wide
from tests.town import SHANGHAI, Town, go, register_case

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = 360, 1366


def days_ago(days: int) -> str:
    """An instant of the working past, so that clocks run on the real day of the test."""
    return f"{datetime.now(SHANGHAI) - timedelta(days=days):%Y-%m-%d %H:%M}"


@pytest.fixture
def taps() -> Callable[[Page, str], int]:
    """Press something and count it."""
    done = {"n": 0}

    def tap(page: Page, what: str) -> int:
        page.click(what)
        done["n"] += 1
        return done["n"]

    return tap


def referred(town: Town) -> Case:
    """A case that was referred to the housing bureau three days ago."""
    case = register_case(town, when=days_ago(4))
    go(case, "open_dispatch", town.dispatcher, days_ago(4))
    go(case, "transfer", town.dispatcher, days_ago(3), unit=town.unit("housing"))
    return case


def investigated(town: Town) -> Case:
    """A case that was heard and investigated."""
    case = referred(town)
    for step in ("receive", "accept", "set_path_6", "investigate"):
        go(case, step, town.handler, days_ago(2))
    return case


def test_receiving_takes_one_tap_and_says_what_comes_next(
    town: Town, sit_down: Callable[..., Page], taps: Callable[[Page, str], int]
) -> None:
    """T-D1."""
    case = referred(town)
    page = sit_down(town.handler, address(case), width=PHONE)
    assert taps(page, "text=签收") == 1
    page.wait_for_selector(".fq-toast")
    assert "「签收」已记下。现在是「已接收」" in page.inner_text("#fq-toasts")
    assert page.url.endswith(address(case))
    case.refresh_from_db()
    assert (case.state, case.person_name) == ("S30", "陆海平")


def test_an_opinion_takes_eight_taps_and_four_fields_to_the_paper(
    town: Town, sit_down: Callable[..., Page], taps: Callable[[Page, str], int]
) -> None:
    """T-D3, with the head's signature."""
    case = investigated(town)
    page = sit_down(town.handler, address(case))
    taps(page, "[data-key='1']")
    page.wait_for_selector("#act form")
    typed = 0
    for field, text in (("facts", "裂缝3厘米。"), ("reply", "一个月内修好。"), ("basis", "城镇房屋安全管理规定")):
        page.fill(f"[name='opinions.1.{field}']", text)
        typed += 1
    taps(page, "[name='opinions.1.outcome'][value=support]")
    sent = taps(page, "#act .fq-btn-primary")
    page.wait_for_selector(".fq-toast")
    assert "已送审" in page.inner_text("#fq-toasts")
    assert Draft.objects.get(case=case).data["opinions"][0]["facts"] == "裂缝3厘米。"

    head = sit_down(town.head, address(case), width=PHONE)
    done = taps(head, "button:text-is('同意')")
    head.wait_for_selector(".fq-toast")
    assert (sent, done, typed + 1) == (3, 4, 4)
    paper = Document.objects.get(case_id=case.id, kind="D21")
    taps(head, f"a[href='/papers/{paper.id}']")
    head.wait_for_selector(".fq-doc")
    assert "裂缝3厘米" in head.inner_text(".fq-doc")


def test_referring_takes_five_taps_and_two_required_fields(
    town: Town, sit_down: Callable[..., Page], taps: Callable[[Page, str], int]
) -> None:
    """T-W3: the petition office sorts a case and refers it."""
    case = register_case(town, when=days_ago(1))
    page = sit_down(town.dispatcher, address(case), width=PHONE)
    taps(page, "text=甄别转办")
    page.wait_for_selector("a:has-text('转送')")
    taps(page, "[data-key='1']")
    page.wait_for_selector("#act form")
    required = page.locator("#act .fq-must").count()
    taps(page, "[name=unit]")
    page.select_option("[name=unit]", label="澜溪县住房和城乡建设局")  # a tap in the list that is open
    assert taps(page, "#act .fq-btn-primary") + 1 <= 5
    assert required <= 2
    page.wait_for_selector("text=已转送（待接收）")
    case.refresh_from_db()
    assert (case.state, case.person_name) == ("S21", "陆海平")


def test_keys_open_the_first_acts_and_the_form_lies_in_the_page(town: Town, sit_down: Callable[..., Page]) -> None:
    case = investigated(town)
    page = sit_down(town.handler, address(case))
    page.keyboard.press("Alt+2")
    page.wait_for_selector("#act form")
    assert page.url.endswith(address(case))
    assert page.evaluate("document.activeElement.closest('#act') !== null")
    assert page.is_visible("text=经过")


def test_what_was_typed_outlives_wrong_input_and_another_persons_act(town: Town, sit_down: Callable[..., Page]) -> None:
    case = investigated(town)
    page = sit_down(town.handler, address(case, "act/extend/"))
    page.fill("[name=reason]", "要等鉴定机构的报告。")
    page.click("form[data-autosave] .fq-btn-primary")
    page.wait_for_selector(".fq-summary")
    assert page.evaluate("document.activeElement.classList.contains('fq-summary')")
    assert page.input_value("[name=reason]") == "要等鉴定机构的报告。"
    go(case, "note", town.handler_2, days_ago(0))
    page.fill("[name=days]", "15")
    page.click("form[data-autosave] .fq-btn-primary")
    page.wait_for_selector("text=看过了，再提交")
    assert "唐二楼：记一笔" in page.inner_text("main")
    assert (page.input_value("[name=reason]"), page.input_value("[name=days]")) == ("要等鉴定机构的报告。", "15")
    page.click("text=看过了，再提交")
    page.wait_for_selector(".fq-toast")
    assert Draft.objects.get(case=case).data["days"] == 15


def test_what_was_typed_is_offered_again_after_the_page_was_closed(town: Town, sit_down: Callable[..., Page]) -> None:
    case = investigated(town)
    page = sit_down(town.handler, address(case, "act/note/"))
    page.fill("[name=text]", "到现场看过一次，还没有写完")
    page.wait_for_selector(".fq-saved")
    page.goto(page.url.replace("act/note/", ""))
    page.goto(page.url + "act/note/")
    page.wait_for_selector(".fq-draft")
    assert page.input_value("[name=text]") == "到现场看过一次，还没有写完"


def test_a_unit_is_found_by_typing_letters(town: Town, sit_down: Callable[..., Page]) -> None:
    case = register_case(town, when=days_ago(2))
    go(case, "open_dispatch", town.dispatcher, days_ago(1))
    page = sit_down(town.dispatcher, address(case, "act/transfer/"))
    page.fill(".fq-find", "zfhcx")
    assert "住房和城乡建设局" in page.evaluate("document.querySelector('[name=unit]').selectedOptions[0].textContent")
    page.click("form[data-autosave] .fq-btn-primary")
    page.wait_for_selector(".fq-toast")
    case.refresh_from_db()
    assert case.unit.code == "housing"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_name_opens_after_a_reason_and_only_there(town: Town, sit_down: Callable[..., Page], width: int) -> None:
    case = investigated(town)
    page = sit_down(town.handler, address(case), width=width)
    assert "吴大升" not in page.content()
    page.click("text=看全")
    page.fill("[name=reason]", "约他来看房")
    box = page.locator(".fq-unmask-form").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.click("text=看 60 秒")
    page.wait_for_selector(".fq-masked.is-open")
    assert "吴大升" in page.inner_text(".fq-masked.is-open")


@pytest.mark.parametrize(
    ("width", "language", "care"), [(PHONE, "zh-hans", ""), (PHONE, "en", "1.5"), (DESK, "en", "")]
)
def test_every_page_fits_its_screen_and_passes_the_scan(
    town: Town, sit_down: Callable[..., Page], width: int, language: str, care: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    case = investigated(town)
    go(case, "note", town.handler, days_ago(1), text="x" * 300)
    for rest in ("", "act/sign_opinion/", "act/appoint/"):
        page = sit_down(town.handler, address(case, rest), width=width, language=language, care=care)
        for fold in page.query_selector_all("details:not([open]) > summary"):
            fold.click()
        results: dict[str, Any] = Axe().run(page).response
        serious = [row for row in results["violations"] if row["impact"] in ("serious", "critical")]
        assert not serious, (rest, serious)
        assert not too_wide(page), rest


def test_an_act_works_without_scripts(town: Town, chromium: Browser, live_server: LiveServer) -> None:
    case = investigated(town)
    client = seat(town.handler)
    context = chromium.new_context(java_script_enabled=False)
    cookies = [{"name": n, "value": m.value, "url": live_server.url} for n, m in client.cookies.items()]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(live_server.url + address(case))
    page.click("text=记一笔")
    page.fill("[name=text]", "没有脚本也能记。")
    page.click("form[data-autosave] .fq-btn-primary")
    assert page.url.endswith(address(case))
    assert "没有脚本也能记。" in page.content()
    context.close()


WORKERS = 112


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-hans"), (DESK, "zh-hans"), (PHONE, "en"), (DESK, "en")])
def test_the_wages_of_a_hundred_and_twelve_are_verified_at_once(
    town: Town, sit_down: Callable[..., Page], width: int, language: str
) -> None:
    case = investigated(town)
    claims = [{"to": f"工友{n:03d}", "what": "工资", "who": "施工方", "amount": "63000"} for n in range(1, WORKERS + 1)]
    go(case, "add_claims", town.handler, days_ago(1), claims=claims)
    page = sit_down(town.handler, address(case, "lines/"), width=width, language=language)
    page.check("[data-batch-all]")
    assert str(WORKERS) in page.inner_text("[data-batch-count]")
    page.click(".fq-batch button[type=submit]")
    page.wait_for_url("**/act/advance_lines/**")
    assert page.locator("input[name=lines]:checked").count() == WORKERS
    assert not too_wide(page)
    page.click("details[data-group] > summary >> nth=0")  # a long sheet is folded in groups
    page.fill("[name='lines.1.amount']", "62000")
    page.fill("[name=proof]", "考勤表逐人核实")
    page.click("form[data-autosave] button.fq-btn-primary")
    page.wait_for_url(f"**{address(case)}")
    lines = list(Line.objects.filter(case=case))
    assert {line.stage for line in lines} == {"verified"}
    assert [line.amounts["verified"] for line in lines[:2]] == ["62000.00", "63000.00"]
    page.goto(page.url + "lines/print")
    assert "柒佰零伍万伍仟元整" in page.inner_text("main")


def test_what_was_saved_does_not_come_back_into_the_next_form(town: Town, sit_down: Callable[..., Page]) -> None:
    case = investigated(town)
    page = sit_down(town.handler, address(case))
    for text in ("上午到现场看过。", "下午和物业谈过。"):
        page.click("main a:has-text('记一笔')")
        page.wait_for_selector("#act [name=text]")
        assert page.input_value("[name=text]") == ""
        assert page.locator(".fq-draft").count() == 0
        page.fill("[name=text]", text)
        page.click("#act .fq-btn-primary")
        page.wait_for_selector("#act form", state="detached")
        page.wait_for_selector(".fq-toast")
    assert list(case.entries.filter(act="note").values_list("body__data__text", flat=True)) == ["上午到现场看过。", "下午和物业谈过。"]


def test_one_more_row_is_not_yet_saved_and_the_copy_stays(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.handler, address(investigated(town), "act/add_promises/"))
    page.get_by_label("谁答应的").fill("桂园物业")
    page.get_by_label("做什么、付什么").fill("修北墙")
    page.click("button:has-text('＋再加一项')")
    page.wait_for_selector("[name='promises.2.what']")
    page.reload()
    page.wait_for_selector(".fq-draft")
    assert page.get_by_label("做什么、付什么").first.input_value() == "修北墙"


def test_what_was_refused_is_offered_again_after_the_page_is_loaded_anew(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.handler, address(investigated(town), "act/add_promises/"))
    page.get_by_label("谁答应的").fill("桂园物业")
    page.click("form[data-autosave] .fq-btn-primary")
    page.wait_for_selector("[aria-invalid=true]")
    page.reload()
    page.wait_for_selector(".fq-draft")
    assert page.get_by_label("谁答应的").first.input_value() == "桂园物业"
