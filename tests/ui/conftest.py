"""A county with a name, and pages rendered as a visitor gets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def county(settings: Settings) -> None:
    """The demo county's name and phone."""
    settings.COUNTY_NAME, settings.COUNTY_PHONE = "澜溪县", "000-0000100"


@pytest.fixture
def visit(rf: RequestFactory) -> HttpRequest:
    """A request nobody has signed in for."""
    request = rf.get("/somewhere?a=1")
    request.user, request.actor = AnonymousUser(), None  # type: ignore[attr-defined]
    return request


@pytest.fixture
def rendered(visit: HttpRequest) -> Callable[..., str]:
    """Render the text of a template with values."""

    def render(text: str, **values: Any) -> str:
        plain = CottonCompiler().process("{% load i18n ui %}" + text)
        return str(engines["django"].from_string(plain).render(values, visit))

    return render
