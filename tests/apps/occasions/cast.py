"""More leaders for the desk, and short ways to plan."""

from __future__ import annotations

from datetime import date

from django.test import Client

from fengqiao.apps.accounts.models import User
from tests.town import COUNTY, Town

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
MORE = (("leader-2", "田大有", "副县长二"), ("leader-3", "龙在天", "副县长三"))


def leaders(town: Town) -> list[User]:
    """Three leaders of the county in the order of their turns."""
    for login, name, title in MORE:
        if not User.objects.filter(login=login).exists():
            town.builder.seat(login, name, "county", title, ["leader"])
    return [User.objects.get(login=login) for login in ("leader", "leader-2", "leader-3")]


def user(name: str) -> User:
    """Somebody of the county by name."""
    return User.objects.get(county_code=COUNTY, name=name)


def anybody(language: str = "zh-hans") -> Client:
    """A browser in which nobody is signed in."""
    client = Client()
    client.cookies["django_language"] = language
    return client
