"""Acts on notices: send, read, act upon, call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.services.announcing import Coming
from fengqiao.apps.notices import permissions
from fengqiao.apps.notices.models import MINUTES, Notice, Receipt
from fengqiao.apps.notices.queries import COMING
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.services import require_open
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.guards import control_words
from fengqiao.domain.masking import ANONYMOUS
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles, submissions
from fengqiao.kernel.county import new_id

CAME = "已来"  # what a unit says when whoever was announced has come
SOMEBODY = "一位群众"  # who asked not to be named, or gave no name
LONGEST = 5_000
MOST_MINUTES = 24 * 60
PACK = "national"


@transaction.atomic
def send(
    *, kind: str, title: str, text: str, units: Sequence[Unit], by: Actor, at: datetime, minutes: int = MINUTES, case: Case | None = None,
    once: str = "",
) -> Notice:  # fmt: skip
    """Tell named units something; each is to say that it has it. `minutes` until an unread one becomes a telephone call. The same `once`
    again gives the same notice.

    Raises Denied, or Incomplete for an unknown kind, missing words, words of control (G-05), a unit that is closed (its successor
    is named), nobody to tell, or minutes outside 1 to 1440.
    """
    permissions.may_send(by).or_raise()
    if known := submissions.made_before(by.county, once, Notice.objects.filter(county=by.county)):
        return known
    notice = _tell(kind=kind, title=title, text=text, units=units, by=by, at=at, minutes=minutes, case=case)
    submissions.keep(by.county, once, notice.id)
    return notice


@transaction.atomic
def announce(coming: Coming) -> Notice:
    """Tell a unit that somebody was shown the way to it and will come: a mask, what to bring, and nothing of the case itself.

    Part of an act on the case. Raises Incomplete as `send` does.
    """
    case = coming.case
    who = SOMEBODY if case.is_confidential or case.is_anonymous or case.petitioner_mask == ANONYMOUS else case.petitioner_mask
    parts = (f"{coming.by.unit_name}请{who}到你单位办事，请接待。", coming.about and f"要办的事：{coming.about}",
             coming.around and f"大约什么时候来：{coming.around}", coming.brings and f"带的材料：{coming.brings}")  # fmt: skip
    units = [Unit.objects.get(county_code=case.county, id=coming.unit)]
    text = "\n".join(filter(None, parts))
    return _tell(kind=COMING, title=f"{who} 将来", text=text, units=units, by=coming.by, at=coming.at, minutes=MINUTES, case=case)


@transaction.atomic
def came(*, receipt: Receipt, by: Actor, at: datetime) -> Receipt:
    """Whoever was announced has come; twice is once. Raises Denied for another unit, or NotNow for a notice that announces nobody."""
    permissions.is_of(by, receipt.unit_id).or_raise()
    if receipt.notice.kind != COMING:
        raise NotNow(Words("这份通报没有请谁来。", "This notice announces nobody."), code="nobody_comes")
    held = read(receipt=receipt, by=by, at=at)
    return held if held.done_at else act_upon(receipt=held, text=CAME, by=by, at=at)


def _tell(
    *, kind: str, title: str, text: str, units: Sequence[Unit], by: Actor, at: datetime, minutes: int, case: Case | None
) -> Notice:  # fmt: skip
    if kind not in packfiles.load(PACK).lists["notice_kinds"]:
        raise _wrong("kind", "没有这一种通报。", "There is no such kind of notice.")
    for name, said in (("title", title), ("text", text)):
        if not said.strip() or len(said) > LONGEST:
            raise _wrong(name, f"请写，最多{LONGEST}字。", f"Write something, {LONGEST} characters at most.")
    if found := control_words(title + text):
        words = Words("写有「{found}」：通报说事情和风险，不写看管、拦截、施压，请改写。",
                      "It says “{found}”: a notice is about matters and risks, never about watching or pressing a person.")  # fmt: skip
        raise Incomplete(words.filled(found="、".join(found)), {"text": words.filled(found="、".join(found))})
    if not 1 <= minutes <= MOST_MINUTES:
        raise _wrong("minutes", "写1至1440分钟。", "Between 1 and 1440 minutes.")
    told = {unit.pk: unit for unit in units if str(unit.pk) not in by.units}
    if not told:
        raise _wrong("units", "请选要通知的单位。", "Choose the units to tell.")
    for unit in told.values():
        require_open(unit, "units", by.county)
    notice = Notice.objects.create(
        id=new_id(by.county), county=by.county, kind=kind, title=title.strip(), text=text.strip(), case=case, unit_id=UUID(by.unit),
        by_name=by.name, sent_at=at, minutes=minutes,
    )  # fmt: skip
    Receipt.objects.bulk_create([Receipt(id=new_id(by.county), county=by.county, notice=notice, unit=unit) for unit in told.values()])
    return notice


@transaction.atomic
def read(*, receipt: Receipt, by: Actor, at: datetime) -> Receipt:
    """The unit has it; the first to say so is kept. Raises Denied for another unit."""
    permissions.is_of(by, receipt.unit_id).or_raise()
    held = _held(receipt)
    if held.read_at is None:
        held.read_at, held.read_by = at, by.name
        held.save(update_fields=["read_at", "read_by"])
    return held


@transaction.atomic
def act_upon(*, receipt: Receipt, text: str, by: Actor, at: datetime) -> Receipt:
    """Say what the unit does about it, under what it said before; the same words twice are once. Raises Denied, Incomplete without words
    or with too many, or NotNow before it was read."""
    permissions.is_of(by, receipt.unit_id).or_raise()
    if not text.strip():
        raise _wrong("done", "请写做了什么。", "Say what was done.")
    if len(text) > LONGEST:
        raise _wrong("done", f"最多{LONGEST}字，您写了{len(text)}字。", f"At most {LONGEST} characters; you wrote {len(text)}.")
    held = _held(receipt)
    if held.read_at is None:
        raise NotNow(Words("先点「收到」。", "Say first that you have it."), code="unread")
    said = text.strip()
    if not f"\n{held.done}".endswith(f"\n{said}"):  # what was said before stays, the same words sent twice are once
        held.done, held.done_at = "\n".join(filter(None, (held.done, said))), at
        held.save(update_fields=["done", "done_at"])
    return held


@transaction.atomic
def called(*, receipt: Receipt, by: Actor, at: datetime) -> Receipt:
    """The unit was told by telephone. Raises Denied for anybody but the unit that sent it."""
    permissions.is_of(by, receipt.notice.unit_id).or_raise()
    held = _held(receipt)
    if held.called_at is None:
        held.called_at, held.called_by = at, by.name
        held.save(update_fields=["called_at", "called_by"])
    return held


def _held(receipt: Receipt) -> Receipt:
    return Receipt.objects.select_for_update().get(county=receipt.county, id=receipt.id)


def _wrong(field: str, zh: str, en: str) -> Incomplete:
    words = Words(zh, en)
    return Incomplete(words, {field: words}, code=f"bad_{field}")
