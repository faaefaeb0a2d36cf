"""A small pack to test with: a complete workflow of four states, as plain mappings."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from fengqiao.domain.packs import Pack, parse


def words(zh: str = "字", en: str = "word") -> dict[str, str]:
    return {"zh": zh, "en": en}


def clock(days: int | None = 15, unit: str = "cd", **more: Any) -> dict[str, Any]:
    base = {"name": words("时限", "clock"), "starts": "a", "stops": "b", "days": days, "unit": unit}
    return {**base, "source": "条例", "certainty": "law", **more}


def act(**more: Any) -> dict[str, Any]:
    return {"number": "1", "name": words("步骤", "act"), "by": ["handler@responsible"], "source": "条例", **more}


def state(**more: Any) -> dict[str, Any]:
    return {"name": words("状态", "state"), "step": "all", "owner": "U", "stage": "working", **more}


SMALL: dict[str, Any] = {
    "pack": {"name": "small", "version": "1", "title": words("小包", "Small")},
    "steps": [{"id": "all", "name": words("办理", "handling")}],
    "roles": {"handler": {"name": words("承办人", "handler"), "scope": "unit"}, "head": {"name": words("负责人", "head")}},
    "lists": {"kinds": {"claim": words("申诉", "claim"), "report": {"name": words("检举", "report"), "note": words()}}},
    "documents": {"D1": {"name": words("告知书", "notice"), "source": "条例", "needs": ["reason"]}},
    "clocks": {
        "C1": clock(15, warn=[5, 2]), "C2": clock(60, extension_max=30, extension_by="head"),
        "P1": clock(30, owner="petitioner"),
    },
    "workflows": {
        "flow": {
            "id": "flow", "name": words("流程", "flow"), "start": "new",
            "states": {
                "new": state(code="registered"), "busy": state(code="handling"),
                "done": state(code="closed", stage="done", rests=True),
                "kept": state(code="archived", stage="done", terminal=True),
            },
            "transitions": {
                "register": act(**{"from": [], "to": "new", "clocks": [{"start": "C1"}]}),
                "classify": act(**{"from": ["new"], "to": "same", "sets": {"kind": "field:kind"}, "fields": {
                    "kind": {"label": words("类别", "kind"), "type": "choice", "choices": "kinds", "required": True,
                             "used_by": "route"}}}),
                "accept": act(**{
                    "from": ["new"], "to": "busy", "needs": [{"kind_is": ["claim"]}], "issues": ["D1"],
                    "clocks": [{"stop": "C1"}, {"start": "C2"}],
                    "fields": {"reason": {"label": words(), "type": "text", "required": True, "used_by": "D1"}}}),
                "decline": act(**{"from": ["new"], "to": "done", "by": ["head@responsible"], "clocks": [{"stop": "all"}]}),
                "close": act(**{"from": ["busy"], "to": "done", "clocks": [{"stop": "all"}]}),
                "archive": act(**{"from": ["done"], "to": "kept"}),
            },
            "never": [
                {"id": "N1", "words": words("不跳过", "no skipping"), "source": "条例", "step_from": "new", "step_to": "kept"},
            ],
        }
    },
}  # fmt: skip


def small(**changes: Any) -> dict[str, Any]:
    """A copy of the small pack with dotted keys (written with __) changed; None takes a key away."""
    data = deepcopy(SMALL)
    for key, value in changes.items():
        place, parts = data, key.split("__")
        for part in parts[:-1]:
            place = place[part]
        if value is None:
            place.pop(parts[-1], None)
        else:
            place[parts[-1]] = value
    return data


def flow(name: str, /, **changes: Any) -> dict[str, Any]:
    """The small pack with one transition changed."""
    data = deepcopy(SMALL)
    data["workflows"]["flow"]["transitions"].setdefault(name, {}).update(changes)
    return data


def child(**entries: Any) -> dict[str, Any]:
    """A pack that extends the small one."""
    head = {"name": "town", "version": "2", "title": words("镇", "Town"), "extends": "small"}
    return {"pack": head, **entries}


def child_act(name: str, /, **changes: Any) -> dict[str, Any]:
    """A child pack that replaces one transition of the small pack."""
    old = deepcopy(SMALL["workflows"]["flow"]["transitions"].get(name, {}))
    return child(workflows={"flow": {"transitions": {name: {**old, **changes}}}})


def extended(data: dict[str, Any]) -> Pack:
    """The child resolved over the small pack."""
    return parse(data, {}, parse(SMALL))
