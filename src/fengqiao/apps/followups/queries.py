"""Reading follow-ups and evaluations: which reply may be rated now, what is due, distributions that name nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.apps.accounts import linking
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Case, Proceeding
from fengqiao.apps.followups.models import EnteredBy, Evaluation, Occasion, Sample, TrustCount
from fengqiao.domain.roles import Actor
from fengqiao.kernel import vault
from fengqiao.kernel.county import county_of
from fengqiao.kernel.moment import day_of

FOLLOW_UP, RATED_BY = "follow_up", "CLK-19"
LASTING_AFTER, LASTING_FOR = 90, 30  # days after closing, and how long one may answer then
LEAST_SHOWN = 10  # evaluations; fewer would tell who said what
SCALES = ("attitude", "speed", "result")
MOST_LISTED = 200
_KEY, _SECRET = 16, 12  # bytes


@dataclass(frozen=True, slots=True)
class Round:
    """One occasion on which a petitioner may say how it was: after which reply, and until when."""

    occasion: str
    reply: int
    until: date


# What may be rated


def round_of(case: Case, today: date) -> Round | None:
    """The occasion that is open on a day; None where there is none. Reports, sealed and restricted cases have none."""
    if case.is_sealed or case.restricted_for or case.classification == "report":
        return None
    clocks = [clock for one in cases.proceedings_of(case) if not one.parent_id for clock in one.clocks if clock["id"] == RATED_BY]
    last = clocks[-1] if clocks else None
    until = last["legal"] or last["shown"] if last and last["state"] == "running" else None
    if until and today.isoformat() <= until:  # while a year's holidays are not published: the day that is certain
        return Round(Occasion.REPLY, len(clocks), date.fromisoformat(until))
    if case.closed_at is None or not clocks:
        return None
    since = day_of(case.closed_at) + timedelta(days=LASTING_AFTER)
    until = since + timedelta(days=LASTING_FOR)
    return Round(Occasion.LASTING, len(clocks), until) if since <= today <= until else None


def given(case: Case, asked: Round) -> bool:
    """True when this occasion has its answer already."""
    found = Evaluation.objects.filter(county=case.county, case=case, occasion=asked.occasion, reply=asked.reply)
    return found.exists()


def has_any(case: Case) -> bool:
    """True when anything was said of this case."""
    return Evaluation.objects.filter(county=case.county, case=case).exists()


def link_of(case: Case) -> str:
    """The secret part of a case's evaluation link: made from the vault's key each time, stored nowhere."""
    return linking.written(case.id.bytes + _secret(case.id))


def case_by_link(link: str) -> Case | None:
    """The case of an evaluation link; None for a link that opens nothing."""
    data = linking.read(link)
    if data is None or len(data) != _KEY + _SECRET:
        return None
    key = UUID(bytes=data[:_KEY])
    if not compare_digest(data[_KEY:], _secret(key)):
        return None
    return Case.objects.filter(county=county_of(key), id=key).select_related("unit").first()


def _secret(key: UUID) -> bytes:
    return (vault.blind_index(f"evaluation {key}", "evaluation link") or b"")[:_SECRET]


# The desk

CONTENT = Q(vars__satisfied__isnull=True) | ~Q(vars__satisfied="no")  # nobody said they were dissatisfied
TABS = ("due", "second", "dissatisfied", "unreachable")


def follow_ups(actor: Actor, tab: str) -> QuerySet[Proceeding]:
    """The follow-ups of this actor's units (of the county for those who oversee it) in one tab, the nearest day first."""
    rows = Proceeding.objects.filter(county=actor.county, workflow=FOLLOW_UP, case__in=cases.visible_to(actor))
    if "supervisor" not in actor.roles:
        rows = rows.filter(unit__in=list(actor.units))
    match tab:
        case "due":
            rows = rows.filter(CONTENT, state="FU10")
        case "second":
            rows = rows.filter(CONTENT, state="FU20")
        case "dissatisfied":
            rows = rows.filter(state__in=["FU10", "FU20"], vars__satisfied="no")
        case _:
            rows = rows.filter(state="FU40")
    return rows.select_related("case", "unit").order_by("due_on", "id")


