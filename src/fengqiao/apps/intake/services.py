"""Take a petition in at the window; begin an import on the screen and carry it on step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from fengqiao.apps.cases import permissions as cases
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.services import Petition, perform, register
from fengqiao.apps.intake import columns, keeping, sources
from fengqiao.apps.intake.letters import Letter, Reader, with_keys
from fengqiao.apps.intake.models import ImportRun, ReturnedRow, RunState
from fengqiao.apps.intake.permissions import SETTLE, SETTLED
from fengqiao.apps.intake.taking import AT_A_TIME, Count, Outcome, Taking
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.places import places_of
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.county import new_id
from fengqiao.kernel.headings import admissible, guess
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.sheets import Sheet

ROWS_A_STEP = 200  # rows between two looks at the progress bar


@transaction.atomic
def take_in(
    petition: Petition, *, by: Actor, unit: Unit | None, at: datetime, once: str = "",
    settled: Mapping[str, Any] | None = None, source: str = "",
) -> Case:  # fmt: skip
    """Register what was said at the window for the clerk's own unit; the same `once` gives the same case. `source` names
    where it was said, when that was elsewhere (sources.py).

    With `settled` (the fields of the act) a dispute is settled orally in the same breath (人民调解法 第二十八条): where
    that is refused nothing is registered. Raises Denied without a unit or for a post that does not register such a
    matter, Incomplete naming each part that is wrong (信访工作条例 第二十二条), those of the settlement as settled_…
    """
    cases.may_register(by, petition.kind).or_raise()
    if unit is None:
        words = Words("您现在的岗位不属于哪个单位，请先换岗。", "The post you work in belongs to no unit; change the post.")
        raise Denied(words, code="no_unit")
    case = register(petition, unit=unit, by=by, at=at, once=once)
    if source:
        sources.tell(by, source, case)
    if settled is not None:
        _settle(case, settled, by=by, at=at, once=once)
    return case


def _settle(case: Case, settled: Mapping[str, Any], *, by: Actor, at: datetime, once: str) -> None:
    try:
        perform(county=case.county, case_id=case.id, step=SETTLE, data=settled, by=by, at=at,
                once=f"{once}.settled" if once else "")  # fmt: skip
    except Incomplete as refusal:
        raise Incomplete(refusal.words, {SETTLED + name: words for name, words in refusal.fields.items()}) from refusal


def receiving_unit(county: int, code: str = "") -> Unit:
    """The unit that imported letters are registered at: the one named, else the county's petition office.

    Raises Incomplete for an unknown code, NotNow where the county has no petition office.
    """
    if code:
        unit = organisations.units_of(county).filter(code=code).first()
        if unit is None:
            words = Words(f"本县没有单位「{code}」。", f"The county has no unit “{code}”.")
            raise Incomplete(words, {"unit": words})
        return unit
    office = organisations.petition_office(county)
    if office is None:
        raise NotNow(Words("本县还没有信访部门，请先设立。", "The county has no petition office; set one up first."))
    return office


def reader_for(county: int, at: Mapping[str, int], *, when: datetime, channel: str = "online") -> Reader:
    """How the rows of a file are read in a county today."""
    return Reader(at, rules.pack_named(rules.NATIONAL).lists, day_of(when), places_of(county).region_of, channel)


def begin_run(sheet: Sheet, name: str, *, by: Actor, at: datetime) -> ImportRun:
    """Keep a file that was sent, to have its columns said; letters of older runs are forgotten after a week.

    Raises Incomplete, and keeps nothing, for a file with a column that labels people.
    """
    admissible(sheet.columns)
    keeping.forget_old(by.county, at)
    run = ImportRun(
        id=new_id(by.county), county=by.county, unit=receiving_unit(by.county), by_id_text=by.user, by_name=by.name,
        name=name[:200], columns=list(sheet.columns), mapping=guess(sheet.columns, columns.ALIASES), total=len(sheet.rows),
        created_at=at,
    )  # fmt: skip
    keeping.keep(run, (Letter(row, "") for row in sheet.rows))
    run.save(force_insert=True)
    return run


@transaction.atomic
def start_run(run: ImportRun, said: Mapping[str, str], *, channel: str) -> ImportRun:
    """Say what the columns mean (field -> heading) and let the import begin; once it runs nothing changes any more.

    Raises Incomplete for columns that are not in the file, or without title and content.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("unit").get(county=run.county, id=run.id)
    if run.state != RunState.MAPPING:
        return run
    at = columns.settle(run.columns, said, guessing=False)
    rows = [letter.row for letter, _next in keeping.kept(run)]
    keeping.keep(run, with_keys(rows, at))
    run.mapping, run.channel, run.state = {field: run.columns[place] for field, place in at.items()}, channel, "running"
    run.save(update_fields=["mapping", "channel", "state"])
    return run


def advance_run(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Import the next rows of a run, 50 in each transaction; two windows at once take turns and count nothing twice."""
    for _part in range(ROWS_A_STEP // AT_A_TIME):
        run = _advance(run, by, at)
        if run.state != RunState.RUNNING:
            break
    return run


@transaction.atomic
def _advance(run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("unit").get(county=run.county, id=run.id)
    if run.state != RunState.RUNNING:
        return run
    some = list(islice(keeping.kept(run, run.offset), AT_A_TIME))
    where = columns.settle(run.columns, run.mapping, guessing=False)
    reader = reader_for(run.county, where, when=at, channel=run.channel)
    outcomes = list(Taking(run.unit, by, reader).take((letter for letter, _next in some), at))
    _write_down(run, outcomes, reader)
    run.done += len(some)
    run.offset = some[-1][1] if some else run.offset
    if len(some) < AT_A_TIME:
        run.state, run.finished_at = RunState.DONE, at
    run.save()
    return run


def _write_down(run: ImportRun, outcomes: Iterable[Outcome], reader: Reader) -> None:
    count = Count(0, run.registered, run.twins, run.known, run.bad)
    count.labels.update(run.labels)
    returned = []
    for outcome in outcomes:
        count.add(outcome, reader.unknown_subject(outcome.letter))
        if outcome.fate == "bad":
            wrong = {field: {"zh": words.zh, "en": words.en} for field, words in outcome.wrong.items()}
            returned.append(
                ReturnedRow(id=new_id(run.county), county=run.county, run=run, number=outcome.letter.row.number,
                            wrong=wrong)
            )  # fmt: skip
    ReturnedRow.objects.bulk_create(returned)
    run.registered, run.twins, run.known, run.bad = count.registered, count.twins, count.known, count.bad
    run.labels = dict(count.labels.most_common(50))
