"""Calling the API as one of the cast: by token or by the session of the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from fengqiao.apps.accounts.models import Post, User
from fengqiao.apps.api import services
from fengqiao.apps.api.models import ApiToken
from fengqiao.domain.roles import Actor
from tests.town import at

WHEN = at("2026-03-01 09:00")


def token_of(actor: Actor) -> tuple[ApiToken, str]:
    """A token of one of the cast in the present post."""
    user, post = User.objects.get(id=actor.user), Post.objects.get(id=actor.post)
    return services.create_token(user=user, post=post, at=WHEN, name="test")


class Caller:
    """A program with a token."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, **params: Any) -> Any:
        """GET under /api/v1."""
        return self.client.get(f"/api/v1/{path}", params)

    def post(self, path: str, body: Any, *, once: str = "") -> Any:
        """POST JSON under /api/v1; a text is sent as it is."""
        headers = {"Idempotency-Key": once} if once else {}
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def caller(actor: Actor) -> Caller:
    """A program that acts as one of the cast."""
    return Caller(token_of(actor)[1])


def refused(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The answer was a refusal of this kind, in both languages; gives its body."""
    body: dict[str, Any] = response.json()  # type: ignore[attr-defined]
    assert (response.status_code, body["code"]) == (status, code), body
    assert body["words"]["zh"]
    assert body["words"]["en"]
    assert set(body) <= {"code", "words", "article", "fields", "since"}
    return body
