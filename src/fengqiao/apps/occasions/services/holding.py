"""Acts on one occasion: plan it, record that it was held with what was said and promised, or say why it was not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Proceeding
from fengqiao.apps.cases.queries import proceeding_of
from fengqiao.apps.cases.queries import visible_to as cases_of
from fengqiao.apps.cases.services import perform
from fengqiao.apps.cases.services.act import files_in
from fengqiao.apps.files import queries as files_of
from fengqiao.apps.files import services as files
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Change, Invitation, Item, Occasion, Resolution, State
from fengqiao.apps.occasions.permissions import may_keep, may_lead
from fengqiao.apps.occasions.services import readiness
from fengqiao.apps.occasions.services.noting import led_by, noted, said
from fengqiao.apps.occasions.staffing import Staff
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain import guards
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.fields import clean
from fengqiao.domain.occasions import Kind
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field
from fengqiao.kernel import numbers, packversions, submissions
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.writing import Batch

RECEPTION = "reception"  # the form of occasion at which people come to a unit
ATTEND = "attend"  # the act by which an occasion is told in the ledger of a case
ASSIST = "assist"  # the proceeding of a unit that is called in
FURTHEST, OLDEST = timedelta(days=400), timedelta(days=800)
MOST_ITEMS = 60
LONGEST_REASON, LONGEST_REPORT, LONGEST_TOPIC = 500, 5_000, 500
ITEMS = Field(
    "items", Words("谁说了什么、议了什么", "What was raised or discussed"), "rows",
    fields=(
        Field("case", Words("办件编号（新提的问题空着）", "Case number (leave empty for something new)"), "case"),
        Field("text", Words("说的是什么事", "What it is about"), "longtext", most=2_000),
        Field("said", Words("领导怎么说、当场怎么答复", "What the leader said or answered"), "longtext", most=5_000),
        Field("decided", Words("定了什么", "What was decided"), "longtext", most=5_000),
        Field("promise", Words("承诺做什么", "What was promised"), "text", most=200),
        Field("promise_due_on", Words("承诺哪天以前", "Promised by"), "date", future=True),
    ),
)  # fmt: skip
RESOLUTIONS = Field(
    "resolutions", Words("会议决定", "Resolutions"), "rows",
    fields=(
        Field("what", Words("做什么", "What is to be done"), "text", required=True, most=500),
        Field("unit", Words("哪个单位", "Which unit"), "unit", required=True),
        Field("person", Words("谁（登录名或者姓名，可以不写）", "Who (log-in or sole name, optional)"), "text", most=60),
        Field("due_on", Words("哪天以前", "By"), "date", required=True, future=True),
        Field("case", Words("关于哪一件（可以不写）", "About which case (optional)"), "case"),
        Field("leader", Words("由谁包案（可以不写）", "Who leads the case (optional)"), "text", most=60),
        Field("team_head", Words("专班负责人（可以不写）", "Head of the task force (optional)"), "text", most=60),
        Field("members", Words("专班成员（用顿号分开）", "Members of the task force"), "text", most=500),
    ),
)  # fmt: skip


NOBODY = Words(
    "没有找到“{name}”，或者有几个人叫这个名字：请写登录名。",
    "“{name}” is nobody or several people: write the log-in name.",
)
WRONG = Words("有几处要改。", "Some parts need correcting.")


def asked_of(kind: Kind) -> tuple[Field, ...]:
    """What the record of a kind asks: its own fields, what was raised, and what was resolved."""
    return (
        *kind.fields,
        *((ITEMS,) if kind.treats_cases or kind.resolves else ()),
        *((RESOLUTIONS,) if kind.resolves else ()),
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned: a kind of occasion at a unit, when, where, led by whom, about which cases."""

    kind: str
    unit: Unit
    on: date
    place: str
    starts: time | None = None
    ends: time | None = None
    title: str = ""
    leader: User | None = None
    led_lower: str = ""
    cases: Sequence[Case] = ()
    topics: Sequence[str] = ()


