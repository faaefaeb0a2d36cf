"""The cast of 澜溪县 for every test of apps.

`town` is the Town of tests/town.py: actors (`town.clerk`, `town.handler` …), units (`town.unit("housing")`); the
functions register_case, go, prepare, sign, to_acceptance, to_opinion of that module move cases. Other folders (console,
journeys) take it by `from tests.town import build_town`. Tests of people and units have casts of their own.
"""

from __future__ import annotations

import pytest

from tests.town import Town, build_town


@pytest.fixture
def town(db: None) -> Town:
    """Two invented counties, set up by services."""
    return build_town()
