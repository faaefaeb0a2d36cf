"""Keys that know their county: UUIDv7 with the six-digit county code in 20 of its bits.

Layout: 48 bits of milliseconds, version 7, 12 bits of the millisecond's fraction (RFC 9562 §6.2 method 3, so that
two rows of one act keep the order they were made in), variant, 20 bits county, 42 random bits.
A row's county never changes; a transfer to another county makes a linked case there.
"""

from __future__ import annotations

import os
import time
from typing import Any
from uuid import UUID

from django.db import models

_COUNTY_BITS, _TAIL_BITS = 20, 42


def new_id(county: int, *, at_ms: int | None = None) -> UUID:
    """A new key of a county (0 … 1,048,575); raises ValueError outside that range."""
    if not 0 <= county < 1 << _COUNTY_BITS:
        raise ValueError(f"county code {county} does not fit in {_COUNTY_BITS} bits")
    ms, ns = divmod(time.time_ns(), 1_000_000)
    ms = ms if at_ms is None else at_ms
    noise = int.from_bytes(os.urandom(6), "big")
    head = (ms & (1 << 48) - 1) << 80 | 7 << 76 | (ns << 12) // 1_000_000 << 64
    tail = 0b10 << 62 | county << _TAIL_BITS | noise & (1 << _TAIL_BITS) - 1
    return UUID(int=head | tail)


def county_of(key: UUID) -> int:
    """The county a key was made for."""
    return key.int >> _TAIL_BITS & (1 << _COUNTY_BITS) - 1


class CaseOwned(models.Model):
    """Base of every table a case owns: the county is tenant and shard key beside the id."""

    id = models.UUIDField(primary_key=True, editable=False)
    county = models.IntegerField()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new row its key, then save."""
        if self.id is None:
            self.id = new_id(self.county)
        super().save(*args, **kwargs)
