"""Many at the same instant: once a day stays once, and waits hold."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.helpers import committees
from fengqiao.apps.organisations import ruling
from fengqiao.apps.organisations.models import Rule
from fengqiao.apps.portal import services
from fengqiao.apps.portal.queries import TRIES
from fengqiao.domain.case_numbers import is_valid
from fengqiao.domain.errors import Conflict, NotNow
from fengqiao.kernel.moment import now, today
from tests.apps.cases.test_lifecycle_at_once import _together as together
from tests.apps.portal.cast import accepted_case
from tests.town import COUNTY, Town, build_town

MANY = 8


@pytest.mark.django_db(transaction=True)
def test_many_at_once() -> None:
    """One county for all of it: setting it up outside a transaction is costly."""
    town = build_town()
    _urging_together_counts_once(town)
    _guessing_digits_together_waits(town)
    _guessing_codes_together_waits()
    _one_name_and_one_version_together(town)


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


def _one_name_and_one_version_together(town: Town) -> None:
    """Whoever comes second is told so, and never that the server failed."""
    pack = rules.pack_named(rules.NATIONAL)
    body = committees.Entered("坪上镇人民调解委员会", town.unit("pingshang"), today())
    made = together(*[lambda: committees.set_up(body, county=COUNTY, pack=pack)] * MANY)
    assert sorted(type(one).__name__ for one in made) == ["Committee"] + ["Conflict"] * (MANY - 1), made
    text = ruling.Entered("调解规范", "县司法局", "1.0", today(), text="先听后说。")
    sent = together(*[lambda: ruling.publish(text, county=COUNTY, pack=pack, by=town.admin)] * MANY)
    assert sorted(type(one).__name__ for one in sent) == ["Conflict"] * (MANY - 1) + ["Rule"], sent
    first = next(one for one in sent if isinstance(one, Rule))
    second = ruling.Entered("调解规范", "县司法局", "2.0", today(), text="先听后说。")
    said = together(*[lambda: ruling.publish(second, county=COUNTY, pack=pack, by=town.admin, replaces=first)] * MANY)
    assert sum(isinstance(one, Conflict) for one in said) == MANY - 1, said
