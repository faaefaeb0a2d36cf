"""Secret links that can be revoked and renewed: how often one was replaced, and that one was."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.apps.accounts.models import SecretLink
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers, vault
from fengqiao.kernel.county import new_id

_FINGERPRINT = "replaced link"


def times_of(keys: Iterable[UUID]) -> dict[UUID, int]:
    """How often the links of some things were replaced (one query); those never replaced are left out."""
    return {link.of: len(link.past) for link in SecretLink.objects.filter(of__in=list(keys))}


def times(key: UUID) -> int:
    """How often the link of something was replaced."""
    return times_of([key]).get(key, 0)


def secret(what: str, purpose: str, times: int) -> bytes:
    """What a link to something (`calendar KEY`) is made of for its purpose, after it was replaced so many times."""
    return vault.blind_index(f"{what} {times}" if times else what, purpose) or b""


def written(data: bytes) -> str:
    """Bytes as an address carries them."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(link: str) -> bytes | None:
    """The bytes that an address carries; None for what is none. One link has one spelling, that of `written`: base64 alone would
    pass over strange signs and the last bits."""
    try:
        data = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
    except ValueError:
        return None
    return data if written(data) == link else None


@transaction.atomic
def replace(key: UUID, link: str, *, county: int, known: str, by: Actor, at: datetime) -> int:
    """Let the present `link` of something open nothing any more; gives how often that was done now.

    `known` is how often it had been done when the page was drawn, so that one page does it once. Raises Incomplete, so that nobody
    takes a link for replaced that is not, for a page that does not say what it knew.
    """
    numbers.hold(county, f"link:{key}")
    row = SecretLink.objects.filter(of=key).first() or SecretLink(id=new_id(county), county_code=county, of=key)
    if known not in [str(times) for times in range(len(row.past) + 1)]:
        raise Incomplete(Words("链接还没有换：请刷新这一页，再按一次。", "The link is not replaced yet: reload the page and press again."))
    if known == str(len(row.past)):
        row.past = [*row.past, vault.blind_index(link, _FINGERPRINT) or b""]
        row.replaced_at, row.replaced_by = at, by.name
        row.save()
    return len(row.past)


def was_replaced(link: str) -> bool:
    """True for a link that opened something until another took its place (declared wide: a link names no county)."""
    index = vault.blind_index(link, _FINGERPRINT) if 16 <= len(link) <= 60 else None
    return index is not None and SecretLink.objects.filter(past__contains=[index]).exists()
