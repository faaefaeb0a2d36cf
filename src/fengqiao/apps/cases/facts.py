"""What the workflow's guards may ask about a case, computed only when asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from fengqiao.apps.cases import clocks
from fengqiao.apps.cases.models import Case, Link, Party, Proceeding
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.packs import Pack
from fengqiao.kernel.moment import day_of


class Facts(dict[str, Any]):
    """A mapping whose costly values (`later`) are computed at the first look."""

    def __init__(self, values: dict[str, Any], later: dict[str, Callable[[], Any]]) -> None:
        super().__init__(values)
        self._later = later

    def __missing__(self, key: str) -> Any:
        if key not in self._later:
            raise KeyError(key)
        self[key] = self._later[key]()
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value, computed when it is one of the late ones."""
        return self[key] if key in self or key in self._later else default

    def but(self, **values: Any) -> Facts:
        """The same facts with some of them otherwise; nothing is computed for it."""
        return Facts({**self, **values}, self._later)


def facts_of(case: Case, proceeding: Proceeding, pack: Pack, today: date) -> Facts:
    """The facts of a case's proceeding on a day; `case.unit` should be loaded."""
    values: dict[str, Any] = {
        "state": proceeding.state,
        "unit": str(case.unit_id),
        "origin": str(case.origin_unit_id),
        "sender": proceeding.vars.get("sender", ""),
        "handling": proceeding.vars.get("handling", ""),
        "recused": tuple(str(user) for user in case.recused),
        "kind": case.classification,
        "path": proceeding.vars.get("path", ""),
        "procedure": proceeding.vars.get("procedure", "normal"),
        "outcome": proceeding.vars.get("outcome", ""),
        "assigned": proceeding.vars.get("assigned", "no"),
        "seconded": "no",
        "joint": _yes(case.people_count > 1),
        "first_time": _yes(not case.is_repeat),
        "at_petition_office": _yes(case.unit.is_petition_office),
        "unit_handles": _yes(case.unit.handles),
        "objections": proceeding.vars.get("objections", 0),
        "hand_overs": proceeding.vars.get("hand_overs", 0),
        "quiet_days": (today - day_of(case.acted_at)).days,
        "is_open": _yes(case.closed_at is None),
        "flags": tuple(proceeding.flags),
        "served": tuple(proceeding.served),
    }
    latest = {clock["id"]: clock for clock in proceeding.clocks}
    for clock_id, limit in pack.clocks.items():
        values[f"clock.{clock_id}"] = clocks.status(latest.get(clock_id), today)
        if limit.extension_max:
            values[f"extension_left.{clock_id}"] = clocks.extension_left(latest.get(clock_id), limit)
    return Facts(
        values,
        {
            "complained": lambda: _complained(case),
            "in_system": lambda: _lower_in_system(case.unit),
            "has_final_opinion": lambda: _yes(_has_final_opinion(case)),
        },
    )


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _complained(case: Case) -> tuple[str, ...]:
    """The units complained of and everything below them (G01)."""
    named = list(Party.objects.filter(county=case.county, case=case, unit__isnull=False).values_list("unit", flat=True))
    found, frontier = list(named), list(named)
    while frontier:
        frontier = [u for u in Unit.objects.filter(parent__in=frontier).values_list("id", flat=True) if u not in found]
        found += frontier
    return tuple(map(str, found))


def _lower_in_system(unit: Unit) -> tuple[str, ...]:
    below = Unit.objects.filter(parent=unit, is_active=True).filter(system__in=[unit.system, "self_government"])
    return tuple(map(str, below.values_list("id", flat=True)))


def _has_final_opinion(case: Case) -> bool:
    linked = Link.objects.filter(county=case.county, case=case, kind__in=["same_matter", "new_facts", "related"])
    return Proceeding.objects.filter(
        county=case.county, case__in=linked.values("other"), served__contains=["D30"]
    ).exists()