@transaction.atomic
def plan(planned: Plan, *, by: Actor, at: datetime, once: str = "") -> Occasion:
    """Plan an occasion, also one that took place already and is recorded late (G-10). The same `once` again gives the same occasion.

    Raises NotNow (no such kind, or a case that is not ready for it, ND-38), Denied, or Incomplete: day, place, what a meeting is
    about, a case where the kind needs one (YJ-32), a reason where somebody of lower rank than the kind asks leads (YJ-33).
    """
    unit = planned.unit
    pack = queries.pack_of(unit)
    kind = pack.occasions.get(planned.kind)
    if kind is None:
        raise NotNow(Words("本单位的工作法没有这种活动。", "The unit's method has no such kind."), code="no_such_kind")
    may_keep(by, kind, unit).or_raise()
    staff = Staff.of([planned.leader.id] if planned.leader else [])
    _check(planned, kind, staff, day_of(at))
    readiness.check(kind, planned.cases, by, day_of(at))
    if known := submissions.made_before(unit.county_code, once, Occasion.objects.filter(county=unit.county_code)):
        return known
    packversions.keep(pack)
    post = staff.post_on(str(planned.leader.id), planned.on, kind.led_by) if planned.leader else None
    occasion = Occasion.objects.create(
        county=unit.county_code, kind=kind.id, pack=pack.tag, unit=unit, title=planned.title.strip(), on=planned.on, starts=planned.starts,
        ends=planned.ends, place=planned.place.strip(), leader=planned.leader, post=post, led_lower=planned.led_lower.strip(),
        is_public=kind.is_public,
    )  # fmt: skip
    put_on_agenda(occasion, planned.cases, planned.topics)
    noted(occasion, "planned", by=by, at=at).save(force_insert=True)
    submissions.keep(unit.county_code, once, occasion.id)
    return occasion


def put_on_agenda(occasion: Occasion, cases: Sequence[Case], topics: Sequence[str] = ()) -> list[Item]:
    """Add cases and topics that are not on it yet; part of an act on the occasion."""
    known = _cases_of(occasion)
    told = set(Item.objects.filter(county=occasion.county, occasion=occasion, case=None).values_list("text", flat=True))
    position = _last_position(occasion)
    fresh: list[Item] = []
    for case, text in [
        *((case, "") for case in cases if case.id not in known),
        *((None, text) for text in dict.fromkeys(topic.strip() for topic in topics) if text and text not in told),
    ]:
        position += 1
        fresh.append(
            Item(
                id=new_id(occasion.county),
                county=occasion.county,
                occasion=occasion,
                position=position,
                case=case,
                text=text,
            )
        )
    return Item.objects.bulk_create(fresh)


@transaction.atomic
def extend_agenda(
    occasion: Occasion, cases: Sequence[Case], topics: Sequence[str], *, by: Actor, at: datetime
) -> list[Item]:
    """Put more on the agenda of what is still to be held. Raises Denied, NotNow, or Incomplete for a topic that is too long."""
    held = locked(occasion)
    kind = queries.kind_of(held)
    may_keep(by, kind, held.unit).or_raise()
    _still_planned(held)
    if any(len(topic.strip()) > LONGEST_TOPIC for topic in topics) or len(topics) > MOST_ITEMS:
        words = Words(f"一项最多{LONGEST_TOPIC}字，一次最多{MOST_ITEMS}项。",
                      f"A topic has at most {LONGEST_TOPIC} characters, and {MOST_ITEMS} go at once.")  # fmt: skip
        raise Incomplete(words, {"topics": words})
    readiness.check(kind, cases, by, day_of(at))
    return put_on_agenda(held, cases, topics)


