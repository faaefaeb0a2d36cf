"""fengqiao region: load and show from the shell's side, wrong files included."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from fengqiao.apps.organisations.models import Region
from fengqiao.console import django_env
from fengqiao.console.__main__ import main

pytestmark = pytest.mark.django_db
LINES = ["code,name", "990000000000,云岭省", "999900000000,清江市", "999901000000,澜溪县", "999901101000,坪上镇"]
VILLAGES = ["code,name", "999901101201,大寨村", "999901101202,溪口村", "999902101201,外县村"]


@pytest.fixture(autouse=True)
def ready_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own database is up; the command must not start another."""
    monkeypatch.setattr(django_env, "ready", lambda: None)
    monkeypatch.setenv("FENGQIAO_LANG", "zh")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A list of divisions and a packed list of villages."""
    divisions, villages = tmp_path / "divisions.csv", tmp_path / "villages.csv.gz"
    divisions.write_text("\n".join(LINES), encoding="utf-8")
    villages.write_bytes(gzip.compress("\n".join(VILLAGES).encode()))
    return [str(divisions), str(villages)]


def test_a_county_loads_from_two_files_and_is_shown(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "load", *files, "--county", "999901"]) == 0
    assert "已装入 6 个区划：省 1、市州 1、县区 1、乡镇街道 1、村社区 2。" in capsys.readouterr().out
    assert main(["region", "show", "999901"]) == 0
    shown = capsys.readouterr().out
    assert "999901000000 云岭省清江市澜溪县" in shown
    assert "坪上镇" in shown


def test_without_ancestors_the_missing_parent_is_named(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "load", *files, "--county", "999901", "--no-with-ancestors"]) == 2
    assert "divisions.csv:4" in capsys.readouterr().err
    assert not Region.objects.exists()


def test_an_unknown_region_or_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "show", "123456"]) == 2
    assert "没有装入区划 123456000000" in capsys.readouterr().err
    assert main(["region", "load", str(tmp_path / "absent.csv")]) == 2
    assert "没有这个文件" in capsys.readouterr().err
