"""Seats in a proceeding: who is invited, by which link, and what they answer."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Party, Proceeding, Seat, SeatState
from fengqiao.apps.cases.services import ledger, standing
from fengqiao.apps.helpers.models import Helper
from fengqiao.domain.errors import NotNow
from fengqiao.domain.roles import OTHER_PARTY, PANEL, Actor, guest
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.county import new_id
from fengqiao.kernel.writing import Batch

ANSWERS = (SeatState.ACCEPTED, SeatState.DECLINED, SeatState.RECUSED)
OPENING = (SeatState.INVITED, SeatState.ACCEPTED)
_LEAVE = """
    UPDATE cases_seat SET state = 'left', answered_at = %s
    WHERE county = %s AND proceeding_id = %s AND role = %s AND state IN ('invited', 'accepted')
      AND NOT id = ANY(%s)
"""


def for_helper(proceeding: Proceeding, helper: Helper, *, kind: str, tier: str, at: datetime) -> Seat:
    """A seat on the panel for somebody of the directory."""
    return _seat(proceeding, at, role=PANEL, helper_id=helper.id, name=helper.name, kind=kind, tier=tier)


def for_party(proceeding: Proceeding, party: Party, *, at: datetime) -> Seat:
    """A seat for the other party of a dispute."""
    return _seat(proceeding, at, role=OTHER_PARTY, party=party, name=party.unit.label if party.unit else party.mask)


def for_official(proceeding: Proceeding, person: User, role: str, *, at: datetime) -> Seat:
    """A seat for an official of the county: they need no link and have accepted by their post."""
    return Seat(
        id=new_id(proceeding.county), county=proceeding.county, case_id=proceeding.case_id, proceeding=proceeding, role=role,
        user_id=person.pk, name=person.name, state=SeatState.ACCEPTED, invited_at=at, answered_at=at,
    )  # fmt: skip


def leave(batch: Batch, proceeding: Proceeding, *, at: datetime, besides: Iterable[Seat] = (), role: str = PANEL) -> None:
    """Those who sat so far in a role leave, but for new seats; their links open nothing any more."""
    batch.run(_LEAVE, [at, proceeding.county, proceeding.id, role, [seat.id for seat in besides]])


def link_of(seat: Seat) -> str:
    """The secret part of a seat's link: made from the vault's key each time, stored nowhere."""
    return _link(seat.id, len(seat.past_links))


def seat_by_link(link: str) -> Seat | None:
    """The seat of a link, with its proceeding and case; None for a link that opens nothing (declared wide: it names no
    county)."""
    index = _index_of(link)
    if index is None:
        return None
    found = Seat.objects.filter(link_index=index).select_related("case__unit", "proceeding__unit", "party").first()
    return found if found is not None and link_of(found) == link else None  # the index passes over small and large letters


def was_replaced(link: str) -> bool:
    """True for a link that opened a seat until another took its place (declared wide as well)."""
    index = _index_of(link)
    return index is not None and Seat.objects.filter(past_links__contains=[index]).exists()


def _index_of(link: str) -> bytes | None:
    return vault.blind_index(link, "seat link") if 16 <= len(link) <= 40 else None


def is_open(seat: Seat) -> bool:
    """True while a link shows its case: until the proceeding ends, or the holder has left or declined."""
    return seat.proceeding.closed_at is None and seat.state in OPENING


def guest_of(seat: Seat) -> Actor:
    """Whoever opened the link of a seat."""
    return guest(seat.county, seat.name, seat.role, str(seat.id))


def check_guest(by: Actor, proceeding: Proceeding) -> None:
    """A guest acts in the one proceeding of the seat whose link was opened, and only while it is open; somebody of the panel
    once they have accepted. Raises NotNow."""
    if by.kind != "guest":
        return
    seat = Seat.objects.filter(county=proceeding.county, id=by.seat, proceeding=proceeding, role__in=by.roles).first()
    if seat is None or proceeding.closed_at is not None or not may_act(seat):
        raise NotNow(Words("这次邀请已经结束。", "This invitation is over."), code="seat_over")


def may_act(seat: Seat) -> bool:
    """True for a seat that takes part: the other party from the first, somebody of the panel once they have accepted."""
    return seat.state == SeatState.ACCEPTED or (seat.role == OTHER_PARTY and seat.state == SeatState.INVITED)


@database.atomic
def answer(*, seat: Seat, state: str, at: datetime) -> Seat:
    """Accept, decline, or step aside for kinship or an interest; no reason is asked. Raises NotNow when it is over."""
    case = standing.locked(seat.county, seat.case_id)
    held = Seat.objects.select_for_update(of=("self",)).select_related("proceeding").get(id=seat.id)
    if state not in ANSWERS:
        raise NotNow(Words("没有这个答复。", "There is no such answer."), code="answer")
    if held.state == state:
        return held
    if not is_open(held):
        raise NotNow(Words("这次邀请已经结束。", "This invitation is over."), code="seat_over")
    held.state, held.answered_at = state, at
    batch = Batch()
    body = {"seat": str(held.id), "name": held.name, "answer": state, "kind": held.kind, "tier": held.tier}
    ledger.append(batch, case, "seat", by=guest_of(held), at=at, body=body)
    batch.change(held, "state", "answered_at")
    batch.change(case, "ledger_seq", "ledger_head")
    batch.write()
    return held


@database.atomic
def replace_link(*, seat: Seat, by: Actor, at: datetime) -> Seat:
    """Give a seat another link, because the old one came into wrong hands: that one opens nothing from now on.

    The same page sent twice replaces once: a seat that was read before its last replacement stays as it is. The ledger says
    that it was done and by whom, never the link. Raises NotNow when the invitation is over.
    """
    case = standing.locked(seat.county, seat.case_id)
    held = Seat.objects.select_for_update(of=("self",)).select_related("proceeding").get(county=seat.county, id=seat.id)
    if not is_open(held):
        raise NotNow(Words("这次邀请已经结束。", "This invitation is over."), code="seat_over")
    if len(held.past_links) != len(seat.past_links):
        return held
    held.past_links = [*held.past_links, bytes(held.link_index or b"")]
    held.link_index = vault.blind_index(link_of(held), "seat link")
    batch = Batch()
    body = {"seat": str(held.id), "name": held.name, "role": held.role}
    ledger.append(batch, case, "relink", by=by, at=at, body=body, shown="staff")
    batch.change(held, "link_index", "past_links")
    batch.change(case, "ledger_seq", "ledger_head")
    batch.write()
    return held


def _seat(proceeding: Proceeding, at: datetime, **parts: object) -> Seat:
    key = new_id(proceeding.county)
    case_id: UUID = proceeding.case_id
    return Seat(
        id=key, county=proceeding.county, case_id=case_id, proceeding=proceeding, invited_at=at,
        link_index=vault.blind_index(_link(key, 0), "seat link"), **parts,
    )  # fmt: skip


def _link(key: UUID, replaced: int) -> str:
    """The link of a seat after it was replaced so many times."""
    secret = vault.blind_index(f"seat {key} {replaced}" if replaced else f"seat {key}", "seat secret") or b""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")
