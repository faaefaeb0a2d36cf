"""Claims from a file: a line a person with name and amount, each row accounted for; what else a row says is not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from fengqiao.apps.cases import services
from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.cases.queries import proceeding_of
from fengqiao.apps.cases.rules import pack_of
from fengqiao.domain import money
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.fields import MOST_ROWS
from fengqiao.domain.masking import plain_name
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.headings import plain
from fengqiao.kernel.sheets import LOST_DIGITS, Row, Sheet

COLUMNS: Mapping[str, tuple[Words, str]] = {
    "to": (Words("姓名", "Name"), "姓名 名字 工人 工人姓名 收款人 谁的 name worker payee"),
    "amount": (Words("金额", "Amount"), "金额 金额元 工资 欠薪 欠薪金额 应发 应付 拖欠工资 主张金额 amount wages sum"),
    "what": (Words("什么钱", "What for"), "事项 款项 什么钱 项目 摘要 what for item"),
    "who": (Words("该由谁付", "Who should pay"), "付款人 由谁付 该由谁付 欠款人 单位 debtor payer"),
}
TOTALS = frozenset(("合计", "总计", "共计", "总额", "total", "sum"))  # the last row of many a table, nobody's name
LONGEST = {"to": 60, "what": 200, "who": 60}


@dataclass(slots=True)
class Claims:
    """What a file holds: rows that can be lines, and those that cannot, each with its reason."""

    rows: list[dict[str, str]] = field(default_factory=list)
    bad: list[tuple[Row, Mapping[str, Words]]] = field(default_factory=list)

    @property
    def is_least(self) -> bool:
        """Is one of the amounts known only to be at least so much, so that the sum is too?"""
        return any(row["amount"].startswith(money.LEAST) for row in self.rows)

    @property
    def total(self) -> Decimal:
        """The sum of the good rows."""
        return money.total(row["amount"] for row in self.rows)


def read(sheet: Sheet, *, what: str = "", who: str = "", same_names: bool = False) -> Claims:
    """The claims in a file; `what` and `who` are for rows that do not say it themselves.

    A row of the total is nobody's claim: it is held against the sum of the rows above. A name that is there twice is
    wrong unless `same_names` says that it was checked.

    Raises Incomplete when no column is recognised as name or amount, or there are more rows than a case takes at once.
    """
    where = _places(sheet.columns)
    if len(sheet.rows) > MOST_ROWS:
        words = Words(f"一次最多{MOST_ROWS}行，请分成几个文件。", f"At most {MOST_ROWS} rows at once; split the file.")
        raise Incomplete(words, {"file": words}, code="file")
    claims, summed, first = Claims(), Decimal(0), dict[str, int]()
    for row in sheet.rows:
        told = {part: row.cells[place].strip() for part, place in where.items()}
        told = {**told, "what": told.get("what") or what, "who": told.get("who") or who}
        if _is_total(told["to"], row):
            wrong, amount = _not_the_sum(told["amount"], summed), ""
        else:
            wrong, amount = _wrong(told)
            summed += money.total([amount])
            if (known := first.setdefault(plain_name(told["to"]), row.number)) != row.number and not same_names:
                wrong.setdefault("to", _SAME.filled(name=told["to"], n=known))
        if wrong:
            claims.bad.append((row, wrong))
        elif amount:
            claims.rows.append({**told, "amount": amount})
    return claims


def enter(case: Case, claims: Claims, *, by: Actor, at: datetime, same_names: bool, once: str = "") -> Entry:
    """Record the good rows as claims of a case in one act; raises what the act raises, and Incomplete while a row is bad."""
    if claims.bad:
        words = Words("有{n}行要改，全部改好以前什么都不记。", "{n} rows must be corrected; until then nothing is recorded.")
        told = words.filled(n=len(claims.bad))
        raise Incomplete(told, {"file": told}, code="rows")
    step = pack_of(case).workflows[proceeding_of(case).workflow].key("add_claims")
    data = {"claims": claims.rows, "same_names": same_names}
    return services.perform(county=case.county, case_id=case.id, step=step, data=data, by=by, at=at, once=once)


def _places(columns: Sequence[str]) -> dict[str, int]:
    known = {plain(column): place for place, column in reversed(list(enumerate(columns)))}
    found: dict[str, int] = {}
    for part, (_label, aliases) in COLUMNS.items():
        place = next((known[name] for alias in aliases.split() if (name := plain(alias)) in known), None)
        if place is not None and place not in found.values():
            found[part] = place
    missing = [COLUMNS[part][0] for part in ("to", "amount") if part not in found]
    if missing:
        words = Words("没有认出「{part}」这一列；文件里有：{columns}。", "No column is “{part}”; the file has: {columns}.")
        told = words.filled(part=missing[0], columns="、".join(columns))
        raise Incomplete(told, {"file": told}, code="file")
    return found


_SAME = Words("「{name}」和第{n}行同名：重复的请删去；是不同的人或者另一笔钱的，核对后勾选「同名的已核对」。",
              "“{name}” stands in row {n} too: remove it, or tick that other people or another sum are meant.")  # fmt: skip


def _is_total(name: str, row: Row) -> bool:
    """Is this the row of the total: it says so in the column of names, or in another while nobody is named?"""
    return plain(name) in TOTALS or (not name and any(plain(cell) in TOTALS for cell in row.cells))


def _not_the_sum(text: str, summed: Decimal) -> dict[str, Words]:
    """What is wrong with the total of a file; nothing when it is the sum of the rows above."""
    said = money.parse_least(text) or ""
    if said and (money.total([said]) <= summed if said.startswith(money.LEAST) else money.total([said]) == summed):
        return {}
    words = Words("合计写的是{said}，上面各行加起来是{sum}元。", "The total says {said}, the rows above add up to {sum} yuan.")
    return {"amount": words.filled(said=text or "—", sum=money.written(summed))}


def _wrong(told: Mapping[str, str]) -> tuple[dict[str, Words], str]:
    """What is wrong with a row, and its amount as it is kept."""
    wrong: dict[str, Words] = {}
    if not told["to"]:
        wrong["to"] = Words("没有姓名。", "The name is missing.")
    if not told["what"]:
        wrong["what"] = Words("没有写是什么钱。", "It does not say what for.")
    for part, most in LONGEST.items():
        if len(told.get(part, "")) > most:
            wrong[part] = Words(f"太长了：最多{most}字。", f"Too long: {most} characters at most.")
    amount = None if told["amount"] == LOST_DIGITS else money.parse_least(told["amount"])
    if amount is None:
        wrong["amount"] = Words("不是金额，应写成48200或48200.50（元）。", "No amount; write it like 48200 or 48200.50 (yuan).")
    return wrong, amount or ""
