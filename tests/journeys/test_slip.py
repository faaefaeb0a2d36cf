"""The slip that shows somebody the way to another unit, printed by a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from fengqiao.apps.documents.models import Document
from tests.town import Town, go, register_case

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


LONG = "二楼不动产登记窗口，从东门进，找王工，电话100-0000-0009。"
LONGEST = {"contact": (LONG * 4)[:80], "about": (LONG * 4)[:60], "brings": (LONG * 4)[:80]}


@pytest.mark.parametrize("more", [{}, LONGEST], ids=["as usual", "at its longest"])
def test_pb_18_the_slip_prints_on_one_page(town: Town, sit_down: Callable[..., Page], more: dict[str, str]) -> None:
    """PB-18: one A4 page, whatever is written into it."""
    case = register_case(town)
    way = {"contact": "二楼不动产窗口，100-0000-0009", "about": "补办不动产权证", "brings": "身份证、购房合同", "around": "明天上午"}
    go(case, "announce", town.clerk, "2026-03-02 10:00", unit=town.unit("land"), agrees=True, **{**way, **more})
    slip = Document.objects.get(case_id=case.id, kind="D46")
    sheet = sit_down(town.clerk, f"/papers/{slip.id}").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
