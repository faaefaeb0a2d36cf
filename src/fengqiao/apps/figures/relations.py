"""Which cases a figure counts, as SQL: each a relation (case_id, part, day, value) over the matters of an asker and a period.

Counts, months, lists and files are all read from the same relation, so that a number and its list cannot differ. What opened,
closed and was taken up again is read from the ledger (`turns`), everything else from the rows that acts keep. Sealed cases and
early signs are in none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fengqiao.apps.cases import answering, rules
from fengqiao.domain.figures.book import (
    CAUSE_FROM,
    CAUSE_WITHIN,
    CHANGED_BY,
    DURABLE_AFTER,
    FIRST_TIME_AFTER,
    SAME_WINDOW_WITHIN,
)
from fengqiao.kernel import packfiles

ROOTS = ("petition", "mediation", "sign")  # the workflows that a case itself may be in
HANDLING = ("CLK-07", "CLK-08", "CLK-10", "CLK-11", "CLK-18")  # the limits after which a matter should have its answer

MATTER = "{seen} AND NOT c.is_sealed AND c.kind <> 'sign'{units}"
BASE = """
WITH known AS (
    SELECT * FROM unnest(%(flows)s::text[], %(states)s::text[], %(opens)s::boolean[]) AS k(workflow, state, open)
), matters AS MATERIALIZED (
    SELECT c.id, c.kind, c.channel, c.category, c.region_code, c.result, c.unit_id, c.origin_unit_id, c.is_repeat, c.received_on,
           c.registered_at
    FROM cases_case c WHERE """ + MATTER + """ AND (c.acted_at >= %(reach)s OR c.stage <> 'done')
), roots AS MATERIALIZED (
    SELECT p.case_id, p.workflow, p.opened_at, p.clocks,
           lead(p.opened_at) OVER (PARTITION BY p.case_id ORDER BY p.opened_at, p.id) AS left_at
    FROM matters m JOIN cases_proceeding p ON p.county = %(county)s AND p.case_id = m.id WHERE p.parent_id IS NULL
), steps AS MATERIALIZED (
    SELECT r.case_id, r.workflow, e.at, e.seq, s.place, s.state
    FROM roots r
    JOIN cases_entry e ON e.county = %(county)s AND e.case_id = r.case_id AND e.at >= r.opened_at
        AND (r.left_at IS NULL OR e.at < r.left_at)
    CROSS JOIN LATERAL (
        SELECT e.body->>'to', 0
        UNION ALL SELECT t.part->>'to', t.place::int FROM jsonb_array_elements(e.body->'then') WITH ORDINALITY t(part, place)
    ) s(state, place)
), moves AS (
    SELECT case_id, opened_at AS at, 0 AS seq, 0 AS place, TRUE AS open, '' AS state FROM roots
    UNION ALL
    SELECT s.case_id, s.at, s.seq, s.place, k.open, k.state FROM steps s JOIN known k ON k.workflow = s.workflow AND k.state = s.state
), turns AS MATERIALIZED (
    SELECT case_id, at, (at AT TIME ZONE %(zone)s)::date AS day, open, state,
           CASE WHEN before IS NULL THEN 'new' WHEN open THEN 'reopened' ELSE 'closed' END AS kind,
           lead(at) OVER (PARTITION BY case_id ORDER BY at, seq, place) AS next_at
    FROM (SELECT *, lag(open) OVER (PARTITION BY case_id ORDER BY at, seq, place) AS before FROM moves) s
    WHERE before IS DISTINCT FROM open
), news AS (
    SELECT m.*, t.at, t.day FROM turns t JOIN matters m ON m.id = t.case_id
    WHERE t.kind = 'new' AND t.at >= %(start)s AND t.at < %(stop)s
), ended AS MATERIALIZED (
    SELECT m.*, g.first_at, g.back_at, (g.first_at AT TIME ZONE %(zone)s)::date AS first_day,
           (g.last_at AT TIME ZONE %(zone)s)::date AS last_day, g.state = ANY(%(mergers)s) AS is_merged, g.left_at IS NULL AS lasts
    FROM (SELECT case_id, min(at) AS first_at, max(at) AS last_at, (array_agg(state ORDER BY at DESC))[1] AS state,
                 (array_agg(next_at ORDER BY at))[1] AS back_at, (array_agg(next_at ORDER BY at DESC))[1] AS left_at
          FROM turns WHERE kind = 'closed' AND at >= %(start)s AND at < %(stop)s GROUP BY case_id) g
    JOIN matters m ON m.id = g.case_id
), again AS MATERIALIZED (
    SELECT DISTINCT e.id AS case_id, o.registered_at AS at, o.origin_unit_id
    FROM ended e
    JOIN cases_link l ON l.county = %(county)s AND l.case_id = e.id AND l.kind IN ('same_matter', 'merged_from')
    JOIN cases_case o ON o.county = %(county)s AND o.id = l.other AND NOT o.is_sealed AND o.registered_at > e.registered_at
)
"""

_REOPENED = "coalesce(e.back_at < e.first_at + interval '{0} days', FALSE)"
_AGAIN = """EXISTS (SELECT 1 FROM again a WHERE a.case_id = e.id AND a.at > e.first_at
    AND a.at < e.first_at + interval '{0} days'{1})"""
_AT = """SELECT case_id, '{part}' AS part, %({day})s::date AS day, NULL::float8 AS value FROM (
    SELECT DISTINCT ON (case_id) case_id, open FROM turns WHERE at < %({at})s ORDER BY case_id, at DESC) s WHERE open"""
_HOURS = "extract(epoch FROM {0} - {1})::float8 / 3600"
_SAID = """SELECT v.case_id, v.{scale} AS part, (v.at AT TIME ZONE %(zone)s)::date AS day, NULL::float8 AS value
    FROM followups_evaluation v JOIN matters m ON m.id = v.case_id
    WHERE v.county = %(county)s AND v.entered_by = 'self' AND v.at >= %(start)s AND v.at < %(stop)s
        AND v.at < %(month)s"""  # of months that are over: two looks at one that runs tell what was said between them


def _of_ended(cases: str, *, where: str = "TRUE", day: str = "last_day", value: str = "NULL::float8") -> str:
    """A relation over the cases closed in the period; those merged into another are apart."""
    return (f"SELECT e.id AS case_id, CASE WHEN e.is_merged THEN 'merged' {cases} END AS part, e.{day} AS day, {value} AS value"
            f" FROM ended e WHERE {where}")  # fmt: skip


RELATIONS: Mapping[str, str] = {
    "solved": _of_ended("WHEN e.lasts AND e.result = 'solved' THEN 'yes' ELSE 'no'"),
    "old_closing": _of_ended("ELSE 'yes'") + """
        UNION ALL SELECT DISTINCT s.case_id, 'no', least(%(until)s, %(today)s)::date, NULL::float8 FROM (
            SELECT DISTINCT ON (case_id) case_id, open FROM turns WHERE at < %(stop)s ORDER BY case_id, at DESC) s
        JOIN roots r ON r.case_id = s.case_id CROSS JOIN LATERAL jsonb_array_elements(r.clocks) k
        WHERE s.open AND s.case_id NOT IN (SELECT id FROM ended)
          AND k->>'id' = ANY(%(handling)s) AND k->>'state' <> 'cancelled' AND (k->>'legal')::date <= least(%(until)s, %(today)s - 1)
          AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(k->'events') v
                          WHERE v->>'kind' = 'stopped' AND (v->>'on')::date <= %(until)s)""",
    "results": _of_ended("WHEN NOT e.lasts THEN 'reopened' WHEN e.result = '' THEN 'unrecorded' ELSE e.result"),
    "durable": _of_ended(f"""WHEN e.first_day + {DURABLE_AFTER} > %(today)s THEN 'young'
        WHEN {_REOPENED.format(DURABLE_AFTER)} OR {_AGAIN.format(DURABLE_AFTER, "")} THEN 'no' ELSE 'yes'""", day="first_day"),
    "first_time": _of_ended(f"""WHEN e.first_day + {FIRST_TIME_AFTER} > %(today)s THEN 'young'
        WHEN e.result = 'solved' AND NOT {_REOPENED.format(FIRST_TIME_AFTER)} AND NOT {_AGAIN.format(FIRST_TIME_AFTER, "")}
        THEN 'yes' ELSE 'no'""", where="NOT e.is_repeat", day="first_day"),
    "old_first_time": _of_ended(f"""WHEN e.first_day + {FIRST_TIME_AFTER} > %(today)s THEN 'young'
        WHEN {_AGAIN.format(SAME_WINDOW_WITHIN, " AND a.origin_unit_id = e.origin_unit_id")} THEN 'no' ELSE 'yes'""",
        where="NOT e.is_repeat", day="first_day"),
    "repeats": _of_ended("WHEN e.id IN (SELECT case_id FROM again) THEN 'yes' ELSE 'no'"),
    "reopened": _of_ended("WHEN e.back_at IS NULL THEN 'no' ELSE 'yes'", day="first_day"),
    "response": f"""SELECT n.id AS case_id, CASE WHEN f.at IS NULL THEN 'waiting' ELSE 'answered' END AS part, n.day,
            {_HOURS.format("f.at", "n.at")} AS value
        FROM news n LEFT JOIN LATERAL (
            SELECT least((SELECT min(e.at) FROM cases_entry e
                          WHERE e.county = %(county)s AND e.case_id = n.id AND e.actor_unit <> '' AND e.act = ANY(%(answering)s)),
                         (SELECT min(n.at + (p.vars->'first_response'->>'minutes')::int * interval '1 minute') FROM cases_proceeding p
                          WHERE p.county = %(county)s AND p.case_id = n.id AND p.vars ? 'first_response')) AS at) f ON TRUE""",
    "handling": """SELECT e.id AS case_id, 'closed' AS part, e.last_day AS day, (e.last_day - e.received_on)::float8 AS value
        FROM ended e WHERE NOT e.is_merged""",
    "arrivals": f"""SELECT s.case_id, p.part, s.day, {_HOURS.format("p.at", "s.opened_at")} AS value FROM (
            SELECT a.case_id, a.opened_at, (a.opened_at AT TIME ZONE %(zone)s)::date AS day,
                   min(e.at) AS answered, min(e.at) FILTER (WHERE e.act = 'assist.arrive') AS arrived
            FROM (SELECT p.id, p.case_id, p.unit_id, p.opened_at, lead(p.opened_at) OVER (PARTITION BY p.case_id, p.unit_id
                ORDER BY p.opened_at, p.id) AS next_at
                  FROM matters m JOIN cases_proceeding p ON p.county = %(county)s AND p.case_id = m.id
                  WHERE p.workflow = 'assist') a
            LEFT JOIN cases_entry e ON e.county = %(county)s AND e.case_id = a.case_id
                AND e.act IN ('assist.agree', 'assist.not_ours', 'assist.arrive', 'assist.reply')
                AND a.unit_id::text IN (e.actor_unit, e.body->>'unit') AND e.at >= a.opened_at AND (a.next_at IS NULL OR e.at < a.next_at)
                AND NOT (e.act = 'assist.arrive' AND EXISTS (
                    SELECT 1 FROM cases_entry w WHERE w.county = %(county)s AND w.case_id = a.case_id AND w.seq > e.seq
                        AND w.act IN ('assist.not_arrived', 'assist.not_arrived_yet') AND a.unit_id::text IN (w.actor_unit, w.body->>'unit')
                        AND (a.next_at IS NULL OR w.at < a.next_at)))
            WHERE a.opened_at >= %(start)s AND a.opened_at < %(stop)s GROUP BY a.case_id, a.id, a.opened_at) s
        CROSS JOIN LATERAL (VALUES (CASE WHEN s.answered IS NULL THEN 'waiting'
            ELSE 'answered' END, s.answered), ('arrived', s.arrived)) p(part, at)
        WHERE p.part = 'waiting' OR p.at IS NOT NULL""",
    "asked_again": """SELECT p.case_id, CASE WHEN told ? 'again' THEN 'yes' ELSE 'no' END AS part, (told->>'on')::date AS day,
            NULL::float8 AS value
        FROM (SELECT DISTINCT ON (p.case_id) p.case_id, p.vars->'papers_asked' AS notices
              FROM matters m JOIN cases_proceeding p ON p.county = %(county)s AND p.case_id = m.id
              WHERE p.parent_id IS NULL ORDER BY p.case_id, p.opened_at DESC, p.id DESC) p
        CROSS JOIN LATERAL jsonb_array_elements(p.notices) told WHERE (told->>'on')::date BETWEEN %(since)s AND %(until)s""",
    "invited": _of_ended("""WHEN e.id IN (SELECT r.case_id FROM roots r WHERE r.clocks @> '[{"id": "CLK-19"}]')
        THEN 'yes' ELSE 'no'"""),
    "participation": """SELECT k.case_id,
            CASE WHEN EXISTS (SELECT 1 FROM followups_evaluation v WHERE v.county = %(county)s AND v.case_id = k.case_id
                              AND v.occasion = 'reply' AND v.reply = k.n AND v.entered_by = 'self') THEN 'yes'
                 WHEN k.clock->>'state' = 'running'
                     AND coalesce(k.clock->>'legal', k.clock->>'shown') >= %(today)s::date::text THEN 'young'
                 ELSE 'no' END AS part, (k.clock->'events'->0->>'on')::date AS day, NULL::float8 AS value
        FROM (SELECT r.case_id, c.clock, row_number() OVER (PARTITION BY r.case_id ORDER BY r.opened_at, c.place) AS n
              FROM roots r CROSS JOIN LATERAL jsonb_array_elements(r.clocks) WITH ORDINALITY c(clock, place)
                  WHERE c.clock->>'id' = 'CLK-19') k
        WHERE (k.clock->'events'->0->>'on')::date BETWEEN %(since)s AND %(until)s AND k.clock->>'state' <> 'cancelled'""",
    "agreement": """SELECT m.id AS case_id, CASE WHEN v.found IS NULL OR v.found = '' THEN 'young' WHEN v.found = 'unclear' THEN 'unclear'
            WHEN (v.found = 'solved') = (coalesce(p.result, m.result) = 'solved') THEN 'yes' ELSE 'no' END AS part, s.month AS day,
            NULL::float8 AS value
        FROM followups_sample s CROSS JOIN LATERAL unnest(s.picks, s.results) AS p(pick, result) JOIN matters m ON m.id = p.pick
        LEFT JOIN LATERAL (SELECT f.vars->>'found' AS found FROM cases_proceeding f WHERE f.county = %(county)s AND f.case_id = m.id
                           AND f.workflow = 'follow_up' AND (f.closed_at IS NULL OR f.closed_at >= s.at)
                           ORDER BY coalesce(f.vars->>'found', '') = '', f.opened_at, f.id LIMIT 1) v ON TRUE
        WHERE s.county = %(county)s AND s.month BETWEEN %(since)s AND %(until)s""",
    "on_time": """SELECT k.case_id, CASE WHEN k.state IN ('running', 'paused') THEN CASE WHEN k.day >= %(today)s THEN 'young'
        ELSE 'no' END
            WHEN k.stopped_on > k.day THEN 'no' WHEN 'extended' = ANY(k.kinds) THEN 'extended' WHEN 'paused' = ANY(k.kinds) THEN 'paused'
            ELSE 'yes' END AS part, k.day, NULL::float8 AS value
        FROM (SELECT p.case_id, c->>'state' AS state, (c->>'legal')::date AS day,
                     (SELECT max((v->>'on')::date) FROM jsonb_array_elements(c->'events') v WHERE v->>'kind' = 'stopped') AS stopped_on,
                     ARRAY(SELECT v->>'kind' FROM jsonb_array_elements(c->'events') v) AS kinds
              FROM matters m JOIN cases_proceeding p ON p.county = %(county)s AND p.case_id = m.id
              CROSS JOIN LATERAL jsonb_array_elements(p.clocks) c
              WHERE c->>'owner' = 'unit' AND c->>'state' <> 'cancelled' AND NOT (c->>'is_earliest')::boolean) k
        WHERE k.day BETWEEN %(since)s AND %(until)s""",
    "stock": f"""{_AT.format(part="opening", day="since", at="start")} UNION ALL {_AT.format(part="closing", day="until", at="stop")}
        UNION ALL SELECT case_id, kind, day, NULL FROM turns WHERE at >= %(start)s AND at < %(stop)s""",
    "changed": """SELECT DISTINCT m.id AS case_id, x.part, (e.at AT TIME ZONE %(zone)s)::date AS day, NULL::float8 AS value
        FROM matters m JOIN cases_entry e ON e.county = %(county)s AND e.case_id = m.id AND e.at >= %(start)s AND e.at < %(stop)s
        JOIN unnest(%(changing)s::text[], %(changes)s::text[]) AS x(act, part) ON x.act = e.act""",
    "promises": """SELECT l.case_id, CASE WHEN l.is_done AND h.on_day <= l.due_on THEN 'yes' WHEN NOT l.is_done
        AND l.due_on >= %(today)s THEN 'young'
            ELSE 'no' END AS part, l.due_on AS day, NULL::float8 AS value
        FROM cases_line l JOIN cases_case c ON c.county = l.county AND c.id = l.case_id
        CROSS JOIN LATERAL (SELECT max((s->>'on')::date) AS on_day FROM jsonb_array_elements(l.history) s) h
        WHERE l.county = %(county)s AND l.due_on BETWEEN %(since)s AND %(until)s AND NOT l.is_dropped
            AND l.sheet = ANY(%(owed)s) AND """ + MATTER,
    "objections": """SELECT m.id AS case_id, CASE d.act WHEN 'object_agreed' THEN 'agreed' WHEN 'object_refused'
        THEN 'refused' WHEN 'designate'
            THEN 'designated' ELSE 'open' END AS part, (e.at AT TIME ZONE %(zone)s)::date AS day, NULL::float8 AS value
        FROM matters m JOIN cases_entry e ON e.county = %(county)s AND e.case_id = m.id AND e.at >= %(start)s AND e.at < %(stop)s
        LEFT JOIN LATERAL (SELECT n.act FROM cases_entry n WHERE n.county = %(county)s AND n.case_id = m.id AND n.seq > e.seq
                           AND n.act IN ('object_agreed', 'object_refused', 'designate') ORDER BY n.seq LIMIT 1) d ON TRUE
        WHERE e.act IN ('object', 'object_again')""",
    "reviews": """SELECT m.id AS case_id, CASE WHEN p.state IN ('FC21', 'FC90')
        THEN 'refused' WHEN p.vars->>'result' = 'upheld' THEN 'no' ELSE 'yes' END
            AS part, (p.closed_at AT TIME ZONE %(zone)s)::date AS day, NULL::float8 AS value
        FROM matters m JOIN cases_proceeding p ON p.county = %(county)s AND p.case_id = m.id
        WHERE p.workflow = 'review' AND p.closed_at >= %(start)s AND p.closed_at < %(stop)s""",
    "quality": """SELECT id AS case_id, 'fast' AS part, first_day AS day, NULL::float8 AS value FROM ended
            WHERE NOT is_merged AND first_at < registered_at + interval '10 minutes'
        UNION ALL SELECT id, 'last_day', last_day, NULL FROM ended
            WHERE NOT is_merged AND last_day = (date_trunc('month', last_day) + interval '1 month - 1 day')::date
        UNION ALL SELECT s.id, x.part, s.day, NULL FROM (
            SELECT n.id, n.day, char_length(btrim(c.content)) AS length, count(*) OVER (PARTITION BY md5(btrim(c.content))) AS alike
            FROM news n JOIN cases_case c ON c.county = %(county)s AND c.id = n.id) s
        JOIN (VALUES ('short'), ('same')) x(part) ON (x.part = 'short' AND s.length < 10) OR (x.part = 'same' AND s.alike > 1)""",
    "channels": "SELECT id AS case_id, channel AS part, day, NULL::float8 AS value FROM news",
    "categories": "SELECT id AS case_id, coalesce(nullif(category, ''), 'unset') AS part, day, NULL::float8 AS value FROM news",
    "levels": _of_ended("""WHEN e.lasts AND e.result = 'other_path' THEN 'other_path'
        WHEN e.lasts AND e.result IN ('solved', 'partial', 'promised', 'explained') THEN (
            SELECT CASE WHEN s.level IN ('village', 'town', 'county') THEN s.level ELSE 'above' END
            FROM (SELECT coalesce((SELECT p.vars->>'settled_level' FROM cases_proceeding p
                                   WHERE p.county = %(county)s AND p.case_id = e.id AND p.workflow = 'mediation'
                                       AND p.vars ? 'settled_level'
                                   ORDER BY p.opened_at DESC LIMIT 1),
                                  (SELECT u.level FROM organisations_unit u WHERE u.id = e.unit_id)) AS level) s)
        ELSE 'unsettled'"""),
    "methods": """SELECT m.id AS case_id, coalesce(nullif(e.body->'data'->>'method', ''), 'unset') AS part,
            (e.at AT TIME ZONE %(zone)s)::date AS day, NULL::float8 AS value
        FROM matters m JOIN cases_entry e ON e.county = %(county)s AND e.case_id = m.id AND e.at >= %(start)s AND e.at < %(stop)s
        WHERE e.act = 'mediation.meet'""",
    "means": """SELECT m.id AS case_id, coalesce(x.part, 'unset') AS part, (p.opened_at AT TIME ZONE %(zone)s)::date AS day,
            NULL::float8 AS value
        FROM matters m JOIN cases_proceeding p ON p.county = %(county)s AND p.case_id = m.id
        LEFT JOIN LATERAL jsonb_array_elements_text(coalesce(p.vars->'plan'->'means', '[]')) x(part) ON TRUE
        WHERE p.workflow = 'lead' AND p.vars ? 'plan' AND p.opened_at >= %(start)s AND p.opened_at < %(stop)s""",
    "diverted": """SELECT m.id AS case_id, CASE WHEN EXISTS (
                SELECT 1 FROM cases_proceeding p WHERE p.county = %(county)s AND p.case_id = m.id AND 'sued' = ANY(p.flags)) THEN 'sued'
            WHEN m.result = 'other_path' THEN 'no' ELSE 'yes' END AS part,
            (max(e.at) AT TIME ZONE %(zone)s)::date AS day, NULL::float8 AS value
        FROM matters m JOIN cases_entry e ON e.county = %(county)s AND e.case_id = m.id AND e.at >= %(start)s AND e.at < %(stop)s
        WHERE e.act IN ('mediation.in_force', 'mediation.settle_orally') GROUP BY m.id, m.result""",
    "causes": f"""SELECT s.id AS case_id, s.part, s.day, NULL::float8 AS value FROM (
            SELECT m.id, m.category || '@' || m.region_code AS part, t.day, count(*) OVER (PARTITION BY m.category, m.region_code) AS n
            FROM turns t JOIN matters m ON m.id = t.case_id
            WHERE t.kind = 'new' AND t.day BETWEEN %(until)s - {CAUSE_WITHIN - 1} AND %(until)s AND m.category <> ''
                AND m.region_code <> '') s
        WHERE s.n >= {CAUSE_FROM}""",
    "satisfaction": _SAID.format(scale="result"),
    "attitude": _SAID.format(scale="attitude"),
    "speed": _SAID.format(scale="speed"),
}  # fmt: skip
"""A relation for each figure of the book; a test holds the two equal."""


@lru_cache(maxsize=4)
def known(tags: tuple[str, ...]) -> Mapping[str, list[str] | list[bool]]:
    """What the packs say, as values of the SQL: the states of a case and whether they are open, and what certain acts are."""
    packs = [packfiles.load(tag) for tag in tags]
    states = {(flow, state.id): state.is_open for pack in packs for flow in ROOTS for state in pack.workflows[flow].states.values()}
    mergers = [state.id for state in packs[0].workflows["petition"].states.values() if state.code == "merged"]
    changes = [(act, part) for part, acts in CHANGED_BY.items() for act in acts]
    return {
        "flows": [flow for flow, _state in states], "states": [state for _flow, state in states], "opens": list(states.values()),
        "mergers": mergers, "handling": list(HANDLING), "answering": answering.acts_of(packs),
        "changing": [act for act, _part in changes], "changes": [part for _act, part in changes],
        "owed": [sheet.id for sheet in packs[0].sheets.values() if not sheet.is_aside],
    }  # fmt: skip


def values() -> Mapping[str, list[str] | list[bool]]:
    """`known` of the packs there are, the national one first: the others extend it."""
    others = sorted({pack.name for pack in packfiles.readable()} - {rules.NATIONAL})
    return known((rules.NATIONAL, *others))
