"""Every row of the five methods is proven by a test, or says openly that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.methods import proof
from tests.methods.proof import Row, cited, faults

TABLE = {one: Row(one, "一", "one", "apps/cases") for one in proof.ids()}
PROVEN = {one: ["tests/test_a.py::test_a"] for one in TABLE}


def test_every_row_is_proven_or_says_what_is_missing() -> None:
    assert "\n".join(faults(proof.rows(), proof.proofs())) == ""


def test_the_page_says_what_the_rows_and_tests_say(pytestconfig: pytest.Config) -> None:
    made = proof.page(proof.rows(), proof.proofs())
    if pytestconfig.getoption("--write", default=False):
        proof.PAGE.write_text(made, encoding="utf-8")
    written = proof.PAGE.read_text(encoding="utf-8") if proof.PAGE.is_file() else ""
    assert written == made, "run: ./fengqiao test tests/methods --write"


def test_there_are_252_rows() -> None:
    assert (len(proof.ids()), len(set(proof.ids()))) == (252, 252)


@pytest.mark.parametrize(
    ("name", "docstring", "rows"),
    [
        ("test_kz_09_two_leaders", "", {"KZ-09"}),
        ("test_kz_09_10_two_leaders", "", {"KZ-09", "KZ-10"}),
        ("test_kz_09_to_11_lights", "", {"KZ-09", "KZ-10", "KZ-11"}),
        ("test_pb_34_35_yj_04_called", "", {"PB-34", "PB-35", "YJ-04"}),
        ("test_day_12_of_the_year", "CLK-09 and K-01 are no rows.", set()),
        ("test_a", "ND-16, CY-30…32: said here.", {"ND-16", "CY-30", "CY-31", "CY-32"}),
    ],
)
def test_ids_are_read_from_names_and_docstrings(name: str, docstring: str, rows: set[str]) -> None:
    assert cited(name, docstring) == rows


def test_what_a_module_says_of_itself_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text('"""KZ-01."""\n\n\ndef helper():\n    """KZ-02."""\n\n\ndef test_a():\n    """KZ-03."""\n')
    assert set(proof.proofs(tmp_path)) == {"KZ-03"}


@pytest.mark.parametrize(
    ("table", "proven", "says"),
    [
        ({**TABLE}, {**PROVEN}, ""),
        ({one: row for one, row in TABLE.items() if one != "ND-50"}, {**PROVEN}, "ND-50: not in rows.yaml"),
        ({**TABLE}, {**PROVEN, "KZ-54": ["tests/test_a.py::test_b"]}, "KZ-54: there is no such row"),
        ({**TABLE}, {one: PROVEN[one] for one in PROVEN if one != "PB-01"}, "PB-01: no test carries it"),
        ({**TABLE, "PB-01": Row("PB-01", "一", "one", open="all of it")}, {**PROVEN}, "PB-01: declared open, yet carried by"),
        ({**TABLE, "PB-01": Row("PB-01", "一", "one", slogan="a motto")}, {**PROVEN}, "PB-01: declared a slogan, yet carried by"),
        ({**TABLE, "PB-01": Row("PB-01", "一", "one")}, {**PROVEN}, "PB-01: says nothing of what serves it"),
    ],
)
def test_what_does_not_fit_is_said(table: dict[str, Row], proven: dict[str, list[str]], says: str) -> None:
    found = faults(table, proven)
    assert [one[: len(says)] for one in found] == ([says] if says else [])