@transaction.atomic
def record(
    occasion: Occasion, raw: Mapping[str, Any], *, by: Actor, at: datetime, leader: User | None = None, led_lower: str = "",
    came: Iterable[str] | None = None,
) -> Occasion:  # fmt: skip
    """Record that it was held: what its kind asks, what was raised, said, decided and promised, and what was resolved.

    Each case that was treated gets one row in its ledger, and a promise about it becomes a line of the case; a promise about
    nothing that is a case yet, and each resolution, is owed by its unit until it is reported. Recorded once more it amends: what
    is new is added, nothing is told twice. `came` are the ids of the invitations of those who were there; None leaves that as it
    is. Files go on record with their digests in its row of the log. Whoever led it after all
    is asked what whoever was planned is (YJ-33). Raises Denied, NotNow (the day has not come, or it was said not to be held) or
    Incomplete naming each part.
    """
    held = locked(occasion)
    kind = queries.kind_of(held)
    may_keep(by, kind, held.unit).or_raise()
    if held.on > day_of(at) or held.state == State.NOT_HELD:
        words = Words(
            "还没有到日子，或者已经记为没有举行。", "Its day has not come, or it is said not to have been held."
        )
        raise NotNow(words, code="not_held")
    entered = _entered(held, kind, raw, by, day_of(at))
    items, resolved = entered.pop(ITEMS.name), entered.pop(RESOLUTIONS.name, [])
    brought = files_in(kind.fields, entered)
    _check_words(items, resolved)
    before, act = said(held), "amended" if held.state == State.HELD else "held"
    if leader is not None and leader.id != held.leader_id:
        staff = Staff.of([leader.id])
        if wrong := _check_leader(leader, held.on, led_lower, kind, staff):
            raise Incomplete(WRONG, wrong)
        held.leader, held.post = leader, staff.post_on(str(leader.id), held.on, kind.led_by)
        held.led_lower = led_lower.strip()
    told = {name: _kept(value) for name, value in entered.items() if value is not None and name not in brought}
    held.record = {**held.record, **told}
    held.state = State.HELD
    held.save()
    known = _cases_of(held)
    found = [_item(held, row) for row in items]
    readiness.check(kind, [item.case for item in found if item.case and item.case_id not in known], by, day_of(at))
    _must_treat_a_case(held, kind)
    _tell_cases(held, kind, found, by, at)
    _resolve(held, resolved, by, at)
    if came is not None:
        _note_who_came(held, set(came))
    change = noted(held, act, by=by, at=at, before=before)
    if brought:
        batch, change.seq = Batch(), _next_seq(held)
        change.files = files.put_on_record(batch, held.county, held.id, brought, seq=change.seq)
        batch.write()
    change.save(force_insert=True)
    return held


def _note_who_came(held: Occasion, came: set[str]) -> None:
    rows = list(Invitation.objects.filter(county=held.county, occasion=held))
    for row in rows:
        row.came = str(row.id) in came
    Invitation.objects.bulk_update(rows, ["came"])


@transaction.atomic
def withdraw_file(occasion: Occasion, key: UUID, reason: str, *, by: Actor, at: datetime) -> None:
    """Take back a file of its record, with the reason: shown to nobody, row, digest and content stay. Raises Denied, NotNow (no such
    file, or taken back already) or Incomplete."""
    held = locked(occasion)
    may_keep(by, queries.kind_of(held), held.unit).or_raise()
    file = files_of.of_owner(held.county, held.id).filter(id=key, withdrawn_seq=0).first()
    if file is None:
        raise NotNow(Words("没有这份材料，或者已经撤下。", "There is no such file, or it was taken back already."), code="no_such_file")
    _must_say(reason, "reason", Words("请写为什么撤下。", "Say why it is taken back."), LONGEST_REASON)
    change = noted(held, "withdrawn", by=by, at=at, before=said(held), reason=reason.strip())
    batch, change.seq = Batch(), _next_seq(held)
    change.files = [{"id": str(file.id), "sha256": file.sha256, "size": file.size, "kind": file.kind, "what": file.what}]
    files.withdraw(batch, held.county, held.id, str(file.id), seq=change.seq)
    batch.write()
    change.save(force_insert=True)


