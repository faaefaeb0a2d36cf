"""The days from which clocks count: receipt, acceptance, service, the post (DAY-7, DAY-8, DAY-14 to DAY-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fengqiao.domain.clock.standing import Due
from fengqiao.domain.errors import CalendarMissing, Incomplete
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar

ACCEPTED_WITHIN = 15
AFTER_OBSTACLE = timedelta(days=10)
AFTER_PUBLICATION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ServiceProof:
    """How a paper reached the petitioner, and what proves it.

    `on` is the day signed, the day of the refusal, the day on the return receipt, the day of arrival in the person's
    own system, or the day of publication. A refusal needs a witness and a record; electronic service needs consent.
    """

    way: Literal["signed", "refused", "post", "electronic", "public_notice"]
    on: date
    witnessed: bool = False
    consented: bool = False


def receipt_date(*, arrived_on: date, taken_on: date | None = None) -> date:
    """The day of receipt: the first on which the body could act, never a later click on "received" (DAY-14)."""
    return min(arrived_on, taken_on) if taken_on else arrived_on


def acceptance_date(noticed_on: date | None, received_on: date, within: int = ACCEPTED_WITHIN) -> date:
    """The day of acceptance: the notice's date, at the latest `within` calendar days after receipt (DAY-15).

    Raises Incomplete when the notice is dated before the receipt.
    """
    latest = received_on + timedelta(days=within)
    if noticed_on is None:
        return latest
    if noticed_on < received_on:
        words = Words(
            f"告知书的日期{noticed_on}早于收到之日{received_on}。",
            f"The notice of {noticed_on} is dated before the receipt of {received_on}.",
        )
        raise Incomplete(words, {"noticed_on": words})
    return min(noticed_on, latest)


def service_date(proof: ServiceProof | None) -> date | None:
    """The day on which a paper counts as received (DAY-16), or None without proof, so that no right lapses (DAY-17).

    Public notice counts as service 30 calendar days after publication.
    """
    if proof is None:
        return None
    if proof.way == "refused" and not proof.witnessed:
        return None
    if proof.way == "electronic" and not proof.consented:
        return None
    return proof.on + AFTER_PUBLICATION if proof.way == "public_notice" else proof.on


def posted_in_time(due: Due, posted_on: date) -> bool:
    """True when a citizen's paper was posted on or before the last day: time in the post does not count (DAY-7).

    Always False for a unit's clock, which only arrival stops. Raises CalendarMissing while the last day is not known.
    """
    last = due.shown
    if due.limit.owner == "unit" or last is None:
        return False
    if due.missing_year is not None and posted_on > last:
        raise CalendarMissing(due.missing_year)
    return posted_on <= last


def late_request_until(obstacle_ended_on: date, calendar: WorkCalendar) -> date:
    """The last day to ask after force majeure or another good reason: 10 calendar days, then DAY-4 (DAY-8).

    A person decides whether the reason is good. Raises CalendarMissing when the year is not loaded.
    """
    return calendar.next_workday(obstacle_ended_on + AFTER_OBSTACLE)
