"""fengqiao files: compare every content with its digest on record; say who looked at the files of a case or an occasion."""

from __future__ import annotations

import argparse
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.console.ledger import county_code
from fengqiao.console.progress import bar, complain, out, say, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

if TYPE_CHECKING:
    from fengqiao.apps.files.services import Lost

LOST = {
    "changed": Words("内容被改过", "its content was changed"),
    "missing": Words("内容不见了", "its content is gone"),
    "unlisted": Words("登记的这一行不见了或者改过", "its row is gone or was changed"),
}
"""What each code of a loss says."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("files")
    acts = parser.add_subparsers(dest="act", required=True)
    verify = acts.add_parser("verify", help=tell("每份材料与记录里的摘要核对", "compare every file with its digest on record"))
    verify.add_argument("--county", type=county_code, metavar="433126", help=tell("只核对这个县", "this county only"))
    readers = acts.add_parser("readers", help=tell("谁看过一件、一次活动里的材料", "who looked at the files of a case or an occasion"))
    named = tell("办件编号；会议、学习的，写网址里的那一串", "a case's number, or the key in an occasion's address")
    readers.add_argument("number", metavar="433126-2026-000123", help=named)


def run(args: argparse.Namespace) -> int:
    """Verify or tell; exit code 1 when a file does not hold."""
    from fengqiao.console import django_env

    django_env.ready()
    return _verify(args.county) if args.act == "verify" else _readers(args.number)


def _verify(county: int | None) -> int:
    from fengqiao.apps.cases.services import files_on_record
    from fengqiao.apps.files.services import verify
    from fengqiao.apps.occasions.services import holding

    lost, looked = [], 0
    with bar() as report:
        for found in verify(chain(files_on_record(county), holding.files_on_record(county))):
            if isinstance(found, int):
                looked = found
                report(tell("核对材料", "checking the files"), looked, looked)
            else:
                lost.append(found)
    for one in lost:
        complain(_words(one))
    if lost:
        say(f"核对了 {looked} 份，{len(lost)} 处不对。", f"Checked {looked} files, {len(lost)} do not hold.")
        return 1
    say(f"核对了 {looked} 份，全部相符。", f"Checked {looked} files; all hold.")
    return 0


def _words(one: Lost) -> Words:
    from fengqiao.apps.cases.models import Case

    number = Case.objects.values_list("number", flat=True).filter(id=one.owner).first() or one.owner  # of an occasion the key
    words = LOST[one.code]
    return Words(f"{number} 第{one.seq}行的材料 {one.file}：{words.zh}", f"{number}, row {one.seq}, file {one.file}: {words.en}")


def _readers(number: str) -> int:
    from fengqiao.apps.cases.models import Case
    from fengqiao.apps.files.queries import readings_of
    from fengqiao.apps.occasions.models import Occasion

    found = Occasion.objects.filter(id=number).first() if _is_key(number) else Case.objects.filter(number=number).first()
    if found is None:
        raise Incomplete(Words(f"没有编号为 {number} 的办件或者活动。", f"There is no case or occasion {number}."), code="unknown_case")
    rows = list(readings_of(found.county, found.id))
    for row in rows:
        out.print(f"{row.on} {row.user_name} {row.unit} · {row.file.seq} {row.file.sha256[:8]}", markup=False)
    if not rows:
        say("还没有别人看过。", "Nobody else has looked yet.")
    return 0


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
