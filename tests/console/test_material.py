"""fengqiao files: what it says when all files hold, when one was changed, is gone, or its row was bent; and who looked."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case
from fengqiao.apps.files.models import File
from fengqiao.console import material
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.moment import today
from tests.apps.cases.desk import address, seat
from tests.apps.files import samples
from tests.apps.files.cast import contents, hand_in
from tests.apps.files.conftest import store
from tests.apps.files.test_reading import body
from tests.apps.occasions.test_holding import planned
from tests.town import Town, build_town, register_case

__all__ = ["store"]


@pytest.fixture
def town(db: None) -> Town:
    """The invented county."""
    return build_town()


@pytest.fixture
def case(town: Town, settings: Settings) -> Case:
    found = register_case(town)
    desk: Client = seat(town.clerk)
    assert hand_in(desk, f"{address(found)}act/add_material/", samples.PNG, samples.PDF, text="两份").status_code == 303
    return found


@pytest.fixture
def ask(capsys, monkeypatch):
    """Run the command; gives the exit code, what it printed, and what it complained."""
    monkeypatch.setattr("fengqiao.console.django_env.ready", lambda: None)

    def run(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        material.register(parser.add_subparsers())
        code = material.run(parser.parse_args(["files", *words]))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_all_hold(case: Case, ask) -> None:
    code, out, err = ask("verify")
    assert (code, err) == (0, "")
    assert "Checked 2 files; all hold." in out
    assert ask("verify", "--county", "999902")[1].strip().endswith("Checked 0 files; all hold.")


def test_one_changed_and_one_gone_are_named(case: Case, ask, store: Path) -> None:
    changed, gone = contents(store)
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b" ")
    gone.unlink()
    code, out, err = ask("verify")
    assert code == 1
    assert "its content was changed" in err
    assert "its content is gone" in err
    assert err.count(case.number) == 2
    assert "Checked 2 files, 2 do not hold." in out


def test_a_bent_row_does_not_hide_it(case: Case, ask) -> None:
    File.objects.filter(kind="png").update(sha256="0" * 64)
    code, _out, err = ask("verify")
    assert code == 1
    assert "its row is gone or was changed" in err


def test_kz_21_files_of_an_occasion_are_verified_and_their_readers_told(town: Town, ask, store: Path) -> None:
    """KZ-21: what was attached to a study session holds like what was brought to a case, one taken back too."""
    session = planned(town, "study", leader=None, on=today(), when=f"{today()} 08:00")
    desk: Client = seat(town.dispatcher)
    assert hand_in(desk, f"/occasions/{session.id}/record", samples.PNG, samples.PDF).status_code == 303
    photo, paper = File.objects.order_by("-kind")
    assert "Nobody else has looked yet." in ask("readers", str(session.id))[1]
    body(seat(town.supervisor).get(f"/files/{photo.id}"))
    assert town.supervisor.name in ask("readers", str(session.id))[1]
    assert desk.post(f"/occasions/{session.id}/files/{photo.id}/withdraw", {"reason": "拍错了"}).status_code == 303
    assert "Checked 2 files; all hold." in ask("verify")[1]
    File.objects.filter(id=paper.id).update(sha256="0" * 64)
    contents(store)[0].unlink()
    code, _out, err = ask("verify", "--county", str(session.county))
    assert code == 1
    assert "its content is gone" in err
    assert "its row is gone or was changed" in err
    assert str(session.id) in err
    with pytest.raises(Incomplete, match="没有编号为"):
        ask("readers", str(paper.id))


def test_who_looked(town: Town, case: Case, ask) -> None:
    assert "Nobody else has looked yet." in ask("readers", case.number)[1]
    body(seat(town.dispatcher).get(f"/files/{File.objects.first().id}"))  # type: ignore[union-attr]
    assert town.dispatcher.name in ask("readers", case.number)[1]
