"""What every test may use: real PostgreSQL with the serving role's rights."""

from __future__ import annotations

import pytest
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, with rights granted as after every migration (SET ROLE fengqiao_app to see them)."""
    from fengqiao.console.tables import grant_rights

    with django_db_blocker.unblock():
        grant_rights()
