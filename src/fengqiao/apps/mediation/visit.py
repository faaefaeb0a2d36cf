"""One look at a case by the link of a seat: what this guest may read, and what they may do now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from fengqiao.apps.cases import choosing, wording
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.filing import FileCard, own_cards
from fengqiao.apps.cases.forms import FieldsForm
from fengqiao.apps.cases.models import Seat, SeatState
from fengqiao.apps.cases.services import seating
from fengqiao.apps.cases.veil import veil_of
from fengqiao.apps.mediation.settling import Settling
from fengqiao.domain.effects import kind_of
from fengqiao.domain.roles import PANEL
from fengqiao.domain.verdict import Reason
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import ANY, OPEN, Step, Transition

LEAVING = frozenset({"refuses", "tier"})  # effects of acts that end or move what is under way: never put off


@dataclass(frozen=True, slots=True)
class Deed:
    """One act that this guest may take now; a direct one asks nothing, so one tap takes it."""

    transition: Transition
    is_direct: bool
    is_leaving: bool
    is_general: bool
    is_first: bool  # stands out; never for a party, to whom yes and no look alike


class Visit:
    """Everything behind one link that is open."""

    def __init__(self, seat: Seat, today: date) -> None:
        self.seat, self.by, self.today = seat, seating.guest_of(seat), today
        self.case, self.proceeding = seat.case, seat.proceeding
        self.page = cases.page_of(seat.case, self.by, today, latest=0)
        self.track = next(track for track in self.page.tracks if track.proceeding.id == seat.proceeding_id)
        self.pack, self.workflow = self.page.pack, self.track.workflow
        self.state = self.workflow.states[self.proceeding.state]
        self.settling = Settling(self.case, self.track.proceeding, self.pack, self.page.parties)

    @property
    def on_panel(self) -> bool:
        """True for somebody asked to mediate, False for the other party."""
        return self.seat.role == PANEL

    @property
    def may_read(self) -> bool:
        """True once this guest takes part: somebody of the panel who accepted, a party that agreed to mediation."""
        if self.on_panel:
            return self.seat.state == SeatState.ACCEPTED
        return self.settling.has_agreed(self.seat.party)

    @property
    def hears_story(self) -> bool:
        """What was told is not shown to the other party where those who asked wanted it kept, or where it may endanger them."""
        return self.on_panel or not (self.case.is_confidential or self.case.is_sealed)

    @property
    def kind(self) -> Words | None:
        """As whom a panel member is asked."""
        return self.pack.lists.get("helper_kinds", {}).get(self.seat.kind)

    @cached_property
    def veil(self) -> Any:
        """Masks names and numbers in a text."""
        return veil_of(self.case)

    @property
    def title(self) -> str:
        """What it is about, masked."""
        return str(self.veil(self.case.title))

    @property
    def story(self) -> str:
        """What was told, masked."""
        return str(self.veil(self.case.content))

    @property
    def wishes(self) -> list[str]:
        """What is asked for, masked."""
        return [self.veil(demand.text) for demand in self.page.demands]

    @cached_property
    def files(self) -> list[FileCard]:
        """The files that this guest brought; those of others are shown to staff alone, as no mask covers a picture."""
        link = seating.link_of(self.seat)
        return own_cards(self.case, self.pack, self.by, lambda file: reverse("mediation:file", args=[link, file.id]))

    @property
    def deeds(self) -> list[Deed]:
        """What this guest may do now but for signing, which begins with reading; what moves the matter first."""
        acts = sorted((act for act in self._open if "signs" not in act.effects), key=_weight)
        return [self._deed(act, is_first=self.on_panel and place == 0) for place, act in enumerate(acts)]

    @property
    def signing(self) -> Transition | None:
        """The act by which this guest may sign now."""
        return next((act for act in self._open if "signs" in act.effects), None)

    @cached_property
    def _open(self) -> list[Transition]:
        if not seating.may_act(self.seat):
            return []
        return [step.transition for step in self.track.now if not self._has_done(step.transition)]

    def _has_done(self, act: Transition) -> bool:
        """What a party has said or signed already is not offered again, nor taking back where they brought no file."""
        if "withdraws" in act.effects and not self.files:
            return True
        mine = next((side for side in self.settling.sides if side.party.id == self.seat.party_id), None)
        if mine is None:
            return False
        return ("agrees" in act.effects and self.may_read) or ("signs" in act.effects and mine.signed_on is not None)

    def _deed(self, act: Transition, *, is_first: bool) -> Deed:
        asks = any(spec.required for spec in act.fields)
        leaving = bool(LEAVING & {kind_of(effect) for effect in act.effects})
        return Deed(act, not asks and (leaving or not act.fields), leaving, _is_general(act), is_first)

    @property
    def closed(self) -> list[tuple[Words, tuple[Reason, ...]]]:
        """What belongs to this guest and this state but cannot be done now, with the reasons."""
        mine = [step for step in self.track.not_now if self.is_mine(step.transition)]
        return [(step.transition.name, wording.reasons_of(step, self.pack)) for step in mine]

    def is_mine(self, act: Transition) -> bool:
        """True for an act that this kind of guest takes at some time."""
        return self.seat.role in act.by

    def step(self, act: str) -> Step | None:
        """One act of this guest with its verdict of now; None for one that is not theirs."""
        known = self.workflow.transitions.get(act)
        if known is None or not known.sources or known.follows or not self.is_mine(known):
            return None
        return self.page.step(self.workflow.key(act))

    def reasons(self, step: Step) -> tuple[Reason, ...]:
        """Why a step is refused now, in words."""
        return wording.reasons_of(step, self.pack)

    def form(self, act: Transition, typed: Mapping[str, Any] | None, browser: str) -> FieldsForm:
        """The form of an act, with what is known filled in; names stay masked in it."""
        known = choosing.known_for(self.page, self.track, act, self.by)
        if "facts" in known and self.settling.agreement is None:
            known["facts"] = self.veil(known["facts"])
        choices = choosing.choices_for(self.page, self.track, act, self.by, self.today, browser=browser)
        return FieldsForm(act.fields, pack=self.pack, choices=choices, demands=self.page.demands, typed=typed, initial=known)


def _is_general(act: Transition) -> bool:
    return bool({ANY, OPEN} & set(act.sources))


def _weight(act: Transition) -> tuple[bool, int]:
    return _is_general(act), ("main", "plain", "negative").index(act.emphasis)
