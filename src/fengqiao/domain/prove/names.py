"""Every name used in a pack is the name of something, every word is there in both languages, every rule has its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields as parts_of
from dataclasses import is_dataclass

from fengqiao.domain import effects, guards
from fengqiao.domain.guards import Guard
from fengqiao.domain.prove.proof import Findings
from fengqiao.domain.roles import GUESTS, SYSTEM
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import ANY, OPEN, SAME, Claim, Field, Transition, Workflow

OWNERS = ("R", "XO", "U", "RB", "FB", "JC", "P", "H", "MC", "M")
PLACES = ("", "responsible", "sender", "origin", "handling", "county")
HANDED_TO = (
    "sender", "objector", "origin", "handling", "review_body", "final_body", "joint_conference", "petition_office",
    "tier_body", "other_office", "tier_above",
)  # fmt: skip
SINCE = ("now", "received", "accepted")
USES = ("route", "dossier")
BLANK = re.compile(r"\{(\w+)\}")  # a {name} to be filled in
SAID_UNDER = {"title": "pack.title", "notes": "lists"}  # where a part of a pack stands in its file, if not under its own name
METRIC = re.compile(r"M-\d\d")
CLOCK_GUARDS = ("in_time", "passed", "runs", "reached", "extension_fits")
FIELD_GUARDS = ("consent", "no_waiver", "no_control", "no_conflict", "target_clear", "other_unit", "in_system", "adds_up", "capitals",
                "sits", "not_handler", "proven", "explained_when_late", "seen_on_site")  # fmt: skip
KNOWN_FACTS: Mapping[str, frozenset[str]] = {
    fact: frozenset(values) for reads in guards.READS.values() for fact, values in reads.items()
}
CLOCK_FACT = "clock."
KEPT = ("found",)  # kept with the proceeding: what a visit found, from which it follows whether it is verified
PEOPLE_SET = ("person", "recused")  # set on the case itself: its handler, and who steps aside
PERSONS = ("person", "official")  # types of field that name somebody who can have a case
ACTOR = "actor"


OF_THE_MATTER = ("dispute_kinds", "thing_kinds", "complexities", "difficulties")  # lists about what a case is about


def check_names(found: Findings) -> None:
    """Note every name that leads nowhere, every word missing and every rule without its article."""
    pack = found.pack
    _check_words(found)
    for name, paper in pack.documents.items():
        found.unless(paper.source, f"documents.{name}.source", "文书没有写依据。", "The paper has no source.")
        for part, words in (("text", paper.text), ("remedy", paper.remedy)):
            differ = set(BLANK.findall(words.zh)) ^ set(BLANK.findall(words.en)) if words else ()
            found.unless(not differ, f"documents.{name}.{part}", f"中英文的空格不一样：{'、'.join(sorted(differ))}。",
                         f"The blanks differ between Chinese and English: {', '.join(sorted(differ))}.")  # fmt: skip
    for name, limit in pack.clocks.items():
        found.unless(limit.source, f"clocks.{name}.source", "期限没有写依据。", "The clock has no source.")
    for workflow in pack.workflows.values():
        _Names(found, workflow).check()
    _check_told_apart(found)
    _check_method(found)
    _check_matter(found)
    _check_sheets(found)
    for card in pack.cards:
        for category in card.categories:
            known = category in pack.lists.get("categories", {})
            found.unless(known, f"cards.{card.id}.categories", f"没有“{category}”这个内容分类。", f"There is no category “{category}”.")
    seats = [(f"ladder.{tier.id}.roles", tier.roles) for tier in pack.ladder]
    seats += [(f"method.panels.{panel.id}.roles", role.kinds) for panel in pack.method.panels for role in panel.roles]
    seats += [(f"sweeps.{plan.id}.team", plan.team) for plan in pack.sweeps]
    for key, kinds in seats:
        for kind in kinds:
            known = kind in pack.lists.get("helper_kinds", {})
            found.unless(known, key, f"名册里没有“{kind}”这一类人。", f"There is no kind of helper “{kind}”.")
    _check_committees(found)
    _check_rules(found)
    for plan in pack.sweeps:
        found.unless(plan.source, f"sweeps.{plan.id}.source", "排查没有写依据。", "The sweep has no source.")


def _check_committees(found: Findings) -> None:
    """A professional committee takes categories there are, and rests on an article."""
    known = found.pack.lists.get("categories", {})
    for kind in found.pack.committee_kinds.values():
        found.unless(kind.source, f"committee_kinds.{kind.id}.source", "调委会没有写依据。", "The committee has no source.")
        for category in kind.categories:
            found.unless(category in known, f"committee_kinds.{kind.id}.categories", f"没有“{category}”这个内容分类。",
                         f"There is no category “{category}”.")  # fmt: skip


def _check_rules(found: Findings) -> None:
    """A rule governs steps there are, and its text, like every other, neither labels nor watches anybody (G02)."""
    for rule in found.pack.rules:
        for act in rule.acts:
            found.unless(found.pack.act(act), f"rules.{rule.id}.acts", f"没有“{act}”这一步。", f"There is no step “{act}”.")
        _check_labels(found, f"rules.{rule.id}", rule.title, rule.text)


def _check_desks(found: Findings) -> None:
    """The desks of an office share its cases: every state lies on exactly one of them, so that nothing is on nobody's list."""
    pack, taken = found.pack, dict[str, str]()
    for desk in pack.method.desks:
        key = f"method.desks.{desk.id}"
        for name in desk.workflows:
            found.unless(name in pack.workflows, f"{key}.workflows", f"没有“{name}”这个程序。", f"There is no proceeding “{name}”.")
        for step in desk.steps:
            found.unless(step in pack.steps, f"{key}.steps", f"没有“{step}”这一步。", f"There is no step “{step}”.")
        for state in pack.states_of(desk):
            other = taken.setdefault(state, desk.id)
            found.unless(other == desk.id, key, f"“{state}”已经在“{other}”那里。", f"“{state}” lies on “{other}” already.")
    missing = [state for state in pack.case_states if state not in taken] if pack.method.desks else []
    found.unless(not missing, "method.desks", f"这些环节哪个岗位都没有管：{'、'.join(missing[:5])}。",
                 f"These states lie on no desk: {', '.join(missing[:5])}.")  # fmt: skip


