"""The rows of an import between two requests: kept under the data home, readable by the server alone, then forgotten."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage

from fengqiao.apps.intake.letters import Letter
from fengqiao.apps.intake.models import ImportRun
from fengqiao.kernel.sheets import Row

DAYS_KEPT = 7  # people come back for the returned rows; then the copy of the letters goes


def _path(run: ImportRun) -> Path:
    return Path(default_storage.path("intake")) / f"{run.id}.jsonl"


def keep(run: ImportRun, letters: Iterable[Letter]) -> None:
    """Write the letters of a run, one a line, in place of what was kept before."""
    path = _path(run)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        for letter in letters:
            line = [letter.row.number, letter.key, letter.twin_of, letter.row.cells]
            file.write(json.dumps(line, ensure_ascii=True) + "\n")
    fresh.replace(path)


def kept(run: ImportRun, offset: int = 0) -> Iterator[tuple[Letter, int]]:
    """The letters from a byte on, each with the byte where the next one begins; raises FileNotFoundError once forgotten."""
    with open(_path(run), "rb") as file:
        file.seek(offset)
        while line := file.readline():
            number, key, twin_of, cells = json.loads(line)
            yield Letter(Row(number, tuple(cells)), key, twin_of), file.tell()


def forget_old(county: int, at: datetime) -> None:
    """Delete the kept rows of runs that were begun more than a week ago."""
    old = ImportRun.objects.filter(county=county, is_file_kept=True, created_at__lt=at - timedelta(days=DAYS_KEPT))
    for run in old:
        with contextlib.suppress(FileNotFoundError):
            _path(run).unlink()
        run.is_file_kept = False
        run.save(update_fields=["is_file_kept"])
