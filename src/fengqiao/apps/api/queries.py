"""Reading for the API: one case with its history, counts by unit and state, the actor behind a token."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from django.db import connection

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.api.keys import digest_of
from fengqiao.apps.api.models import ApiToken
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import PARTS
from fengqiao.apps.insight import asking, queries
from fengqiao.apps.insight.lists import Row
from fengqiao.apps.insight.scope import Scope
from fengqiao.apps.organisations import unit_names
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.reading import rows

_CASE_COLUMNS = (
    "number", "kind", "classification", "title", "content", "wish", "category", "channel", "region_code", "place", *PARTS,
    "petitioner_mask", "people_count", "is_anonymous", "is_confidential", "is_repeat", "is_sealed", "pack", "state", "result",
    "stage", "unit_id", "person_name", "due_on", "due_clock", "is_provisional", "received_on", "registered_at",
    "acted_at", "closed_at", "ledger_seq",
)  # fmt: skip
_CASE = f"""
    SELECT c.id, {", ".join(f"c.{name}" for name in _CASE_COLUMNS)},
      (SELECT coalesce(json_agg(json_build_object('position', d.position, 'text', d.text, 'path', d.path,
              'outcome', d.outcome, 'result', d.result, 'reply', d.reply) ORDER BY d.position), '[]')::text
       FROM cases_demand d WHERE d.county = c.county AND d.case_id = c.id) AS demands,
      (SELECT coalesce(json_agg(json_build_object('id', p.id, 'role', p.role, 'mask', p.mask, 'phone', p.phone_mask,
              'unit', u.code) ORDER BY p.id), '[]')::text
       FROM cases_party p LEFT JOIN organisations_unit u ON u.id = p.unit_id
       WHERE p.county = c.county AND p.case_id = c.id AND p.role <> 'member') AS parties,
      (SELECT r.clocks::text FROM cases_proceeding r WHERE r.county = c.county AND r.case_id = c.id AND r.parent_id IS NULL
       ORDER BY r.opened_at DESC LIMIT 1) AS clocks
    FROM cases_case c WHERE c.county = %s AND c.number = %s AND """
_TOKEN_COLUMNS = ("id", "user_id", "post_id", "last_used_on")
_TOKEN = f"""
    SELECT {", ".join(_TOKEN_COLUMNS)} FROM api_apitoken
    WHERE digest = %s AND revoked_at IS NULL AND (expires_on IS NULL OR expires_on >= %s)
"""
_HISTORY = """
    SELECT seq, act, at, actor_name, actor_unit, shown, body::text FROM cases_entry
    WHERE county = %s AND case_id = %s ORDER BY seq
"""


def case_of(scope: Scope, number: str) -> dict[str, Any] | None:
    """One case with demands, parties (masked), clocks and its whole history; None when unseen or absent. Two SQL."""
    seen, values = scope.seen
    row = next(iter(rows(_CASE + seen, [scope.county, number, *values])), None)
    if row is None:
        return None
    found = dict(zip(("id", *_CASE_COLUMNS), row[:-3], strict=True))
    history = [_passage(entry) for entry in rows(_HISTORY, [scope.county, found.pop("id")])]
    found["petitioner"] = found.pop("petitioner_mask")
    unit = found.pop("unit_id")
    found["unit"] = unit_names.codes(scope.county, {unit})[unit]
    found["seq"] = found.pop("ledger_seq")
    for name, text in zip(("demands", "parties", "clocks"), row[-3:], strict=True):
        found[name] = orjson.Fragment(text or "[]")
    return found | {"history": history}


def _passage(entry: tuple[Any, ...]) -> dict[str, Any]:
    seq, act, at, name, unit, shown, body = entry
    words = cases.act_name(act, asking.pack())
    return {
        "seq": seq, "act": act, "name": pair(words), "at": at, "by": name, "unit": unit,
        "internal": shown != "petitioner", "body": orjson.Fragment(body),
    }  # fmt: skip


def items(rows: Sequence[Row], county: int) -> list[dict[str, Any]]:
    """The cases of a list."""
    codes = unit_names.codes(county, {row.unit_id for row in rows})
    return [_item(row, codes[row.unit_id]) for row in rows]


def _item(row: Row, unit: str) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "petitioner": row.petitioner_mask, "people": row.people_count,
        "person": row.person_name, "unit": unit, "state": row.state, "stage": row.stage,
        "due_on": row.due_on, "warn_on": row.warn_on, "is_provisional": row.is_provisional, "category": row.category,
        "channel": row.channel, "classification": row.classification, "received_on": row.received_on,
        "acted_at": row.acted_at, "is_repeat": row.is_repeat, "is_sealed": row.is_sealed,
    }  # fmt: skip


def counts_of(scope: Scope, today: date) -> dict[str, Any]:
    """How many cases each unit has in each state, and how many are near and overdue; sealed ones nowhere. Two SQL."""
    by_unit: dict[str, dict[str, int]] = {}
    stages = {"inbox": 0, "working": 0, "done": 0}
    found = queries.by_state(scope)
    codes = unit_names.codes(scope.county, {unit for unit, *_ in found})
    for unit, state, stage, n in found:
        by_unit.setdefault(codes[unit], {})[state] = n
        stages[stage] += n
    days = queries.counts(scope, today, whole=scope.whole)
    return {"stages": stages, "near": days.near, "overdue": days.overdue, "units": by_unit}


def actor_of(token: str, today: date) -> tuple[ApiToken, Actor] | None:
    """The token and the actor it stands for; None when it is unknown, revoked, over, or its post is no longer theirs."""
    row = next(iter(rows(_TOKEN, [digest_of(token), today])), None)
    found = ApiToken.from_db(connection.alias, _TOKEN_COLUMNS, row) if row else None
    presence = accounts.presence_of(found.user_id, today) if found else None
    if found is None or presence is None:
        return None
    hat = next((hat for hat in presence.hats if hat.id == str(found.post_id)), None)
    return (found, accounts.actor_in(presence.user, hat)) if hat else None


def words() -> dict[str, Any]:
    """The words for states and code lists, as the pack gives them."""
    pack = asking.pack()
    states = pack.case_states.values()
    return {
        "pack": pack.tag,
        "states": {state.id: pair(state.name) | {"stage": state.stage} for state in states},
        **{name: {key: pair(text) for key, text in entries.items()} for name, entries in pack.lists.items()},
    }


def pair(text: Words) -> dict[str, str]:
    """Words as JSON."""
    return {"zh": text.zh, "en": text.of("en")}
