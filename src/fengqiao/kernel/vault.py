"""Sealing of personal identifiers: AES-256-GCM with a key id, and keyed blind indexes for exact look-up.

The key lives outside the database and outside its backups (settings.VAULT_KEYS: key id -> 32 bytes,
settings.VAULT_KEY_ID: the one that seals now). What is sealed is bound to its place (table.column.row).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


@cache
def _cipher(key_id: str) -> AESGCM:
    return AESGCM(settings.VAULT_KEYS[key_id])


@cache
def _index_key() -> bytes:
    first = settings.VAULT_KEYS[min(settings.VAULT_KEYS)]
    return hashlib.sha256(b"fengqiao blind index" + first).digest()


def seal(text: str, place: str) -> bytes:
    """Encrypt a text for one place; an empty text stays empty."""
    if not text:
        return b""
    nonce = os.urandom(12)
    key_id = settings.VAULT_KEY_ID.encode()
    return key_id + b":" + nonce + _cipher(settings.VAULT_KEY_ID).encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes | memoryview, place: str) -> str:
    """Decrypt what `seal` made for the same place; raises InvalidTag when it was moved or changed."""
    data = bytes(sealed)
    if not data:
        return ""
    key_id, _, rest = data.partition(b":")
    return _cipher(key_id.decode()).decrypt(rest[:12], rest[12:], place.encode()).decode()


def blind_index(text: str, kind: str) -> bytes | None:
    """A keyed fingerprint for exact look-up of a normalised value; None for an empty one."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    if not plain:
        return None
    return hmac.digest(_index_key(), f"{kind}:{plain}".encode(), "sha256")[:16]