def files_on_record(county: int | None = None) -> Iterator[tuple[int, UUID, int, Mapping[str, Any]]]:
    """Every file that the logs tell of: county, occasion, row, and what the row says (id, sha256, size, kind, what)."""
    rows = Change.objects.filter(seq__gt=0).exclude(act="withdrawn").order_by("county", "occasion_id", "seq")
    rows = rows if county is None else rows.filter(county=county)
    for change in rows.iterator(chunk_size=500):
        yield from ((change.county, change.occasion_id, change.seq, told) for told in change.files)


@transaction.atomic
def became_case(item: Item, case: Case, *, by: Actor, at: datetime) -> None:
    """What was raised was registered: the item knows its case, whose ledger tells where it was raised. A case that is sealed
    from the first (a report of wrongdoing) is not tied: nobody who reads the occasion may know of it."""
    if case.is_sealed:
        return
    rows = Item.objects.select_for_update(of=("self",)).select_related("occasion__leader", "occasion__post")
    held = rows.get(county=item.county, id=item.id)
    if held.case_id is not None or Item.objects.filter(county=item.county, occasion=held.occasion, case=case).exists():
        return
    held.case, held.became_case = case, True
    held.save(update_fields=["case", "became_case"])
    if held.occasion.state == State.HELD:
        _tell_cases(held.occasion, queries.kind_of(held.occasion), [held], by, at)


@transaction.atomic
def not_held(occasion: Occasion, reason: str, *, by: Actor, at: datetime) -> Occasion:
    """Say that it did not take place, and why. Raises Denied, NotNow (recorded already) or Incomplete."""
    held = locked(occasion)
    may_keep(by, queries.kind_of(held), held.unit).or_raise()
    _still_planned(held)
    _must_say(reason, "reason", Words("请写为什么没有举行。", "Say why it was not held."), LONGEST_REASON)
    held.state, held.why_not = State.NOT_HELD, reason.strip()
    held.revision += 1
    held.save()
    noted(held, "not_held", by=by, at=at, before=said(held), reason=held.why_not).save(force_insert=True)
    return held


@transaction.atomic
def report(resolution: Resolution, words: str, *, by: Actor, at: datetime) -> Resolution:
    """Report what was done; it is owed no more. Raises Incomplete, or NotNow for somebody of another unit or reported already."""
    owed = Resolution.objects.select_for_update(of=("self",)).get(county=resolution.county, id=resolution.id)
    if owed.reported_at is not None or str(owed.unit_id) not in by.units:
        raise NotNow(
            Words("已经报过，或者不归您单位报。", "It is reported already, or another unit reports it."),
            code="reported",
        )
    _must_say(words, "report", Words("请写做了什么。", "Say what was done."), LONGEST_REPORT)
    owed.report, owed.reported_at, owed.reported_by = words.strip(), at, by.name
    owed.save(update_fields=["report", "reported_at", "reported_by"])
    return owed


def _check(planned: Plan, kind: Kind, staff: Staff, today: date) -> None:
    wrong: dict[str, Words] = {}
    if not today - OLDEST <= planned.on <= today + FURTHEST:
        wrong["on"] = Words("日期太早或者太远。", "The day is too long ago or too far ahead.")
    if kind.is_urgent and planned.on != today:
        wrong["on"] = Words(
            "紧急会议当天召开，请选今天。", "An emergency meeting is held on the same day: choose today."
        )
    if not planned.place.strip():
        wrong["place"] = Words("请写在哪里。", "Say where.")
    if planned.starts and planned.ends and planned.ends <= planned.starts:
        wrong["ends"] = Words("结束的时间要晚于开始的时间。", "It must end after it begins.")
    if kind.resolves and not planned.title.strip() and not planned.cases:
        wrong["title"] = Words("请写议什么。", "Say what it is about.")
    if kind.needs_case and not planned.cases:
        wrong["cases"] = Words("“{kind}”至少要带一件，请写办件编号。", "“{kind}” needs at least one case.").filled(
            kind=kind.name
        )
    if planned.leader is not None:
        wrong |= _check_leader(planned.leader, planned.on, planned.led_lower, kind, staff)
    elif kind.led_by:
        wrong["leader"] = Words("请写由谁带队。", "Say who leads.")
    if wrong:
        raise Incomplete(WRONG, wrong)


