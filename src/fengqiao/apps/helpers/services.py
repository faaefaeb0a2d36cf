"""Acts on the directory; each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal

from django.db import transaction

from fengqiao.apps.helpers import queries
from fengqiao.apps.helpers.models import Change, Committee, GridSeat, Helper
from fengqiao.apps.organisations.models import Grid, Region, Unit
from fengqiao.domain import fields
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field
from fengqiao.kernel import numbers, submissions, vault
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import today
from fengqiao.kernel.sheets import Row

MOST_CALLED = 20
AT_A_TIME = 100  # rows of a table in one transaction
TEXTS = (
    Field("name", Words("姓名", "Name"), "text", required=True, most=60),
    Field("phone", Words("电话", "Telephone"), "phone"),
    Field("note", Words("备注", "Note"), "text", most=500),
)


@dataclass(frozen=True, slots=True)
class Entered:
    """A helper as entered; `kinds`, `languages` and `specialities` are codes of the pack's lists."""

    name: str
    kinds: Sequence[str]
    unit: Unit | None = None
    committee: Committee | None = None  # its unit is theirs, unless another is named
    region: Region | None = None
    languages: Sequence[str] = ()
    specialities: Sequence[str] = ()
    phone: str = ""
    note: str = ""
    source_key: str = ""


@transaction.atomic
def add(entered: Entered, *, county: int, pack: Pack, by: Actor, at: datetime, once: str = "") -> Helper:
    """Enter somebody into the directory; the same `source_key` or `once` again gives the one there is. Raises Incomplete."""
    if sent := submissions.made_before(county, once, Helper.objects.filter(county_code=county)):
        return sent
    if entered.source_key:
        known = Helper.objects.filter(county_code=county, source_key=entered.source_key).first()
        if known is not None:
            return known
    helper = _filled(Helper(id=new_id(county), county_code=county, source_key=entered.source_key), entered, pack)
    helper.save(force_insert=True)
    _noted("added", helper, {}, by, at).save(force_insert=True)
    submissions.keep(county, once, helper.id)
    return helper


@transaction.atomic
def change(helper: Helper, entered: Entered, *, pack: Pack, by: Actor, at: datetime) -> Helper:
    """Change what the directory says of somebody; where they came from stays. Raises Incomplete."""
    held = _held(helper)
    before = _said(held)
    _filled(held, entered, pack).save()
    noted = _noted("changed", held, before, by, at)
    if noted.parts:
        noted.save(force_insert=True)
    return held


@transaction.atomic
def set_active(helper: Helper, is_active: bool, *, by: Actor, at: datetime) -> None:
    """Take somebody out of the directory, or back into it; the seats they hold stay theirs."""
    held = _held(helper)
    if held.is_active == is_active:
        return
    held.is_active = is_active
    held.save(update_fields=["is_active"])
    Change(act="restored" if is_active else "stopped", **_signed(held, by, at)).save(force_insert=True)


@transaction.atomic
def seat_on_grid(grid: Grid, helper: Helper, title: str, *, pack: Pack, since: date, called: str = "") -> GridSeat:
    """Put somebody of the directory on the team of a grid; who stands there under that title already is given back.

    `title` is a code of the pack's `grid_titles`, `called` what the place calls it. Raises Incomplete.
    """
    wrong: dict[str, Words] = {}
    if title not in pack.lists.get("grid_titles", {}):
        wrong["title"] = Words("没有这个称呼。", "There is no such title.")
    if helper.county_code != grid.county_code or not helper.is_active:
        wrong["helper"] = Words("名册里没有这个人，或者已经停用。", "Nobody of that name is in the directory, or they were taken out.")
    if len(called.strip()) > MOST_CALLED:
        wrong["called"] = Words(f"称呼最多{MOST_CALLED}字。", f"A title has at most {MOST_CALLED} characters.")
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    seat, _is_new = GridSeat.objects.get_or_create(
        county_code=grid.county_code, grid=grid, helper=helper, title=title, until=None, defaults={"since": since, "called": called.strip()}
    )
    return seat


