"""Letters from a file in a real browser: sent, looked at, imported while a bar moves, bad rows taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fengqiao.apps.cases.models import Case
from tests.apps.cases.desk import seat
from tests.screen import too_wide
from tests.town import build_town

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTERS = "编号,主题,正文,日期,别的\n" + "".join(f"k{n},第{n}盏灯不亮,村口,2026-03-01,甲\n" for n in range(230)) + "x,早,早,1899-01-01,乙\n"


def test_a_file_is_imported_and_its_bad_row_returned(
    page: Page, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "kept"}}
    }
    file = tmp_path / "来信.csv"
    file.write_text(LETTERS, encoding="gb18030")
    cookies = seat(build_town().dispatcher).cookies.items()
    page.context.add_cookies([{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies])
    page.goto(f"{live_server.url}/register/import/")
    page.set_input_files("[name=file]", file)
    page.click("main form button")
    page.wait_for_url("**/columns/")
    expect(page.locator("#id_column1")).to_have_value("title")
    fits(page)
    page.select_option("#id_column4", "name")
    page.click("text=开始导入")
    expect(page.locator("#in-run")).to_contain_text("导完了：231 行，登记 230 件，退回 1 行。")
    expect(page.locator("#in-run")).to_contain_text("收到时间：1899-01-01 早于1900年。")
    fits(page)
    with page.expect_download() as download:
        page.click("text=下载退回的行")
    assert "1899-01-01 早于1900年" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert Case.objects.count() == 230
    page.goto(f"{live_server.url}/register/import/")
    expect(page.locator("main")).to_contain_text("登记 230，以前导过 0，退回 1")


def fits(page: Page) -> None:
    """No serious barrier, nothing beside the screen."""
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == []
    assert not too_wide(page)
