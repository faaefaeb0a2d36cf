"""Figures name units by code: each test reads those of its own county."""

from __future__ import annotations

import pytest

from fengqiao.apps.organisations import unit_names


@pytest.fixture(autouse=True)
def _own_units() -> None:
    """Names are kept for a minute; those of the test before are forgotten."""
    unit_names.forget()
