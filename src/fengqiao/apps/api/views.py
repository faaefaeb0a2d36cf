"""The operations of version 1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import Header, NinjaAPI, Query

from fengqiao.apps.api import errors, queries, schemas
from fengqiao.apps.api.door import BearerToken, Reader, SignedIn, Writer
from fengqiao.apps.api.errors import answer
from fengqiao.apps.api.schemas import Refusal
from fengqiao.apps.cases import presenting
from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases import services as acts
from fengqiao.apps.cases.permissions import may_register
from fengqiao.apps.insight import asking, lists
from fengqiao.apps.insight import queries as insight
from fengqiao.apps.insight.scope import scope_of
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations import unit_names
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Denied, Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today

api = NinjaAPI(
    title="Fengqiao 枫桥", version="1", urls_namespace="api", auth=[BearerToken(), SignedIn()], docs_url=None,
    openapi_url="openapi.json", parser=Reader(), renderer=Writer(),
    description="Petitions and disputes of one county. 一县信访与矛盾纠纷办件接口。",
)  # fmt: skip
errors.connect(api)

NO = {401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal}
KEY = re.compile(r"[\x21-\x7e]{1,100}")
OF_MATTER = frozenset(part.name for part in fields(acts.Matter))
Once = Annotated[
    str, Header(alias="Idempotency-Key", description="the same key sent again acts once and gets the same answer")
]


@api.get("/cases", response={200: schemas.CaseList, **NO}, summary="办件列表 / List cases")
def list_cases(request: HttpRequest, asked: Query[schemas.CasesQuery]) -> HttpResponse:
    """One page of a list, by due day or by the last act; go on with `next`."""
    scope = scope_of(_actor(request))
    whole = scope.whole and asked.scope != "mine"
    ask = asking.read(request.GET, scope, asked.tab, whole=whole)
    if ask.wrong:
        raise Incomplete(errors.SOME_WRONG, ask.wrong, code="invalid")
    near = insight.counts(scope, today(), whole=whole).near_until if asked.tab == "near" else None
    page = lists.page(scope, ask, today(), near_until=near, size=asked.limit)
    items = queries.items(page.rows, scope.county)
    return answer({"items": items, "next": page.after or None, "previous": page.before or None})


@api.get(
    "/cases/{number}", response={200: schemas.CaseDetail, **NO}, summary="一件及其经过 / One case with its history"
)
def get_case(request: HttpRequest, number: str) -> HttpResponse:
    """Demands, parties (masked), clocks and every row of the ledger. Unseen and absent look the same."""
    found = queries.case_of(scope_of(_actor(request)), number)
    return errors.refusal(errors.NOT_FOUND, "not_found", 404) if found is None else answer(found)


@api.post("/cases", response={201: schemas.Registered, **NO}, summary="登记 / Register a case")
def register_case(request: HttpRequest, petition: schemas.PetitionIn, once: Once = "") -> HttpResponse:
    """Registration is never refused for a missing identity; the same Idempotency-Key makes one case.

    `kind: dispute` opens a mediation; the other side is one of `people` with the role respondent. What is disputed, where, what set
    it off and since when may all be left out and said later by the act `describe`.
    """
    actor = _actor(request)
    unit = _unit(actor, petition.unit)
    may_register(actor, petition.kind).or_raise()
    entered = petition.dict(exclude={"unit", "people", *OF_MATTER})
    matter = acts.Matter(**petition.dict(include={*OF_MATTER}))
    people = [acts.Person(**person.dict()) for person in petition.people]
    taken = acts.Petition(people=people, matter=matter, **entered)
    case = acts.register(taken, unit=unit, by=actor, at=now(), once=_token(actor, once))
    body = {"number": case.number, "tracking_code": case.tracking_code, "state": case.state, "due_on": case.due_on}
    return answer(body, 201)


@api.post("/cases/{number}/acts/{step}", response={200: schemas.ActDone, **NO}, summary="办一步 / Take a step")
def take_step(request: HttpRequest, number: str, step: str, act: schemas.ActIn, once: Once = "") -> HttpResponse:
    """The workflow of the case's pack decides who may; a refusal says why, with its article, and changes nothing."""
    actor = _actor(request)
    presenting.taken_here(step)
    entry = acts.perform(
        county=actor.county, case_id=cases.get_for(actor, number).id, step=step, data=act.data, by=actor, at=now(),
        expecting=act.expecting, once=_token(actor, once),
    )  # fmt: skip
    case = entry.case
    return answer({"number": number, "seq": entry.seq, "act": entry.act, "state": case.state, "due_on": case.due_on})


@api.get("/counts", response={200: schemas.Counts, **NO}, summary="各单位各环节件数 / Counts by unit and state")
def get_counts(request: HttpRequest) -> HttpResponse:
    """From tallies kept in each act's transaction: never older than the last commit."""
    return answer(queries.counts_of(scope_of(_actor(request)), today()))


@api.get("/words", response={200: dict[str, Any], 401: Refusal}, summary="环节和代码的名称 / Names of states and codes")
def get_words(request: HttpRequest) -> HttpResponse:
    """The pack's words in Chinese and English."""
    return answer(queries.words())


def docs(request: HttpRequest) -> HttpResponse:
    """The operations in plain HTML; works without any other server."""
    schema = _schema()
    listed = [
        (method.upper(), path, operation, _parameters(operation), _fields(schema, operation))
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]
    return render(request, "api/docs.html", {"schema": schema, "operations": listed})


@cache
def _schema() -> Mapping[str, Any]:
    return api.get_openapi_schema()


def _parameters(operation: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Name, place and meaning of what the address and the headers of an operation take."""
    return [(found["name"], found["in"], _meaning(found["schema"])) for found in operation.get("parameters", [])]


def _fields(schema: Mapping[str, Any], operation: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and meaning of what the body of an operation takes."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = content.get("$ref", "").rpartition("/")[2]
    found = schema["components"]["schemas"].get(name, {}).get("properties", {})
    return [(name, _meaning(part)) for name, part in found.items()]


def _meaning(part: Mapping[str, Any]) -> str:
    return str(part.get("description") or " | ".join(part.get("enum", ())) or part.get("type", ""))


def _actor(request: HttpRequest) -> Actor:
    actor = request.auth  # type: ignore[attr-defined]
    assert isinstance(actor, Actor)
    return actor


def _unit(actor: Actor, code: str) -> Unit:
    """The unit that registers; raises Denied for one that is not the actor's, or for a post without one."""
    found = unit_names.by_code(actor.county, code) if code else None
    key = str(found.id) if found else "" if code else actor.unit
    if not key or key not in actor.units:
        raise Denied(Words("只能在自己的单位登记。", "You register only at your own unit."), code="not_your_unit")
    return organisations.unit_by_key(key)


def _token(actor: Actor, key: str) -> str:
    """What makes an act happen once, for this person alone; raises Incomplete for a key that cannot be one."""
    if not key:
        return ""
    if not KEY.fullmatch(key):
        words = Words(
            "Idempotency-Key 要有1到100个可见的ASCII字符。", "Idempotency-Key has 1 to 100 visible ASCII characters."
        )
        raise Incomplete(words, {"Idempotency-Key": words})
    return f"api.{actor.user}.{key}"
