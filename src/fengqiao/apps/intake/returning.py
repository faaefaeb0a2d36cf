"""What is told to whoever sent a file: a report row by row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from typing import Any

from fengqiao.apps.intake.columns import FIELDS
from fengqiao.apps.intake.taking import Outcome
from fengqiao.domain.words import Words
from fengqiao.kernel.returned import WRONG, reason
from fengqiao.kernel.sheets import neutral

REPORT = (Words("行号", "Row"), Words("结果", "Result"), Words("办件编号", "Case number"), WRONG)
FATES: Mapping[str, Words] = {
    "registered": Words("已登记", "registered"),
    "twin": Words("已登记，与前面一行相同，已关联", "registered; the same as an earlier row, tied to it"),
    "known": Words("以前导入过", "imported before"),
    "bad": Words("退回", "returned"),
}


def report_writer(file: Any, language: str = "zh") -> Callable[[Outcome], None]:
    """Begin a report row by row as CSV (row, result, case number, what is wrong; no words of a letter); gives its pen."""
    writer = csv.writer(file)
    writer.writerow([heading.of(language) for heading in REPORT])

    def write(outcome: Outcome) -> None:
        row = [outcome.letter.row.number, FATES[outcome.fate].of(language), outcome.number]
        writer.writerow([*row, neutral(reason(outcome.wrong, FIELDS, language))])

    return write

