"""An old phone brings a photo and a voice: few taps, each with its progress, sent again when the line breaks, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.files.models import File
from fengqiao.kernel.moment import today
from tests.apps.files import samples
from tests.apps.files.conftest import store
from tests.apps.occasions.test_holding import planned
from tests.apps.portal.cast import accepted_case
from tests.screen import too_wide
from tests.town import Town

__all__ = ["store"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(town: Town) -> Case:
    return accepted_case(town)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """What lies on the phone."""
    place = tmp_path / "album"
    place.mkdir()
    for name, data in (("院墙.jpg", samples.jpeg()), ("说一说.wav", samples.wav(1)), ("照片.jpg", samples.EXE), ("地契.pdf", samples.PDF)):
        (place / name).write_bytes(data)
    return place


def opened(page: Page, live_server: LiveServer, case: Case) -> None:
    page.goto(f"{live_server.url}/t/{case.tracking_code}/open")
    page.locator("#id_proof").fill("5678")
    page.locator("#id_proof").press("Enter")
    page.wait_for_url(f"**/t/{case.tracking_code}")


def test_a_photo_in_four_taps(page: Page, live_server: LiveServer, case: Case, album: Path) -> None:
    """T-C3: 补材料, the place for files, the photo in the phone's own picker, 交上去."""
    opened(page, live_server, case)
    page.get_by_role("link", name="补材料").click()  # 1
    with page.expect_file_chooser() as picker:
        page.get_by_label("选文件").click()  # 2
    picker.value.set_files(album / "院墙.jpg")  # 3
    expect(page.locator(".fq-files-row")).to_contain_text("传好了")
    page.get_by_role("button", name="交上去").click()  # 4
    expect(page.locator("main")).to_contain_text("收到了，已放进这件事的记录")
    expect(page.locator("main")).to_contain_text("院墙.jpg")
    photo = page.locator("img.fq-file-small")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("one => one.decode().then(() => [one.naturalWidth, one.naturalHeight])") == [8, 16]  # the way up was kept
    assert Entry.objects.get(case=case, act="add_material").body["files"][0]["kind"] == "jpg"
    assert not too_wide(page)


def test_a_broken_line_a_wrong_file_and_one_that_is_not_wanted(page: Page, live_server: LiveServer, case: Case, album: Path) -> None:
    opened(page, live_server, case)
    page.goto(f"{live_server.url}/t/{case.tracking_code}/do/add_material")
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    page.route("**/files/send", break_once)
    page.get_by_label("选文件").set_input_files([album / "院墙.jpg"])
    row = page.locator(".fq-files-row")
    expect(row).to_contain_text("没传上")
    row.get_by_role("button", name="再传一次").click()
    expect(row).to_contain_text("传好了")
    page.get_by_label("选文件").set_input_files([album / "照片.jpg", album / "地契.pdf"])
    expect(row.nth(1)).to_contain_text("不是能收的文件")
    expect(row.nth(2)).to_contain_text("传好了")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    row.nth(1).get_by_role("button", name="不要这个").click()
    row.nth(1).get_by_role("button", name="不要这个").click()
    expect(row).to_have_count(1)
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("main")).to_contain_text("收到了")
    assert [one["kind"] for one in Entry.objects.get(case=case, act="add_material").body["files"]] == ["jpg"]


def test_the_form_waits_for_what_is_on_its_way(page: Page, live_server: LiveServer, case: Case, album: Path) -> None:
    opened(page, live_server, case)
    page.goto(f"{live_server.url}/t/{case.tracking_code}/do/add_material")
    held: list[Route] = []
    page.route("**/files/send", lambda route: held.append(route))
    page.get_by_label("选文件").set_input_files([album / "说一说.wav"])
    expect(page.locator(".fq-files-row progress")).to_be_visible()
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_role("alert")).to_contain_text("还有文件没传完")
    held[0].continue_()
    expect(page.locator(".fq-files-row")).to_contain_text("传好了")
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("main")).to_contain_text("收到了")


def test_a_voice_plays_on_the_phone(page: Page, live_server: LiveServer, case: Case, album: Path) -> None:
    """KZ-50: the original voice stays playable next to the typed text."""
    opened(page, live_server, case)
    page.goto(f"{live_server.url}/t/{case.tracking_code}/do/add_material")
    page.get_by_label("补充的情况").fill("大意写在这里")
    page.get_by_label("选文件").set_input_files([album / "说一说.wav"])
    expect(page.locator(".fq-files-row")).to_contain_text("传好了")
    page.get_by_role("button", name="交上去").click()
    sound = page.locator("audio")
    assert sound.evaluate("""one => new Promise((done, no) => {
        one.addEventListener('loadedmetadata', () => done(one.duration)); one.addEventListener('error', () => no(one.error.message));
        one.preload = 'auto'; one.load(); })""") == pytest.approx(1, abs=0.1)  # fmt: skip


def test_without_scripts_the_form_sends_them_itself(chromium: Browser, live_server: LiveServer, case: Case, album: Path) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    opened(page, live_server, case)
    page.get_by_role("link", name="补材料").click()
    page.get_by_label("选文件").set_input_files([album / "院墙.jpg", album / "照片.jpg"])
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("main")).to_contain_text("“照片.jpg”不是能收的文件")
    expect(page.locator(".fq-files-row")).to_contain_text("院墙.jpg")
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("main")).to_contain_text("收到了")
    assert File.objects.get(seq__gt=0).own_name == "院墙.jpg"
    context.close()


def test_kz_21_a_session_is_recorded_on_the_phone_with_its_photo(town: Town, sit_down: Callable[..., Page], album: Path) -> None:
    """KZ-21: sent as soon as it is chosen, refused in words, drawn on the page of the session, taken back with a reason."""
    session = planned(town, "study", leader=None, on=today(), when=f"{today()} 08:00")
    page = sit_down(town.dispatcher, f"/occasions/{session.id}/record", width=360)
    page.get_by_label("学了什么").fill("第二章")
    page.get_by_label("选文件").set_input_files([album / "院墙.jpg", album / "照片.jpg"])
    row = page.locator(".fq-files-row")
    expect(row.nth(0)).to_contain_text("传好了")
    expect(row.nth(1)).to_contain_text("不是能收的文件")
    row.nth(1).get_by_role("button", name="不要这个").click()
    page.get_by_label("这些是什么").select_option(label="现场照片")
    page.get_by_role("button", name="记下").click()
    page.wait_for_url(f"**/occasions/{session.id}/")
    photo = page.locator("img.fq-file-small")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("one => one.decode().then(() => one.naturalHeight)") == 16
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    assert not too_wide(page)
    page.locator("#files summary").click()
    page.get_by_label("为什么撤下").fill("拍到了别人家的孩子")
    page.locator("#files").get_by_role("button", name="撤下").click()
    expect(page.locator("#files")).to_contain_text("已撤下")
    expect(photo).to_have_count(0)
