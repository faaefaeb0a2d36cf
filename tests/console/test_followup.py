"""fengqiao followup sample: the month's sample from the command line, the same again for everybody who asks."""

from __future__ import annotations

import pytest

from fengqiao.console.__main__ import main
from tests.apps.followups.test_desk import some_closed
from tests.town import COUNTY, build_town

pytestmark = pytest.mark.django_db


def test_a_sample_is_drawn_once_and_shown_with_its_seed(capsys: pytest.CaptureFixture[str]) -> None:
    some_closed(build_town(), 2)
    asked = ["followup", "sample", "--month", "2026-05", "--size", "2", "--county", str(COUNTY), "--seed", "202605-LX"]
    assert main(asked) == 0
    first = capsys.readouterr().out
    assert "202605-LX" in first
    assert "999901-2026-000001" in first
    assert main([*asked[:-1], "another"]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(("option", "value"), [("--month", "May"), ("--month", "2026-13"), ("--size", "0"), ("--size", "501")])
def test_what_is_wrong_is_one_sentence(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"--month": "2026-05", "--size": "2", "--county": str(COUNTY)} | {option: value}
    assert main(["followup", "sample", *(word for pair in asked.items() for word in pair)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
