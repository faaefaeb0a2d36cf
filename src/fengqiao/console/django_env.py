"""Makes Django ready for a command: the database runs, the settings are read, the apps are loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.db import connection

from fengqiao.adapters import postgres
from fengqiao.adapters.home import data_home

_is_embedded = False


def is_embedded() -> bool:
    """Whether `ready` started the embedded database, or found it."""
    return _is_embedded


def ready() -> None:
    """Start the embedded database unless DATABASE_URL names one, then load Django; safe to call again."""
    global _is_embedded
    if not os.environ.get("DATABASE_URL"):
        home = data_home()
        os.environ["DATABASE_OWNER_URL"] = postgres.start(home)
        os.environ["DATABASE_URL"] = postgres.url(home, role=postgres.APP)
        _is_embedded = True
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")
    django.setup()


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the role that owns the tables (migrations, grants), then go back to the serving role."""
    serving = dict(connection.settings_dict)
    owner = {key: settings.DATABASE_OWNER[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(serving)
