"""Where contents lie: under their own digest in Django's storage, each once, written never to be changed.

Another storage (an object store, say) is chosen in the setting STORAGES; nothing here knows which one it is.
"""

from __future__ import annotations

import hashlib
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def digest_of(data: bytes) -> str:
    """The SHA-256 of a content, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def keep(county: int, data: bytes) -> str:
    """Write a content unless it is there already; gives its digest. One that an interruption left half is written anew.

    The caller holds the digest (`numbers.hold`) until its row is written.
    """
    digest = digest_of(data)
    place, storage = _place(county, digest), _storage()
    if storage.exists(place):
        if storage.size(place) == len(data):
            return digest
        storage.delete(place)
    storage.save(place, ContentFile(data))
    return digest


def has(county: int, digest: str) -> bool:
    """True while a content lies there."""
    return _storage().exists(_place(county, digest))


def opened(county: int, digest: str) -> IO[Any]:
    """The content of a digest, to be read; raises FileNotFoundError where it is gone."""
    return _storage().open(_place(county, digest), "rb")


def forget(county: int, digest: str) -> None:
    """Remove a content that belongs to nothing."""
    _storage().delete(_place(county, digest))


def found(county: int, digest: str) -> str:
    """The digest of what lies under a digest now; empty where nothing does."""
    try:
        with opened(county, digest) as file:
            whole = hashlib.sha256()
            while piece := file.read(1 << 20):
                whole.update(piece)
            return whole.hexdigest()
    except FileNotFoundError:
        return ""


def _storage() -> Storage:
    return storages["default"]


def _place(county: int, digest: str) -> str:
    return f"{county:06d}/{digest[:2]}/{digest}"
