"""Fill a database with any number of cases through COPY: real rows, real chains, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, models, transaction

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import NEVER, Case, Demand, Desk, Entry, Identity, Party, Proceeding, Stage, Tally
from fengqiao.apps.cases.services import ledger, tally
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.case_numbers import make_tracking_code
from fengqiao.domain.masking import mask_name
from fengqiao.kernel import vault
from fengqiao.kernel.county import new_id
from fengqiao.kernel.models import Counter as NumberCounter

CHUNK = 2_000
STATES = (  # state, stage, weight of a hundred, clock that runs
    ("S10", Stage.INBOX, 3, "CLK-02"), ("S20", Stage.WORKING, 2, "CLK-01"), ("S21", Stage.INBOX, 5, "CLK-03"),
    ("S30", Stage.WORKING, 5, "CLK-03"), ("S40", Stage.WORKING, 4, "CLK-07"), ("S50", Stage.WORKING, 15, "CLK-07"),
    ("S60", Stage.WORKING, 2, "CLK-07"), ("S61", Stage.WORKING, 4, "CLK-12"), ("S80", Stage.DONE, 40, ""),
    ("S90", Stage.DONE, 20, ""),
)  # fmt: skip
WORDS = (
    "墙面渗水",
    "道路坑洼",
    "工资未付",
    "水渠堵塞",
    "路灯不亮",
    "噪声扰民",
    "土地边界",
    "物业收费",
    "垃圾清运",
    "学位安排",
)
PLACES = ("东门社区", "河湾村", "上坪村", "新桥社区", "松林村", "北街社区", "茶山村", "渡口村")
NAMES = ("陈一平", "何大山", "李春秀", "周有田", "吴小梅", "郑国强", "王素珍", "欧阳明")
CATEGORIES = ("housing", "labour", "land", "farming", "environment", "education", "health", "transport", "civil")


@dataclass(frozen=True, slots=True)
class Desks:
    """The units that have the cases and the person of each."""

    office: Unit
    units: Sequence[Unit]
    people: dict[UUID, User]


def fill(n: int, desks: Desks, *, today: date, progress: Callable[[int], None]) -> None:
    """Write n cases of the last two years; raises whatever the database raises."""
    chance = random.Random(7)
    counts: Counter[tally.Place] = Counter()
    with connection.cursor() as cursor:
        for first in range(1, n + 1, CHUNK):
            tables: dict[type[models.Model], list[list[str]]] = {}
            for number in range(first, min(first + CHUNK, n + 1)):
                _case(number, desks, today, chance, tables, counts)
            with transaction.atomic():
                for model, rows in tables.items():
                    _copy(cursor, model, rows)
            progress(min(first + CHUNK - 1, n))
    county = desks.office.county_code
    Tally.objects.bulk_create(
        Tally(id=new_id(county), county=place[0], unit_id=place[1], state=place[2], stage=place[3], due_on=place[4],
              warn_on=place[5], n=count)
        for place, count in counts.items()
    )  # fmt: skip
    for year in {today.year, today.year - 1, today.year - 2}:
        NumberCounter.objects.create(id=new_id(county), county=county, series=f"case.{year}", value=n)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _copy(cursor: Any, model: type[models.Model], rows: list[list[str]]) -> None:
    columns = ", ".join(str(field.column) for field in model._meta.concrete_fields)
    with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        copy.write("\n".join("\t".join(row) for row in rows) + "\n")


@cache
def _plan(model: type[models.Model]) -> tuple[list[str], dict[str, tuple[int, Callable[[Any], str]]]]:
    """The COPY texts of the fields' defaults in the model's own order, and where and how each value is written."""
    fields = list(model._meta.concrete_fields)
    writers: dict[str, tuple[int, Callable[[Any], str]]] = {
        field.attname: (place, _json if isinstance(field, models.JSONField) else _text)
        for place, field in enumerate(fields)
    }
    return [writers[field.attname][1](field.get_default()) for field in fields], writers


def _row(model: type[models.Model], values: dict[str, Any]) -> list[str]:
    """A line of COPY text; what is not given takes the field's default."""
    defaults, writers = _plan(model)
    row = defaults.copy()
    for name, value in values.items():
        place, write = writers[name]
        row[place] = write(value)
    return row


def _json(value: Any) -> str:
    return orjson.dumps(value).decode().replace("\\", "\\\\")


def _text(value: Any) -> str:
    if value.__class__ is str:
        return str(value)
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)


