"""The command line: what it offers, and how it refuses."""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from fengqiao.console import __main__ as console
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words


def _plug(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """One command, `fail`, that ends with an error."""

    def run(args: argparse.Namespace) -> int:
        raise error

    module = SimpleNamespace(register=lambda subparsers: subparsers.add_parser("fail"), run=run)
    monkeypatch.setitem(sys.modules, "fengqiao.console.fail", module)
    monkeypatch.setattr(console, "COMMANDS", (("fail", "fengqiao.console.fail", Words("失败", "fail")),))


@pytest.mark.parametrize("entry", console.COMMANDS, ids=lambda entry: entry[0])
def test_every_command_has_options_and_words(entry: tuple[str, str, Words]) -> None:
    name, module, words = entry
    subparsers = argparse.ArgumentParser().add_subparsers()
    importlib.import_module(module).register(subparsers)
    assert list(subparsers.choices) == [name]
    assert words.zh
    assert words.en


def test_a_refusal_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _plug(monkeypatch, DomainError(Words("不行。", "Not so.")))
    assert console.main(["fail"]) == 2
    assert capsys.readouterr().err == "Not so.\n"


def test_a_fault_shows_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _plug(monkeypatch, RuntimeError("disk\nfull"))
    assert console.main(["fail"]) == 1
    shown = capsys.readouterr().err
    assert "disk full" in shown
    assert shown.count("\n") == 1


def test_a_fault_shows_its_traceback_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    _plug(monkeypatch, RuntimeError("disk full"))
    monkeypatch.setenv("FENGQIAO_DEBUG", "1")
    with pytest.raises(RuntimeError):
        console.main(["fail"])


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        console.main(["nonsense"])
    assert end.value.code == 2
    assert "nonsense" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["clock", "--help"]])
def test_pure_commands_start_without_django(words: list[str]) -> None:
    script = (
        "import sys\nfrom fengqiao.console.__main__ import main\n"
        f"try: main({words!r})\nexcept SystemExit: pass\n"
        "sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True).returncode == 0


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGQIAO_LANG", "en")
    monkeypatch.delenv("FENGQIAO_DEBUG", raising=False)
