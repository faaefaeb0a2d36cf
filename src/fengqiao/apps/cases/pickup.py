"""The secret printed on a receipt when no telephone was given: it shows that the receipt's holder asks."""

from __future__ import annotations

from fengqiao.apps.cases.models import Case, PartyRole
from fengqiao.kernel import vault

DIGITS = 6
OWN_PEOPLE = (PartyRole.PETITIONER, PartyRole.REPRESENTATIVE, PartyRole.PROXY)
"""Whose telephone shows that somebody brought the case; the other side of a dispute is not among them."""


def pickup_secret(case: Case) -> str:
    """Six digits that belong to one case; made from the vault's key each time, stored nowhere."""
    key = vault.blind_index(f"{case.id}:{case.tracking_code}", "pickup") or b""
    return f"{int.from_bytes(key, 'big') % 10**DIGITS:0{DIGITS}d}"
