"""fengqiao case: letters, or the claims of a case, from CSV or Excel; each row accounted for."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fengqiao.console import files
from fengqiao.console.progress import bar, language, say, table, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

if TYPE_CHECKING:
    from fengqiao.apps.intake.taking import Count, Outcome
    from fengqiao.kernel.sheets import Row, Sheet


_OPTIONS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("--map", "哪一列是什么，如 title=标题（可重复）", "what a column is, as title=Subject (may be repeated)",
     {"action": "append", "default": [], "metavar": "FIELD=HEADING"}),
    ("--county", "县代码，6 位", "the county's code, 6 digits", {"type": int}),
    ("--unit", "登记单位的代码；默认信访部门", "code of the unit that registers; default: the petition office",
     {"default": "", "metavar": "CODE"}),
    ("--channel", "没有渠道一列时用哪个", "channel when no column tells it", {"default": "online"}),
    ("--dry-run", "只检查，什么都不登记", "check only, register nothing", {"action": "store_true"}),
    ("--report", "逐行报告写到这里（CSV）", "write the report row by row here (CSV)", {"type": Path, "metavar": "FILE"}),
    ("--bad", "退回的行写到这里；默认 原名-退回.csv", "write returned rows here; default: NAME-returned.csv",
     {"type": Path, "metavar": "FILE"}),
)  # fmt: skip
_CLAIMS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("--by", "以谁的账号记（他要有权记这件的台账）", "whose account records it (who may record on this case)",
     {"required": True, "metavar": "LOGIN"}),
    ("--what", "什么钱，表里没有这一列时", "what for, when no column says it", {"default": ""}),
    ("--who", "该由谁付，表里没有这一列时", "who should pay, when no column says it", {"default": ""}),
    ("--same-names", "同名的已核对", "same names were checked", {"action": "store_true"}),
)  # fmt: skip


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("case")
    acts = parser.add_subparsers(dest="act", required=True)
    load = acts.add_parser("import", help=tell("从 CSV、CSV.gz 或 Excel 导入信件", "import letters from CSV, CSV.gz or Excel"))
    load.add_argument("file", type=Path, metavar="FILE")
    for flag, zh, en, more in _OPTIONS:
        load.add_argument(flag, help=tell(zh, en), **more)
    owed = acts.add_parser("claims", help=tell("把一人一行的金额表记到一件的台账", "record a table of amounts, a row a person, on a case"))
    owed.add_argument("number", metavar="NUMBER")
    owed.add_argument("file", type=Path, metavar="FILE")
    for flag, zh, en, more in _CLAIMS:
        owed.add_argument(flag, help=tell(zh, en), **more)


def run(args: argparse.Namespace) -> int:
    """Import; exit code 0, or 1 when rows were returned. Raises Incomplete with a sentence for an unusable file."""
    return _claims(args) if args.act == "claims" else _letters(args)


def _claims(args: argparse.Namespace) -> int:
    from fengqiao.console import django_env

    data = files.read(args.file)
    django_env.ready()
    from fengqiao.apps.accounts.models import User
    from fengqiao.apps.accounts.queries import actor_for
    from fengqiao.apps.cases.models import Case
    from fengqiao.apps.cases.queries import get_for
    from fengqiao.apps.intake import claims
    from fengqiao.domain import money
    from fengqiao.kernel.moment import now, today
    from fengqiao.kernel.sheets import open_sheet

    user = User.objects.filter(login=args.by, is_active=True).first()
    if user is None:
        raise Incomplete(Words(f"没有账号「{args.by}」。", f"There is no account “{args.by}”."))
    by = actor_for(user, None, today())
    try:
        case = get_for(by, args.number)
    except Case.DoesNotExist:
        raise Incomplete(Words(f"{args.by} 看不到办件 {args.number}。", f"{args.by} sees no case {args.number}.")) from None
    sheet = open_sheet(data, args.file.name)
    found = claims.read(sheet, what=args.what, who=args.who, same_names=args.same_names)
    if found.bad:
        bad = files.returned_beside(args.file)
        _write_back(bad, sheet, found.bad, {})
        say("有一行不对就什么都不记。", "Nothing is recorded while a row is wrong.")
        return 1
    claims.enter(case, found, by=by, at=now(), same_names=args.same_names)
    told = f"{money.written(found.total)}"
    say(f"已记下 {len(found.rows)} 项，合计 {told} 元（{money.capitals(found.total)}）。",
        f"{len(found.rows)} lines recorded, {told} yuan in all.")  # fmt: skip
    return 0


def _letters(args: argparse.Namespace) -> int:
    from fengqiao.console import django_env

    data = files.read(args.file)
    django_env.ready()
    from fengqiao.apps.intake import columns, services
    from fengqiao.apps.intake.taking import Taking
    from fengqiao.apps.organisations.services import operator
    from fengqiao.kernel.moment import now
    from fengqiao.kernel.sheets import open_sheet

    sheet = open_sheet(data, args.file.name)
    where = columns.settle(sheet.columns, columns.read_flags(args.map))
    county = args.county or files.only_county()
    unit = services.receiving_unit(county, args.unit)
    reader = services.reader_for(county, where, when=now(), channel=_channel(args.channel))
    _tell_columns(sheet, where)
    by = replace(operator(county), name=tell("信件导入", "letter import"))
    return _take(args, sheet, where, Taking(unit, by, reader, args.dry_run))


def _take(args: argparse.Namespace, sheet: Sheet, where: dict[str, int], taking: Any) -> int:
    from fengqiao.apps.intake.letters import with_keys
    from fengqiao.apps.intake.taking import Count
    from fengqiao.kernel.moment import now

    count, bad = Count(), []
    with _report(args.report) as write, bar() as moved:
        for outcome in taking.take(with_keys(sheet.rows, where), now()):
            count.add(outcome, taking.reader.unknown_subject(outcome.letter))
            write(outcome)
            if outcome.fate == "bad":
                bad.append(outcome)
            moved(args.file.name, count.rows, len(sheet.rows))
    _tell_counts(count, args.dry_run)
    if bad:
        _return(bad, sheet, args.bad or files.returned_beside(args.file))
    return 1 if bad else 0


def _channel(code: str) -> str:
    from fengqiao.apps.cases import rules

    channels = rules.pack_named(rules.NATIONAL).lists["channels"]
    if code in channels:
        return code
    listed = "、".join(channels)
    raise Incomplete(Words(f"没有渠道「{code}」，有：{listed}。", f"There is no channel “{code}”; there are: {listed}."))


def _tell_columns(sheet: Sheet, where: dict[str, int]) -> None:
    from fengqiao.apps.intake.columns import FIELDS

    pairs = [f"{FIELDS[field].of(language())} ← {sheet.columns[place]}" for field, place in where.items()]
    left = [column for place, column in enumerate(sheet.columns) if place not in where.values()]
    say("各列：" + "，".join(pairs) + "。", "Columns: " + ", ".join(pairs) + ".")
    if left:
        say("没有用到的列：" + "、".join(left) + "。", "Columns not used: " + ", ".join(left) + ".")


def _tell_counts(count: Count, is_trial: bool) -> None:
    rows = [
        (tell("读到", "rows read"), count.rows),
        (tell("能登记", "can be registered") if is_trial else tell("新登记", "registered"), count.registered),
        (tell("　其中与前面的行相同，已关联", "  of these the same as an earlier row, tied to it"), count.twins),
        (tell("以前导入过", "imported before"), count.known),
        (tell("退回", "returned"), count.bad),
    ]
    table((tell("结果", "result"), tell("行数", "rows")), [(words, f"{n:,}") for words, n in rows])
    if count.labels:
        told = "、".join(f"{label}（{n}）" for label, n in count.labels.most_common(10))
        say(f"没有对上类别的标签：{told}；这些件由人来定类别。", f"Labels without a category: {told}; people choose for these.")
    if is_trial:
        say("只是检查：什么都没有登记。", "A check only: nothing was registered.")


@contextlib.contextmanager
def _report(path: Path | None) -> Iterator[Any]:
    """A function that writes one outcome to the report; the report is written row by row, so a stopped run has its part."""
    from fengqiao.apps.intake.returning import report_writer

    if path is None:
        yield lambda outcome: None
        return
    with files.writing(path) as file:
        yield report_writer(file, language()[:2])


def _return(bad: list[Outcome], sheet: Sheet, path: Path) -> None:
    from fengqiao.apps.intake.columns import FIELDS

    _write_back(path, sheet, [(one.letter.row, one.wrong) for one in bad], FIELDS)


def _write_back(
    path: Path, sheet: Sheet, bad: Sequence[tuple[Row, Mapping[str, Any]]], labels: Mapping[str, Words]
) -> None:
    from fengqiao.kernel.returned import reason, write_rows

    with files.writing(path) as file:
        write_rows(file, sheet.columns, bad, labels, language()[:2])
    for row, why in bad[:10]:
        say(f"第 {row.number} 行：{reason(why, labels)}", f"Row {row.number}: {reason(why, labels, 'en')}")
    say(f"退回 {len(bad)} 行，写在 {path}，改好后再导入这个文件就行。",
        f"{len(bad)} rows were returned in {path}; correct them there and import that file.")  # fmt: skip
