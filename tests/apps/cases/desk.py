"""Sitting down at the pages of cases: sign in as one of the cast, and read what a page says."""

from __future__ import annotations

import re
from datetime import datetime

from django.test import Client

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case
from fengqiao.domain.roles import Actor


def seat(actor: Actor, *, language: str = "zh-hans") -> Client:
    """A browser in which one of the cast is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    return client


def address(case: Case, rest: str = "") -> str:
    """The address of a case's page or of something under it."""
    return f"/cases/{case.number}/{rest}"


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return found[1]


def local(text: str) -> datetime:
    """An instant of the county's clock."""
    return datetime.fromisoformat(f"{text}+08:00")
