"""What was done in a period: facts beside the results, never added up and never divided by them (CY-37)."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count
from django.urls import reverse

from fengqiao.apps.figures.asking import Asked
from fengqiao.apps.figures.queries import Counts
from fengqiao.apps.occasions import queries as occasions
from fengqiao.apps.occasions.models import State
from fengqiao.apps.sweeps import permissions as walking
from fengqiao.apps.sweeps import queries as sweeps
from fengqiao.domain.occasions import FORMS
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles

Effort = tuple[Words, int, str]  # what, how often, where its records are (empty for those who do not read them)


def of(actor: Actor, asked: Asked, counted: Counts) -> list[Effort]:
    """What was held, mediated and walked, of what the actor may read; each leads to its records."""
    held = _held(actor, asked)
    register = f"{reverse('occasions:register')}?since={asked.period.since}&until={asked.period.until}"
    done = [(words, held[form], f"{register}&form={form}") for form, words in FORMS.items()]
    tasks = sweeps.visible_tasks(actor).filter(ends_on__range=(asked.period.since, asked.period.until))
    if asked.units is not None:
        tasks = tasks.filter(unit__in=asked.units)
    spoken = sweeps.counts_of(tasks).visited
    doors = reverse("sweeps:figures") if actor.is_any_of(walking.SEE) else ""
    sessions = sum(n for part, n in counted["methods"].items() if part != "each")
    return [
        *done,
        (Words("调解场次", "Mediation sessions"), sessions, f"{reverse('figures:figure', args=['methods'])}?{asked.query()}"),
        (Words("走访谈上话的户数", "Households spoken with"), spoken, doors),
    ]


def _held(actor: Actor, asked: Asked) -> Counter[str]:
    """How many occasions were held, by form."""
    found = occasions.visible_to(actor).filter(on__range=(asked.period.since, asked.period.until), state=State.HELD)
    if asked.units is not None:
        found = found.filter(unit__in=asked.units)
    forms = {kind.id: kind.form for pack in packfiles.readable() for kind in pack.occasions.values()}
    held: Counter[str] = Counter()
    for kind, n in found.order_by().values_list("kind").annotate(Count("id")):
        held[forms.get(kind, "")] += n
    return held
