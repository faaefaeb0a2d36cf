"""Who takes petitions and disputes in, and who imports letters."""

from __future__ import annotations

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.permissions import may_register
from fengqiao.domain.roles import Actor

TAKES_IN = ("clerk", "dispatcher", "handler", "head", "grid_worker", "sealed_officer", "mediator")
"""The roles that the pack lets register a petition or a dispute (the act `register` of both workflows)."""

IMPORTS = ("dispatcher", "admin")

MATTERS, SIGN = ("petition", "dispute"), "sign"
SETTLE, SETTLED = "mediation.settle_orally", "settled_"  # the act, and what stands before the names of its fields
_DISPUTES_FIRST = frozenset({"grid_worker", "mediator"})


def matters_for(actor: Actor, *, in_village: bool) -> tuple[str, ...]:
    """What an actor takes in, the usual one first: in a village a dispute, at a window a petition; an early sign last."""
    mine = [matter for matter in MATTERS if may_register(actor, matter)]
    if in_village and actor.is_any_of(_DISPUTES_FIRST):
        mine.reverse()
    return (*mine, SIGN) if mine and may_register(actor, SIGN) else tuple(mine)


def may_settle(actor: Actor) -> bool:
    """True for those who may note at the door that a dispute is settled (人民调解法 第二十八条)."""
    known = rules.pack_named(rules.NATIONAL).act(SETTLE)
    assert known is not None  # the national pack has it
    return actor.is_any_of(frozenset(who.partition("@")[0] for who in known[1].by))
