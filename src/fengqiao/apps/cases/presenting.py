"""What the templates of a case read: everything already in words, in order, with the addresses to go to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.apps.cases import answering, filing, matter, owing, permissions, rules, wording
from fengqiao.apps.cases.facts import BRANCHES, HAZARD, PAPERS, RESPONDED
from fengqiao.apps.cases.filing import FileCard
from fengqiao.apps.cases.models import Case, Draft, Party, PartyRole, SeatState
from fengqiao.apps.cases.queries import CasePage, ClockView, Passage, Track, members_of
from fengqiao.apps.cases.wording import Names, Said
from fengqiao.apps.organisations.naming import known_as
from fengqiao.apps.organisations.queries import branches_at
from fengqiao.apps.organisations.ruling import Named, governing
from fengqiao.domain.errors import NotNow
from fengqiao.domain.methods import PARTY
from fengqiao.domain.packs import Pack
from fengqiao.domain.results import SOLVED
from fengqiao.domain.roles import PETITIONER, Actor
from fengqiao.domain.verdict import Reason
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import ANY, OPEN, SAME, Field, Step, Transition
from fengqiao.kernel.moment import day_of, now
from fengqiao.ui.language import in_language

COLOURS = {"yellow": "amber"}
KEYS = "12345"
PLANNING = ("name_lead", "call_in", "move_up", "extend", "start_hearing")  # acts that lift a complex matter or plan its days
SIGN, REPORT = "sign", "report"
RATED_BY = "CLK-19"  # while it runs the petitioner may rate the reply
SAFETY_CLOCK = "CLK-25"  # danger to life or public safety
RESTRICTING = frozenset({"restrict", "lift", "reader", "unreader"})
OF_LINES = frozenset({"lines", "stage", "parts", "drop", "doubted", "affirmed"})
OF_MATTER = frozenset({"matter", "visited", "unvisited"})
SUED = "sued"  # the flag of a matter of which somebody told that it went to court or arbitration (PB-53)
LATEST = 12  # lines of the timeline shown at once; those before are one click away
SETTLED = frozenset({"solved", "partial", "promised", "explained"})  # outcomes of which it is said where they were reached
EMPHASIS = ("main", "plain", "negative")
GOES_BACK = 2  # of the weight of a step: to a state before the present one, which no button leads to first
LINKS = {
    "same_matter": Words("同一件事", "Same matter"),
    "related": Words("有关联", "Related"),
    "split_from": Words("从这一件分出", "Split from"),
    "split_into": Words("分出去的", "Split into"),
    "merged_into": Words("并入", "Merged into"),
    "merged_from": Words("并进来的", "Merged in"),
    "new_facts": Words("在它之后有新事实", "New facts after"),
    "new_facts_in": Words("新事实另立的", "New facts, case"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """One act that may be taken now; a `direct` one is sent at once, one that is taken elsewhere leads there, the others open a
    form."""

    id: str
    name: Words
    url: str
    key: str
    kind: str  # of the button: primary, danger or plain
    is_direct: bool
    as_draft: bool
    is_elsewhere: bool = False
    rules: tuple[Named, ...] = ()  # standards and local rules that govern the act


@dataclass(frozen=True, slots=True)
class Refused:
    """One act of this state that may not be taken, and why."""

    name: Words
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timeline."""

    passage: Passage
    who: str
    unit: str
    said: list[Said]
    papers: list[tuple[str, Words]]  # address, name and number
    files: list[FileCard]


@dataclass(frozen=True, slots=True)
class ClockCard:
    """A clock with its lamp; `left` is None when it does not run."""

    view: ClockView
    colour: str

    @property
    def is_running(self) -> bool:
        """True while it runs or is halted."""
        return self.view.due.state in ("running", "paused")


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What was said last in a side proceeding, and by which act."""

    act: Words
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Panel:
    """What an app above shows with a proceeding: a template, and what it reads as `panel.shown`."""

    template: str
    shown: Any


panels: dict[str, Callable[[CasePage, Track], Panel]] = {}
"""Workflow -> what an app above shows with its proceedings on the page of a case; filled by config.wiring."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What an app above knows of how a case came about: in words, and the page that tells more to this reader (else empty)."""

    words: str
    address: str


