"""The text of tokens and the keyed hash that is kept of them."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

PREFIX = "fq_"


def new_key() -> str:
    """A new token's text: long and random."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """The keyed hash of a token: a fast one, because nobody can guess a token as they guess a password."""
    return bytes(salted_hmac("fengqiao.api.token", token, algorithm="sha256").digest())
