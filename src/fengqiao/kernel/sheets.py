"""Tables in files as rows of text: CSV (UTF-8, GB 18030, UTF-16), CSV.gz and XLSX."""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

KINDS = (".csv", ".csv.gz", ".xlsx")
LARGEST_UPLOAD = 20 * 1024 * 1024  # bytes sent by a browser
LARGEST_OPENED = 200 * 1024 * 1024  # bytes once unpacked
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200_000, 100, 1_000_000
LARGEST_AREA = 5_000_000  # cells between the first and the farthest one: a workbook is laid out in memory whole
EXACT = 10**15  # from here on Excel has rounded a number: an identity number has lost its last digits
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")  # where a cell or a row lies: r="C7", r="7"
_LONGEST_PLACE = 64
LOST_DIGITS = "\ufffcdigits-lost"  # stands in a cell whose number was rounded


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its number as a spreadsheet shows it (headings are in 1) and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as opened: its headings and the rows that say something."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def open_sheet(data: bytes, name: str) -> Sheet:
    """The rows of a file by its content and name.

    Raises Incomplete with a sentence for another kind of file, one too large, damaged, without headings or rows.
    """
    if data.startswith(b"PK\x03\x04"):
        records = _workbook(data, name)
    elif name.lower().endswith((".xlsx", ".xls")) or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(name, "不是 .xlsx 表格；请在 Excel 里另存为 .xlsx 或 CSV。",
                       "is no .xlsx workbook; save it as .xlsx or CSV in Excel.")  # fmt: skip
    else:
        records = _comma_separated(_unpacked(data, name) if data.startswith(b"\x1f\x8b") else data, name)
    return _sheet(records, name)


def neutral(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_text(lines: Iterable[Iterable[object]]) -> str:
    """Some lines of a file that is taken away, no cell of which a spreadsheet takes for a formula."""
    held = io.StringIO()
    csv.writer(held).writerows([neutral(str(cell)) for cell in line] for line in lines)
    return held.getvalue()


def _sheet(records: Iterable[Sequence[str]], name: str) -> Sheet:
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, record in enumerate(records, 1):
        cells = [_plain(cell) for cell in record]
        if not any(cells):
            continue
        if not columns:
            columns = _headings(cells, name)
            continue
        if len(rows) == MOST_ROWS:
            raise _refusal(name, f"超过 {MOST_ROWS} 行，请分成几个文件。", f"has more than {MOST_ROWS} rows; split it.")
        rows.append(Row(number, tuple((cells + [""] * len(columns))[: len(columns)])))
    if not rows:
        raise _refusal(name, "没有内容：第一行要是表头，下面每行一条。",
                       "is empty: headings belong in the first row, one entry in each row below.")  # fmt: skip
    return Sheet(columns, tuple(rows))


def _headings(cells: Sequence[str], name: str) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise _refusal(name, f"超过 {MOST_COLUMNS} 列。", f"has more than {MOST_COLUMNS} columns.")
    named: list[str] = []
    for place, cell in enumerate(cells, 1):
        text = " ".join(cell.split())[:60] or f"列{place}"
        named.append(text if text not in named else f"{text}（{place}）")
    return tuple(named)


def _plain(cell: str) -> str:
    text = cell.strip("\ufeff \t\r\n\u3000\u00a0")
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in FORMULA else text


def _comma_separated(data: bytes, name: str) -> Iterator[Sequence[str]]:
    text = _decoded(data, name)
    first = text[: text.find("\n") if "\n" in text else len(text)]
    mark = max(",\t;", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error as error:
        raise _refusal(name, "读不下去：有一格太长，或者引号没有成对。",
                       "cannot be read on: a cell is too long, or its quotes do not match.") from error  # fmt: skip


def _decoded(data: bytes, name: str) -> str:
    marked = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for encoding in (marked, "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refusal(name, "不是文本：只收 CSV、CSV.gz 和 .xlsx。", "is no text: only CSV, CSV.gz and .xlsx are taken.")


def _unpacked(data: bytes, name: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            opened = packed.read(LARGEST_OPENED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _refusal(name, "压缩文件是坏的，请重新导出。", "is a damaged archive; export it again.") from error
    if len(opened) > LARGEST_OPENED:
        raise _too_large(name)
    return opened


def _workbook(data: bytes, name: str) -> Iterator[Sequence[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive, name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = (book.get_sheet_by_name(sheet) for sheet in book.sheet_names)
        records: list[list[Any]] = next((found for t in tables if (found := t.to_python(skip_empty_area=False))), [])
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise _refusal(name, "表格打不开，请在 Excel 里另存为 .xlsx。",
                       "cannot be opened; save it as .xlsx in Excel.") from error  # fmt: skip
    for record in records:
        yield [_as_text(value) for value in record]


def _measure(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook that would not fit into memory, by what is in it and not by what it says of itself.

    One stray cell in the last corner of an empty sheet makes seventeen thousand million cells.
    """
    if "xl/workbook.bin" in archive.namelist() or "content.xml" in archive.namelist():
        raise zipfile.BadZipFile("another kind of workbook")
    opened = 0
    for part in archive.infolist():
        part.file_size = sys.maxsize  # it is read to its true end
        rows, columns, rest = 1, 1, b""
        with archive.open(part) as stream:
            while piece := stream.read(2**20):
                opened += len(piece)
                if opened > LARGEST_OPENED:
                    raise _too_large(name)
                for letters, digits in _PLACE.findall(rest + piece):
                    rows, columns = max(rows, int(digits)), max(columns, _column(letters))
                if rows * columns > LARGEST_AREA:
                    raise _too_wide(name, rows, columns)
                rest = piece[-_LONGEST_PLACE:]


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27; 0 for none."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _as_text(value: Any) -> str:
    """What a cell shows: whole numbers without a point, days in ISO form, rounded long numbers marked as lost."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        if not abs(value) < EXACT:  # nor a NaN
            return LOST_DIGITS
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _too_large(name: str) -> Incomplete:
    most = LARGEST_OPENED // 2**20
    return _refusal(name, f"打开后超过 {most} MB，请分成几个文件。", f"is larger than {most} MB once opened; split it.")


def _too_wide(name: str, rows: int, columns: int) -> Incomplete:
    return _refusal(name, f"有内容写到了第 {rows} 行、第 {columns} 列，太远了；请删掉表格以外多余的格子再存。",
                    f"has cells as far as row {rows} and column {columns}; delete the stray ones outside the table.")  # fmt: skip


def _refusal(name: str, zh: str, en: str) -> Incomplete:
    words = Words(f"文件「{name}」{zh}", f"The file “{name}” {en}")
    return Incomplete(words, {"file": words}, code="file")
