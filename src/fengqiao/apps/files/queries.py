"""Reading the rows of files; whether somebody may see them is decided by the apps above."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.apps.files.models import File, Reading, Recording
from fengqiao.domain.roles import Actor
from fengqiao.kernel.county import county_of


def brought_by(actor: Actor) -> str:
    """How a row names whoever brought a file."""
    return actor.user or (f"seat:{actor.seat}" if actor.seat else actor.kind)


def of_owner(county: int, owner_id: UUID) -> QuerySet[File]:
    """The files on record in a case or an occasion in the order they came, those taken back too."""
    return File.objects.filter(county=county, owner_id=owner_id, seq__gt=0)


def of_cases(county: int, cases: Iterable[UUID]) -> QuerySet[File]:
    """The files on record in some cases that were not taken back, the latest first."""
    return File.objects.filter(county=county, owner_id__in=list(cases), seq__gt=0, withdrawn_seq=0).order_by("-sent_at", "-id")


def shown_of(county: int, owner_id: UUID, actor: Actor) -> QuerySet[File]:
    """The files of a case that this actor is shown: staff all that stand, whoever comes by a code or link their own."""
    standing = of_owner(county, owner_id).filter(withdrawn_seq=0)
    return standing if actor.kind == "staff" else standing.filter(brought_by=brought_by(actor))


def find(key: UUID) -> File | None:
    """One file on record, or of an act that waits for approval, by its key; None for any other, and for one taken back."""
    return File.objects.filter(Q(seq__gt=0) | Q(is_held=True), county=county_of(key), id=key, withdrawn_seq=0).first()


def sent(county: int, owner_id: UUID, keys: Iterable[str], actor: Actor) -> list[File]:
    """What this actor sent to a case or an occasion but has not handed in with an act, of these keys, in their order; for an approver also
    what an act that waits holds."""
    wanted = {key for text in keys if (key := _key(text))}
    if not wanted:
        return []
    loose = File.objects.filter(county=county, owner_id=owner_id, seq=0, id__in=wanted)
    mine = Q(brought_by=brought_by(actor))
    return list(loose.filter(mine | Q(is_held=True) if actor.kind == "staff" else mine).order_by("id"))


def readings_of(county: int, owner_id: UUID) -> QuerySet[Reading]:
    """Who of the staff read files of a case or an occasion, and on which days."""
    return Reading.objects.filter(county=county, file__owner_id=owner_id).select_related("file")


def recordings(county: int, *, after: str = "", with_withdrawn: bool = False) -> QuerySet[Recording]:
    """The recordings published for everybody, the latest first, those behind the one of a key (all for what is no key); with those
    withdrawn where they are asked for."""
    found, key = Recording.objects.filter(county=county), _key(after)
    found = found.filter(id__lt=key) if key else found
    return found if with_withdrawn else found.filter(withdrawn_at__isnull=True)


def _key(text: str) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
