"""A grid worker with a phone of 360 px settles a dispute on the spot (product.md T-W2); a petitioner agrees, signs, stops."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Entry, Party
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.helpers.services import Entered, add
from tests.apps.portal.test_mediation import agreed, asked, drafted, met
from tests.screen import too_wide
from tests.town import COUNTY, SHELL, Town, proceeding_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360
LOOKS = [(360, "zh-hans", ""), (360, "en", "1.5"), (1366, "zh-hans", ""), (1366, "en", "")]


class Hand:
    """A hand that counts its taps; typing and the keyboard's own “next” are no taps, going to a field is."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, what: str) -> None:
        self.taps += 1
        self.page.locator(what).first.click()

    def press(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first.click()


def test_settled_on_the_spot_in_four_taps_with_three_things_asked(town: Town, sit_down: Callable[..., Page]) -> None:
    """YJ-19: a minute is more than it takes."""
    page = sit_down(town.grid_worker, "/register/", width=PHONE)
    hand, begun = Hand(page), monotonic()
    expect(page.locator("[name=matter][value=dispute]")).to_be_checked()
    hand.tap("#id_name")
    page.keyboard.insert_text("石阿公")
    hand.tap("text=当场谈成（口头）")
    expect(page.locator("#id_settled_content")).to_be_focused()
    page.keyboard.insert_text("龙水生把树栽回村口，两家共管")
    assert page.locator(".fq-must:visible").count() <= 3
    expect(page.locator("#id_settled_kept_by")).not_to_have_value("")
    hand.tap("label:has(#id_settled_all_agree)")
    hand.tap("text=登记，存下口头协议")
    page.wait_for_url("**/receipt/")
    assert monotonic() - begun < 60
    assert hand.taps <= 4
    expect(page.locator("main")).to_contain_text("口头协议已登记")
    case = Case.objects.get()
    assert (case.kind, case.state, case.petitioner_mask, case.place) == ("dispute", "TJ61", "石*公", "坪上镇石榴坳村")
    assert Entry.objects.count() == 2


def test_at_a_window_it_takes_four_taps_as_well(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.clerk, "/register/")
    hand = Hand(page)
    hand.tap("label:has([name=matter][value=dispute])")
    hand.tap("text=当场谈成（口头）")
    expect(page.locator("#id_settled_content")).to_be_focused()
    page.keyboard.insert_text("石阿公和龙水生：树栽回村口，两家共管")
    assert page.locator(".fq-must:visible").count() <= 3
    hand.tap("label:has(#id_settled_all_agree)")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/")
    assert hand.taps <= 3
    assert Case.objects.get().state == "TJ61"


def test_enter_while_the_settlement_is_folded_registers_only(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.grid_worker, "/register/", width=PHONE)
    for field, text in (("#id_name", "石阿公"), ("#id_phone", "10012340001"), ("#id_content", "一棵树两家争")):
        page.fill(field, text)
    page.focus("#id_other_name")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/")
    assert Case.objects.get().state == "TJ10"


def test_a_refusal_keeps_everything_in_the_form_and_nothing_in_the_record(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.grid_worker, "/register/", width=PHONE)
    page.fill("#id_other_name", "龙水生")
    page.click("text=当场谈成（口头）")
    page.fill("#id_settled_content", "给三百元，以后不再上访")
    page.check("#id_settled_all_agree")
    page.click("text=登记，存下口头协议")
    expect(page.locator("[role=alert]").filter(has_text="不再上访")).to_be_visible()
    assert not Case.objects.exists()
    expect(page.locator("#id_other_name")).to_have_value("龙水生")
    page.fill("#id_settled_content", "给三百元")
    page.click("text=登记，存下口头协议")
    page.wait_for_url("**/receipt/")
    assert Party.objects.get().mask == "龙*生"


def test_the_form_asks_for_what_the_matter_needs(town: Town, sit_down: Callable[..., Page]) -> None:
    page = sit_down(town.grid_worker, "/register/", width=PHONE)
    expect(page.locator("#id_other_name")).to_be_visible()
    expect(page.locator("[name=classification]").first).to_be_hidden()
    page.check("[name=matter][value=petition]")
    expect(page.locator("#id_other_name")).to_be_hidden()
    expect(page.locator(".in-settle")).to_be_hidden()
    expect(page.locator("[name=classification]").first).to_be_visible()


def test_a_petitioner_agrees_on_the_phone(town: Town, sit_down: Callable[..., Page]) -> None:
    case = asked(town)
    page = sit_down(None, f"/t/{case.tracking_code}", width=PHONE)
    hand = Hand(page)
    hand.press("同意调解")
    prove(page)
    hand.press("我同意调解")
    expect(page.get_by_role("status").filter(has_text="已经记下您同意调解")).to_be_visible()
    assert hand.taps <= 2
    assert list(proceeding_of(case).vars["consent"].values()) == ["yes"]


def test_a_petitioner_reads_thinks_it_over_and_signs(town: Town, sit_down: Callable[..., Page]) -> None:
    case = drafted(town)
    page = sit_down(None, f"/t/{case.tracking_code}", width=PHONE)
    hand = Hand(page)
    hand.press("看协议，决定签不签")
    prove(page)
    expect(page.locator(".portal-agreement")).to_contain_text("把树栽回村口")
    page.get_by_role("link", name="再想想，先不签").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.tracking_code[:4])
    assert proceeding_of(case).vars["signed"] == {}
    page.get_by_role("link", name="看协议，决定签不签").click()
    hand.press("自愿签")
    expect(page.get_by_role("status").filter(has_text="已经记下您签了")).to_be_visible()
    assert hand.taps <= 2
    assert len(proceeding_of(case).vars["signed"]) == 1


