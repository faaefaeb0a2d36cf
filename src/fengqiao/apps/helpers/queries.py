"""Reading the directory."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.apps.helpers.models import Helper
from fengqiao.kernel import vault


def helpers_of(county: int) -> QuerySet[Helper]:
    """Those who help in a county today."""
    return Helper.objects.filter(county_code=county, is_active=True)


def of_kinds(county: int, kinds: Iterable[str]) -> QuerySet[Helper]:
    """Those of one of the kinds, with their body."""
    return helpers_of(county).filter(kinds__overlap=list(kinds)).select_related("unit", "region")


def by_keys(county: int, keys: Iterable[UUID | str]) -> dict[str, Helper]:
    """Helpers by their id as text; those of another county or gone are left out."""
    return {str(one.id): one for one in helpers_of(county).filter(id__in=list(keys)).select_related("unit")}


def phone_of(helper: Helper) -> str:
    """The telephone of a helper, opened for whoever invites them."""
    return vault.unseal(helper.sealed_phone, phone_place(helper.id))


def phone_place(key: UUID) -> str:
    """What a sealed telephone is bound to."""
    return f"helpers_helper.phone.{key}"
