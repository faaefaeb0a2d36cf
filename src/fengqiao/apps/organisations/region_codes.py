"""The 12-digit statistical code: its levels, meaningful digits and parents, and rows read from files of them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

DIGITS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
LENGTH = 12


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One line of a region file; `where` is file:line, level None means "as the code says"."""

    code: str
    name: str
    level: int | None = None
    where: str = ""


def pad(digits: str) -> str:
    """The full code of some leading digits."""
    return digits.ljust(LENGTH, "0")


def level_of(code: str) -> int:
    """The level that the zeros at the end of a code speak of."""
    return next(level for level, digits in DIGITS.items() if pad(code[:digits]) == code)


def path_of(code: str, level: int) -> str:
    """The meaningful digits: a prefix of the path of everything inside."""
    return code[: DIGITS[level]]


def parent_of(code: str, level: int) -> str | None:
    """The code one level up; None for a province. A city without counties is its own county."""
    for above in range(level - 1, 0, -1):
        parent = pad(code[: DIGITS[above]])
        if parent != code:
            return parent
    return None


def lineage_of(code: str) -> list[str]:
    """The codes from the province down to this one."""
    return list(dict.fromkeys(pad(code[:digits]) for digits in DIGITS.values()))


def open_text(path: Path) -> TextIO:
    """A CSV or CSV.gz file as text in UTF-8 (with or without a mark)."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def read_rows(path: Path, *, progress: Callable[[int], None] | None = None) -> Iterator[RegionRow]:
    """The rows of one file with the columns code, name and perhaps level; raises Incomplete naming file and line."""
    try:
        with open_text(path) as text:
            yield from _parse(path.name, text, progress)
    except FileNotFoundError as error:
        raise _unreadable(path, "没有这个文件", "there is no such file") from error
    except (IsADirectoryError, PermissionError) as error:
        raise _unreadable(path, "打不开这个文件", "it cannot be opened") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "不是 UTF-8 编码", "it is not UTF-8 text") from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise _unreadable(path, "压缩文件已损坏", "the compressed file is damaged") from error
    except csv.Error as error:
        raise _unreadable(path, "不是 CSV 表格", "it is not a CSV table") from error


def _parse(name: str, text: TextIO, progress: Callable[[int], None] | None) -> Iterator[RegionRow]:
    reader = csv.reader(text)
    header = [column.strip().lower() for column in next(reader, [])]
    if "code" not in header or "name" not in header:
        raise Incomplete(
            Words(
                f"{name}:1：第一行要有 code 和 name 两列。",
                f"{name}:1: the first line needs the columns code and name.",
            )
        )
    code, label = header.index("code"), header.index("name")
    level = header.index("level") if "level" in header else None
    for count, cells in enumerate(reader, start=1):
        if progress and count % 20_000 == 0:
            progress(count)
        if cells:
            yield _row(cells, code, label, level, f"{name}:{reader.line_num}")


def _row(cells: list[str], code: int, label: int, level: int | None, where: str) -> RegionRow:
    def cell(index: int) -> str:
        return cells[index].strip() if index < len(cells) else ""

    stated = cell(level) if level is not None else ""
    return RegionRow(cell(code), cell(label), int(stated) if stated.isdecimal() else (0 if stated else None), where)


def _unreadable(path: Path, zh: str, en: str) -> Incomplete:
    return Incomplete(Words(f"{path.name}：{zh}。", f"{path.name}: {en}."), code="unreadable_file")
