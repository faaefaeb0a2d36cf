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

FLOOR = "FENGQIAO_BENCH_FLOOR"  # JSON: database (Django's own words for it) and statements (name -> SQL)


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of one of the statements."""
    with connection.cursor() as cursor:
        cursor.execute(_statements[name])
        found = cursor.fetchall()
    return HttpResponse(orjson.dumps(found, default=str), content_type="application/json")


_given = orjson.loads(os.environ.get(FLOOR, "{}"))
_statements: dict[str, str] = _given.get("statements", {})
urlpatterns = [path("<str:name>", rows)]


def _application() -> WSGIHandler:
    settings.configure(
        DATABASES={"default": _given["database"]},
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        ALLOWED_HOSTS=["127.0.0.1"],
        USE_TZ=True,
    )
    django.setup()
    return WSGIHandler()


application = _application() if _given and not settings.configured else None
