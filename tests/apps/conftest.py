"""The cast of 澜溪县 for every test of apps.

`town` is the Town of tests/town.py: actors (`town.clerk`, `town.handler` …), units (`town.unit("housing")`); the
functions register_case, go, prepare, sign, to_acceptance, to_opinion of that module move cases. Other folders (console,
journeys) take it by `from tests.town import build_town`. Tests of people and units have casts of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from fengqiao.apps.cases import rules
from tests.town import Town, build_town


@pytest.fixture(scope="module")
def _cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """The cast, set up once for a module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_town()
        transaction.set_rollback(True)


@pytest.fixture
def town(_cast: Town, db: None) -> Town:
    """Two invented counties, set up by services; what a test adds is taken back after it."""
    return _cast


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data home of the test's own (`tmp_path`): no year and no pack but those that ship and those it puts there."""
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    rules._calendar.cache_clear()
    yield
    rules._calendar.cache_clear()
