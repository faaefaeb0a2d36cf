"""Where one case stands, as the holder of its code sees it; content only for somebody who showed that it is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.cases import owing, rules
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.facts import facts_of
from fengqiao.apps.cases.filing import FileCard, own_cards
from fengqiao.apps.cases.models import Case, Demand, Line, Link, PartyRole, Proceeding
from fengqiao.apps.cases.queries import ClockView, Passage, Track
from fengqiao.apps.documents import queries as documents
from fengqiao.apps.documents.models import Document
from fengqiao.apps.followups import queries as followups
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.portal import queries
from fengqiao.apps.portal.mediation import Mediation
from fengqiao.apps.portal.services import citizen
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import PETITIONER
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import SAME, State, Step, Transition, Workflow, check
from fengqiao.kernel.moment import day_of

SUED = ("went_to_court", "mediation.went_to_court")
"""Telling of a lawsuit: offered beside the other ways alone, so that nobody takes it for a step of the case."""

OWES: dict[str, Promise] = {  # what a clock means to the petitioner; other clocks are between offices
    "CLK-01": _("转给该办的单位，并告诉您"),
    "CLK-02": _("书面告诉您受理不受理"),
    "CLK-03": _("书面告诉您受理不受理"),
    "CLK-05": _("核实该由哪个单位办"),
    "CLK-06": _("定下由哪个单位办"),
    "CLK-07": _("给您书面处理意见"),
    "CLK-08": _("给您书面处理意见（已延期）"),
    "CLK-10": _("依法履行职责并答复您"),
    "CLK-11": _("答复您的建议"),
    "CLK-13": _("给您复查意见"),
    "CLK-15": _("给您复核意见"),
    "CLK-54": _("告诉您受理不受理"),
    "CLK-55": _("核对送达，告诉您程序是否结束"),
    "CLK-50": _("决定举行不举行听证"),
    "CLK-51": _("举行听证"),
    "CLK-53": _("给您听证报告"),
    "CLK-56": _("看听证能不能接着开"),
    "CLK-16": _("转到承办单位"),
    "CLK-17": _("告诉您受理不受理"),
    "CLK-18": _("给您答复"),
    "CLK-23": _("把处理意见执行到位"),
    "CLK-24": _("把签好的文书送到您手里"),
    "CLK-30": _("在这个期限里谈出结果"),
    "CLK-31": _("在这个期限里谈出结果"),
    "CLK-32": _("在这个期限里谈出结果"),
    "CLK-33": _("在这个期限里谈出结果"),
    "CLK-35": _("法院答复司法确认的申请"),
    "CLK-36": _("约定的事全部做到"),
    "CLK-37": _("回头问您落实得怎么样"),
    "CLK-38": _("问清各方愿不愿意调解"),
    "CLK-39": _("在这一级谈；谈不成可以请上一级"),
    "CLK-34": _("您和对方可以一起请法院确认协议"),
    "CLK-12": _("您可以申请复查"),
    "CLK-14": _("您可以申请复核"),
}
RIGHTS = ("CLK-34",)  # beside those that the pack says are the petitioner's: what both sides may do, and need not
AT_ONCE = 6  # steps of the timeline that show without a tap
RATING = ("rate", "rate_badly")
SAME_PEOPLE = ("split_from", "split_into", "new_facts", "new_facts_in")
FAMILY = (*SAME_PEOPLE, "merged_into")


@dataclass(frozen=True, slots=True)
class Next:
    """The next date: what is owed by then, by whom, and the clock it comes from."""

    what: str | Promise
    view: ClockView
    is_mine: bool  # a right of the petitioner, not a duty of the unit

    @property
    def day(self) -> date | None:
        """The last day; None while the year's working days are not known."""
        return self.view.due.legal

    @property
    def earliest(self) -> date | None:
        """A day before which it certainly does not end."""
        return self.view.due.earliest

    @property
    def year(self) -> int | None:
        """The year whose working days are missing."""
        return self.view.due.missing_year

    @property
    def colour(self) -> str:
        """The lamp's colour as the face names it."""
        return "amber" if self.view.lamp.colour == "yellow" else self.view.lamp.colour


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of what happened: the unit and its person by name; a petitioner is never named here, whoever reads."""

    passage: Passage
    unit: str
    person: str
    is_mine: bool
    side: str | Promise = ""  # of somebody who came by a link: the other side, or who mediates


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper for the petitioner; `waits` until it has been served."""

    document: Document
    waits: bool


