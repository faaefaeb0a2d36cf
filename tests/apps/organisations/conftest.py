"""The cast for every test of organisations."""

from __future__ import annotations

import pytest

from tests.apps.accounts.cast import Town, build


@pytest.fixture
def town(db: None) -> Town:
    """The invented county, set up by services."""
    return build()
