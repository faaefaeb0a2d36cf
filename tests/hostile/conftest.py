"""The cast of the county, for those who mean it no good."""

from tests.apps.conftest import _cast, town

__all__ = ["_cast", "town"]
