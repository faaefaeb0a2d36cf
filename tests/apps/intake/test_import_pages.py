"""Imports on the screen: a file is looked at, its columns said, run in parts that count nothing twice, bad rows returned."""

from __future__ import annotations

import csv
import io
import stat
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case
from fengqiao.apps.intake import forms, keeping
from fengqiao.apps.intake.models import ImportRun
from fengqiao.kernel.moment import now
from tests.apps.cases.desk import seat
from tests.apps.intake.workbook import workbook
from tests.town import Town

PAGE = "/register/import/"
HEAD = "编号,主题,内容,时间,姓名,类别\n"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Path:
    """An own folder for kept files."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    assert default_storage.path("") == str(tmp_path)
    return tmp_path


def upload(client: Client, data: bytes | str, name: str = "信.csv", status: int = 303) -> str:
    """Send a file; gives the page, or the address it leads to."""
    content = data.encode() if isinstance(data, str) else data
    response = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == status, unescape(response.content.decode())[:3000]
    return response["Location"] if status == 303 else unescape(response.content.decode())


def begin(client: Client, data: bytes | str, **over: str) -> ImportRun:
    """Send a file and confirm its columns as they were guessed, except for `over`."""
    where = upload(client, data)
    run = ImportRun.objects.latest("created_at")
    means = {column: field for field, column in run.mapping.items()}
    said = {f"column{n}": means.get(column, "") for n, column in enumerate(run.columns)}
    assert client.post(where, {"channel": "letter", **said, **over}).status_code == 303
    return run


def advance(client: Client, run: ImportRun) -> ImportRun:
    """The next step, as the page asks for it."""
    assert client.post(f"{PAGE}{run.id}/next/", headers={"HX-Request": "true"}).status_code == 200
    run.refresh_from_db()
    return run


def rows(count: int) -> str:
    return HEAD + "".join(f"k{n},第{n}盏灯,坏了,2026-03-0{1 + n % 9},吴大升,城乡建设\n" for n in range(count))


@pytest.mark.parametrize("login", ["dispatcher", "admin"])
def test_a_file_becomes_cases_step_by_step(town: Town, login: str) -> None:
    client = seat(getattr(town, login))
    where = upload(client, rows(250))
    page = unescape(client.get(where).content.decode())
    assert "有 250 行" in page
    assert page.count("第0盏灯") == 1
    assert "第10盏灯" not in page, "ten rows are shown"
    run = begin(client, rows(250))
    assert "hx-post" in client.get(f"{PAGE}{run.id}/").content.decode()
    assert (advance(client, run).done, run.state) == (200, "running")
    assert (advance(client, run).done, run.state, run.registered) == (250, "done", 250)
    assert "登记 250 件，退回 0 行" in unescape(client.get(f"{PAGE}{run.id}/").content.decode())
    assert set(Case.objects.values_list("channel", "category")) == {("letter", "housing")}
    assert advance(client, run).registered == 250, "a finished run takes nothing more"


def test_the_same_file_again_registers_nothing(town: Town) -> None:
    client = seat(town.dispatcher)
    advance(client, begin(client, rows(60)))
    again = advance(client, begin(client, rows(60)))
    assert (again.registered, again.known, Case.objects.count()) == (0, 60, 60)


def test_bad_rows_come_back_and_can_be_sent_again(town: Town) -> None:
    client = seat(town.dispatcher)
    bad = '+a,"=cmd|""calc""!A1",坏了,1899-01-01,甲,别的\nb,水渠堵了,没水,2999-01-01,乙,城乡建设\nc,路,不平,2026-03-01,丙,别的\n'
    run = advance(client, begin(client, HEAD + bad))
    assert (run.registered, run.bad, run.labels) == (1, 2, {"别的": 1})
    page = unescape(client.get(f"{PAGE}{run.id}/").content.decode())
    assert "收到时间：1899-01-01 早于1900年。" in page
    response = client.get(f"{PAGE}{run.id}/returned.csv")
    assert "attachment" in response["Content-Disposition"]
    text = response.content.decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text)))
    assert back[0] == ["原行号", "错在哪里", "编号", "主题", "内容", "时间", "姓名", "类别"]
    assert back[1][:4] == ["2", "收到时间：1899-01-01 早于1900年。", "'+a", "'=cmd|\"calc\"!A1"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in back for cell in row)
    mended = text.replace("1899-01-01", "1999-01-01").replace("2999", "2026")
    assert advance(client, begin(client, mended)).registered == 2
    assert Case.objects.get(source_key="+a").title == '=cmd|"calc"!A1'


def test_a_workbook_works_as_well(town: Town) -> None:
    data = workbook([["标题", "电话", "日期"], ["路灯不亮", 10012345678, "2026.3.2"], ["水渠", 1234567890123456789, ""]])
    run = advance(seat(town.dispatcher), begin(seat(town.dispatcher), data))
    assert (run.registered, run.bad) == (1, 1)
    assert Case.objects.get().parties.get().phone_mask == "100****5678"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [("", "空.csv", "文件"), (b"\x89PNG\r\n\x1a\n\x00\x00", "照片.png", "不是文本"), ("标题\n", "a.csv", "没有内容")],
)
def test_a_wrong_file_is_a_sentence(town: Town, data: bytes | str, name: str, words: str) -> None:
    assert words in upload(seat(town.dispatcher), data, name, 422)
    assert not ImportRun.objects.exists()


def test_a_file_too_large_or_none_is_a_sentence(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LARGEST_UPLOAD", 100)
    client = seat(town.dispatcher)
    assert "超过 20 MB" in upload(client, rows(20), status=422)
    assert client.post(PAGE, {}).status_code == 422


def test_wrong_columns_are_a_sentence_and_nothing_begins(town: Town) -> None:
    client = seat(town.dispatcher)
    where = upload(client, rows(3))
    for said, words in (
        ({"column1": "title", "column2": "title"}, "选了不止一列"), ({"column4": "name"}, "没有认出哪一列是标题或内容"),
        ({"column1": "nonsense"}, "主题"), ({"column1": "title", "channel": "pigeon"}, "渠道"),
    ):  # fmt: skip
        response = client.post(where, {"channel": "letter", **said})
        assert response.status_code == 422
        assert words in unescape(response.content.decode())
    assert ImportRun.objects.get().state == "mapping"
    assert advance(client, ImportRun.objects.get()).done == 0


def test_only_those_who_import_reach_it(town: Town) -> None:
    run = begin(seat(town.dispatcher), rows(3))
    for actor in (town.clerk, town.handler, town.leader):
        client = seat(actor)
        for url in (PAGE, f"{PAGE}{run.id}/", f"{PAGE}{run.id}/columns/"):
            assert client.get(url).status_code == 403
        assert client.post(f"{PAGE}{run.id}/next/").status_code == 403
    stranger = seat(town.outsider)
    assert stranger.get(f"{PAGE}{run.id}/").status_code == 404
    assert stranger.post(f"{PAGE}{run.id}/next/").status_code == 404
    assert stranger.get(f"{PAGE}{uuid4()}/").status_code == 404


def test_without_scripts_a_button_carries_on(town: Town) -> None:
    client = seat(town.dispatcher)
    run = begin(client, rows(3))
    assert client.post(f"{PAGE}{run.id}/next/")["Location"] == f"{PAGE}{run.id}/"
    assert ImportRun.objects.get(id=run.id).state == "done"


def test_kept_rows_are_private_and_forgotten(town: Town, files: Path) -> None:
    client = seat(town.dispatcher)
    run = begin(client, HEAD + "a,早,早,1899-01-01,甲,\n")
    (kept,) = (files / "intake").glob("*.jsonl")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    advance(client, run)
    keeping.forget_old(run.county, now() + timedelta(days=8))
    assert not kept.exists()
    assert client.get(f"{PAGE}{run.id}/returned.csv").status_code == 404
    assert client.get(f"{PAGE}{run.id}/").status_code == 200


def test_a_fault_in_between_counts_and_registers_nothing_twice(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    client = seat(town.dispatcher)
    run = begin(client, rows(120))
    whole = keeping.kept

    def broken(*args: Any) -> Any:
        if args[1:] and args[1] > 0:
            raise OSError("disk")
        return whole(*args)

    monkeypatch.setattr(keeping, "kept", broken)
    with pytest.raises(OSError, match="disk"):
        client.post(f"{PAGE}{run.id}/next/")
    run.refresh_from_db()
    assert (run.done, Case.objects.count()) == (50, 50)
    monkeypatch.undo()
    assert (advance(client, run).registered, Case.objects.count()) == (120, 120)
