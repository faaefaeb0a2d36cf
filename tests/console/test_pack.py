"""The commands pack and reference as a person runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fengqiao.console import reference
from fengqiao.console.__main__ import main
from fengqiao.kernel import packfiles

GOOD = "pack:\n  name: town\n  version: '1'\n  title: {zh: 镇, en: Town}\n  extends: national\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FENGQIAO_LANG", "en")
    packfiles._load.cache_clear()
    yield
    packfiles._load.cache_clear()


def town(folder: Path, text: str) -> str:
    file = folder / "town.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_shipped_packs_are_proven(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check"]) == 0
    shown = capsys.readouterr()
    assert "✓ national@2022.5.1" in shown.out
    assert "configurations explored" in shown.out
    assert shown.err == ""


def test_a_bad_pack_fails_with_file_line_and_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = town(tmp_path, GOOD + "roles:\n  mediator: {name: {zh: 调解员}}\ncolour: red\n")
    assert main(["pack", "check", file]) == 1
    shown = capsys.readouterr()
    assert f"✗ {file}" in shown.out
    assert "town.yaml:8 colour: There is no such key" in shown.err


def test_a_problem_proven_is_printed_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", town(tmp_path, GOOD + "roles:\n  clerk: {name: {zh: 接访员}}\n")]) == 1
    shown = capsys.readouterr()
    assert "✗ town@1 Town" in shown.out
    assert "town.yaml:7 roles.clerk.name: The English words are missing" in shown.err


def test_a_missing_pack_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "nowhere"]) == 1
    assert main(["pack", "show", "nowhere"]) == 2
    assert capsys.readouterr().err.count("There is no pack “nowhere”.") == 2


def test_the_pack_shown_can_be_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", "national"]) == 0
    text = capsys.readouterr().out
    assert "  CLK-07:  # national@2022.5.1 national/clocks.yaml:" in text
    file = tmp_path / "national.yaml"
    file.write_text(text, encoding="utf-8")
    again = packfiles.load_file(file)
    assert again.data == packfiles.load("national").data
    assert again.workflows == packfiles.load("national").workflows


def test_the_pack_as_json_has_its_origins(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", "national", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["pack"]["clocks"]["CLK-07"]["days"] == 60
    assert data["origins"]["clocks.CLK-07"].startswith("national@2022.5.1 ")


def test_the_reference_pages_say_what_the_pack_says() -> None:
    assert main(["reference", "--check"]) == 0, "run: fengqiao reference"


def test_a_stale_reference_page_is_noticed_and_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "FOLDER", tmp_path / "reference")
    assert main(["reference", "--check"]) == 1
    assert main(["reference"]) == 0
    assert main(["reference", "--check"]) == 0
    page = tmp_path / "reference" / "clocks.md"
    assert "| CLK-07 | 办理 Handling | 60日 60 calendar days |" in page.read_text(encoding="utf-8")
    page.write_text("old", encoding="utf-8")
    assert main(["reference", "--check"]) == 1