def test_a_petitioner_stops(town: Town, sit_down: Callable[..., Page]) -> None:
    case = met(town)
    page = sit_down(None, f"/t/{case.tracking_code}", width=PHONE)
    hand = Hand(page)
    hand.press("停止调解")
    prove(page)
    assert page.locator("[required]").count() == 0
    hand.press("我要停止调解")
    expect(page.get_by_role("status").filter(has_text="调解已停止")).to_be_visible()
    case.refresh_from_db()
    assert (case.state, hand.taps) == ("TJ70", 2)


def prove(page: Page) -> None:
    page.locator("#id_proof").fill("0001")
    page.locator("main .fq-btn-primary").click()


@pytest.mark.parametrize(("width", "language", "care"), LOOKS)
def test_everybody_can_use_these_pages(town: Town, sit_down: Callable[..., Page], width: int, language: str, care: str) -> None:
    pack, look = rules.pack_named(rules.NATIONAL), {"width": width, "language": language, "care": care}
    for n in range(60):
        add(Entered(f"龙{n}", ["elder", "mediator"], unit=town.unit("village"), phone="10012349999"), county=COUNTY, pack=pack, **SHELL)
    page = sit_down(town.grid_worker, "/register/", **look)
    page.click(".in-settle > summary")
    fits(page, "register")
    page.fill("#id_settled_content", "两家共管")
    page.check("#id_settled_all_agree")
    page.click("[name=settle]")
    page.wait_for_url("**/receipt/")
    fits(page, "receipt")
    base = page.url.partition("/register")[0]
    page = sit_down(town.dispatcher, "/helpers/", **look)
    fits(page, "helpers")
    for path in (f"/helpers/{Helper.objects.first().id}/", "/helpers/new/", "/helpers/import/"):  # type: ignore[union-attr]
        page.goto(base + path)
        fits(page, path.strip("/").replace("/", "-")[:12])
    page = sit_down(None, "/c/route/", **look)
    fits(page, "route")
    for make in (asked, met, drafted, agreed):
        case = make(town)
        page.goto(f"{base}/t/{case.tracking_code}/open")
        prove(page)
        steps = {"drafted": ["mediation.sign"], "met": ["mediation.stop"]}.get(make.__name__, [])
        for rest in ("", "/disagree", *(f"/do/{step}" for step in steps)):
            page.goto(f"{base}/t/{case.tracking_code}{rest}")
            fits(page, f"{make.__name__}{rest.replace('/', '-')}")


def fits(page: Page, name: str) -> None:
    """No serious barrier, nothing beside the screen."""
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == [], name
    assert not too_wide(page), name
