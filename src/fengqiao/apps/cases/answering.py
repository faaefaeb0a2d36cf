"""How long somebody waited for the first human response (KZ-45, M-07): one definition, for the page of a case and for the figures.

It is the first act in which a person of a unit spoke with those who came or issued them a paper; where the first contact was put on
record with its own time and place (ND-25), that time counts if it lies before. Automatic messages and internal steps do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from fengqiao.apps.cases import queries, rules
from fengqiao.apps.cases.facts import RESPONDED
from fengqiao.apps.cases.queries import CasePage
from fengqiao.domain.packs import Pack

SPOKEN = ("investigate", "mediation.ask", "mediation.inform", "mediation.agree_recorded", "mediation.refuse_recorded", "mediation.meet",
          "mediation.settle_orally")  # fmt: skip
"""Acts in which somebody speaks with the person; those that issue them a paper are found in the pack."""


def acts_of(packs: Iterable[Pack]) -> list[str]:
    """The acts of some packs by which a person is answered, as the ledger names them, in order."""
    issuing = {
        flow.key(act.id)
        for pack in packs for flow in pack.workflows.values() if not flow.many for act in flow.transitions.values()
        if any(pack.documents[paper].to == "petitioner" for paper, _when in act.issues)
    }  # fmt: skip
    return sorted({*SPOKEN, *issuing})


@lru_cache(maxsize=64)
def _acts_in(tag: str) -> tuple[str, ...]:
    return tuple(acts_of([rules.pack_named(tag)]))


def first_response(page: CasePage) -> timedelta | None:
    """From the registration to the first human response; None while there is none.

    Read from the lines that the page shows where they begin with the first one; else it is asked for.
    """
    case, acts = page.case, _acts_in(page.case.pack)
    if page.timeline and page.timeline[0].seq == 1:
        at = next((line.at for line in page.timeline if line.actor_unit and line.act in acts), None)
    else:
        at = queries.first_of(case, acts)
    told = [track.proceeding.vars[RESPONDED]["minutes"] for track in page.tracks if RESPONDED in track.proceeding.vars]
    waited = [timedelta(minutes=minutes) for minutes in told] + ([at - case.registered_at] if at else [])
    return min(waited, default=None)