@dataclass(frozen=True, slots=True)
class Relative:
    """A case of the same family: where it stands, and its code when the reader may have it."""

    kind: str
    step: Words
    unit: str
    next: Next | None
    code: str


class Progress:
    """Everything the page of one code shows; each part is read when it is asked for."""

    def __init__(self, case: Case, today: date, *, is_open: bool = False) -> None:
        self.case, self.today, self.is_open = case, today, is_open
        self.proceedings = cases.proceedings_of(case)
        self.proceeding = cases.root_of(self.proceedings)
        self.pack: Pack = rules.pack_of(case)
        self.workflow: Workflow = rules.workflow_of(case, self.proceeding)
        self.state = self.workflow.states[self.proceeding.state]

    @cached_property
    def root(self) -> Track:
        """The proceeding that the case is in."""
        return self._track(self.proceeding)

    @cached_property
    def tracks(self) -> list[Track]:
        """The root, and the latest proceeding of each kind that runs or ran beside it."""
        sides = {one.workflow: one for one in self.proceedings if one.parent_id is not None}
        return [self.root, *(self._track(one) for one in sides.values())]

    def _track(self, proceeding: Proceeding) -> Track:
        """A proceeding with the petitioner's own acts in it, each with its verdict of today."""
        workflow, by = self.pack.workflows[proceeding.workflow], citizen(self.case.county)
        facts = facts_of(self.case, proceeding, self.pack, self.today)
        own = (transition for transition in workflow.transitions.values() if is_own(transition))
        steps = tuple(Step(transition, check(workflow, transition, facts, by)) for transition in own)
        return Track(proceeding, workflow, facts, steps, cases.clocks_of(self.case, proceeding, self.today))

    @property
    def clocks(self) -> list[ClockView]:
        """Every clock of the case, those of the root first."""
        return [view for track in self.tracks for view in track.clocks]

    @cached_property
    def next(self) -> Next | None:
        """What is owed next in the proceeding that the case is in, or in the one that it waits for."""
        awaited = [t for t in self.tracks if t.workflow.id == self.state.waits_for and t.proceeding.closed_at is None]
        return owed_in(awaited[-1] if awaited else self.root)

    @cached_property
    def mediation(self) -> Mediation | None:
        """The mediation that the case is in, or the latest one beside it."""
        found = next((track for track in self.tracks if track.workflow.id == "mediation"), None)
        return Mediation(self.case, found, self.pack) if found else None

    @cached_property
    def handed_by(self) -> tuple[Unit, str] | None:
        """Whoever had it before, with their unit, while the unit it was sent to has still to sign for it (PB-10)."""
        known, leading = self.proceeding.vars, self.workflow.from_state(self.proceeding.state)
        if "sender" not in known or not any(transition.sets.get("person") == "actor" for transition in leading):
            return None
        unit = Unit.objects.filter(county_code=self.case.county, id=known["sender"]).first()
        return (unit, known["people"][known["sender"]][1]) if unit else None

    @property
    def beside(self) -> list[tuple[Track, State, Next | None]]:
        """What runs beside the root: where it stands and what is owed in it next."""
        running = [track for track in self.tracks[1:] if track.proceeding.closed_at is None]
        return [(track, track.workflow.states[track.proceeding.state], owed_in(track)) for track in running]

    @cached_property
    def right(self) -> Next | None:
        """The petitioner's own right that is running: to ask for review."""
        return next_of(self.root.clocks, mine=True)

    @cached_property
    def happened(self) -> list[Happened]:
        """The petitioner's timeline, oldest first, with units by name."""
        passages = cases.timeline(self.case, self.pack, for_petitioner=True)
        named = _unit_names(passage.actor_unit for passage in passages)
        return [self._happened(passage, named.get(passage.actor_unit, "")) for passage in passages]

    @property
    def latest(self) -> list[Happened]:
        """The last steps, shown at once; all of them where they are few."""
        return self.happened[len(self.earlier) :]

    @property
    def earlier(self) -> list[Happened]:
        """What lies before the last steps and opens at a tap, so that today is not at the end of a long page."""
        return self.happened[:-AT_ONCE] if len(self.happened) > AT_ONCE + 2 else []

    def _happened(self, passage: Passage, unit: str) -> Happened:
        if passage.actor_id == PETITIONER:
            return Happened(passage, "", "", True)
        if unit:
            return Happened(passage, unit, passage.actor_name, False)
        return Happened(passage, "", "", False, _("对方") if passage.actor_name in self._others else _("参加调解的人"))

    @cached_property
    def _others(self) -> set[str]:
        """The masks of the other side, by which the ledger names them."""
        return set(self.case.parties.filter(county=self.case.county, role=PartyRole.RESPONDENT).values_list("mask", flat=True))

    @cached_property
    def files(self) -> list[FileCard]:
        """The files that the petitioner brought, for whoever showed that the case is theirs."""
        if not self.is_open or not any(h.is_mine and h.passage.has_files for h in self.happened):
            return []
        code, by = self.case.tracking_code, citizen(self.case.county)
        return own_cards(self.case, self.pack, by, lambda file: reverse("portal:file", args=[code, file.id]))

    @property
    def last_seen(self) -> int:
        """The last row of the timeline that the page shows."""
        return self.happened[-1].passage.seq if self.happened else 0

    @property
    def steps(self) -> tuple[list[Words], int]:
        """The citizen's steps and which one it is now; of a finished case only those it went through, all done."""
        names = self.pack.steps
        if self.state.is_open:
            return list(names.values()), 1 + list(names).index(self.state.step)
        passed = {self.workflow.states[self.workflow.start].step, self.state.step}
        for line in self.happened:
            known = self.pack.act(line.passage.act)
            if known is not None and known[0].id == self.workflow.id and known[1].to != SAME:
                passed.add(self.workflow.states[known[1].to].step)
        return [name for step, name in names.items() if step in passed], len(names) + 1

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers for the petitioner and those they wrote; one that must be served waits until it is."""
        served = {kind for track in self.tracks for t in track.workflow.transitions.values() for kind, _when in t.serves}
        found = documents.papers_for_petitioner(self.case.county, self.case.id).filter(sealed=False)
        return [Paper(paper, paper.kind in served and paper.served_on is None) for paper in found]

    def paper(self, key: UUID) -> Document | None:
        """One of the papers that may be read now."""
        return next((p.document for p in self.papers if p.document.id == key and not p.waits), None)

    @cached_property
    def demands(self) -> list[Demand]:
        """What was asked for, each with its outcome."""
        return list(Demand.objects.filter(county=self.case.county, case=self.case))

    @property
    def outcomes(self) -> list[tuple[str, Words | None, str]]:
        """Each demand with what became of it (else the outcome of its opinion) and the reply, once that has been served."""
        known, results = self.pack.lists.get("outcomes", {}), self.pack.lists.get("results", {})
        told = "D21" in self.proceeding.served
        return [(d.text, results.get(d.result) or (known.get(d.outcome) if told else None), d.reply.get("reply", "") if told else "")
                for d in self.demands]  # fmt: skip

    @property
    def result(self) -> Words | None:
        """What the case came to, once every demand has an outcome."""
        return self.pack.lists.get("results", {}).get(self.case.result)

    @cached_property
    def owed(self) -> list[Line]:
        """What was promised and is not done yet."""
        return list(Line.objects.filter(county=self.case.county, case=self.case, is_done=False, is_dropped=False))

    @cached_property
    def evaluation(self) -> str:
        """The link by which this reply may be rated now; empty when there is nothing to rate, or it was rated."""
        asked = followups.round_of(self.case, self.today) if self.is_open else None
        return followups.link_of(self.case) if asked and not followups.given(self.case, asked) else ""

    @cached_property
    def tables(self) -> list[owing.Table]:
        """What is owed to the parties, sheet by sheet."""
        return [table for table in self._tables if not table.sheet.is_aside]

    @property
    def raised(self) -> list[owing.Table]:
        """Funds and advances: money found for the case, which nobody owes the parties. Support is told apart."""
        shown = (table for table in self._tables if table.sheet.is_aside and not table.sheet.is_internal)
        return [table for table in shown if table.sheet.id != owing.SUPPORT]

    @property
    def measures(self) -> list[owing.Measure]:
        """Support and safety measures in force."""
        return [one for one in owing.support_of(self._tables, self.pack.lists) if one.is_in_force]

    @cached_property
    def _tables(self) -> list[owing.Table]:
        return owing.tables_of(self.case, self.pack, self.today)

    @cached_property
    def family(self) -> list[Relative]:
        """Cases split off, opened on new facts, or merged into: their step and next date."""
        links = dict(
            Link.objects.filter(county=self.case.county, case=self.case, kind__in=FAMILY).values_list("other", "kind")
        )
        if not links:
            return []
        others = Case.objects.filter(county=self.case.county, id__in=links, is_sealed=False).select_related("unit")
        return [self._relative(other, links[other.id]) for other in others.order_by("registered_at")]

    def _relative(self, other: Case, kind: str) -> Relative:
        progress = Progress(other, self.today)
        theirs = self.is_open and (kind in SAME_PEOPLE or queries.have_one_phone(self.case, other))
        return Relative(
            kind, self.pack.steps[progress.state.step], other.unit.label, progress.next or progress.right,
            other.tracking_code if theirs else "",
        )  # fmt: skip

    @cached_property
    def acts(self) -> dict[str, Step]:
        """What the petitioner may do in any proceeding of the case, by the name of the act, each with its verdict of today.

        What is open in the root as well (add something) is offered there alone, and consent or a signature once given is
        not asked again.
        """
        found: dict[str, Step] = {}
        for track in self.tracks:
            is_side = track is not self.root
            own = {step.transition.id for step in self.root.steps if step.verdict} if is_side else set()
            for step in track.steps:
                if step.transition.id in own or self._is_given(track, step) or ("withdraws" in step.transition.effects and not self.files):
                    continue
                if track.proceeding.closed_at is None or not is_side or step.verdict:
                    found[track.key(step)] = step
        return dict(sorted(found.items(), key=lambda one: "withdraws" in one[1].transition.effects))  # taking back comes last

    @property
    def aside(self) -> tuple[str, ...]:
        """Acts that are offered elsewhere than with the others."""
        return SUED

    def _is_given(self, track: Track, step: Step) -> bool:
        """True for consent or a signature that this side has given already."""
        given = self.mediation
        if given is None or track is not given.track:
            return False
        return ("agrees" in step.transition.effects and given.i_agreed) or ("signs" in step.transition.effects and given.i_signed)

    @property
    def adding(self) -> str:
        """The act by which the petitioner adds photos and papers now; empty where none is open."""
        steps = (step for step, act in self.acts.items() if act.verdict and step.endswith("add_material"))
        return next(steps, "")

    def track_of(self, step: str) -> Track:
        """The proceeding in which one of `acts` is taken."""
        return next(track for track in self.tracks if step in map(track.key, track.steps))

    def state_of(self, step: str) -> State:
        """Where the proceeding of one of `acts` stands."""
        track = self.track_of(step)
        return track.workflow.states[track.proceeding.state]

    def may(self, step: str) -> bool:
        """True when the petitioner may take a step now; a review asked for late counts, with a reason (DAY-8)."""
        return step in self.acts and bool(self.acts[step].verdict)

    def is_late(self, step: str) -> bool:
        """True when the time for a step has passed: it is still taken in, with a reason, and a person decides."""
        limits = [g.values[0] for g in self.acts[step].transition.needs if g.name == "in_time_or_reason"]
        return any(self.track_of(step).facts[f"clock.{clock}"] == "overdue" for clock in limits)

    @property
    def urged_today(self) -> bool:
        """True when the petitioner has asked today what keeps the case."""
        return any(h.passage.act == "urge" and day_of(h.passage.at) == self.today for h in self.happened)


def is_own(transition: Transition) -> bool:
    """True for a step that a petitioner takes in a case under way, but for rating, which has a page of its own."""
    return PETITIONER in transition.by and bool(transition.sources) and not transition.follows and transition.id not in RATING


def owed_in(track: Track) -> Next | None:
    """What the unit owes next in a proceeding: what its state waits for, before clocks that came along from elsewhere."""
    leading = track.workflow.from_state(track.proceeding.state)
    awaited = {change.clock for transition in leading for change in transition.clocks if change.kind == "stop"}
    return next_of([v for v in track.clocks if v.id in awaited], mine=False) or next_of(track.clocks, mine=False)


def next_of(clocks: Iterable[ClockView], *, mine: bool) -> Next | None:
    """The running clock that matters next to the petitioner: a duty of others, or (`mine`) a right of their own."""
    running = [v for v in clocks if v.id in OWES and v.due.state == "running" and _is_right(v) == mine]
    return Next(OWES[running[0].id], running[0], mine) if running else None


def _is_right(view: ClockView) -> bool:
    return view.owner == "petitioner" or view.id in RIGHTS


def _unit_names(keys: Iterable[str]) -> dict[str, str]:
    wanted = {key for key in keys if key}
    return {str(unit.id): unit.label for unit in Unit.objects.filter(id__in=wanted)} if wanted else {}
