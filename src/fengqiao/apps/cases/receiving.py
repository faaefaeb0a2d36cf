"""Files that come together with the form of an act, where no script sent them one by one before."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from fengqiao.apps.files import services as files
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field
from fengqiao.kernel.county import CaseOwned
from fengqiao.kernel.moment import now


def take_in(request: HttpRequest, owner: CaseOwned, by: Actor, fields: Iterable[Field]) -> None:
    """Keep what was chosen in the fields for files of a case or an occasion, and let the form read as if it had been sent before, so
    that a refusal of anything else costs no file. Raises Incomplete, when all good ones are kept, naming each that is not taken in."""
    typed, wrong = request.POST.copy(), {}
    for spec in fields:
        if spec.type != "files":
            continue
        refused: list[Words] = []
        for upload in request.FILES.getlist(spec.name):
            try:
                kept = files.receive(upload, county=owner.county, owner_id=owner.id, by=by, at=now())
            except Incomplete as error:
                refused.append(error.words)
            else:
                typed.appendlist(spec.name, str(kept.id))
        if refused:
            wrong[spec.name] = Words("".join(w.zh for w in refused), " ".join(w.of("en") for w in refused))
    request.POST = typed  # type: ignore[assignment]
    if wrong:
        first = next(iter(wrong.values()))
        raise Incomplete(first, wrong)
