"""The packs of cases: the one in the files while its version is the same, else the version that was kept (K-01)."""

from __future__ import annotations

from functools import cache

from django.db import transaction

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, plain, stored
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles
from fengqiao.kernel.models import PackVersion

_kept: set[str] = set()  # tags that this process has seen in the table


def pack_of_tag(tag: str) -> Pack:
    """The pack of a tag such as national@2022.5.1, or of a bare name (what is in the files now). Raises PackError."""
    name, _, version = tag.partition("@")
    if name in packfiles.available():
        current = packfiles.load(name)
        if not version or current.version == version:
            return current
    return _version(tag)


@cache
def _version(tag: str) -> Pack:
    row = PackVersion.objects.filter(tag=tag).first()
    if row is None:
        raise PackError(Words(f"没有“{tag}”这个工作法包。", f"There is no pack “{tag}”."))
    return stored(row.data, row.origins)


def keep(pack: Pack) -> None:
    """Keep a version that a case is opened under, once; part of the transaction of that act."""
    if pack.tag not in _kept:
        data = {"data": lambda: plain(pack.data), "origins": lambda: dict(pack.origins)}  # walked only when it is new
        PackVersion.objects.get_or_create(tag=pack.tag, defaults=data)
        transaction.on_commit(lambda: _kept.add(pack.tag))
