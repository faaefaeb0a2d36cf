"""To how many different places people had to go for one matter (最多跑一地): counted over matters, never over a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Func, IntegerField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.cases import queries as cases
from fengqiao.apps.insight.asking import PLACES
from fengqiao.domain.roles import Actor

NAMES: Mapping[str, str | Promise] = {"0": _("没有来过"), "1": _("一个地方"), "2": _("两个地方"), "3": _("三个及以上")}


@dataclass(frozen=True, slots=True)
class Going:
    """The matters received in a time, by the number of places; `rows` are code, words and number."""

    since: date
    until: date
    rows: list[tuple[str, str | Promise, int]]

    @property
    def came(self) -> int:
        """Matters for which somebody had to come at all."""
        return sum(n for code, _words, n in self.rows if code != PLACES[0])

    @property
    def total(self) -> int:
        """All of them."""
        return sum(n for _code, _words, n in self.rows)


def going(actor: Actor, since: date, until: date) -> Going:
    """Of the matters that an actor sees, sealed ones nowhere (one query)."""
    seen = cases.visible_to(actor).filter(is_sealed=False, received_on__range=(since, until)).order_by()
    places = Func(F("visited"), function="cardinality", output_field=IntegerField())
    counted: Counter[str] = Counter()
    for n, matters in seen.annotate(places=places).values_list("places").annotate(n=Count("id")):
        counted[PLACES[min(n, len(PLACES) - 1)]] += matters
    return Going(since, until, [(code, words, counted[code]) for code, words in NAMES.items()])
