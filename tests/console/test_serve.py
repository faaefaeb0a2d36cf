"""Serving: a taken port gives the next one and a word, and the service answers to the names it should."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from fengqiao.console import serve


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_gives_the_next_and_says_so(
    taken: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = serve.free_port(tmp_path, "127.0.0.1", taken)
    assert port > taken
    assert str(taken) in capsys.readouterr().out


def test_two_starts_of_one_home_do_not_get_one_port(taken: int, tmp_path: Path) -> None:
    first = serve.free_port(tmp_path, "127.0.0.1", taken)
    assert serve.free_port(tmp_path, "127.0.0.1", first) > first


def test_an_address_of_another_machine_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(serve.NoPort, match="--port"):
        serve.free_port(tmp_path, "192.0.2.1", 8000)


def test_an_open_host_answers_to_every_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGQIAO_HOSTS", "")
    serve.allow_hosts("0.0.0.0")
    assert "*" in serve.os.environ["FENGQIAO_HOSTS"]


def test_a_chosen_list_of_names_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGQIAO_HOSTS", "petition.example")
    serve.allow_hosts("0.0.0.0")
    assert serve.os.environ["FENGQIAO_HOSTS"] == "petition.example"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),
        ("::1", "http://[::1]:80/"),
    ],
)
def test_the_address_is_one_a_person_can_type(host: str, address: str) -> None:
    assert serve.address(host, 80) == address