def _check_leader(leader: User, on: date, led_lower: str, kind: Kind, staff: Staff) -> dict[str, Words]:
    post = staff.post_on(str(leader.id), on, kind.led_by)
    if post is None:
        return {"leader": Words("{name}那天不在岗。", "{name} holds no post on that day.").filled(name=leader.name)}
    if not may_lead(frozenset(post.roles), kind) and not led_lower.strip():
        return {"led_lower": Words("按规定要由领导或者单位负责人带队；由别人带队的，请写原因。",
                                   "A leader or the head of a unit should lead; say why somebody else does.")}  # fmt: skip
    return {}


def _entered(occasion: Occasion, kind: Kind, raw: Mapping[str, Any], by: Actor, today: date) -> dict[str, Any]:
    pack = packversions.pack_of_tag(occasion.pack)
    found = clean(asked_of(kind), raw, today=today, choices=pack.lists, resolve=_resolver(occasion, by, today),
                  most_files=settings.FILES_AT_ONCE)  # fmt: skip
    found.setdefault(ITEMS.name, [])
    wrong = {}
    for n, row in enumerate(found[ITEMS.name], start=1):
        if not row["case"] and not row["text"]:
            wrong[f"items.{n}.text"] = Words(
                "请写说的是什么事，或者写办件编号。", "Say what it is about, or give the number of a case."
            )
        if row["promise"] and not row["promise_due_on"]:
            wrong[f"items.{n}.promise_due_on"] = Words("承诺要写哪天以前。", "A promise needs its day.")
    for n, row in enumerate(found.get(RESOLUTIONS.name, ()), start=1):
        wrong |= {f"resolutions.{n}.{name}": words for name, words in _found_people(row, by).items()}
    if len(found[ITEMS.name]) > MOST_ITEMS:
        wrong["items"] = Words("一次最多记六十项。", "Sixty at most at once.")
    if wrong:
        raise Incomplete(Words("有几处要补。", "Some parts are missing."), wrong)
    return found


def _found_people(row: dict[str, Any], by: Actor) -> dict[str, Words]:
    """Put people in the place of their names in a resolution's row; gives what is wrong with them."""
    wrong: dict[str, Words] = {}
    for name in ("person", "leader", "team_head", "members"):
        keys = []
        for text in re.split(r"[,，、;；]+", row[name] or ""):
            people = accounts.people_named(by.county, text) if text.strip() else []
            if text.strip() and len(people) != 1:
                wrong[name] = NOBODY.filled(name=text.strip())
            keys += [person.id for person in people[:1]]
        row[name] = keys if name == "members" else keys[0] if keys else None
    if (row["leader"] or row["team_head"] or row["members"]) and not row["case"]:
        wrong["case"] = Words("定了包案领导、专班的，请写是哪一件。", "Say which case the leader or the task force is for.")
    if bool(row["team_head"]) != bool(row["members"]):
        wrong["members"] = Words("专班要有负责人，也要有成员。", "A task force has a head and members.")
    return wrong


def _resolver(occasion: Occasion, by: Actor, today: date) -> Callable[[str, str], str | None]:
    """What a row names: a case that this person sees, a unit of the county, or a file that this person sent."""

    def resolve(kind: str, value: str) -> str | None:
        if kind == "case":
            seen = cases_of(by).filter(county=by.county, is_sealed=False, number=value.strip())
            key = seen.values_list("id", flat=True).first()
            return str(key) if key else None
        if kind == "unit":
            unit = organisations.answering(by.county, value, today)
            return str(unit.id) if unit else None
        if kind == "sent":
            return next((str(file.id) for file in files_of.sent(occasion.county, occasion.id, [value], by)), None)
        return None

    return resolve


