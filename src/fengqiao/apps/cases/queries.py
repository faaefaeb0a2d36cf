"""Reading cases: who sees which, the page of one case, earlier cases of the same people, the timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.apps.cases import clocks, rules
from fengqiao.apps.cases.facts import Facts, facts_of
from fengqiao.apps.cases.models import (
    PARTS,
    Case,
    Demand,
    Desk,
    Draft,
    Entry,
    Identity,
    Link,
    Party,
    PartyRole,
    Proceeding,
    Seat,
    SeatState,
)
from fengqiao.domain.clock import Due, Lamp, lamp
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import OTHER_PARTY, Actor
from fengqiao.domain.supervision import Signal, raised
from fengqiao.domain.verdict import Verdict, no
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import SAME, Step, Workflow, check, named, next_steps, step_for, under_way
from fengqiao.kernel import moment, vault
from fengqiao.kernel.reading import Question


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases an actor may see: those of the actor's units, all of the county for county-wide posts; never a sealed
    case unless the actor is named among its readers. Nobody sees another county's."""
    if not _sees_any(actor):
        return Case.objects.none()
    return _visible(actor.scope, actor.county, UUID(actor.user), [UUID(unit) for unit in actor.units])


def _sees_any(actor: Actor) -> bool:
    return actor.kind == "staff" and bool(actor.user) and actor.scope != "none"


def _visible(scope: str, county: int, user: UUID, units: Collection[UUID]) -> QuerySet[Case]:
    cases = Case.objects.filter(county=county)
    named = Q(is_sealed=True, readers__contains=[user])
    if scope == "county":
        return cases.filter(Q(is_sealed=False) | named)
    if scope == "case":
        return cases.filter(named)
    at_desk = Desk.objects.filter(county=OuterRef("county"), case=OuterRef("id"), unit__in=units)
    return cases.filter(Q(is_sealed=False) & (Q(unit__in=units) | Exists(at_desk)) | named)


def get_for(actor: Actor, number: str) -> Case:
    """One case by its number, as `visible_to` has it; unseen and absent both raise Case.DoesNotExist."""
    if not _sees_any(actor):
        raise Case.DoesNotExist
    units = [UUID(unit) for unit in actor.units] if actor.scope == "unit" else ()
    return _numbered(actor.scope).one(actor.county, number, UUID(actor.user), *units)


@cache
def _numbered(scope: str) -> Question[Case]:
    def visible(county: int, number: str, user: UUID, *units: UUID) -> QuerySet[Case]:
        return _visible(scope, county, user, units).filter(number=number).select_related("unit", "origin_unit", "grid")

    return Question(visible)


def get_by_code(code: str) -> Case:
    """The case of a tracking code, for the citizen who holds it (declared wide: the code names no county)."""
    return Case.objects.select_related("unit", "origin_unit").get(tracking_code=code)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as a page shows it."""

    id: str
    name: Words
    due: Due
    lamp: Lamp
    owner: str
    source: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the timeline."""

    seq: int
    at: datetime
    act: str
    name: Words
    actor_id: str  # of a person; petitioner or guest for those who come by a code or link
    actor_name: str
    actor_unit: str
    on: date | None
    data: dict[str, Any]
    papers: list[dict[str, str]]
    drafted_by: str
    state: Words | None
    is_internal: bool
    also: tuple[Words, ...] = ()  # where other proceedings of the case came by it
    has_files: bool = False
    changed: dict[str, Any] = field(default_factory=dict)  # of the matter: part -> what it was, what it is
    remark: str = ""  # why an identity was opened, a draft returned, demands split off


@dataclass(slots=True)
class Track:
    """One proceeding of a case as an actor sees it: where it stands, its clocks, and what may be done in it."""

    proceeding: Proceeding
    workflow: Workflow
    facts: Facts
    steps: tuple[Step, ...]  # of the present state
    clocks: list[ClockView]
    place: int = 1  # among the proceedings of its kind

    @property
    def now(self) -> tuple[Step, ...]:
        """The steps this actor may take or prepare now."""
        return tuple(step for step in self.steps if step.verdict)

    @property
    def not_now(self) -> tuple[Step, ...]:
        """The steps that belong to this state but are refused, with their reasons."""
        return tuple(step for step in self.steps if not step.verdict)

    def key(self, step: Step) -> str:
        """How a step of this proceeding is named in addresses and in the ledger."""
        return self.workflow.key(step.transition.id, self.place)


