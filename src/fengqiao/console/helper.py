"""fengqiao helper import: those who help, from CSV or Excel into the directory, each row accounted for."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from fengqiao.console import files
from fengqiao.console.progress import bar, language, say, table, tell

if TYPE_CHECKING:
    from fengqiao.apps.helpers.services import Outcome
    from fengqiao.kernel.sheets import Sheet


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("helper")
    acts = parser.add_subparsers(dest="act", required=True)
    load = acts.add_parser("import", help=tell("从 CSV 或 Excel 导入名册", "import the directory from CSV or Excel"))
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--county", type=int, metavar="CODE", help=tell("县代码，6 位", "the county's code, 6 digits"))
    load.add_argument(
        "--bad", type=Path, metavar="FILE",
        help=tell("退回的行写到这里；默认 原名-退回.csv", "write returned rows here; default: NAME-returned.csv"),
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Import; exit code 0, or 1 when rows were returned. Raises Incomplete with a sentence for an unusable file."""
    from fengqiao.console import django_env

    data = files.read(args.file)
    django_env.ready()
    from fengqiao.apps.helpers import rows, services
    from fengqiao.apps.helpers.kinds import directory_pack
    from fengqiao.apps.organisations.services import operator
    from fengqiao.kernel.moment import now
    from fengqiao.kernel.sheets import open_sheet

    sheet = open_sheet(data, args.file.name)
    county = args.county or files.only_county()
    pack = directory_pack(county)
    reader = rows.reader_for(sheet, county, pack)
    if left := rows.unused(sheet):
        say("没有用到的列：" + "、".join(left) + "。", "Columns not used: " + ", ".join(left) + ".")
    count, bad = Counter[str](), []
    with bar() as moved:
        for outcome in services.take(reader.read(sheet.rows), county=county, pack=pack, by=operator(county), at=now()):
            count[outcome.fate] += 1
            if outcome.fate == "bad":
                bad.append(outcome)
            moved(args.file.name, count.total(), len(sheet.rows))
    told = ((tell("读到", "rows read"), count.total()), (tell("新登记", "added"), count["added"]),
            (tell("名册里已经有", "in the directory already"), count["known"]), (tell("退回", "returned"), count["bad"]))  # fmt: skip
    table((tell("结果", "result"), tell("行数", "rows")), [(words, f"{n:,}") for words, n in told])
    if bad:
        _return(bad, sheet, args.bad or files.returned_beside(args.file))
    return 1 if bad else 0


def _return(bad: list[Outcome], sheet: Sheet, path: Path) -> None:
    from fengqiao.apps.helpers.rows import FIELDS
    from fengqiao.kernel.returned import reason, write_rows

    with files.writing(path) as file:
        write_rows(file, sheet.columns, [(one.row, one.wrong) for one in bad], FIELDS, language()[:2])
    for one in bad[:10]:
        say(f"第 {one.row.number} 行：{reason(one.wrong, FIELDS)}", f"Row {one.row.number}: {reason(one.wrong, FIELDS, 'en')}")
    say(f"退回 {len(bad)} 行，写在 {path}，改好后再导入这个文件就行。",
        f"{len(bad)} rows were returned in {path}; correct them there and import that file.")  # fmt: skip
