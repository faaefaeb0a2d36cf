"""Files that a command reads and writes, and the county it is about when none was said."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fengqiao.console.progress import tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words


def read(file: Path) -> bytes:
    """The bytes of a table; raises Incomplete for one that cannot be read or is too large."""
    from fengqiao.kernel.sheets import LARGEST_OPENED

    try:
        if file.stat().st_size > LARGEST_OPENED:
            most = LARGEST_OPENED // 2**20
            raise _refusal(f"{file} 超过 {most} MB，请分成几个文件。", f"{file} is larger than {most} MB; split it.")
        return file.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise _refusal(f"读不到文件 {file}（{why}）。", f"The file {file} cannot be read ({why}).") from error


@contextlib.contextmanager
def writing(path: Path) -> Iterator[Any]:
    """A CSV file open for writing as spreadsheets read it; raises Incomplete when it cannot be written."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            yield file
    except OSError as error:
        why = error.strerror or str(error)
        raise _refusal(f"写不了文件 {path}（{why}）。", f"The file {path} cannot be written ({why}).") from error


def returned_beside(file: Path) -> Path:
    """Where the returned rows of a file go: 原名-退回.csv in the same folder."""
    stem = file.name.removesuffix(".gz").rpartition(".")[0] or file.name
    return file.with_name(stem + tell("-退回.csv", "-returned.csv"))


def only_county() -> int:
    """The county with a petition office; raises Incomplete when there is none, or several."""
    from fengqiao.apps.organisations.models import Unit

    counties = sorted(set(Unit.objects.filter(is_petition_office=True).values_list("county_code", flat=True)))
    if len(counties) == 1:
        return counties[0]
    known = "、".join(f"{county:06d}" for county in counties)
    if not counties:
        raise Incomplete(Words("还没有设立信访部门的县，请先设立。", "No county has a petition office yet; set one up first."))
    raise Incomplete(Words(f"有几个县：{known}，请用 --county 指明。", f"There are several counties: {known}; say --county."))


def _refusal(zh: str, en: str) -> Incomplete:
    return Incomplete(Words(zh, en), code="file")
