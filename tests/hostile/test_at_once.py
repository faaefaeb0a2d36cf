"""Many at the same instant: once a day stays once, and waits hold."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.portal import services
from fengqiao.apps.portal.queries import TRIES
from fengqiao.domain.case_numbers import is_valid
from fengqiao.domain.errors import NotNow
from fengqiao.kernel.moment import now
from tests.apps.cases.test_lifecycle_at_once import _together as together
from tests.apps.portal.cast import accepted_case
from tests.town import Town, build_town

MANY = 8


@pytest.mark.django_db(transaction=True)
def test_many_at_once() -> None:
    """One county for all of it: setting it up outside a transaction is costly."""
    town = build_town()
    _urging_together_counts_once(town)
    _guessing_digits_together_waits(town)
    _guessing_codes_together_waits()


def _urging_together_counts_once(town: Town) -> None:
    case = accepted_case(town)
    results = together(*[lambda: services.act(case, "urge", {}, at=now(), once=str(uuid4()))] * MANY)
    assert sorted(type(result).__name__ for result in results) == ["Entry"] + ["NotNow"] * (MANY - 1), results
    assert all(result.code == "urged_today" for result in results if isinstance(result, NotNow))
    assert Entry.objects.filter(case=case, act="urge").count() == 1


def _guessing_digits_together_waits(town: Town) -> None:
    case = accepted_case(town)
    proofs = together(*[lambda: services.prove(case, "0000", "10.0.0.1", now())] * MANY)
    assert sum(isinstance(proof, services.Proof) and not proof.minutes for proof in proofs) == TRIES - 1, proofs
    assert services.prove(case, "5678", "10.0.0.1", now()).minutes


def _guessing_codes_together_waits() -> None:
    def guess(code: str) -> Callable[[], tuple[Case | None, int]]:
        return lambda: services.look_up(code, "10.0.0.2", now())

    strangers = [code for n in range(200) if is_valid(code := f"{n:012d}")][:MANY]
    looked = together(*map(guess, strangers))
    assert looked.count((None, 0)) == TRIES, looked
