"""Who sees what in lists: the same as anywhere else, and never a sealed report."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.queries import get_for, visible_to
from fengqiao.apps.insight import lists, queries
from fengqiao.apps.insight.asking import STAGES, Ask
from fengqiao.apps.insight.scope import scope_of
from fengqiao.domain.roles import Actor
from tests.apps.insight.many import TODAY, many
from tests.town import Town, go, register_case, to_acceptance


@pytest.fixture
def county(town: Town) -> dict[str, Case]:
    """An open case at each of three places, one handed on, one sealed."""
    sealed = register_case(town, classification="report", content="副局长收了包工头的钱。")
    return {
        "window": register_case(town),
        "town": register_case(town, by=town.town_handler, unit="pingshang"),
        "housing": to_acceptance(town),
        "sealed": sealed,
    }


def _seen(actor: Actor) -> set[str]:
    condition, values = scope_of(actor).seen
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.number FROM cases_case c WHERE {condition}", values)
        return {number for (number,) in cursor.fetchall()}


def _opened(actor: Actor) -> set[str]:
    found = set()
    for number in Case.objects.values_list("number", flat=True):
        with suppress(Case.DoesNotExist):
            found.add(get_for(actor, number).number)
    return found


def _listed(actor: Actor) -> set[str]:
    scope = scope_of(actor)
    return {
        row.number
        for tab in STAGES
        for whole in (False, True)
        for row in lists.page(scope, Ask(tab, whole), TODAY, size=200).rows
    }


def test_lists_and_pages_of_cases_agree_on_who_sees_what(town: Town, county: dict[str, Case]) -> None:
    for name, actor in {**town.everybody, "citizen": town.citizen}.items():
        allowed = set(visible_to(actor).values_list("number", flat=True))
        assert _seen(actor) == _opened(actor) == allowed, name
        assert _listed(actor) <= allowed, name


def test_a_case_opens_from_any_number_of_units(town: Town, county: dict[str, Case]) -> None:
    """A post of a merged unit works in the name of several, one whose unit is gone in that of none."""
    units = sorted({str(case.unit_id) for case in county.values()})
    for number in range(len(units) + 1):
        actor = replace(town.handler, units=frozenset(units[:number]))
        assert _opened(actor) == set(visible_to(actor).values_list("number", flat=True)), number


def test_a_sealed_case_is_in_its_readers_own_list_alone(town: Town, county: dict[str, Case]) -> None:
    number = county["sealed"].number
    reader = scope_of(town.sealed_officer)
    assert [row.number for row in lists.page(reader, Ask("sealed"), TODAY).rows] == [number]
    for name, actor in town.everybody.items():
        if name != "sealed_officer":
            assert number not in _listed(actor), name
            assert queries.look_up(scope_of(actor), number, TODAY)[1] == [], name


def test_a_sealed_case_is_in_no_count(town: Town) -> None:
    scope = scope_of(town.leader)
    before = queries.counts(scope, TODAY, whole=True), queries.by_state(scope)
    register_case(town, classification="report", content="副局长收了包工头的钱。")
    assert (queries.counts(scope, TODAY, whole=True), queries.by_state(scope)) == before


def test_sealing_a_case_takes_it_out_of_the_counts(town: Town) -> None:
    case = register_case(town)
    scope = scope_of(town.dispatcher)
    assert queries.counts(scope, TODAY, whole=True).inbox == 1
    go(case, "classify", town.clerk, "2026-03-02 10:00", kind="report")
    assert queries.counts(scope, TODAY, whole=True) == queries.Counts(near_until=TODAY)
    assert queries.by_state(scope) == []


def test_the_next_county_sees_and_counts_nothing(town: Town, county: dict[str, Case]) -> None:
    assert _listed(town.outsider) == set()
    assert queries.counts(scope_of(town.outsider), TODAY, whole=True).inbox == 0
    assert queries.look_up(scope_of(town.outsider), county["window"].number, TODAY)[1] == []


def test_one_unit_does_not_count_another_ones_cases(town: Town) -> None:
    many(town, [{}] * 3, unit="housing")
    many(town, [{}], unit="land")
    assert queries.counts(scope_of(town.land_handler), TODAY, whole=False).working == 1
    assert queries.counts(scope_of(town.land_handler), TODAY, whole=True).working == 1
    assert queries.counts(scope_of(town.leader), TODAY, whole=True).working == 4


def test_a_case_that_was_handed_on_stays_in_what_one_handled(town: Town, county: dict[str, Case]) -> None:
    number = county["housing"].number
    office = scope_of(town.clerk)
    assert number in [row.number for row in lists.page(office, Ask("handled"), date(2026, 3, 10)).rows]
    assert number not in [row.number for row in lists.page(office, Ask("working"), date(2026, 3, 10)).rows]