def _check_words(items: Sequence[Mapping[str, Any]], resolved: Sequence[Mapping[str, Any]]) -> None:
    """Nothing that is decided or promised may watch, stop or press a person (G-05)."""
    texts = {f"items.{n}.{name}": row[name] for n, row in enumerate(items, start=1) for name in ("decided", "promise")}
    texts |= {f"resolutions.{n}.what": row["what"] for n, row in enumerate(resolved, start=1)}
    words = Words("不能写“{words}”：这里只定怎么帮、怎么办，不盯人、不拦人。",
                  "“{words}” cannot stand here: no measure watches or stops a person.")  # fmt: skip
    found = {key: guards.control_words(text or "") for key, text in texts.items()}
    wrong = {key: words.filled(words="、".join(bad)) for key, bad in found.items() if bad}
    if wrong:
        raise Incomplete(Words("有的决定不能这样写。", "Some decisions cannot be put so."), wrong)


def _item(occasion: Occasion, row: Mapping[str, Any]) -> Item:
    """The item of a row: the one on the agenda about the same case or in the same words, else a new one."""
    mine = Item.objects.filter(county=occasion.county, occasion=occasion)
    item = (mine.filter(case=row["case"]) if row["case"] else mine.filter(case=None, text=row["text"])).first()
    item = item or Item(
        id=new_id(occasion.county), county=occasion.county, occasion=occasion, position=_last_position(occasion) + 1
    )
    item.case_id, item.text = row["case"], row["text"] or item.text
    item.said, item.decided = row["said"] or item.said, row["decided"] or item.decided
    if row["promise"]:
        item.promise, item.promise_due_on = row["promise"], row["promise_due_on"]
    item.save()
    return item


def _must_treat_a_case(occasion: Occasion, kind: Kind) -> None:
    if (
        kind.needs_case
        and not Item.objects.filter(county=occasion.county, occasion=occasion, case__isnull=False).exists()
    ):
        words = Words("“{kind}”至少要带一件，请写办件编号。", "“{kind}” needs at least one case.").filled(
            kind=kind.name
        )
        raise Incomplete(words, {"items.1.case": words})


def _tell_cases(occasion: Occasion, kind: Kind, items: Sequence[Item], by: Actor, at: datetime) -> None:
    """One row in the ledger of each case treated; the cases in one order, so that two records never wait for each other."""
    leader = led_by(occasion) or by.name
    for item in sorted(items, key=lambda one: str(one.case_id)):
        if item.case is None:
            _owe_promise(occasion, item, day_of(at))
        elif item.seq is None:
            is_owed = Resolution.objects.filter(county=item.county, item=item).exists()  # since before it was a case
            promise = {"who": leader[:60], "what": item.promise, "due_on": str(item.promise_due_on)}
            promises = [promise] if item.promise and not is_owed else []
            data = {"what": _ordinal(kind, item), "held_on": occasion.on.isoformat(), "where": occasion.place, "led_by": leader,
                    "came_to": str(occasion.unit_id) if kind.form == RECEPTION else "",
                    "said": item.said, "decided": item.decided, "promises": promises}  # fmt: skip
            entry = perform(
                county=occasion.county, case_id=item.case.id, step=_act_on(item.case, ATTEND), data=data, by=by, at=at
            )
            item.seq = entry.seq
            item.save(update_fields=["seq"])


def _act_on(case: Case, act: str) -> str:
    """An act by the name it has in the proceeding that the case goes through."""
    return rules.pack_of(case).workflows[proceeding_of(case).workflow].key(act)


