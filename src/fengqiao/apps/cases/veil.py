"""Words of a case as a guest may read them before the parties sign: without the names and numbers of its people."""

from __future__ import annotations

import re
from collections.abc import Callable

from fengqiao.apps.cases.models import Case, Party
from fengqiao.apps.cases.services.parties import opened
from fengqiao.domain.masking import mask_id_number, mask_name, mask_phone

IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")


def veil_of(case: Case) -> Callable[[str], str]:
    """A function that writes masks for the names, telephones and addresses of the people of a case, and for every identity
    or mobile number. The vault is opened for comparing only; nothing of it leaves this room."""
    hidden: dict[str, str] = {}
    for party in Party.objects.filter(county=case.county, case=case, identity__isnull=False).select_related("identity"):
        person = opened(party)
        hidden[person.name] = mask_name(person.name)
        hidden[person.phone] = mask_phone(person.phone)
        hidden[person.address] = "**"
    longest_first = sorted((text for text in hidden if len(text) > 1), key=len, reverse=True)

    def veiled(text: str) -> str:
        for known in longest_first:
            text = text.replace(known, hidden[known])
        text = IDENTITY.sub(lambda found: mask_id_number(found[0]), text)
        return PHONE.sub(lambda found: mask_phone(found[0]), text)

    return veiled
