"""The tree of the village as it stands today: asked about four days ago, with links for an elder and for the other side."""

from __future__ import annotations

from typing import Any

from fengqiao.apps.cases.models import Case, Seat
from fengqiao.apps.cases.services.seating import answer, link_of
from tests.apps.portal.cast import days_ago
from tests.town import Town, at, dispute, go, helper, party_of

SESSION = {"place": "石榴坳村部", "present": "石阿公、龙水生、麻利", "words": "石阿公说树是爷爷栽的。", "interpreter": "石妹，苗语"}


def terms(*, days: int = 30) -> dict[str, Any]:
    """An agreement of two terms, one with money, to be kept in so many days."""
    due = days_ago(-days)[:10]
    return {
        "facts": "树在两家地界上，修路时被挖出。",
        "terms": [
            {"who": "龙水生", "what": "把树栽回村口，两家共管", "due_on": due},
            {"who": "龙水生", "what": "补石阿公移栽费", "due_on": due, "amount": "800"},
        ],
    }


def m(case: Case, step: str, by: Any, when: str, **data: Any) -> None:
    """One act of the mediation."""
    go(case, f"mediation.{step}", by, when, **data)


def asked(town: Town, **over: Any) -> Case:
    """A dispute in which the parties are being asked; the other side has a link."""
    case = dispute(town, when=days_ago(4), **over)
    m(case, "ask", town.grid_worker, days_ago(4, 10))
    m(case, "invite_party", town.grid_worker, days_ago(4, 11), party=party_of(case, "respondent"))
    return case


def invited(town: Town, **over: Any) -> Case:
    """Both agreed and it was accepted; an elder is invited to sit."""
    case = asked(town, **over)
    for role in ("petitioner", "respondent"):
        m(case, "agree_recorded", town.grid_worker, days_ago(3), party=party_of(case, role), how="当面同意")
    m(case, "accept", town.grid_worker, days_ago(3, 10))
    m(case, "panel", town.grid_worker, days_ago(3, 11), members=[str(helper("龙老", "elder").id)], asked=True)
    return case


def met(town: Town, **over: Any) -> Case:
    """The elder accepted, rights were told, one session was held yesterday."""
    case = invited(town, **over)
    seat = Seat.objects.select_related("proceeding").get(case=case, role="panel")
    answer(seat=seat, state="accepted", at=at(days_ago(3, 12)))
    case.refresh_from_db()
    m(case, "inform", town.grid_worker, days_ago(2))
    m(case, "meet", town.grid_worker, days_ago(1), held_on=days_ago(1)[:10], **SESSION)
    return case


def drafted(town: Town, **over: Any) -> Case:
    """An agreement waits for the signatures."""
    case = met(town, **over)
    m(case, "draft_agreement", town.grid_worker, days_ago(1, 15), **terms())
    return case


def in_force(town: Town, **over: Any) -> Case:
    """Signed by both and in force since yesterday."""
    case = drafted(town, **over)
    for role in ("petitioner", "respondent"):
        m(case, "sign_recorded", town.grid_worker, days_ago(1, 16), party=party_of(case, role), way="paper", read_aloud=True)
    m(case, "in_force", town.grid_worker, days_ago(1, 17), signed_on=days_ago(1)[:10], kept_by=days_ago(-30)[:10], seal=True)
    return case


def link(case: Case, role: str) -> str:
    """The address of the first seat of a role: panel or other_party."""
    return f"/j/{link_of(Seat.objects.filter(case=case, role=role).first())}"  # type: ignore[arg-type]