@transaction.atomic
def leave_grid(seat: GridSeat, *, on: date) -> None:
    """Somebody no longer stands on the team of a grid from a day; that they did stays on record."""
    GridSeat.objects.filter(pk=seat.pk, until=None).update(until=on)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row of a table; a known one is in the directory already."""

    row: Row
    fate: Literal["added", "known", "bad"]
    wrong: dict[str, Words] = field(default_factory=dict)


def take(
    read: Iterable[tuple[Row, Entered, dict[str, Words]]], *, county: int, pack: Pack, by: Actor, at: datetime
) -> Iterator[Outcome]:
    """Take the rows of a table in, a hundred in each transaction; a bad one undoes none of the others.

    Each row comes with what it says and what is wrong in it; its `source_key` is taken in once, however often it is sent.
    """
    waiting = iter(read)
    while some := list(islice(waiting, AT_A_TIME)):
        yield from _take_some(some, county, pack, by, at)


@transaction.atomic
def _take_some(
    some: Sequence[tuple[Row, Entered, dict[str, Words]]], county: int, pack: Pack, by: Actor, at: datetime
) -> list[Outcome]:
    numbers.hold(county, "helpers")
    keys = [entered.source_key for _row, entered, _wrong in some]
    known = set(Helper.objects.filter(county_code=county, source_key__in=keys).values_list("source_key", flat=True))
    outcomes, fresh = [], []
    for row, entered, wrong in some:
        if entered.source_key in known:
            outcomes.append(Outcome(row, "known"))
            continue
        try:
            helper = _filled(Helper(id=new_id(county), county_code=county, source_key=entered.source_key), entered, pack)
        except Incomplete as refusal:
            wrong = {**refusal.fields, **wrong}
        if wrong:
            outcomes.append(Outcome(row, "bad", wrong))
            continue
        fresh.append(helper)
        known.add(entered.source_key)
        outcomes.append(Outcome(row, "added"))
    Helper.objects.bulk_create(fresh)
    Change.objects.bulk_create(_noted("imported", helper, {}, by, at) for helper in fresh)
    return outcomes


def _held(helper: Helper) -> Helper:
    rows = Helper.objects.select_for_update(of=("self",)).select_related("unit", "region", "committee")
    return rows.get(county_code=helper.county_code, id=helper.id)


def _said(helper: Helper) -> dict[str, Any]:
    """What the directory says of somebody, part by part; parts that say nothing are left out. The telephone is for comparing."""
    place = helper.committee or helper.unit or helper.region
    parts = {
        "name": helper.name, "kinds": helper.kinds, "place": place.name if place else "", "languages": helper.languages,
        "specialities": helper.specialities, "phone": queries.phone_of(helper), "note": helper.note,
    }  # fmt: skip
    return {name: value for name, value in parts.items() if value}


def _noted(act: str, helper: Helper, before: dict[str, Any], by: Actor, at: datetime) -> Change:
    """The row of the log for what a helper's row says now, with the parts that were otherwise; of a telephone only whether
    there was and is one."""
    now = _said(helper)
    parts = {name: [before.get(name), now.get(name)] for name in before | now if before.get(name) != now.get(name)}
    if "phone" in parts:
        parts["phone"] = [bool(number) for number in parts["phone"]]
    return Change(act=act, parts=parts, **_signed(helper, by, at))


def _signed(helper: Helper, by: Actor, at: datetime) -> dict[str, Any]:
    county = helper.county_code
    return {"id": new_id(county), "county": county, "helper": helper, "at": at, "by_id_text": by.user, "by_name": by.name}


def _filled(helper: Helper, entered: Entered, pack: Pack) -> Helper:
    """A row of the directory with what was entered, the telephone sealed; raises Incomplete naming what is wrong."""
    texts = _checked(entered, pack)
    helper.name, helper.note = texts["name"], texts["note"] or ""
    helper.kinds, helper.committee, helper.region = list(entered.kinds), entered.committee, entered.region
    helper.unit = entered.unit or (entered.committee.unit if entered.committee else None)
    helper.languages, helper.specialities = list(entered.languages), list(entered.specialities)
    helper.sealed_phone = vault.seal(texts["phone"] or "", queries.phone_place(helper.id))
    return helper


def _checked(entered: Entered, pack: Pack) -> dict[str, str]:
    """The texts in clean form; raises Incomplete naming each part that is wrong."""
    wrong: dict[str, Words] = {}
    for name, listed in (("kinds", "helper_kinds"), ("languages", "languages"), ("specialities", "categories")):
        unknown = [code for code in getattr(entered, name) if code not in pack.lists.get(listed, {})]
        if unknown:
            wrong[name] = Words(f"没有“{unknown[0]}”这一项。", f"There is no “{unknown[0]}”.")
    if entered.committee and entered.committee.closed_on:
        wrong["place"] = Words(f"{entered.committee.name}已经撤销。", f"{entered.committee.name} is no more.")
    if not entered.kinds:
        wrong["kinds"] = Words("请选是哪一类人。", "Choose the kind.")
    typed = {spec.name: getattr(entered, spec.name) for spec in TEXTS}
    texts: dict[str, str] = {}
    try:
        texts = fields.clean(TEXTS, typed, today=today(), choices={}, resolve=lambda kind, value: None)
    except Incomplete as refusal:
        wrong = {**refusal.fields, **wrong}
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    return texts
