"""What goes back to whoever sent a file: a report row by row, and the bad rows to be corrected and sent again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fengqiao.apps.intake.columns import FIELDS
from fengqiao.apps.intake.sheets import LOST_DIGITS, Row, neutral
from fengqiao.apps.intake.taking import Outcome
from fengqiao.domain.words import Words

ROW, WRONG = Words("原行号", "Row in the file"), Words("错在哪里", "What is wrong")
REPORT = (Words("行号", "Row"), Words("结果", "Result"), Words("办件编号", "Case number"), WRONG)
FATES: Mapping[str, Words] = {
    "registered": Words("已登记", "registered"),
    "twin": Words("已登记，与前面一行相同，已关联", "registered; the same as an earlier row, tied to it"),
    "known": Words("以前导入过", "imported before"),
    "bad": Words("退回", "returned"),
}


def reason(wrong: Mapping[str, Words | Mapping[str, str]], language: str = "zh") -> str:
    """What is wrong with a row as one line: the part, then the words."""
    lines = []
    for field, said in wrong.items():
        words = said if isinstance(said, Words) else Words(said.get("zh", ""), said.get("en", ""))
        label = FIELDS[field].of(language) if field in FIELDS else ""
        mark = ": " if language == "en" else "："
        lines.append(f"{label}{mark}{words.of(language)}" if label else words.of(language))
    return "；".join(lines) if language != "en" else " ".join(lines)


def report_writer(file: Any, language: str = "zh") -> Callable[[Outcome], None]:
    """Begin a report row by row as CSV (row, result, case number, what is wrong; no words of a letter); gives its pen."""
    writer = csv.writer(file)
    writer.writerow([heading.of(language) for heading in REPORT])

    def write(outcome: Outcome) -> None:
        row = [outcome.letter.row.number, FATES[outcome.fate].of(language), outcome.number]
        writer.writerow([*row, neutral(reason(outcome.wrong, language))])

    return write


def write_bad_rows(
    file: Any, columns: Sequence[str], rows: Iterable[tuple[Row, Mapping[str, Any]]], language: str = "zh"
) -> None:
    """The bad rows as CSV with two columns more, row and reason; no cell of it is a formula."""
    writer = csv.writer(file)
    writer.writerow([ROW.of(language), WRONG.of(language), *map(neutral, columns)])
    for row, wrong in rows:
        cells = ["" if cell == LOST_DIGITS else neutral(cell) for cell in row.cells]
        writer.writerow([row.number, neutral(reason(wrong, language)), *cells])
