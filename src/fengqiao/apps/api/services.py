"""Acts on tokens: make one, take one back, note that one was used."""

from __future__ import annotations

from datetime import date, datetime

from fengqiao.apps.accounts.models import Post, User
from fengqiao.apps.api import keys
from fengqiao.apps.api.models import ApiToken


def create_token(
    *, user: User, post: Post, at: datetime, name: str = "", expires_on: date | None = None
) -> tuple[ApiToken, str]:
    """A new token of a person in a post, and its text, which is shown this once and kept nowhere."""
    text = keys.new_key()
    token = ApiToken(
        county_code=user.county_code, user=user, post=post, name=name.strip()[:100], digest=keys.digest_of(text),
        created_at=at, expires_on=expires_on,
    )  # fmt: skip
    token.save()
    return token, text


def revoke_token(*, token: ApiToken, at: datetime) -> None:
    """Take a token back at once; doing it again changes nothing."""
    ApiToken.objects.filter(id=token.id, revoked_at__isnull=True).update(revoked_at=at)


def note_use(*, token: ApiToken, on: date) -> None:
    """Note the day a token was last used; one write a day at most."""
    if token.last_used_on != on:
        ApiToken.objects.filter(id=token.id).update(last_used_on=on)