origins: dict[str, Callable[[Case, Actor], Origin | None]] = {}
"""Channel -> where a case that came by it was found, as an app above knows it; filled by config.wiring."""

doors: dict[str, str] = {}
"""Act (without its workflow) -> the address, by its name, of the page of an app above on which it is taken; filled by config.wiring."""


def door_of(act: str, number: str) -> str:
    """Where an act of a case is taken: the page of an app above, else its own form."""
    door = doors.get(act.rpartition(".")[2])
    return reverse(door, args=[number]) if door else reverse("cases:act", args=[number, act])


def taken_here(act: str) -> None:
    """Raises NotNow for an act that says what happened on a page of an app above, and is taken there alone: without an occasion or
    a campaign it would tell of none."""
    if act.rpartition(".")[2] in doors:
        raise NotNow(Words("这一步要在它自己的页面上办。", "This step is taken on a page of its own."), code="taken_elsewhere")


def origin_of(case: Case, actor: Actor) -> Origin | None:
    """Where a case came from; None where no app above knows."""
    tell = origins.get(case.channel)
    return tell(case, actor) if tell else None


def panel_of(page: CasePage, track: Track) -> Panel | None:
    """What is shown with a proceeding; None where no app above shows anything."""
    make = panels.get(track.workflow.id)
    return make(page, track) if make else None


@dataclass(frozen=True, slots=True)
class SideCard:
    """A side proceeding: where it stands, whose it is, what was found, its clocks, what may be done, and what an app above
    shows."""

    track: Track
    place: int  # on the page, from 1
    name: Words
    told: list[tuple[str, str]]
    head: ClockCard | None
    clocks: list[ClockCard]
    buttons: list[Button]
    always: list[Button]
    refused: list[Refused]
    panel: Callable[[], Panel | None]

    @property
    def state(self) -> Words:
        """The name of its state."""
        return self.track.workflow.states[self.track.proceeding.state].name

    @property
    def is_open(self) -> bool:
        """True while something is owed in it."""
        return self.track.proceeding.closed_at is None


@dataclass(frozen=True, slots=True)
class DraftCard:
    """An act that waits for approval, with what was prepared."""

    draft: Draft
    name: Words
    said: list[Said]
    files: list[FileCard]
    reasons: tuple[Reason, ...]
    edit_url: str
    is_mine: bool

    @property
    def may_decide(self) -> bool:
        """True when this reader may approve it now."""
        return not self.reasons

    @property
    def may_return(self) -> bool:
        """True when this reader could approve it at some time."""
        return not any(reason.personal for reason in self.reasons) and not self.is_mine


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Somebody's part in the case, masked."""

    party: Party
    role: str
    unmask_url: str


def context_of(page: CasePage, actor: Actor, today: date) -> dict[str, Any]:
    """Everything the templates of a case need."""
    pack, names = rules.pack_of(page.case), wording.names_for(page, actor)
    clocks = _clock_cards(page.root)
    may_open = bool(permissions.may_open_identity(actor, page.case))
    files = filing.cards_of(page.case, pack, may_open_identity=may_open)
    rows = [_row(passage, page, pack, names, files.get(passage.seq, [])) for passage in page.timeline]
    buttons, state = buttons_of(page, page.root), page.root.workflow.states[page.proceeding.state]
    sides = [_side_card(place, side, page, pack) for place, side in enumerate(page.sides, 1)]
    return {
        "page": page,
        "case": page.case,
        "today": today,
        "state": state,
        "steps": list(pack.steps.values()),
        "step_now": _step_now(page, pack),
        "head": next((card for card in _all_cards(page) if card.view.id == page.case.due_clock and card.is_running), None),
        "clocks": [clock for clock in clocks if clock.is_running],
        "past_clocks": [clock for clock in clocks if not clock.is_running],
        "rows": rows,
        "files": [card for cards in files.values() for card in cards],
        "earlier": (page.timeline[0].seq - 1) if page.timeline else 0,
        "buttons": [b for b, always in buttons if not always],
        "always": [b for b, always in buttons if always],
        "governing": _governing([b for b, _always in buttons]),
        "refused": _refused(page.root, pack),
        "panel": partial(panel_of, page, page.root),
        "sides": sides,
        "turns": [side for side in sides if _is_turn_of(actor, side.track)],
        "awaits": next((side.name for side in sides if side.is_open and side.track.workflow.id == state.waits_for), None),
        **_beside(page, today, has_files=any(not card.is_withdrawn for cards in files.values() for card in cards)),
        "drafts": [_draft_card(draft, page, pack, names, actor) for draft in page.drafts],
        "demands": _demands(page, pack),
        "people": _people(page, actor),
        "members": members_of(page.case).count() if page.case.people_count > 1 else 0,
        "home": known_as(page.case.unit, pack),
        "branches": _branches(page),
        "units": _units(page, names),
        "origin": partial(origin_of, page.case, actor),
        "facts": _facts(page, pack, today),
        "rated_until": _rated_until(page),
        "matter": matter.told_of(page.case, pack, today),
        "planning": _planning(page),
        "told_before": _told_before(page),
        "links": [(LINKS.get(kind, Words(kind)), other) for kind, other in page.links],
        "may_split": bool(permissions.may_split(page)),
    }