def _check_method(found: Findings) -> None:
    """Its steps name states there are; an occasion waits for the lights of a slogan there is."""
    slogans = {code.id for code in found.pack.method.codes}
    for kind in found.pack.occasions.values():
        known = not kind.lit or kind.lit in slogans
        found.unless(known, f"occasions.{kind.id}.lit", f"没有“{kind.lit}”这个口号。", f"There is no slogan “{kind.lit}”.")
    _check_desks(found)
    states = {state for workflow in found.pack.workflows.values() for state in workflow.states}
    for row in found.pack.data.get("steps", ()):
        for state in row.get("states") or ():
            found.unless(state in states, f"steps.{row['id']}.states", f"没有“{state}”这个状态。", f"There is no state “{state}”.")


def _check_matter(found: Findings) -> None:
    """The codes by which a matter is told, tagged or graded are about the matter, never about whoever brings it (ND-40, G-02)."""
    for name in OF_THE_MATTER:
        for code, words in found.pack.lists.get(name, {}).items():
            bad = sorted(set(guards.person_words(words.zh)) - set(guards.label_words(words.zh)))  # labels are found everywhere
            found.unless(not bad, f"lists.{name}.{code}", f"写有“{'、'.join(bad)}”：这里说的是事，不是人。",
                         f"It says “{', '.join(bad)}”: this is about the matter, never about a person.")  # fmt: skip


def _check_sheets(found: Findings) -> None:
    sheets = found.pack.sheets
    for name, sheet in sheets.items():
        for part, listed in sheet.keeps.items():
            found.unless(not listed or listed in found.pack.lists, f"sheets.{name}.keeps.{part}", f"没有“{listed}”这个清单。",
                         f"There is no list “{listed}”.")  # fmt: skip
        known = not sheet.pays or (sheet.has_amounts and sheet.pays in sheets)
        found.unless(known, f"sheets.{name}.pays", f"没有“{sheet.pays}”这个台账。", f"There is no sheet “{sheet.pays}” to pay for.")


