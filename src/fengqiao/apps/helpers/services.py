"""Acts on the directory; each is one transaction, by a named actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from fengqiao.apps.helpers import queries
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.organisations.models import Region, Unit
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.county import new_id


@dataclass(frozen=True, slots=True)
class Entered:
    """A helper as entered; `kinds`, `languages` and `specialities` are codes of the pack's lists."""

    name: str
    kinds: Sequence[str]
    unit: Unit | None = None
    region: Region | None = None
    languages: Sequence[str] = ()
    specialities: Sequence[str] = ()
    phone: str = ""
    note: str = ""
    source_key: str = ""


@transaction.atomic
def add(entered: Entered, *, county: int, pack: Pack) -> Helper:
    """Enter somebody into the directory; the same `source_key` again gives the one there is. Raises Incomplete."""
    if entered.source_key:
        known = Helper.objects.filter(county_code=county, source_key=entered.source_key).first()
        if known is not None:
            return known
    _check(entered, pack)
    key = new_id(county)
    return Helper.objects.create(
        id=key, county_code=county, name=entered.name.strip(), kinds=list(entered.kinds), unit=entered.unit,
        region=entered.region, languages=list(entered.languages), specialities=list(entered.specialities),
        sealed_phone=vault.seal(entered.phone.strip(), queries.phone_place(key)), note=entered.note.strip(),
        source_key=entered.source_key,
    )  # fmt: skip


def _check(entered: Entered, pack: Pack) -> None:
    wrong = {}
    if not entered.name.strip() or len(entered.name) > 60:
        wrong["name"] = Words("请写姓名（最多60字）。", "Write the name (60 characters at most).")
    for field, listed in (("kinds", "helper_kinds"), ("languages", "languages"), ("specialities", "categories")):
        unknown = [code for code in getattr(entered, field) if code not in pack.lists.get(listed, {})]
        if unknown:
            wrong[field] = Words(f"没有“{unknown[0]}”这一项。", f"There is no “{unknown[0]}”.")
    if not entered.kinds:
        wrong["kinds"] = Words("请选是哪一类人。", "Choose the kind.")
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
