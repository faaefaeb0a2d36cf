"""The floor: a bare Django with no middleware whose one view runs a given statement and returns its rows as JSON."""

from __future__ import annotations

import os

import django
import orjson
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

STATEMENTS = "FENGQIAO_BENCH_STATEMENTS"  # JSON: name -> SQL


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of one of the statements."""
    with connection.cursor() as cursor:
        cursor.execute(_statements[name])
        found = cursor.fetchall()
    return HttpResponse(orjson.dumps(found, default=str), content_type="application/json")


_statements: dict[str, str] = orjson.loads(os.environ.get(STATEMENTS, "{}"))
urlpatterns = [path("<str:name>", rows)]


def _application() -> WSGIHandler:
    from fengqiao.config.env import database

    settings.configure(
        DATABASES={"default": database(os.environ["DATABASE_URL"])},
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        ALLOWED_HOSTS=["127.0.0.1"],
        USE_TZ=True,
    )
    django.setup()
    return WSGIHandler()


application = _application() if STATEMENTS in os.environ and not settings.configured else None
