"""docs/guides/settings.md names every variable the product reads, and none it does not."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\b(?:FENGQIAO|DATABASE)_[A-Z_]*[A-Z]\b")
INTERNAL = {"FENGQIAO_STEPS_DONE", "FENGQIAO_THREADS", "FENGQIAO_TEST_SLOT", "DATABASE_OWNER", "FENGQIAO_BENCH_FLOOR"}


def _read_by_the_product() -> set[str]:
    files = [ROOT / "fengqiao", ROOT / ".ci" / "run", *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return {name for file in files for name in VARIABLE.findall(file.read_text(encoding="utf-8"))} - INTERNAL


def test_the_guide_names_every_variable_and_no_other() -> None:
    guide = (ROOT / "docs" / "guides" / "settings.md").read_text(encoding="utf-8")
    assert set(VARIABLE.findall(guide)) == _read_by_the_product()