def _is_turn_of(actor: Actor, track: Track) -> bool:
    """May this reader move a side proceeding, as the unit whose it is, or by an act that is not for that unit?"""
    moving = [step.transition for step in track.now if step.transition.emphasis == "main"]
    is_own = str(track.proceeding.unit_id) in actor.units
    return any(is_own or not any(who.endswith("@responsible") for who in act.by) for act in moving)


def _told_before(page: CasePage) -> list[Case]:
    """The earlier cases of the same matter while none of them was solved: how often somebody has had to come (PB-42)."""
    same = [other for kind, other in page.links if kind == "same_matter" and other and other.registered_at < page.case.registered_at]
    return [] if page.case.closed_at or any(other.result == SOLVED for other in same) else same


def _clock_cards(track: Track) -> list[ClockCard]:
    return [ClockCard(view, COLOURS.get(view.lamp.colour, view.lamp.colour)) for view in track.clocks]


def _all_cards(page: CasePage) -> list[ClockCard]:
    """The clocks of all proceedings: a case that waits is listed by the day of what it waits for."""
    return [card for track in page.tracks for card in _clock_cards(track)]


def _refused(track: Track, pack: Pack) -> list[Refused]:
    shown = (step for step in track.not_now if not card_of(step.transition))
    return [Refused(step.transition.name, wording.reasons_of(step, pack)) for step in shown]


def card_of(act: Transition) -> str:
    """The card of the page on which an act is offered: files, lines, support, safety or the matter; empty for the case's own."""
    if not {ANY, OPEN} & set(act.sources):
        return ""
    kinds = {effect.partition(".")[0] for effect in act.effects}
    if "withdraws" in kinds:
        return "files"
    if {"lines.support", "stage.ended"} & set(act.effects):
        return "support"
    if HAZARD in act.flags or kinds & RESTRICTING or any(change.clock == SAFETY_CLOCK for change in act.clocks):
        return "safety"
    if kinds & OF_LINES:
        return "lines"
    return "matter" if kinds & OF_MATTER or SUED in (*act.flags, *act.unflags) else ""


def _beside(page: CasePage, today: date, *, has_files: bool) -> dict[str, Any]:
    """What is owed, support and safety: the tables, and the acts of each card, each once whatever proceeding offers it."""
    tables = owing.tables_of(page.case, page.pack, today)
    measures = owing.support_of(tables, page.pack.lists)
    has_lines = {"lines": any(table.sheet.id != owing.SUPPORT for table in tables), "support": bool(measures), "safety": True,
                 "files": has_files, "matter": True}  # fmt: skip
    buttons: dict[str, dict[str, Button]] = {card: {} for card in has_lines}
    for track in page.tracks:
        for step in track.now:
            act = step.transition
            adds = any(effect.startswith("lines.") for effect in act.effects)
            if (card := card_of(act)) and act.id not in buttons[card] and (adds or has_lines[card]):
                buttons[card][act.id] = _button(step, page, track, len(KEYS), False)
    return {
        "tables": [table for table in tables if table.sheet.id != owing.SUPPORT],
        "measures": measures,
        "next_stage": buttons["lines"].get("advance_lines"),
        **{f"{card}_buttons": list(found.values()) for card, found in buttons.items()},
    }


