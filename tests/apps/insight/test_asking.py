"""What cannot be read in an address is named and left out; it never breaks a page."""

from __future__ import annotations

import base64

import pytest

from fengqiao.apps.insight import asking
from fengqiao.apps.insight.scope import scope_of
from tests.town import Town

WRONG = [
    ("state", "S99"),
    ("state", "S80"),  # not in this tab
    ("category", "nothing"),
    ("channel", "pigeon"),
    ("classification", "'; DROP TABLE cases_case; --"),
    ("person", "you"),
    ("unit", "land"),  # another's
    ("unit", "x" * 5000),
    ("since", "2026-02-31"),
    ("since", "1899-12-31"),
    ("since", "3000-01-01"),
    ("since", "昨天"),
    ("since", "9" * 5000),
    ("until", "2026-13-01"),
    ("text", "长" * 61),
    ("after", "garbage"),
    ("after", "%%%%"),
    ("after", "é"),
    ("after", "A" * 10_000),
    ("after", base64.urlsafe_b64encode(b"2026-02-31 0" * 3).decode()),
    ("after", base64.urlsafe_b64encode(b"\xff\xfe").decode()),
    ("before", base64.urlsafe_b64encode(b"2026-01-01 not-a-uuid").decode()),
]


@pytest.mark.parametrize(("name", "typed"), WRONG)
def test_each_wrong_part_is_named_and_left_out(town: Town, name: str, typed: str) -> None:
    ask = asking.read(
        {name: typed, "channel" if name != "channel" else "category": ""},
        scope_of(town.handler),
        "working",
        whole=False,
    )
    assert list(ask.wrong) == [name]
    assert ask.wrong[name].zh
    assert ask.wrong[name].of("en") != ask.wrong[name].zh
    assert len(ask.wrong[name].zh) < 80
    assert ask.filters.given == {}
    assert ask.cursor is None


def test_a_period_that_ends_before_it_begins_loses_its_end(town: Town) -> None:
    typed = {"since": "2026-03-02", "until": "2026-03-01"}
    ask = asking.read(typed, scope_of(town.handler), "working", whole=False)
    assert list(ask.wrong) == ["until"]
    assert ask.filters.given == {"since": "2026-03-02"}


@pytest.mark.parametrize("typed", ["2026-3-2", "2026/03/02", "2026.3.2", "2026年3月2日"])
def test_days_may_be_written_as_people_write_them(town: Town, typed: str) -> None:
    ask = asking.read({"since": typed}, scope_of(town.handler), "working", whole=False)
    assert ask.filters.given == {"since": "2026-03-02"}


def test_an_address_says_again_what_was_asked(town: Town) -> None:
    typed = {"state": "S40", "category": "housing", "text": "墙 & 路"}
    ask = asking.read(typed, scope_of(town.handler), "working", whole=False)
    assert ask.query(state="") == "text=%E5%A2%99+%26+%E8%B7%AF&category=housing"


def test_a_leader_may_choose_any_unit(town: Town) -> None:
    assert asking.read({"unit": "land"}, scope_of(town.leader), "working", whole=True).wrong == {}
