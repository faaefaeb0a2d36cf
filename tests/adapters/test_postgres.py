"""The embedded server: started once, found again, healed after the worst, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fengqiao.adapters import postgres


def _remove(home: Path) -> None:
    postgres.stop(home)
    place = postgres.status(home).data.parent
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data home that every account may pass through, as in a checkout."""
    folder = Path(tempfile.mkdtemp(prefix="fq-home-"))
    folder.chmod(0o755)
    postgres.start(folder)
    yield folder
    _remove(folder)


def _pid(home: Path) -> int:
    pid = postgres.status(home).pid
    assert pid is not None
    return pid


def _wait_until_dead(home: Path) -> None:
    for _ in range(100):
        if not postgres.status(home).is_running:
            return
        time.sleep(0.05)
    raise AssertionError("the server is still there")


def test_a_second_start_finds_the_first(home: Path) -> None:
    before = _pid(home)
    assert postgres.start(home) == postgres.url(home)
    assert _pid(home) == before


def test_only_the_server_s_account_may_enter_the_socket_folder(home: Path) -> None:
    socket = postgres.status(home).socket
    assert socket is not None
    assert socket.stat().st_mode & 0o777 == 0o700


def test_no_port_is_opened(home: Path) -> None:
    with psycopg.connect(postgres.url(home)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_serving_role_may_not_make_tables_roles_or_databases(home: Path) -> None:
    with psycopg.connect(postgres.url(home, role=postgres.APP), autocommit=True) as connection:
        for forbidden in ("CREATE TABLE public.t (i int)", "CREATE ROLE other", "CREATE DATABASE other"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_what_was_committed_survives_a_kill(home: Path) -> None:
    with psycopg.connect(postgres.url(home), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS one")
    os.kill(_pid(home), signal.SIGKILL)
    _wait_until_dead(home)
    assert postgres.has_crashed(home)
    with psycopg.connect(postgres.start(home)) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_pid_taken_over_by_another_process_is_not_the_server(home: Path) -> None:
    data = postgres.status(home).data
    assert postgres.stop(home)
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n/tmp\n\n")
    assert not postgres.status(home).is_running
    postgres.start(home)
    assert _pid(home) != os.getpid()


def test_a_stopped_server_did_not_crash(home: Path) -> None:
    assert postgres.stop(home)
    assert not postgres.stop(home)
    assert not postgres.has_crashed(home)
    with pytest.raises(postgres.ServerUnavailable):
        postgres.url(home)
    postgres.start(home)


def test_a_database_is_made_once(home: Path) -> None:
    first = postgres.create_database(home, "另一个")
    assert postgres.create_database(home, "另一个") == first
    with psycopg.connect(first) as connection:
        assert connection.info.dbname == "另一个"


def test_a_deep_home_gets_a_short_socket() -> None:
    top = Path(tempfile.mkdtemp(prefix="fq-deep-"))
    top.chmod(0o755)
    home = top / ("d" * 60) / ("e" * 60)
    try:
        postgres.start(home)
        socket = postgres.status(home).socket
        assert socket is not None
        assert len(str(socket)) < 60
        psycopg.connect(postgres.url(home)).close()
        shutil.rmtree(socket, ignore_errors=False) if postgres.stop(home) else None
    finally:
        _remove(home)
        shutil.rmtree(top)


def test_data_of_another_version_are_refused_unchanged(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(postgres.ServerUnavailable) as refusal:
        postgres.start(tmp_path)
    assert "PostgreSQL 15" in refusal.value.words.en
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_a_wrong_program_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGQIAO_PG_BIN", str(tmp_path))
    with pytest.raises(postgres.ServerUnavailable, match="pg_ctl"):
        postgres.start(tmp_path / "home")
