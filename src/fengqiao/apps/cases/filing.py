"""Files of a case as pages show them: what they are in words, how large, and how a browser may draw them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.apps.cases.models import Case, Draft
from fengqiao.apps.cases.permissions import IDENTITY
from fengqiao.apps.files import queries as files
from fengqiao.apps.files.models import File
from fengqiao.apps.files.recognising import KINDS
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.workflow import Field
from fengqiao.kernel.reading import Question
from fengqiao.ui.format import stamp
from fengqiao.ui.language import in_language

SMALL = 1024 * 1024  # bytes up to which a picture is drawn in a page
KILO = 1024
KINDS_OF_PAPER = "file_kinds"


@dataclass(frozen=True, slots=True)
class FileCard:
    """One file in a page: its words, its address (none where this reader may not open it, or where it was taken back)."""

    key: str
    name: str
    size: str
    sha256: str
    url: str
    shown_as: str  # image, audio, video, or nothing: a link alone
    is_withdrawn: bool
    own_name: str = ""
    at: datetime | None = None


Address = Callable[[File], str]


@Question
def _of_case(county: int, case: UUID) -> QuerySet[File]:
    return files.of_owner(county, case)


def address_of(file: File) -> str:
    """Where the staff open a file."""
    return reverse("files:file", args=[file.id])


def cards_of(case: Case, pack: Pack, *, may_open_identity: bool) -> dict[int, list[FileCard]]:
    """The files on record by the row of the ledger that has them, for the staff; one query whatever their number."""
    told: dict[int, list[FileCard]] = {}
    for file in _of_case(case.county, case.id):
        address = address_of if may_open_identity or file.what != IDENTITY else nowhere
        told.setdefault(file.seq, []).append(card_of(file, pack, address))
    return told


def own_cards(case: Case, pack: Pack, actor: Actor, address: Address) -> list[FileCard]:
    """The files that somebody who comes by a code or link brought themselves, with the names they gave them."""
    return [card_of(file, pack, address, is_own=True) for file in files.shown_of(case.county, case.id, actor)]


def held_cards(draft: Draft, fields: Iterable[Field], pack: Pack, actor: Actor) -> list[FileCard]:
    """The files of an act that waits for approval."""
    keys = [row["file"] for spec in fields if spec.type == "files" for row in draft.data.get(spec.name) or ()]
    return [card_of(file, pack, address_of) for file in files.sent(draft.county, draft.case_id, keys, actor)]


def card_of(file: File, pack: Pack, address: Address, *, is_own: bool = False, listed: str = KINDS_OF_PAPER) -> FileCard:
    """A file in words; `listed` names the list of the pack that says what files are."""
    shown_as = KINDS[file.kind].shown_as
    return FileCard(
        str(file.id), name_of(file, pack, listed), size_of(file.size), file.sha256, "" if file.withdrawn_seq else address(file),
        "" if shown_as == "image" and file.size > SMALL else shown_as, bool(file.withdrawn_seq),
        file.own_name if is_own else "", file.sent_at,
    )  # fmt: skip


def name_of(file: File, pack: Pack, listed: str = KINDS_OF_PAPER) -> str:
    """What a file is, as it was said and as its content shows: 土地房屋凭证（照片）."""
    kind, what = str(KINDS[file.kind].name), pack.lists.get(listed, {}).get(file.what)
    return _("%(what)s（%(kind)s）") % {"what": in_language(what), "kind": kind} if what else kind


def size_of(size: int) -> str:
    """A size as people read it: 640 KB, 3.2 MB."""
    return f"{size / KILO / KILO:.1f} MB" if size >= KILO * KILO else f"{max(1, round(size / KILO))} KB"


def choices_of(case: Case, pack: Pack, actor: Actor) -> list[tuple[str, str]]:
    """The files that this actor may take back, in words."""
    shown = files.shown_of(case.county, case.id, actor)
    return [(str(file.id), f"{stamp(file.sent_at)} {name_of(file, pack)} {size_of(file.size)}") for file in shown]


def nowhere(file: File) -> str:
    """No address: this reader may not open it."""
    return ""
