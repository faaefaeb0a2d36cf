"""Rows of a file that were not taken in, with what is wrong, to be corrected and sent again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fengqiao.domain.words import Words
from fengqiao.kernel.sheets import LOST_DIGITS, Row, neutral

ROW, WRONG = Words("原行号", "Row in the file"), Words("错在哪里", "What is wrong")
Wrong = Mapping[str, Words | Mapping[str, str]]


def reason(wrong: Wrong, labels: Mapping[str, Words], language: str = "zh") -> str:
    """What is wrong with a row as one line: the part by its label, then the words."""
    lines = []
    for field, said in wrong.items():
        words = said if isinstance(said, Words) else Words(said.get("zh", ""), said.get("en", ""))
        label = labels[field].of(language) if field in labels else ""
        mark = ": " if language == "en" else "："
        lines.append(f"{label}{mark}{words.of(language)}" if label else words.of(language))
    return "；".join(lines) if language != "en" else " ".join(lines)


def write_rows(
    file: Any, columns: Sequence[str], rows: Iterable[tuple[Row, Wrong]], labels: Mapping[str, Words], language: str = "zh"
) -> None:
    """The rows as CSV with two columns more, row and reason; no cell of it is a formula."""
    writer = csv.writer(file)
    writer.writerow([ROW.of(language), WRONG.of(language), *map(neutral, columns)])
    for row, wrong in rows:
        cells = ["" if cell == LOST_DIGITS else neutral(cell) for cell in row.cells]
        writer.writerow([row.number, neutral(reason(wrong, labels, language)), *cells])
