"""Nobody is lost: every state and act can come about, every open case has a running clock and a way to its end."""

from __future__ import annotations

from fengqiao.domain.packs import Pack
from fengqiao.domain.prove.claims import Way, counter_example, taken_by
from fengqiao.domain.prove.proof import Findings
from fengqiao.domain.prove.space import Config, Space
from fengqiao.domain.roles import GUESTS, SYSTEM
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import SAME, Transition, Workflow


def check_paths(found: Findings, space: Space) -> int:
    """Note what is wrong with where the acts lead; gives the number of claims proven."""
    workflow = space.workflow
    key = f"workflows.{workflow.id}"
    if len(space.cameby) > space.most:
        found.add(key, "情形太多，没有全部试完。", "There are too many configurations to try them all.")
        return 0
    _check_reached(found, space, key)
    _check_clocks(found, space, key)
    _check_ends(found, space, key)
    _check_waiting(found, workflow, key)
    _check_system(found, space, key)
    return sum(_check_claim(found, space, position, key) for position in range(len(workflow.claims)))


def names_of(workflow: Workflow, way: Way) -> Words:
    """The names of the acts of a way, in order."""
    names = [workflow.transitions[act].name for act in way]
    return Words(" → ".join(n.zh for n in names) or "（起点）", " → ".join(n.of("en") for n in names) or "(the start)")


def _say(found: Findings, space: Space, key: str, words: Words, way: Way, **values: Words) -> None:
    filled = words.filled(way=names_of(space.workflow, way), **values)
    found.add(key, filled.zh, filled.en)


def _check_reached(found: Findings, space: Space, key: str) -> None:
    reached = {config.state for config in space.cameby}
    for state in space.workflow.states.values():
        where = f"{key}.states.{state.id}"
        found.unless(state.id in reached, where, f"到不了“{state.name.zh}”。", f"“{state.name.of('en')}” is never reached.")
    for act in space.workflow.transitions.values():
        where = f"{key}.transitions.{act.id}"
        found.unless(act.id in space.taken, where, f"“{act.name.zh}”永远做不了。", f"“{act.name.of('en')}” can never be done.")


def _check_clocks(found: Findings, space: Space, key: str) -> None:
    """In every open configuration a clock runs, or one of the proceeding it waits for; the first that has none is named."""
    lost: dict[str, Config] = {}
    for config in space.cameby:
        state = space.workflow.states[config.state]
        if state.is_open and not state.waits_for and not config.bits & space.any_running:
            lost.setdefault(config.state, config)
    words = Words("没有任何期限在走：{way}。", "No clock runs after: {way}.")
    for state_id, config in lost.items():
        _say(found, space, f"{key}.states.{state_id}", words, space.path(config))


def _check_ends(found: Findings, space: Space, key: str) -> None:
    """From every configuration staff can come to an end without the petitioner; a rest leads on to the archive."""
    states = space.workflow.states
    by_staff = {act.id for act in space.workflow.transitions.values() if _by_staff(space.pack, act)}
    ended = {config for config in space.cameby if states[config.state].terminal}
    before: dict[Config, list[Config]] = {}
    for config, leads in space.leads.items():
        for act, after in leads:
            if act in by_staff:
                before.setdefault(after, []).append(config)
    waiting = list(ended)
    while waiting:
        for config in before.get(waiting.pop(), ()):
            if config not in ended:
                ended.add(config)
                waiting.append(config)
    stuck: dict[str, Config] = {}
    for config in space.cameby:
        if config not in ended:
            stuck.setdefault(config.state, config)
    for state, config in stuck.items():
        words = Words("走不到终点：{way}。", "No way to an end after: {way}.")
        _say(found, space, f"{key}.states.{state}", words, space.path(config))


def _by_staff(pack: Pack, act: Transition) -> bool:
    """True when staff may take the act, or one of those that it is a part of."""
    followed = [known[1] for name in act.follows if (known := pack.act(name))]
    return any(_is_staff(who) for one in (act, *followed) for who in one.by)


def _is_staff(who: str) -> bool:
    return who.partition("@")[0] not in (*GUESTS, SYSTEM)


def _check_waiting(found: Findings, workflow: Workflow, key: str) -> None:
    """Whatever enters a waiting state begins what it waits for; only an act of that, or the end of all, leads out."""
    for act in workflow.transitions.values():
        where = f"{key}.transitions.{act.id}"
        target = workflow.states.get(act.to) if act.to != SAME else None
        if target is not None and target.waits_for:
            begun = act.begins is not None and act.begins.workflow == target.waits_for
            found.unless(begun, f"{where}.begins", f"“{target.name.zh}”等的程序没有启动。",
                         f"What “{target.name.of('en')}” waits for is not begun.")  # fmt: skip
        waiting = [state for state in workflow.states.values() if state.waits_for and workflow.leads_from(act, state.id)]
        for state in waiting if target is not None and target.is_open else ():
            of_it = any(name.startswith(f"{state.waits_for}.") for name in act.follows)
            found.unless(of_it, f"{where}.from", f"“{state.name.zh}”要等它的程序有结果才能离开。",
                         f"“{state.name.of('en')}” is left only by an act of what it waits for.")  # fmt: skip


def _check_system(found: Findings, space: Space, key: str) -> None:
    for act in space.workflow.transitions.values():
        if not act.follows and (way := taken_by(space, act, (SYSTEM,))):
            words = Words("系统不得作出这一步：{way}。", "The system may never take this step: {way}.")
            _say(found, space, f"{key}.transitions.{act.id}", words, way)


def _check_claim(found: Findings, space: Space, position: int, key: str) -> bool:
    claim = space.workflow.claims[position]
    way = counter_example(space, claim)
    if way is None:
        return True
    words = Words("“{claim}”不成立，反例：{way}。", "“{claim}” does not hold: {way}.")
    _say(found, space, f"{key}.never.{claim.id}", words, way, claim=claim.words)
    return False
