"""Clocks: from what happened to the last day in time, computed anew each time and never counted down."""

from fengqiao.domain.clock.hours import Hours, closes_at
from fengqiao.domain.clock.lamps import Colour, Lamp, lamp, warn_on
from fengqiao.domain.clock.limits import Limit, length_words, limit_from
from fengqiao.domain.clock.receipt import (
    ServiceProof,
    acceptance_date,
    late_request_until,
    posted_in_time,
    receipt_date,
    service_date,
)
from fengqiao.domain.clock.reckoning import add_months, due
from fengqiao.domain.clock.standing import ClockEvent, Due, EventKind, State, Step

__all__ = [
    "ClockEvent",
    "Colour",
    "Due",
    "EventKind",
    "Hours",
    "Lamp",
    "Limit",
    "ServiceProof",
    "State",
    "Step",
    "acceptance_date",
    "add_months",
    "closes_at",
    "due",
    "lamp",
    "late_request_until",
    "length_words",
    "limit_from",
    "posted_in_time",
    "receipt_date",
    "service_date",
    "warn_on",
]
