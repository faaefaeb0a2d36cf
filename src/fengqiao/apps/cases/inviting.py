"""Whom an act that names a panel offers: the committee made for such a matter, the people near, a whole team with one tap.

Everything here is a suggestion with its reason; who sits is chosen by whoever acts, and accepted by the parties.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fengqiao.apps.cases.facts import tier_in
from fengqiao.apps.cases.models import Party, Seat, SeatState
from fengqiao.apps.cases.queries import CasePage, Track, load_of
from fengqiao.apps.helpers import committees
from fengqiao.apps.helpers.models import Committee, Helper
from fengqiao.apps.helpers.queries import helpers_of
from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.domain.ladder import CommitteeKind
from fengqiao.domain.methods import Panel
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Transition
from fengqiao.kernel import vault
from fengqiao.ui.language import in_language

TOWN_DIGITS = 9  # of a region's code, up to the town
FEW = 60  # a directory of so many is listed whole; of a larger one only who is near, the rest on request
Offered = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A professional committee for this category of matter, with its kind, which says on what it rests."""

    committee: Committee
    kind: CommitteeKind


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody who holds a role of a team and was not put on it, with the reason."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Team:
    """A preset team filled for the village of a case: who was found, which roles nobody holds there, who was passed over."""

    panel: Panel
    chosen: list[tuple[Words, Helper]]
    lacking: list[Words]
    passed: list[Passed]


@dataclass(frozen=True, slots=True)
class Help:
    """What stands above the list of people: committees suggested, teams to call, the team that was called, and whether there is more."""

    suggested: list[Suggested]
    teams: list[Panel]
    team: Team | None
    is_narrow: bool


def names_panel(transition: Transition) -> bool:
    """True for an act that seats people of the directory."""
    return "panel" in transition.effects


def seated(page: CasePage, track: Track) -> list[tuple[str, str]]:
    """Those who sit in a proceeding, for an act that names nobody new."""
    return [(str(seat.helper_id), seat.name) for seat in page.seats if seat.proceeding_id == track.proceeding.id and seat.helper_id]


def help_for(page: CasePage, track: Track, transition: Transition, team: str, *, is_wide: bool) -> Help | None:
    """What helps to choose a panel; None for an act that names none. `team` is the id of a team of the method, or empty."""
    if not names_panel(transition):
        return None
    teams = [panel for panel in page.pack.method.panels if any(role.kinds for role in panel.roles)]
    called = next((panel for panel in teams if panel.id == team), None)
    return Help(
        [Suggested(one, page.pack.committee_kinds[one.kind]) for one in _suggested(page)], teams,
        _filled(page, track, called) if called else None, not is_wide and helpers_of(page.case.county).count() > FEW,
    )  # fmt: skip


def offered(page: CasePage, track: Track, *, kept: Collection[str] = (), is_wide: bool = False) -> Offered:
    """Those who may be asked, in groups: the suggested committee, the kinds that this tier calls for (nearest first), others near
    and of the county; everybody else (professional committees for other matters too) where that is asked for or they are few.
    Those in `kept` are always among them.

    Beside each: kinds, languages, and in how many open proceedings they sit now, so that nobody is overburdened.
    """
    special = {one.id: one.name for one in _suggested(page)}
    everybody = helpers_of(page.case.county).select_related("unit", "region", "committee")
    county = Q(unit__level=UnitLevel.COUNTY) & (Q(committee=None) | Q(committee__kind=committees.GENERAL))
    town = _places(page, track).get("town", "")[:TOWN_DIGITS]
    local = Q(region__path__startswith=town) | Q(unit__region__path__startswith=town) if town else Q()
    near = Q(committee__in=special) | county | local | Q(region=f"{page.case.county:06d}000000") | Q(id__in=_keys(kept))
    is_whole = is_wide or everybody.count() <= FEW
    people = list(everybody if is_whole else everybody.filter(near | Q(unit=track.proceeding.unit)))
    return _grouped(page, track, people, special)


def _grouped(page: CasePage, track: Track, people: list[Helper], special: Mapping[UUID, str]) -> Offered:
    tier, unit = tier_in(track.proceeding, page.pack), track.proceeding.unit
    wanted = set(tier.roles) if tier else set()
    loads = load_of([one.id for one in people], page.case.county)
    groups: dict[str, list[tuple[str, str]]] = {}

    def group(one: Helper) -> str:
        if body := special.get(one.committee_id or UUID(int=0)):
            return _("%(committee)s（按类别，供参考）") % {"committee": body}
        if wanted & set(one.kinds):
            return _("这一级该请的人")
        return _("别的可以请的人")

    village = _places(page, track).get("village", "")
    same = {one.id for one in people if village and village in (one.region_id, one.unit.region_id if one.unit else "")}

    def rank(one: Helper) -> tuple[bool, bool, bool, int, int, str]:
        far = _far(one, unit)
        return (one.committee_id not in special, not wanted & set(one.kinds), one.id not in same, far, loads[one.id], one.name)

    for one in sorted(people, key=rank):
        groups.setdefault(group(one), []).append((str(one.id), told(one, page, loads[one.id], is_same=one.id in same)))
    return list(groups.items())


