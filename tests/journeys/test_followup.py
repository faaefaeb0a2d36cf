"""The petitioner says how it was and what is not solved, on a phone; another unit looks and takes it up again."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from fengqiao.apps.cases.models import Case, Demand, Proceeding
from fengqiao.apps.followups.models import Evaluation, Sample
from fengqiao.apps.followups.queries import link_of
from tests.apps.cases.desk import seat
from tests.apps.portal.cast import days_ago, served_case
from tests.journeys.test_citizen_phone import Phone
from tests.town import Town, go

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(page: Page, live_server: LiveServer) -> Phone:
    return Phone(page, live_server.url)


def choose(phone: Phone, scale: str, answer: str) -> None:
    phone.taps += 1
    phone.page.get_by_role("group", name=scale).get_by_label(answer, exact=True).check()


def closed(town: Town, *, days: int = 3) -> Case:
    """A case served forty days before it was closed, some days ago."""
    case = served_case(town, served=days + 40)
    go(case, "close", town.dispatcher, days_ago(days))
    return case


def desk_of(chromium: Browser, live_server: LiveServer, town: Town, who: str) -> Page:
    context = chromium.new_context(viewport={"width": 1366, "height": 800}, timezone_id="Asia/Shanghai")
    cookies = seat(getattr(town, who)).cookies.items()
    context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in cookies])
    return context.new_page()


def test_an_evaluation_takes_four_taps_and_is_given_once(town: Town, phone: Phone) -> None:
    case = served_case(town)
    phone.scan(f"/e/{link_of(case)}")
    expect(phone.page.locator("main")).to_contain_text("评不评、怎么评，都不影响您的事")
    assert Axe().run(phone.page).violations_count == 0
    choose(phone, "态度", "满意")
    choose(phone, "速度", "不想评")
    choose(phone, "结果", "不满意")
    phone.tap("评好了，交上去")
    expect(phone.page.get_by_role("status").filter(has_text="已经评过了")).to_be_visible()
    assert phone.taps <= 5
    said = Evaluation.objects.get(case=case)
    assert (said.attitude, said.speed, said.result) == ("satisfied", "no_answer", "dissatisfied")
    phone.scan(f"/e/{link_of(case)}")
    assert phone.page.get_by_role("button", name="评好了").count() == 0


def test_what_is_missing_is_said_and_nothing_chosen_is_lost(town: Town, phone: Phone) -> None:
    case = served_case(town)
    phone.scan(f"/e/{link_of(case)}")
    phone.page.evaluate("document.querySelectorAll('[required]').forEach(field => field.required = false)")
    choose(phone, "态度", "满意")
    phone.tap("评好了，交上去")
    expect(phone.page.get_by_role("alert").first).to_contain_text("速度")
    expect(phone.page.get_by_role("group", name="态度").get_by_label("满意", exact=True)).to_be_checked()
    assert not Evaluation.objects.exists()


def test_not_solved_yet_goes_back_to_the_unit_with_a_new_demand(town: Town, phone: Phone) -> None:
    """CY-43: pressed by the petitioner on a phone."""
    case = closed(town)
    phone.scan(f"/t/{case.tracking_code}")
    phone.tap("还没完全解决")
    phone.write("后4位", "5678")
    phone.tap("核对")
    phone.at("还没完全解决")
    phone.write("还有什么没解决", "主体砖块还会掉，要彻底修好。")
    phone.tap("还没解决，接着办")
    expect(phone.page.get_by_role("status").filter(has_text="接着办")).to_be_visible()
    assert phone.taps <= 8
    case.refresh_from_db()
    assert (case.state, Demand.objects.filter(case=case).count()) == ("S50", 2)


def test_another_unit_looks_at_a_dissatisfied_answer_and_takes_it_up_again(
    town: Town, phone: Phone, chromium: Browser, live_server: LiveServer
) -> None:
    case = closed(town)
    go(case, "follow_up.visit", town.dispatcher, days_ago(1), satisfied="no", found="unsolved")
    page = desk_of(chromium, live_server, town, "dispatcher")
    page.goto(f"{live_server.url}/followups/")
    page.get_by_role("link", name="不满意，待复核").click()
    page.get_by_role("link", name=case.number).click()
    page.get_by_role("link", name="复核：没有办到位，重新办理").click()
    page.get_by_label("哪里没有办到位").fill("只铲了外皮，主体砖块还松动。")
    page.locator("form").get_by_role("button", name="复核：没有办到位，重新办理").click()
    expect(page.locator("main")).to_contain_text("已重新办理")
    page.context.close()
    case.refresh_from_db()
    assert case.state == "S50"
    assert Proceeding.objects.get(case=case, workflow="follow_up").state == "FU60"


def test_the_inspector_draws_a_sample_in_two_clicks(town: Town, chromium: Browser, live_server: LiveServer) -> None:
    case = closed(town, days=35)
    page = desk_of(chromium, live_server, town, "supervisor")
    page.goto(f"{live_server.url}/desk/")
    page.get_by_role("link", name="回访", exact=True).click()
    page.get_by_role("button", name="抽上月30件").click()
    expect(page.locator("main")).to_contain_text("种子")
    kept = Sample.objects.get()
    expect(page.locator("main")).to_contain_text(kept.seed)
    assert set(kept.picks) <= {case.id}
    assert Axe().run(page).violations_count == 0
    page.context.close()