def _ordinal(kind: Kind, item: Item) -> str:
    """The kind, numbered where it came to this case before: 会商（第3次）."""
    earlier = Item.objects.filter(
        county=item.county, case=item.case_id, occasion__kind=kind.id, seq__isnull=False
    ).count()
    return f"{kind.name.zh}（第{earlier + 1}次）" if kind.needs_case or earlier else kind.name.zh


def _owe_promise(occasion: Occasion, item: Item, today: date) -> None:
    if (
        item.promise
        and item.promise_due_on
        and not Resolution.objects.filter(county=occasion.county, item=item).exists()
    ):
        unit = organisations.standing_unit(occasion.unit, today) or occasion.unit
        Resolution.objects.create(county=occasion.county, occasion=occasion, item=item, what=item.promise, unit=unit,
                                  person=occasion.leader, due_on=item.promise_due_on)  # fmt: skip


def _resolve(occasion: Occasion, resolved: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> None:
    """Each resolution once. A leader and a task force that it names
    take their seats in the case by the acts of the pack, in the same breath, and the unit beside the case's own is called in (YJ-25)."""
    for row in resolved:
        unit = organisations.unit_by_key(row["unit"])
        item = Item.objects.filter(county=occasion.county, occasion=occasion, case=row["case"]).first() if row["case"] else None
        _made, is_new = Resolution.objects.get_or_create(
            county=occasion.county, occasion=occasion, what=row["what"], unit=unit,
            defaults={"person_id": row["person"], "due_on": row["due_on"], "item": item},
        )  # fmt: skip
        if is_new and row["case"]:
            _seat_leaders(Case.objects.get(county=occasion.county, id=row["case"]), unit, row, by, at)


def _seat_leaders(case: Case, unit: Unit, row: Mapping[str, Any], by: Actor, at: datetime) -> None:
    given: dict[str, Any] = {"county": case.county, "case_id": case.id, "by": by, "at": at}
    if row["leader"]:
        perform(step=_act_on(case, "name_lead"), data={"leader": str(row["leader"]), "reason": row["what"]}, **given)
        called = Proceeding.objects.filter(county=case.county, case=case, workflow=ASSIST, unit=unit, closed_at=None)
        if unit.id != case.unit_id and not called.exists():
            perform(step=_act_on(case, "call_in"), data={"unit": str(unit.id), "kind": "join", "what": row["what"]}, **given)
    if row["team_head"]:
        team = {"team_head": str(row["team_head"]), "members": [str(key) for key in row["members"]]}
        perform(step="lead.team", data=team, **given)


def _cases_of(occasion: Occasion) -> set[UUID | None]:
    """The keys of the cases on its agenda."""
    return set(Item.objects.filter(county=occasion.county, occasion=occasion).values_list("case", flat=True))


def _last_position(occasion: Occasion) -> int:
    positions = Item.objects.filter(county=occasion.county, occasion=occasion).order_by("-position")
    return positions.values_list("position", flat=True).first() or 0


def _next_seq(occasion: Occasion) -> int:
    """The number of the next row of the log that has to do with files."""
    last = Change.objects.filter(county=occasion.county, occasion=occasion).aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1


def locked(occasion: Occasion) -> Occasion:
    """An occasion read anew; whoever else acts on it waits until this act has ended."""
    numbers.hold(occasion.county, f"occasion {occasion.id}")
    return Occasion.objects.select_related("unit", "leader", "post").get(county=occasion.county, id=occasion.id)


def _must_say(text: str, name: str, missing: Words, most: int) -> None:
    """A text is neither empty nor cut: too many words are told so."""
    if not text.strip():
        raise Incomplete(missing, {name: missing})
    if len(text.strip()) > most:
        words = Words(f"最多{most}字，您写了{len(text.strip())}字。", f"At most {most} characters; you wrote {len(text.strip())}.")
        raise Incomplete(words, {name: words})


def _still_planned(occasion: Occasion) -> None:
    if occasion.state != State.PLANNED:
        raise NotNow(Words("已经有记录了。", "It is recorded already."), code="recorded")


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
