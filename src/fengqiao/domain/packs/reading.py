"""From plain mappings to a Pack: strict reading of every key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.domain import effects, guards
from fengqiao.domain.clock import Limit, limit_from
from fengqiao.domain.guards import Guard
from fengqiao.domain.ladder import CommitteeKind, Tier
from fengqiao.domain.packs.asking import read_fields
from fengqiao.domain.packs.entry import Entry
from fengqiao.domain.packs.parts import CARDS, Article, Card, Pack, PaperKind
from fengqiao.domain.packs.planning import read_kinds, read_rosters
from fengqiao.domain.packs.telling import read_method
from fengqiao.domain.roles import Role
from fengqiao.domain.sheets import Sheet
from fengqiao.domain.standards import KINDS, Document
from fengqiao.domain.supervision import Signal
from fengqiao.domain.sweeps import EVERY, LEVELS, QUOTAS, Plan
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import (
    ANY,
    OPEN,
    SAME,
    Beginning,
    Claim,
    ClockChange,
    State,
    Transition,
    Workflow,
)  # fmt: skip

TOP = ("pack", "method", "steps", "roles", "lists", "documents", "clocks", "signals", "sheets", "ladder", "committee_kinds", "sweeps",
       "cards", "occasions", "rosters", "rules", "workflows")  # fmt: skip
HEADER = ("name", "version", "title", "extends", "valid_from", "sources")
STATE_KEYS = ("code", "name", "step", "owner", "stage", "terminal", "rests", "waits_for")
TRANSITION_KEYS = (
    "number", "name", "from", "to", "by", "drafts", "approval", "needs", "fields", "clocks", "issues", "serves", "sets",
    "flags", "unflags", "hand_to", "opens", "begins", "follows", "becomes", "effects", "dated", "shown", "emphasis",
    "source", "note",
)  # fmt: skip
CLAIM_KEYS = (
    "id", "words", "source", "step_from", "step_to", "reach", "start", "without_state", "without_fact", "by", "act",
    "when", "unless_flag", "not_by",
)  # fmt: skip
HOW_MANY = {
    "in_time_or_reason": (2, 2), "extension_fits": (1, 1), "target_clear": (0, 1), "other_unit": (0, 1), "in_system": (0, 1),
    "adds_up": (2, 2), "capitals": (2, 2), "odd": (2, 2), "not_before": (2, 2), "needed_when": (3, 3), "row_needed_when": (4, 4),
    "explained_when_late": (1, 1), "seen_on_site": (3, 3),
}  # names that a condition takes; others of these many, the rest none  # fmt: skip
MANY = ("in_time", "passed", "runs", "reached", "flag", "no_flag", "served", "no_waiver", "no_control",
        "no_conflict", "consent", "sits", "not_handler",
        "proven")  # fmt: skip
CHANGES = ("start", "stop", "cancel", "pause", "resume", "extend")


def read_pack(data: Mapping[str, Any], places: Mapping[str, str]) -> Pack:
    """The pack in plain mappings; raises PackError naming file, line and key of the first thing wrong."""
    top = top_of(data, places)
    head = top.entry("pack")
    valid_from = head.data.get("valid_from")
    lists = {name: _codes(entry) for name, entry in top.entries("lists")}
    cards = tuple(_card(card, row) for card, row in top.rows("cards"))
    titles = {CARDS: {card.id: card.title for card in cards}} if cards else {}
    roles = {name: _role(name, entry) for name, entry in top.entries("roles")}
    steps = dict(top.rows("steps"))
    step_of = _step_of(steps)
    kinds = read_kinds(top, roles, {name: {code: words for code, (words, _) in codes.items()} for name, codes in lists.items()})
    return Pack(
        name=head.text("name"),
        version=head.text("version"),
        title=head.words("title"),
        extends=head.text("extends", ""),
        valid_from=valid_from.isoformat() if isinstance(valid_from, date) else head.text("valid_from", ""),
        sources=head.names("sources"),
        steps={step: row.words("name") for step, row in steps.items()},
        roles=roles,
        lists={name: {code: words for code, (words, _) in codes.items()} for name, codes in lists.items()} | titles,
        notes={f"{name}.{code}": note for name, codes in lists.items() for code, (_, note) in codes.items() if note},
        documents={name: _paper(name, entry) for name, entry in top.entries("documents")},
        clocks={name: _limit(name, entry) for name, entry in top.entries("clocks")},
        signals={name: _signal(name, entry) for name, entry in top.entries("signals")},
        sheets={name: _sheet(name, entry) for name, entry in top.entries("sheets")},
        cards=cards,
        ladder=tuple(_tier(tier, row) for tier, row in top.rows("ladder")),
        committee_kinds={name: _committee(name, entry) for name, entry in top.entries("committee_kinds")},
        sweeps=tuple(_sweep(plan, row) for plan, row in top.rows("sweeps")),
        method=read_method(top.entry("method")),
        occasions=kinds,
        rosters=read_rosters(top, kinds),
        rules=tuple(_document(rule, row) for rule, row in top.rows("rules")),
        workflows={name: _workflow(name, entry, roles, step_of) for name, entry in top.entries("workflows")},
        origins=places,
        data=data,
    )


def top_of(data: Mapping[str, Any], places: Mapping[str, str]) -> Entry:
    """The whole pack as an entry with known keys and a well-formed head; raises PackError."""
    top = Entry(data, "", places)
    if "guards" in top.data:
        raise top.wrong("guards", "守护规则是固定的，工作法包不得设置（K-20）。",
                        "The guards are fixed; a pack may not set them (K-20).")  # fmt: skip
    top.only(*TOP)
    head = top.entry("pack").only(*HEADER)
    head.text("name")
    head.text("version")
    return top


def _codes(entry: Entry) -> dict[str, tuple[Words, Words | None]]:
    codes = {}
    for code, value in entry.data.items():
        if isinstance(value, Mapping) and "name" in value:
            inner = Entry(value, entry.path(code), entry.places).only("name", "note")
            codes[code] = inner.words("name"), inner.some_words("note")
        else:
            codes[code] = entry.words(code), None
    return codes


def _step_of(steps: Mapping[str, Entry]) -> dict[str, str]:
    """The step of each state that a step claims for itself; a place may so cut the way into steps of its own (K-06)."""
    step_of: dict[str, str] = {}
    for step, row in steps.items():
        for state in row.only("id", "name", "states").names("states"):
            if state in step_of:
                raise row.wrong("states", f"“{state}”已经属于“{step_of[state]}”。", f"“{state}” belongs to “{step_of[state]}” already.")
            step_of[state] = step
    return step_of


def _role(name: str, entry: Entry) -> Role:
    entry.only("name", "scope")
    return Role(name, entry.words("name"), entry.one_of("scope", ("county", "unit", "case", "none"), "unit"))


def _signal(name: str, entry: Entry) -> Signal:
    entry.only("name", "clocks", "objections", "hand_overs", "quiet_days", "source", "certainty")
    return Signal(
        id=name,
        name=entry.words("name"),
        clocks=entry.names("clocks"),
        objections=entry.whole("objections"),
        hand_overs=entry.whole("hand_overs"),
        quiet_days=entry.whole("quiet_days"),
        source=entry.text("source", ""),
        certainty=entry.text("certainty", "design"),
    )


def _committee(name: str, entry: Entry) -> CommitteeKind:
    entry.only("name", "categories", "source")
    return CommitteeKind(name, entry.words("name"), entry.names("categories"), entry.text("source", ""))


def _document(rule: str, entry: Entry) -> Document:
    entry.only("id", "kind", "title", "number", "issuer", "version", "in_force", "text", "location", "acts")
    since = entry.data.get("in_force")
    if not isinstance(since, date):
        raise entry.wrong("in_force", "须写成2026-08-03这样的日期。", "It must be a date such as 2026-08-03.")
    made = Document(
        rule, entry.one_of("kind", KINDS, KINDS[0]), entry.text("title"), entry.text("issuer"), entry.text("version"), since,
        entry.text("number", ""), entry.text("text", ""), entry.text("location", ""), entry.names("acts"),
    )  # fmt: skip
    if not made.text and not made.location:
        raise entry.wrong("text", "要有正文，或者写明文件在哪里（location）。", "It needs its text, or where it lies (location).")
    return made


def _sheet(name: str, entry: Entry) -> Sheet:
    entry.only("name", "stages", "amounts", "ends", "of", "aside", "internal", "named", "pays", "keeps", "source")
    stages = {stage: inner.words(stage) for inner in [entry.entry("stages")] for stage in inner.data}
    if len(stages) < 2:
        raise entry.wrong("stages", "至少要有两个阶段。", "At least two stages are needed.")
    return Sheet(
        id=name,
        name=entry.words("name"),
        stages=stages,
        has_amounts=entry.flag("amounts"),
        ends=entry.names("ends") or (list(stages)[-1],),
        of=entry.one_of("of", ("", "person"), ""),
        is_aside=entry.flag("aside"),
        is_internal=entry.flag("internal"),
        named=entry.names("named"),
        pays=entry.text("pays", ""),
        keeps={name: "" if listed == "text" else listed for name, listed in entry.texts("keeps").items()},
        source=entry.text("source", ""),
    )


def _tier(tier: str, entry: Entry) -> Tier:
    entry.only("id", "name", "level", "roles", "days", "source")
    days = entry.whole("days")
    if not days:
        raise entry.wrong("days", "须写明最多多少日。", "It must say how many days at most.")
    level = entry.one_of("level", ("village", "town", "county"))
    return Tier(tier, entry.words("name"), level, entry.names("roles"), days, entry.text("source", ""))


def _sweep(plan: str, entry: Entry) -> Plan:
    for key in entry.data:
        if key in QUOTAS:
            raise entry.wrong(key, "排查不得定发现多少的指标：没有发现也是正常的结果（K-09）。",
                              "A sweep has no quota of findings: nothing found is a result like any other (K-09).")  # fmt: skip
    entry.only("id", "name", "level", "every", "team", "by_door", "source")
    return Plan(
        id=plan,
        name=entry.words("name"),
        level=entry.one_of("level", LEVELS),
        every=entry.one_of("every", tuple(EVERY)),
        team=entry.names("team"),
        by_door=entry.flag("by_door"),
        source=entry.text("source", ""),
    )


def _card(card: str, entry: Entry) -> Card:
    entry.only("id", "title", "text", "categories", "source", "articles")
    articles = tuple(_article(Entry(value, entry.path(key), entry.places)) for key, value in entry.items("articles"))
    if not articles:
        raise entry.wrong("articles", "须有条文原文。", "The text of its articles is missing.")
    return Card(card, entry.words("title"), entry.words("text"), entry.names("categories"), entry.text("source"), articles)


def _article(entry: Entry) -> Article:
    entry.only("of", "text")
    return Article(entry.text("of"), entry.text("text"))


def _paper(name: str, entry: Entry) -> PaperKind:
    entry.only("name", "to", "numbered", "needs", "source", "text", "remedy")
    return PaperKind(
        id=name,
        name=entry.words("name"),
        to=entry.one_of("to", ("petitioner", "unit", "file", "leader"), "petitioner"),
        numbered=entry.flag("numbered"),
        needs=entry.names("needs"),
        source=entry.text("source", ""),
        text=entry.some_words("text"),
        remedy=entry.some_words("remedy"),
    )


def _limit(name: str, entry: Entry) -> Limit:
    wrong = entry.wrong("", "", "")
    return limit_from(name, entry.data, wrong.where)


def _workflow(name: str, entry: Entry, roles: Mapping[str, Role], step_of: Mapping[str, str]) -> Workflow:
    entry.only("id", "name", "start", "lapse", "yields", "many", "states", "transitions", "never")
    if entry.text("id", name) != name:
        raise entry.wrong("id", f"编号须与“{name}”一致。", f"The id must be “{name}”.")
    return Workflow(
        id=name,
        name=entry.words("name"),
        start=entry.text("start"),
        states={state: _state(state, inner, step_of) for state, inner in entry.entries("states")},
        transitions={act: _transition(act, inner) for act, inner in entry.entries("transitions")},
        claims=tuple(_claim(row) for _, row in entry.rows("never")),
        roles={role.id: role.name for role in roles.values()},
        lapse=entry.text("lapse", ""),
        yields=entry.text("yields", ""),
        many=entry.flag("many"),
    )


def _state(state_id: str, entry: Entry, step_of: Mapping[str, str]) -> State:
    entry.only(*STATE_KEYS)
    if state_id in (SAME, OPEN, ANY):
        raise entry.wrong("", f"“{state_id}”另有含义，不能作状态名。", f"“{state_id}” has a meaning of its own.")
    return State(
        id=state_id,
        code=entry.text("code"),
        name=entry.words("name"),
        step=step_of.get(state_id, entry.text("step")),
        owner=entry.text("owner", ""),
        stage=entry.one_of("stage", ("inbox", "working", "done")),
        terminal=entry.flag("terminal"),
        rests=entry.flag("rests"),
        waits_for=entry.text("waits_for", ""),
    )


def _transition(act: str, entry: Entry) -> Transition:
    entry.only(*TRANSITION_KEYS)
    if "from" not in entry.data:
        raise entry.wrong("from", "缺少这一项。", "This key is missing.")
    return Transition(
        id=act,
        number=entry.text("number", ""),
        name=entry.words("name"),
        sources=entry.names("from"),
        to=entry.text("to"),
        by=entry.names("by"),
        drafts=entry.names("drafts"),
        approval=entry.one_of("approval", ("", "head", "second"), ""),
        needs=tuple(_guard(entry, key, value) for key, value in entry.items("needs")),
        fields=read_fields(entry),
        clocks=tuple(_change(Entry(value, entry.path(key), entry.places)) for key, value in entry.items("clocks")),
        issues=tuple(_issue(entry, key, value) for key, value in entry.items("issues")),
        serves=tuple(_issue(entry, key, value) for key, value in entry.items("serves")),
        sets=entry.texts("sets"),
        flags=entry.names("flags"),
        unflags=entry.names("unflags"),
        hand_to=entry.text("hand_to", ""),
        opens=entry.text("opens", ""),
        begins=_beginning(entry),
        follows=entry.names("follows"),
        becomes=entry.text("becomes", ""),
        effects=_effects(entry),
        dated=entry.text("dated", ""),
        shown=entry.one_of("shown", ("petitioner", "staff"), "petitioner"),
        emphasis=entry.one_of("emphasis", ("main", "plain", "negative"), "plain"),
        source=entry.text("source", ""),
        note=entry.some_words("note"),
    )


def _beginning(above: Entry) -> Beginning | None:
    if not above.has("begins"):
        return None
    if isinstance(above.data["begins"], str):
        return Beginning(above.text("begins"))
    entry = above.entry("begins").only("workflow", "unit", "person", "sets")
    return Beginning(entry.text("workflow"), entry.text("unit", ""), entry.text("person", ""), entry.texts("sets"))


def _effects(above: Entry) -> dict[str, str]:
    found = above.texts("effects")
    for effect in found:
        if effects.kind_of(effect) not in effects.TAKES:
            known = "、".join(effects.TAKES)
            raise above.entry("effects").wrong(effect, f"没有“{effect}”这个效果，可用：{known}。",
                                               f"There is no effect “{effect}”; there are: {known}.")  # fmt: skip
    return found


def _guard(above: Entry, key: str, value: object) -> Guard:
    """A bare name, or a mapping of one name to its values with `unless`, `words` and `source` beside it."""
    entry = Entry({value: []} if isinstance(value, str) else value, above.path(key), above.places)
    names = [name for name in entry.data if name not in ("unless", "words", "source")]
    if len(names) != 1:
        raise entry.wrong("", "每一项须写一个条件。", "Each item must name one condition.")
    name = names[0]
    if name not in guards.RULES:
        known = "、".join(guards.RULES)
        raise entry.wrong(name, f"没有“{name}”这个条件，可用：{known}。",
                          f"There is no condition “{name}”; there are: {known}.")  # fmt: skip
    values = entry.names(name)
    least, most = HOW_MANY.get(name, (1, 99) if name in MANY or name.endswith("_is") else (0, 0))
    if not least <= len(values) <= most:
        raise entry.wrong(name, f"条件“{name}”要写{least}至{most}个名称。",
                          f"The condition “{name}” takes {least} to {most} names.")  # fmt: skip
    return Guard(name, values, entry.text("unless", ""), entry.some_words("words"), entry.text("source", ""))


def _change(entry: Entry) -> ClockChange:
    entry.only(*CHANGES, "since", "when", "days", "reason", "at_least", "until")
    kinds = [kind for kind in CHANGES if kind in entry.data]
    if len(kinds) != 1:
        raise entry.wrong("", f"须是其中之一：{'、'.join(CHANGES)}。", f"It must be one of: {', '.join(CHANGES)}.")
    return ClockChange(
        kind=kinds[0],  # type: ignore[arg-type]
        clock=entry.text(kinds[0]),
        since=entry.text("since", "now"),
        when=entry.facts("when"),
        days=entry.text("days", ""),
        reason=entry.text("reason", ""),
        at_least=entry.whole("at_least"),
        until=entry.text("until", ""),
    )


def _issue(above: Entry, key: str, value: object) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """A paper's id, or a mapping of it to the facts that must hold."""
    if isinstance(value, str):
        return value, {}
    entry = Entry(value, above.path(key), above.places)
    if len(entry.data) != 1:
        raise entry.wrong("", "每一项须写一种文书。", "Each item must name one paper.")
    paper = next(iter(entry.data))
    return paper, entry.facts(paper)


def _claim(entry: Entry) -> Claim:
    entry.only(*CLAIM_KEYS)
    return Claim(
        id=entry.text("id"),
        words=entry.words("words"),
        reach=entry.names("reach"),
        when=entry.facts("when"),
        **{key: entry.text(key, "") for key in set(CLAIM_KEYS) - {"id", "words", "reach", "when"}},
    )
