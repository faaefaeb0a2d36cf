"""What is measured: the acts and pages of every day, and the floors beside them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.apps.cases.models import Case
from fengqiao.apps.insight import lists
from fengqiao.apps.insight import queries as insight
from fengqiao.apps.insight.asking import Ask, Cursor
from fengqiao.apps.insight.scope import Scope
from fengqiao.console.bench.driving import Call, Line, timed
from fengqiao.kernel.moment import today

if TYPE_CHECKING:
    from fengqiao.console.bench.place import Stand

Act = Callable[[Line, int], bool]
LETTER = {
    "content": "河湾村水渠堵塞，田里进不了水，请派人来看。",
    "classification": "consult",
    "category": "farming",
    "channel": "online",
    "people": [{"name": "陈一平", "phone": "10000000077"}],
}

DISPUTE = {
    "kind": "dispute",
    "content": "两家争用一条水渠，放水的先后说不拢。",
    "category": "neighbours",
    "channel": "visit",
    "people": [{"name": "陈一平", "phone": "10000000077"}, {"name": "龙水生", "role": "respondent"}],
}
KEPT = {"proof": "两家都说照办了", "results": [{"result": "promised"}]}
GUIDED = {
    "path": "2",
    "body": "劳动人事争议仲裁委员会",
    "procedure": "申请仲裁",
    "limit": "一年",
    "reason": "属于劳动争议",
}


def statements(scope: Scope, deep: Cursor) -> dict[str, str]:
    """The very SQL of the product's own reads, as text: what the floors run."""
    day, number = today(), Case.objects.filter(state="S30").values_list("number", flat=True).first()
    return {
        "list": _sql(lambda: lists.page(scope, Ask(tab="working"), day)),
        "deep": _sql(lambda: lists.page(scope, Ask(tab="working", cursor=deep), day)),
        "counts": _sql(lambda: insight.counts(scope, day, whole=False)),
        "case": "SELECT * FROM cases_case c JOIN cases_entry e ON e.county = c.county AND e.case_id = c.id"
        f" WHERE c.county = {scope.county} AND c.number = '{number}' ORDER BY e.seq",
    }


def _sql(read: Callable[[], Any]) -> str:
    with CaptureQueriesContext(connection) as seen:
        read()
    return max((str(query["sql"]) for query in seen), key=len)


def deep_place(scope: Scope) -> Cursor:
    """A place nine tenths down the list of a unit's open cases."""
    mine = Case.objects.filter(county=scope.county, unit__in=list(scope.units), stage="working", due_on__isnull=False)
    at = mine.count() * 9 // 10
    due_on, key = mine.order_by("due_on", "id").values_list("due_on", "id")[at]
    return Cursor(due_on, key)


def floors(stand: Stand, seconds: float) -> dict[str, Callable[[], dict[str, Any]]]:
    """Each floor by name: the same SQL by bare psycopg, and a bare Django view that returns the same rows as JSON."""
    found: dict[str, Callable[[], dict[str, Any]]] = {}
    for name, sql in stand.statements.items():
        found[f"{name}_psycopg"] = lambda sql=sql: _psycopg(sql, seconds / 2)  # type: ignore[misc]
        found[f"{name}_django"] = lambda name=name: {  # type: ignore[misc]
            "connections_1": stand.measure((_get(f"/{name}"), stand.floor_line), connections=1, seconds=seconds / 2)[
                0
            ].as_json()
        }
    return found


def _psycopg(sql: str, seconds: float) -> dict[str, Any]:
    parts = connection.settings_dict
    with psycopg.connect(
        dbname=parts["NAME"], user=parts["USER"], password=parts["PASSWORD"] or None, host=parts["HOST"] or None,
        port=parts["PORT"] or None, autocommit=True,
    ) as plain:  # fmt: skip
        return {"connections_1": timed(lambda: plain.execute(sql).fetchall(), seconds).as_json()}


