"""The lists themselves: what lies in a tab, in which order, page after page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case
from fengqiao.apps.insight import asking, lists, queries
from fengqiao.apps.insight.asking import Ask, Filters
from fengqiao.apps.insight.scope import Scope, scope_of
from tests.apps.insight.many import TODAY, many
from tests.town import Town, to_acceptance, to_opinion

DAY = timedelta(days=1)


def _numbers(scope: Scope, ask: Ask, **more: Any) -> list[str]:
    return [row.number for row in lists.page(scope, ask, TODAY, **more).rows]


def _walk(scope: Scope, ask: Ask, size: int, *, way: str) -> list[list[str]]:
    """Every page from one end to the other, through the addresses that a person would follow."""
    pages, params = [], {}
    while True:
        ask = asking.read({**ask.filters.given, **params}, scope, ask.tab, whole=ask.whole)
        assert not ask.wrong
        page = lists.page(scope, ask, TODAY, size=size)
        pages.append([row.number for row in page.rows])
        place = page.after if way == "after" else page.before
        if not place or len(pages) > 50:
            return pages
        params = {way: place}


def _some(town: Town) -> list[Case]:
    """Cases with equal days, different days and none."""
    rows: list[Mapping[str, Any]] = [{"due_on": TODAY + DAY * (n % 4)} for n in range(11)]
    return many(town, [*map(dict, rows), *({"due_on": None} for _ in range(6))])


def test_pages_follow_one_another_without_gap_or_double(town: Town) -> None:
    cases = _some(town)
    scope = scope_of(town.handler)
    pages = _walk(scope, Ask("working"), 5, way="after")
    ordered = sorted(cases, key=lambda case: (case.due_on or date.max, case.id))
    assert [number for page in pages for number in page] == [case.number for case in ordered]
    assert [len(page) for page in pages] == [5, 5, 5, 2]


def test_going_back_shows_the_same_pages(town: Town) -> None:
    _some(town)
    scope = scope_of(town.handler)
    last = lists.page(scope, Ask("working"), TODAY, size=100).rows[-1]
    back = asking.read({"before": last.place}, scope, "working", whole=False)
    found: list[str] = []
    while True:
        page = lists.page(scope, back, TODAY, size=5)
        found = [row.number for row in page.rows] + found
        if not page.before:
            break
        back = asking.read({"before": page.before}, scope, "working", whole=False)
    assert [*found, last.number] == _numbers(scope, Ask("working"), size=100)


def test_a_page_stays_where_it_was_when_cases_come_and_go(town: Town) -> None:
    cases = _some(town)
    scope = scope_of(town.handler)
    first = lists.page(scope, Ask("working"), TODAY, size=5)
    after = asking.read({"after": first.after}, scope, "working", whole=False)
    second = _numbers(scope, after, size=5)
    Case.objects.filter(number=first.rows[0].number).update(stage="done", state="S80")
    many(town, [{"due_on": TODAY - DAY}])
    assert _numbers(scope, after, size=5) == second
    assert len(cases) == 17


def test_finished_cases_come_newest_first(town: Town) -> None:
    cases = many(town, [{"stage": "done", "state": "S80", "due_on": None} for _ in range(12)])
    scope = scope_of(town.handler)
    pages = _walk(scope, Ask("done"), 5, way="after")
    newest = sorted(cases, key=lambda case: (case.acted_at, case.id), reverse=True)
    assert [number for page in pages for number in page] == [case.number for case in newest]


def test_finished_cases_of_a_period_come_by_the_day_of_receipt(town: Town) -> None:
    rows = [
        {"stage": "done", "state": "S80", "due_on": None, "received_on": date(2026, 1, 1) + DAY * (n % 5)}
        for n in range(12)
    ]
    cases = many(town, rows)
    ask = Ask("done", filters=Filters(since=date(2026, 1, 2)))
    pages = _walk(scope_of(town.handler), ask, 4, way="after")
    kept = [case for case in cases if case.received_on >= date(2026, 1, 2)]
    newest = sorted(kept, key=lambda case: (case.received_on, case.id), reverse=True)
    assert [number for page in pages for number in page] == [case.number for case in newest]


def test_two_units_are_one_list(town: Town) -> None:
    ours, theirs = _some(town), many(town, [{"due_on": TODAY + DAY * n} for n in range(5)], unit="land")
    both = replace(scope_of(town.handler), units=tuple(str(town.unit(code).id) for code in ("housing", "land")))
    pages = _walk(both, Ask("working"), 7, way="after")
    ordered = sorted([*ours, *theirs], key=lambda case: (case.due_on or date.max, case.id))
    assert [number for page in pages for number in page] == [case.number for case in ordered]
    handled = _walk(both, Ask("handled"), 7, way="after")
    assert sorted(number for page in handled for number in page) == sorted(case.number for case in ordered)


LIGHTS = {
    "late": {"due_on": TODAY - DAY},
    "today": {"due_on": TODAY},
    "soon": {"due_on": TODAY + 7 * DAY},
    "later": {"due_on": TODAY + 8 * DAY},
    "uncertain": {"due_on": TODAY - DAY, "is_provisional": True},
    "citizens": {"due_on": TODAY - DAY, "due_clock": "CLK-12"},
    "undated": {"due_on": None},
    "finished": {"due_on": TODAY - DAY, "stage": "done", "state": "S80"},
}


def test_near_and_overdue_hold_what_the_unit_must_hurry_with(town: Town) -> None:
    cases = dict(zip(LIGHTS, many(town, [dict(row) for row in LIGHTS.values()]), strict=True))
    scope = scope_of(town.handler)
    names = {case.number: name for name, case in cases.items()}
    counted = queries.counts(scope, TODAY, whole=False)
    near = [names[number] for number in _numbers(scope, Ask("near"), near_until=counted.near_until)]
    assert near == ["uncertain", "today", "soon"]
    assert [names[number] for number in _numbers(scope, Ask("overdue"))] == ["late"]
    assert (counted.near, counted.overdue, counted.working) == (3, 1, 7)


@pytest.mark.parametrize("tab", ["inbox", "working", "near", "overdue", "open", "done", "handled", "any"])
def test_the_count_of_a_list_is_its_length(town: Town, tab: str) -> None:
    many(town, [*map(dict, LIGHTS.values()), {"stage": "inbox", "state": "S21"}])
    scope = scope_of(town.handler)
    near_until = queries.counts(scope, TODAY, whole=False).near_until
    listed = _numbers(scope, Ask(tab), size=100, near_until=near_until)
    assert lists.count(scope, Ask(tab), TODAY, near_until=near_until) == len(listed) == len(set(listed)) > 0


def test_counting_stops_at_its_limit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    many(town, [{} for _ in range(8)])
    monkeypatch.setattr(lists, "MOST_COUNTED", 3)
    assert lists.count(scope_of(town.handler), Ask("working"), TODAY) == 4


def test_tallies_follow_the_acts(town: Town) -> None:
    """The counts after real acts are those of a count afresh, and rows of days that emptied are gone."""
    from fengqiao.apps.cases.models import Tally
    from fengqiao.apps.cases.services import tally

    to_acceptance(town)
    to_opinion(town)

    def kept() -> list[Any]:
        return sorted(
            map(str, Tally.objects.exclude(n=0).values_list("unit", "state", "stage", "due_on", "warn_on", "n"))
        )

    by_acts = kept()
    tally.count_again(town.handler.county)
    assert kept() == by_acts
    assert not Tally.objects.filter(state="", n=0).exists()


FILTERS = {
    "state": ("S50", {"state": "S50"}),
    "category": ("land", {"category": "land"}),
    "channel": ("letter", {"channel": "letter"}),
    "classification": ("consult", {"classification": "consult"}),
    "since": ("2026-11-01", {"received_on": date(2026, 11, 1)}),
    "until": ("2026/9/30", {"received_on": date(2026, 9, 30)}),
    "text": ("路灯", {"title": "路灯三个月没亮"}),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("whole", [False, True])
def test_each_condition_finds_its_case_alone(town: Town, name: str, whole: bool) -> None:
    typed, row = FILTERS[name]
    many(town, [{}, {}])
    (wanted,) = many(town, [row])
    scope = scope_of(town.dispatcher if whole else town.handler)
    for tab in ("working", "handled") if not whole else ("working", "open"):
        ask = asking.read({name: typed}, scope, tab, whole=whole)
        assert not ask.wrong
        assert _numbers(scope, ask) == [wanted.number], tab
        assert lists.count(scope, ask, TODAY) == 1


def test_me_is_the_person_named_on_the_case(town: Town) -> None:
    many(town, [{}])
    (mine,) = many(town, [{"person_id": town.handler_2.user}])
    scope = scope_of(town.handler_2)
    assert _numbers(scope, asking.read({"person": "me"}, scope, "working", whole=False)) == [mine.number]


@pytest.mark.parametrize("typed", ["999901-2026-000002", "2026-2", "２", "0000 0000 0002", "第2件"])
def test_a_text_may_be_a_number_a_code_or_the_start_of_a_title(town: Town, typed: str) -> None:
    from fengqiao.domain.case_numbers import make_tracking_code

    many(town, [{}])
    code = make_tracking_code("00000000000")
    (wanted,) = many(town, [{"tracking_code": code}])
    scope = scope_of(town.handler)
    ask = asking.read({"text": code if typed.startswith("0000 ") else typed}, scope, "working", whole=False)
    assert _numbers(scope, ask) == [wanted.number]


def test_signs_of_patterns_are_only_signs(town: Town) -> None:
    many(town, [{}, {"title": "100%有问题"}])
    scope = scope_of(town.handler)
    assert _numbers(scope, asking.read({"text": "%"}, scope, "working", whole=False)) == []
    assert len(_numbers(scope, asking.read({"text": "100%"}, scope, "working", whole=False))) == 1


def test_a_list_that_takes_too_long_is_given_up_in_words(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from fengqiao.domain.errors import NotNow

    many(town, [{}])
    scope = scope_of(town.leader)
    slow = lists.Strip(((lists.Part("pg_sleep(1) IS NULL"),),), ())
    monkeypatch.setattr(lists, "LONGEST_LOOK", 20)
    monkeypatch.setattr(lists, "strips", lambda *args: (slow,))
    with pytest.raises(NotNow, match="太多"):
        lists.page(scope, Ask("working", True, Filters(channel="visit")), TODAY)


def test_a_whole_list_comes_in_pieces(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = _some(town)
    pieces = list(lists.every(scope_of(town.handler), Ask("working"), TODAY, near_until=None, most=10))
    assert [len(piece) for piece in pieces] == [10]
    everything = [
        row.number
        for piece in lists.every(scope_of(town.handler), Ask("working"), TODAY, near_until=None, most=99)
        for row in piece
    ]
    assert everything == _numbers(scope_of(town.handler), Ask("working"), size=99)
    assert len(everything) == len(cases)


def test_a_page_is_one_or_two_questions_to_the_database(town: Town) -> None:
    many(town, [{} for _ in range(60)])
    scope = scope_of(town.handler)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        lists.page(scope, Ask("working"), TODAY)
    assert len(asked) == 1
    assert "OFFSET" not in asked[0]["sql"].upper()
    assert "COUNT(" not in asked[0]["sql"].upper()


def test_places_hold_instants_to_the_microsecond(town: Town) -> None:
    at = datetime(2026, 11, 1, 8, 0, 0, 123456, tzinfo=UTC)
    cases = many(
        town,
        [
            {"stage": "done", "state": "S80", "due_on": None, "acted_at": at + timedelta(microseconds=n)}
            for n in range(4)
        ],
    )
    pages = _walk(scope_of(town.handler), Ask("done"), 1, way="after")
    assert [page[0] for page in pages] == [case.number for case in reversed(cases)]
