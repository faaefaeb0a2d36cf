"""Makes the virtual environment, installs the locked packages, then becomes the command; standard library only."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

FIRST_STEPS = 2
TOTAL_STEPS = {"demo": 7, "test": 7}


class Stopped(Exception):
    """One sentence that says what is missing."""


def main(root: Path, place: Path, words: list[str]) -> NoReturn:
    """Install what the command needs, then run it; ends with 2 and one sentence when something is missing."""
    command = words[0] if words else ""
    try:
        shown = install(root, place, command)
    except Stopped as stop:
        print(stop, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    environ = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": _joined(str(root / "src"), os.environ.get("PYTHONPATH"))}
    if shown and command in TOTAL_STEPS:
        environ["FENGQIAO_STEPS_DONE"] = str(FIRST_STEPS)
    python = str(place / "bin" / "python")
    os.execve(python, [python, "-P", "-m", "fengqiao.console", *words], environ)


def install(root: Path, place: Path, command: str) -> bool:
    """Bring the virtual environment up to date, one process at a time; true when step lines were shown."""
    total = TOTAL_STEPS.get(command, FIRST_STEPS)
    lock = root / "requirements" / ("dev.txt" if command == "test" else "base.txt")
    mark = place / f".{lock.name}.sha256"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    current = mark.is_file() and mark.read_text() == digest and _works(place)
    if current and command not in TOTAL_STEPS:
        return False
    print(tell(f"[1/{total}] Python 环境 {place}", f"[1/{total}] Python environment {place}"), flush=True)
    if not current:
        with _only_one(place):
            if not _works(place):
                _make(place)
            print(tell(f"[2/{total}] 依赖 {lock.name}", f"[2/{total}] packages of {lock.name}"), flush=True)
            _pip(place, lock)
            mark.write_text(digest)
    else:
        print(tell(f"[2/{total}] 依赖已就绪", f"[2/{total}] packages are up to date"), flush=True)
    return True


def tell(zh: str, en: str, environ: Mapping[str, str] = os.environ) -> str:
    """One of two sentences, in the language of the terminal."""
    names = ("FENGQIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environ[name] for name in names if environ.get(name)), "")
    return zh if chosen.lower().startswith("zh") else en


def _joined(*paths: str | None) -> str:
    return os.pathsep.join(path for path in paths if path)


class _only_one:
    """Holds a lock beside the environment; a second starter waits and then finds the work done."""

    def __init__(self, place: Path) -> None:
        self._path = place.with_name(f".{place.name}.lock")

    def __enter__(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(self._path, "a")
        except OSError as error:
            folder = self._path.parent
            raise Stopped(
                tell(
                    f"目录 {folder} 不能写入（{error.strerror}）：请换一个账户，或用 FENGQIAO_VENV 指定别处。",
                    f"The folder {folder} cannot be written ({error.strerror}): "
                    "change the account, or set FENGQIAO_VENV to another place.",
                )
            ) from None
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _works(place: Path) -> bool:
    """Whether the environment's Python runs and is new enough (the machine's may have changed under it)."""
    python = place / "bin" / "python"
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-I", "-c", test], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _make(place: Path) -> None:
    try:
        venv.EnvBuilder(with_pip=True, symlinks=True, clear=place.exists()).create(place)
    except (OSError, subprocess.SubprocessError, SystemExit) as error:
        raise Stopped(
            tell(
                f"不能在 {place} 建立 Python 环境（{error}）：请检查 python3-venv 是否装好、目录是否可写。",
                f"No Python environment can be made in {place} ({error}): "
                "check that python3-venv is installed and the folder can be written.",
            )
        ) from None


def _pip(place: Path, lock: Path) -> None:
    """Install a lock, every file checked against its hash; shows how many packages are done."""
    count = sum(1 for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#")))
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    environ |= {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    words = ["-m", "pip", "install", "--no-input", "--no-deps", "--require-hashes", "-r", str(lock)]
    log = place / "pip.log"
    with open(log, "w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [str(place / "bin" / "python"), *words],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        problem = _follow(process, file, count)
    if process.wait():
        raise Stopped(
            tell(
                f"依赖没有装好（{problem}），详情在 {log}：请检查网络或 pip 的软件源设置，再运行一次。",
                f"The packages were not installed ({problem}), details in {log}: "
                "check the network or pip's index settings, then run it again.",
            )
        )


def _follow(process: subprocess.Popen[str], file: object, count: int) -> str:
    """Copy pip's words into its log while showing progress; gives its last line of trouble."""
    assert process.stdout is not None
    seen, problem = 0, "pip"
    on_screen = sys.stdout.isatty()
    for line in process.stdout:
        print(line, end="", file=file)  # type: ignore[call-overload]
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            seen = min(seen + 1, count)
            if on_screen:
                print(f"\r      {seen}/{count}", end="", flush=True)
            elif seen % 10 == 0 or seen == count:
                print(f"      {seen}/{count}", flush=True)
        elif line.startswith("ERROR"):
            problem = line.removeprefix("ERROR:").strip()
    if on_screen:
        print("\r" + " " * 40 + "\r", end="", flush=True)
    return problem


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
