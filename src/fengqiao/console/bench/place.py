"""Where the benchmark runs: a loaded county and the product served beside its floor."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
import psutil
from django.db import connection, connections, transaction

from fengqiao.adapters import postgres
from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.models import Holding, User
from fengqiao.apps.api import services as api
from fengqiao.apps.cases.models import Case
from fengqiao.apps.insight.asking import written
from fengqiao.apps.insight.scope import Scope, scope_of
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.console.bench import acts
from fengqiao.console.bench.driving import Line, Result, measure
from fengqiao.console.bench.filling import Desks, fill
from fengqiao.console.bench.floor import FLOOR
from fengqiao.console.demo_county import place as county
from fengqiao.console.django_env import as_owner
from fengqiao.console.progress import Report
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now, today

Act = Callable[[Line, int], bool]
YEARS = 3
WARMING = 4  # answers before anything is measured


def loaded() -> int:
    """How many cases the benchmark's database holds."""
    return int(Case.objects.filter(county=county.COUNTY).count())


def load(n: int, report: Report) -> dict[str, Any]:
    """Empty the database and load n cases; gives how many and how long it took."""
    begin = time.perf_counter()
    _empty()
    county.build(today() - timedelta(days=365 * YEARS))
    fill(n, desks(), today=today(), progress=lambda done: report("COPY", done, n))
    seconds = time.perf_counter() - begin
    return {"cases": n, "seconds": round(seconds, 1), "cases_per_second": round(n / seconds)}


def desks() -> Desks:
    """The units that get cases: everyone with a petition officer, the petition office apart."""
    office = organisations.petition_office(county.COUNTY)
    assert office is not None
    people: dict[Any, User] = {}
    for unit in organisations.units_of(county.COUNTY).filter(level__in=["county", "town"]):
        if found := accounts.officer_of(unit, today()):
            people[unit.id] = found[0]
    units = [
        unit for unit in Unit.objects.filter(id__in=people).order_by("code") if unit.id != office.id and unit.handles
    ]
    return Desks(office, units, people)


def _empty() -> None:
    with as_owner(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "django_migrations"]
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables) + " CASCADE")


@dataclass
class Stand:
    """The product under measurement: where it answers, as whom, and the processes whose work counts."""

    host: str
    port: int
    floor_port: int
    tokens: dict[str, str]
    cookie: str
    actors: dict[str, Actor]
    scope: Scope
    unit: Unit
    deep: str
    statements: dict[str, str]
    processes: list[psutil.Process]

    def line(self, who: str = "dispatcher") -> Line:
        """A kept connection to the JSON interface, as one of the benchmark's people."""
        return Line(self.host, self.port, {"Authorization": f"Bearer {self.tokens[who]}", "Accept": "application/json"})

    def page_line(self) -> Line:
        """A kept connection to the pages, signed in."""
        return Line(self.host, self.port, {"Cookie": self.cookie, "Accept": "text/html"})

    def floor_line(self) -> Line:
        """A kept connection to the bare Django view."""
        return Line(self.host, self.floor_port, {})

    def measure(self, act: tuple[Act, Callable[[], Line]], *, connections: int, seconds: float) -> tuple[Result, float]:
        """Figures of an act, and the CPU milliseconds that server and database spent on an answer."""
        do, open_line = act
        warm = open_line()
        for number in range(WARMING):  # templates, plans and calendars are read once a process
            do(warm, number)
        before = self._cpu()
        result = measure(do, open_line, connections=connections, seconds=seconds)
        return result, round(1000 * (self._cpu() - before) / max(1, result.sent), 2)

    def _cpu(self) -> float:
        total = 0.0
        for process in self.processes:
            for one in (process, *process.children(recursive=True)):
                try:
                    times = one.cpu_times()
                except psutil.Error:
                    continue
                total += times.user + times.system
        return total


@contextmanager
def served(home: Path) -> Iterator[Stand]:
    """Serve the product and the floor from processes of their own, as `fengqiao serve` does, until the block ends."""
    port, floor_port = _free(), _free()
    password = secrets.token_urlsafe(12)
    actors, tokens = _people(password)
    scope, unit = scope_of(actors["handler"]), desks().units[0]
    deep = acts.deep_place(scope)
    statements = acts.statements(scope, deep)
    database = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    database |= {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None}
    os.environ[FLOOR] = orjson.dumps({"database": database, "statements": statements}).decode()
    connections.close_all()
    servers = [
        _serve(port, "rsgi", "fengqiao.config.server:application"),
        _serve(floor_port, "wsgi", "fengqiao.console.bench.floor:application", "--blocking-threads", "4"),
    ]
    try:
        for number, server in zip((port, floor_port), servers, strict=True):
            _wait(number, server)
        watched = [psutil.Process(servers[0].pid), *_postgres(home)]
        cookie = _sign_in(port, password)
        yield Stand(
            "127.0.0.1", port, floor_port, tokens, cookie, actors, scope, unit, written(deep.key, deep.id), statements,
            watched,
        )  # fmt: skip
    finally:
        for server in servers:
            _end(server)


def _people(password: str) -> tuple[dict[str, Actor], dict[str, str]]:
    """An officer of the petition office and a handler of the busiest unit, each with a token."""
    chosen, day = desks(), today()
    actors, tokens = {}, {}
    for who, unit, role in (("dispatcher", chosen.office, "dispatcher"), ("handler", chosen.units[0], "handler")):
        holding = _holding(unit, role)
        with transaction.atomic():
            if who == "dispatcher":
                holding.user.set_password(password)
                holding.user.must_change_password = False
                holding.user.save()
            tokens[who] = api.create_token(user=holding.user, post=holding.post, at=now())[1]
        actors[who] = accounts.actor_for(holding.user, holding.post, day)
    return actors, tokens


def _serve(port: int, interface: str, application: str, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", interface, "--host", "127.0.0.1", "--port", str(port),
               "--workers", "1", "--log-level", "error", *more, application]  # fmt: skip
    source = str(Path(__file__).resolve().parents[3])
    environment = {**os.environ, "PYTHONPATH": source, "FENGQIAO_HOSTS": "127.0.0.1"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def _postgres(home: Path) -> list[psutil.Process]:
    pid = postgres.status(home).pid
    return [psutil.Process(pid)] if pid else []


def _sign_in(port: int, password: str) -> str:
    """A session as a browser gets it: the page's CSRF cookie, then log-in name and password."""
    dispatcher = User.objects.get(pk=_dispatcher_id())
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/login")
    answer = line.getresponse()
    answer.read()
    token = _cookie(answer, "csrftoken")
    body = urlencode({"login": dispatcher.login, "password": password, "csrfmiddlewaretoken": token})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}"}
    line.request("POST", "/login", body, headers)
    answer = line.getresponse()
    answer.read()
    return f"fengqiao={_cookie(answer, 'fengqiao')}"


def _holding(unit: Unit, role: str) -> Holding:
    held = Holding.objects.filter(post__unit=unit, post__roles__contains=[role], until__isnull=True, user__is_active=True)
    return held.select_related("user", "post")[0]


def _dispatcher_id() -> UUID:
    return _holding(desks().office, "dispatcher").user_id


def _cookie(answer: Any, name: str) -> str:
    for header, value in answer.getheaders():
        if header.lower() == "set-cookie" and value.startswith(f"{name}="):
            return str(value[len(name) + 1 :].partition(";")[0])
    raise RuntimeError(f"no cookie {name} in the answer {answer.status}")
