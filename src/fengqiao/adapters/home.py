"""The data home: the one folder that holds what an installation owns (database, keys, built pages)."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

_CHECKOUT = Path(__file__).resolve().parents[3]


class HomeUnusable(DomainError):
    """The data home cannot be made, read or written."""


def data_home(environ: Mapping[str, str] | None = None) -> Path:
    """$FENGQIAO_HOME, else var/ of the checkout this package runs from, else ~/.local/share/fengqiao."""
    chosen = (os.environ if environ is None else environ).get("FENGQIAO_HOME", "").strip()
    if chosen:
        return Path(chosen).expanduser().resolve()
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "var"
    return Path("~/.local/share/fengqiao").expanduser().resolve()


def open_home(home: Path) -> Path:
    """Make the data home when it is missing; raises HomeUnusable when it cannot be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(home, error) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise _unusable(home, PermissionError("not writable"))
    return home


def _unusable(path: Path, error: OSError) -> HomeUnusable:
    reason = error.strerror or str(error)
    return HomeUnusable(
        Words(
            f"数据目录 {path} 不能使用（{reason}）：请换一个账户，或用 FENGQIAO_HOME 指定别的目录。",
            f"The data folder {path} cannot be used ({reason}): change the account, or set FENGQIAO_HOME to another.",
        ),
        code="home",
    )


def private_file(path: Path, make: Callable[[], str] = lambda: secrets.token_hex(32)) -> str:
    """The text of a file only its owner may read, made at the first call; raises HomeUnusable."""
    try:
        open_home(path.parent)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        if not path.exists():
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(make() + "\n")
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise _unusable(path, error) from error


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold a lock file while the block runs; others wait. Raises HomeUnusable when it cannot be opened."""
    try:
        file = os.open(lock, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(lock, error) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