# What was said, naming nobody


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each answer was given on each scale, and out of how many who were asked; nothing below ten."""

    n: int
    asked: int
    assisted: int
    scales: dict[str, Counter[str]]

    @property
    def is_shown(self) -> bool:
        """True when so many answered that nobody can be told apart."""
        return self.n >= LEAST_SHOWN


def distribution(county: int, units: Iterable[str] | None) -> Distribution:
    """Of the petitioners' own answers about some units, or about the whole county; those entered for somebody counted apart."""
    said = Evaluation.objects.filter(county=county)
    asked = Proceeding.objects.filter(county=county, parent=None, clocks__contains=[{"id": RATED_BY}])
    if units is not None:
        said, asked = said.filter(unit__in=list(units)), asked.filter(unit__in=list(units))
    own = list(said.filter(entered_by=EnteredBy.SELF).values_list(*SCALES))
    assisted = said.filter(entered_by=EnteredBy.ASSISTED).count()
    shown = own if len(own) >= LEAST_SHOWN else []
    scales = {scale: Counter(row[place] for row in shown) for place, scale in enumerate(SCALES)}
    return Distribution(len(own), asked.count(), assisted, scales)


def trust(county: int, today: date) -> list[tuple[date, Counter[str]]]:
    """The answers to the question of trust of the last twelve months that are over, each from ten answers up; of the month that
    runs nothing is told, so that no answer shows in the difference of two looks."""
    this_month = today.replace(day=1)
    months: dict[date, Counter[str]] = {}
    for one in TrustCount.objects.filter(county=county, month__lt=this_month, month__gte=this_month - timedelta(days=366)):
        months.setdefault(one.month, Counter())[one.answer] = one.n
    return [(month, counted) for month, counted in months.items() if counted.total() >= LEAST_SHOWN]


def about_attitude(actor: Actor) -> list[tuple[Evaluation, str]]:
    """What was said against somebody's manner, for the head of the unit and the inspector: with the words where the
    person agreed to have them read."""
    said = Evaluation.objects.filter(county=actor.county, attitude="dissatisfied", case__in=cases.visible_to(actor))
    if "supervisor" not in actor.roles:
        said = said.filter(unit__in=list(actor.units)) if "head" in actor.roles else said.none()
    rows = said.select_related("case", "unit").order_by("-at")[:MOST_LISTED]
    return [(row, words_of(row) if row.may_read else "") for row in rows]


def words_of(said: Evaluation) -> str:
    """The petitioner's own words, opened."""
    return vault.unseal(said.words, words_place(said.id))


def words_place(key: UUID) -> str:
    """What sealed words are bound to."""
    return f"followups_evaluation.words.{key}"


# The sample


def closed_in(county: int, month: date) -> QuerySet[Case]:
    """The cases that ended in a month and are not sealed."""
    after = (month + timedelta(days=31)).replace(day=1)
    ended = Case.objects.filter(county=county, stage="done", is_sealed=False)
    return ended.filter(closed_at__date__gte=month, closed_at__date__lt=after)


def samples(county: int) -> list[Sample]:
    """What was drawn, the newest month first."""
    return list(Sample.objects.filter(county=county)[:12])


@dataclass(frozen=True, slots=True)
class Pick:
    """One case of a sample: what the unit recorded, what the person said, what the visitor found."""

    case: Case
    visit: Proceeding | None
    next_act: str

    @property
    def found(self) -> str:
        """What the visitor found; empty before the visit."""
        return str(self.visit.vars.get("found", "")) if self.visit else ""

    @property
    def satisfied(self) -> str:
        """What the person said; empty before they were asked."""
        said = str(self.visit.vars.get("satisfied", "")) if self.visit else ""
        return "" if said == "unasked" else said


_NEXT = {"FU10": "follow_up.visit", "FU40": "follow_up.visit", "FU20": "follow_up.second_visit"}


def picks_of(sample: Sample, actor: Actor) -> list[Pick]:
    """The cases of a sample that the actor may see, in the order in which they were drawn, each with its last follow-up that had
    not ended before the draw."""
    seen = {case.id: case for case in cases.visible_to(actor).filter(id__in=sample.picks).select_related("unit")}
    visits = Proceeding.objects.filter(county=sample.county, case__in=list(seen), workflow=FOLLOW_UP).exclude(closed_at__lt=sample.at)
    last = {visit.case_id: visit for visit in visits.order_by("opened_at", "id")}
    roots = Proceeding.objects.filter(county=sample.county, case__in=list(seen), parent=None).order_by("opened_at", "id")
    flows = dict(roots.values_list("case_id", "workflow"))
    found = []
    for key in sample.picks:
        if key in seen:
            visit, prefix = last.get(key), "" if flows.get(key) == "petition" else f"{flows.get(key)}."
            act = _NEXT.get(visit.state, "") if visit else ""
            found.append(Pick(seen[key], visit, act or f"{prefix}spot_check"))
    return found
