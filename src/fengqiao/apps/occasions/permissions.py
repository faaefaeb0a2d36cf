"""Who plans and records what is held, the pack names the roles of each kind; and who reads its files."""

from __future__ import annotations

from fengqiao.apps.files.models import File
from fengqiao.apps.occasions.queries import pack_of, visible_to
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.occasions import Kind
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words


def may_keep(actor: Actor, kind: Kind, unit: Unit) -> Verdict:
    """May this person plan, change and record a kind of occasion for a unit?"""
    for who in kind.by:
        role, _, place = who.partition("@")
        if role in actor.roles and (
            str(unit.id) in actor.units or (place == "county" and unit.county_code == actor.county)
        ):
            return YES
    words = Words(
        "“{kind}”由别的岗位或者别的单位安排和记录。", "“{kind}” is planned and recorded from another post or unit."
    )
    return no("not_yours", words.filled(kind=kind.name), personal=True)


def may_lead(roles: frozenset[str], kind: Kind) -> bool:
    """True when somebody with these roles is of the rank that the kind asks of whoever leads."""
    return not kind.led_by or bool(roles & frozenset(kind.led_by))


def may_read_file(actor: Actor | None, file: File) -> bool:
    """Staff read the files of the occasions that they may read."""
    return actor is not None and actor.county == file.county and visible_to(actor).filter(id=file.owner_id).exists()


def kept_by(actor: Actor, unit: Unit) -> dict[str, Kind]:
    """The kinds of occasion that somebody may plan for a unit, by their codes."""
    return {name: kind for name, kind in pack_of(unit).occasions.items() if may_keep(actor, kind, unit)}
