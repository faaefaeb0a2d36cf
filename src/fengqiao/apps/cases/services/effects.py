"""What an act writes beside its own proceeding, by the closed vocabulary of domain/effects.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from fengqiao.apps.cases import facts, queries
from fengqiao.apps.cases.models import Demand, Line, PartyRole, Seat
from fengqiao.apps.cases.services import parties, seating
from fengqiao.apps.cases.services.act import Act
from fengqiao.apps.helpers.queries import by_keys
from fengqiao.domain import effects as vocabulary
from fengqiao.domain import ladder, money, results, sheets
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.roles import OTHER_PARTY, PETITIONER
from fengqiao.domain.words import Words
from fengqiao.kernel.county import new_id


def write(act: Act) -> None:
    """Everything the transition says it writes beside; raises Incomplete or NotNow as the part concerned does."""
    for effect, field in act.transition.effects.items():
        kind, _, of = effect.partition(".")
        _EFFECTS[kind](act, of, "" if field == vocabulary.NEEDS_NO_FIELD else field)


# Who takes part


def _people(act: Act, of: str, field: str) -> None:
    """The other side, named with the act: into the vault, each with a link of their own."""
    for row in act.data.get(field, ()):
        person = parties.Person(name=row.get("name") or "", phone=row.get("phone") or "",
                                address=row.get("address") or "", role=PartyRole.RESPONDENT)  # fmt: skip
        parties.add(act.batch, act.case, [person])


def _panel(act: Act, of: str, field: str) -> None:
    """Those chosen sit at the present tier and are invited; the ladder says who may, others with a reason."""
    chosen = by_keys(act.case.county, act.data[field])
    tier = facts.tier_in(act.proceeding, act.pack)
    kinds = set(tier.roles) if tier else set()
    outside = [one.name for one in chosen.values() if kinds and not kinds & set(one.kinds)]
    if outside and tier and not act.data.get("off_ladder"):
        listed = act.pack.lists.get("helper_kinds", {})
        named = [listed[kind] for kind in tier.roles if kind in listed]
        words = Words("「{tier}」由{kinds}参加；{who}不在其中，请另选或者写明理由。",
                      "“{tier}” is for: {kinds}; not so {who}. Choose others or give the reason.")  # fmt: skip
        filled = words.filled(tier=tier.name, who="、".join(outside),
                              kinds=Words("、".join(k.zh for k in named), ", ".join(k.of("en") for k in named)))  # fmt: skip
        raise Incomplete(filled, {field: filled})
    seats = []
    for helper in chosen.values():
        kind = next((kind for kind in helper.kinds if kind in kinds), helper.kinds[0])
        seats.append(seating.for_helper(act.proceeding, helper, kind=kind, tier=tier.id if tier else "", at=act.at))
    act.batch.add(*seats)
    seating.leave(act.batch, act.proceeding, at=act.at, besides=seats)


def _tier(act: Act, of: str, field: str) -> None:
    """One step up: the panel leaves, consent and what was drafted stay on record, nothing is signed."""
    upper = ladder.above(act.pack.ladder, act.proceeding.vars.get("tier", ""))
    assert upper is not None  # tier_is was checked
    act.proceeding.vars["tier"] = upper.id
    act.proceeding.vars.setdefault("tiers", []).append(upper.id)
    act.proceeding.vars["signed"] = {}
    seating.leave(act.batch, act.proceeding, at=act.at)


# Consent and signatures


def _agrees(act: Act, of: str, field: str) -> None:
    _note(act, "consent", field, "yes")


def _refuses(act: Act, of: str, field: str) -> None:
    _note(act, "consent", field, "no")


def _signs(act: Act, of: str, field: str) -> None:
    stopped = [key for key in _who(act, field) if act.proceeding.vars.get("consent", {}).get(key) == "no"]
    if stopped:
        words = Words("这一方已经不同意调解，不能再签。", "This party has withdrawn consent and cannot sign.")
        raise NotNow(words, code="stopped", article="人民调解法 第二十三条")
    _note(act, "signed", field, act.on.isoformat())


def _unsign(act: Act, of: str, field: str) -> None:
    act.proceeding.vars["signed"] = {}


def _note(act: Act, fact: str, field: str, value: str) -> None:
    known = act.proceeding.vars.setdefault(fact, {})
    for key in _who(act, field):
        known[key] = value


def _who(act: Act, field: str) -> list[str]:
    """The parties an act speaks for: the one named in the field, else whoever acts (a seat's party, or the asking side)."""
    if field:
        return [act.data[field]]
    if OTHER_PARTY in act.by.roles:
        seat = Seat.objects.get(county=act.case.county, id=act.by.seat)
        return [str(seat.party_id)]
    if PETITIONER in act.by.roles:
        return facts.sides_of(act.case).asking
    raise Incomplete(Words("请说明是哪一方。", "Say which party."), {})


# What is owed


def _agreement(act: Act, of: str, field: str) -> None:
    """The text that the parties will sign; a new text has nobody's signature."""
    act.proceeding.vars["agreement"] = dict(act.data)
    act.proceeding.vars["signed"] = {}


def _in_force(act: Act, of: str, field: str) -> None:
    """Each term of the agreement becomes a line that is owed from now on."""
    agreed = act.proceeding.vars.get("agreement", {})
    add_lines(act, "promise", agreed.get("terms", ()))
    act.proceeding.vars["settled_tier"] = act.proceeding.vars.get("tier", "")
    act.proceeding.vars["settled_level"] = act.holder.unit.level


def _lines(act: Act, of: str, field: str) -> None:
    add_lines(act, of, act.data.get(field, ()))


def add_lines(act: Act, sheet_id: str, rows: Iterable[dict[str, Any]]) -> None:
    """One line of a sheet for each row: what, who (owes), to (whom), due_on, amount; other entries are kept as details."""
    sheet, case = act.pack.sheets[sheet_id], act.case
    last = Line.objects.filter(county=case.county, case=case).aggregate(last=Max("position"))["last"] or 0
    first = next(iter(sheet.stages))
    for position, row in enumerate(rows, last + 1):
        identity, mask = parties.identity_of(case.county, parties.Person(name=row["to"])) if row.get("to") else (None, "")
        if identity is not None:
            act.batch.add(identity)
        amount = row.get("amount")
        act.batch.add(Line(
            id=new_id(case.county), county=case.county, case=case, position=position, sheet=sheet_id, stage=first,
            what=row.get("what") or "", owed_by=row.get("who") or "", identity=identity, mask=mask,
            due_on=date.fromisoformat(row["due_on"]) if row.get("due_on") else None,
            amounts={first: amount} if amount else {},
            details={name: value for name, value in row.items() if name not in _LINE_PARTS and value},
            history=[{"stage": first, "on": act.on.isoformat(), "amount": amount, "seq": case.ledger_seq + 1}],
        ))  # fmt: skip


_LINE_PARTS = ("what", "who", "to", "due_on", "amount")


def _stage(act: Act, of: str, field: str) -> None:
    """A line reaches a stage with its amount and proof; what is paid or spent may come in parts."""
    line = Line.objects.select_for_update().get(county=act.case.county, id=act.data[field])
    sheet = act.pack.sheets[line.sheet]
    stage = of or str(sheet.next_stage(line.stage) or line.stage)
    amount = act.data.get("amount")
    now = sheets.Standing(line.stage, line.amounts, line.is_dropped)
    sheets.may_reach(sheet, now, stage, amount).or_raise()
    if amount:
        line.amounts = {**line.amounts, stage: money.kept(Decimal(line.amounts.get(stage, "0")) + Decimal(amount))}
    line.stage = stage
    line.history = [*line.history, {"stage": stage, "on": act.on.isoformat(), "amount": amount,
                                    "proof": act.data.get("proof", ""), "seq": act.case.ledger_seq + 1}]  # fmt: skip
    line.is_done = sheets.is_done(sheet, sheets.Standing(stage, line.amounts, line.is_dropped))
    act.batch.change(line, "stage", "amounts", "history", "is_done")
    act.facts.forget("owed")


# What is asked, and what became of it


def _demand(act: Act, of: str, field: str) -> None:
    """One more demand beside the old ones, which keep their results."""
    known = queries.demands_of(act.case)
    act.batch.add(Demand(id=new_id(act.case.county), county=act.case.county, case=act.case,
                         position=max((demand.position for demand in known), default=0) + 1, text=act.data[field]))  # fmt: skip
    act.case.result = ""  # something is asked that has no outcome yet


def _results(act: Act, of: str, field: str) -> None:
    """What became of each demand, and of the case. Demands not spoken of keep the result they have; those without one get
    the result named (`results.withdrawn: yes`), else what follows from their opinion."""
    demands = queries.demands_of(act.case)
    said = {row["demand"]: row["result"] for row in act.data.get(field) or () if row.get("result")}
    for demand in demands:
        demand.result = said.get(demand.position) or demand.result or of or results.from_opinion(demand.outcome)
        act.batch.change(demand, "result")
    act.case.result = results.headline(demand.result for demand in demands)


def _restrict(act: Act, of: str, field: str) -> None:
    """From now on only the person in charge and whoever is named sees the case (product.md G-15)."""
    act.case.restricted_for, act.case.is_sealed = of or "violence", True
    readers = {*act.case.readers, *filter(None, (act.case.person_id,))}
    act.case.readers = sorted(readers)


_EFFECTS: dict[str, Callable[[Act, str, str], None]] = {
    "people": _people, "panel": _panel, "tier": _tier, "agrees": _agrees, "refuses": _refuses, "signs": _signs,
    "unsign": _unsign, "agreement": _agreement, "in_force": _in_force, "lines": _lines, "stage": _stage,
    "demand": _demand, "results": _results, "restrict": _restrict,
}  # fmt: skip
assert set(_EFFECTS) == set(vocabulary.TAKES)