def _case(
    number: int, desks: Desks, today: date, chance: random.Random,
    tables: dict[type[models.Model], list[list[str]]], counts: Counter[tally.Place],
) -> None:  # fmt: skip
    state, stage, _, clock = chance.choices(STATES, weights=[weight for _, _, weight, _ in STATES])[0]
    unit = desks.office if state in ("S10", "S20") else desks.units[int(chance.triangular(0, len(desks.units), 0))]
    age = chance.randrange(700) if stage == Stage.DONE else chance.randrange(75)
    received = today - timedelta(days=age)
    due = received + timedelta(days=chance.choice((15, 60, 75))) if clock else None
    at = datetime(received.year, received.month, received.day, 1 + number % 8, number % 60, tzinfo=UTC)
    case = _fields(number, desks, unit, state, stage, clock, due, received, at, chance)
    entries = list(_chain(case, desks, unit, at))
    case["ledger_seq"], case["ledger_head"] = len(entries), entries[-1]["digest"]
    county = case["county"]
    rows: list[tuple[type[models.Model], dict[str, Any]]] = [(Entry, entry) for entry in entries]
    rows += [(Case, case), (Proceeding, _proceeding(case, clock)), *_people(case, chance)]
    rows.append(
        (Demand, {"id": new_id(county), "county": county, "case_id": case["id"], "position": 1, "text": case["title"]})
    )
    for seen_by in {unit.id, desks.office.id}:
        rows.append((Desk, {"id": new_id(county), "county": county, "case_id": case["id"], "unit_id": seen_by,
                            "acted_at": case["acted_at"]}))  # fmt: skip
    for model, values in rows:
        tables.setdefault(model, []).append(_row(model, values))
    place = (county, unit.id, state, str(stage), due or NEVER, case["warn_on"] or NEVER)
    counts.update(tally.rows_of(place))


def _fields(
    number: int, desks: Desks, unit: Unit, state: str, stage: str, clock: str, due: date | None, received: date,
    at: datetime, chance: random.Random,
) -> dict[str, Any]:  # fmt: skip
    county, person = unit.county_code, desks.people[unit.id]
    word, place = chance.choice(WORDS), chance.choice(PLACES)
    acted = at + timedelta(days=3)
    return {
        "id": new_id(county), "county": county, "number": f"{county:06d}-{received.year}-{number:06d}",
        "tracking_code": make_tracking_code(f"{number * 7_919 % 10**11:011d}"), "classification": "claim",
        "title": f"{place}{word}（{number}）",
        "content": f"{place}有居民反映{word}，多次找人没有结果，希望尽快有人管。编号{number}。" * 2, "category": chance.choice(CATEGORIES),
        "channel": "visit", "place": place, "petitioner_mask": mask_name(NAMES[number % len(NAMES)]),
        "pack": "national@2022.5.1", "state": state, "stage": str(stage), "unit_id": unit.id,
        "origin_unit_id": desks.office.id, "person_id": person.pk, "person_name": person.name, "due_on": due,
        "warn_on": due - timedelta(days=5) if due else None, "due_clock": clock, "received_on": received,
        "registered_at": at, "acted_at": acted, "closed_at": acted if stage == Stage.DONE else None,
    }  # fmt: skip


def _chain(case: dict[str, Any], desks: Desks, unit: Unit, at: datetime) -> Iterator[dict[str, Any]]:
    steps = [("register", "", "S10"), ("open_dispatch", "S10", "S20")]
    if case["state"] not in ("S10", "S20"):
        steps += [("transfer", "S20", "S21"), ("receive", "S21", "S30")]
    if case["state"] == "S10":
        steps = steps[:1]
    prior = b""
    for seq, (act, before, after) in enumerate(steps, 1):
        body = {"from": before, "to": after, "unit": str(unit.id)}
        when, person = at + timedelta(hours=7 * (seq - 1)), desks.people[desks.office.id if seq < 4 else unit.id]
        core = [str(case["county"]), str(case["id"]), seq, act, when.isoformat(), str(person.pk), person.name,
                str(desks.office.id), "petitioner", body]  # fmt: skip
        digest = ledger.chained(prior, core)
        yield {"id": new_id(case["county"]), "county": case["county"], "case_id": case["id"], "seq": seq, "act": act,
               "at": when, "actor_id": str(person.pk), "actor_name": person.name, "actor_unit": str(desks.office.id),
               "shown": "petitioner", "body": body, "prior": prior, "digest": digest}  # fmt: skip
        prior = digest


def _proceeding(case: dict[str, Any], clock: str) -> dict[str, Any]:
    received, due = case["received_on"].isoformat(), case["due_on"]
    clocks = [{
        "id": clock, "events": [{"kind": "started", "on": received, "days": 0, "why": ""}], "state": "running",
        "owner": "petitioner" if clock == "CLK-12" else "unit", "legal": due.isoformat(), "internal": due.isoformat(),
        "shown": due.isoformat(), "warn": case["warn_on"].isoformat(), "provisional": False,
    }] if due else []  # fmt: skip
    return {
        "id": new_id(case["county"]), "county": case["county"], "case_id": case["id"], "workflow": "petition",
        "state": case["state"], "unit_id": case["unit_id"], "vars": {"since": received, "reached_on": received},
        "clocks": clocks, "opened_at": case["registered_at"], "closed_at": case["closed_at"],
    }  # fmt: skip


def _people(case: dict[str, Any], chance: random.Random) -> list[tuple[type[models.Model], dict[str, Any]]]:
    county, key, name = case["county"], new_id(case["county"]), chance.choice(NAMES)
    phone = f"100{chance.randrange(10**8):08d}"
    identity = {
        "id": key, "county": county, "name": vault.seal(name, f"identity.name.{key}"),
        "phone": vault.seal(phone, f"identity.phone.{key}"), "name_index": vault.blind_index(name, "name"),
        "phone_index": vault.blind_index(phone, "phone"),
    }  # fmt: skip
    party = {"id": new_id(county), "county": county, "case_id": case["id"], "role": "petitioner", "identity_id": key,
             "mask": case["petitioner_mask"], "phone_mask": "100****0000"}  # fmt: skip
    return [(Identity, identity), (Party, party)]
