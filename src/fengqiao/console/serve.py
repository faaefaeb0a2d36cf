"""fengqiao serve: prepare what has changed, then answer requests."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import socket
import threading
import time
from pathlib import Path

import psycopg
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from fengqiao.adapters import postgres
from fengqiao.adapters.home import data_home, open_home
from fengqiao.console.progress import Steps, say, tell
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

HOST, PORT, WORKERS, THREADS = "127.0.0.1", 8000, 1, 4
MEMORY_OF_A_WORKER = 1024  # MB; above it a worker is replaced by a fresh one
_EVERYWHERE = ("0.0.0.0", "::", "")
_held: list[int] = []


class NoPort(DomainError):
    """No free port to listen on."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that serves."""
    parser.add_argument("--host", default=HOST, help=f"{HOST}; 0.0.0.0 = all")
    parser.add_argument("--port", type=_port, default=PORT, help=str(PORT))
    parser.add_argument("--workers", type=_count, default=WORKERS, help=str(WORKERS))
    parser.add_argument("--threads", type=_count, default=THREADS, help=str(THREADS))


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    add_options(subparsers.add_parser("serve"))


def run(args: argparse.Namespace) -> int:
    """Build and migrate what has changed, then serve until stopped."""
    home = data_home()
    steps = Steps(3)
    prepare(home, steps, args.host)
    steps.next("服务", "service")
    listen(home, args)
    return 0


def prepare(home: Path, steps: Steps, host: str) -> None:
    """Front end, database, tables: two numbered steps."""
    from fengqiao.console import build, django_env, tables

    allow_hosts(host)
    steps.next("前端与译文", "front end and translations")
    build.build(home)
    steps.next("数据库与数据表", "database and tables")
    django_env.ready()
    tables.bring_up_to_date()
    if tables.record_can_be_bent():
        say(
            "      注意：服务所用的数据库角色可以改动台账；请让 DATABASE_URL 用另一个普通角色，DATABASE_OWNER_URL 用建表的角色。",
            "      Note: the serving database role may change the ledger; "
            "name an ordinary role in DATABASE_URL and the tables' owner in DATABASE_OWNER_URL.",
        )


def allow_hosts(host: str) -> None:
    """Which names the service answers to, unless FENGQIAO_HOSTS says: this machine, and what it listens on."""
    if not os.environ.get("FENGQIAO_HOSTS"):
        own = ["*"] if host in _EVERYWHERE else [host, f"[{host}]"] if ":" in host else [host]
        os.environ["FENGQIAO_HOSTS"] = ",".join(["localhost", "127.0.0.1", "[::1]", *own])


def free_port(home: Path, host: str, wanted: int) -> int:
    """The wanted port, or the next free one of the following hundred, kept for this process. Raises NoPort."""
    for port in range(wanted, min(wanted + 100, 65536)):
        if _claim(home, host, port):
            if port != wanted:
                say(f"端口 {wanted} 已被占用，改用 {port}。", f"Port {wanted} is taken, using {port}.")
            return port
    raise NoPort(
        Words(
            f"{host} 上从 {wanted} 起没有可用的端口：请用 --host、--port 另选。",
            f"There is no free port on {host} from {wanted} on: choose with --host and --port.",
        )
    )


def address(host: str, port: int) -> str:
    """The address a person types."""
    name = "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _from_outside(host: str, port: int) -> list[str]:
    """The address for a phone on the same network, when the service listens on every address."""
    if host not in _EVERYWHERE:
        return []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; the system only picks the way out
        return [address(probe.getsockname()[0], port)]
    return []


def listen(home: Path, args: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM."""
    from django.db import connections

    from fengqiao.console import django_env

    chosen = free_port(home, args.host, args.port)
    connections.close_all()
    os.environ["FENGQIAO_THREADS"] = str(args.threads)
    server = Granian(
        "fengqiao.config.server:application",
        address=args.host,
        port=chosen,
        interface=Interfaces.RSGI,
        workers=args.workers,
        respawn_failed_workers=True,
        workers_max_rss=MEMORY_OF_A_WORKER,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    where = " ".join((address(args.host, chosen), *_from_outside(args.host, chosen)))
    say(f"地址：{where}   按 Ctrl+C 结束", f"Address: {where}   Ctrl+C ends")
    if django_env.is_embedded():
        threading.Thread(target=_keep_database, args=[home], daemon=True).start()
    server.serve()
    print(tell("服务已结束；内置数据库仍在运行，", "Served; an embedded database goes on, "), end="")
    say("停止它：fengqiao database stop", "stop it: fengqiao database stop")


def _keep_database(home: Path) -> None:
    """Start the embedded database again when it has crashed; a stopped one stays stopped."""
    while True:
        time.sleep(2)
        with contextlib.suppress(DomainError, OSError, psycopg.Error):
            if postgres.has_crashed(home):
                postgres.start(home)


def _claim(home: Path, host: str, port: int) -> bool:
    """Whether nobody listens there; a lock keeps two starts of one home apart."""
    open_home(home)
    lock = os.open(home / f".port-{port}.lock", os.O_WRONLY | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen()
    except OSError:
        os.close(lock)
        return False
    _held.append(lock)
    return True


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(tell("端口应在 1 到 65535 之间", "a port lies between 1 and 65535"))
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(tell("应为 1 到 256 的数字", "a number between 1 and 256"))
    return int(text)
