"""How dates, numbers, codes and masked values are written, in Chinese and English."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.domain.words import Words
from fengqiao.ui.language import in_english, in_further_language, in_language

_WEEKDAYS = (
    Words("周一", "Mon"),
    Words("周二", "Tue"),
    Words("周三", "Wed"),
    Words("周四", "Thu"),
    Words("周五", "Fri"),
    Words("周六", "Sat"),
    Words("周日", "Sun"),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(at: datetime) -> datetime:
    """An instant in the county's zone; a naive one is already there."""
    return timezone.localtime(at) if timezone.is_aware(at) else at


def stamp(at: date | datetime | None) -> str:
    """`2026-11-23 09:30` for an instant, `2026-11-23` for a day, a dash for nothing."""
    if isinstance(at, datetime):
        return f"{local(at):%Y-%m-%d %H:%M}"
    return f"{at:%Y-%m-%d}" if at else "—"


def weekday(on: date) -> str:
    """周一 … 周日, or Mon … Sun."""
    return in_language(_WEEKDAYS[on.weekday()])


def long_day(on: date | datetime | None) -> str:
    """`2026年11月23日` as papers write it, `23 Nov 2026` in English, `2026-11-23` in a further language."""
    if on is None:
        return "—"
    day = local(on).date() if isinstance(on, datetime) else on
    if in_english():
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%Y-%m-%d}" if in_further_language() else f"{day.year}年{day.month}月{day.day}日"


def month_day(on: date, today: date) -> str:
    """`11月18日`, with the year when it is not this one."""
    if on.year != today.year or in_further_language():
        return long_day(on)
    return f"{on.day} {_MONTHS[on.month - 1]}" if in_english() else f"{on.month}月{on.day}日"


def due(on: date | None, today: date) -> str:
    """Calendar days left, the last day and its weekday: `还剩3天（11月18日 周一 到期）`."""
    if on is None:
        return "—"
    left = (on - today).days
    place = {"day": month_day(on, today), "weekday": weekday(on), "count": abs(left)}
    if left > 0:
        return (
            ngettext("还剩%(count)s天（%(day)s %(weekday)s 到期）", "还剩%(count)s天（%(day)s %(weekday)s 到期）", left)
            % place
        )
    if left == 0:
        return _("今天到期（%(day)s %(weekday)s）") % place
    return (
        ngettext("超期%(count)s天（%(day)s %(weekday)s 到期）", "超期%(count)s天（%(day)s %(weekday)s 到期）", -left)
        % place
    )


def tracking_code(code: str) -> str:
    """Twelve digits in three groups of four; anything else unchanged."""
    plain = re.sub(r"\D", "", code or "")
    return " ".join(plain[i : i + 4] for i in (0, 4, 8)) if len(plain) == 12 else code


def number(value: int | float | Decimal | None) -> str:
    """`12,345`; a dash for nothing."""
    return "—" if value is None else f"{value:,}"


def money(value: int | Decimal | str | None) -> str:
    """`48,000.00 元`; a dash for nothing or for what is no amount."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return "—"
    return _("%(amount)s 元") % {"amount": f"{amount:,.2f}"}


def mask_name(name: str) -> str:
    """First and last character stay: 吴*升, 扎西*玛; of two characters only the first."""
    if len(name) <= 1:
        return "*" if name else ""
    if len(name) == 2:
        return name[0] + "*"
    keep = 2 if len(name) > 3 else 1
    return f"{name[:keep]}*{name[-1]}"


def mask_digits(text: str) -> str:
    """Phones keep 3 and 4 digits, identity numbers 4 and 4, shorter ones the last 2."""
    if len(text) >= 15:
        return text[:4] + "*" * (len(text) - 8) + text[-4:]
    if len(text) >= 11:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    return "*" * max(len(text) - 2, 0) + text[-2:] if text else ""


def mask_address(text: str) -> str:
    """House and room numbers are hidden, names of places stay: 西门社区**号."""
    return re.sub(r"[0-9０-９]+", "**", text)


_MASKS = {"name": mask_name, "phone": mask_digits, "id": mask_digits, "address": mask_address}


def mask(text: str | None, kind: str = "name") -> str:
    """A value as people without the right see it; kinds: name, phone, id, address."""
    return _MASKS[kind](text) if text else ""