def _side_card(place: int, side: Track, page: CasePage, pack: Pack) -> SideCard:
    clocks, buttons = _clock_cards(side), buttons_of(page, side)
    head = next((card for card in _all_cards(page) if card.view.id == side.proceeding.due_clock and card.is_running), None)
    rounds, found = pack.lists.get("rounds", {}), side.proceeding.vars
    name = rounds.get(found.get("round", ""), side.workflow.name)
    return SideCard(side, place, name, told_of(side, page, pack), head, clocks, [b for b, always in buttons if not always],
                    [b for b, always in buttons if always], _refused(side, pack), partial(panel_of, page, side))  # fmt: skip


def last_said(page: CasePage, side: Track) -> LastSaid | None:
    """The question, report or answer that waits for the next one: of the acts that say something (`says`) the last."""
    kept = side.proceeding.vars.get("says", {})
    act = side.workflow.transitions.get(kept.get("act", ""))
    return LastSaid(act.name, said_by(page, act.fields, kept["data"])) if act else None


def said_by(page: CasePage, fields: Sequence[Field], data: Mapping[str, Any]) -> list[Said]:
    """What was entered with an act, by the labels of its fields; units by their names."""
    units = [UUID(data[spec.name]) for spec in fields if spec.type == "unit" and data.get(spec.name)]
    return list(wording.entered(fields, data, page, Names(units=wording.unit_names_of(page.case.county, units))))


def told_of(side: Track, page: CasePage, pack: Pack) -> list[tuple[str, str]]:
    """What one must know of a side proceeding beside its state: asked for late, what was found, who sits; of a follow-up what the
    visitor saw and, apart from it, what the person says (YJ-34)."""
    known = side.proceeding.vars
    result, seen, satisfied = (pack.lists.get(listed, {}).get(known.get(name, "")) for listed, name in (
        ("review_results", "result"), ("found", "found"), ("answers", "satisfied"),
    ))  # fmt: skip
    sitting = [seat for seat in page.seats if seat.proceeding_id == side.proceeding.id and seat.helper_id]
    answered = [_("%(name)s（%(answer)s）") % {"name": s.name, "answer": _(SeatState(s.state).label)} for s in sitting]
    told = [
        (_("申请"), _("过了期限才提出，由负责审查的人决定") if known.get("late") == "yes" else ""),
        (_("结果"), in_language(result) if result else ""),
        (_("事办没办好（回访的人看到的）"), in_language(seen) if seen else ""),
        (_("满意不满意（本人说的）"), in_language(satisfied) if satisfied else ""),
        (_("参加的人"), _("、").join(answered)),
    ]
    return [(label, value) for label, value in told if value]


def buttons_of(page: CasePage, track: Track) -> list[tuple[Button, bool]]:
    """The acts of a proceeding that may be taken now, each with whether it is open in every state: what is waited for comes first
    (an urgent report, a danger that may be over, a difficulty to answer), then what moves the case.

    An act that waits for this reader's approval is not offered a second time.
    """
    decided = {draft.step for draft in page.drafts if page.deciding[draft.id]}
    open_now = [step for step in track.now if track.key(step) not in decided and not card_of(step.transition)]
    running = {card.view.id for card in _clock_cards(track) if card.is_running}
    awaited = [step for step in open_now if _is_general(step) and _ends_one(step, running)]
    order = awaited + [step for step in sorted(open_now, key=partial(_weight, track)) if step not in awaited]
    ahead = (step for step in order if step.transition.emphasis == "main" and _weight(track, step)[2] < GOES_BACK)
    first = awaited[0] if len(awaited) == 1 else next(ahead, None)
    return [
        (_button(step, page, track, place, step is first), _is_general(step) and step not in awaited) for place, step in enumerate(order)
    ]


def _ends_one(step: Step, running: set[str]) -> bool:
    """Does an act, named for it, stop a clock that runs?"""
    act = step.transition
    return act.emphasis != "negative" and any(change.kind == "stop" and change.clock in running for change in act.clocks)


