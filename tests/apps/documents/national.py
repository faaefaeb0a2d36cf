"""The papers of the national pack, each with the fullest and the barest context in which an act issues it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.domain import papers
from fengqiao.domain.packs import PaperKind
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field, Transition
from fengqiao.kernel import packfiles

PACK = packfiles.load("national")
PAPERS: Mapping[str, PaperKind] = PACK.documents
ACTS: tuple[Transition, ...] = tuple(
    act for workflow in PACK.workflows.values() for act in workflow.transitions.values()
)
ELSEWHERE: tuple[Transition, ...] = tuple(
    act for name in packfiles.available() if name != "national"
    for workflow in packfiles.load(name).workflows.values() for act in workflow.transitions.values()
)  # fmt: skip
"""What the methods of places ask beside: a line of a paper falls away where nothing is asked for it."""
PRINTED = ("D01", "D04")  # from the case's own row at any time, after registration
ISSUED = tuple(
    sorted({*PRINTED, *(paper for act in ACTS for paper in (*(name for name, _ in act.issues), *(name for name, _ in act.serves)))})
)
NEGATIVE = ("D09", "D10", "D11", "D21", "D27b", "D28", "D28b")
MADE_WITH_UNIT = {"unit": "to_unit"}

BASE: dict[str, Any] = {
    "case_number": "LX-2026-000042",
    "tracking_code": "407183529644",
    "title": "拖欠砌墙工钱",
    "received_on": date(2026, 11, 2),
    "petitioner": "吴大升",
    "unit": "文星街道办事处",
    "to_unit": "住房和城乡建设局",
    "from_unit": "澜溪县信访局",
    "person": "王秀兰",
    "kind": Words("申诉求决", "Claim or request"),
    "channel": Words("来访", "Visit"),
    "demands": ["支付工钱48000元", "当面道歉"],
}


def issuing(paper: str) -> tuple[Transition, ...]:
    """The acts that issue a paper."""
    if paper in PRINTED:
        return tuple(act for act in ACTS if act.id == "register")
    return tuple(act for act in ACTS if any(name == paper for name, _ in act.issues))


def entered(field: Field) -> Any:
    """Something a person could have entered in a field, as a paper gets it."""
    if field.type == "choice":
        return next(iter(PACK.lists[field.choices].values()))
    if field.type == "each_demand":
        return [
            {"demand": demand, **{inner.name: entered(inner) for inner in field.fields}} for demand in BASE["demands"]
        ]
    made: dict[str, Any] = {"bool": True, "date": date(2026, 11, 20), "days": 20, "number": 3}
    return made.get(field.type, f"所填：{field.label.zh}")


def names_of(act: Transition) -> dict[str, Field]:
    """The fields of an act under the names by which papers know them; an agreement in force says what was drafted."""
    drafted = [field for one in ACTS if "agreement" in one.effects for field in one.fields] if "in_force" in act.effects else []
    return {MADE_WITH_UNIT.get(field.name, field.name): field for field in (*drafted, *act.fields)}


def full(act: Transition) -> dict[str, Any]:
    """Everything a paper of an act may name."""
    optional = {
        name: f"某{label.zh}" for name, label in papers.CONTEXT.items() if name not in BASE and name != "remedy"
    }
    clocks = {f"due_{clock.replace('-', '_')}": date(2026, 12, 31) for clock in PACK.clocks}
    fields = {name: entered(field) for name, field in names_of(act).items() if name != "to_unit"}
    return optional | clocks | BASE | fields | {"act": act.name, "rights": papers.RIGHTS}


def bare(act: Transition) -> dict[str, Any]:
    """What is always there, and only what the act requires, or requires with one of its choices."""
    at_times = {guard.values[0] for guard in act.needs if guard.name == "needed_when"}
    always = {name: BASE[name] for name in (*papers.ALWAYS, "unit", "to_unit")}
    fields = {name: entered(field) for name, field in names_of(act).items() if (field.required or name in at_times) and name != "to_unit"}
    return always | fields | {"act": act.name, "today": date(2026, 11, 23), "signer": "王秀兰"}
