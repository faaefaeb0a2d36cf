"""A review and its hearing in a real browser: what the reviewer, the head and the petitioner see and do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fengqiao.apps.cases.models import Case
from tests.apps.cases.desk import address
from tests.apps.portal.cast import days_ago, served_case
from tests.town import SHANGHAI, Town, accept_seats, examined, go, helper, side_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(360, "zh-hans"), (360, "en"), (1366, "zh-hans"), (1366, "en")]


def in_hearing(town: Town) -> Case:
    """A review asked for late, accepted, examined, and a hearing with three members of whom two accepted."""
    case = served_case(town, served=45)
    go(case, "request_review", town.citizen, days_ago(9), late_reason="住院四十天")
    go(case, "review.accept", town.reviewer, days_ago(8), late_because="有住院病历")
    go(case, "review.examine", town.reviewer, days_ago(7), reviewer="reviewer")
    go(case, "review.start_hearing", town.reviewer, days_ago(6))
    town.builder.seat("chair", "时公平", "county", "听证主持", ["review_officer"])
    members = [str(helper(name, "deputy").id) for name in ("龙代表", "石代表")]
    go(case, "hearing.hold", town.county_head, days_ago(5))
    go(case, "hearing.compose", town.county_head, days_ago(5), presider="chair",
       members=[*members, str(helper("顾律师", "lawyer").id)])  # fmt: skip
    accept_seats(case, days_ago(4))
    go(case, "hearing.notify", town.reviewer, days_ago(4), meets_on=f"{datetime.now(SHANGHAI) + timedelta(days=20):%Y-%m-%d}")
    return case


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_the_cards_of_review_and_hearing_read_well(
    town: Town, sit_down: Callable[..., Page], width: int, language: str
) -> None:
    case = in_hearing(town)
    page = sit_down(town.reviewer, address(case), width=width, language=language)
    words = page.locator("main").inner_text()
    for told in (("复查", "听证", "顾律师", "过了期限才提出") if language != "en" else ("Review", "Hearing", "顾律师", "Asked for late")):
        assert told in words


def test_a_review_goes_from_acceptance_to_service_on_the_page(town: Town, sit_down: Callable[..., Page]) -> None:
    case = served_case(town)
    go(case, "request_review", town.citizen, days_ago(2))
    page = sit_down(town.reviewer, address(case))
    page.click("main a:has-text('受理')")
    page.fill("[name=officer]", "覃公允 100-0000-0002")
    page.check("[name=checked]")
    page.click("#act button[type=submit]")
    page.wait_for_selector("main :text('已受理，审查中')")
    page.click("main a:has-text('记录审查')")
    assert page.locator("[name=reviewer]").input_value() == town.reviewer.user  # known already
    for name in ("second", "statement", "investigators", "findings"):
        page.fill(f"[name={name}]", "四面墙都看过")
    page.click("#act button[type=submit]")
    page.wait_for_selector("main :text('已审查，待作出意见')")
    page.click("main a:has-text('签发意见')")
    page.check("[name=result][value=redo]")
    page.fill("[name=finding]", "没有听取住户意见。")
    page.fill("[name=basis]", "信访工作条例第三十五条")
    page.click("#act button[type=submit]")
    page.wait_for_selector("main :text('请写明多少日内重新办理')")  # before anybody is asked to sign it
    page.fill("[name=days]", "30")
    page.click("main form[data-autosave] .fq-btn-primary")
    page.wait_for_selector("main :text('等待批准')")

    head = sit_down(town.county_head, address(case))
    head.click("button:text-is('同意')")
    head.wait_for_selector("main :text('待送达')")
    assert side_of(case, "review").state == "FC50"


def test_the_petitioner_withdraws_a_review_on_the_phone(town: Town, page: Page, live_server: LiveServer) -> None:
    case = served_case(town)
    go(case, "request_review", town.citizen, days_ago(2))
    page.goto(f"{live_server.url}/t/{case.tracking_code}")
    assert "告诉您受理不受理" in page.locator("main").inner_text()
    page.click("text=撤回复查、复核申请")
    page.fill("[name=proof]", "5678")
    page.click("main .fq-btn-primary")
    page.click("main form button:has-text('我要撤回申请')")
    page.wait_for_selector("[role=status]:has-text('申请已经撤回')")
    case.refresh_from_db()
    assert case.state == "S61"


def test_the_final_review_shows_the_end_as_something_to_be_found(town: Town, sit_down: Callable[..., Page]) -> None:
    case = served_case(town, served=20)
    go(case, "request_review", town.citizen, days_ago(15))
    examined(town, case, days_ago(14))
    go(case, "review.decide", town.county_head, days_ago(13))
    go(case, "review.serve", town.reviewer, days_ago(12), served_on=days_ago(12)[:10])
    go(case, "request_final", town.citizen, days_ago(10))
    examined(town, case, days_ago(9))
    go(case, "review.decide", town.final_reviewer, days_ago(5))
    go(case, "review.serve", town.final_reviewer, days_ago(2), served_on=days_ago(2)[:10])
    page = sit_down(town.final_reviewer, address(case))
    page.click("main a:has-text('认定程序终结')")
    page.check("[name=checked]")
    page.check("[name=remedies]")
    page.click("#act button[type=submit]")
    page.wait_for_selector(":text('已记下')")
    case.refresh_from_db()
    assert case.state == "S81"