def _weight(track: Track, step: Step) -> tuple[bool, int, int]:
    """What moves the case ahead first, then what leaves it where it is, then what goes back (a panel named anew)."""
    act, places = step.transition, list(track.workflow.states)
    now = places.index(track.proceeding.state)
    to = now if act.to == SAME else places.index(act.to)
    back = (now >= to) + (now > to) if act.emphasis == "main" else 0
    return _is_general(step), EMPHASIS.index(act.emphasis), back


def _is_general(step: Step) -> bool:
    return bool({ANY, OPEN} & set(step.transition.sources))


def _planning(page: CasePage) -> list[Button]:
    """Of a complex matter the acts open now that lift it a level or plan its days (ND-40): offered, never taken by themselves."""
    if not page.case.complexity:
        return []
    found = [(track, step) for track in page.tracks for step in track.now if step.transition.id in PLANNING]
    return [_button(step, page, track, len(KEYS), False) for track, step in found]


def _button(step: Step, page: CasePage, track: Track, place: int, is_first: bool) -> Button:
    act, is_root = step.transition, track is page.root
    kind = "primary" if is_first else "danger" if act.emphasis == "negative" else ""
    return Button(
        id=track.key(step),
        name=act.name,
        url=door_of(track.key(step), page.case.number),
        key=KEYS[place] if is_root and place < len(KEYS) else "",
        kind=kind,
        is_direct=not act.fields and act.emphasis == "main" and not step.as_draft,
        as_draft=step.as_draft,
        is_elsewhere=act.id in doors,
        rules=rules_for(page.case.county, track, act),
    )


def rules_for(county: int, track: Track, act: Transition) -> tuple[Named, ...]:
    """The standards and local rules in force today that govern an act (CY-28)."""
    return tuple(governing(county, day_of(now())).get(track.workflow.key(act.id), ()))


def _governing(buttons: list[Button]) -> list[tuple[Named, list[Words]]]:
    """The standards and local rules that govern what may be done now, each with the acts that it governs (CY-28)."""
    found: dict[UUID, tuple[Named, list[Words]]] = {}
    for button in buttons:
        for rule in button.rules:
            found.setdefault(rule.id, (rule, []))[1].append(button.name)
    return list(found.values())


def _step_now(page: CasePage, pack: Pack) -> int:
    """Which of the citizen's steps this is, from 1; past the last one when nothing more is owed."""
    state = page.root.workflow.states[page.proceeding.state]
    place = list(pack.steps).index(state.step) + 1
    return place if state.is_open else max(place, len(pack.steps)) + 1


def who(passage: Passage) -> str:
    """Whoever acted, by name; the petitioner, whom no name stands for, in the reader's language."""
    return _("信访人") if passage.actor_id == PETITIONER else passage.actor_name


def _row(passage: Passage, page: CasePage, pack: Pack, names: Names, files: list[FileCard]) -> Row:
    papers = []
    for paper in passage.papers:
        kind = pack.documents.get(paper["kind"])
        title = kind.name if kind else Words(paper["kind"])
        number = f" {paper['number']}" if paper.get("number") else ""
        url = reverse("documents:paper", args=[paper["id"]])
        papers.append((url, Words(title.zh + number, title.of("en") + number)))
    return Row(passage, who(passage), names.units.get(passage.actor_unit, ""), wording.said_with(passage, page, names), papers, files)


def _draft_card(draft: Draft, page: CasePage, pack: Pack, names: Names, actor: Actor) -> DraftCard:
    known = pack.act(draft.step)
    assert known is not None  # a draft is of an act of its pack
    transition = known[1]
    step = Step(transition, page.deciding[draft.id])
    said = list(wording.entered(transition.fields, draft.data, page, names))
    url = f"{reverse('cases:act', args=[page.case.number, draft.step])}?draft={draft.id}"
    held = filing.held_cards(draft, transition.fields, pack, actor)
    return DraftCard(draft, transition.name, said, held, wording.reasons_of(step, pack), url, draft.by_id_text == actor.user)