@dataclass(slots=True)
class CasePage:
    """Everything the page of one case shows, read by a fixed number of queries."""

    case: Case
    actor: Actor
    pack: Pack
    root: Track
    sides: list[Track]  # review, hearing, mediation, follow-up; the oldest first, ended ones too
    demands: list[Demand]
    parties: list[Party]
    timeline: list[Passage]
    drafts: list[Draft]
    links: list[tuple[str, Case | None]]
    seats: list[Seat]  # who sits in its proceedings beside the parties: panels, leaders, task forces
    deciding: dict[UUID, Verdict]  # of each draft: may this actor approve it now?

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What calls for supervision (law.md §1.7), in any of its proceedings, for those who may supervise this case; nobody
        else is shown it."""
        supervise = self.step("supervise")
        if supervise is None or not supervise.verdict:
            return ()
        found = [signal for track in self.tracks for signal in raised(self.pack.signals.values(), track.facts)]
        return tuple({signal.id: signal for signal in found}.values())

    @property
    def proceeding(self) -> Proceeding:
        """The root: what the case's own row shows."""
        return self.root.proceeding

    @property
    def tracks(self) -> list[Track]:
        """The root and what runs or ran beside it."""
        return [self.root, *self.sides]

    def track_of(self, act: str) -> Track | None:
        """The proceeding in which an act (accept, mediation.accept) is taken; None where there is none."""
        taking = {t.proceeding.id: t for t in self.tracks if t is self.root or t.proceeding.parent_id is not None}
        found = proceeding_for([track.proceeding for track in taking.values()], self.pack, act)
        return taking[found.id] if found else None

    def step(self, act: str) -> Step | None:
        """One act with its verdict; None for one that does not exist, only opens a proceeding, or follows another."""
        track = self.track_of(act)
        return _step(self.pack, act, track.facts, self.actor) if track else None


@Question
def _proceedings(county: int, case: UUID) -> QuerySet[Proceeding]:
    return Proceeding.objects.filter(county=county, case=case).select_related("unit").order_by("opened_at", "id")


@Question
def _demands(county: int, case: UUID) -> QuerySet[Demand]:
    return Demand.objects.filter(county=county, case=case)


@Question
def _parties(county: int, case: UUID) -> QuerySet[Party]:
    return Party.objects.filter(county=county, case=case).exclude(role=PartyRole.MEMBER).select_related("unit")


def members_of(case: Case) -> QuerySet[Party]:
    """Those on the list of a joint petition beside its representatives, in a fixed order."""
    return Party.objects.filter(county=case.county, case=case, role=PartyRole.MEMBER).order_by("mask", "id")


