"""`./fengqiao test tests/methods --write` writes docs/reference/methods.md anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --write."""
    parser.addoption("--write", action="store_true", help="write docs/reference/methods.md instead of comparing it")
