"""fengqiao ledger: walk every chain and say where it is broken; seal a county's heads into one digest."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from fengqiao.console.progress import bar, complain, out, say, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

if TYPE_CHECKING:
    from fengqiao.apps.cases.models import Seal
    from fengqiao.apps.cases.services import Break

BREAKS = {
    "changed": Words("第{seq}行的内容被改过", "row {seq} was changed"),
    "gap": Words("第{seq}行不见了，或者多出了别的行", "row {seq} is missing, or a foreign row stands there"),
    "order": Words("第{seq}行接的不是前一行，次序被动过", "row {seq} does not follow the row before it"),
    "head": Words("最后一行（第{seq}行）与办件记下的不一致", "the last row ({seq}) is not the one the case knows"),
    "missing": Words("一行记录也没有", "there is no row at all"),
    "unsealed": Words("与当天封存的摘要不符，封存以后整条改写过", "the rows no longer match that day's seal: a chain was rewritten since"),
}
"""What each code of a break says."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("ledger")
    acts = parser.add_subparsers(dest="act", required=True)
    verify = acts.add_parser("verify", help=tell("核对每一行", "check every row"))
    verify.add_argument("--county", type=county_code, metavar="433126", help=tell("只核对这个县", "this county only"))
    seal = acts.add_parser("seal", help=tell("印出可以存到外面的摘要", "print the digest to be kept outside"))
    seal.add_argument("--county", type=county_code, metavar="433126", help=tell("只做这个县", "this county only"))
    seal.add_argument("--day", type=_day, metavar="2026-08-03", help=tell("哪一天（默认今天）", "which day (today)"))


def run(args: argparse.Namespace) -> int:
    """Verify or seal; exit code 1 when a chain is broken."""
    from fengqiao.console import django_env

    django_env.ready()
    return _verify(args.county) if args.act == "verify" else _seal(args.county, args.day)


def _verify(county: int | None) -> int:
    from fengqiao.apps.cases.models import Entry
    from fengqiao.apps.cases.services import verify

    rows = Entry.objects.all() if county is None else Entry.objects.filter(county=county)
    breaks, walked, total = [], 0, rows.count()
    with bar() as report:
        for found in verify(county):
            if isinstance(found, int):
                walked = found
                report(tell("核对账本", "checking the ledger"), walked, max(walked, total))
            else:
                breaks.append(found)
    _tell(breaks)
    if breaks:
        say(f"核对了 {walked} 行，{len(breaks)} 处不对。", f"Checked {walked} rows, {len(breaks)} do not hold.")
        return 1
    say(f"核对了 {walked} 行，全部相符。", f"Checked {walked} rows; all hold.")
    return 0


def _tell(breaks: Iterable[Break]) -> None:
    for found in breaks:
        words = BREAKS[found.code].filled(seq=found.seq)
        complain(Words(f"{found.number}：{words.zh}", f"{found.number}: {words.en}"))


def _seal(county: int | None, day: date | None) -> int:
    from fengqiao.apps.cases.models import Case
    from fengqiao.apps.cases.services import seal
    from fengqiao.kernel import moment

    today = moment.today()
    if day is not None and day > today:
        raise Incomplete(Words(f"{day} 还没有到。", f"{day} has not come yet."), code="future_day")
    counties = [county] if county else sorted(Case.objects.order_by().values_list("county", flat=True).distinct())
    if not counties:
        say("还没有办件，没有可以封存的。", "There are no cases yet, so nothing to seal.")
    for one in counties:
        made = _sealed_on(one, day) if day and day < today else seal(one, day=today, at=moment.now())
        zh = f"{one:06d} {made.day}：办件 {made.cases} 件，{made.entries} 行，摘要"
        en = f"{one:06d} {made.day}: {made.cases} cases, {made.entries} rows, digest"
        out.print(f"{tell(zh, en)} {bytes(made.digest).hex()}", markup=False)
    return 0


def _sealed_on(county: int, day: date) -> Seal:
    """The seal of a past day; the heads of that day cannot be sealed afterwards."""
    from fengqiao.apps.cases.models import Seal

    found = Seal.objects.filter(county=county, day=day).first()
    if found is None:
        words = Words("{county} 在 {day} 没有封存过，事后不能补。", "{county} was not sealed on {day}, and cannot be now.")
        raise Incomplete(words.filled(county=f"{county:06d}", day=day), code="not_sealed")
    return found


def county_code(text: str) -> int:
    """The six digits of a county as an option."""
    if not (text.isascii() and text.isdigit() and len(text) == 6):
        raise argparse.ArgumentTypeError(tell("县级代码为 6 位数字", "a county code has 6 digits"))
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(tell("日期写成 2026-08-03", "write the day like 2026-08-03")) from None
