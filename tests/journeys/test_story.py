"""One petition from the window to the review, by real people on real pages, the petitioner watching on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from fengqiao.apps.cases import services
from fengqiao.apps.cases.models import Case, Proceeding
from tests.apps.cases.desk import address
from tests.town import SHANGHAI, Town

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(page: Page, fields: dict[str, str]) -> None:
    """Enter what a form asks: text, a choice, a unit, a tick."""
    for name, value in fields.items():
        box = page.locator(f"#act [name='{name}'], form [name='{name}']").first
        kind = box.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            box.select_option(label=value)
        elif kind == "radio":
            page.check(f"[name='{name}'][value='{value}']")
        else:
            box.fill(value)


def step(page: Page, case: Case, name: str, then: str, **fields: str) -> None:
    """Take a step on its own page and read what the case says then."""
    page.goto(address(case, f"act/{name}/"))
    fill(page, {key.replace("__", "."): value for key, value in fields.items()})
    page.click("#act .fq-btn-primary, main form[data-autosave] .fq-btn-primary")
    page.wait_for_selector(".fq-toast")
    assert then in page.inner_text("main") + page.inner_text("#fq-toasts")


def test_from_the_window_to_the_review(town: Town, sit_down: Callable[..., Page]) -> None:
    """XF-17, XF-22, XF-23, XF-31.6, XF-32, XF-35: registered, referred, objected, refused, accepted, heard, signed,
    served; the petitioner sees each step and asks for review in time."""
    window, office = sit_down(town.clerk, "/register/"), sit_down(town.dispatcher, "/desk/")
    bureau, head, phone = sit_down(town.handler, "/desk/"), sit_down(town.head, "/desk/"), sit_down(None, "/", width=360)

    fill(window, {"name": "吴大升", "phone": "10012345678", "demand": "修好三号楼外墙", "place": "坪上镇"})
    window.click("text=存下，出回执")
    window.wait_for_url("**/receipt/")
    case = Case.objects.get()
    code = f"{case.tracking_code[:4]} {case.tracking_code[4:8]} {case.tracking_code[8:]}"
    assert code in window.inner_text("main")

    def seen(words: str) -> None:
        phone.goto(f"/t/{case.tracking_code}")
        assert words in phone.inner_text("main")

    seen("已登记")
    step(office, case, "open_dispatch", "待转送交办")
    step(office, case, "transfer", "已转送（待接收）", unit="澜溪县住房和城乡建设局")
    seen("已转送（待接收）")
    bureau.goto(address(case))
    bureau.click("text=签收")
    bureau.wait_for_selector("main :text('已接收')")
    step(bureau, case, "object", "管辖异议中", reasons="楼在集体土地上，应由镇里管。", rules="澜溪县权责清单第三项", proposed="坪上镇")
    seen("正在确定责任单位")
    step(office, case, "object_refused", "已接收", reasons="已纳入县城规划区，由你局负责。")
    step(bureau, case, "accept", "已受理并告知", officer="陆海平 100-0000-0001")
    seen("受理告知书")
    step(bureau, case, "set_path_6", "办理中")
    step(bureau, case, "investigate", "听取陈述并调查", statement="去年大雨后裂了。",
         investigators="陆海平、唐二楼", findings="裂缝3厘米。")  # fmt: skip
    step(bureau, case, "sign_opinion", "送审", opinions__1__facts="裂缝3厘米。", opinions__1__outcome="support",
         opinions__1__reply="一个月内修好。", opinions__1__basis="城镇房屋安全管理规定")  # fmt: skip
    seen("办理中")
    head.goto(address(case))
    head.click("button:text-is('同意')")
    head.wait_for_selector("main :text('处理意见已签发')")
    step(bureau, case, "serve", "处理意见已送达", served_on=f"{datetime.now(SHANGHAI):%Y-%m-%d}", way="direct", proof="吴大升本人签收")
    seen("申请复查")

    phone.click("text=不同意，申请复查")
    if phone.locator("[name=proof]").count():
        phone.fill("[name=proof]", "5678")
        phone.click("main button[type=submit], main .fq-btn-primary")
    phone.wait_for_selector("[name=request]")
    phone.fill("[name=request]", "只修一面墙不行，四面都要修。")
    phone.click("main form .fq-btn-primary")
    phone.wait_for_selector("main :text('复查中')")

    case.refresh_from_db()
    proceeding = Proceeding.objects.get(county=case.county, case=case, workflow="review")
    assert (case.state, case.unit.name) == ("S70", "澜溪县人民政府")
    assert {"CLK-13"} <= {clock["id"] for clock in proceeding.clocks if clock["state"] == "running"}
    assert [found for found in services.verify(case.county) if not isinstance(found, int)] == []
