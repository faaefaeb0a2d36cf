"""Telling a whole case on real pages: the days pass, each person has a window of their own, words are those on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import today
from tests.apps.cases.desk import address, seat
from tests.screen import too_wide
from tests.town import at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, ViewportSize

DESK: ViewportSize = {"width": 1366, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}

FIVE_ANSWERS = {  # 回诊五问
    "一问": "是", "二问": "是", "三问": "是", "四问": "是", "五问": "否", "回访的人自己看到的": "已经解决",
}  # fmt: skip


class Hand:
    """One person before a page; every tap is counted, going to a field is one, typing is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.filled = page, 0, 0
        self.signed_in: date | None = None
        self.seen = 0  # the row of the ledger from which the case's page before this hand was drawn; 0 for another page

    def open(self, path: str) -> None:
        """Come to an address, as by a link in a message."""
        self.page.goto(path)

    def named(self, name: str, within: str = "body") -> Locator:
        """The first button or link of this name."""
        place = self.page.locator(within)
        return place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("link", name=name, exact=True)).first

    def press(self, name: str, within: str = "body") -> None:
        """Tap the button or link of this name; on an open form its own button."""
        self.taps += 1
        self.named(name, within).click()

    def paper(self, name: str) -> None:
        """Open the latest paper of this kind, whose link carries its number too."""
        self.taps += 1
        self.page.get_by_role("link", name=name).last.click()
        expect(self.page.locator(".fq-doc")).to_be_visible()

    def unfold(self, words: str) -> None:
        """Open what is folded under these words."""
        self.taps += 1
        self.page.locator("summary").filter(has_text=words).first.click()

    def write(self, label: str, text: str, n: int = 1) -> None:
        """Type into the n-th field of this label; of a list or a group of choices, take the one in which the words stand."""
        self.taps += 1
        group, field = self.page.locator("main").get_by_role("group", name=label), self._field(label, n)
        group.or_(field).first.wait_for()
        if group.count():
            group.nth(n - 1).get_by_label(text, exact=True).first.check()
            return
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(field.locator("option").filter(has_text=text).first.get_attribute("value"))
            return
        self.filled += 1
        field.fill(text)

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.taps += 1
        self.page.locator("main").get_by_label(label).first.check()

    def _field(self, label: str, n: int) -> Locator:
        boxes = self.page.locator("input, select, textarea")
        return self.page.locator("main").get_by_label(label).and_(boxes).nth(n - 1)

    def sees(self, *words: str) -> None:
        """All of these words stand on the page."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    def sees_not(self, *words: str) -> None:
        """None of these words stands on the page."""
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one)

    def may(self, name: str) -> bool:
        """Is there a button or link of this name?"""
        found = self.page.get_by_role("button", name=name, exact=True).or_(self.page.get_by_role("link", name=name, exact=True))
        return found.count() > 0

    def cannot(self, act: str, why: str) -> None:
        """Among what may not be done now stands this act with this reason; no button offers it."""
        folded = self.page.locator("details").filter(has=self.page.locator("summary", has_text="现在不能做"))
        expect(folded.locator("li").filter(has_text=act).filter(has_text=why)).to_have_count(1)
        assert not self.may(act)

    def typed(self, label: str, n: int = 1) -> str:
        """What stands in a field."""
        return self._field(label, n).input_value()

    def prove(self, digits: str) -> None:
        """The last four digits of the telephone, asked once before something is done with a case's code."""
        self.page.locator("#id_proof").fill(digits)
        self.page.locator("main .fq-btn-primary").click()

    def link_for(self, name: str) -> str:
        """The link that the page of a case holds ready for somebody, as it would be sent in a message."""
        folded = self.page.locator("details").filter(has=self.page.locator("summary", has_text=f"给{name}的链接"))
        return str(folded.locator("a").first.get_attribute("href"))

    def is_usable(self) -> None:
        """It fits, and no barrier stands in anybody's way (WCAG 2.1 AA, as far as axe can tell)."""
        self.fits()
        found = Axe().run(self.page).response["violations"]
        assert not found, [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found]

    def fits(self) -> None:
        """Nothing lies beside the screen."""
        wide = too_wide(self.page)
        assert wide == 0, f"{self.page.url} is {wide} px too wide"