def _check_told_apart(found: Findings) -> None:
    """A state belongs to one workflow, so that a case's state alone says where it stands."""
    seen: dict[str, str] = {}
    for workflow in found.pack.workflows.values():
        for state in workflow.states:
            other = seen.setdefault(state, workflow.id)
            found.unless(other == workflow.id, f"workflows.{workflow.id}.states.{state}", f"“{other}”里已有这个状态。",
                         f"“{other}” has a state of that id.")  # fmt: skip


class _Names:
    """The names in one workflow."""

    def __init__(self, found: Findings, workflow: Workflow) -> None:
        self.found, self.workflow = found, workflow
        self.pack, self.key = found.pack, f"workflows.{workflow.id}"
        self.flags = {flag for act in workflow.transitions.values() for flag in act.flags}
        self.served = {paper for act in workflow.transitions.values() for paper, _ in act.serves}

    def check(self) -> None:
        self.known(self.workflow.start, self.workflow.states, f"{self.key}.start", "状态", "state")
        for part in filter(None, ("lapse" if self.workflow.lapse else "", "yields" if self.workflow.yields else "")):
            self.known(getattr(self.workflow, part), self.workflow.states, f"{self.key}.{part}", "状态", "state")
        for state in self.workflow.states.values():
            key = f"{self.key}.states.{state.id}"
            self.known(state.step, self.pack.steps, f"{key}.step", "环节", "step")
            if state.is_open or state.owner:
                self.known(state.owner, OWNERS, f"{key}.owner", "责任人", "owner")
            if state.waits_for:
                self.known(state.waits_for, self.pack.workflows, f"{key}.waits_for", "流程", "workflow")
        codes = [state.code for state in self.workflow.states.values()]
        for state in self.workflow.states.values():
            key = f"{self.key}.states.{state.id}.code"
            self.found.unless(codes.count(state.code) == 1, key, "代码重复。", "The code is used twice.")
        for act in self.workflow.transitions.values():
            self.transition(act, f"{self.key}.transitions.{act.id}")
        for claim in self.workflow.claims:
            self.claim(claim, f"{self.key}.never.{claim.id}")

    def known(self, name: str, among: Iterable[str], key: str, zh: str, en: str) -> None:
        """Note a name that is not among those there are."""
        among = set(among)
        self.found.unless(name in among, key, f"没有“{name}”这个{zh}。", f"There is no {en} “{name}”.")

    def all_known(self, names: Iterable[str], among: Iterable[str], key: str, zh: str, en: str) -> None:
        among = set(among)
        for name in names:
            self.known(name, among, key, zh, en)

    def transition(self, act: Transition, key: str) -> None:
        states = set(self.workflow.states)
        self.all_known(act.sources, states | {OPEN, ANY}, f"{key}.from", "状态", "state")
        self.known(act.to, states | {SAME}, f"{key}.to", "状态", "state")
        self.found.unless(act.number, f"{key}.number", "没有写规则编号。", "The number of the rule is missing.")
        self.found.unless(act.source, f"{key}.source", "没有写依据的条文。", "The article it rests on is missing.")
        self.actors(act.by, f"{key}.by")
        self.actors(act.drafts, f"{key}.drafts")
        opens = not act.sources  # a side proceeding is opened by the act that begins it
        self.found.unless(opens or bool(act.by) != bool(act.follows), f"{key}.by", "要么写由谁来做，要么写跟随哪一步。",
                          "It says either who may do it or what it follows.")  # fmt: skip
        self.side_by_side(act, key)
        for position, guard in enumerate(act.needs):
            self.guard(act, guard, f"{key}.needs[{position}]")
        self.form(act, key)
        self.clocks(act, key)
        for listed, papers in (("issues", act.issues), ("serves", act.serves)):
            self.all_known((paper for paper, _ in papers), self.pack.documents, f"{key}.{listed}", "文书", "paper")
            for _, when in papers:
                self.facts(when, f"{key}.{listed}")
        self.all_known(act.unflags, self.flags, f"{key}.unflags", "标记", "flag")
        if act.hand_to:
            self.receiver(act, act.hand_to, f"{key}.hand_to")

    def actors(self, allowed: Iterable[str], key: str) -> None:
        for who in allowed:
            role, _, place = who.partition("@")
            self.known(role, {*self.pack.roles, *GUESTS} - {SYSTEM}, key, "角色", "role")
            self.known(place, PLACES, key, "位置", "place")

    def side_by_side(self, act: Transition, key: str) -> None:
        """What the act begins, follows, turns the case into and writes beside."""
        for workflow in filter(None, (act.becomes, act.begins.workflow if act.begins else "")):
            self.known(workflow, self.pack.workflows, key, "流程", "workflow")
            opening = self.pack.workflows[workflow].opening if workflow in self.pack.workflows else None
            self.found.unless(opening, key, f"“{workflow}”没有起点步骤。", f"“{workflow}” has no act that opens it.")
        if act.begins and act.begins.unit:
            self.receiver(act, act.begins.unit, f"{key}.begins.unit")
        if act.begins and act.begins.person:
            self.field_named(act, act.begins.person, f"{key}.begins.person", *PERSONS)
        if act.begins:
            for fact, value in act.begins.sets.items():
                self.known(fact, KNOWN_FACTS, f"{key}.begins.sets", "事实", "fact")
                self.known(value, KNOWN_FACTS.get(fact, {value}), f"{key}.begins.sets", "取值", "value")
        for name in act.follows:
            self.found.unless(self.pack.act(name), f"{key}.follows", f"没有“{name}”这一步。", f"There is no act “{name}”.")
        for effect, name in act.effects.items():
            self.effect(act, effect, name, f"{key}.effects.{effect}")

    def effect(self, act: Transition, effect: str, name: str, key: str) -> None:
        kind, _, of = effect.partition(".")
        takes = effects.TAKES.get(kind, ())
        if name == effects.NEEDS_NO_FIELD:
            self.found.unless("flag" in takes, key, "这个效果要写字段。", "This effect needs a field.")
        else:
            self.known(name, _field_names(act), key, "字段", "field")
            found = next((field for field in act.fields if field.name == name), None)
            self.found.unless(found is None or found.type in takes, key, f"字段“{name}”的类型不对。", f"“{name}” has another type.")
        if kind == "results" and of:
            self.known(of, self.pack.lists.get("results", ()), key, "结果", "result")
        if kind == "lines":
            self.known(of, self.pack.sheets, key, "台账", "sheet")
        if kind == "stage" and of:
            self.known(of, {stage for sheet in self.pack.sheets.values() for stage in sheet.stages}, key, "阶段", "stage")

    def receiver(self, act: Transition, target: str, key: str) -> None:
        if target.startswith("field:"):
            self.field_named(act, target, key, "unit")
        else:
            self.known(target, HANDED_TO, key, "移交对象", "receiver")

    def guard(self, act: Transition, guard: Guard, key: str) -> None:
        if guard.unless:
            self.known(guard.unless, self.flags, f"{key}.unless", "标记", "flag")
        match guard.name:
            case "flag" | "no_flag":
                self.all_known(guard.values, self.flags, key, "标记", "flag")
            case "served":
                self.all_known(guard.values, self.pack.documents, key, "文书", "paper")
                self.all_known(guard.values, self.served, key, "会送达的文书", "paper that is ever served")
            case "in_time_or_reason" | "not_before":
                self.all_known(guard.values[:1], self.pack.clocks, key, "期限", "clock")
                self.all_known(guard.values[1:], _field_names(act), key, "字段", "field")
            case "needed_when" | "row_needed_when":
                self.needed(act, guard.values, key)
            case name if name in CLOCK_GUARDS:
                self.all_known(guard.values, self.pack.clocks, key, "期限", "clock")
            case "odd":
                self.all_known(guard.values[:1], _field_names(act), key, "字段", "field")
                self.found.unless(guard.values[1].isdigit(), key, "最少人数须是数字。", "The least number must be a number.")
            case name if name in FIELD_GUARDS:
                self.all_known(guard.values, _field_names(act), key, "字段", "field")
            case name if name.endswith("_is"):
                fact, values = next(iter(guards.READS[name].items()))
                self.all_known(guard.values, values, key, f"{fact}取值", f"value of {fact}")

    def needed(self, act: Transition, values: tuple[str, ...], key: str) -> None:
        """A field, of the act or of the rows named first, and the choice in another with which it is needed."""
        *rows, needed, choosing, choice = values
        self.all_known(rows, _field_names(act), key, "字段", "field")
        fields = [part for field in act.fields for part in field.fields if field.name in rows] if rows else act.fields
        choices = {field.name: field.choices for field in fields}
        self.all_known((needed, choosing), choices, key, "字段", "field")
        self.known(choice, self.pack.lists.get(choices.get(choosing, ""), ()), key, "取值", "value")

    def form(self, act: Transition, key: str) -> None:
        for field in act.fields:
            self.field(field, f"{key}.fields.{field.name}")
            if field.instead:
                self.known(field.instead, _field_names(act), f"{key}.fields.{field.name}.instead", "字段", "field")
            for inner in field.fields:
                self.field(inner, f"{key}.fields.{field.name}.fields.{inner.name}")
        if act.dated:
            self.field_named(act, f"field:{act.dated}", f"{key}.dated", "date")
        for fact, value in act.sets.items():
            person = fact in PEOPLE_SET
            self.known(fact, {*KNOWN_FACTS, *PEOPLE_SET, *KEPT}, f"{key}.sets.{fact}", "事实", "fact")
            if value.startswith("field:"):
                self.field_named(act, value, f"{key}.sets.{fact}", *(PERSONS if person else ()))
            elif person:
                self.known(value, (ACTOR,), f"{key}.sets.{fact}", "取值", "value")
            else:
                self.known(value, KNOWN_FACTS.get(fact, {value}), f"{key}.sets.{fact}", "取值", "value")

    def field(self, field: Field, key: str) -> None:
        if field.type in ("choice", "choices") or (field.type == "files" and field.choices):
            self.known(field.choices, self.pack.lists, f"{key}.choices", "代码表", "list")
        if field.required:
            self.found.unless(field.used_by, f"{key}.used_by", "必填项没有写用在哪里（U-F1）。",
                              "A required field must say what uses it (U-F1).")  # fmt: skip
        if field.used_by and not METRIC.fullmatch(field.used_by):
            uses = {*self.pack.documents, *self.pack.clocks, *USES}
            self.known(field.used_by, uses, f"{key}.used_by", "文书、期限或用途", "paper, clock or use")

    def field_named(self, act: Transition, reference: str, key: str, *kinds: str) -> None:
        name = reference.removeprefix("field:")
        outer, _, inner = name.partition(".")
        fields = {field.name: field for field in act.fields}
        if inner and outer in fields:
            fields = {f"{outer}.{field.name}": field for field in fields[outer].fields}
        self.known(name, fields, key, "字段", "field")
        if kinds and name in fields:
            right = fields[name].type in kinds
            self.found.unless(right, key, f"字段“{name}”须是{kinds[0]}。", f"The field “{name}” must be a {kinds[0]}.")

    def clocks(self, act: Transition, key: str) -> None:
        for position, change in enumerate(act.clocks):
            here = f"{key}.clocks[{position}]"
            if change.clock == "all":
                self.found.unless(change.kind == "stop", here, "all只能用于stop。", "“all” is only for stop.")
                continue
            self.known(change.clock, self.pack.clocks, here, "期限", "clock")
            self.facts(change.when, here)
            if change.days and change.days != "ladder":
                self.field_named(act, change.days, f"{here}.days", "days")
            if change.until:
                self.field_named(act, change.until, f"{here}.until", "date")
            if change.since not in SINCE:
                self.field_named(act, change.since, f"{here}.since", "date")
            limit = self.pack.clocks.get(change.clock)
            if limit and change.kind == "pause":
                self.known(change.reason, limit.pauses, f"{here}.reason", "暂停事由", "reason to pause")
            if limit and change.kind == "extend":
                self.found.unless(limit.extension_max != 0, here, "这个期限不能延长。", "This clock cannot be extended.")
            if limit and change.kind == "start" and limit.days is None:
                self.found.unless(change.days or change.until, here, "这个期限要写明天数。", "This clock needs its number of days.")

    def facts(self, when: Mapping[str, tuple[str, ...]], key: str) -> None:
        for fact, values in when.items():
            if fact.startswith(CLOCK_FACT):
                self.known(fact.removeprefix(CLOCK_FACT), self.pack.clocks, key, "期限", "clock")
                self.all_known(values, guards.CLOCK_STATUS, key, "期限状态", "standing of a clock")
            else:
                self.known(fact, KNOWN_FACTS, key, "事实", "fact")
                self.all_known(values, KNOWN_FACTS.get(fact, values), key, f"{fact}取值", f"value of {fact}")

    def claim(self, claim: Claim, key: str) -> None:
        states = {name for name in (claim.step_from, claim.step_to, claim.start, claim.without_state, *claim.reach) if name}
        self.all_known(states, self.workflow.states, key, "状态", "state")
        roles = {role for role in (claim.by, claim.not_by) if role}
        self.all_known(roles, {*self.pack.roles, *GUESTS, SYSTEM}, key, "角色", "role")
        if claim.act:
            self.known(claim.act, self.workflow.transitions, f"{key}.act", "步骤", "act")
        if claim.unless_flag:
            self.known(claim.unless_flag, self.flags, f"{key}.unless_flag", "标记", "flag")
        if claim.without_fact:
            self.known(claim.without_fact, {*KNOWN_FACTS, *self.flags}, f"{key}.without_fact", "事实", "fact")
        self.facts(claim.when, f"{key}.when")
        says = claim.act or claim.reach or (claim.step_from and claim.step_to)
        self.found.unless(says, key, "没有写禁止什么。", "It does not say what never happens.")
        self.found.unless(claim.source, f"{key}.source", "没有写依据的条文。", "The article it rests on is missing.")


