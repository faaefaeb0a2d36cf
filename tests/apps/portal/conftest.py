"""The petitioner's pages of 澜溪县."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from tests.town import COUNTY, Town


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    """Two counties of the cast have a petition office; these pages serve one of them."""
    settings.COUNTY, settings.COUNTY_NAME, settings.COUNTY_PHONE = COUNTY, "澜溪县", "000-0000100"


@pytest.fixture
def town(town: Town) -> Town:
    """The cast, with the telephones that citizens call."""
    for code, phone in (("petition-office", "000-0000100"), ("housing", "000-0000200")):
        unit = town.unit(code)
        unit.phone, unit.address, unit.hours = phone, "桂花路1号", "周一至周五 9:00–17:00"
        unit.save()
    return town
