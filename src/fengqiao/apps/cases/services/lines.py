"""What is owed, written line by line: new lines, their next stages, parts, doubts, and lines that fall away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Line
from fengqiao.apps.cases.owing import LEAST, parts_of, standing_of
from fengqiao.apps.cases.services import parties
from fengqiao.apps.cases.services.act import Act
from fengqiao.domain import money, sheets
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.masking import plain_name
from fengqiao.domain.sheets import Part, Sheet
from fengqiao.domain.verdict import Verdict
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.county import new_id

PARTS = ("what", "who", "to", "due_on", "amount")  # of a row: what the line has a column for; the rest are details
MOST_NAMED = 5


def add(act: Act, sheet_id: str, rows: Iterable[dict[str, Any]]) -> None:
    """One line of a sheet for each row: what, who (owes), to (whom), due_on, amount; other entries are kept as details.

    Names go into the vault; what the ledger keeps of the row is the mask. Where each line is somebody's, a name that is
    there already is asked about: raises Incomplete unless `same_names` says that it was checked.
    """
    sheet, case, rows = act.pack.sheets[sheet_id], act.case, list(rows)
    if sheet.of == "person" and not act.data.get("same_names"):
        _ask_same_names(act, sheet, [row["to"] for row in rows if row.get("to")])
    last = Line.objects.filter(county=case.county, case=case).aggregate(last=Max("position"))["last"] or 0
    first, people = next(iter(sheet.stages)), _people(act, rows)
    for position, row in enumerate(rows, last + 1):
        identity, mask = parties.identity_of(case.county, parties.Person(name=row["to"])) if row.get("to") else (None, "")
        if identity is not None:
            act.batch.add(identity)
            row["to"] = mask
        said, who = row.get("amount"), row.get("who") or ""
        amount = money.bare(said) if said else said
        details = {name: value for name, value in row.items() if name not in PARTS and value}
        details |= {LEAST: [first]} if said != amount else {}
        act.batch.add(Line(
            id=new_id(case.county), county=case.county, case=case, position=position, sheet=sheet_id, stage=first,
            what=row.get("what") or "", owed_by=people.get(who, who), identity=identity, mask=mask,
            due_on=date.fromisoformat(row["due_on"]) if row.get("due_on") else None,
            amounts={first: amount} if amount else {}, details=details, history=[_noted(act, first, amount=said)],
        ))  # fmt: skip


def _people(act: Act, rows: list[dict[str, Any]]) -> dict[str, str]:
    """The names behind the keys of persons in charge that rows name; none where `who` is typed."""
    types = {inner.name: inner.type for spec in act.transition.fields for inner in spec.fields}
    if types.get("who") != "person":
        return {}
    named = User.objects.filter(id__in={row["who"] for row in rows}).values_list("id", "name")
    return {str(key): name for key, name in named}


def _ask_same_names(act: Act, sheet: Sheet, names: list[str]) -> None:
    plain = Counter(plain_name(name) for name in names)
    known = Line.objects.filter(county=act.case.county, case=act.case, sheet=sheet.id, is_dropped=False)
    there = {bytes(index) for index in known.values_list("identity__name_index", flat=True) if index}
    same = [name for name, n in plain.items() if n > 1 or vault.blind_index(name, "name") in there]
    if not same:
        return
    words = Words("这些名字重复了：{names}。是不同的人或者另一笔钱的，请核对后勾选；重复的请删去。",
                  "These names are there twice: {names}. Tick if they are other people or another sum; else remove them.")  # fmt: skip
    told = words.filled(names="、".join(same[:MOST_NAMED]) + ("……" if len(same) > MOST_NAMED else ""))
    raise Incomplete(told, {"same_names": told})


# Stage by stage


def reach(act: Act, stage: str, field: str) -> None:
    """The lines chosen reach a stage (none named: the next one of each) with amount and proof; all or none.

    Of many lines an amount left empty is the one expected. Raises NotNow or Incomplete naming the line.
    """
    many = isinstance(act.data[field], list)
    rows = act.data[field] if many else [{"line": act.data[field], "amount": act.data.get("amount")}]
    found = _held(act, [row["line"] for row in rows])
    if many and not stage and len({(line.sheet, line.stage) for line in found.values()}) > 1:
        words = Words("请只选同一张表、同一阶段的项。", "Choose lines of one sheet and one stage.")
        raise Incomplete(words, {field: words})
    for row in rows:
        line = found[row["line"]]
        sheet = act.pack.sheets[line.sheet]
        amount = row.get("amount") or (sheets.expected(sheet, standing_of(line)) if many else None)
        if sheet.keeps and not stage:
            words = Words("第{n}项是{sheet}，要写明结果，请用它自己的步骤。", "Line {n} is of “{sheet}”: its own act asks what came of it.")
            raise NotNow(words.filled(n=line.position, sheet=sheet.name), code="own_act")
        target = stage or str(sheet.next_stage(line.stage) or line.stage)
        _named(line, sheets.may_reach(sheet, standing_of(line), target, amount), many).or_raise()
        if target in sheet.named and not act.data.get("done_by"):
            words = Words("第{n}项「{stage}」，请写是谁做的。", "Line {n}, “{stage}”: say by whom.")
            words = words.filled(n=line.position, stage=sheet.stages[target])
            raise Incomplete(words, {"done_by": words})
        if many and amount:
            row["amount"] = amount
        if sheet.pays and target == sheet.last and amount:
            _tie(act, line, sheet, amount)
        _reach(act, line, target, amount)
        if not stage:
            act.reached = {"sheet": sheet.id, "stage": target}
    act.facts.forget("owed")


def _tie(act: Act, line: Line, sheet: Sheet, amount: str) -> None:
    """What is spent says which works it paid, where the case has any; of one alone nothing need be said. Raises Incomplete."""
    works = list(Line.objects.filter(county=act.case.county, case=act.case, sheet=sheet.pays, is_dropped=False))
    chosen = [one for one in works if str(one.id) == act.data.get("works")] or (works if len(works) == 1 else [])
    if works and not chosen:
        words = Words("第{n}项用了钱，请写付了哪一项工程。", "Line {n} is spent: say which works it paid.").filled(n=line.position)
        raise Incomplete(words, {"works": words})
    for one in chosen:
        line.details = {**line.details, "used": sheets.tied(line.details.get("used", {}), str(one.position), amount)}


def _reach(act: Act, line: Line, stage: str, amount: str | None) -> None:
    sheet = act.pack.sheets[line.sheet]
    if amount:
        line.amounts = {**line.amounts, stage: money.kept(Decimal(line.amounts.get(stage, "0")) + Decimal(amount))}
    line.stage = stage
    line.details = {**line.details, **{name: act.data[name] for name in sheet.keeps if act.data.get(name)}}
    proof = act.data.get("proof") or act.data.get("how") or ""
    line.history = [*line.history, _noted(act, stage, amount=amount, proof=proof, by=act.data.get("done_by", ""))]
    _judge(act, line, sheet)


def _named(line: Line, verdict: Verdict, many: bool) -> Verdict:
    """A refusal that says which line it is about."""
    if verdict or not many:
        return verdict
    which = Words("第{n}项：", "Line {n}: ").filled(n=line.position)
    return Verdict(tuple(
        replace(reason, words=Words(which.zh + reason.words.zh, which.of("en") + reason.words.of("en")))
        for reason in verdict.reasons
    ))  # fmt: skip


def part(act: Act, of: str, field: str) -> None:
    """The line will be paid in the parts entered; raises NotNow when they do not add up to what is owed."""
    line = _held(act, [act.data[field]])[act.data[field]]
    sheet = act.pack.sheets[line.sheet]
    entered: list[Mapping[str, Any]] = act.data["parts"]
    parts = [Part(date.fromisoformat(row["due_on"]), row["amount"]) for row in entered]
    sheets.may_part(sheet, standing_of(line), parts).or_raise()
    line.details = {**line.details, "parts": [{"due_on": row["due_on"], "amount": row["amount"]} for row in entered]}
    line.history = [*line.history, _noted(act, line.stage, parts=len(parts))]
    _judge(act, line, sheet)


def drop(act: Act, of: str, field: str) -> None:
    """The lines chosen are owed no more, for a reason; raises NotNow for one that was paid."""
    rows = act.data[field]
    for line in _held(act, [row["line"] for row in rows]).values():
        sheet = act.pack.sheets[line.sheet]
        if line.amounts.get(sheet.last):
            words = Words("第{n}项已经「{stage}」，不能撤销。", "Line {n} is “{stage}” and cannot be dropped.")
            raise NotNow(words.filled(n=line.position, stage=sheet.stages[sheet.last]), code="paid")
        line.is_dropped = True
        line.history = [*line.history, _noted(act, line.stage, dropped=act.data["reason"])]
        _judge(act, line, sheet)
    act.facts.forget("owed")


def doubt(act: Act, of: str, field: str) -> None:
    """Somebody says that a line is not kept: it is open again until it was looked into; amounts stay as they are."""
    line = _held(act, [act.data[field]])[act.data[field]]
    line.details = {**line.details, "doubted": {"on": act.today.isoformat(), "said": act.data["said"]}}
    line.history = [*line.history, _noted(act, line.stage, doubted=act.data["said"])]
    _judge(act, line, act.pack.sheets[line.sheet])
    act.facts.forget("owed")


def affirm(act: Act, of: str, field: str) -> None:
    """It was looked into: the line stands as recorded. Raises NotNow when nobody doubts it."""
    line = _held(act, [act.data[field]])[act.data[field]]
    if "doubted" not in line.details:
        raise NotNow(Words("这一项没有人提出没有兑现。", "Nobody says that this line is not kept."), code="not_doubted")
    line.details = {name: value for name, value in line.details.items() if name != "doubted"}
    line.history = [*line.history, _noted(act, line.stage, proof=act.data["proof"])]
    _judge(act, line, act.pack.sheets[line.sheet])
    act.facts.forget("owed")


def _held(act: Act, keys: list[str]) -> dict[str, Line]:
    """The lines of some keys (the case is locked, and they with it)."""
    found = Line.objects.filter(county=act.case.county, case=act.case, id__in=[UUID(key) for key in keys])
    return {str(line.id): line for line in found}


def _judge(act: Act, line: Line, sheet: Sheet) -> None:
    """What follows from the new standing: is it done, and what is due next; gathers the row."""
    line.is_done = sheets.is_done(sheet, standing_of(line))
    if parts := parts_of(line):
        line.due_on = sheets.due_on(sheet, standing_of(line), parts) or parts[-1].due_on
    act.batch.change(line, "stage", "amounts", "details", "history", "is_done", "is_dropped", "due_on")


def _noted(act: Act, stage: str, **said: Any) -> dict[str, Any]:
    """One entry of a line's history: the day that was entered, else of the act; empty parts left out."""
    days = [act.data[spec.name] for spec in act.transition.fields if spec.type == "date" and act.data.get(spec.name)]
    on = days[0] if days else act.on.isoformat()
    kept = {name: value for name, value in said.items() if value}
    return {"stage": stage, "on": on, "seq": act.case.ledger_seq + 1, **kept}
