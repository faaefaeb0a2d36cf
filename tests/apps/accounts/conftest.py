"""The cast for every test of accounts."""

from __future__ import annotations

import pytest
from django.test import Client

from fengqiao.apps.accounts import sessions
from tests.apps.accounts.cast import PASSWORD, Town, build


@pytest.fixture
def town(db: None) -> Town:
    """The invented county, set up by services."""
    return build()


@pytest.fixture
def sign_in(client: Client):  # type: ignore[no-untyped-def]
    """Sign in through the page as one of the cast; gives the client."""

    def enter(login: str) -> Client:
        response = client.post("/login", {"login": login, "password": PASSWORD})
        assert response.status_code == 302, response.content.decode()
        assert sessions.POST_KEY not in client.session
        return client

    return enter
