"""When somebody leaves a post, their open cases go to whoever takes it over; no clock notices."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from fengqiao.apps.accounts.models import User
from fengqiao.apps.accounts.services import HandOver
from fengqiao.apps.cases.models import Case, Proceeding, Seat, SeatState
from fengqiao.apps.cases.services import ledger
from fengqiao.domain.errors import NotNow
from fengqiao.domain.roles import LEAD
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now
from fengqiao.kernel.writing import Batch


def _sit_instead(change: HandOver, heir: User) -> None:
    """The places that the old holder had as a leader or in a task force go to the heir, where they have none yet."""
    open_seats = Seat.objects.filter(county=change.county, state=SeatState.ACCEPTED, proceeding__closed_at__isnull=True)
    theirs = open_seats.filter(user_id=heir.pk).values("proceeding")
    open_seats.filter(user_id=change.from_user).exclude(proceeding__in=theirs).update(user_id=heir.pk, name=heir.name)


def take_over(change: HandOver) -> int:
    """Name the new holder on every open case that the old one had in that unit or leads anywhere; returns how many.

    Raises NotNow when the new holder is recused from one of them: name another handler there first.
    """
    heir, at = User.objects.get(pk=change.to_user), now()
    left = {"county": change.county, "unit": change.unit, "person_id": change.from_user, "closed_at__isnull": True}
    theirs = {name: value for name, value in left.items() if name != "unit"}
    sides = Proceeding.objects.filter(Q(unit=change.unit) | Q(workflow=LEAD), **theirs, parent__isnull=False)
    own = Q(**left) | Q(county=change.county, id__in=sides.values("case"))
    batch, held = Batch(), list(Case.objects.select_for_update().filter(own).order_by("id"))
    for case in held:
        if UUID(str(heir.pk)) in case.recused:
            words = Words(
                "接任的人在办件{n}中应当回避，请先另行指定承办人。",
                "The heir is recused from case {n}: name another handler there first.",
            )
            raise NotNow(words.filled(n=case.number), code="recused")
        body = {"from_person": change.from_user, "to_person": str(heir.pk), "on": change.on.isoformat()}
        ledger.append(batch, case, "hand_over", by=change.by, at=at, body=body)
        if case.is_sealed:
            case.readers = sorted({*case.readers, UUID(str(heir.pk))} - {UUID(change.from_user)})
        if str(case.unit_id) == str(change.unit) and str(case.person_id) == change.from_user and case.closed_at is None:
            case.person_id, case.person_name = heir.pk, heir.name
    batch.write()
    Case.objects.bulk_update(held, ["person_id", "person_name", "readers", "ledger_seq", "ledger_head"])
    sides.update(person_id=heir.pk, person_name=heir.name)
    _sit_instead(change, heir)
    return len(held)
