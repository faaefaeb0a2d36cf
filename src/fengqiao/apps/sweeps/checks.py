"""Spot checks of reports of nothing: drawn by a published seed, looked at by somebody else, recorded without praise or rank."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from fengqiao.apps.sweeps import permissions, queries
from fengqiao.apps.sweeps.models import Draw, Spot, Sweep, Task
from fengqiao.domain import sampling
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of

MOST_DRAWN, LONGEST_NOTE = 50, 500
OUTCOMES = (Spot.AGREES, Spot.DIFFERS, Spot.UNREACHABLE)


@transaction.atomic
def draw(sweep: Sweep, size: int, *, by: Actor, at: datetime, seed: str = "") -> Draw:
    """Draw so many of a sweep's reports of nothing; drawn already, it is what was kept, whatever seed is given.

    The seed is made here unless one is given and published with the draw: with it anybody draws the same tasks. Raises
    Denied, Incomplete for a size out of bounds, NotNow before the sweep is over.
    """
    permissions.may_check(by, sweep).or_raise()
    if not 1 <= size <= MOST_DRAWN:
        words = Words(f"抽查数要在1到{MOST_DRAWN}之间。", f"The size must be from 1 to {MOST_DRAWN}.")
        raise Incomplete(words, {"size": words})
    numbers.hold(sweep.county, f"draw-{sweep.id}")
    known = Draw.objects.filter(county=sweep.county, sweep=sweep).first()
    if known is not None:
        return known
    if day_of(at) <= sweep.ends_on:
        raise NotNow(Words("这次排查还没有过完，过完再抽。", "The sweep is not over yet; draw when it is."), code="not_over")
    reports = {str(key): key for key in queries.reports_of_nothing(sweep).values_list("id", flat=True)}
    seed = seed.strip()[:64] or f"{sweep.starts_on:%Y%m%d}-{sweep.county}-{secrets.token_hex(4)}"
    picks = [reports[key] for key in sampling.draw(reports, size, seed)]
    Task.objects.filter(county=sweep.county, id__in=picks).update(spot=Spot.DRAWN)
    return Draw.objects.create(
        id=new_id(sweep.county), county=sweep.county, sweep=sweep, seed=seed, population=len(reports), picks=picks,
        drawn_by=by.name, at=at,
    )  # fmt: skip


@transaction.atomic
def note(task: Task, outcome: str, text: str, *, by: Actor, at: datetime) -> Task:
    """Record what a look at a drawn report came to. Raises Denied, NotNow for a task that was not drawn or is recorded already,
    Incomplete: a report that differs says how."""
    task = Task.objects.select_for_update(of=("self",)).select_related("sweep", "unit").get(county=task.county, id=task.id)
    permissions.may_check(by, task.sweep).or_raise()
    if task.spot != Spot.DRAWN:
        raise NotNow(Words("这一个没有抽到，或者已经记过了。", "This one was not drawn, or is recorded already."), code="not_drawn")
    wrong: dict[str, Words] = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = Words("请选一个。", "Choose one.")
    if len(text) > LONGEST_NOTE or (outcome == Spot.DIFFERS and not text.strip()):
        wrong["text"] = Words(f"请写明哪里不一样，最多{LONGEST_NOTE}字，不写哪一户。",
                              f"Say what differs, at most {LONGEST_NOTE} characters, no house.")  # fmt: skip
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    task.spot, task.spot_note, task.spot_by, task.spot_at = outcome, text.strip(), by.name, at
    task.save(update_fields=["spot", "spot_note", "spot_by", "spot_at"])
    return task
