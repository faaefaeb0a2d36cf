"""What an act writes beside its own proceeding, by the closed vocabulary of domain/effects.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases import facts, on_file
from fengqiao.apps.cases.filing import KINDS_OF_PAPER
from fengqiao.apps.cases.models import Demand, Party, PartyRole, Seat
from fengqiao.apps.cases.services import announcing, lines, matter, parties, restricting, seating, standing
from fengqiao.apps.cases.services.act import Act
from fengqiao.apps.cases.services.announcing import Coming
from fengqiao.apps.files import services as files
from fengqiao.apps.helpers.queries import by_keys
from fengqiao.domain import effects as vocabulary
from fengqiao.domain import ladder, money, results
from fengqiao.domain.clock.hours import hour_of
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.roles import LEAD, OTHER_PARTY, PETITIONER
from fengqiao.domain.words import Words
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import in_zone


def write(act: Act) -> None:
    """Everything the transition says it writes beside; raises Incomplete or NotNow as the part concerned does."""
    for effect, field in act.transition.effects.items():
        kind, _, of = effect.partition(".")
        _EFFECTS[kind](act, of, "" if field == vocabulary.NEEDS_NO_FIELD else field)


# Who takes part


def _people(act: Act, of: str, field: str) -> None:
    """The other side, named with the act: into the vault, each with a link of their own; the ledger keeps the masks."""
    for row in act.data.get(field, ()):
        person = parties.Person(name=row.get("name") or "", phone=row.get("phone") or "",
                                address=row.get("address") or "", role=PartyRole.RESPONDENT)  # fmt: skip
        party = parties.add(act.batch, act.case, [person])[0]
        row.update({"name": party.mask, "phone": party.phone_mask, "address": ""})


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


def _seats(act: Act, of: str, field: str) -> None:
    """These officials sit in the role instead of those before; their units see the case. Raises Incomplete for somebody who
    leads already."""
    chosen = act.data[field] if isinstance(act.data[field], list) else [act.data[field]]
    if of == LEAD and str(act.holder.person_id) in chosen:
        words = Words("要两名不同的包案领导。", "The two leaders must be different people.")
        raise Incomplete(words, {field: words})
    people = list(User.objects.filter(county_code=act.case.county, id__in=chosen))
    seats = [seating.for_official(act.proceeding, person, of, at=act.at) for person in people]
    act.batch.add(*seats)
    seating.leave(act.batch, act.proceeding, at=act.at, besides=seats, role=of)
    standing.let_see(act.batch, act.case, people, act.today, act.at)


def _plan(act: Act, of: str, field: str) -> None:
    act.proceeding.vars["plan"] = dict(act.data)


def _says(act: Act, of: str, field: str) -> None:
    act.proceeding.vars["says"] = {"act": act.transition.id, "data": dict(act.data)}


def _invites(act: Act, of: str, field: str) -> None:
    """A link for somebody of the other side; the asking side has the code of the case. Raises Incomplete, or NotNow the
    second time."""
    key = act.data[field]
    if key not in facts.sides_of(act.case).other:
        words = Words("只给对方发链接；申请的一方用查询码办。", "Links are for the other side; those who asked use their code.")
        raise Incomplete(words, {field: words})
    if Seat.objects.filter(county=act.case.county, proceeding=act.proceeding, party_id=key).exists():
        words = Words("已经给这一方发过链接，在「调解」一栏里可以再看。",
                      "This party has a link already; it is shown beside the mediation.")  # fmt: skip
        raise NotNow(words, code="invited")
    party = Party.objects.select_related("unit").get(county=act.case.county, id=key)
    act.batch.add(seating.for_party(act.proceeding, party, at=act.at))


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
    """The text that the parties will sign; a new text has nobody's signature.

    The total and the last day follow from the terms where they were left empty. Raises Incomplete for a last day before
    that of a term.
    """
    terms = act.data[field]
    if amount := money.total(row.get("amount") for row in terms):
        act.data.setdefault("total", money.kept(amount))
    latest = max(row["due_on"] for row in terms)
    if act.data.setdefault("kept_by", latest) < latest:
        words = Words("「全部做完的最后一天」不能早于最晚的一项（{day}）。",
                      "The last day of all cannot lie before that of a term ({day}).")  # fmt: skip
        raise Incomplete(words.filled(day=latest), {"kept_by": words.filled(day=latest)})
    act.proceeding.vars["agreement"] = dict(act.data)
    act.proceeding.vars["signed"] = {}


def _opinion(act: Act, of: str, field: str) -> None:
    """What was decided: it takes effect in the case above when it is served."""
    act.proceeding.vars["opinion"] = dict(act.data)


def _in_force(act: Act, of: str, field: str) -> None:
    """Each term of the agreement becomes a line that is owed from now on."""
    agreed = act.proceeding.vars.get("agreement", {})
    lines.add(act, "promise", agreed.get("terms", ()))
    act.proceeding.vars["settled_tier"] = act.proceeding.vars.get("tier", "")
    act.proceeding.vars["settled_level"] = act.holder.unit.level


def _lines(act: Act, of: str, field: str) -> None:
    lines.add(act, of, act.data.get(field, ()))


# What is asked, and what became of it


def _asks(act: Act, of: str, field: str) -> None:
    """One more notice of missing papers: from the second on a reason was given, and each is counted; so is what was on file already."""
    kinds, names = on_file.asked_in(act.transition, act.data), act.pack.lists.get(KINDS_OF_PAPER, {})
    again = on_file.among(kinds, on_file.known(act.case, act.transition, act.by)) if kinds else []
    told: dict[str, Any] = {"on": act.today.isoformat(), "papers": [row.get("what") or names[row["kind"]].zh for row in act.data[field]]}
    if again:
        told["again"] = [one.kind for one in again]
    for row in act.data[field]:
        if row.get(on_file.KIND) == on_file.UNNAMED:
            del row[on_file.KIND]  # it says nothing on the paper
    act.proceeding.vars[facts.PAPERS] = [*act.proceeding.vars.get(facts.PAPERS, ()), told]


def _demand(act: Act, of: str, field: str) -> None:
    """One more demand beside the old ones, which keep their results."""
    position = max((demand.position for demand in act.demands), default=0) + 1
    act.batch.add(Demand(id=new_id(act.case.county), county=act.case.county, case=act.case, position=position,
                         text=act.data[field]))  # fmt: skip
    act.case.result = ""  # something is asked that has no outcome yet


def _responds(act: Act, of: str, field: str) -> None:
    """When and where a person first spoke with those who came. Raises Incomplete for an hour that is none, or that lies before the
    case came in or ahead of now."""
    hour = hour_of(act.data["hour"])
    if hour is None:
        words = Words("几点请写成9:30。", "Write the hour like 9:30.")
        raise Incomplete(words, {"hour": words})
    met = in_zone(date.fromisoformat(act.data[field]), hour)
    if not act.case.registered_at.replace(second=0, microsecond=0) <= met <= act.at:
        words = Words("要在登记以后、现在以前。", "It lies after the registration and before now.")
        raise Incomplete(words, {"hour": words})
    told = {"on": act.data[field], "hour": f"{hour:%H:%M}", "where": act.data["where"], "way": act.data["way"]}
    minutes = int((met - act.case.registered_at).total_seconds() // 60)
    act.proceeding.vars[facts.RESPONDED] = {**told, "minutes": max(minutes, 0)}


def _announces(act: Act, of: str, field: str) -> None:
    told = {part: act.data.get(part, "") for part in ("around", "about", "brings")}
    coming = Coming(case=act.case, unit=UUID(act.data[field]), by=act.by, at=act.at, **told)
    for tell in announcing.listeners:
        tell(coming)


def _branches(act: Act, of: str, field: str) -> None:
    """What each demand falls under, with the reason; nothing else follows from it (CY-11)."""
    sorted_before = act.proceeding.vars.get(facts.BRANCHES, {})
    told = {str(row["demand"]): {name: text for name, text in row.items() if name != "demand"} for row in act.data[field]}
    act.proceeding.vars[facts.BRANCHES] = {**sorted_before, **told}


def _results(act: Act, of: str, field: str) -> None:
    """What became of each demand, and of the case. Demands not spoken of keep the result they have; those without one get
    the result named (`results.withdrawn: yes`), else what follows from their opinion."""
    said = {row["demand"]: row["result"] for row in act.data.get(field) or () if row.get("result")}
    for demand in act.demands:
        demand.result = said.get(demand.position) or demand.result or of or results.from_opinion(demand.outcome)
        act.batch.change(demand, "result")
    act.case.result = results.headline(demand.result for demand in act.demands)


# Files


def _withdraws(act: Act, of: str, field: str) -> None:
    files.withdraw(act.batch, act.case.county, act.case.id, act.data[field], seq=act.case.ledger_seq + 1)


_EFFECTS: dict[str, Callable[[Act, str, str], None]] = {
    "people": _people, "panel": _panel, "seats": _seats, "plan": _plan, "says": _says,
    "tier": _tier, "invites": _invites, "agrees": _agrees, "refuses": _refuses,
    "signs": _signs, "unsign": _unsign, "agreement": _agreement, "opinion": _opinion, "in_force": _in_force,
    "lines": _lines, "stage": lines.reach, "parts": lines.part, "drop": lines.drop, "doubted": lines.doubt,
    "affirmed": lines.affirm, "announces": _announces, "responds": _responds, "asks": _asks, "demand": _demand,
    "branches": _branches, "results": _results, "restrict": restricting.restrict, "lift": restricting.lift,
    "reader": restricting.name_reader, "unreader": restricting.unname_reader, "withdraws": _withdraws,
    "matter": matter.describe, "visited": matter.came, "unvisited": matter.not_came,
}  # fmt: skip
assert set(_EFFECTS) == set(vocabulary.TAKES)
