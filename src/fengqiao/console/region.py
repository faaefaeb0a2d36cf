"""fengqiao region: load regions from files of statistical codes, and show what is loaded."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fengqiao.console.progress import Report, bar, out, say, table, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

if TYPE_CHECKING:
    from fengqiao.apps.organisations.region_codes import RegionRow

LINES_A_BYTE = 1 / 12  # compressed lists of villages; only the length of the progress bar rests on it


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("region")
    acts = parser.add_subparsers(dest="act", required=True)
    load = acts.add_parser("load", help=tell("从 CSV 或 CSV.gz 装入", "load from CSV or CSV.gz"))
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--county", action="append", default=[], metavar="433126",
                      help=tell("只装这个县（可重复）", "this county only (may be repeated)"))  # fmt: skip
    load.add_argument("--with-ancestors", action=argparse.BooleanOptionalAction, default=True,
                      help=tell("连同所属的省和市", "with its province and prefecture"))  # fmt: skip
    show = acts.add_parser("show", help=tell("查看一个区划", "show one region"))
    show.add_argument("code", help=tell("区划代码，2 到 12 位", "a region's code, 2 to 12 digits"))


def run(args: argparse.Namespace) -> int:
    """Load or show; exit code 0. Raises Incomplete naming file and line."""
    from fengqiao.console import django_env

    django_env.ready()
    return _load(args.files, args.county, args.with_ancestors) if args.act == "load" else _show(args.code)


def _load(files: Sequence[Path], counties: Sequence[str], with_ancestors: bool) -> int:
    from fengqiao.apps.organisations import services

    with bar() as report:
        rows = _rows(files, report)
        loaded = services.load_regions(rows, county_codes=counties, with_ancestors=with_ancestors)
    names = {1: ("省", "provinces"), 2: ("市州", "prefectures"), 3: ("县区", "counties"), 4: ("乡镇街道", "towns"),
             5: ("村社区", "villages")}  # fmt: skip
    parts = [(names[level], count) for level, count in loaded.by_level.items()]
    zh = "、".join(f"{name[0]} {count}" for name, count in parts)
    en = ", ".join(f"{count} {name[1]}" for name, count in parts)
    say(f"已装入 {loaded.total} 个区划：{zh}。", f"Loaded {loaded.total} regions: {en}.")
    return 0


def _rows(files: Sequence[Path], report: Report) -> Iterator[RegionRow]:
    from fengqiao.apps.organisations.region_codes import read_rows

    for file in files:
        total = int(file.stat().st_size * LINES_A_BYTE) if file.is_file() else 1
        yield from read_rows(file, progress=partial(_tell, report, file.name, total))


def _tell(report: Report, name: str, total: int, done: int) -> None:
    report(name, done, max(done, total))


def _show(code: str) -> int:
    from fengqiao.apps.organisations import queries
    from fengqiao.apps.organisations.models import Region

    full = code.ljust(12, "0")
    region = Region.objects.filter(code=full).first()
    if region is None:
        raise Incomplete(Words(f"没有装入区划 {full}。", f"Region {full} is not loaded."), code="unknown_region")
    out.print(f"{full} {queries.path_name(full)}", markup=False)
    below = queries.villages_inside(region)
    table(
        (tell("代码", "code"), tell("名称", "name"), tell("村社区", "villages")),
        [(child.code, child.name, str(count) if child.level < 5 else "") for child, count in below],
    )
    return 0