def _demands(page: CasePage, pack: Pack) -> list[dict[str, Any]]:
    """Each demand with its path, outcome and the parts of its reply."""
    lists, differ = pack.lists, len({demand.path for demand in page.demands}) > 1
    branches = page.proceeding.vars.get(BRANCHES, {})
    parts = {"facts": _("查明的事实"), "reply": _("处理意见"), "basis": _("依据")}
    return [
        {
            "text": demand.text,
            "position": demand.position,
            "path": lists["paths"].get(demand.path) if differ else None,
            "outcome": lists["outcomes"].get(demand.outcome),
            "result": lists.get("results", {}).get(demand.result),
            "tone": {"support": "green", "explain": "blue", "reject": "amber"}.get(demand.outcome, "grey"),
            "branch": _branch(branches.get(str(demand.position), {}), lists),
            "reply": [(label, demand.reply[name]) for name, label in parts.items() if demand.reply.get(name)],
        }
        for demand in page.demands
    ]


def _branch(told: Mapping[str, str], lists: Mapping[str, Mapping[str, Words]]) -> list[str]:
    """What a demand falls under, why, and the body with the power to act where it was referred to one; empty when unsorted."""
    if not told:
        return []
    organ = _("转有权机关：%(organ)s") % {"organ": told["organ"]} if told.get("organ") else ""
    return [text for text in (_listed(lists.get(BRANCHES, {}), told["branch"]), told.get("why", ""), organ) if text]


def _people(page: CasePage, actor: Actor) -> list[PersonCard]:
    may_open = bool(permissions.may_open_identity(actor, page.case))
    return [
        PersonCard(party, str(_(PartyRole(party.role).label)), _unmask_url(party, page.case) if may_open else "")
        for party in page.parties
    ]


def member_cards(case: Case, actor: Actor) -> list[PersonCard]:
    """Those on the list of a joint petition, as the card of its people shows the others."""
    may_open = bool(permissions.may_open_identity(actor, case))
    return [PersonCard(one, "", _unmask_url(one, case) if may_open else "") for one in members_of(case)]


def _unmask_url(party: Party, case: Case) -> str:
    return reverse("cases:unmask", args=[case.number, party.id]) if party.identity_id else ""


def _branches(page: CasePage) -> list[str]:
    """The party branches where a case lies, for a place whose method uses that layer; else nothing is even asked (KZ-01)."""
    if PARTY not in page.pack.method.layers:
        return []
    return branches_at(page.case.county, page.case.region_code, page.case.place)


def _units(page: CasePage, names: Names) -> list[tuple[str, str]]:
    """Beside the unit that has it: who registered it, who sent it and who handled it before, each unit once."""
    case, known = page.case, page.proceeding.vars
    told: list[tuple[str, str]] = []
    seen = {str(case.unit_id)}
    others = ((_("转来单位"), known.get("sender")), (_("登记单位"), str(case.origin_unit_id)),
              (_("原办理单位"), known.get("handling")), (_("提出异议的单位"), known.get("objector")))  # fmt: skip
    for label, key in others:
        if key and key not in seen:
            seen.add(key)
            name = case.origin_unit.label if key == str(case.origin_unit_id) else names.units.get(key, "")
            told.append((label, name))
    return [(label, name) for label, name in told if name]


def _facts(page: CasePage, pack: Pack, today: date) -> list[tuple[str, Any]]:
    case = page.case
    until = day_of(case.closed_at) if case.closed_at else today
    lists: Mapping[str, Mapping[str, Words]] = pack.lists
    days = (until - case.received_on).days
    paths = {demand.path for demand in page.demands}
    told = [
        (_("结果"), _listed(lists.get("results", {}), case.result)),
        (_("在哪一级化解"), _listed(lists["settled_levels"], case.unit.level) if case.closed_at and case.result in SETTLED else ""),
        (_("收到"), case.received_on.isoformat()),
        (_("等多久"), _waited(page)),
        (_("从收到到办结") if case.closed_at else _("收到到今天"), ngettext("%(n)s 天", "%(n)s 天", days) % {"n": days}),
        (_("渠道"), _listed(lists["channels"], case.channel)),
        (_("类别"), _listed(lists["kinds"], case.classification) or _("还没有确定")),
        (_("内容"), _listed(lists.get("categories", {}), case.category)),
        (_("途径"), _listed(lists["paths"], paths.pop()) if len(paths) == 1 else ""),
        (_("地点"), case.place),
        (_("网格"), case.grid.name if case.grid else ""),
        (_("人数"), str(case.people_count) if case.people_count > 1 else ""),
        (_("希望的结果"), case.wish),
        (_("第一次回应"), _first_response(page)),
        (_("要补的材料"), _papers_asked(page)),
    ]
    return [(label, value) for label, value in told if value]


