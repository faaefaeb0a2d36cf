"""What of the papers asked for is on file already: in this case, or in another one of the same matter that the asker sees (KZ-19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengqiao.apps.cases import permissions, queries, rules
from fengqiao.apps.cases.filing import KINDS_OF_PAPER, FileCard, address_of, card_of, nowhere
from fengqiao.apps.cases.models import Case
from fengqiao.apps.files import queries as files
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.fields import rows_in
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Transition

KIND, REASON = "kind", "once_more"  # the fields of an act that asks for papers: which kind each is, why one on file is asked for again
UNNAMED = "other"  # of `file_kinds`: it does not say what it is, so nothing on file is known to be the same
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class OnFile:
    """Papers of one kind that are on file: in words, the latest few with their addresses, each with the number of another case."""

    kind: str
    name: Words
    cards: Sequence[tuple[FileCard, str]]
    n: int


def asked_in(transition: Transition, data: Mapping[str, Any]) -> list[str]:
    """The kinds that an act asks for, of its clean data or as a form sends it (papers.1.kind), each once."""
    field = transition.effects.get("asks", "")
    rows = data.get(field)
    if isinstance(rows, list):
        kinds = [row.get(KIND) for row in rows]
    else:
        kinds = [data.get(f"{field}.{n}.{KIND}") for n in range(1, 1 + rows_in(data, field))]
    return list(dict.fromkeys(str(kind) for kind in kinds if kind))


def known(case: Case, transition: Transition, actor: Actor) -> list[OnFile]:
    """What is on file by kind, in the order of the pack, for an act that asks for papers; nothing for any other act."""
    if "asks" not in transition.effects:
        return []
    pack, found = rules.pack_of(case), _files(case, actor)
    names = pack.lists.get(KINDS_OF_PAPER, {})
    return [OnFile(kind, name, found[kind][:MOST_SHOWN], len(found[kind])) for kind, name in names.items() if kind in found]


def among(kinds: Iterable[str], there: Iterable[OnFile]) -> list[OnFile]:
    """Those on file that are of some kinds."""
    wanted = set(kinds)
    return [one for one in there if one.kind in wanted]


def say_why(case: Case, transition: Transition, data: Mapping[str, Any], actor: Actor) -> None:
    """Raises Incomplete where an act asks for what is on file and gives no reason, or for “something else” without saying what."""
    if "asks" not in transition.effects:
        return
    field = transition.effects["asks"]
    for n, row in enumerate(data.get(field, ()), start=1):
        if row.get(KIND) == UNNAMED and not row.get("what"):
            words = Words("请写是什么材料。", "Say which paper.")
            raise Incomplete(words, {f"{field}.{n}.what": words})
    if data.get(REASON):
        return
    if again := among(asked_in(transition, data), known(case, transition, actor)):
        words = Words(
            "「{kinds}」已经在案，不用再要；确实还要的，写明理由。",
            "“{kinds}” is on file already: leave it out, or say why it is needed again.",
        ).filled(kinds=Words("、".join(one.name.zh for one in again), ", ".join(one.name.of("en") for one in again)))
        raise Incomplete(words, {REASON: words})


def _files(case: Case, actor: Actor) -> dict[str, list[tuple[FileCard, str]]]:
    """The papers that stand, by kind, the latest first; those of other cases with their numbers."""
    found: dict[str, list[tuple[FileCard, str]]] = {}
    cases = {one.id: one for one in (case, *queries.same_matter(case, actor))}
    opens = {key: bool(permissions.may_open_identity(actor, one)) for key, one in cases.items()}
    pack: Pack = rules.pack_of(case)
    for file in files.of_cases(case.county, cases):
        address = address_of if opens[file.owner_id] or file.what != permissions.IDENTITY else nowhere
        number = "" if file.owner_id == case.id else cases[file.owner_id].number
        found.setdefault(file.what, []).append((card_of(file, pack, address), number))
    return {kind: cards for kind, cards in found.items() if kind and kind != UNNAMED}
