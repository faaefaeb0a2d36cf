"""The addresses a watching machine asks, and what every answer carries."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client


def test_alive_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_when_the_database_answers(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


def test_not_ready_when_it_does_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("fengqiao.config.health.connection.cursor", refuse)
    assert client.get("/readyz").status_code == 503


def test_every_answer_forbids_foreign_scripts(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/healthz?q=%00", "/healthz?%00=1", "/%00"])
def test_a_nul_in_the_address_is_refused(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400