def product(stand: Stand) -> dict[str, tuple[Act, Callable[[], Line]]]:
    """Every measured act of the product: what to send, over which kind of connection."""
    deep = stand.deep
    pool = _Pool(stand)
    handler, office = (lambda: stand.line("handler")), (lambda: stand.line("dispatcher"))
    return {
        "list_json": (_get("/api/v1/cases?tab=working"), handler),
        "list_json_deep": (_get(f"/api/v1/cases?tab=working&after={deep}"), handler),
        "list_json_by_state_and_unit": (_get(f"/api/v1/cases?tab=working&state=S50&unit={stand.unit.code}"), office),
        "counts_json": (_get("/api/v1/counts"), handler),
        "case_json": (pool.case("/api/v1/cases/{}"), handler),
        "list_html": (_get("/desk/working/"), stand.page_line),
        "list_html_by_state_and_unit": (_get(f"/desk/working/?state=S50&unit={stand.unit.code}"), stand.page_line),
        "case_html": (pool.case("/cases/{}/"), stand.page_line),
        "register_json": (_register, office),
        "next_step_json": (pool.dispatch, office),
        "lifecycle": (_lifecycle, office),
        "mediation_lifecycle": (_mediation, handler),
    }


def _get(path: str) -> Act:
    return lambda line, number: line.send(Call(path))[0] == 200


def _register(line: Line, number: int) -> bool:
    return bool(_registered(line))


def _registered(line: Line, letter: dict[str, Any] = LETTER) -> str:
    once = (("Idempotency-Key", secrets.token_hex(16)),)
    status, body = line.send(Call("/api/v1/cases", "POST", letter, once))
    return str(orjson.loads(body)["number"]) if status == 201 else ""


def _lifecycle(line: Line, number: int) -> bool:
    """Create, assign, resolve, search: four requests, one case from the door to its answer."""
    case = _registered(line)
    named = line.send(Call(f"/api/v1/cases/{case}/acts/open_dispatch", "POST", {"data": {}}))[0]
    guided = line.send(Call(f"/api/v1/cases/{case}/acts/guide_law", "POST", {"data": GUIDED}))[0]
    found = line.send(Call(f"/api/v1/cases?tab=any&text={case}"))
    return bool(case) and named == guided == 200 and found[0] == 200 and case.encode() in found[1]


def _mediation(line: Line, number: int) -> bool:
    """A dispute from the door to an agreement that was kept: register, settle on the spot, record it kept, search."""
    case = _registered(line, DISPUTE)
    agreed = {"content": "水先放上游的田，隔天轮流。", "kept_by": today().isoformat(), "all_agree": True}
    settled = line.send(Call(f"/api/v1/cases/{case}/acts/mediation.settle_orally", "POST", {"data": agreed}))[0]
    kept = line.send(Call(f"/api/v1/cases/{case}/acts/mediation.kept", "POST", {"data": KEPT}))[0]
    found = line.send(Call(f"/api/v1/cases?tab=any&text={case}"))
    return bool(case) and settled == kept == 200 and found[0] == 200 and case.encode() in found[1]


class _Pool:
    """Cases to look at and to act on, so that not the same row is asked for again and again."""

    def __init__(self, stand: Stand) -> None:
        mine = Case.objects.filter(county=stand.scope.county, unit=stand.unit)
        self.seen = list(mine.order_by("tracking_code").values_list("number", flat=True)[:2000])
        new = Case.objects.filter(county=stand.scope.county, state="S10")
        self.waiting = list(new.values_list("number", flat=True)[:50_000])

    def case(self, path: str) -> Act:
        """Look at one of the cases."""
        return lambda line, number: line.send(Call(path.format(self.seen[number % len(self.seen)])))[0] == 200

    def dispatch(self, line: Line, number: int) -> bool:
        """Take up one of the cases that the petition office has just registered, each once; then new ones."""
        case = self.waiting.pop() if self.waiting else _registered(line)
        return line.send(Call(f"/api/v1/cases/{case}/acts/open_dispatch", "POST", {"data": {}}))[0] == 200


def ratios(figures: dict[str, Any]) -> dict[str, float]:
    """The product's p50 on one connection over the bare Django view's, where both read the same."""
    pairs = {"list_json": "list", "list_json_deep": "deep", "counts_json": "counts", "case_json": "case"}
    found = {}
    for mine, floor in pairs.items():
        bare = figures["floors"][f"{floor}_django"]["connections_1"]["p50_ms"]
        if bare:
            found[mine] = round(figures["product"][mine]["connections_1"]["p50_ms"] / bare, 2)
    return found
