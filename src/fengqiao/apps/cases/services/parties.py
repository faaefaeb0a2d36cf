"""Who takes part in a case: identities go sealed into the vault, masks stay outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.cases import permissions
from fengqiao.apps.cases.models import Case, Identity, Party, PartyRole
from fengqiao.apps.cases.services import ledger, standing
from fengqiao.apps.cases.services.entered import said
from fengqiao.domain.masking import mask_name, mask_phone, plain_name
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.county import new_id
from fengqiao.kernel.writing import Batch

SEALED = ("name", "phone", "id_number", "address")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as entered: any part may be empty."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    role: str = PartyRole.PETITIONER


def add(batch: Batch, case: Case, people: Iterable[Person], complained: Iterable[UUID] = ()) -> list[Party]:
    """Write the parties of a new case: people into the vault, units by name; returns them."""
    identities, parties = [], []
    for person in people:
        identity, mask = identity_of(case.county, person)
        identities.append(identity)
        parties.append(
            Party(id=new_id(case.county), county=case.county, case=case, role=person.role, identity=identity,
                  mask=mask, phone_mask=mask_phone(person.phone))
        )  # fmt: skip
    parties += [
        Party(id=new_id(case.county), county=case.county, case=case, role=PartyRole.COMPLAINED_UNIT, unit_id=unit)
        for unit in complained
    ]
    batch.add(*identities, *parties)
    return parties


@database.atomic
def unmask(*, party: Party, by: Actor, reason: str, at: datetime) -> Person:
    """Open one identity for a reason that is written to the ledger; raises Incomplete without one.

    A confidential case (G06) opens only to the unit that registered it. The caller has shown that `by` sees the case.
    """
    reason = said(reason, "reason", Words("请写明为什么要看。", "Say why you need to see it."), least=2)
    case = standing.locked(party.county, party.case_id)
    permissions.may_open_identity(by, case).or_raise()
    batch = Batch()
    body = {"party": str(party.id), "reason": reason}
    ledger.append(batch, case, "unmask", by=by, at=at, body=body, shown="staff")
    batch.write()
    case.save(update_fields=["ledger_seq", "ledger_head"])
    return opened(party)


def opened(party: Party) -> Person:
    """The identity behind a party, unsealed; for papers and for `unmask`, never for lists."""
    identity = party.identity
    if identity is None:
        return Person(role=party.role)
    values = {field: vault.unseal(getattr(identity, field), _place(field, identity.id)) for field in SEALED}
    return Person(role=party.role, **values)


def identity_of(county: int, person: Person) -> tuple[Identity, str]:
    """A new row of the vault for somebody, and the mask that stands for them outside."""
    key = new_id(county)
    name = plain_name(person.name)
    identity = Identity(
        id=key, county=county,
        name=vault.seal(name, _place("name", key)),
        phone=vault.seal(person.phone.strip(), _place("phone", key)),
        id_number=vault.seal(person.id_number.strip().upper(), _place("id_number", key)),
        address=vault.seal(person.address.strip(), _place("address", key)),
        name_index=vault.blind_index(name, "name"),
        phone_index=vault.blind_index(person.phone, "phone"),
        id_number_index=vault.blind_index(person.id_number, "id_number"),
    )  # fmt: skip
    return identity, mask_name(person.name)


def _place(field: str, key: UUID) -> str:
    return f"identity.{field}.{key}"
