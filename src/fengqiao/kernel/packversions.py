"""The packs that cases and units go by: what is in the files, else the version that was kept (K-01)."""

from __future__ import annotations

from functools import cache

from django.db import transaction

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, plain, stored
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles
from fengqiao.kernel.models import PackVersion

NATIONAL = "national"
_kept: set[str] = set()  # tags that this process has seen in the table


def pack_of_tag(tag: str) -> Pack:
    """The pack of a tag such as national@2022.5.1, or the one in use by a bare name. Raises PackError for a version never kept."""
    name, _, version = tag.partition("@")
    current = _in_files(name)
    if current and version in ("", current.version):
        return current
    return _version(tag) if version else in_use(name)


def in_use(name: str) -> Pack:
    """The pack of the units that chose this name: what is in the files; where that cannot be read or is gone, the version kept
    last, and before any case the national procedure. Work goes on whatever a file says: nobody is sent away for it."""
    if current := _in_files(name):
        return current
    kept = PackVersion.objects.filter(tag__startswith=f"{name}@").order_by("-kept_at", "tag").values_list("tag", flat=True).first()
    return _version(kept) if kept else packfiles.load(NATIONAL)


def _in_files(name: str) -> Pack | None:
    return packfiles.load(name) if name in packfiles.available() and name not in packfiles.unreadable() else None


@cache
def _version(tag: str) -> Pack:
    row = PackVersion.objects.filter(tag=tag).first()
    if row is None:
        raise PackError(Words(f"没有“{tag}”这个工作法包。", f"There is no pack “{tag}”."))
    return stored(row.data, row.origins)


def keep(pack: Pack) -> None:
    """Keep a version that a unit chooses or a case is opened under, once; part of the transaction of that act."""
    if pack.tag not in _kept:
        data = {"data": lambda: plain(pack.data), "origins": lambda: dict(pack.origins)}  # walked only when it is new
        PackVersion.objects.get_or_create(tag=pack.tag, defaults=data)
        transaction.on_commit(lambda: _kept.add(pack.tag))
