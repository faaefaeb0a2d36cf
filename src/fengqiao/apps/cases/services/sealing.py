"""Sealed reports (检举控告): from the moment of classification only named officers see the case (G01, G02)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fengqiao.apps.accounts.models import Holding
from fengqiao.apps.cases.models import Case
from fengqiao.domain.errors import NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words


def seal_case(case: Case, *, by: Actor, day: date) -> None:
    """Name the county's officers for sealed reports as the only readers and hand the case to one of them.

    Raises NotNow where the county has not named such an officer: without one nothing is sealed and nothing is lost.
    """
    holdings = (
        Holding.objects.on(day)
        .filter(post__roles__contains=["sealed_officer"], post__unit__county_code=case.county, user__is_active=True)
        .select_related("user", "post__unit")
        .order_by("since", "id")
    )
    officers = [holding for holding in holdings if holding.user_id not in case.recused]
    if not officers:
        words = Words(
            "本县还没有指定检举控告专办员，请管理员先任命；现在不要录入检举内容的细节。",
            "The county has not named an officer for sealed reports; ask the administrator to appoint one first.",
        )
        raise NotNow(words, code="no_sealed_officer", article="信访工作条例 第三十条")
    first = officers[0]
    case.is_sealed, case.kind = True, "report"
    case.readers = sorted({UUID(str(holding.user_id)) for holding in officers})
    case.unit, case.person_id, case.person_name = first.post.unit, first.user_id, first.user.name
