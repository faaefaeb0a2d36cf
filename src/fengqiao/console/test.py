"""fengqiao test: lint, import contracts, types, then the tests; any failure ends with 1."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from fengqiao.adapters import postgres
from fengqiao.console.progress import Steps, complain, say
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

ROOT = Path(__file__).resolve().parents[3]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options; what it does not know goes to pytest."""
    parser = subparsers.add_parser("test", prefix_chars="\0")
    parser.add_argument("pytest", nargs="*", help="words for pytest")


def run(args: argparse.Namespace) -> int:
    """Check everything; words for pytest leave the checks out only when they name tests that fail alone."""
    if not (ROOT / "tests").is_dir():
        raise DomainError(Words("测试只在源代码目录中运行。", "The tests run in a checkout only."))
    done = int(os.environ.get("FENGQIAO_STEPS_DONE", "0"))
    steps = Steps(total=done + 5, done=done)
    python = sys.executable
    steps.next("代码检查 ruff", "code check: ruff")
    failed = _failed(python, "-m", "ruff", "check", "--quiet")
    steps.next("导入约定 import-linter", "import contracts: import-linter")
    failed += _failed(python, "-c", _IMPORTS, quiet=True)
    steps.next("类型 mypy --strict", "types: mypy --strict")
    failed += _failed(python, "-m", "mypy")
    steps.next("浏览器与前端", "browser and front end")
    failed += _prepare_browser()
    steps.next("测试 pytest", "tests: pytest")
    with _server_ended_after():
        failed += _failed(python, "-m", "pytest", *_parallel(args.pytest), *args.pytest)
    if failed:
        complain(Words("有未通过的检查：" + "、".join(failed), "Not passed: " + ", ".join(failed)))
        return 1
    say(f"全部通过，用时 {steps.seconds:.0f} 秒。", f"All passed in {steps.seconds:.0f} s.")
    return 0


def find_chromium() -> str | None:
    """The browser for the journeys: FENGQIAO_CHROMIUM, else the machine's."""
    chosen = os.environ.get("FENGQIAO_CHROMIUM")
    return chosen or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def _prepare_browser() -> list[str]:
    from fengqiao.console import build

    chromium = find_chromium()
    if not chromium:
        say(
            "      没有 Chromium，浏览器测试将跳过（Debian：apt install chromium）。",
            "      No Chromium here, the browser tests are skipped (Debian: apt install chromium).",
        )
        return []
    os.environ["FENGQIAO_CHROMIUM"] = chromium
    try:
        build.build(test_home())
    except build.BuildFailed as failure:
        complain(failure.words)
        return ["build"]
    return []


def test_home() -> Path:
    """The data home of the tests, kept between runs; never the one that serves."""
    return Path(os.environ.get("FENGQIAO_TEST_HOME") or ROOT / "var" / "test-home")


def _parallel(words: list[str]) -> list[str]:
    own = any(word.startswith(("-n", "--numprocesses", "--pdb")) or word == "no:xdist" for word in words)
    return [] if own else ["-n", "2"]


@contextlib.contextmanager
def _server_ended_after() -> Iterator[None]:
    """Stop the tests' own database server when the block began without it and no other test run uses it."""
    home = test_home()
    was_running = postgres.status(home).is_running
    yield
    if not was_running and postgres.status(home).is_running and not any(map(_is_held, home.glob("slot-*.lock"))):
        postgres.stop(home)


def _is_held(lock: Path) -> bool:
    with open(lock) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _failed(*words: str, quiet: bool = False) -> list[str]:
    """Run a checker with its output on the screen (when quiet: only if it found something); its name when it did."""
    into = subprocess.PIPE if quiet else None
    done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=into, stderr=into, text=True)
    if not done.returncode:
        return []
    print(done.stdout or "", done.stderr or "", sep="")
    return [words[2] if words[1] == "-m" else "import-linter"]