@Question
def _drafts(county: int, case: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(county=county, case=case, state="waiting").order_by("at")


@Question
def _seats_of(county: int, case: UUID) -> QuerySet[Seat]:
    sitting = Seat.objects.filter(county=county, case=case).exclude(role=OTHER_PARTY)
    return sitting.exclude(state=SeatState.LEFT).order_by("name")


@Question
def _links_of(county: int, case: UUID) -> QuerySet[Link]:
    return Link.objects.filter(county=county, case=case)


@Question
def _entries(county: int, case: UUID, after: int) -> QuerySet[Entry]:
    return Entry.objects.filter(county=county, case=case, seq__gt=after)


@Question
def _first_of(county: int, case: UUID, *acts: str) -> QuerySet[Entry]:
    return Entry.objects.filter(county=county, case=case, act__in=acts).exclude(actor_unit="").order_by("seq")[:1]


def first_of(case: Case, acts: Iterable[str]) -> datetime | None:
    """When a unit took any of some acts of a case for the first time; None when it took none."""
    return next((entry.at for entry in _first_of(case.county, case.id, *acts)), None)


def proceedings_of(case: Case) -> list[Proceeding]:
    """All proceedings of a case, the oldest first."""
    return _proceedings(case.county, case.id)


def root_of(proceedings: Iterable[Proceeding]) -> Proceeding:
    """The proceeding that the case is in: the last one opened under no other."""
    return [proceeding for proceeding in proceedings if proceeding.parent_id is None][-1]


def acting(proceedings: Iterable[Proceeding]) -> list[Proceeding]:
    """Those in which acts are taken: the root and what stands under one; a root that the case has left takes none."""
    known = list(proceedings)
    root = root_of(known)
    return [one for one in known if one.parent_id is not None or one.id == root.id]


def proceeding_of(case: Case) -> Proceeding:
    """The root proceeding of a case."""
    return root_of(proceedings_of(case))


def demands_of(case: Case) -> list[Demand]:
    """What is asked for, in order."""
    return _demands(case.county, case.id)


def page_of(case: Case, actor: Actor, today: date, *, latest: int | None = None) -> CasePage:
    """The page of a case for an actor who sees it, with its whole timeline or only so many of its latest lines."""
    pack, proceedings = rules.pack_of(case), proceedings_of(case)
    root = root_of(proceedings)
    taking = {one.id for one in acting(proceedings)}
    tracks = {one.id: _track(case, one, pack, actor, today, takes_acts=one.id in taking) for one in proceedings}
    running = {one.workflow for one in proceedings if one.parent_id and one.closed_at is None}
    for track in tracks.values():
        track.steps = tuple(_unless_under_way(step, track, running, pack) for step in track.steps)
    for kind in {one.workflow for one in proceedings if pack.workflows[one.workflow].many}:
        for place, one in enumerate((one for one in proceedings if one.workflow == kind), start=1):
            tracks[one.id].place = place
    drafts = _drafts(case.county, case.id)
    page = CasePage(
        case=case,
        actor=actor,
        pack=pack,
        root=tracks[root.id],
        sides=[tracks[one.id] for one in proceedings if one.id != root.id],
        demands=demands_of(case),
        parties=_parties(case.county, case.id),
        timeline=timeline(case, pack, latest=latest),
        drafts=drafts,
        links=_links(case, actor),
        seats=_seats_of(case.county, case.id) if len(proceedings) > 1 else [],
        deciding={},
    )
    page.deciding = {draft.id: _may_decide(draft, page) for draft in drafts}
    return page


def _unless_under_way(step: Step, track: Track, running: Collection[str], pack: Pack) -> Step:
    """A step that would only begin once more what runs already is not offered."""
    begins = step.transition.begins
    if begins is None or begins.workflow not in running or not step.verdict:
        return step
    begun = pack.workflows[begins.workflow]
    if begun.many or (begun.yields and (begins.sets or step.transition.to != SAME or track.proceeding.closed_at)):
        return step  # another one opens, or what runs is taken over
    return Step(step.transition, no("under_way", under_way(begun)))


def _track(case: Case, proceeding: Proceeding, pack: Pack, actor: Actor, today: date, *, takes_acts: bool) -> Track:
    workflow, facts = pack.workflows[proceeding.workflow], facts_of(case, proceeding, pack, today)
    steps = next_steps(workflow, facts, actor) if takes_acts else ()
    return Track(proceeding, workflow, facts, steps, clocks_of(case, proceeding, today))


def step_of(case: Case, actor: Actor, act: str, today: date) -> Step | None:
    """One act with its verdict for an actor, without the rest of the page; None for one that does not exist."""
    pack = rules.pack_of(case)
    proceeding = proceeding_for(proceedings_of(case), pack, act)
    return _step(pack, act, facts_of(case, proceeding, pack, today), actor) if proceeding else None


def proceeding_for(proceedings: Iterable[Proceeding], pack: Pack, act: str) -> Proceeding | None:
    """The proceeding in which an act (accept, mediation.accept, assist-2.agree) is taken: the one it names, else the last one of
    its workflow."""
    workflow, place, _act = named(act)
    mine = [one for one in acting(proceedings) if pack.act(act) and one.workflow == workflow]
    return mine[place - 1] if 0 < place <= len(mine) else mine[-1] if mine and not place else None


def load_of(helpers: Collection[UUID], county: int) -> Counter[UUID]:
    """In how many open proceedings each of these sits now, so that work is shared; it is a figure about work, not people."""
    seats = Seat.objects.filter(
        county=county, helper_id__in=helpers, state__in=["invited", "accepted"], proceeding__closed_at__isnull=True
    )
    return Counter(helper for helper in seats.values_list("helper_id", flat=True) if helper)


def _step(pack: Pack, act: str, facts: Facts, actor: Actor) -> Step | None:
    known = pack.act(act)
    if known is None or not known[1].sources or known[1].follows:
        return None
    return step_for(*known, facts, actor)


def last_entered(case: Case, act: str) -> Mapping[str, Any]:
    """What was entered when an act of a case was taken last; empty when it never was."""
    rows = Entry.objects.filter(county=case.county, case=case, act=act).order_by("-seq")
    return next((row.body.get("data", {}) for row in rows[:1]), {})


def last_draft(case: Case, act: str, actor: Actor) -> Draft | None:
    """What this actor prepared last for an act and what has not been approved: waiting, or sent back."""
    drafts = Draft.objects.filter(county=case.county, case=case, step=act, by_id_text=actor.user)
    return drafts.exclude(state="approved").order_by("-at").first()


def _may_decide(draft: Draft, page: CasePage) -> Verdict:
    """May this actor approve a draft now? Nobody seconds what they prepared themselves."""
    track, known = page.track_of(draft.step), page.pack.act(draft.step)
    assert track is not None  # a draft is of a proceeding that there is
    assert known is not None
    seconded = track.facts.but(seconded="yes" if draft.by_id_text != page.actor.user else "no")
    return check(track.workflow, known[1], seconded, page.actor)


def clocks_of(case: Case, proceeding: Proceeding, today: date) -> list[ClockView]:
    """The clocks of a proceeding, running ones first, each with its reasoning; the lamp of one that turns by the hour is that of
    this minute where the day asked about is today's."""
    unit = case.unit if proceeding.parent_id is None else proceeding.unit
    now, began = rules.time_on(today, moment.now()), rules.time_on(today, case.registered_at)
    limits, calendar = rules.pack_of(case).clocks, rules.calendar_of(case.county)
    views = []
    for clock in proceeding.clocks:
        due = clocks.standing(clock, limits, calendar)
        limit = limits[clock["id"]]
        shown = lamp(due, today, now, office=unit.hours, began=began)
        views.append(ClockView(clock["id"], limit.name, due, shown, limit.owner, limit.source))
    return sorted(views, key=lambda view: (view.due.state != "running", view.due.shown or date.max))


def timeline(
    case: Case, pack: Pack, *, for_petitioner: bool = False, latest: int | None = None
) -> list[Passage]:
    """What happened, oldest first, all of it or the latest lines; the petitioner sees every step but internal ones,
    without what was typed."""
    if latest == 0:
        return []
    entries = _entries(case.county, case.id, 0 if latest is None else case.ledger_seq - latest)
    return [
        _passage(entry, pack, for_petitioner)
        for entry in entries
        if not for_petitioner or entry.shown == "petitioner"
    ]


_OTHER_ACTS = {
    "unmask": Words("查看身份信息", "Identity opened"),
    "seat": Words("答复邀请", "Invitation answered"),
    "relink": Words("换了一个链接", "A link was replaced"),
    "split": Words("分出诉求", "Demands split off"),
    "split_from": Words("从关联办件分出", "Split from a linked case"),
    "merged": Words("并入一件", "A case merged in"),
    "hand_over": Words("岗位交接", "Handed over with the post"),
}


def act_name(act: str, pack: Pack) -> Words:
    """The words for an act in the ledger."""
    if known := pack.act(act):
        return known[1].name
    head, _, step = act.partition(".")
    frame = {
        "draft": Words("送审：{act}", "For approval: {act}"),
        "return": Words("退回：{act}", "Sent back: {act}"),
    }
    if head in frame and (known := pack.act(step)):
        return frame[head].filled(act=known[1].name)
    return _OTHER_ACTS.get(act, Words(act, act))


def _moved_along(body: Mapping[str, Any], pack: Pack) -> Iterator[Words]:
    """The other proceedings that an act moved or ended, each with the state it came to."""
    parts = [(pack.act(part["act"]), part) for part in body.get("then", [])]
    flows = [(known[0], part) for known, part in parts if known]
    flows += [(pack.workflows[part["workflow"]], part) for part in body.get("ended", []) if part["workflow"] in pack.workflows]
    for flow, part in flows:
        state = flow.states.get(part["to"])
        if state and part["from"] != part["to"]:
            yield Words("{flow}：{state}", "{flow}: {state}").filled(flow=flow.name, state=state.name)


def _lines_came_to(body: Mapping[str, Any], pack: Pack) -> Iterator[Words]:
    """The stage that an act brought lines of a sheet to."""
    came = body.get("reached", {})
    sheet = pack.sheets.get(came.get("sheet", ""))
    if sheet and came["stage"] in sheet.stages:
        yield Words("{sheet}：{stage}", "{sheet}: {stage}").filled(sheet=sheet.name, stage=sheet.stages[came["stage"]])


def _passage(entry: Entry, pack: Pack, for_petitioner: bool) -> Passage:
    body = entry.body
    state = pack.state(body.get("to", "")) if body.get("to") != body.get("from") else None
    return Passage(
        seq=entry.seq, at=entry.at, act=entry.act, name=act_name(entry.act, pack), actor_id=entry.actor_id,
        actor_name=entry.actor_name, actor_unit=entry.actor_unit, on=date.fromisoformat(body["on"]) if "on" in body else None,
        data={} if for_petitioner else body.get("data", {}), papers=body.get("papers", []),
        drafted_by=body.get("drafted_by", ""), state=state.name if state else None, is_internal=entry.shown != "petitioner",
        also=(*_moved_along(body, pack), *_lines_came_to(body, pack)), has_files=bool(body.get("files")),
        changed={} if for_petitioner else body.get("changed", {}),
        remark="" if for_petitioner else body.get("remark") or body.get("reason") or "",
    )  # fmt: skip


def _links(case: Case, actor: Actor) -> list[tuple[str, Case | None]]:
    rows = [(link.kind, link.other) for link in _links_of(case.county, case.id)]
    seen = {other.id: other for other in visible_to(actor).filter(id__in=[other for _, other in rows])} if rows else {}
    return [(kind, seen.get(other)) for kind, other in rows if other in seen]


SAME_MATTER = frozenset({"same_matter", "merged_from", "split_from", "new_facts"})  # links to where the same matter was told before


def same_matter(case: Case, actor: Actor) -> list[Case]:
    """The cases of the same matter that this one is tied to, of those that the actor sees."""
    return [other for kind, other in _links(case, actor) if other is not None and kind in SAME_MATTER]


def matters_of(county: int, keys: Collection[UUID]) -> dict[UUID, Case]:
    """What is known of the matters of some cases, and nothing else of them (one query)."""
    return Case.objects.filter(county=county, id__in=keys).only(*PARTS).in_bulk()


def earlier_of(
    actor: Actor, *, phone: str = "", name: str = "", id_number: str = "", region_code: str = "", text: str = "",
    besides: UUID | None = None,
) -> list[tuple[Case, str]]:  # fmt: skip
    """Earlier cases of the same person or matter that the actor may see, each with why (phone, id_number, name, place).

    Exact matches by blind index only: no list of a person's cases exists beyond this help against asking twice.
    """
    found: dict[UUID, tuple[Case, str]] = {}
    for why, index in (
        ("phone", vault.blind_index(phone, "phone")),
        ("id_number", vault.blind_index(id_number, "id_number")),
        ("name", vault.blind_index(name, "name") if region_code or text else None),
    ):
        if index is None:
            continue
        identities = Identity.objects.filter(county=actor.county, **{f"{why}_index": index})
        cases = visible_to(actor).filter(id__in=_brought_by(actor.county, identities).values("case"))
        for case in cases.order_by("-registered_at")[:10]:
            found.setdefault(case.id, (case, why))
    if besides:
        found.pop(besides, None)
    return list(found.values())[:10]


def _brought_by(county: int, identities: QuerySet[Identity]) -> QuerySet[Party]:
    """Where some people take part; whoever is only on the list of those who came is found by no search."""
    return Party.objects.filter(county=county, identity__in=identities.values("id")).exclude(role=PartyRole.MEMBER)


def earlier_of_same(case: Case, parties: Iterable[Party], actor: Actor) -> list[Case]:
    """Other cases of the same people that the actor may see, newest first, at most ten; by blind indexes, nothing is
    opened."""
    mine = Identity.objects.filter(county=case.county, id__in=[party.identity_id for party in parties])
    same = Q(pk=None)
    for index in ("phone_index", "id_number_index", "name_index"):
        same |= Q(**{f"{index}__in": mine.exclude(**{index: None}).values(index)})
    identities = Identity.objects.filter(same, county=case.county)
    cases = _brought_by(case.county, identities).exclude(case=case).values("case")
    return list(visible_to(actor).filter(id__in=cases).order_by("-registered_at")[:10])


def waiting_for(actor: Actor) -> QuerySet[Draft]:
    """Drafts that wait for this actor's approval, of cases that the actor sees."""
    heads = Q(unit__in=list(actor.units)) if "head" in actor.roles else Q(pk=None)
    if actor.roles & {"dispatcher"}:
        heads |= Q(unit__isnull=True)
    seconds = Q(unit__in=list(actor.units), step="no_more") & ~Q(by_id_text=actor.user)
    waiting = Draft.objects.filter(heads | seconds, county=actor.county, state="waiting", case__in=visible_to(actor))
    return waiting.select_related("case", "unit")