def _waited(page: CasePage) -> str:
    """How long it took until somebody first responded, as the figure of the county counts it (KZ-45); an early sign, which nobody
    brought, has none."""
    if page.case.kind == SIGN:
        return ""
    waited = answering.first_response(page)
    if waited is None and page.case.closed_at:
        return _("没有记下谁回应过")
    hours, rest = divmod(int((now() - page.case.registered_at if waited is None else waited).total_seconds()), 3600)
    if waited is None:
        return _("还没有人回应，登记后 %(hours)s 小时") % {"hours": hours}
    return _("登记后 %(hours)s 小时 %(minutes)s 分第一次有人回应") % {"hours": hours, "minutes": rest // 60}


def _rated_until(page: CasePage) -> date | None:
    """Until when the petitioner is or was asked to rate the last reply, whether or not they have: staff are shown that they were asked,
    and what people say only as a whole (KZ-45). None where nobody is asked: see followups.queries.round_of."""
    case = page.case
    if case.is_sealed or case.restricted_for or case.classification == REPORT:
        return None
    asked = [view.due.shown for track in page.tracks if track.proceeding.parent_id is None for view in track.clocks if view.id == RATED_BY]
    return max((day for day in asked if day), default=None)


def _first_response(page: CasePage) -> str:
    """When and where somebody first met or called those who came, and how long after it was taken in (ND-25)."""
    told = page.proceeding.vars.get(RESPONDED)
    if not told:
        return ""
    way = _listed(page.pack.lists.get("contact_ways", {}), told["way"])
    after = _("收到后 %(hours)s 小时 %(minutes)s 分") % dict(zip(("hours", "minutes"), divmod(told["minutes"], 60), strict=True))
    return _(" · ").join((f"{told['on']} {told['hour']}", told["where"], way, after))


def _papers_asked(page: CasePage) -> str:
    """How often papers were asked for; from the second time on somebody had to say why (PB-17), and for what was on file (KZ-19)."""
    notices = page.proceeding.vars.get(PAPERS, ())
    times, again = len(notices), sum(bool(told.get("again")) for told in notices)
    said = [_("一次性告知过")] if times else []
    if times > 1:
        said = [_("告知过 %(n)s 次，其中 %(more)s 次是再要新的") % {"n": times, "more": times - 1}]
    if again:
        said.append(_("%(n)s 次要了已经在案的") % {"n": again})
    return _(" · ").join(said)


def _listed(codes: Mapping[str, Words], code: str) -> str:
    return in_language(codes[code]) if code in codes else code


def marks_of(page: CasePage) -> list[tuple[str, str]]:
    """What one must know at a glance, as (tone, words)."""
    case = page.case
    running = [view for track in page.tracks for view in track.clocks if view.id == SAFETY_CLOCK and view.due.state == "running"]
    is_late = any(view.lamp.colour == "red" for view in running)
    told: Iterable[tuple[bool, str, str]] = (
        (bool(running) and not is_late, "red", _("人身、公共安全危险")),
        (is_late, "red", _("安全期限已过，请确认危险还在不在")),
        (any(HAZARD in track.proceeding.flags for track in page.tracks), "amber", _("公共安全隐患")),
        (bool(case.restricted_for), "red", _("限制知情：%(why)s") % {"why": _restriction(page)}),
        (case.is_sealed and not case.restricted_for, "red", _("密封")),
        (case.is_confidential, "amber", _("保密")),
        (case.is_anonymous, "grey", _("匿名")),
        (case.is_oral, "grey", _("口头")),
        (case.is_repeat, "grey", _("重复反映")),
        (case.people_count > 5, "amber", _("多人")),
    )
    return [(tone, words) for holds, tone, words in told if holds]


def _restriction(page: CasePage) -> str:
    return _listed(page.pack.lists.get("restrictions", {}), page.case.restricted_for)
