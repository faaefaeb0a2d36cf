"""Installing: skipped when the lock is unchanged, one sentence when the place cannot be written."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from fengqiao.console import install

ROOT = Path(__file__).resolve().parents[2]


def _environment(place: Path) -> Path:
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").symlink_to(sys.executable)
    return place


def test_an_unchanged_lock_is_not_installed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = _environment(tmp_path / "venv")
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes()).hexdigest()
    (place / ".base.txt.sha256").write_text(digest)
    assert install.install(ROOT, place, "demo")
    assert "[2/7]" in capsys.readouterr().out
    assert not (place / "pip.log").exists()


def test_quick_commands_say_nothing_when_all_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = _environment(tmp_path / "venv")
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes()).hexdigest()
    (place / ".base.txt.sha256").write_text(digest)
    assert not install.install(ROOT, place, "clock")
    assert capsys.readouterr().out == ""


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(install.Stopped, match="FENGQIAO_VENV"):
        install.install(ROOT, tmp_path / "file" / "venv", "demo")


def test_a_broken_environment_is_seen(tmp_path: Path) -> None:
    assert not install._works(tmp_path / "venv")
    assert install._works(_environment(tmp_path / "other"))


def test_every_locked_package_has_a_hash_and_no_host() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text, lock
        blocks = text.replace("\\\n", " ").splitlines()
        assert all("--hash=sha256:" in block for block in blocks if block.strip()), lock
