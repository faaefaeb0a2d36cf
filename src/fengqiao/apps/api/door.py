"""Who may come in: a person signed in on our pages, or a program with a token; and how bodies are read and written."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie, HttpBearer

from fengqiao.apps.api import keys, queries, services
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import today

LONGEST_TOKEN = 200


class BearerToken(HttpBearer):
    """`Authorization: Bearer fq_…`, made by `fengqiao token create`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a token in force."""
        if len(token) > LONGEST_TOKEN or not token.startswith(keys.PREFIX):
            return None
        found = queries.actor_of(token, today())
        if found is None:
            return None
        services.note_use(token=found[0], on=today())
        return found[1]


class SignedIn(APIKeyCookie):
    """The session of our pages; acts need the CSRF mark that those pages carry."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        """The session once its CSRF mark is seen; where nobody is signed in there is none to protect: sign in first."""
        return None if getattr(request, "actor", None) is None else super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The person of the session, once the first password has been changed."""
        actor: Actor | None = getattr(request, "actor", None)
        return None if actor is None or getattr(request.user, "must_change_password", False) else actor


class Reader(Parser):
    """Reads bodies with orjson; a NUL character, which PostgreSQL cannot hold, is refused in words."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values."""
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise HttpError(400, "unreadable") from error
        if b"\\u0000" in request.body and "\0" in _all_text(body):
            raise Incomplete(Words("内容里有不能使用的字符。", "The text holds a character that cannot be used."))
        return body


class Writer(BaseRenderer):
    """Writes answers with orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The answer as bytes."""
        return orjson.dumps(data)


def _all_text(value: Any) -> str:
    """Every text in a body, names too."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "".join(key + _all_text(part) for key, part in value.items())
    return "".join(map(_all_text, value)) if isinstance(value, list) else ""
