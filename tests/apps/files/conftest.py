"""Files of tests lie in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.town import COUNTY


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """Where contents lie."""
    settings.COUNTY, settings.COUNTY_NAME = COUNTY, "澜溪县"
    place = tmp_path / "files"
    mine = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": place}}
    settings.STORAGES = {**settings.STORAGES, "default": mine}
    return place