class Tale:
    """One case told from day to day; `case` is set once it is registered."""

    def __init__(self, chromium: Browser, server: str, clock: time_machine.Traveller) -> None:
        self._chromium, self._server, self._clock = chromium, server, clock
        self._hands: dict[str, Hand] = {}
        self.trouble: list[str] = []
        self.case: Case

    def on(self, when: str) -> None:
        """The day and hour have come: on("2026-03-02 09:00")."""
        self._clock.move_to(at(when))

    def desk(self, actor: Actor, path: str = "") -> Hand:
        """Somebody of the staff, signed in today, before the page of the case (opened again when it is not the newest) or
        another."""
        hand = self._hand(actor.user, DESK)
        if hand.signed_in != today():
            hand.signed_in, hand.seen = today(), 0
            cookies = seat(actor).cookies.items()
            hand.page.context.add_cookies([{"name": n, "value": v.value, "url": self._server} for n, v in cookies])
        if path:
            hand.seen = 0
            hand.open(path)
        elif hand.seen != self._ledger_row():
            hand.seen = self._ledger_row()
            hand.open(address(self.case))
        return hand

    def _ledger_row(self) -> int:
        self.case.refresh_from_db()
        return self.case.ledger_seq

    def phone(self, whose: str, path: str) -> Hand:
        """Somebody without an account, with a phone of 360 px, at an address."""
        hand = self._hand(whose, PHONE)
        hand.open(path)
        hand.fits()
        return hand

    def does(self, actor: Actor, act: str, *, under: str = "", **told: Any) -> Hand:
        """An act on the page of the case, folded `under` some words or not: press it, enter what it asks, send it, and see
        that it was taken."""
        hand = self.desk(actor)
        if under:
            hand.unfold(under)
        is_direct = hand.named(act).evaluate("found => found.tagName") == "BUTTON"  # it asks nothing
        self._hush(hand)
        hand.press(act)
        if is_direct:
            self._taken(hand, act)
        else:
            self._begins(hand)
            self.fill(hand, **told)
            self.send(hand, act)
        return hand

    def _begins(self, hand: Hand) -> None:
        """The form is ready to be filled; what was refused before, and is rightly offered again, is put away."""
        hand.page.locator("form[data-autosave][data-draft-now]").first.wait_for()
        if hand.page.locator(".fq-draft").count():
            hand.page.locator(".fq-draft").get_by_role("button", name="不要了").click()

    def refused(self, actor: Actor, act: str, *, under: str = "", **told: Any) -> Hand:
        """An act that is entered and sent, and not taken: the form comes again."""
        hand = self.desk(actor)
        if under:
            hand.unfold(under)
        hand.press(act)
        self._begins(hand)
        self.fill(hand, **told)
        hand.press(act, "form[data-autosave]")
        hand.seen = 0
        return hand

    def fill(self, hand: Hand, **told: Any) -> None:
        """Enter what a form asks, each by its label; True ticks."""
        for label, value in told.items():
            if value is True:
                hand.tick(label)
            else:
                hand.write(label, value)

    def send(self, hand: Hand, act: str) -> None:
        """Press the form's own button; the page of the case comes again with a word that it was done."""
        self._hush(hand)
        hand.press(act, "form[data-autosave]")
        self._taken(hand, act)

    def _hush(self, hand: Hand) -> None:
        """Take away what is said of an earlier act, which may have the same name."""
        hand.page.evaluate("document.querySelectorAll('.fq-toast').forEach(toast => toast.remove())")

    def _taken(self, hand: Hand, act: str) -> None:
        hand.page.wait_for_url(re.compile(re.escape(address(self.case)) + r"($|\?)"))
        expect(hand.page.locator(".fq-toast").filter(has_text=f"「{act}」已记下").first).to_be_visible()
        hand.seen = self._ledger_row()

    def last(self, act: str) -> Entry:
        """The latest row of the ledger with which an act was taken."""
        return Entry.objects.filter(case=self.case, act=act).latest("seq")

    def _hand(self, whose: str, viewport: ViewportSize) -> Hand:
        if whose not in self._hands:
            context = self._chromium.new_context(
                viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=self._server
            )
            page = context.new_page()
            page.set_default_timeout(40_000)
            page.on("pageerror", lambda error: self.trouble.append(str(error)))
            page.on("console", lambda line: self.trouble.append(line.text) if "Content Security" in line.text else None)
            self._hands[whose] = Hand(page)
        return self._hands[whose]

    def close(self) -> None:
        """Close every window."""
        for hand in self._hands.values():
            hand.page.context.close()


@contextmanager
def telling(chromium: Browser, server: str, begins: str) -> Iterator[Tale]:
    """A tale that begins on a day; fails when a script fails or is refused anywhere in it."""
    with time_machine.travel(at(begins), tick=True) as clock:
        tale = Tale(chromium, server, clock)
        yield tale
        tale.close()
    assert not tale.trouble, tale.trouble
