"""What the page of a case says of the sweep it was found in."""

from __future__ import annotations

from django.urls import reverse

from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.presenting import Origin
from fengqiao.apps.sweeps import queries
from fengqiao.domain.roles import Actor


def origin_of(case: Case, actor: Actor) -> Origin | None:
    """The sweep and the place where a case was found; None for one that was entered as found without one."""
    found = queries.finding_of(case)
    if found is None:
        return None
    sweep = found.task.sweep
    seen = queries.visible_tasks(actor).filter(id=found.task_id).exists()
    return Origin(f"{sweep.label} · {found.task.place}", reverse("sweeps:sweep", args=[sweep.id]) if seen else "")
