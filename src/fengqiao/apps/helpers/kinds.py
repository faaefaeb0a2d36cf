"""The lists that the directory speaks in: those of the national pack, and the kinds that places with an optional layer add (KZ-01)."""

from __future__ import annotations

from dataclasses import replace

from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.packs import Pack
from fengqiao.kernel import packfiles, packversions

NATIONAL = "national"
KINDS = "helper_kinds"


def directory_pack(county: int) -> Pack:
    """The pack of the directory of a county: national, with the kinds of the methods in use there that have a layer (one query)."""
    national = packfiles.load(NATIONAL)
    used = Unit.objects.filter(county_code=county, has_own_pack=True, is_active=True).values_list("pack", flat=True).distinct()
    kinds = dict(national.lists[KINDS])
    for name in sorted(used):
        pack = packversions.in_use(name)
        if pack.method.layers:
            kinds |= {kind: words for kind, words in pack.lists[KINDS].items() if words != national.lists[KINDS].get(kind)}
    return national if kinds == national.lists[KINDS] else replace(national, lists={**national.lists, KINDS: kinds})