def _far(one: Helper, near: Unit) -> int:
    """How far somebody of the directory is from a unit: 0 of it or its place, 1 of the same town, 2 elsewhere."""
    place = _where(one)
    if one.unit_id == near.id or place == near.region_id:
        return 0
    return 1 if place[:TOWN_DIGITS] == near.region_id[:TOWN_DIGITS] else 2


def told(one: Helper, page: CasePage, load: int, *, is_same: bool = False) -> str:
    """Somebody of the directory in one line: whether of the village of the matter, kinds, languages, body, and how many
    proceedings they sit in now."""
    kinds, languages = page.pack.lists.get("helper_kinds", {}), page.pack.lists.get("languages", {})
    about = [_("同村")] if is_same else []
    about += [in_language(kinds[kind]) for kind in one.kinds if kind in kinds]
    about += [in_language(languages[code]) for code in one.languages if code in languages]
    about += [one.unit.label] if one.unit else []
    about += [_("在调%(n)s件") % {"n": load}] if load else []
    return _("%(name)s（%(about)s）") % {"name": one.name, "about": _("，").join(about)}


def _suggested(page: CasePage) -> list[Committee]:
    return committees.suggested(page.case.county, page.pack, page.case.category)


def _places(page: CasePage, track: Track) -> dict[str, str]:
    """The region codes of the village, the town and the county of a case, by level; a level that is not known is left out."""
    codes = [code for code in (page.case.region_code, track.proceeding.unit.region_id, page.case.unit.region_id) if code]
    found: dict[str, str] = {}
    for code in codes:
        if not code.endswith("000"):
            found.setdefault("village", code)
        if code[6:9] != "000":
            found.setdefault("town", f"{code[:9]}000")
    return {**found, "county": f"{page.case.county:06d}000000"}


def _at(codes: Iterable[str]) -> Q:
    wanted = list(codes)
    return Q(region__in=wanted) | Q(unit__region__in=wanted)


def _where(one: Helper) -> str:
    return str(one.region_id or (one.unit.region_id if one.unit else ""))


def _keys(texts: Iterable[str]) -> list[UUID]:
    keys = []
    for text in texts:
        try:
            keys.append(UUID(str(text)))
        except ValueError:
            continue
    return keys


def _filled(page: CasePage, track: Track, panel: Panel) -> Team:
    """Each role with whoever holds it at its place and sits in the fewest proceedings now."""
    places = _places(page, track)
    kinds = {kind for role in panel.roles for kind in role.kinds}
    holders = list(_holders(page, kinds, places))
    barred = _barred(page, holders)
    loads = load_of([one.id for one in holders], page.case.county)
    team = Team(panel, [], [], [])
    taken: set[UUID] = set()
    for role in panel.roles:
        at = [role.at] if role.at else list(places)
        fit = [one for one in holders if set(role.kinds) & set(one.kinds) and _where(one) in [places.get(level) for level in at]]
        team.passed.extend(Passed(one.name, barred[one.id]) for one in fit if one.id in barred)
        free = [one for one in fit if one.id not in barred and one.id not in taken]
        if not free:
            team.lacking.append(role.name)
            continue
        order = [places.get(level) for level in at]
        best = min(free, key=lambda one: (order.index(_where(one)), loads[one.id], one.name))
        taken.add(best.id)
        team.chosen.append((role.name, best))
    return team


def _holders(page: CasePage, kinds: Collection[str], places: Mapping[str, str]) -> QuerySet[Helper]:
    found = helpers_of(page.case.county).filter(_at(places.values()), kinds__overlap=list(kinds))
    return found.select_related("unit", "region").order_by("name", "id")


def _barred(page: CasePage, people: Iterable[Helper]) -> dict[UUID, str]:
    """Who may not be put on a team of this case, with the reason: recused or declined before, or of the same name as a party."""
    case, why = page.case, dict[UUID, str]()
    seats = Seat.objects.filter(county=case.county, case=case, helper_id__isnull=False)
    said = dict(seats.filter(state__in=[SeatState.RECUSED, SeatState.DECLINED]).values_list("helper_id", "state"))
    named = Party.objects.filter(county=case.county, case=case, identity__isnull=False)
    names = {bytes(index) for index in named.values_list("identity__name_index", flat=True) if index}
    for one in people:
        if one.user_id in case.recused or said.get(one.id) == SeatState.RECUSED:
            why[one.id] = _("已经回避")
        elif one.id in said:
            why[one.id] = _("这件事上回复过没空")
        elif names and vault.blind_index(one.name, "name") in names:
            why[one.id] = _("和当事人同名，先问清有没有关系")
    return why
