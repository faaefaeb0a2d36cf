"""What the page of one occasion shows, in words and with what its reader may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.apps.accounts import linking
from fengqiao.apps.cases.filing import FileCard, address_of, card_of
from fengqiao.apps.files import queries as files
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Invitation, Item, Occasion, Resolution, State
from fengqiao.apps.occasions.permissions import may_keep
from fengqiao.apps.occasions.services import inviting
from fengqiao.apps.occasions.telling import Told, told_of
from fengqiao.domain.methods import Panel
from fengqiao.domain.occasions import Kind
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.workflow import Field
from fengqiao.kernel.packversions import pack_of_tag
from fengqiao.ui.language import in_language

MOST_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited, with the link to hand on where they come by one."""

    invitation: Invitation
    link: str
    times: int = 0  # how often it was replaced


@dataclass(frozen=True, slots=True)
class Shown:
    """One occasion as its reader may see and change it."""

    kind: Kind
    record: list[tuple[str, str]]
    files: list[FileCard]
    items: list[tuple[Item, bool]]
    guests: list[Guest]
    resolutions: list[tuple[Resolution, bool]]  # each with whether the reader reports it; what is of a case not seen is left out
    mine: Invitation | None
    panels: tuple[Panel, ...]
    may_keep: bool
    is_due: bool  # it may be recorded
    preread: tuple[date, list[queries.Block], list[Resolution]] | None
    pool: list[queries.Candidate]
    changes: list[Told]

    @property
    def has_links(self) -> bool:
        """True while there are links to hand on."""
        return any(guest.link for guest in self.guests)


def shown(occasion: Occasion, actor: Actor, today: date, site: str) -> Shown:
    """Everything the page needs; what is read before a meeting only while it is to come."""
    kind, pack = queries.kind_of(occasion), pack_of_tag(occasion.pack)
    may, is_open = bool(may_keep(actor, kind, occasion.unit)), occasion.state == State.PLANNED
    items = queries.items_of(occasion, actor)
    known = {item.case_id for item, _seen in items}
    hidden = {item.id for item, seen in items if not seen}
    prepares = kind.resolves and is_open and may
    return Shown(
        kind=kind,
        record=list(_recorded(kind, occasion.record, pack)),
        files=_files(occasion, kind, pack),
        items=items,
        guests=_guests(occasion, site) if may and is_open else [Guest(one, "") for one in queries.invitations_of(occasion)],
        resolutions=[
            (one, one.reported_at is None and str(one.unit_id) in actor.units)
            for one in queries.resolutions_of(occasion)
            if one.item_id not in hidden or (str(one.unit_id) in actor.units and one.item and one.item.case and not one.item.case.is_sealed)
        ],
        mine=queries.own_invitation(occasion, actor) if is_open else None,
        panels=pack.method.panels,
        may_keep=may,
        is_due=may and occasion.on <= today and occasion.state != State.NOT_HELD,
        preread=queries.preread(occasion, actor) if prepares else None,
        pool=[one for one in queries.pool(actor, today) if one.case.id not in known] if prepares else [],
        changes=told_of(queries.changes_of([occasion], occasion.county)[:MOST_CHANGES]),
    )


def see(address: str) -> HttpResponse:
    """Go and look at what was done."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _guests(occasion: Occasion, site: str) -> list[Guest]:
    """Those invited, each guest from outside with the link to hand on and how often it was replaced."""
    invited = list(queries.invitations_of(occasion))
    times = linking.times_of(one.id for one in invited if one.link_index is not None)
    return [Guest(one, _link(one, site, times.get(one.id, 0)), times.get(one.id, 0)) for one in invited]


def _link(invitation: Invitation, site: str, times: int) -> str:
    if invitation.link_index is None:
        return ""
    return site.rstrip("/") + reverse("occasions:guest", args=[inviting.link_of(invitation, times)])


def _recorded(kind: Kind, record: dict[str, Any], pack: Pack) -> Iterator[tuple[str, str]]:
    for spec in kind.fields:
        if (value := record.get(spec.name)) not in (None, "", []):
            yield in_language(spec.label), _text(spec, value, pack)


def _files(occasion: Occasion, kind: Kind, pack: Pack) -> list[FileCard]:
    """The files of its record, those taken back too."""
    listed = {spec.name: spec.choices for spec in kind.fields}
    return [card_of(file, pack, address_of, listed=listed[file.field]) for file in files.of_owner(occasion.county, occasion.id)]


def _text(spec: Field, value: Any, pack: Pack) -> str:
    if spec.type in ("choice", "choices"):
        listed = pack.lists.get(spec.choices, {})
        return _("、").join(
            in_language(listed[code]) for code in ([value] if isinstance(value, str) else value) if code in listed
        )
    if spec.type == "bool":
        return _("是") if value else _("否")
    return f"{value:,}" if isinstance(value, int) else str(value)
