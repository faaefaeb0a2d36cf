"""fengqiao ledger: what it prints for a ledger that holds and for one that was bent, and the seal to keep outside."""

from __future__ import annotations

import argparse
import re

import pytest
from django.db import connection

from fengqiao.apps.cases.models import Entry, Seal
from fengqiao.console import ledger
from fengqiao.domain.errors import Incomplete
from tests.town import Town, build_town, go, register_case, to_opinion


@pytest.fixture
def town(db: None) -> Town:
    """The invented county."""
    return build_town()


@pytest.fixture
def ask(capsys, monkeypatch):
    """Run the command; gives the exit code, what it printed, and what it complained."""
    monkeypatch.setattr("fengqiao.console.django_env.ready", lambda: None)

    def run(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        ledger.register(parser.add_subparsers())
        code = ledger.run(parser.parse_args(["ledger", *words]))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_ledger_that_holds(town: Town, ask) -> None:
    to_opinion(town)
    code, out, err = ask("verify")
    assert (code, err) == (0, "")
    assert f"Checked {Entry.objects.count()} rows; all hold." in out


def test_each_break_is_named_with_its_case_and_row(town: Town, ask) -> None:
    case = register_case(town)
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_entry SET actor_name = '别人' WHERE case_id = %s AND seq = 1", [case.id])
    code, out, err = ask("verify", "--county", "999901")
    assert code == 1
    assert f"{case.number}: row 1 was changed" in err
    assert "Checked 2 rows, 1 do not hold." in out


def test_only_the_county_asked_for(town: Town, ask) -> None:
    case = register_case(town)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_entry WHERE case_id = %s", [case.id])
    assert ask("verify", "--county", "999902")[0] == 0
    code, _, err = ask("verify")
    assert code == 1
    assert "there is no row at all" in err


def test_every_break_has_words() -> None:
    assert set(ledger.BREAKS) == {"changed", "gap", "order", "head", "missing", "unsealed"}


def test_the_digest_to_keep_outside_is_printed_once_a_day(town: Town, ask) -> None:
    case = register_case(town)
    code, out, _ = ask("seal")
    assert code == 0
    digest = re.search(r"999901 \S+ 1 cases, 1 rows, digest ([0-9a-f]{64})", out)
    assert digest
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
    assert ask("seal")[1] == out
    assert Seal.objects.count() == 1


def test_no_seal_is_made_for_another_day(town: Town, ask) -> None:
    register_case(town)
    with pytest.raises(Incomplete, match="没有封存过"):
        ask("seal", "--day", "2020-01-02")
    with pytest.raises(Incomplete, match="还没有到"):
        ask("seal", "--day", "2199-01-01")
    assert not Seal.objects.exists()


def test_a_county_and_a_day_are_checked_at_the_door(ask) -> None:
    for words in (("verify", "--county", "12"), ("seal", "--day", "yesterday")):
        with pytest.raises(SystemExit):
            ask(*words)
