"""Signals of supervision (law.md §1.7): what the record shows, and nothing about a person."""

from __future__ import annotations

import pytest

from fengqiao.domain.supervision import raised
from fengqiao.kernel import packfiles

SIGNALS = packfiles.load("national").signals.values()
CALM = {"is_open": "yes", "objections": 0, "hand_overs": 1, "quiet_days": 3}


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({}, []),
        ({"clock.CLK-03": "overdue"}, ["acceptance"]),
        ({"clock.CLK-03": "running"}, []),
        ({"clock.CLK-07": "overdue"}, ["handling"]),
        ({"objections": 2}, ["shifting"]),
        ({"hand_overs": 3}, ["shifting"]),
        ({"objections": 1, "hand_overs": 2}, []),
        ({"quiet_days": 30}, ["delay"]),
        ({"quiet_days": 29}, []),
        ({"quiet_days": 400, "is_open": "no"}, []),
        ({"clock.CLK-23": "overdue"}, ["refusal"]),
        ({"clock.CLK-02": "overdue", "objections": 5}, ["acceptance", "shifting"]),
    ],
)
def test_what_the_record_shows(facts: dict[str, object], shown: list[str]) -> None:
    """XF-40.1: late notice, late handling, shifting, delay, a supported opinion not carried out."""
    assert [signal.id for signal in raised(SIGNALS, {**CALM, **facts})] == shown


def test_falsification_is_never_found_by_a_machine() -> None:
    assert "fraud" not in {signal.id for signal in SIGNALS}
