"""./fengqiao on machines that lack something: one sentence, exit code 2, nothing made."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "fengqiao"
PYTHONS = ("python3", "python3.11", "python3.12", "python3.13", "python3.14", "python")


def _run(tmp_path: Path, python: str | None, language: str = "C") -> subprocess.CompletedProcess[str]:
    """Run the script where only a few tools are, and this Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink"):
        (tools / name).symlink_to(str(shutil.which(name)))
    if python is not None:
        (tools / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (tools / "python3").chmod(0o755)
    environ = {"PATH": str(tools), "FENGQIAO_VENV": str(tmp_path / "venv"), "LC_ALL": language}
    return subprocess.run([str(SCRIPT), "demo"], env=environ, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("python", [None, "exit 1"], ids=["no Python", "an old Python"])
def test_without_a_new_enough_python(tmp_path: Path, python: str | None) -> None:
    done = _run(tmp_path, python)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer is missing" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_without_the_venv_module(tmp_path: Path) -> None:
    done = _run(tmp_path, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    assert done.returncode == 2
    assert "apt install python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_sentence_is_chinese_in_a_chinese_terminal(tmp_path: Path) -> None:
    assert "缺少 Python 3.11" in _run(tmp_path, None, "zh_CN.UTF-8").stderr


def test_a_good_python_takes_over_with_the_words_given(tmp_path: Path) -> None:
    done = _run(tmp_path, 'case "$1" in -I) shift; echo "$@" ;; esac')
    assert done.returncode == 0
    assert done.stdout.split()[-1] == "demo"
    assert "console/install.py" in done.stdout