def _field_names(act: Transition) -> set[str]:
    return {field.name for field in act.fields}


def _check_words(found: Findings) -> None:
    """Whatever a pack says stands in both languages, labels no person and threatens nobody (G02, G24).

    The source's own word may stand under `said_as`, beside the reading that is used instead of it (G-05).
    """
    for part in parts_of(found.pack):
        if part.name in ("origins", "data"):
            continue
        for key, words in _words_in(getattr(found.pack, part.name), SAID_UNDER.get(part.name, part.name)):
            if words.zh or words.en:
                found.unless(words.zh.strip(), key, "缺少中文。", "The Chinese words are missing.")
                found.unless(words.en.strip(), key, f"缺少英文（{words.zh}）。", f"The English words are missing ({words.zh}).")
            if not key.endswith(".said_as"):
                _check_labels(found, key, key, words.zh, words.en)


def _check_labels(found: Findings, at: str, *said: str) -> None:
    bad = guards.label_words("\n".join(said))
    found.unless(not bad, at, f"写有“{'、'.join(bad)}”：工作法不给人贴标签，也不写盯人、拦人的办法。",
                 f"It says “{', '.join(bad)}”: a method labels nobody and watches nobody.")  # fmt: skip


def _words_in(value: object, key: str) -> Iterator[tuple[str, Words]]:
    """Every Words inside, with its dotted key; a required name is never empty, so empty Words stand for none."""
    if isinstance(value, Words):
        yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _words_in(inner, f"{key}.{name}")
    elif isinstance(value, tuple):
        for position, inner in enumerate(value):
            part = getattr(inner, "id", None) or (inner.name if isinstance(inner, Field) else "")
            yield from _words_in(inner, f"{key}.{part}" if part else f"{key}[{position}]")
    elif is_dataclass(value):
        for part in parts_of(value):
            name = "never" if part.name == "claims" else part.name
            yield from _words_in(getattr(value, part.name), f"{key}.{name}")
